"""Months or weeks of a span of days, and the hours due in each."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

ONE_DAY = timedelta(days=1)
PeriodKind = Literal["month", "week"]


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar month, or a week from Monday to Sunday, as far as it lies in the span that is levelled.

    ``share`` is how much of it does: the first and the last one may be cut off.
    """

    name: str
    first: date
    last: date
    share: float


def periods_of(first: date, last: date, kind: PeriodKind) -> list[Period]:
    """Divide the days from `first` to `last` into months or weeks."""
    found = []
    begin = first
    while begin <= last:
        whole_first, following = _whole(begin, kind)
        end = min(following - ONE_DAY, last)
        share = ((end - begin).days + 1) / (following - whole_first).days
        found.append(Period(_name(begin, kind), begin, end, share))
        begin = following
    return found


def _whole(day: date, kind: PeriodKind) -> tuple[date, date]:
    if kind == "month":
        begin = day.replace(day=1)
        return begin, begin + relativedelta(months=1)
    begin = day - timedelta(days=day.weekday())
    return begin, begin + timedelta(days=7)


def _name(day: date, kind: PeriodKind) -> str:
    if kind == "month":
        return f"{day.year:04d}-{day.month:02d}"
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def place_of(day: date, periods: Sequence[Period]) -> int:
    """Say in which period a day of the span lies; days before or after it count to the first or the last."""
    return min(max(bisect_right(periods, day, key=lambda period: period.first) - 1, 0), len(periods) - 1)
