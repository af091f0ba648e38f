"""Who can be there first, and slots for customers, as they are asked for and answered."""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationInfo,
    field_validator,
    model_validator,
)

from api.schemas.tickets import Duration, Skills, Word
from api.schemas.times import Day, Instant, Moment

Id = Annotated[str, Field(min_length=1, max_length=200)]
_SPAN: TypeAdapter[timedelta] = TypeAdapter(timedelta)
_LONGEST = timedelta(hours=24)
_MOST_DAYS, _SHORTEST_SLOT = 31, timedelta(minutes=15)


def _of_a_day(text: str) -> str:
    if len(text) < 3 or not timedelta(0) < _SPAN.validate_python(text) <= _LONGEST:
        raise ValueError("give a span above nothing and of at most 24 hours, as in PT1H30M")
    return text


Span = Annotated[Duration, AfterValidator(_of_a_day)]


class WorkAsked(BaseModel):
    """What somebody is to come for: for a ticket, or to a site, or to a point on the map."""

    model_config = ConfigDict(strict=True, extra="forbid")
    territory: Id
    ticket: Annotated[Id | None, Field(description="Site, duration and skills are the ticket's.")] = None
    site: Id | None = None
    lat: Annotated[float | None, Field(ge=-90, le=90, description="Degrees of WGS-84.")] = None
    lon: Annotated[float | None, Field(ge=-180, le=180)] = None
    duration: Annotated[Span | None, Field(description="How long it takes; an hour, or as the ticket says.")] = None
    skills: Annotated[Skills | None, Field(description="Levels that the engineer needs.")] = None

    @model_validator(mode="after")
    def _says_where(self) -> Self:
        given = [self.ticket is not None, self.site is not None, self.lat is not None or self.lon is not None]
        if sum(given) != 1 or (given[2] and (self.lat is None or self.lon is None)):
            raise ValueError("say where it is by one of: ticket, site, or lat and lon together")
        return self


class FirstThereAsked(WorkAsked):
    """Who can be there first."""

    model_config = ConfigDict(
        strict=True, extra="forbid", json_schema_extra={"examples": [{"territory": "qingdao", "ticket": "T-4711"}]}
    )
    most: Annotated[int, Field(ge=1, le=50, description="So many engineers.")] = 5


class ArrivalShown(BaseModel):
    """When one engineer can be there, what is under way finished first."""

    model_config = ConfigDict(strict=True)
    engineer: str
    shift: str
    arrive_at: Instant
    start_at: Instant
    leave_at: Instant
    after: Annotated[str | None, Field(description="The visit after which the engineer comes.")]
    travel_s: int
    travel_m: int
    position: int
    cost_change: Annotated[float, Field(description="What the whole plan costs more.")]
    cost: dict[str, float]
    made_late: Annotated[dict[str, float], Field(description="By visit, by how many seconds more it starts late.")]
    left_out: Annotated[list[str], Field(description="Visits that would no longer fit.")]


class Hindrance(BaseModel):
    """Why one engineer cannot be there."""

    model_config = ConfigDict(strict=True)
    engineer: str
    shift: str
    code: Annotated[str, Field(description="Stable, as the reasons of the unserved are.", examples=["NO_SKILL"])]
    message: str


class Arrivals(BaseModel):
    """Who can be there first, the earliest first."""

    model_config = ConfigDict(strict=True)
    plan: str
    items: list[ArrivalShown]
    reasons: Annotated[list[Hindrance], Field(description="Where nobody can be there: why, shift by shift.")] = []


def _closing_in_time(closes_at: datetime, told: ValidationInfo) -> datetime:
    opens_at = told.data.get("opens_at")
    if opens_at is not None and closes_at <= opens_at:
        raise ValueError(f"{closes_at.isoformat()} is not after opens_at, {opens_at.isoformat()}; swap them")
    if opens_at is not None and closes_at - opens_at > _LONGEST:
        raise ValueError(f"{closes_at.isoformat()} is more than 24 hours after opens_at; ask for several slots")
    return closes_at


class SlotSpan(BaseModel):
    """From when until when somebody may come."""

    model_config = ConfigDict(strict=True, extra="forbid")
    opens_at: Moment
    closes_at: Moment

    _in_order = field_validator("closes_at")(_closing_in_time)


class SlotsAsked(WorkAsked):
    """Which slots can be offered: of some days, or those that are named."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "territory": "qingdao",
                    "site": "hb-zhongshan",
                    "duration": "PT1H",
                    "first": "2026-12-07",
                    "slot_length": "PT2H",
                }
            ]
        },
    )
    first: Day | None = None
    last: Annotated[Day | None, Field(description="The first one, unless given.")] = None
    slot_length: Span = "PT2H"
    slots: Annotated[list[SlotSpan] | None, Field(min_length=1, max_length=100)] = None
    most: Annotated[int, Field(ge=1, le=200, description="So many, the cheapest.")] = 20

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if (self.first is None) == (self.slots is None):
            raise ValueError("say when by one of: first (and last), or slots")
        return self

    @field_validator("last")
    @classmethod
    def _near_first(cls, last: date | None, told: ValidationInfo) -> date | None:
        first = told.data.get("first")
        if last is not None and first is not None and not 0 <= (last - first).days < _MOST_DAYS:
            raise ValueError(f"{last} is before first, {first}, or {_MOST_DAYS} days or more after it; mend either")
        return last

    @field_validator("slot_length")
    @classmethod
    def _long_enough(cls, slot_length: str) -> str:
        if _SPAN.validate_python(slot_length) < _SHORTEST_SLOT:
            raise ValueError(f"{slot_length!r} is shorter than 15 minutes; ask for longer slots")
        return slot_length


class SlotOffer(BaseModel):
    """A slot that can be offered, with its price."""

    model_config = ConfigDict(strict=True)
    opens_at: Instant
    closes_at: Instant
    engineer: str
    shift: str
    start_at: Annotated[Instant, Field(description="As the plan stands now; what is promised is the slot.")]
    price: Annotated[float, Field(description="What the whole plan costs more; negative: less.")]
    cost: Annotated[dict[str, float], Field(description="The same by part.")]


class SlotOffers(BaseModel):
    """Slots that can be offered, the cheapest first."""

    model_config = ConfigDict(strict=True)
    items: list[SlotOffer]
    days_without_plan: Annotated[list[date], Field(description="Days for which nothing is published yet.")]


class HoldAsked(WorkAsked):
    """Keep a slot free while the customer decides."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "territory": "qingdao",
                    "site": "hb-zhongshan",
                    "duration": "PT1H",
                    "opens_at": "2026-12-07T14:00:00+08:00",
                    "closes_at": "2026-12-07T16:00:00+08:00",
                    "minutes": 15,
                }
            ]
        },
    )
    opens_at: Moment
    closes_at: Moment
    minutes: Annotated[int, Field(ge=1, le=1440, description="For so long it is held.")] = 30
    kind: Annotated[Word, Field(description="Of the appointment that is made where there is no ticket.")] = "visit"

    _in_order = field_validator("closes_at")(_closing_in_time)

    @model_validator(mode="after")
    def _can_be_held(self) -> Self:
        if self.lat is not None:
            raise ValueError("a slot is held for a ticket or a site")
        return self


class SlotShown(BaseModel):
    """A slot that was held for a customer."""

    model_config = ConfigDict(strict=True)
    id: str
    territory: str
    site: str
    ticket: str | None
    opens_at: Instant
    closes_at: Instant
    engineer: Annotated[str, Field(description="Who would come as the plan stood; it may be somebody else.")]
    price: float
    state: Literal["held", "taken", "released", "expired"]
    expires_at: Instant
    duration: str
    skills: dict[str, float]
    held_by: str


class SlotList(BaseModel):
    """Slots, the latest held first."""

    model_config = ConfigDict(strict=True)
    items: list[SlotShown]
    next: Annotated[str | None, Field(description="Ask with `after=` this for more; null at the end.")]
