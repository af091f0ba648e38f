"""Between which days each occurrence of a rule may be done: tolerance, working days, spacing.

Days are ordinals here. The spans of one rule never touch: at least one day, or the rule's spacing, lies between the end
of one and the begin of the next, so that a day in one of them says which occurrence was done on it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from optimiser.recurrence.workdays import WorkDays

_NEVER = 1 << 40


@dataclass(slots=True)
class DaySpan:
    """One occurrence: the day that the rule names, and ready, ideal and due days around it.

    `begin` is the first day on which a doing counts for it: as `ready`, but it need not be a working day. `anyhow` says
    that the tolerance holds no working day; then it is due on the day named, whatever that is.
    """

    named: int
    begin: int
    ready: int
    ideal: int
    due: int
    anyhow: bool = False


def around(named: Iterable[int], before: int, after: int, since: int, until: int, days: WorkDays) -> list[DaySpan]:
    """Put the tolerance around each day, cut to `since` … `until` and to the working days in it."""
    spans = []
    for day in named:
        low, high = max(day - before, since), min(day + after, until)
        ready, due = days.first(low, high), days.last(low, high)
        if ready is None or due is None:
            spans.append(DaySpan(day, low, day, day, day, anyhow=True))
        else:
            ideal = days.nearest(day, ready, due)
            spans.append(DaySpan(day, low, ready, due if ideal is None else ideal, due))
    return spans


def spaced(spans: Sequence[DaySpan], days: WorkDays, spacing: int, after: int | None) -> list[DaySpan]:
    """Narrow spans so that no choice of days inside them breaks the spacing, as far as the tolerance allows it.

    Where it does not, what comes later is due on its last day. What two spans have to give up, each gives one half of,
    as long as it keeps its ideal day; ideal days move as little as keeps them apart.

    Parameters
    ----------
    spans : sequence of DaySpan
        In order.
    days : WorkDays
    spacing : int
        Days from one to the next, at least; 1 holds them apart.
    after : int or None
        A day on which it was done before.
    """
    if not _is_tight(spans, spacing, after):
        return list(spans)
    ideals = _ideals(spans, days, spacing, after)
    narrowed = [
        DaySpan(span.named, span.begin, span.ready, ideal, span.due, span.anyhow)
        for span, ideal in zip(spans, ideals, strict=True)
    ]
    if narrowed and after is not None:
        _raise_ready(narrowed[0], after + spacing, days)
    for one, other in pairwise(narrowed):
        _part(one, other, spacing, days)
    return narrowed


def eased(narrowed: Sequence[DaySpan], wide: Sequence[DaySpan], days: WorkDays) -> list[DaySpan]:
    """Let each span last up to where the next begins: as wide as they can be without touching."""
    found = []
    for place, (span, was) in enumerate(zip(narrowed, wide, strict=True)):
        end = min(was.due, narrowed[place + 1].begin - 1) if place + 1 < len(narrowed) else was.due
        due = span.due if span.anyhow else _or(days.last(span.due, end), span.due)
        ready = span.ready if span.anyhow else _or(days.first(span.begin, span.ready), span.ready)
        found.append(DaySpan(span.named, span.begin, ready, min(max(was.ideal, ready), due), due, span.anyhow))
    return found


def _is_tight(spans: Sequence[DaySpan], spacing: int, after: int | None) -> bool:
    if spans and after is not None and after + spacing > spans[0].ready:
        return True
    return any(one.due + spacing > other.ready or one.due >= other.begin for one, other in pairwise(spans))


def _ideals(spans: Sequence[DaySpan], days: WorkDays, spacing: int, after: int | None) -> list[int]:
    """Choose days that keep the spacing: first the earliest and the latest that can, then the nearest to ideal."""
    earliest, floor = [], -_NEVER if after is None else after + spacing
    for span in spans:
        day = _first(span, max(span.ready, floor), days)
        earliest.append(span.due if day is None else day)
        floor = earliest[-1] + spacing
    latest, ceiling = [], _NEVER
    for span, soonest in zip(reversed(spans), reversed(earliest), strict=True):
        day = _last(span, min(span.due, ceiling), days)
        latest.append(soonest if day is None else max(day, soonest))
        ceiling = latest[-1] - spacing
    chosen: list[int] = []
    for span, soonest, last in zip(spans, earliest, reversed(latest), strict=True):
        low = max(soonest, chosen[-1] + spacing) if chosen else soonest
        day = days.nearest(span.ideal, low, last) if low < last and not span.anyhow else None
        chosen.append(last if day is None else day)
    return chosen


def _first(span: DaySpan, low: int, days: WorkDays) -> int | None:
    if span.anyhow:
        return span.named if low <= span.named else None
    return days.first(low, span.due)


def _last(span: DaySpan, high: int, days: WorkDays) -> int | None:
    if span.anyhow:
        return span.named if high >= span.named else None
    return days.last(span.ready, high)


def _part(one: DaySpan, other: DaySpan, spacing: int, days: WorkDays) -> None:
    """Cut the end of one span and the begin of the next, until they are far enough apart."""
    excess = one.due + spacing - other.ready
    if excess <= 0:
        other.begin = max(other.begin, one.due + 1)  # days off that lie in both belong to the first
        return
    from_one = min((excess + 1) // 2, one.due - one.ideal)
    from_other = min(excess - from_one, other.ideal - other.ready)
    from_one = min(excess - from_other, one.due - one.ideal)
    if from_one:
        one.due = _or(days.last(one.ideal, one.due - from_one), one.ideal)
    if from_other:
        _raise_ready(other, other.ready + from_other, days)


def _raise_ready(span: DaySpan, ready: int, days: WorkDays) -> None:
    if ready > span.ready:
        span.ready = span.begin = _or(days.first(min(ready, span.ideal), span.ideal), span.ideal)


def _or(day: int | None, otherwise: int) -> int:
    return otherwise if day is None else day
