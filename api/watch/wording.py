"""What a notice says: what, by when, by how much, and what to do. Times are those of the house's clock on the wall."""

import math
from datetime import date, datetime, timedelta, tzinfo

_MINUTE = timedelta(minutes=1)


def when(at: datetime, zone: tzinfo) -> str:
    """Tell an instant, as ``Mon 7 Dec 14:30``."""
    local = at.astimezone(zone)
    return f"{on_day(local.date())} {local:%H:%M}"


def on_day(day: date) -> str:
    """Tell a day, as ``Mon 7 Dec``."""
    return f"{day:%a} {day.day} {day:%b}"


def how_long(span: timedelta) -> str:
    """Tell a length of time, in minutes rounded up, as ``1 h 5 min``; from two days on in days."""
    minutes = max(0, math.ceil(span / _MINUTE))
    if minutes >= 2 * 24 * 60:
        return f"{minutes // (24 * 60)} days"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours and rest else f"{hours} h" if hours else f"{rest} min"
