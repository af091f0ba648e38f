"""Calendars that the tests share."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from optimiser.book import WEEKDAYS, Calendar, Hours, Span
from optimiser.calendars import WorkingCalendar

WORKING_WEEK = WEEKDAYS[:5]


def office(time_zone="Asia/Shanghai", region=None, from_=time(9), until=time(17), **more) -> WorkingCalendar:
    """Monday to Friday, 9 to 17."""
    return WorkingCalendar(Calendar("office", time_zone, (Hours(WORKING_WEEK, from_, until),), region, **more))


def always(time_zone="Asia/Shanghai", region=None, **more) -> WorkingCalendar:
    """Around the clock."""
    return WorkingCalendar(Calendar("always", time_zone, (), region, **more))


def at(text: str, time_zone="Asia/Shanghai", fold=0) -> datetime:
    """A time on the local clock, such as ``2026-09-30 16:00``; `fold` 1: the second time that the clock shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(time_zone), fold=fold)


def hours(count: float) -> Span:
    return Span("any", within=timedelta(hours=count))


def days(count: int) -> Span:
    return Span("any", working_days=count)


def text(instant: datetime) -> str:
    """What the local clock shows, to the minute."""
    return f"{instant:%Y-%m-%d %H:%M}"
