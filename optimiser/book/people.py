"""Who there is to do it: engineers with their duties, the on-call rota, cover around the clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

from optimiser.book.times import Carried


@dataclass(frozen=True)
class Duty:
    """Regular shifts on the working days of a calendar (5×8), or on every day (a calendar around the clock).

    ``cycle`` shifts the days: ``[1, 1, 0]`` works two days and rests one, counted from ``since``; empty: every day.
    """

    calendar: str
    from_: time
    until: time
    cycle: Sequence[int] = ()
    since: date | None = None
    overtime_limit: timedelta = timedelta(0)
    break_earliest: time | None = None
    break_latest: time | None = None
    break_duration: timedelta = timedelta(0)
    source: str = ""


@dataclass(frozen=True)
class Absence:
    """Days, first to last, on which somebody is away: of the first from ``from_`` on, of the last until ``until``.

    The times are by the clock of the shifts that they cut; None: the whole of that day.
    """

    first: date
    last: date
    reason: str = ""
    from_: time | None = None
    until: time | None = None

    def overlaps(self, other: "Absence") -> bool:
        """Whether some moment lies in both."""
        return max(self._begins, other._begins) < min(self._ends, other._ends)

    @property
    def _begins(self) -> datetime:
        return datetime.combine(self.first, self.from_ or time.min)

    @property
    def _ends(self) -> datetime:
        return datetime.combine(self.last, self.until or time.max)

    def is_whole_day(self, day: date) -> bool:
        """Whether all of a day is taken."""
        begins = self.first < day or (self.first == day and self.from_ is None)
        return begins and (day < self.last or (day == self.last and self.until is None))


@dataclass(frozen=True)
class RosterEngineer:
    """Somebody who does the work: an engineer with a home and duties. ``certificates`` are valid until their date.

    ``resident_at`` is a site where the engineer stays during duty: nothing else is theirs, and an absence is covered.
    """

    id: str
    lat: float
    lon: float
    skills: Mapping[str, float] = field(default_factory=dict)
    certificates: Mapping[str, date] = field(default_factory=dict)
    duties: Sequence[Duty] = ()
    absences: Sequence[Absence] = ()
    resident_at: str | None = None
    on_call: bool = False
    cost_per_km: float = 0.0
    cost_per_travel_hour: float = 0.0
    cost_per_overtime_hour: float = 0.0
    hours_per_day: timedelta | None = None
    hours_per_week: timedelta | None = None
    driving_per_day: timedelta | None = None
    driving_per_week: timedelta | None = None
    min_rest: timedelta = timedelta(0)
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True)
class OnCall:
    """Hours outside ``working`` in which somebody is on call: a monthly, weekly or daily turn.

    ``hours`` are when there is on-call at all (08:00 to 22:30 every day); what of it lies in the open time of the
    calendar ``working`` needs nobody. ``pay_per_hour`` is for standing by, ``pay_per_call`` for going out.
    ``overtime_limit`` is by how much a case may outlast them. A night belongs to the day before it until 6:00.
    """

    working: str
    from_: time
    until: time
    turn: Literal["day", "week", "month"] = "month"
    people: int = 1
    skills: Mapping[str, float] = field(default_factory=dict)
    pay_per_hour: float = 0.0
    pay_per_call: float = 0.0
    overtime_limit: timedelta = timedelta(0)
    source: str = ""


@dataclass(frozen=True)
class Cover:
    """Somebody must be at a site from ``start`` to ``end``, around the clock: a named event."""

    id: str
    site: str
    start: datetime
    end: datetime
    people: int = 1
    skills: Mapping[str, float] = field(default_factory=dict)
    shift: timedelta = timedelta(hours=8)
    source: str = ""
    carried: Carried = field(default_factory=dict)
