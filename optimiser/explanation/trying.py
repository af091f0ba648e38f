"""A change is only told when it was tried: the visit and the shift as they are after it, priced in the plan."""

import math
from dataclasses import replace

from optimiser.explanation.changes import Change, Subject
from optimiser.explanation.surveys import Grounds
from optimiser.facts import BREAK, BREAKS, LIMIT, MAX_DURATION, MAX_METRES, MAX_STOPS, START, seconds_since
from optimiser.inputs import Shift


class Trials:
    """Prices a visit in a shift under a change, everything else kept."""

    def __init__(self, grounds: Grounds) -> None:
        self.grounds, self.plan = grounds, grounds.plan

    def subject(self, u: int, s: int) -> Subject:
        """What a change would be about."""
        engineer, shift = self.plan.who(s)
        key = self.plan.arrays.shifts[s]
        visit_at = self.plan.arrays.visits[u]
        visit = self.plan.problem.visits[visit_at]
        return Subject(engineer, shift, visit, self.plan.problem.horizon, key.engineer, key.shift, visit_at)

    def price(self, u: int, s: int, change: Change) -> float:
        """What the route of the shift costs more with the visit after the change; infinite where it does not fit."""
        facts = self.grounds.true
        subject = self.subject(u, s)
        visit = change.of_visit(subject.visit, subject.engineer, subject.horizon)
        shift = change.of_shift(subject.shift)
        row, room, breaks = facts.shift_i[s].copy(), facts.room[s].copy(), facts.breaks.copy()
        self._write(s, shift, change)
        try:
            with self.grounds.as_visit(u, visit):
                best = self.grounds.survey(facts, u, [s]).best[s]
        finally:
            facts.shift_i[s], facts.room[s], facts.breaks[:] = row, room, breaks
        return float(best - self.plan.base[s])

    def _write(self, s: int, shift: Shift, change: Change) -> None:
        """Put the changed shift into the arrays, as far as the change concerns it."""
        facts, plan = self.grounds.true, self.plan
        row, prefix = facts.shift_i[s], plan.arrays.prefixes.get(s)
        if change.start_s:
            row[START] -= change.start_s
        if change.overtime_s or change.duration_s:
            limit_s = math.floor(seconds_since(plan.arrays.start_at, shift.end + shift.overtime_limit) + 1e-6)
            row[LIMIT] = min(limit_s, int(plan.latest_s[s]))
            if prefix is not None and shift.max_duration is not None:
                longest_s = math.floor(shift.max_duration.total_seconds() + 1e-6)
                row[LIMIT] = min(int(row[LIMIT]), prefix.leave_s + longest_s)
            elif prefix is None:
                row[MAX_DURATION] += change.duration_s
        row[MAX_METRES] += change.metres
        row[MAX_STOPS] += change.stops
        for q, name in enumerate(plan.builder.quantities):
            facts.room[s, q] += change.capacity.get(name, 0.0)
        if change.pause_earlier_s or change.pause_later_s:
            rows = plan.builder.breaks_of(shift)[-int(row[BREAKS]) :]
            facts.breaks[row[BREAK] : row[BREAK] + len(rows)] = rows


def combined(change: Change, skills: dict[str, float], welcome: bool, unpin: str) -> Change:
    """A change of times and limits, and what lets the engineer serve the visit at all."""
    return replace(change, skills=skills, welcome=welcome, unpin=unpin)
