"""Open time of a calendar for many pauses at once, in whole seconds since 1970, UTC."""

from datetime import UTC, date, datetime

import numpy as np

from optimiser.calendars import WorkingCalendar
from optimiser.calendars.clock import ticks
from optimiser.calendars.open_time import OpenTime, open_time
from optimiser.sla.happenings import Seconds

_SECOND = 1_000_000
_DAY_S = 86_400
_FIRST_REACH_DAYS = 366
_LONGEST_REACH_DAYS = 366 * 128


class OpenSeconds:
    """Counts the open time of one calendar: what lies in many spans, and where it leads from many starts.

    Parameters
    ----------
    calendar : WorkingCalendar
        It answers for one span at a time.
    """

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._calendar = calendar
        self._open = open_time([], [], [])
        self._range_s = (0, 0)

    def elapsed(self, starts_s: Seconds, ends_s: Seconds) -> Seconds:
        """Count the open seconds between starts and ends that are not before them."""
        if self._calendar.around_the_clock:
            return ends_s - starts_s
        spread = self._covering(starts_s, ends_s, 0)
        elapsed: Seconds = (spread.elapsed(ends_s * _SECOND) - spread.elapsed(starts_s * _SECOND)) // _SECOND
        return elapsed

    def moved(self, starts_s: Seconds, open_s: Seconds) -> Seconds:
        """Find when so many open seconds have passed after each start; where there are none, the start itself."""
        if self._calendar.around_the_clock:
            return starts_s + open_s
        reach_days = _FIRST_REACH_DAYS
        while reach_days <= _LONGEST_REACH_DAYS:
            spread = self._covering(starts_s, starts_s, reach_days)
            reached = spread.reached(spread.elapsed(starts_s * _SECOND) + open_s * _SECOND)
            if reached is not None:
                return np.where(open_s > 0, reached // _SECOND, starts_s)
            reach_days *= 2
        raise ValueError(f"calendar {self._calendar.calendar.id} has too little open time")

    def _covering(self, starts_s: Seconds, ends_s: Seconds, reach_days: int) -> OpenTime:
        """Lay out the open time from the first start to `reach_days` past the last end, unless it is there already."""
        first_s, last_s = int(starts_s.min()) - _DAY_S, int(ends_s.max()) + (reach_days + 1) * _DAY_S
        if first_s < self._range_s[0] or last_s > self._range_s[1]:
            if self._range_s[1]:
                first_s, last_s = min(first_s, self._range_s[0]), max(last_s, self._range_s[1])
            spans = self._calendar.open_spans(_day(first_s - _DAY_S), _day(last_s + _DAY_S))
            self._open = open_time([(ticks(start), ticks(end)) for start, end in spans], [], [])
            self._range_s = (first_s, last_s)
        return self._open


def _day(at_s: int) -> date:
    return datetime.fromtimestamp(at_s, UTC).date()
