"""Instants and dates as requests give them and answers tell them."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, PlainSerializer

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_FIRST, _LAST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2199, 12, 30, tzinfo=UTC)


def _read(value: Any) -> Any:
    """Take text; what the framework read from JSON already is no JSON any more, and strict about text."""
    if not isinstance(value, str) or not _RFC_3339.fullmatch(value):
        raise ValueError("give a time with its offset, as in 2026-12-07T08:30:00+08:00")
    return datetime.fromisoformat(value.upper())


def _of_our_times(at: datetime) -> datetime:
    if not _FIRST.year < at.year < _LAST.year and not _FIRST <= at <= _LAST:
        raise ValueError(f"{at.isoformat()} lies outside of 1970 to 2199; correct the year")
    return at


Moment = Annotated[AwareDatetime, BeforeValidator(_read), AfterValidator(_of_our_times)]
"""An instant with its offset (RFC 3339), of times in which calendars can be counted."""


def _in_utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


Instant = Annotated[AwareDatetime, PlainSerializer(_in_utc, return_type=AwareDatetime, when_used="json")]
"""An instant in an answer: always in UTC, whatever offset it was given with, so that one instant has one form."""


def _date_of(value: Any) -> Any:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ValueError("give a date, as in 2026-12-07")
    return date.fromisoformat(value)


def _of_our_days(day: date) -> date:
    if not _FIRST.year < day.year < _LAST.year:
        raise ValueError(f"{day} lies outside of 1971 to 2198; correct the year")
    return day


Day = Annotated[date, BeforeValidator(_date_of), AfterValidator(_of_our_days)]
"""A date, of times in which calendars can be counted."""
