"""A change is only told when it was tried: the visit and the shift as they are after it, priced in the plan."""

import math

from optimiser.explanation.changes import Change, Subject
from optimiser.explanation.surveys import Grounds
from optimiser.explanation.trials import Ints
from optimiser.facts import BREAK, BREAKS, LIMIT, MAX_DURATION, MAX_METRES, MAX_STOPS, START, seconds_since
from optimiser.inputs import Shift
from optimiser.serving import days_waited


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
        series_at = self.plan.series.get(visit.id)
        return Subject(engineer, shift, visit, self.plan.problem.horizon, key.engineer, key.shift, visit_at, series_at)

    def price(self, u: int, s: int, change: Change) -> float:
        """What the route of the shift costs more with the visit after the change; infinite where it does not fit."""
        facts, plan = self.grounds.true, self.plan
        subject = self.subject(u, s)
        visit = change.of_visit(subject.visit, subject.engineer, subject.horizon)
        row, room, breaks, driving = facts.shift_i[s].copy(), facts.room[s].copy(), facts.breaks.copy(), plan.driving[s]
        self._write(s, subject, change)
        try:
            with self.grounds.as_visit(u, visit):
                best = self.grounds.survey(facts, u, [s]).best[s]
        finally:
            facts.shift_i[s], facts.room[s], facts.breaks[:], plan.driving[s] = row, room, breaks, driving
        day, start_at = plan.others.day[s], plan.arrays.start_at
        waits = days_waited(visit, day, start_at) - days_waited(subject.visit, day, start_at)
        return float(best - plan.base[s] + waits * visit.wait_cost_per_day)

    def _write(self, s: int, subject: Subject, change: Change) -> None:
        """Put the changed shift and its engineer into the arrays, as far as the change concerns them."""
        facts, plan = self.grounds.true, self.plan
        shift, row = change.of_shift(subject.shift), plan.free[s].copy()
        row[START] -= change.start_s
        if change.overtime_s or change.duration_s:
            self._lengthen(s, shift, change, row)
        plan.driving[s] = plan.bound(s, change.of_engineer(subject.engineer), row)
        row[MAX_METRES] += change.metres
        row[MAX_STOPS] += change.stops
        facts.shift_i[s] = row
        for q, name in enumerate(plan.builder.quantities):
            facts.room[s, q] += change.capacity.get(name, 0.0)
        if change.pause_earlier_s or change.pause_later_s:
            rows = plan.builder.breaks_of(shift)[-int(row[BREAKS]) :]
            facts.breaks[row[BREAK] : row[BREAK] + len(rows)] = rows

    def _lengthen(self, s: int, shift: Shift, change: Change, row: Ints) -> None:
        """Give a shift's own row the limits of its changed version."""
        prefix = self.plan.arrays.prefixes.get(s)
        row[LIMIT] = math.floor(seconds_since(self.plan.arrays.start_at, shift.end + shift.overtime_limit) + 1e-6)
        if prefix is None:
            row[MAX_DURATION] += change.duration_s
        elif shift.max_duration is not None:
            row[LIMIT] = min(row[LIMIT], prefix.leave_s + math.floor(shift.max_duration.total_seconds() + 1e-6))
