"""What is due together becomes one: the visit of the highest level includes the lower ones."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from optimiser.book import InspectionRule
from optimiser.recurrence.occurrences import Open
from optimiser.recurrence.workdays import WorkDays


@dataclass(slots=True)
class Together:
    """An open occurrence of the highest rule, with those of lower rules that are done with it.

    ``ready``, ``ideal`` and ``due`` suit all of them.
    """

    members: list[tuple[InspectionRule, Open]]
    ready: int
    ideal: int
    due: int
    days: WorkDays
    absorbed: bool = field(default=False)


def includes(higher: InspectionRule, lower: InspectionRule) -> bool:
    """Whether a visit by one rule does the work of the other: same series and site, higher level, all of its units.

    A rule without units is about the whole site. Desk work includes no work on site.
    """
    return (
        higher.level > lower.level
        and higher.series == lower.series
        and higher.site == lower.site
        and (lower.remote or not higher.remote)
        and (not higher.units or (bool(lower.units) and set(lower.units) <= set(higher.units)))
    )


def nested(
    rules: Sequence[InspectionRule], open_of: Mapping[str, Sequence[Open]], days_of: Mapping[str, WorkDays], first: int
) -> list[Together]:
    """Join what is open by the rules of one series at one site, beginning with the highest level.

    An occurrence takes in, of each lower rule that its own includes, the one with the nearest ideal day among those
    that can be done on a common working day; one at most, because two of one rule on one day would be one too few.
    What is overdue can be done from `first` on.
    """
    from_high = sorted(rules, key=lambda rule: (-rule.level, rule.id))
    entries = {
        rule.id: [Together([(rule, one)], one.ready, one.ideal, one.due, days_of[rule.id]) for one in open_of[rule.id]]
        for rule in from_high
    }
    for place, higher in enumerate(from_high):
        lowers = [rule for rule in from_high[place + 1 :] if includes(higher, rule)]
        for entry in entries[higher.id] if lowers else ():
            if not entry.absorbed:
                for lower in lowers:
                    _absorb(entry, entries[lower.id], first)
    return [entry for rule in from_high for entry in entries[rule.id] if not entry.absorbed]


def _absorb(entry: Together, lowers: Sequence[Together], first: int) -> None:
    low, high = max(entry.ready, first), max(entry.due, first)
    begin = bisect_left(lowers, low, key=lambda lower: max(lower.due, first))
    shared = []
    for lower in lowers[begin:]:
        if lower.ready > high:
            break
        if not lower.absorbed and entry.days.first(max(low, lower.ready), min(high, max(lower.due, first))) is not None:
            shared.append(lower)
    if shared:
        _join(entry, min(shared, key=lambda lower: (abs(lower.ideal - entry.ideal), lower.ideal)), first)


def _join(entry: Together, lower: Together, first: int) -> None:
    low, high = max(entry.ready, lower.ready), min(entry.due, lower.due)
    lower.absorbed = True
    entry.members += lower.members
    if high < max(low, first):  # one of them is overdue: on the first day that suits both, or as soon as there is one
        entry.ready, entry.due = low, max(low, high)
    else:
        ready, due = entry.days.first(low, high), entry.days.last(low, high)
        entry.ready, entry.due = (low if ready is None else ready), (high if due is None else due)
    ideal = entry.days.nearest(entry.ideal, entry.ready, entry.due)
    entry.ideal = min(max(entry.ideal, entry.ready), entry.due) if ideal is None else ideal


def union_of_skills(rules: Iterable[InspectionRule]) -> dict[str, float]:
    """Take of each skill the highest level that any of the rules asks for."""
    skills: dict[str, float] = {}
    for rule in rules:
        for skill, level in rule.skills.items():
            skills[skill] = max(level, skills.get(skill, level))
    return skills
