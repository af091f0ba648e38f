"""Times and durations as text: RFC 3339 with offset, ISO 8601 from weeks to seconds."""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

LONGEST_DAYS = 400
FIRST_YEAR, LAST_YEAR = 1970, 2199
_LONGEST_TEXT = 64
_N = r"([0-9]+(?:[.,][0-9]+)?)"
TIME_PATTERN = (
    r"^([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]((?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2})"
    r"(\.[0-9]+)?([Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$"
)
DURATION_PATTERN = rf"^P(?=[0-9T])(?:{_N}W)?(?:{_N}D)?(?:T(?=[0-9])(?:{_N}H)?(?:{_N}M)?(?:{_N}S)?)?$"
_TIME = re.compile(TIME_PATTERN)
_TIME_WITHOUT_OFFSET = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?")
_DURATION = re.compile(DURATION_PATTERN)


@lru_cache(maxsize=8192)
def read_time(text: str) -> datetime:
    """Read an RFC 3339 time with offset, to the microsecond.

    Raises
    ------
    ValueError
        With a half sentence that says what is wrong and what to try.
    """
    found = _TIME.fullmatch(text) if len(text) <= _LONGEST_TEXT else None
    if found is None:
        if len(text) <= _LONGEST_TEXT and _TIME_WITHOUT_OFFSET.fullmatch(text):
            raise ValueError("has no offset (or no seconds); write it as in 2026-11-23T08:00:00+08:00")
        raise ValueError("is not an RFC 3339 time; write it as in 2026-11-23T08:00:00+08:00")
    day, clock, fraction, offset = found.groups()
    try:
        plain = datetime.fromisoformat(f"{day}T{clock}")
    except ValueError:
        raise ValueError("is no date and time that exists; look at month, day, minute and second") from None
    if not FIRST_YEAR <= plain.year <= LAST_YEAR:
        raise ValueError(f"is outside the years {FIRST_YEAR} to {LAST_YEAR}; leave the field out where nothing is due")
    aware = plain.replace(tzinfo=_zone(offset))
    return aware + timedelta(seconds=float(fraction)) if fraction else aware


@lru_cache(maxsize=128)
def _zone(offset: str) -> timezone:
    if offset in "Zz":
        return UTC
    span = timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6]))
    return timezone(-span if offset[0] == "-" else span)


def write_time(at: datetime) -> str:
    """Write an aware datetime as RFC 3339 with its own offset (UTC where that offset has seconds).

    Raises
    ------
    ValueError
        For a datetime without an offset.
    """
    offset = at.utcoffset()
    if offset is None:
        raise ValueError(f"a time needs an offset: {at!r}")
    return (at.astimezone(UTC) if offset % timedelta(minutes=1) else at).isoformat()


@lru_cache(maxsize=1024)
def read_duration(text: str) -> timedelta:
    """Read an ISO 8601 duration made of weeks to seconds, to the microsecond.

    Raises
    ------
    ValueError
        With a half sentence that says what is wrong and what to try.
    """
    found = _DURATION.fullmatch(text) if len(text) <= _LONGEST_TEXT else None
    if found is None:
        raise ValueError(
            "is not a duration of weeks to seconds without a sign; write it as in PT45M, PT1H30M or P1DT2H"
            " (no years or months)"
        )
    weeks, days, hours, minutes, seconds = (float((n or "0").replace(",", ".")) for n in found.groups())
    try:
        span = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        span = timedelta.max
    if span > timedelta(days=LONGEST_DAYS):
        raise ValueError(f"is longer than {LONGEST_DAYS} days; look at the letters: PT5M is minutes, P5W weeks")
    return span


def write_duration(span: timedelta) -> str:
    """Write a span as an ISO 8601 duration: ``PT45M``, ``PT1H30M``, ``P1DT2H``, ``PT0.5S``.

    Raises
    ------
    ValueError
        For a negative span, which the format cannot say.
    """
    if span < timedelta(0):
        raise ValueError(f"a duration cannot be negative: {span!r}")
    minutes, seconds = divmod(span.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{span.microseconds:06d}".rstrip("0") if span.microseconds else ""
    clock = (
        f"{hours}H" * bool(hours) + f"{minutes}M" * bool(minutes) + f"{seconds}{fraction}S" * bool(seconds or fraction)
    )
    days = f"{span.days}D" * bool(span.days)
    return "P" + days + f"T{clock}" * bool(clock) if days or clock else "PT0S"
