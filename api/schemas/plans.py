"""Plans as they are asked for and shown."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from api.schemas.times import Day, Instant, Moment

PlanKind = Literal["days", "horizon"]
PlanState = Literal["draft", "published", "superseded", "discarded"]

Seconds = Annotated[float | None, Field(gt=0, le=3600, description="How long to search; 10 where nothing is said.")]
Iterations = Annotated[
    int | None,
    Field(ge=1, le=100_000_000, description="How much to search instead: the same number and seed, the same plan."),
]
Seed = Annotated[int, Field(ge=0, lt=2**31, description="Where the random numbers begin.")]


class PlanWanted(BaseModel):
    """What to plan."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"territory": "qingdao", "first": "2026-12-07", "seconds": 20},
                {"territory": "qingdao", "kind": "horizon", "first": "2026-12-07", "last": "2027-01-15", "seconds": 60},
            ]
        },
    )
    territory: Annotated[str, Field(min_length=1, max_length=200)]
    kind: Annotated[
        PlanKind, Field(description="`days`: routes of some days; `horizon`: a day and an engineer for inspections.")
    ] = "days"
    first: Annotated[Day, Field(description="The first day.")]
    last: Annotated[Day | None, Field(description="The last day, included; the first one where nothing is said.")] = (
        None
    )
    horizon: Annotated[
        str | None,
        Field(max_length=200, description="The horizon plan that says on which days inspections are done."),
    ] = None
    seconds: Seconds = None
    iterations: Iterations = None
    seed: Seed = 0
    now: Annotated[Moment | None, Field(description="What time it is taken to be: nothing is planned before it.")] = (
        None
    )

    @field_validator("last")
    @classmethod
    def _not_before_first(cls, last: date | None, told: ValidationInfo) -> date | None:
        first = told.data.get("first")
        if last is not None and first is not None and last < first:
            raise ValueError(f"{last} is before first, {first}; swap them")
        return last

    @field_validator("horizon")
    @classmethod
    def _of_days(cls, horizon: str | None, told: ValidationInfo) -> str | None:
        if horizon is not None and told.data.get("kind") == "horizon":
            raise ValueError("horizon is for plans of days; leave it out, or ask for the kind `days`")
        return horizon


class PlanSummary(BaseModel):
    """A plan without its routes."""

    model_config = ConfigDict(strict=True)
    id: str
    kind: PlanKind
    territory: str
    first: date
    last: date
    state: PlanState
    version: Annotated[int | None, Field(description="Counted up with each plan that is published.")]
    origin: Annotated[str, Field(description="What made it: solve, replan, amend.")]
    parent: Annotated[str | None, Field(description="The plan that it was made from.")]
    based_on: Annotated[dict[str, int], Field(description="By day, the version that was published when it was made.")]
    cost: Annotated[dict[str, float], Field(description="By part, and the total.")]
    figures: Annotated[
        dict[str, Any],
        Field(description="Served, late, travel, work, their shares; what each word means is in the glossary."),
    ]
    created_at: Instant
    created_by: str
    published_at: Instant | None
    published_by: str | None
    revision: int


class PlanShown(PlanSummary):
    """A plan with its routes."""

    plan: Annotated[
        dict[str, Any], Field(description="The plan document: routes, costs, the unserved with their reasons.")
    ]
    matter: Annotated[
        dict[str, Any],
        Field(description="What each visit came from, the ways, calls, what waits, reports owed, warnings."),
    ]


class PlanList(BaseModel):
    """Plans, the latest first."""

    model_config = ConfigDict(strict=True)
    items: list[PlanSummary]
    next: Annotated[str | None, Field(description="Ask with `after=` this for more; null at the end.")]
