"""Edits by hand as they are asked for and answered."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.plans import PlanSummary

Id = Annotated[str, Field(min_length=1, max_length=200)]
Told = list[dict[str, Any]]
Position = Annotated[
    int | None,
    Field(
        ge=0, le=1000, description="How many visits come before it, those under way among them; the cheapest if null."
    ),
]


class _Wanted(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
    visit: Id


class LockWanted(_Wanted):
    """Hold a visit to who serves it, and to its start where `start` says so."""

    kind: Literal["lock"]
    start: bool = False


class UnlockWanted(_Wanted):
    """Let a visit go."""

    kind: Literal["unlock"]


class MoveWanted(_Wanted):
    """Give a visit to a shift, or to another position in its own."""

    kind: Literal["move"]
    shift: Id
    position: Position = None


class AssignWanted(_Wanted):
    """Give a visit that is left out to a shift."""

    kind: Literal["assign"]
    shift: Id
    position: Position = None


class UnassignWanted(_Wanted):
    """Leave a visit out."""

    kind: Literal["unassign"]


class SwapWanted(_Wanted):
    """Exchange two visits."""

    kind: Literal["swap"]
    other: Id


EditWanted = Annotated[
    LockWanted | UnlockWanted | MoveWanted | AssignWanted | UnassignWanted | SwapWanted, Field(discriminator="kind")
]


class EditAsked(BaseModel):
    """One edit of a plan."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"edit": {"kind": "lock", "visit": "T-4711", "start": True}},
                {"edit": {"kind": "unlock", "visit": "T-4711"}},
                {"edit": {"kind": "swap", "visit": "T-4711", "other": "cam-17-quarterly:2026-01-15"}},
                {"edit": {"kind": "move", "visit": "T-4711", "shift": "wang 2026-12-07 duty", "position": 0}},
            ]
        },
    )
    edit: EditWanted


class RefusalShown(BaseModel):
    """A rule that an edit would break."""

    model_config = ConfigDict(strict=True)
    visit: str
    engineer: str | None
    shift: str | None
    code: Annotated[str, Field(description="Stable, as the reasons of the unserved are.", examples=["SKILL_MISSING"])]
    message: str
    numbers: Annotated[dict[str, float], Field(description="What it is about, with the unit in the name.")]


class EditPrice(BaseModel):
    """What an edit would cost; or why it cannot be."""

    model_config = ConfigDict(strict=True)
    possible: bool
    cost_change: Annotated[float | None, Field(description="What the whole plan costs more; negative: less.")] = None
    cost: Annotated[dict[str, float], Field(description="The same by part.")] = {}
    late_change: Annotated[int, Field(description="How many more visits start late.")] = 0
    made_late: Annotated[dict[str, float], Field(description="By visit, by how many seconds more it starts late.")] = {}
    refusals: list[RefusalShown] = []


class EditDone(BaseModel):
    """An edit that was done: what it cost, and the plan that has it."""

    model_config = ConfigDict(strict=True)
    price: EditPrice
    plan: PlanSummary


class VisitAsked(BaseModel):
    """Where a visit stands in a plan, and why."""

    model_config = ConfigDict(strict=True)
    visit: str
    source: Annotated[dict[str, Any] | None, Field(description="What it came from.")]
    served: bool
    engineer: str | None = None
    shift: str | None = None
    start: str | None = None
    end: str | None = None
    position: Annotated[int | None, Field(description="How many visits come before it.")] = None
    reasons: Annotated[list[dict[str, Any]], Field(description="Why it is with none of the shifts.")] = []
    placements: Annotated[
        list[dict[str, Any]], Field(description="Where it could go all the same, cheapest first.")
    ] = []
    alternatives: Annotated[
        list[dict[str, Any]], Field(description="The other shifts, with what each would cost.")
    ] = []
    lateness: Annotated[dict[str, Any] | None, Field(description="Why it is late, where it is.")] = None


class Compared(BaseModel):
    """How a second plan differs from a first."""

    model_config = ConfigDict(strict=True)
    cost_change: Annotated[float, Field(description="What the second costs more; negative: less.")]
    cost: Annotated[dict[str, float], Field(description="The same by part.")]
    before: dict[str, Any]
    after: dict[str, Any]
    only_before: Annotated[list[str], Field(description="Visits that only the first serves.")]
    only_after: Annotated[list[str], Field(description="Visits that only the second serves.")]
    reassigned: Annotated[Told, Field(description="Visits with another engineer or in another shift.")]
    retimed: Annotated[Told, Field(description="Visits of the same shift at another time.")]
    routes: Annotated[Told, Field(description="Shifts whose figures differ.")]
