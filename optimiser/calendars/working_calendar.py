"""A calendar at work: what is open when, and when so much of its time has passed."""

from collections.abc import Iterable
from copy import copy
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from optimiser.book import Book, Calendar, Span
from optimiser.calendars.clock import ONE_DAY, SECOND_TICKS, TICK, instant, known_time_zone, last_moment, ticks
from optimiser.calendars.days import DayKind, Days
from optimiser.calendars.laid_out import LaidOut
from optimiser.calendars.open_time import Ticks
from optimiser.calendars.regions import known_region
from optimiser.errors import Fault, FaultyInput

_LONGEST_YEARS = 120  # what is not due within them, is a fault of the book


class WorkingCalendar:
    """When time counts on one calendar of the book.

    Parameters
    ----------
    calendar : Calendar
    path : str
        Where it stands in its document, for faults.

    Raises
    ------
    FaultyInput
        Where its time zone or its region is unknown.

    Notes
    -----
    Without hours a calendar is open around the clock on every day, holidays too, and time on it is elapsed time. Its
    working days are then Monday to Friday without the region's holidays, and close at midnight.

    With hours it is open in those hours of its working days, by the local clock: an hour that a change of the clock
    skips is not there, one that it shows twice counts twice.
    """

    def __init__(self, calendar: Calendar, path: str = "$") -> None:
        faults = list(_faults(calendar, path))
        if faults:
            raise FaultyInput(faults)
        self.calendar = calendar
        self.zone = ZoneInfo(calendar.time_zone)
        self._path = path
        self._days = Days(calendar, self.zone)
        self._laid_out = LaidOut(self._days, self.zone, self.around_the_clock)
        self._asked: set[int] = set()

    @property
    def around_the_clock(self) -> bool:
        """Whether it is always open."""
        return not self.calendar.hours

    def unasked(self) -> "WorkingCalendar":
        """The same calendar, as if nobody had asked it about any year: its warnings are about what comes.

        What one of the two lays out, the other has too.
        """
        fresh = copy(self)
        fresh._asked = set()
        return fresh

    @property
    def warnings(self) -> tuple[str, ...]:
        """What could not be known about the years that were asked about so far, one sentence each."""
        return self._days.warnings(sorted(self._asked))

    def warnings_for(self, first: date, last: date) -> tuple[str, ...]:
        """What cannot be known about the years from `first` to `last`, one sentence each."""
        return self._days.warnings(range(first.year, last.year + 1))

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is a working day."""
        return self.day_kind(day) == "working"

    def day_kind(self, day: date) -> DayKind:
        """Whether `day` is a working day, a day off as every week, or a holiday."""
        self._asked.add(day.year)
        return self._days.kind(day)

    def open_spans(self, first: date, last: date) -> list[tuple[datetime, datetime]]:
        """The open time from the beginning of `first` to the end of `last`, in the calendar's zone, in order."""
        start = last_moment(datetime.combine(first, time()), self.zone)
        end = last_moment(datetime.combine(last + ONE_DAY, time()), self.zone)
        if start >= end:
            return []
        if self.around_the_clock:
            return [(instant(start, self.zone), instant(end, self.zone))]
        self._ask(first.year, last.year)
        found = self._laid_out.covering(first.year, last.year)
        touched = slice(np.searchsorted(found.ends, start, side="right"), np.searchsorted(found.starts, end))
        return [
            (instant(max(start, int(a)), self.zone), instant(min(end, int(b)), self.zone))
            for a, b in zip(found.starts[touched], found.ends[touched], strict=True)
        ]

    def deadline(self, start: datetime, span: Span) -> datetime:
        """When `span` ends that begins at `start`, in the calendar's zone.

        So much open time: the first instant at which it has passed, so eight hours from opening end at the close, not
        at the next opening. No time at all ends at `start`.

        So many working days, n: day 0 is the first working day that has not closed at `start`, the day of `start`
        itself where it is one; the span ends when the n-th working day after day 0 closes. What starts on a day off
        or after the close counts as if it had come on the next working day.
        """
        return instant(int(self._deadlines(np.array([ticks(start)]), span)[0]), self.zone)

    def deadlines(self, starts_s: NDArray[np.int64], span: Span) -> NDArray[np.int64]:
        """As :meth:`deadline` for many starts at once, in seconds since 1970, UTC; parts of a second are rounded up."""
        starts = np.asarray(starts_s, dtype=np.int64) * SECOND_TICKS
        return -(-self._deadlines(starts, span) // SECOND_TICKS)

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Open time between two instants; negative where `end` is the earlier one."""
        bounds = np.array([ticks(start), ticks(end)])
        if self.around_the_clock:
            return TICK * int(bounds[1] - bounds[0])
        years = _year(bounds.min()), _year(bounds.max())
        self._ask(*years)
        before = self._laid_out.covering(*years).elapsed(bounds)
        return TICK * int(before[1] - before[0])

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after the first one that is not before `day`; for n < 0, as many before it."""
        at = day.toordinal()
        for reach in _reaches():
            found = self._laid_out.covering(day.year - (reach if n < 0 else 0), day.year + reach)
            index = int(np.searchsorted(found.days, at)) + n
            if 0 <= index < len(found.days):
                answer = date.fromordinal(int(found.days[index]))
                self._ask(min(day, answer).year, max(day, answer).year)
                return answer
        raise self._never(f"{n} working days from {day}")

    def _deadlines(self, starts: Ticks, span: Span) -> Ticks:
        """When `span` ends, for starts in microseconds since 1970."""
        within = 0 if span.within is None else span.within // TICK
        if not len(starts) or (span.working_days is None and (self.around_the_clock or within <= 0)):
            return starts + within
        first, last = _year(starts.min()), _year(starts.max())
        for reach in _reaches():
            found = self._laid_out.covering(first, last + reach)
            if span.working_days is None:
                ends = found.reached(found.elapsed(starts) + within)
            else:
                ends = found.closed(starts, span.working_days)
            if ends is not None:
                self._ask(first, _year(ends.max()))
                return ends
        raise self._never(f"{span.within or span.working_days} from {instant(int(starts.max()), self.zone)}")

    def _ask(self, first_year: int, last_year: int) -> None:
        self._asked.update(range(first_year, last_year + 1))

    def _never(self, what: str) -> FaultyInput:
        message = (
            f"calendar {self.calendar.id} has too little working time: {what} would end more than {_LONGEST_YEARS} "
            "years later; give it more hours or days, or promise less"
        )
        return FaultyInput([Fault(self._path, "never_open", message, self.calendar.id)])


def calendars_of(book: Book) -> dict[str, WorkingCalendar]:
    """The calendars of a book, by id.

    Raises
    ------
    FaultyInput
        Where time zones or regions are unknown: all of them at once.
    """
    paths = [(calendar, f"$.calendars[{k}]") for k, calendar in enumerate(book.calendars)]
    faults = [fault for calendar, path in paths for fault in _faults(calendar, path)]
    if faults:
        raise FaultyInput(faults)
    return {calendar.id: WorkingCalendar(calendar, path) for calendar, path in paths}


def _faults(calendar: Calendar, path: str) -> Iterable[Fault]:
    zone, region = calendar.time_zone, calendar.region
    if not known_time_zone(zone):
        message = f"unknown time zone {zone!r}; use a name of the IANA database, such as Asia/Shanghai or Europe/Berlin"
        yield Fault(f"{path}.time_zone", "unknown_time_zone", message, zone)
    if region is not None and not known_region(region):
        message = (
            f"no holidays are known for region {region!r}; use a country's code, CN, or one with its subdivision, "
            "US-MA; or leave it out and list the days in `closed_on` and `open_on`"
        )
        yield Fault(f"{path}.region", "unknown_region", message, region)


def _year(at_ticks: np.int64) -> int:
    return instant(int(at_ticks), ZoneInfo("UTC")).year


def _reaches() -> Iterable[int]:
    """How many years ahead to look, more and more."""
    reach = 0
    while reach <= _LONGEST_YEARS:
        yield reach
        reach = reach * 2 + 1
