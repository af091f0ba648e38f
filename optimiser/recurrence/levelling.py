"""Workload smoothing: a month, or a week, for each inspection, so that none has much more to do than the others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from optimiser.book import Book
from optimiser.recurrence.inspection import NOTHING, Inspection
from optimiser.recurrence.levelling_model import Choice, least_moved
from optimiser.recurrence.periods import Period, PeriodKind, periods_of, place_of
from optimiser.recurrence.workdays import WorkDays

MOST_OF_MEAN = 1.2
_NAMED_COUNT = 3


@dataclass(frozen=True, slots=True)
class PeriodLoad:
    """What is due in one month or week, before and after levelling.

    Attributes
    ----------
    name : str
        ``2026-03`` or ``2026-W10``.
    first, last : date
    before, after : timedelta
        Service time of the inspections whose ideal day lies in it, and of those that were put into it.
    mean, limit : timedelta
        What it would have if all had the same, and what it should have at most; less for one that is cut off.
    """

    name: str
    first: date
    last: date
    before: timedelta
    after: timedelta
    mean: timedelta
    limit: timedelta


@dataclass(frozen=True, slots=True)
class Held:
    """Why a month or week has more than it should: `inspections` that can be done in none that has less."""

    period: str
    inspections: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Levelled:
    """A month or week for each inspection.

    Attributes
    ----------
    inspections : tuple of Inspection
        In the order given, each with its days narrowed to the month or week chosen; those that are ideally done after
        the span are as they were, and count nowhere.
    loads : tuple of PeriodLoad
        For a chart.
    moved_count : int
        How many are in another month or week than their ideal day is.
    held : tuple of Held
        One for each month or week that has more than its limit; empty: all is level.
    """

    inspections: tuple[Inspection, ...]
    loads: tuple[PeriodLoad, ...]
    moved_count: int
    held: tuple[Held, ...]


def levelled(
    book: Book,
    inspections: Sequence[Inspection],
    first: date,
    last: date,
    *,
    by: PeriodKind = "month",
    most_of_mean: float = MOST_OF_MEAN,
) -> Levelled:
    """Choose a month or a week for each inspection, within its tolerance.

    No month has more than `most_of_mean` times the mean of the hours due, where the tolerances allow it; where they do
    not, the largest is as small as they allow. Of all such choices it takes one that moves the fewest inspections, and
    those by the fewest months. Give 1.0 to have the months as level as can be. The same inspections give the same
    answer.

    Parameters
    ----------
    book : Book
        For the working days of its calendars.
    inspections : sequence of Inspection
        As :func:`inspections_due` finds them for `first` to `last`.
    first, last : date
        The span that is levelled: a year.
    by : {"month", "week"}
    most_of_mean : float
    """
    periods = periods_of(first, last, by)
    days = _WorkDaysOf(book)
    counted = [place for place, inspection in enumerate(inspections) if inspection.ideal_on <= last]
    choices = [_choice(inspections[place], periods, days) for place in counted]
    total = sum((inspections[place].duration for place in counted), NOTHING)
    mean = total / sum(period.share for period in periods)
    chosen = least_moved(choices, [period.share for period in periods], mean * most_of_mean)
    answer = list(inspections)
    for place, period in zip(counted, chosen, strict=True):
        answer[place] = _narrowed(inspections[place], periods[period], days)
    before = _sums(choices, [choice.ideal for choice in choices], len(periods))
    after = _sums(choices, chosen, len(periods))
    loads = tuple(
        PeriodLoad(
            period.name,
            period.first,
            period.last,
            before=before[place],
            after=after[place],
            mean=mean * period.share,
            limit=mean * period.share * most_of_mean,
        )
        for place, period in enumerate(periods)
    )
    moved_count = sum(choice.ideal != period for choice, period in zip(choices, chosen, strict=True))
    names = [inspections[place].id for place in counted]
    return Levelled(tuple(answer), loads, moved_count, tuple(_held(loads, choices, chosen, names)))


class _WorkDaysOf(dict[str | None, WorkDays]):
    """Working days by the id of their calendar, made when they are first asked for."""

    def __init__(self, book: Book) -> None:
        super().__init__()
        self._calendars = {calendar.id: calendar for calendar in book.calendars}

    def __missing__(self, name: str | None) -> WorkDays:
        days = self[name] = WorkDays(None if name is None else self._calendars[name])
        return days


def _choice(inspection: Inspection, periods: Sequence[Period], days: Mapping[str | None, WorkDays]) -> Choice:
    ideal = place_of(min(max(inspection.ideal_on, inspection.earliest_on), inspection.latest_on), periods)
    low, high = place_of(inspection.earliest_on, periods), place_of(inspection.latest_on, periods)
    options = [place for place in range(low, high + 1) if place == ideal or _days_in(inspection, periods[place], days)]
    return Choice(inspection.duration, ideal, tuple(options), inspection.ideal_on.toordinal())


def _days_in(inspection: Inspection, period: Period, days: Mapping[str | None, WorkDays]) -> tuple[int, int] | None:
    """Find the first and the last working day of the period on which it may be done."""
    low = max(inspection.earliest_on, period.first).toordinal()
    high = min(inspection.latest_on, period.last).toordinal()
    first, last = days[inspection.calendar].first(low, high), days[inspection.calendar].last(low, high)
    return None if first is None or last is None else (first, last)


def _narrowed(inspection: Inspection, period: Period, days: Mapping[str | None, WorkDays]) -> Inspection:
    found = _days_in(inspection, period, days)
    if inspection.overdue_days or found is None:
        return inspection
    low, high = found
    ideal = days[inspection.calendar].nearest(inspection.ideal_on.toordinal(), low, high)
    return replace(
        inspection,
        ready_on=date.fromordinal(low),
        ideal_on=date.fromordinal(low if ideal is None else ideal),
        due_on=date.fromordinal(high),
    )


def _sums(choices: Sequence[Choice], chosen: Sequence[int], period_count: int) -> list[timedelta]:
    sums = [NOTHING] * period_count
    for choice, period in zip(choices, chosen, strict=True):
        sums[period] += choice.duration
    return sums


def _held(
    loads: Sequence[PeriodLoad], choices: Sequence[Choice], chosen: Sequence[int], names: Sequence[str]
) -> Iterator[Held]:
    over = {place for place, load in enumerate(loads) if load.after > load.limit}
    stuck: dict[int, list[int]] = {place: [] for place in sorted(over)}
    for index, period in enumerate(chosen):
        if period in over and over.issuperset(choices[index].options):
            stuck[period].append(index)
    for place, indices in stuck.items():
        longest_first = sorted(indices, key=lambda index: (-choices[index].duration, names[index]))
        hours = sum((choices[index].duration for index in indices), NOTHING)
        ids = tuple(names[index] for index in longest_first)
        yield Held(loads[place].name, ids, _sentence(loads[place], ids, hours))


def _sentence(load: PeriodLoad, ids: Sequence[str], hours: timedelta) -> str:
    times = f"{load.after / load.mean:.2f}"
    size = f"{load.name} has {_hours(load.after)} h, {times} times the mean of {_hours(load.mean)} h: "
    if not ids:
        return size + "its inspections are too long to be shared out better; divide them into parts"
    return size + (
        f"{len(ids)} inspections of {_hours(hours)} h can be done at no time that has less (the longest: "
        f"{', '.join(ids[:_NAMED_COUNT])}); widen their tolerances, or begin some of their rules at another time"
    )


def _hours(span: timedelta) -> str:
    return f"{span / timedelta(hours=1):.0f}"
