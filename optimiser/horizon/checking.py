"""A second pair of eyes on a choice of days and engineers: it shares no code with the search and its arrays.

Codes: ``unknown_inspection``, ``unknown_shift``, ``twice``, ``forgotten``, ``wrong_site``, ``wrong_day``,
``outside_tolerance``, ``spacing``, ``no_skill``, ``certificate``, ``absent``, ``reserved``, ``no_working_day``,
``site_closed``, ``over_capacity``, ``over_driving``, ``over_week``, ``interrupted``,
``parts_apart``, ``wrong_load``.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from optimiser.calendars import WorkingCalendar
from optimiser.checker import Violation
from optimiser.horizon.chosen import Choice, HorizonPlan
from optimiser.horizon.question import HorizonQuestion

if TYPE_CHECKING:
    from optimiser.recurrence import Inspection
    from optimiser.roster import RosterShift

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


def check_horizon(question: HorizonQuestion, plan: HorizonPlan) -> list[Violation]:
    """Find every rule that a plan breaks without saying so.

    A day outside the tolerance, or an inspection that is left out, is none where the plan's ``unkept`` names it (with
    the right number of days) or its ``postponed`` does and it may wait.
    """
    desk = _Desk(question, plan)
    return [
        *desk.counted(),
        *(violation for choice in desk.known for violation in desk.of_choice(choice)),
        *desk.spaced(),
        *desk.together(),
        *desk.full(),
    ]


class _Desk:
    """Everything by id, once."""

    def __init__(self, question: HorizonQuestion, plan: HorizonPlan) -> None:
        book = question.book
        self.question, self.plan = question, plan
        self.inspections: dict[str, Inspection] = {each.id: each for each in plan.inspections}
        self.shifts: dict[str, RosterShift] = {shift.id: shift for shift in question.shifts}
        self.engineers = {engineer.id: engineer for engineer in book.engineers}
        self.sites = {site.id: site for site in book.sites}
        self.rules = {rule.id: rule for rule in book.rules}
        self.calendars = {calendar.id: WorkingCalendar(calendar) for calendar in book.calendars}
        self.known = [c for c in plan.choices if c.inspection in self.inspections and c.shift in self.shifts]
        self.late = {each.inspection: each.late_days for each in plan.unkept}

    def counted(self) -> Iterator[Violation]:
        """Whether every inspection is chosen once, or said to be left out."""
        asked = {each.whole or each.id for each in self.question.inspections}
        answered = {each.whole or each.id for each in self.plan.inspections}
        for missing in sorted(asked - answered):
            yield Violation("forgotten", f"inspection {missing} is not in the plan", missing)
        count = Counter(choice.inspection for choice in self.plan.choices)
        for choice in self.plan.choices:
            if choice.inspection not in self.inspections:
                yield Violation("unknown_inspection", f"there is no inspection {choice.inspection}", choice.inspection)
            if choice.shift not in self.shifts:
                yield Violation("unknown_shift", f"there is no shift {choice.shift}", choice.inspection)
        for id_ in self.inspections:
            if count[id_] > 1:
                yield Violation("twice", f"inspection {id_} is chosen {count[id_]} times", id_)
            if count[id_] == 0 and not self._said(id_):
                yield Violation("forgotten", f"inspection {id_} has no day, and nothing says why", id_)

    def _said(self, id_: str) -> bool:
        waits = id_ in self.plan.postponed and self.inspections[id_].due_on > self.plan.last
        return waits or (id_ in self.late and self.late[id_] is None)

    def of_choice(self, choice: Choice) -> Iterator[Violation]:
        """The rules of one choice alone."""
        inspection, shift = self.inspections[choice.inspection], self.shifts[choice.shift]
        told = choice.inspection, choice.engineer, choice.shift
        if choice.site != inspection.site or choice.duration != inspection.duration:
            yield Violation("wrong_site", f"{choice.inspection} is stated with another site or duration", *told)
        if (choice.day, choice.engineer) != (shift.start.date(), shift.engineer):
            yield Violation("wrong_day", f"shift {shift.id} is {shift.engineer}'s of {shift.start.date()}", *told)
        if not self.plan.first <= choice.day <= self.plan.last:
            yield Violation("wrong_day", f"{choice.day} is not from {self.plan.first} to {self.plan.last}", *told)
        yield from self._in_time(choice, inspection)
        yield from self._able(choice, inspection)
        yield from self._admitted(choice, inspection, shift)

    def _in_time(self, choice: Choice, inspection: "Inspection") -> Iterator[Violation]:
        late = max(0, (choice.day - inspection.due_on).days)
        said = self.late.get(choice.inspection) or 0
        # Of parts, all say by how many days the last one is late.
        if choice.day < inspection.ready_on or late > said:
            span = f"{inspection.ready_on} to {inspection.due_on}"
            message = f"{choice.inspection} is put on {choice.day}; it may be done from {span}"
            yield Violation("outside_tolerance", message, choice.inspection, choice.engineer, choice.shift)

    def _able(self, choice: Choice, inspection: "Inspection") -> Iterator[Violation]:
        engineer = self.engineers[choice.engineer]
        told = choice.inspection, choice.engineer, choice.shift
        for skill, level in inspection.skills.items():
            if level <= 0:
                continue  # asks for nothing
            if engineer.skills.get(skill, 0.0) < level:
                yield Violation("no_skill", f"{engineer.id} lacks {skill} {level:g}", *told)
            until = engineer.certificates.get(skill)
            if until is not None and choice.day > until:
                yield Violation("certificate", f"{engineer.id}'s certificate for {skill} ended on {until}", *told)
        for absence in engineer.absences:
            if absence.is_whole_day(choice.day):
                yield Violation("absent", f"{engineer.id} is away on {choice.day}", *told)

    def _admitted(self, choice: Choice, inspection: "Inspection", shift: "RosterShift") -> Iterator[Violation]:
        told = choice.inspection, choice.engineer, choice.shift
        resident_at = self.engineers[choice.engineer].resident_at
        if shift.kind not in ("duty", "resident") or any(
            site is not None and site != inspection.site for site in (shift.serves_only_site, resident_at)
        ):
            yield Violation("reserved", f"shift {shift.id} is not for {inspection.site}", *told)
        if inspection.duration > shift.longest_stretch:
            message = f"{inspection.id} takes {inspection.duration}, and no break of {shift.id} may interrupt it"
            yield Violation("interrupted", message, *told)
        if inspection.calendar and not self.calendars[inspection.calendar].is_working_day(choice.day):
            yield Violation("no_working_day", f"{choice.day} is no working day of {inspection.calendar}", *told)
        access = self.sites[inspection.site].access
        if access and not inspection.remote and not self._open(access, shift, inspection.duration):
            yield Violation("site_closed", f"{inspection.site} is not open long enough in {shift.id}", *told)

    def _open(self, access: str, shift: "RosterShift", duration: timedelta) -> bool:
        spans = self.calendars[access].open_spans(shift.start.date() - _DAY, shift.end.date() + _DAY)
        return any(min(end, shift.end) - max(begin, shift.start) >= duration for begin, end in spans)

    def spaced(self) -> Iterator[Violation]:
        """Whether enough days lie between what shares a rule, and since it was last done."""
        days: dict[str, dict[str, list[date]]] = {}
        for choice in self.known:
            inspection = self.inspections[choice.inspection]
            for rule in inspection.rules:
                days.setdefault(rule, {}).setdefault(inspection.whole or inspection.id, []).append(choice.day)
        for rule, of_whole in days.items():
            if rule in self.rules:
                yield from self._spaced(rule, of_whole)

    def _spaced(self, rule: str, of_whole: dict[str, list[date]]) -> Iterator[Violation]:
        least = self.rules[rule].spacing
        known = self.rules[rule].last_done_on, self.question.done.get(rule)
        done = max((day for day in known if day is not None), default=None)
        for whole, chosen in of_whole.items():
            if done is not None and (min(chosen) - done).days < least:
                message = f"{rule} was done on {done}, and {whole} follows on {min(chosen)}; {least} days lie between"
                yield Violation("spacing", message, whole)
        for (one, first), (other, second) in combinations(of_whole.items(), 2):
            apart = max((min(second) - max(first)).days, (min(first) - max(second)).days)
            if apart < least:
                message = f"{one} and {other} of {rule} lie {apart} days apart; at least {least} are asked for"
                yield Violation("spacing", message, other)

    def together(self) -> Iterator[Violation]:
        """Whether parts follow each other, one on each day on which anybody works, with one engineer."""
        working = sorted({shift.start.date() for shift in self.shifts.values() if shift.kind in ("duty", "resident")})
        after = dict(pairwise(working))
        parts: dict[str, list[Choice]] = {}
        for choice in self.known:
            if self.inspections[choice.inspection].whole is not None:
                parts.setdefault(str(self.inspections[choice.inspection].whole), []).append(choice)
        for whole, chosen in parts.items():
            chosen.sort(key=lambda choice: self.inspections[choice.inspection].part)
            asked = self.inspections[chosen[0].inspection].parts
            follow = all(after.get(one.day) == other.day for one, other in pairwise(chosen))
            if len(chosen) != asked or not follow or len({choice.engineer for choice in chosen}) > 1:
                yield Violation("parts_apart", f"the {asked} parts of {whole} do not follow each other", whole)

    def full(self) -> Iterator[Violation]:
        """Whether each shift has room for its work and travel, each week for its hours."""
        weeks: dict[tuple[str, int, int], timedelta] = {}
        by_shift: dict[str, list[Choice]] = {}
        for choice in self.known:
            by_shift.setdefault(choice.shift, []).append(choice)
        for id_, chosen in by_shift.items():
            shift = self.shifts[id_]
            driving, load = self._taken(shift, sorted(chosen, key=lambda choice: choice.order))
            engineer, (year, week, _) = self.engineers[shift.engineer], shift.start.date().isocalendar()
            weeks[engineer.id, year, week] = weeks.get((engineer.id, year, week), timedelta(0)) + load
            there = shift.worked
            if load > there:
                message = f"{shift.id} has {there} and takes {load}"
                yield Violation("over_capacity", message, None, engineer.id, id_, {"over_s": (load - there) / _SECOND})
            if engineer.driving_per_day is not None and driving > engineer.driving_per_day:
                yield Violation("over_driving", f"{shift.id} drives {driving}", None, engineer.id, id_)
            yield from self._claimed(id_, load)
        for (engineer_id, year, week), load in weeks.items():
            limit = self.engineers[engineer_id].hours_per_week
            if limit is not None and load > limit:
                message = f"{engineer_id} works {load} in week {week} of {year}, with a limit of {limit}"
                yield Violation("over_week", message, None, engineer_id)

    def _claimed(self, shift: str, load: timedelta) -> Iterator[Violation]:
        stated = [each.work + each.travel for each in self.plan.loads if each.shift == shift]
        if stated != [load]:
            yield Violation("wrong_load", f"{shift} takes {load}, and the plan states {stated}", None, None, shift)

    def _taken(self, shift: "RosterShift", chosen: Sequence[Choice]) -> tuple[timedelta, timedelta]:
        """Driving alone, and all that the shift takes: work, driving, set-ups."""
        number = {site: k for k, site in enumerate(self.sites)}
        home = len(number) + list(self.engineers).index(shift.engineer)
        home = home if shift.serves_only_site is None else number[shift.serves_only_site]
        stays = [c.site for c in chosen if not self.inspections[c.inspection].remote]
        ways = list(pairwise([home, *(number[site] for site in stays), home]))
        driving = timedelta(seconds=sum(int(self.question.travel.seconds[a][b]) for a, b in ways))
        arrived = [site for site, (a, b) in zip(stays, ways, strict=False) if a != b]
        setups = sum((self.sites[site].setup for site in arrived), timedelta(0))
        return driving, driving + setups + sum((choice.duration for choice in chosen), timedelta(0))
