"""On-call hours: those of each day that lie outside working time, and what kind of day it is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from optimiser.book import OnCall
from optimiser.calendars import DayKind, WorkingCalendar, local_span
from optimiser.roster.duties import ONE_DAY, days_between
from optimiser.roster.shifts import RosterShift

StandbyKind = Literal["evening", "weekend", "holiday"]
STANDBY_KINDS: tuple[StandbyKind, ...] = ("evening", "weekend", "holiday")
_KIND_OF_DAY: Mapping[DayKind, StandbyKind] = {"working": "evening", "weekend": "weekend", "holiday": "holiday"}


@dataclass(frozen=True)
class StandbyDay:
    """A day with on-call hours: ``spans`` are their beginnings and ends, in order; those of a night belong to its eve.

    ``turn`` is the number of the day, week or month that one engineer takes as a whole: the next one has one more.
    """

    day: date
    turn: int
    kind: StandbyKind
    spans: Sequence[tuple[datetime, datetime]]


def standby_days(on_call: OnCall, working: WorkingCalendar, first: date, last: date) -> list[StandbyDay]:
    """The days from `first` to `last` that have on-call hours."""
    out = []
    for day in days_between(first, last):
        start, end = local_span(day, on_call.from_, on_call.until, working.zone)
        spans = without([(start, end)], working.open_spans(day - ONE_DAY, day + ONE_DAY))
        if spans:
            kind = _KIND_OF_DAY[working.day_kind(day)]
            out.append(StandbyDay(day, _turn(day, on_call.turn), kind, spans))
    return out


class Busy:
    """When somebody is at work, found by the day."""

    def __init__(self, shifts: Iterable[RosterShift]) -> None:
        self._by_day: defaultdict[date, list[tuple[datetime, datetime]]] = defaultdict(list)
        for shift in shifts:
            for day in days_between(shift.start.date(), shift.end.date()):
                self._by_day[day].append((shift.start, shift.end))

    def left(self, day: date, spans: Sequence[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
        """What is left of `spans`, which begin on `day` and end on the next one at the latest."""
        near = (span for k in (-1, 0, 1, 2) for span in self._by_day.get(day + ONE_DAY * k, ()))
        return without(spans, list(dict.fromkeys(near)))


def without(
    spans: Sequence[tuple[datetime, datetime]], taken: Sequence[tuple[datetime, datetime]]
) -> list[tuple[datetime, datetime]]:
    """What is left of `spans` without the time that is `taken`."""
    left = [span for span in spans if _utc(span[0]) < _utc(span[1])]
    for from_, until in taken:
        pieces = [p for a, b in left for p in ((a, min(b, from_, key=_utc)), (max(a, until, key=_utc), b))]
        left = [(start, end) for start, end in pieces if _utc(start) < _utc(end)]
    return [(start, end.astimezone(start.tzinfo)) for start, end in left]


def _utc(at: datetime) -> datetime:
    """Where the clock shows an hour twice, only this tells which one is earlier."""
    return at.astimezone(UTC)


def _turn(day: date, turn: Literal["day", "week", "month"]) -> int:
    if turn == "month":
        return 12 * day.year + day.month
    return day.toordinal() if turn == "day" else (day.toordinal() - 1) // 7  # day 1 was a Monday
