"""How numbers and times are written: the same in every language, so that tables need no words in their cells."""

from datetime import datetime, timedelta, tzinfo


def money(amount: float) -> str:
    """``12,345.60``."""
    return f"{0.0 if abs(amount) < 0.005 else amount:,.2f}"


def headline(amount: float) -> str:
    """``512.60``, ``37,541``: money in large type, without cents where nobody looks at them."""
    return money(amount) if abs(amount) < 10_000 else f"{amount:,.0f}"


def signed_money(amount: float) -> str:
    """``+41.50`` or ``−3.00``: a difference in cost."""
    return f"{'−' if amount < 0 else '+'}{money(abs(amount))}"


def km(metres: float) -> str:
    """``12.3``."""
    return f"{metres / 1000:,.1f}"


def hours(seconds: float) -> str:
    """``7.5``."""
    return f"{seconds / 3600:,.1f}"


def span(seconds: float) -> str:
    """``0:25``, ``12:05`` or ``3d 04:10``: hours and minutes, as long as they are; under a minute ``0:00:40``."""
    whole = round(seconds)
    if 0 < whole < 60:
        return f"0:00:{whole:02d}"
    minutes = round(seconds / 60)
    days, rest = divmod(minutes, 1440)
    if days >= 2:
        return f"{days}d {rest // 60:02d}:{rest % 60:02d}"
    return f"{minutes // 60}:{minutes % 60:02d}"


def clock(at: datetime, base_at: datetime, zone: tzinfo) -> str:
    """``09:10``, on the day after the first ``00:40 +1d``, on any other day ``11-20 09:10``."""
    local, first = at.astimezone(zone), base_at.astimezone(zone).date()
    days = (local.date() - first).days
    if days == 0:
        return f"{local:%H:%M}"
    if days == 1:
        return f"{local:%H:%M} +1d"
    return dated(at, base_at, zone)


def dated(at: datetime, base_at: datetime, zone: tzinfo) -> str:
    """``11-20 09:10``: a moment among those of several days; with the year where it is another than the first's."""
    local = at.astimezone(zone)
    return f"{local:%m-%d %H:%M}" if local.year == base_at.astimezone(zone).year else f"{local:%Y-%m-%d %H:%M}"


def offset(zone: tzinfo) -> str:
    """``UTC+08:00``."""
    whole = round((zone.utcoffset(None) or timedelta(0)).total_seconds() / 60)
    return f"UTC{'−' if whole < 0 else '+'}{abs(whole) // 60:02d}:{abs(whole) % 60:02d}"


def plain(number: float) -> str:
    """``1.5``, ``2``: a number as short as it is."""
    return f"{number:,.6g}" if abs(number) < 1e6 else f"{number:,.0f}"
