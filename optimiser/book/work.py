"""What there is to do: sites and their units, tickets, inspection rules, appointments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from optimiser.book.times import Carried


@dataclass(frozen=True)
class Site:
    """A customer's place. ``zone`` overrides what its policy's zones say; ``access`` is a calendar: when it is open."""

    id: str
    contract: str
    lat: float
    lon: float
    district: str | None = None
    zone: str | None = None
    setup: timedelta = timedelta(0)
    access: str | None = None
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True)
class Unit:
    """A device, or ``count`` of the same kind, at a site. ``impact`` is how much depends on it, from 0 to 10.

    ``large``: moving it to the workshop takes transport, which some contracts charge.
    """

    id: str
    site: str
    kind: str
    count: int = 1
    serial: str | None = None
    warranty_until: date | None = None
    impact: float = 1.0
    large: bool = False
    carried: Carried = field(default_factory=dict)


EventKind = Literal[
    "responded", "assessed", "diagnosed", "solution_named", "dispatched", "part_arrived", "loan_arrived", "arrived",
    "restored", "solved_remotely", "repair_failed", "loan_returned", "to_workshop", "from_workshop", "paused",
    "resumed", "cancelled", "report_written",
]  # fmt: skip


@dataclass(frozen=True)
class ClockEvent:
    """Something that happened to a ticket; a pause says what is waited for: customer, quote, part, workshop."""

    kind: EventKind
    at: datetime
    waiting_for: Literal["customer", "quote", "part", "workshop"] | None = None
    by: str | None = None


@dataclass(frozen=True)
class Ticket:
    """What a customer reported, and what has happened since.

    ``duration`` and ``skills`` are what a visit would take. ``fault`` names the fault, so that repeats are seen;
    ``likelihood`` in [0, 1] is how likely the worst is. ``remote``: answered from the desk, as a question is, and never
    a trip. ``owner`` is the engineer who keeps the case.
    """

    id: str
    site: str
    reported_at: datetime
    severity: str
    duration: timedelta
    kind: str = "fault"
    unit: str | None = None
    fault: str | None = None
    complexity: str | None = None
    skills: Mapping[str, float] = field(default_factory=dict)
    likelihood: float = 1.0
    remote: bool = False
    owner: str | None = None
    history: Sequence[ClockEvent] = ()
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True)
class Every:
    """So many days, weeks or months after it was last done."""

    count: int
    unit: Literal["days", "weeks", "months"]


@dataclass(frozen=True)
class InspectionRule:
    """What recurs at a site, on one or more of its units.

    Attributes
    ----------
    recurrence : str or Every
        An RFC 5545 rule (``FREQ=MONTHLY;BYDAY=1MO``) counted from ``since``, or so long after ``last_done_on``.
    tolerance_before, tolerance_after : int
        Days by which it may come earlier or later than ideal.
    spacing : int
        Days that must at least lie between two of them.
    duration, duration_per_unit : timedelta
        They add up; `duration_per_unit` counts once for each device of the units.
    level : int
        Of the rules on the same unit with the same `series`, one with a higher level includes the lower ones: what is
        due together is done in one visit of the highest, on one trip.
    remote : bool
        Desk work: it takes time and no trip.
    last_report_on : date or None
        When the last report on it was written; on or after `last_done_on`: nothing is owed.
    """

    id: str
    site: str
    recurrence: str | Every
    since: date
    duration: timedelta = timedelta(0)
    units: Sequence[str] = ()
    duration_per_unit: timedelta = timedelta(0)
    kind: str = "inspection"
    series: str = "inspection"
    level: int = 1
    last_done_on: date | None = None
    last_report_on: date | None = None
    tolerance_before: int = 0
    tolerance_after: int = 0
    spacing: int = 0
    skills: Mapping[str, float] = field(default_factory=dict)
    checklist: Sequence[str] = ()
    preferred_engineer: str | None = None
    remote: bool = False
    calendar: str | None = None
    skip_cost: float = 200.0
    until: date | None = None
    source: str = ""
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True)
class Appointment:
    """Work of any other kind: an installation, a training, a customer call, support at a fixed time.

    It starts between ``earliest`` and ``latest``; both the same: at a fixed time. ``engineers`` people are needed.
    """

    id: str
    site: str
    kind: str
    duration: timedelta
    earliest: datetime
    latest: datetime
    skills: Mapping[str, float] = field(default_factory=dict)
    engineers: int = 1
    remote: bool = False
    skip_cost: float | None = None
    source: str = ""
    carried: Carried = field(default_factory=dict)
