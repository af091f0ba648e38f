"""Working days of a calendar, as ordinals of days: on them the dates of inspections are moved."""

from datetime import date

from optimiser.book import Calendar
from optimiser.calendars import WorkingCalendar


class WorkDays:
    """Which days are working days; without a calendar every day is one. Asks the calendar about each day once."""

    def __init__(self, calendar: Calendar | None) -> None:
        self.calendar_id = None if calendar is None else calendar.id
        self._calendar = None if calendar is None else WorkingCalendar(calendar)
        self._known: dict[int, bool] = {}

    def __contains__(self, day: int) -> bool:
        if self._calendar is None:
            return True
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = self._calendar.is_working_day(date.fromordinal(day))
        return known

    def first(self, low: int, high: int) -> int | None:
        """Find the first working day from `low` to `high`."""
        while low <= high:
            if low in self:
                return low
            low += 1
        return None

    def last(self, low: int, high: int) -> int | None:
        """Find the last working day from `low` to `high`."""
        while high >= low:
            if high in self:
                return high
            high -= 1
        return None

    def nearest(self, day: int, low: int, high: int) -> int | None:
        """Find the working day from `low` to `high` nearest to `day`; of two the earlier."""
        day = min(max(day, low), high)
        for away in range(max(day - low, high - day) + 1):
            if day - away >= low and day - away in self:
                return day - away
            if day + away <= high and day + away in self:
                return day + away
        return None
