"""Duties of one engineer that ask for being on two shifts at once."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations
from math import lcm
from typing import Any

from optimiser.book import WEEKDAYS, Calendar, Duty
from optimiser.documents.book_checks import length, since_midnight
from optimiser.documents.findings import Findings
from optimiser.documents.kinds import FAULTY

_WEEK_DAYS = len(WEEKDAYS)
_MONDAY = date(2024, 1, 1)
_MOST_DAYS = 800  # long cycles that meet only later than that are not looked for


def check_duties(draft: Mapping[str, Any], found: Findings) -> None:
    """Note the pairs of duties of an engineer of which one begins before the other is over, in an ordinary week."""
    calendars = {item.id: item for item in reversed(draft.get("calendars", ())) if item is not FAULTY}
    for i, engineer in enumerate(draft.get("engineers", ())):
        if engineer is FAULTY:
            continue
        for (k, one), (m, other) in combinations(enumerate(engineer.duties), 2):
            day = overlap(one, other, calendars)
            if day is not None:
                message = (
                    f"on {WEEKDAYS[day.weekday()]} this duty begins before the one at {k} is over, or the other way "
                    "round; mend their times, days or cycles"
                )
                found.add(("engineers", i, "duties", m), "overlap", message)


def overlap(one: Duty, other: Duty, calendars: Mapping[str, Calendar]) -> date | None:
    """Find a day on which two duties of one engineer overlap; None where they never do, as far as can be told.

    Holidays are not looked at: they take days away from both. Calendars of two time zones are not compared.
    """
    first, second = calendars.get(one.calendar), calendars.get(other.calendar)
    if first is None or second is None or first.time_zone != second.time_zone:
        return None
    days = min(lcm(_WEEK_DAYS, len(one.cycle) or 1, len(other.cycle) or 1), _MOST_DAYS)
    late = set(_days(other, second, days))
    for day in _days(one, first, days):
        for shift in (-1, 0, 1):
            if day + timedelta(days=shift) in late and _overlap_at(one, other, shift):
                return day
    return None


def _days(duty: Duty, calendar: Calendar, count: int) -> Iterator[date]:
    """The days of so many, and one on either side, on which a duty works for certain."""
    weekdays: set[str] = {day for hours in calendar.hours for day in hours.days} or set(WEEKDAYS)
    for ahead in range(-1, count + 1):
        day = _MONDAY + timedelta(days=ahead)
        if WEEKDAYS[day.weekday()] in weekdays and _works(duty.cycle, duty.since, day):
            yield day


def _works(cycle: Sequence[int], since: date | None, day: date) -> bool:
    return not cycle or since is None or bool(cycle[(day - since).days % len(cycle)])


def _overlap_at(one: Duty, other: Duty, days_later: int) -> bool:
    """Whether `other`, so many days later, begins before `one` is over and is not over when that begins."""
    start = since_midnight(one.from_)
    begin = since_midnight(other.from_) + timedelta(days=days_later)
    end, finish = start + length(one.from_, one.until), begin + length(other.from_, other.until)
    return start < finish and begin < end
