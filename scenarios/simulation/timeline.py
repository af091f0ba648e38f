"""Simulated time: whole seconds from the first midnight, and the instants and days that they are."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo


class Timeline:
    """Whole seconds from the midnight with which the first day begins.

    Parameters
    ----------
    first : date
    days : int
    zone : str
        The time zone in which days begin; a day in which the clocks change has 23 or 25 hours.
    """

    def __init__(self, first: date, days: int, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self._begin = datetime.combine(first, time(), self._zone).astimezone(UTC)
        self.dates = [first + timedelta(days=k) for k in range(days)]
        self.midnights_s = [
            self.second(datetime.combine(first + timedelta(days=k), time(), self._zone)) for k in range(days + 1)
        ]

    @property
    def end_s(self) -> int:
        """When the last day ends."""
        return self.midnights_s[-1]

    def second(self, at: datetime) -> int:
        """Whole seconds from the beginning to an instant, rounded up: nothing happens before its time."""
        return -int((self._begin - at.astimezone(UTC)) // timedelta(seconds=1))

    def instant(self, second: int) -> datetime:
        """The instant, as the clocks of the time zone show it, at a fixed offset."""
        local = (self._begin + timedelta(seconds=second)).astimezone(self._zone)
        return local.replace(tzinfo=timezone(local.utcoffset() or timedelta(0)))
