"""What the watcher looks at: the little of the store that says whether a deadline is in danger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo


@dataclass(frozen=True)
class OpenTicket:
    """A ticket that is not over, with the deadlines that run. ``outside`` is the subcontractor who does it."""

    id: str
    territory: str
    severity: str
    site: str
    respond_by: datetime | None = None
    onsite_by: datetime | None = None
    restore_by: datetime | None = None
    outside: str | None = None


@dataclass(frozen=True)
class PlannedStop:
    """A stop of a published route; ``ticket`` is the ticket that it is to repair, ``visit`` None in a break.

    ``off`` says how it stands where nobody need come, or not now: ``cancelled``, ``waiting_for_part``; ``other`` who
    reported on it, where that is somebody else than the route's engineer.
    """

    visit: str | None
    arrive_at: datetime
    start_at: datetime
    end_at: datetime
    travel_s: int = 0
    ticket: str | None = None
    title: str = ""
    lat: float | None = None
    lon: float | None = None
    off: str | None = None
    other: str | None = None


@dataclass(frozen=True)
class DayRoute:
    """What is published for an engineer and a day; stops in order."""

    engineer: str
    name: str
    territory: str
    on: date
    stops: Sequence[PlannedStop]


@dataclass(frozen=True)
class Reported:
    """What was reported of a visit on a day, ``on``; ``is_over``: there is nothing left to do at it."""

    travelling_at: datetime | None = None
    arrived_at: datetime | None = None
    ended_at: datetime | None = None
    is_over: bool = False
    on: date | None = None


@dataclass(frozen=True)
class LastSeen:
    """Where an engineer was, and when."""

    lat: float
    lon: float
    at: datetime


@dataclass(frozen=True)
class OwedPaper:
    """A report, or a call after a visit, that is not done yet."""

    id: str
    kind: str
    territory: str
    site: str
    due_at: datetime
    engineer: str | None = None
    ticket: str | None = None


@dataclass(frozen=True)
class Certificate:
    """What an engineer may do until a day."""

    engineer: str
    name: str
    territory: str
    skill: str
    ends_on: date


@dataclass(frozen=True)
class Hold:
    """A slot that is kept for a customer until it expires."""

    id: str
    territory: str
    site: str
    opens_at: datetime
    expires_at: datetime
    ticket: str | None = None


@dataclass(frozen=True)
class Scene:
    """All of it, at one time. Instants are told to people in ``zone``."""

    now: datetime
    zone: tzinfo
    tickets: Sequence[OpenTicket] = ()
    routes: Sequence[DayRoute] = ()
    reported: Mapping[str, Reported] = field(default_factory=dict)
    last_seen: Mapping[str, LastSeen] = field(default_factory=dict)
    papers: Sequence[OwedPaper] = ()
    certificates: Sequence[Certificate] = ()
    holds: Sequence[Hold] = ()


@dataclass(frozen=True)
class LeadTimes:
    """How long before each kind of deadline a notice is raised, where no plan keeps it.

    ``behind`` is by how much an engineer may run late before that is told.
    """

    respond: timedelta = timedelta(minutes=5)
    on_site: timedelta = timedelta(hours=1)
    restore: timedelta = timedelta(hours=4)
    paper: timedelta = timedelta(hours=2)
    certificate: timedelta = timedelta(days=30)
    hold: timedelta = timedelta(minutes=15)
    behind: timedelta = timedelta(minutes=30)
