"""When time counts: calendars, and lengths of time on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any, Literal

Carried = Mapping[str, Any]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Hours:
    """Opening hours on some weekdays; ``until`` midnight, ``00:00``, is the end of the day."""

    days: Sequence[Weekday]
    from_: time
    until: time


@dataclass(frozen=True)
class Calendar:
    """When time counts: around the clock where no hours are given, else in these hours of working days.

    ``region`` names whose public holidays and make-up working days hold, as ``CN`` or ``US-MA``; None: no holidays.
    ``closed_on`` and ``open_on`` override it day by day; a day in ``open_on`` has the hours of a Monday where its
    weekday has none. Without hours, days of the working week (Monday to Friday) still count as working days.
    """

    id: str
    time_zone: str
    hours: Sequence[Hours] = ()
    region: str | None = None
    closed_on: Sequence[date] = ()
    open_on: Sequence[date] = ()
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True)
class Span:
    """A length of time on a calendar: so much of its open time, or so many working days (then ``within`` is None).

    Exactly one of the two is given. A promise of working days ends when the last of them closes.
    """

    calendar: str
    within: timedelta | None = None
    working_days: int | None = None
