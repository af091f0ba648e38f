"""On-call hours: those of each day that lie outside working time, and what kind of day it is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Literal

from optimiser.book import OnCall
from optimiser.calendars import DayKind, WorkingCalendar, local_span
from optimiser.roster.duties import ONE_DAY, days_between
from optimiser.roster.shifts import NIGHT_ENDS, RosterShift

StandbyKind = Literal["evening", "weekend", "holiday"]
STANDBY_KINDS: tuple[StandbyKind, ...] = ("evening", "weekend", "holiday")
Spans = Sequence[tuple[datetime, datetime]]
_KIND_OF_DAY: Mapping[DayKind, StandbyKind] = {"working": "evening", "weekend": "weekend", "holiday": "holiday"}


@dataclass(frozen=True)
class StandbyDay:
    """A day with on-call hours: ``spans`` are their beginnings and ends, in order; those of a night belong to its eve.

    So whoever is on call has one evening and the night after it, whatever hours of the day the rota counts from.

    ``turn`` is the number of the day, week or month that one engineer takes as a whole: the next one has one more.
    """

    day: date
    turn: int
    kind: StandbyKind
    spans: Spans


def standby_days(on_call: OnCall, working: WorkingCalendar, first: date, last: date) -> list[StandbyDay]:
    """The days from `first` to `last` that have on-call hours."""
    out = []
    for day in days_between(first, last):
        spans = _spans(on_call, working, day)
        if begins_at_night(on_call):
            spans = [*_divided(spans)[1], *_divided(_spans(on_call, working, day + ONE_DAY))[0]]
        if spans:
            kind = _KIND_OF_DAY[working.day_kind(day)]
            out.append(StandbyDay(day, _turn(day, on_call.turn), kind, spans))
    return out


def begins_at_night(on_call: OnCall) -> bool:
    """Whether the first of a day's on-call hours belong to the day before."""
    return on_call.from_ < NIGHT_ENDS


def _spans(on_call: OnCall, working: WorkingCalendar, day: date) -> Spans:
    """The on-call hours that begin on a day."""
    start, end = local_span(day, on_call.from_, on_call.until, working.zone)
    return without([(start, end)], working.open_spans(day - ONE_DAY, day + ONE_DAY))


def _divided(spans: Spans) -> tuple[Spans, Spans]:
    """What lies in the night in which a day begins, and what comes after it."""
    pieces = list(until_nights_end(spans))
    early = [piece for piece in pieces if piece[0].date() == pieces[0][0].date() and piece[0].time() < NIGHT_ENDS]
    return early, [piece for piece in pieces if piece not in early]


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


def until_nights_end(spans: Sequence[tuple[datetime, datetime]]) -> Iterator[tuple[datetime, datetime]]:
    """The same time, each span that reaches beyond the end of a night divided there."""
    for start, end in spans:
        days = days_between(start.date(), end.date())
        dawns = (datetime.combine(day, NIGHT_ENDS, start.tzinfo) for day in days)
        yield from pairwise([start, *(dawn for dawn in dawns if _utc(start) < _utc(dawn) < _utc(end)), end])


def _utc(at: datetime) -> datetime:
    """Where the clock shows an hour twice, only this tells which one is earlier."""
    return at.astimezone(UTC)


def _turn(day: date, turn: Literal["day", "week", "month"]) -> int:
    if turn == "month":
        return 12 * day.year + day.month
    return day.toordinal() if turn == "day" else (day.toordinal() - 1) // 7  # day 1 was a Monday
