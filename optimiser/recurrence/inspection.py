"""One occurrence of periodic work, and when it may be done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

NOTHING = timedelta(0)
DOUBLED_AFTER_DAYS = 7
DEAREST = 10.0


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is due at one site on one day, on one trip: an occurrence of a rule, and of the lower ones it includes.

    ``ready_on <= ideal_on <= due_on`` always holds. What is overdue keeps the dates that were missed: where it is
    planned, it belongs between `earliest_on` and `latest_on`.

    Attributes
    ----------
    id : str
        The highest rule and the day that its recurrence names, ``pumps:2026-03-02``; parts add their number.
    site : str
    rules : tuple of str
        Ids, the highest level first, the included ones after.
    units : tuple of str
        Ids; empty: the whole site.
    kind : str
    ready_on, ideal_on, due_on : date
        The first day on which it may be done, the best one, the last one that is on time. Working days, unless the
        tolerance holds none.
    duration : timedelta
        ``duration_once + duration_per_device * devices``.
    skills : mapping of str to float
    checklist : tuple of str
    preferred_engineer : str or None
    remote : bool
        Desk work: no trip.
    skip_cost : float
        What leaving it out costs: the sum of what its rules say, each times :func:`urgency` of its own lateness.
    overdue_days : int
        Days from the last day that was on time to the first day asked about; 0 where it is not overdue.
    part, parts : int
        Which of how many parts it is, from 1.
    series : str or None
        The series of its rules.
    covers : tuple of (str, date)
        Each rule's occurrence that is met by it: the rule's id and the day that the recurrence names.
    asked_on : date
        The first day asked about.
    calendar : str or None
        The calendar whose working days it is done on; None: any day.
    devices : tuple of (str, int)
        How many devices of each unit it is about.
    duration_once, duration_per_device : timedelta
        What the duration is made of.
    whole : str or None
        Of a part: the id of what it is a part of.
    """

    id: str
    site: str
    rules: tuple[str, ...]
    units: tuple[str, ...]
    kind: str
    ready_on: date
    ideal_on: date
    due_on: date
    duration: timedelta
    skills: Mapping[str, float] = field(default_factory=dict)
    checklist: tuple[str, ...] = ()
    preferred_engineer: str | None = None
    remote: bool = False
    skip_cost: float = 0.0
    overdue_days: int = 0
    part: int = 1
    parts: int = 1
    series: str | None = None
    covers: tuple[tuple[str, date], ...] = ()
    asked_on: date = date.min
    calendar: str | None = None
    devices: tuple[tuple[str, int], ...] = ()
    duration_once: timedelta = NOTHING
    duration_per_device: timedelta = NOTHING
    whole: str | None = None

    @property
    def earliest_on(self) -> date:
        """The first day, of those asked about, on which it may be done."""
        return max(self.ready_on, self.asked_on)

    @property
    def latest_on(self) -> date:
        """The last day on which to plan it: what is overdue belongs on the first day there is."""
        return max(self.due_on, self.earliest_on)


def urgency(overdue_days: int) -> float:
    """By how much being overdue makes skipping dearer: ``1 + overdue_days / 7``, at most 10. Our assumption."""
    return min(1.0 + overdue_days / DOUBLED_AFTER_DAYS, DEAREST)
