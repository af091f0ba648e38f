"""Which days are working days, which hours they have, and what cannot be known about them yet."""

from collections.abc import Iterator, Sequence
from datetime import date, time
from typing import Literal
from zoneinfo import ZoneInfo

from optimiser.book import WEEKDAYS, Calendar
from optimiser.calendars import regions
from optimiser.calendars.clock import hours_on

DayKind = Literal["working", "weekend", "holiday"]
"""A working day; a day off as every week; a day off that would else be worked, or a public holiday."""

MONDAY, WEEKDAY_COUNT = 0, 7
_MIDNIGHT = time(0)


class Days:
    """The days of one calendar.

    A day in ``open_on`` is a working day, one in ``closed_on`` (and not in ``open_on``) is none; else the region's
    make-up days are worked and its holidays are not; else the weekday decides: those that have hours, or Monday to
    Friday where the calendar has no hours.
    """

    def __init__(self, calendar: Calendar, zone: ZoneInfo) -> None:
        self._region = calendar.region
        self._id = calendar.id
        self._zone = zone
        self._open_on = frozenset(calendar.open_on)
        self._closed_on = frozenset(calendar.closed_on)
        self._hours = _hours_by_weekday(calendar)
        self._week = [bool(hours) for hours in self._hours] if calendar.hours else [True] * 5 + [False] * 2
        # A day that is worked by exception has Monday's hours, or those of the first weekday that has any.
        self._spare_hours = next((hours for hours in self._hours if hours), [(_MIDNIGHT, _MIDNIGHT)])

    def is_working(self, day: date) -> bool:
        """Whether `day` is a working day."""
        return self.kind(day) == "working"

    def kind(self, day: date) -> DayKind:
        """What kind of day it is."""
        usual: DayKind = "working" if self._week[day.weekday()] else "weekend"
        if day in self._open_on:
            return "working"
        if day in self._closed_on:
            return "holiday"
        if self._region is None:
            return usual
        special = regions.region_year(self._region, day.year)
        if day in special.make_up:
            return "working"
        return "holiday" if day in special.holidays else usual

    def hours(self, day: date) -> Iterator[tuple[int, int]]:
        """The hours of a working day, as instants; those after midnight of a night belong to the day it began."""
        for from_, until in self._hours[day.weekday()] or self._spare_hours:
            start, end = hours_on(day, from_, until, self._zone)
            if start < end:  # else the clock skips them
                yield start, end

    def warnings(self, years: Sequence[int]) -> tuple[str, ...]:
        """What cannot be known about `years`, one sentence each."""
        if self._region is None or not years:
            return ()
        overridden = {day.year for day in (*self._open_on, *self._closed_on)}
        known_until = regions.make_up_days_known_until(self._region)
        first, last = regions.known_years(self._region)
        out = [
            f"calendar {self._id}: make-up working days of {self._region} are known until {known_until}, and not for "
            f"{year}; only its regular holidays count: list the days in `closed_on` and `open_on` once announced"
            for year in years
            if known_until is not None and known_until < year <= last and year not in overridden
        ]
        out += [
            f"calendar {self._id}: holidays of {self._region} are known from {first} to {last}, and not for {year}; "
            "no day of it counts as a holiday"
            for year in years
            if not first <= year <= last
        ]
        return tuple(out)


def _hours_by_weekday(calendar: Calendar) -> list[list[tuple[time, time]]]:
    """The hours of each weekday, Monday first, in the order of their beginning."""
    out: list[list[tuple[time, time]]] = [[] for _ in range(WEEKDAY_COUNT)]
    for hours in calendar.hours:
        for name in hours.days:
            out[WEEKDAYS.index(name)].append((hours.from_, hours.until))
    return [sorted(weekday) for weekday in out]
