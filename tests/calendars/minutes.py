"""An oracle that looks at one minute after the other, and at what the local clock shows in each."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from optimiser.book import WEEKDAYS, Calendar

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class MinuteCalendar:
    """Open minutes of a calendar without a region, by brute force."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._zone = ZoneInfo(calendar.time_zone)
        self._minutes_of = lru_cache(maxsize=None)(self._open_minutes)

    def is_working_day(self, day: date) -> bool:
        if day in self._calendar.open_on:
            return True
        named = any(WEEKDAYS[day.weekday()] in hours.days for hours in self._calendar.hours)
        return day not in self._calendar.closed_on and named

    def is_open(self, minute: datetime) -> bool:
        day = minute.astimezone(self._zone).date()
        return any(minute in self._minutes_of(day + DAY * k) for k in (-1, 0, 1))

    def deadline(self, start: datetime, within: timedelta) -> datetime:
        """When so much open time has passed; `start` and `within` in whole minutes, `within` above zero."""
        now, left = start.astimezone(UTC), within
        while left > timedelta(0):
            left -= MINUTE * self.is_open(now)
            now += MINUTE
        return now

    def close(self, day: date) -> datetime:
        """A working day is not over before the night that began on the day before."""
        return max(self._minutes_of(day) | self._minutes_of(day - DAY)) + MINUTE

    def every_day_closes(self, near: date) -> bool:
        return all(self._minutes_of(day) for k in (-1, 0) if self.is_working_day(day := near + DAY * k))

    def working_days_deadline(self, start: datetime, count: int) -> datetime:
        day = start.astimezone(self._zone).date() - DAY
        while not (self.is_working_day(day) and self.close(day) > start):
            day += DAY
        for _ in range(count):
            day += DAY
            while not self.is_working_day(day):
                day += DAY
        return self.close(day)

    def _open_minutes(self, day: date) -> frozenset[datetime]:
        if not self.is_working_day(day):
            return frozenset()
        noon = datetime.combine(day, time(12), tzinfo=self._zone).astimezone(UTC)
        around = [noon + MINUTE * k for k in range(-15 * 60, 39 * 60)]
        shown = [minute.astimezone(self._zone).replace(tzinfo=None) for minute in around]
        found: set[datetime] = set()
        for from_, until in self._hours(day):
            begin = datetime.combine(day, from_)
            end = datetime.combine(day if until > from_ else day + DAY, until)
            first = next(k for k, local in enumerate(shown) if local >= begin)
            last = max(k for k, local in enumerate(shown) if local < end)
            found.update(around[first : last + 1])
        return frozenset(found)

    def _hours(self, day: date) -> list[tuple[time, time]]:
        for name in (WEEKDAYS[day.weekday()], *WEEKDAYS):
            found = [(hours.from_, hours.until) for hours in self._calendar.hours if name in hours.days]
            if found:
                return found
        return []
