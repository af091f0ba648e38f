"""Days and times of day, which have no offset: as text, and as kinds of values of a document."""

import re
from datetime import date, time

from optimiser.documents.kinds import Schema, Worded
from optimiser.documents.values import FIRST_YEAR, LAST_YEAR

DATE_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
TIME_OF_DAY_PATTERN = r"^(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?$"
_DATE, _TIME_OF_DAY = re.compile(DATE_PATTERN), re.compile(TIME_OF_DAY_PATTERN)


def read_date(text: str) -> date:
    """Read an ISO 8601 date: ``2026-11-23``.

    Raises
    ------
    ValueError
        With a half sentence that says what is wrong and what to try.
    """
    if not _DATE.fullmatch(text):
        raise ValueError("is not a date; write it as in 2026-11-23, without a time")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError("is no date that exists; look at month and day") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"is outside the years {FIRST_YEAR} to {LAST_YEAR}; leave it out where it never ends")
    return day


def write_date(day: date) -> str:
    """Write a date as ISO 8601."""
    return day.isoformat()


def read_time_of_day(text: str) -> time:
    """Read a time of day: ``08:00`` or ``08:00:30``.

    Raises
    ------
    ValueError
        With a half sentence that says what is wrong and what to try.
    """
    if not _TIME_OF_DAY.fullmatch(text):
        raise ValueError("is not a time of day; write it as in 08:00, from 00:00 to 23:59")
    return time.fromisoformat(text)


def write_time_of_day(clock: time) -> str:
    """Write a time of day, with seconds only where it has some."""
    return clock.isoformat("seconds" if clock.second else "minutes")


class Date(Worded):
    """A day of the calendar."""

    noun = "a date"
    code, example, pattern = "bad_date", "2026-11-23", DATE_PATTERN
    reader, writer = staticmethod(read_date), staticmethod(write_date)

    def schema(self, shared: Schema) -> Schema:
        """Describe an ISO 8601 date."""
        return {**super().schema(shared), "format": "date"}


class TimeOfDay(Worded):
    """A time that is the same on every day."""

    noun = "a time of day"
    code, example, pattern = "bad_time_of_day", "08:00", TIME_OF_DAY_PATTERN
    reader, writer = staticmethod(read_time_of_day), staticmethod(write_time_of_day)
