"""Tickets, as they are reported, changed and read."""

import json
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.schemas.routes import Contact, Id
from api.schemas.shapes import Shape
from api.schemas.times import Instant, Moment
from api.work.life import EventName, TicketStatus, WaitsFor

Word = Annotated[str, Field(min_length=1, max_length=200)]
OwnId = Annotated[
    str,
    Field(min_length=1, max_length=200),
    Shape(r"[^\x00-\x1f\x7f-\x9f]+", "an id has no control characters; write it in one line, as in T-4711"),
]
Note = Annotated[str, Field(max_length=10_000)]
Duration = Annotated[
    str,
    Field(max_length=40, examples=["PT1H30M"]),
    Shape(
        r"P(\d{1,4}D)?(T(\d{1,4}H)?(\d{1,5}M)?(\d{1,6}S)?)?",
        "a duration is of days, hours, minutes and seconds; write it as in PT45M, PT1H30M or P1DT2H",
    ),
]
Skills = Annotated[dict[Word, Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]], Field(max_length=50)]
Share = Annotated[float, Field(ge=0, le=1)]
_DEEPEST = 20


def _tellable(data: dict[str, Any] | None) -> dict[str, Any] | None:
    """See to it that it can be told again: 1e999 is read as a number that no JSON has, and depth has its limits."""
    level: list[Any] = [data]
    for _ in range(_DEEPEST):
        level = [item for each in level for item in _inside(each)]
    if level:
        raise ValueError(f"it is nested more than {_DEEPEST} levels deep; make it flatter")
    json.dumps(data, allow_nan=False)
    return data


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


class PartNeeded(BaseModel):
    """A part that a visit is expected to use."""

    model_config = ConfigDict(strict=True, extra="forbid")
    part: Id
    count: Annotated[int, Field(ge=1, le=10_000)] = 1


class NewTicket(BaseModel):
    """What is reported. Only `site` and `severity` must be told.

    Customers may tell what they see; how long it takes, who can do it and who keeps the case is the office's.
    """

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "id": "T-4711",
                    "site": "hb-zhongshan",
                    "unit": "cam-17",
                    "severity": "1",
                    "name": "the camera over the counter is dark",
                    "contact": {"name": "Ms Sun", "phone": "+86 532 5555 0101"},
                }
            ]
        },
    )
    id: Annotated[OwnId | None, Field(description="One of your own; else it is numbered.")] = None
    site: Id
    severity: Word
    name: Annotated[str | None, Field(min_length=1, max_length=500, description="What is wrong, in a line.")] = None
    note: Note | None = None
    unit: Id | None = None
    kind: Word = "fault"
    fault: Annotated[Word | None, Field(description="What is broken, in a word, so that repeats are seen.")] = None
    complexity: Word | None = None
    contact: Contact | None = None
    reported_at: Annotated[Moment | None, Field(description="Now, unless it was reported before.")] = None
    duration: Annotated[Duration | None, Field(description="How long a visit would take; an hour, unless given.")] = (
        None
    )
    skills: Skills | None = None
    likelihood: Annotated[Share | None, Field(description="How likely the worst is.")] = None
    remote: Annotated[bool | None, Field(description="It is answered from the desk and never a trip.")] = None
    owner: Annotated[Id | None, Field(description="The engineer who keeps the case until it is solved.")] = None
    parts: Annotated[list[PartNeeded] | None, Field(max_length=100)] = None


class TicketChange(BaseModel):
    """What is to be changed of a ticket's facts; what is not named stays, and null takes it away."""

    model_config = ConfigDict(strict=True, extra="forbid", json_schema_extra={"examples": [{"severity": "2"}]})
    severity: Word | None = None
    name: Annotated[str | None, Field(min_length=1, max_length=500)] = None
    note: Note | None = None
    unit: Id | None = None
    kind: Word | None = None
    fault: Word | None = None
    complexity: Word | None = None
    contact: Contact | None = None
    duration: Duration | None = None
    skills: Skills | None = None
    likelihood: Share | None = None
    remote: bool | None = None
    owner: Id | None = None
    parts: Annotated[list[PartNeeded] | None, Field(max_length=100)] = None


class NewEvent(BaseModel):
    """Something that happened to a ticket."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={
            "examples": [{"kind": "responded"}, {"kind": "paused", "waiting_for": "part"}, {"kind": "resumed"}]
        },
    )
    kind: EventName
    at: Annotated[Moment | None, Field(description="When it happened; now, unless told. Late is fine.")] = None
    by: Annotated[
        Id | None,
        Field(description="Who did it: an engineer's id, for example. Of office work whoever tells it, unless told."),
    ] = None
    waiting_for: Annotated[WaitsFor | None, Field(description="What a pause waits for.")] = None
    note: Note | None = None
    data: Annotated[dict[Word, Any] | None, Field(max_length=50), AfterValidator(_tellable)] = None


class TicketEventDocument(BaseModel):
    """Something that happened to a ticket, when, and when it was told."""

    model_config = ConfigDict(strict=True)
    kind: EventName
    at: Instant
    by: str | None
    waiting_for: WaitsFor | None
    data: dict[str, Any]
    recorded_at: Instant


class PromiseDocument(BaseModel):
    """A promised deadline, and how it stands with it."""

    model_config = ConfigDict(strict=True)
    kind: Annotated[str, Field(examples=["on_site"])]
    at: Annotated[Instant | None, Field(description="By when; null while its clock stands.")]
    state: Annotated[str, Field(description="open, paused, met, missed or cancelled.")]
    stopped_at: Annotated[Instant | None, Field(description="When it was kept, on time or not.")]
    paused_s: Annotated[float, Field(description="The open time by which pauses moved it.")]
    late_s: Annotated[float, Field(description="By how much it was missed, so far.")]


class TicketRow(BaseModel):
    """A ticket in a list."""

    model_config = ConfigDict(strict=True)
    id: str
    status: TicketStatus
    severity: str
    name: str | None
    site: str
    unit: str | None
    customer: str
    territory: str
    reported_at: Instant
    closed_at: Instant | None
    respond_by: Instant | None
    onsite_by: Instant | None
    restore_by: Instant | None
    revision: int


class TicketPage(BaseModel):
    """One page of tickets; `next` goes into `after` for the following one."""

    model_config = ConfigDict(strict=True)
    items: list[TicketRow]
    next: str | None


class TicketDocument(TicketRow):
    """A ticket with all that was told about it, and its deadlines."""

    note: str | None
    kind: str
    fault: str | None
    complexity: str | None
    contact: Contact | None
    contract: str
    duration: str
    skills: dict[str, float]
    likelihood: float | None
    remote: bool
    owner: str | None
    parts: list[PartNeeded]
    paused_since: Instant | None
    promises: list[PromiseDocument]
    events: list[TicketEventDocument]
    warnings: list[str] = []
