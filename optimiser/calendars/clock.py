"""Instants, and what a local clock shows: the only place that knows about changes of the clock.

Instants are integer microseconds since 1970 in UTC, so that arithmetic on them is elapsed time. Hours on a local clock
last from the first moment at which it shows their beginning or later to the last moment at which it shows less than
their end: an hour that the clock skips is not there, an hour that it shows twice counts twice.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
SECOND_TICKS = 1_000_000
ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=1024)
def known_time_zone(name: str) -> bool:
    """Whether `name` is a time zone of the IANA database, such as ``Asia/Shanghai``."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # folders and files that are no zones raise the last two
        return False
    return True


def ticks(instant: datetime) -> int:
    """Microseconds since 1970, in UTC."""
    return (instant - EPOCH) // TICK


def instant(at_ticks: int, zone: ZoneInfo) -> datetime:
    """The aware datetime in `zone` at so many microseconds since 1970."""
    return (EPOCH + TICK * at_ticks).astimezone(zone)


def first_moment(local: datetime, zone: ZoneInfo) -> int:
    """The first moment at which the clock of `zone` shows `local` (naive) or later."""
    earlier = ticks(local.replace(tzinfo=zone, fold=0))
    later = ticks(local.replace(tzinfo=zone, fold=1))
    return earlier if earlier <= later else _leap(later, earlier, zone)


def last_moment(local: datetime, zone: ZoneInfo) -> int:
    """The end of the last moment at which the clock of `zone` shows less than `local` (naive)."""
    just_before = local - TICK
    earlier = ticks(just_before.replace(tzinfo=zone, fold=0))
    later = ticks(just_before.replace(tzinfo=zone, fold=1))
    return later + 1 if earlier <= later else _leap(later, earlier, zone)


def _leap(before: int, after: int, zone: ZoneInfo) -> int:
    """The moment after `before` and up to `after` at which the clock is put forward."""
    old = instant(before, zone).utcoffset()
    while after - before > 1:
        middle = (before + after) // 2
        if instant(middle, zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


def local_moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first moment at which the clock of `zone` shows `at` or later on `day`."""
    return instant(first_moment(datetime.combine(day, at), zone), zone)


def hours_on(day: date, from_: time, until: time, zone: ZoneInfo) -> tuple[int, int]:
    """First and last moment of the hours that begin on `day`; where `until` is not later, they end on the next day."""
    last_day = day if until > from_ else day + ONE_DAY
    return first_moment(datetime.combine(day, from_), zone), last_moment(datetime.combine(last_day, until), zone)


def local_span(day: date, from_: time, until: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Start and end, aware, of the hours that begin on `day` by the clock of `zone`.

    Where `until` is not later than `from_`, they end on the next day. Hours that the clock skips are not there: start
    and end are then the same.
    """
    start, end = hours_on(day, from_, until, zone)
    return instant(start, zone), instant(max(start, end), zone)
