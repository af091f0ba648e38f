"""A small book that the tests share."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from optimiser.book import WEEKDAYS, Absence, Book, Calendar, Duty, Hours, OnCall, RosterEngineer

ZONE = "Asia/Shanghai"
OFFICE = Calendar("office", ZONE, (Hours(WEEKDAYS[:5], time(9), time(17, 30)),), "CN")
ALWAYS = Calendar("always", ZONE)
FIVE_BY_EIGHT = Duty("office", time(9), time(17, 30))
EVENINGS = OnCall("office", time(8), time(22, 30), pay_per_hour=10.0, pay_per_call=80.0)


def engineer(name: str, **more) -> RosterEngineer:
    return RosterEngineer(name, 36.1, 120.4, **({"duties": (FIVE_BY_EIGHT,)} | more))


def book(*engineers: RosterEngineer, **more) -> Book:
    given = {"calendars": (OFFICE, ALWAYS), "policies": (), "zones": (), "contracts": (), "sites": ()} | more
    return Book("book", ZONE, engineers=engineers, **given)


def away(first: str, last: str | None = None, *, from_: int | None = None, until: int | None = None) -> Absence:
    """Whole days, or from an hour on the first and until an hour on the last."""
    begins, ends = (None if hour is None else time(hour) for hour in (from_, until))
    return Absence(date.fromisoformat(first), date.fromisoformat(last or first), from_=begins, until=ends)


def day(text: str) -> date:
    return date.fromisoformat(text)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


def shown(shifts) -> list[tuple[str, str, str]]:
    """Kind, start and end of shifts."""
    return [(shift.kind, f"{shift.start:%m-%d %H:%M}", f"{shift.end:%m-%d %H:%M}") for shift in shifts]
