"""What of one rule is open: the occurrences that its last doing did not meet, up to some day."""

from bisect import bisect_right
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from functools import lru_cache
from itertools import count, islice

from dateutil.relativedelta import relativedelta

from optimiser.book import Every, InspectionRule
from optimiser.recurrence.rfc5545 import Misreading, Recurring, read_rule
from optimiser.recurrence.spans import DaySpan, around, eased, spaced
from optimiser.recurrence.workdays import WorkDays

MOST_OCCURRENCES = 20_000
"""More than these of one rule are nobody's intention: 54 years of every day."""

_YEAR = timedelta(days=366)


class TooManyOccurrences(Exception):
    """A rule names more days than anybody would do."""


@dataclass(frozen=True, slots=True)
class Open:
    """What is to be done once: one occurrence, or missed ones that are caught up together.

    Days are ordinals. `named` are the days that the rule names. `overdue` counts days from `due` to the first day
    asked about.
    """

    named: tuple[int, ...]
    ready: int
    ideal: int
    due: int
    overdue: int = 0


@lru_cache(maxsize=4096)
def reading_of(text: str) -> tuple[Recurring | None, tuple[Misreading, ...]]:
    """Read a rule of RFC 5545; the same text is read once."""
    recurring, wrong = read_rule(text)
    return recurring, tuple(wrong)


def named_days(recurrence: str | Every, since: date, until: date | None, last: date) -> Iterator[date]:
    """Count the days that a rule names, from `since` to `last` or its own end, lazily.

    For an interval these are the days if it is first done on `since`, and then always on its ideal day.
    """
    last = last if until is None else min(last, until)
    if isinstance(recurrence, Every):
        return _steps(recurrence, since, last, 0)
    recurring, _ = reading_of(recurrence)
    return iter(()) if recurring is None else recurring.days(since, last)


class Occurrences:
    """What rules name, and what of them is open: what is the same from one day to the next is kept."""

    def __init__(self) -> None:
        self._named: dict[Hashable, tuple[date, list[int]]] = {}
        self._laid: dict[Hashable, tuple[int, list[DaySpan], list[DaySpan]]] = {}

    def open_of(
        self, rule: InspectionRule, done_on: date | None, first: date, last: date, days: WorkDays
    ) -> list[Open]:
        """Say what of a rule is to be done from `first` on, up to days named `last`, in order.

        By a rule of RFC 5545, a doing meets every occurrence whose tolerance has begun by then. By an interval, the
        next counts from the last doing, and those after it from the ideal day, or from `first` where that has passed.

        Missed ones, due before `first`, are one: with what a doing on `first` meets as well. It keeps the days of the
        oldest.

        Parameters
        ----------
        days : WorkDays
            Always the same for one rule.
        """
        spacing = max(rule.spacing, 1)
        after = None if done_on is None else done_on.toordinal()
        if isinstance(rule.recurrence, Every):
            wide = _around(rule, _all_named(_after_doing(rule, rule.recurrence, done_on, first, last)), days)
            spans = spaced(wide, days, spacing, after)
        else:
            spans, wide = self._laid_down(rule, rule.recurrence, last, days)
            met_count = 0 if after is None else sum(span.begin <= after for span in spans)
            wide, spans = wide[met_count:], spans[met_count:]
            if after is not None and spans and spans[0].ready < after + spacing:
                spans = spaced(wide, days, spacing, after)
        return _caught_up(spans, wide, first.toordinal(), days, spacing)

    def _laid_down(
        self, rule: InspectionRule, recurrence: str, last: date, days: WorkDays
    ) -> tuple[list[DaySpan], list[DaySpan]]:
        """All occurrences up to `last` as if nothing were done yet: spaced, and as wide as they then can be."""
        named = self._named_until(rule, recurrence, last)
        key = (
            recurrence, rule.since, rule.until, rule.tolerance_before, rule.tolerance_after, rule.spacing,
            days.calendar_id,
        )  # fmt: skip
        if key not in self._laid or self._laid[key][0] != len(named):
            wide = _around(rule, named, days)
            spans = spaced(wide, days, max(rule.spacing, 1), None)
            self._laid[key] = len(named), spans, eased(spans, wide, days)
        return self._laid[key][1:]

    def _named_until(self, rule: InspectionRule, recurrence: str, last: date) -> list[int]:
        """The days that a rule names; whoever asks again will go on asking: a year more is counted at once."""
        key = (recurrence, rule.since, rule.until)
        until, named = self._named.get(key, (date.min, []))
        if until < last:
            until = last if key not in self._named else min(last, date.max - _YEAR) + _YEAR
            named = _at_most(named_days(recurrence, rule.since, rule.until, until), MOST_OCCURRENCES + 1)
            self._named[key] = until, named
        return _few_enough(named[: bisect_right(named, last.toordinal())])


def _after_doing(rule: InspectionRule, every: Every, done_on: date | None, first: date, last: date) -> Iterator[date]:
    last = min(rule.until or date.max, last)
    following = next(_steps(every, done_on, last, 1), None) if done_on else rule.since
    if following is None or following > last:
        return
    yield max(following, rule.since)
    if done_on and following >= max(first, rule.since):
        yield from _steps(every, done_on, last, 2)  # from the doing, so that the day of the month is not lost
    else:
        yield from _steps(every, max(following, first, rule.since), last, 1)


def _steps(every: Every, anchor: date, last: date, from_count: int) -> Iterator[date]:
    """Count on from a day; months keep its day of the month, or the last day of a shorter one."""
    for step in count(from_count):
        try:
            day = anchor + _step(every, step)
        except (OverflowError, ValueError):
            return
        if day > last or day.year > MAXYEAR:
            return
        yield day


def _step(every: Every, step: int) -> timedelta | relativedelta:
    if every.unit == "months":
        return relativedelta(months=every.count * step)
    return timedelta(days=every.count * step * (7 if every.unit == "weeks" else 1))


def _all_named(named: Iterator[date]) -> list[int]:
    return _few_enough(_at_most(named, MOST_OCCURRENCES + 1))


def _at_most(named: Iterator[date], count: int) -> list[int]:
    return [day.toordinal() for day in islice(named, count)]


def _few_enough(named: list[int]) -> list[int]:
    if len(named) > MOST_OCCURRENCES:
        raise TooManyOccurrences
    return named


def _around(rule: InspectionRule, named: list[int], days: WorkDays) -> list[DaySpan]:
    until = (rule.until or date.max).toordinal()
    return around(named, rule.tolerance_before, rule.tolerance_after, rule.since.toordinal(), until, days)


def _caught_up(spans: list[DaySpan], wide: list[DaySpan], first: int, days: WorkDays, spacing: int) -> list[Open]:
    if not any(span.due < first for span in spans):
        return [_open(span) for span in spans]
    met_count = sum(span.begin <= first for span in spans)
    oldest = spans[0]
    named = tuple(span.named for span in spans[:met_count])
    overdue = Open(named, oldest.ready, oldest.ideal, oldest.due, first - oldest.due)
    rest = spans[met_count:]
    if rest and rest[0].ready < first + spacing:
        rest = spaced(wide[met_count:], days, spacing, first)
    return [overdue, *map(_open, rest)]


def _open(span: DaySpan) -> Open:
    return Open((span.named,), span.ready, span.ideal, span.due)
