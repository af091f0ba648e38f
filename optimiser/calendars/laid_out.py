"""Open time laid out year by year, as far as anybody asked for it."""

from datetime import MAXYEAR, MINYEAR, date, datetime, time
from zoneinfo import ZoneInfo

from optimiser.calendars.clock import ONE_DAY, last_moment
from optimiser.calendars.days import Days
from optimiser.calendars.open_time import OpenTime, open_time


class LaidOut:
    """The open time of one calendar in all years that were asked for so far.

    Parameters
    ----------
    days : Days
    zone : ZoneInfo
    around_the_clock : bool
        Without hours there are working days, and no spans.
    """

    def __init__(self, days: Days, zone: ZoneInfo, around_the_clock: bool) -> None:
        self._days, self._zone, self._around_the_clock = days, zone, around_the_clock
        self._years: range = range(0)
        self._open = open_time([], [], [])

    def covering(self, first_year: int, last_year: int) -> OpenTime:
        """Open time of these years at least, and of one more on each side for nights and other zones."""
        wanted = range(max(MINYEAR + 1, first_year - 1), min(MAXYEAR - 1, last_year + 1) + 1)
        have = self._years or wanted
        if self._years and have[0] <= wanted[0] and wanted[-1] <= have[-1]:
            return self._open
        years = range(min(wanted[0], have[0]), max(wanted[-1], have[-1]) + 1)
        self._open, self._years = self._of(years), years
        return self._open

    def _of(self, years: range) -> OpenTime:
        spans: list[tuple[int, int]] = []
        days: list[int] = []
        closes: list[int] = []
        for ordinal in range(date(years[0], 1, 1).toordinal(), date(years[-1], 12, 31).toordinal() + 1):
            day = date.fromordinal(ordinal)
            if not self._days.is_working(day):
                continue
            hours = [] if self._around_the_clock else list(self._days.hours(day))
            spans += hours
            days.append(ordinal)
            midnight = datetime.combine(day + ONE_DAY, time())
            closes.append(max(end for _, end in hours) if hours else last_moment(midnight, self._zone))
        return open_time(spans, days, closes)
