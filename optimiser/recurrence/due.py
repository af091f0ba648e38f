"""The inspections of a book that may or must be done in a span of days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from optimiser.book import Book, InspectionRule
from optimiser.errors import Fault, FaultyInput
from optimiser.recurrence.inspection import Inspection, urgency
from optimiser.recurrence.nesting import Together, includes, nested, union_of_skills
from optimiser.recurrence.occurrences import MOST_OCCURRENCES, Occurrences, Open, TooManyOccurrences
from optimiser.recurrence.reading import too_many, unreadable
from optimiser.recurrence.workdays import WorkDays

_LOOK_AHEAD_DAYS = 31


def inspections_due(book: Book, first: date, last: date, done: Mapping[str, date] | None = None) -> list[Inspection]:
    """Say which inspections may or must be done from `first` to `last`, nested, in the order of their ready days.

    These are all that are not done and can be done by `last`: what is overdue at `first`, what falls due, and what may
    be done early (its ``due_on`` lies after `last`: it can wait). A rule that was never done owes everything since its
    `since`.

    Parameters
    ----------
    book : Book
    first, last : date
    done : mapping of str to date, optional
        When each rule was last done, by id; a rule that is not in it was last done as the book says. What was done by
        a higher rule was done by those that it includes.

    Raises
    ------
    FaultyInput
        For rules whose recurrence cannot be read, or that name more than 20 000 days.
    ValueError
        Where `last` lies before `first`.
    """
    return Recurrences(book).due(first, last, done)


_Size = tuple[timedelta, tuple[tuple[str, int], ...], InspectionRule]


class Recurrences:
    """The rules of a book: what is the same whatever days are asked about.

    Parameters
    ----------
    book : Book
    """

    def __init__(self, book: Book) -> None:
        self.rules = book.rules
        self.occurrences = Occurrences()
        self.paths = {rule.id: f"$.rules[{place}].recurrence" for place, rule in enumerate(book.rules)}
        self.widest = max((rule.tolerance_before + rule.tolerance_after for rule in book.rules), default=0)
        self.groups = _groups(book.rules)
        self._faults = list(unreadable(book))
        self._devices = {unit.id: unit.count for unit in book.units}
        self._units_at: dict[str, list[str]] = {}
        for unit in book.units:
            self._units_at.setdefault(unit.site, []).append(unit.id)
        self._access = {site.id: site.access for site in book.sites}
        self._calendars = {calendar.id: calendar for calendar in book.calendars}
        self._days: dict[str | None, WorkDays] = {}
        self._sizes: dict[str, _Size] = {}

    def due(self, first: date, last: date, done: Mapping[str, date] | None = None) -> list[Inspection]:
        """As :func:`inspections_due`."""
        if last < first:
            raise ValueError(f"the span ends on {last}, before it begins on {first}; exchange the two")
        if self._faults:
            raise FaultyInput(self._faults)
        ledger = _Ledger(self, first, last, {} if done is None else done)
        together = [entry for group in self.groups for entry in ledger.joined(group)]
        if ledger.faults:
            raise FaultyInput(ledger.faults)
        last_day = last.toordinal()
        due = [ledger.inspection(entry) for entry in together if entry.ready <= last_day]
        return sorted(due, key=lambda inspection: (inspection.ready_on, inspection.due_on, inspection.id))

    def days_of(self, rule: InspectionRule) -> WorkDays:
        """The days on which a rule's work is done: of its own calendar, else of its site's hours."""
        name = rule.calendar or self._access.get(rule.site)
        if name not in self._days:
            self._days[name] = WorkDays(self._calendars[name] if name is not None else None)
        return self._days[name]

    def size_of(self, rule: InspectionRule) -> _Size:
        """How long a rule's work takes, and the devices that it is about."""
        if rule.id not in self._sizes:
            units = rule.units or self._units_at.get(rule.site, ())
            devices = tuple((unit, self._devices[unit]) for unit in units)
            count = sum(number for _, number in devices)
            self._sizes[rule.id] = rule.duration + rule.duration_per_unit * count, devices, rule
        return self._sizes[rule.id]


_Group = tuple[tuple[InspectionRule, tuple[InspectionRule, ...]], ...]
"""The rules of one series at one site, each with those whose doing does its work too."""


def _groups(rules: Sequence[InspectionRule]) -> list[_Group]:
    groups: dict[tuple[str, str], list[InspectionRule]] = {}
    for rule in rules:
        groups.setdefault((rule.site, rule.series), []).append(rule)
    return [
        tuple((rule, tuple(o for o in own if o is rule or includes(o, rule))) for rule in own)
        for own in groups.values()
    ]


@dataclass
class _Ledger:
    """What is open in a span of days; asked once of rules that are alike."""

    known: Recurrences
    first: date
    last: date
    done: Mapping[str, date]
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._open: dict[tuple[object, ...], list[Open]] = {}
        # What comes after the last day narrows what comes before it, and may be joined with it.
        named_until = min(self.last.toordinal() + 2 * self.known.widest + _LOOK_AHEAD_DAYS, date.max.toordinal())
        self._named_until = date.fromordinal(named_until)

    def joined(self, group: _Group) -> list[Together]:
        days_of = {rule.id: self.known.days_of(rule) for rule, _ in group}
        open_by_rule = {rule.id: self._open_of(rule, self._done_on(doers), days_of[rule.id]) for rule, doers in group}
        return nested([rule for rule, _ in group], open_by_rule, days_of, self.first.toordinal())

    def _done_on(self, doers: Sequence[InspectionRule]) -> date | None:
        doings = (self.done.get(rule.id, rule.last_done_on) for rule in doers)
        return max((doing for doing in doings if doing is not None), default=None)

    def _open_of(self, rule: InspectionRule, done_on: date | None, days: WorkDays) -> list[Open]:
        alike = (
            rule.recurrence, rule.since, rule.until, rule.tolerance_before, rule.tolerance_after, rule.spacing,
            days.calendar_id, done_on,
        )  # fmt: skip
        if alike not in self._open:
            try:
                self._open[alike] = self.known.occurrences.open_of(rule, done_on, self.first, self._named_until, days)
            except TooManyOccurrences:
                self.faults.append(too_many(rule, self.known.paths[rule.id], MOST_OCCURRENCES))
                return []
        return self._open[alike]

    def inspection(self, entry: Together) -> Inspection:
        """Write down one visit: the work and the time are the highest rule's, unless a lower one takes longer."""
        rules = [rule for rule, _ in entry.members]
        highest, leading = entry.members[0]
        duration, devices, longest = max((self.known.size_of(rule) for rule in rules), key=lambda size: size[0])
        return Inspection(
            id=f"{highest.id}:{date.fromordinal(leading.named[0])}",
            site=highest.site,
            rules=tuple(rule.id for rule in rules),
            units=tuple(highest.units),
            kind=highest.kind,
            ready_on=date.fromordinal(entry.ready),
            ideal_on=date.fromordinal(entry.ideal),
            due_on=date.fromordinal(entry.due),
            duration=duration,
            skills=union_of_skills(rules),
            checklist=tuple(dict.fromkeys(item for rule in rules for item in rule.checklist)),
            preferred_engineer=next((rule.preferred_engineer for rule in rules if rule.preferred_engineer), None),
            remote=highest.remote,
            skip_cost=sum(rule.skip_cost * urgency(one.overdue) for rule, one in entry.members),
            overdue_days=max(one.overdue for _, one in entry.members),
            series=highest.series,
            covers=tuple((rule.id, date.fromordinal(day)) for rule, one in entry.members for day in one.named),
            asked_on=self.first,
            calendar=entry.days.calendar_id,
            devices=devices,
            duration_once=longest.duration,
            duration_per_device=longest.duration_per_unit,
        )
