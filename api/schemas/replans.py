"""Replanning in the day, as it is asked for and answered."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.plans import PlanSummary, Seed
from api.schemas.times import Instant, Moment

Amount = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]


class PricesWanted(BaseModel):
    """What it costs to depart from what is published, for a visit that is to start at once; it falls with the time."""

    model_config = ConfigDict(strict=True, extra="forbid")
    moved: Annotated[Amount | None, Field(description="Somebody else comes.")] = None
    earlier_per_hour: Amount | None = None
    later_per_hour: Amount | None = None
    dropped: Annotated[Amount | None, Field(description="It is left out; besides its own price for that.")] = None
    told: Annotated[Amount | None, Field(description="How many times as much where the customer was told.")] = None
    free_s: Annotated[float | None, Field(ge=0, le=86400, description="So much earlier or later costs nothing.")] = None
    halving_s: Annotated[float | None, Field(gt=0, le=1e7, description="Time ahead that halves the prices.")] = None


class ReplanWanted(BaseModel):
    """How to replan."""

    model_config = ConfigDict(
        strict=True, extra="forbid", json_schema_extra={"examples": [{}, {"seconds": 5, "prices": {"moved": 80}}]}
    )
    seconds: Annotated[
        float | None, Field(gt=0, le=600, description="How long to search; a quarter of a second if null.")
    ] = None
    iterations: Annotated[int | None, Field(ge=1, le=100_000_000, description="How much to search instead.")] = None
    seed: Seed = 0
    now: Annotated[Moment | None, Field(description="What time it is taken to be.")] = None
    prices: PricesWanted = PricesWanted()


class StandingShown(BaseModel):
    """Who serves a visit, and when."""

    model_config = ConfigDict(strict=True)
    engineer: str
    shift: str
    start: Instant
    end: Instant


class ChangeShown(BaseModel):
    """A visit that stands elsewhere than before, and why."""

    model_config = ConfigDict(strict=True)
    visit: str
    kind: Annotated[str, Field(description="retimed, reassigned, dropped or added.", examples=["retimed"])]
    before: StandingShown | None
    after: StandingShown | None
    code: Annotated[str, Field(description="Why; stable.", examples=["PLACE_TAKEN"])]
    message: str
    other: Annotated[str | None, Field(description="The visit that the cause is about.")]
    numbers: dict[str, float]
    cost: Annotated[float, Field(description="What the change itself is priced at.")]


class ReplanShown(BaseModel):
    """A replanned day: a draft, and what it changes."""

    model_config = ConfigDict(strict=True)
    plan: PlanSummary
    changes: list[ChangeShown]


class ChangeList(BaseModel):
    """What a plan changes against the one that it was made from."""

    model_config = ConfigDict(strict=True)
    items: list[ChangeShown]
