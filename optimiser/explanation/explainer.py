"""Answers questions about one plan: what it leaves out, what else it could do, what is late."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from optimiser.explanation.bars import barred, ended_certificates, missing_skills, other_pattern, serves, wrong_day
from optimiser.explanation.changes import Change
from optimiser.explanation.diagnosis import Cause, Diagnosis
from optimiser.explanation.kept import keep
from optimiser.explanation.lateness import Lateness, lateness
from optimiser.explanation.nearest import Nearest
from optimiser.explanation.placement import Placement, placements, skip_price
from optimiser.explanation.sentences import DEARER, FITS, cause_told, change_told
from optimiser.explanation.surveys import Grounds
from optimiser.explanation.trials import route_price, tolls
from optimiser.explanation.trying import Trials
from optimiser.inputs import Problem, Visit
from optimiser.plan import Plan, Reason, Unserved
from optimiser.travel import TravelTimes

MOST_CHANGES = 10_000
"""How many changes :meth:`Explainer.explained` works out in all unless it is told: at least one for each visit."""

_CENT = 0.005


@dataclass(frozen=True)
class Alternative:
    """Another shift for a visit that is served.

    Attributes
    ----------
    engineer, shift : str
        Ids.
    cost_change : float or None
        What the whole plan costs more (negative: less) with the visit at its best position there and all others kept
        where they are; None where it does not fit.
    position : int or None
        How many visits would come before it, those under way among them.
    code, numbers, message
        Why it does not fit, as in a :class:`~optimiser.plan.Reason`; FITS where it does.
    """

    engineer: str
    shift: str
    code: str
    message: str
    cost_change: float | None = None
    position: int | None = None
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class _Finding:
    """A shift, why the visit is not in it, and the changes that might fit it."""

    s: int
    cause: Cause
    changes: Sequence[Change]

    @property
    def size_s(self) -> float:
        return min((change.size_s for change in self.changes), default=math.inf)


class Explainer:
    """One plan, opened once, for many questions; one thread asks at a time.

    Parameters
    ----------
    problem : Problem
    plan : Plan
        Its sequences are kept; its routes are timed anew at their cheapest, and costs are compared with that.
    travel : TravelTimes

    Raises
    ------
    FaultyInput
        Where a route of the plan cannot be timed within the rules.
    """

    def __init__(self, problem: Problem, plan: Plan, travel: TravelTimes) -> None:
        self.problem, self.plan = problem, plan
        self._kept = keep(problem, plan, travel)
        self._grounds = Grounds(self._kept)
        self._nearest = Nearest(self._grounds)
        self._diagnosis = Diagnosis(self._grounds, self._nearest)
        self._trials = Trials(self._grounds)
        self._shifts = range(len(self._kept.base))

    def place(self, visit_id: str, *, most: int = 5) -> tuple[Placement, ...]:
        """The cheapest placements of a visit that the plan does not serve, over shifts and positions.

        Those dearer than its skip price are among them; their `cost_change` is positive.

        Raises
        ------
        FaultyInput
            Where there is no such visit, or the plan serves it.
        """
        return placements(self._kept, self._grounds, visit_id, most)

    def reasons(self, visit_id: str, *, most_changes: int | None = None) -> tuple[Reason, ...]:
        """Why a visit is with none of the shifts, one reason each; the smallest change first.

        Parameters
        ----------
        visit_id : str
        most_changes : int, optional
            Changes are tried and told for so many of the nearest shifts only; the others get their code alone.

        Returns
        -------
        tuple of Reason
            Empty for a visit that the plan serves, or that is under way.
        """
        kept = self._kept
        if visit_id in kept.under_way:
            return ()
        u = kept.index_of(visit_id)
        if u in kept.home:
            return ()
        visit = kept.visit(u)
        if not len(self._shifts):
            cause = Cause("NO_ENGINEERS")
            return (Reason(None, None, cause.code, cause_told(cause)),)
        findings = sorted(self._findings(u, visit), key=lambda finding: (finding.size_s, finding.s))
        told = []
        for rank, finding in enumerate(findings):
            limited = most_changes is not None and rank >= most_changes
            told.append(self._reason(u, visit, finding, limited))
        unsized = math.inf
        told.sort(key=lambda pair: (pair[0], unsized if pair[1].cost_change is None else pair[1].cost_change))
        return tuple(reason for _, reason in told)

    def _findings(self, u: int, visit: Visit) -> list[_Finding]:
        """What is in the way in each shift, and which changes might help."""
        bars = {s: barred(self._kept, u, s) for s in self._shifts}
        fits = self._grounds.survey(self._grounds.true, u).best
        blocked = [s for s in self._shifts if not bars[s] and fits[s] == math.inf]
        causes = self._diagnosis.causes(u, visit, blocked)
        changes = self._changes(u, visit)
        out = []
        for s in self._shifts:
            cause = bars[s] or causes.get(s) or self._price_cause(u, visit, s, float(fits[s]))
            if cause.code == "DAY_FULL" and changes[s]:
                cause = replace(cause, numbers={**cause.numbers, "missing_s": changes[s][0].spans_s})
            if s in causes and visit.pin is not None:
                cause = Cause("PIN_CANNOT_HOLD", cause.numbers, cause)
            if cause.code == DEARER:
                raised = math.floor(cause.numbers["cost"] * 100 + 1e-6) / 100 + 0.01
                out.append(_Finding(s, cause, [Change(skip_cost=round(raised, 2))]))
            else:
                out.append(_Finding(s, cause, changes[s]))
        return out

    def _price_cause(self, u: int, visit: Visit, s: int, price: float) -> Cause:  # noqa: ARG002
        more = price - float(self._kept.base[s])
        dear = visit.skip_cost is not None and more > visit.skip_cost - _CENT
        numbers = {"cost": more} if visit.skip_cost is None else {"cost": more, "skip_cost": visit.skip_cost}
        return Cause(DEARER if dear else FITS, numbers)

    def _changes(self, u: int, visit: Visit) -> dict[int, list[Change]]:
        """For each shift the changes that might fit the visit, the engineer's ability and the pin seen to."""
        shifts = list(self._shifts)
        if visit.pin and visit.pin.under_way:
            return {s: [] for s in shifts}
        found = {s: self._able(u, s, own) for s, own in self._nearest.changes(u, visit, shifts).items()}
        if visit.pin and visit.pin.start:
            free = replace(visit, pin=None)
            with self._grounds.as_visit(u, free):
                for s, own in self._nearest.changes(u, free, shifts).items():
                    found[s] += self._able(u, s, own, unpin="start")
        for own in found.values():
            own.sort(key=lambda change: change.size_s)
        return found

    def _able(self, u: int, s: int, changes: Sequence[Change], unpin: str = "") -> list[Change]:
        """The changes, and what engineer, shift and series lack besides; none where nothing can make up for that."""
        (engineer, shift), visit = self._kept.who(s), self._kept.visit(u)
        pin, day = visit.pin, shift.day
        if pin and (pin.engineer not in (None, engineer.id) or pin.shift not in (None, shift.id)):
            unpin = "all" if unpin else "who"
        pattern: Sequence[date] = ()
        if wrong_day(self._kept, u, s) is not None:
            pattern = other_pattern(self._kept, u, s) or ()
            if not pattern:
                return []
        lacking = Change(
            skills=missing_skills(engineer, visit),
            certificates=dict.fromkeys(ended_certificates(engineer, shift, visit), day),
            served_place=not serves(shift, visit),
            pattern=pattern,
            welcome=engineer.id in visit.excluded_engineers,
            unpin=unpin,
        )
        return [change.besides(lacking) for change in changes]

    def _reason(self, u: int, visit: Visit, finding: _Finding, limited: bool) -> tuple[float, Reason]:
        """The reason, and the size of its change."""
        engineer, shift = self._kept.who(finding.s)
        told = cause_told(finding.cause)
        numbers = dict(finding.cause.numbers)
        if limited:
            more = " The nearest change was not worked out; ask for this visit alone to see it."
            return math.inf, Reason(engineer.id, shift.id, finding.cause.code, told + more, numbers)
        for change in finding.changes:
            price = self._trials.price(u, finding.s, change)
            if price < math.inf:
                subject = self._trials.subject(u, finding.s)
                cost_change = price - skip_price(visit)
                told = f"{told} {change_told(change, subject, cost_change)}"
                patch = subject.patch(change)
                return change.size_s, Reason(
                    engineer.id, shift.id, finding.cause.code, told, numbers, patch, cost_change
                )
        return math.inf, Reason(
            engineer.id,
            shift.id,
            finding.cause.code,
            f"{told} No change of this visit and shift was found that fits it.",
            numbers,
        )

    def alternatives(self, visit_id: str) -> tuple[Alternative, ...]:
        """Who else could serve a visit that the plan serves, and the price difference: the cheapest first.

        Every other shift is there; a visit under way has no alternatives.
        """
        kept = self._kept
        if visit_id in kept.under_way:
            return ()
        u = kept.index_of(visit_id)
        home = kept.home.get(u)
        if home is None:
            return ()
        visit = kept.visit(u)
        others = [s for s in self._shifts if s != home]
        saved = float(kept.base[home]) - self._without(u, home)
        bars = {s: barred(kept, u, s) for s in others}
        able = [s for s in others if bars[s] is None]
        survey = self._grounds.survey(self._grounds.true, u, able)
        causes = self._diagnosis.causes(u, visit, [s for s in able if survey.best[s] == math.inf])
        out = []
        for s in others:
            cause = bars[s] or causes.get(s)
            found = int(survey.found[s, 0])
            out.append(self._alternative(s, cause, float(survey.best[s] - kept.base[s]) - saved, found))
        return tuple(sorted(out, key=lambda one: math.inf if one.cost_change is None else one.cost_change))

    def _without(self, u: int, s: int) -> float:
        """What the route costs without the visit."""
        kept = self._kept
        row = kept.row[s].copy()
        left = [v for v in kept.sequence(s) if v != u]
        row[: len(left)] = left
        return float(route_price(row, len(left), s, self._grounds.true, kept.driving, tolls(), kept.room)[0])

    def _alternative(self, s: int, cause: Cause | None, cost_change: float, position: int) -> Alternative:
        engineer, shift = self._kept.who(s)
        if cause is not None or not math.isfinite(cost_change):
            cause = cause or Cause("DAY_FULL")
            return Alternative(engineer.id, shift.id, cause.code, cause_told(cause), numbers=cause.numbers)
        prefix = self._kept.arrays.prefixes.get(s)
        told = f"It fits; the plan would cost {abs(cost_change):.2f} {'more' if cost_change >= 0 else 'less'}."
        return Alternative(
            engineer.id, shift.id, FITS, told, cost_change, position + (len(prefix.visits) if prefix else 0)
        )

    def lateness(self, visit_id: str) -> Lateness | None:
        """Why a visit is late, with what stands before it; None where it is not late or not served."""
        return lateness(self._kept, self.plan, visit_id)

    def explained(self, *, most_changes: int | None = None) -> Plan:
        """The plan with a reason for each shift at each visit that it leaves out, whether or not the plan lists it.

        Parameters
        ----------
        most_changes : int, optional
            For how many of its nearest shifts each visit is told a change; by default so many that all together are
            within `MOST_CHANGES`, and at least one.
        """
        listed = {entry.visit for entry in self.plan.unserved}
        served = {stop.visit for route in self.plan.routes for stop in route.stops}
        out = [visit.id for visit in self.problem.visits if visit.id in listed or visit.id not in served]
        each = most_changes if most_changes is not None else max(1, MOST_CHANGES // max(1, len(out)))
        unserved = tuple(Unserved(name, self.reasons(name, most_changes=each)) for name in out)
        return replace(self.plan, unserved=unserved)
