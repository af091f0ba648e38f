"""What is wrong with the inspection rules of a book: each alone, and with one another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice, pairwise

from optimiser.book import Book, Every, InspectionRule
from optimiser.errors import Fault
from optimiser.recurrence.nesting import includes
from optimiser.recurrence.occurrences import MOST_OCCURRENCES, named_days, reading_of
from optimiser.recurrence.reading import too_many, unreadable

# The calendar of weekdays and leap days repeats after 28 years: what does not occur in them never does.
_LOOK_AHEAD = timedelta(days=28 * 366)
_OPEN_ENDED = timedelta(days=10 * 366)
_LOOKED_AT_COUNT = 50
_SHIFT = timedelta(hours=8)


@dataclass(frozen=True)
class _Gaps:
    """Days from one occurrence to the next: the shortest, with the occurrences around it, the longest, the mean."""

    shortest: int
    between: tuple[date, date]
    longest: int
    mean: float


def faults_of_rules(book: Book) -> list[Fault]:
    """Find what is wrong with the inspection rules: every fault, in the order of the rules.

    Which sites, units and calendars there are, is the book document's affair. Codes: ``bad_recurrence``,
    ``too_frequent``, ``out_of_range``, ``wrong_order``, ``never_occurs``, ``too_many_visits``,
    ``tolerance_too_long``, ``spacing_too_long``, ``overlapping_rules``, ``levels_reversed``.
    """
    faults = list(unreadable(book))
    devices = _Devices(book)
    unread = {fault.path.split("]")[0] + "]" for fault in faults}
    gaps: dict[int, _Gaps] = {}
    for place, rule in enumerate(book.rules):
        path = f"$.rules[{place}]"
        if path in unread:
            continue
        own = list(_of_itself(rule, path, devices.of(rule)))
        found = None if own else _gaps(rule.recurrence, rule.since, rule.until)
        if found is not None:
            gaps[place] = found
            own += _of_its_gaps(rule, path, found)
        faults += own
    faults += _of_pairs(book, gaps)
    return sorted(faults, key=_place)


def _place(fault: Fault) -> int:
    return int(fault.path.removeprefix("$.rules[").split("]")[0])


class _Devices:
    """How many devices a rule is about."""

    def __init__(self, book: Book) -> None:
        self._of_unit = {unit.id: unit.count for unit in book.units}
        self._at_site: dict[str, int] = {}
        for unit in book.units:
            self._at_site[unit.site] = self._at_site.get(unit.site, 0) + unit.count

    def of(self, rule: InspectionRule) -> int:
        if not rule.units:
            return self._at_site.get(rule.site, 0)
        return sum(self._of_unit.get(unit, 0) for unit in rule.units)


def _of_itself(rule: InspectionRule, path: str, device_count: int) -> Iterator[Fault]:
    if rule.until is not None and rule.until < rule.since:
        sentence = f'"{rule.id}" ends on {rule.until}, before it begins on {rule.since}; exchange since and until'
        yield Fault(f"{path}.until", "wrong_order", sentence, rule.until.isoformat())
        return
    if not _first_days(rule.recurrence, rule.since, rule.until):
        sentence = f'"{rule.id}" names no day from {rule.since} to {rule.until or "any later one"}; let it name some'
        yield Fault(f"{path}.recurrence", "never_occurs", sentence, _shown(rule))
        return
    shifts_each = max(1, -(-(rule.duration + rule.duration_per_unit * device_count) // _SHIFT))
    if _counted(rule, MOST_OCCURRENCES // shifts_each) * shifts_each > MOST_OCCURRENCES:
        yield too_many(rule, f"{path}.recurrence", MOST_OCCURRENCES, shifts_each)


def _later(day: date, by: timedelta) -> date:
    return day + min(by, date.max - day)


def _shown(rule: InspectionRule) -> object:
    if isinstance(rule.recurrence, Every):
        return {"count": rule.recurrence.count, "unit": rule.recurrence.unit}
    return rule.recurrence


def _counted(rule: InspectionRule, most: int) -> int:
    """Count its occurrences, of ten years where it does not end, no further than to one more than there may be."""
    recurring = None if isinstance(rule.recurrence, Every) else reading_of(rule.recurrence)[0]
    count = None if recurring is None else recurring.count
    ends = [day for day in (rule.until, None if recurring is None else recurring.until) if day is not None]
    last = min(ends, default=_later(rule.since, _OPEN_ENDED) if count is None else date.max)
    # No rule names more days than there are, nor more than its COUNT: only what could be too many is counted.
    could_be = min((last - rule.since).days + 1, date.max.toordinal() if count is None else count)
    if could_be <= most:
        return could_be
    return sum(1 for _ in islice(named_days(rule.recurrence, rule.since, rule.until, last), most + 1))


@lru_cache(maxsize=4096)
def _first_days(recurrence: str | Every, since: date, until: date | None) -> tuple[date, ...]:
    return tuple(islice(named_days(recurrence, since, until, _later(since, _LOOK_AHEAD)), _LOOKED_AT_COUNT))


@lru_cache(maxsize=4096)
def _gaps(recurrence: str | Every, since: date, until: date | None) -> _Gaps | None:
    days = _first_days(recurrence, since, until)
    pairs = list(pairwise(days))
    if not pairs:
        return None
    lengths = [(other - one).days for one, other in pairs]
    shortest = min(lengths)
    mean = (days[-1] - days[0]).days / len(pairs)
    return _Gaps(shortest, pairs[lengths.index(shortest)], max(lengths), mean)


def _of_its_gaps(rule: InspectionRule, path: str, gaps: _Gaps) -> Iterator[Fault]:
    tolerance = rule.tolerance_before + rule.tolerance_after
    if tolerance > gaps.longest:
        field = "tolerance_before" if rule.tolerance_before >= rule.tolerance_after else "tolerance_after"
        sentence = (
            f'"{rule.id}" may come {rule.tolerance_before} days early and {rule.tolerance_after} late, '
            f"{tolerance} together, which is longer than the {gaps.longest} days from one to the next; "
            f"let both together be at most {gaps.longest}"
        )
        yield Fault(f"{path}.{field}", "tolerance_too_long", sentence, getattr(rule, field))
    if rule.spacing > gaps.longest:
        sentence = (
            f'"{rule.id}" asks for {rule.spacing} days between two of them, but they recur after {gaps.longest} days; '
            f"lower spacing to at most {int(gaps.mean)}"
        )
        yield Fault(f"{path}.spacing", "spacing_too_long", sentence, rule.spacing)
    elif rule.spacing > gaps.shortest + tolerance:
        one, other = gaps.between
        sentence = (
            f'"{rule.id}" asks for {rule.spacing} days between two of them, but from {one} to {other} there are '
            f"{gaps.shortest}, and its tolerance adds {tolerance}; lower spacing to {gaps.shortest + tolerance}"
        )
        yield Fault(f"{path}.spacing", "spacing_too_long", sentence, rule.spacing)


def _of_pairs(book: Book, gaps: dict[int, _Gaps]) -> Iterator[Fault]:
    groups: dict[tuple[str, str], list[int]] = {}
    for place, rule in enumerate(book.rules):
        groups.setdefault((rule.site, rule.series), []).append(place)
    for members in groups.values():
        for later, place in enumerate(members):
            for other in members[:later]:
                yield from _of_pair(book.rules, other, place, gaps)


def _of_pair(rules: Sequence[InspectionRule], one: int, other: int, gaps: dict[int, _Gaps]) -> Iterator[Fault]:
    first, second = rules[one], rules[other]
    if not _hold_together(first, second):
        return
    if first.level == second.level and _share_units(first, second):
        sentence = (
            f'"{first.id}" and "{second.id}" are both of level {first.level} in the series "{first.series}" at '
            f'"{first.site}", on the same units; give them different levels or series, '
            "or end one before the other begins"
        )
        yield Fault(f"$.rules[{other}].level", "overlapping_rules", sentence, second.level)
    for lower, higher in ((one, other), (other, one)):
        if includes(rules[higher], rules[lower]) and one in gaps and other in gaps:
            yield from _of_levels(rules, lower, higher, gaps)


def _of_levels(rules: Sequence[InspectionRule], lower: int, higher: int, gaps: dict[int, _Gaps]) -> Iterator[Fault]:
    if gaps[higher].mean < gaps[lower].mean * 0.99:
        sentence = (
            f'"{rules[higher].id}" of level {rules[higher].level} recurs every {gaps[higher].mean:.0f} days and '
            f'includes "{rules[lower].id}" of level {rules[lower].level}, which recurs every {gaps[lower].mean:.0f}; '
            "what recurs less often has the higher level: exchange the levels"
        )
        yield Fault(f"$.rules[{higher}].level", "levels_reversed", sentence, rules[higher].level)


def _hold_together(one: InspectionRule, other: InspectionRule) -> bool:
    ends = (one.until or date.max), (other.until or date.max)
    return one.since <= ends[1] and other.since <= ends[0]


def _share_units(one: InspectionRule, other: InspectionRule) -> bool:
    return not one.units or not other.units or not set(one.units).isdisjoint(other.units)
