"""One edit by hand, done on a copy: the plan after it, and what that costs more."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from optimiser.amending import refusals
from optimiser.amending.edits import Assign, Edit, Lock, Move, Swap, Unassign, Unlock
from optimiser.amending.refusals import Refused, Refusing
from optimiser.errors import Fault, FaultyInput
from optimiser.explanation.bars import barred
from optimiser.inputs import Pin, Problem
from optimiser.offers import OpenPlan
from optimiser.offers.opened import difference
from optimiser.plan import Cost, Plan, Route, Unserved


@dataclass(frozen=True)
class Amended:
    """A plan after an edit, of which nothing is stored yet.

    Attributes
    ----------
    problem : Problem
        After the edit: locks are pins of its visits.
    plan : Plan
        Its routes are those from before but for the ones that the edit is about, which are timed anew.
    cost_change : float
        What the whole plan costs more (negative: less).
    cost : Cost
        The same by part.
    late_change : int
        How many more visits start late than before.
    made_late : mapping of str to float
        By how many seconds more than before visits start late.
    """

    problem: Problem
    plan: Plan
    cost_change: float = 0.0
    cost: Cost = field(default_factory=Cost)
    late_change: int = 0
    made_late: Mapping[str, float] = field(default_factory=dict)


def amend(opened: OpenPlan, edit: Edit) -> Amended | Refused:
    """Do one edit on a copy of an open plan, and say what it costs.

    Parameters
    ----------
    opened : OpenPlan
        See :func:`~optimiser.offers.open_plan`.
    edit : Edit

    Returns
    -------
    Amended, or Refused where the edit breaks a rule of the problem
        What is only dear is priced, not refused.

    Raises
    ------
    FaultyInput
        Where the edit names a visit or a shift that does not exist, a position beyond the route, a visit that is not
        served, or one to assign that is.
    """
    try:
        if isinstance(edit, Lock | Unlock):
            return _repinned(opened, edit)
        after = _edited(opened, edit)
        _refuse_broken(opened, after, edit.visit)
        return _told(opened, after)
    except Refusing as refusing:
        return Refused((refusing.refusal,))


def _repinned(opened: OpenPlan, edit: Lock | Unlock) -> Amended:
    """The same plan; the problem with another pin."""
    u, _ = _movable(opened, edit.visit, "$.visit")
    pin = _pin(opened, u, edit.start) if isinstance(edit, Lock) else None
    number = opened.kept.arrays.visits[u]
    visits = list(opened.problem.visits)
    visits[number] = replace(visits[number], pin=pin)
    return Amended(replace(opened.problem, visits=tuple(visits)), opened.plan)


def _pin(opened: OpenPlan, u: int, start: bool) -> Pin:
    s = opened.kept.home.get(u)
    if s is None:
        raise _not_served(opened, u, "$.visit")
    name, route = opened.kept.visit(u).id, opened.route(s)
    at = next((stop.start for stop in route.stops if stop.visit == name), None) if route else None
    return Pin(*opened.ids(s), at if start else None)


def _edited(opened: OpenPlan, edit: Move | Assign | Unassign | Swap) -> OpenPlan:
    """The plan with its visits elsewhere."""
    if isinstance(edit, Swap):
        return _swapped(opened, edit)
    if isinstance(edit, Assign):
        _movable(opened, edit.visit, "$.visit")
        return _with(opened, opened.kept.left_out(edit.visit), _shift(opened, edit.shift), edit.position)
    u, s = _served(opened, edit.visit, "$.visit")
    if isinstance(edit, Move):
        return _with(_without(opened, u, s), u, _shift(opened, edit.shift), edit.position)
    visit = opened.kept.visit(u)
    if visit.pin is not None:
        raise Refusing(refusals.pinned(opened, u, s))
    if visit.skip_cost is None:
        raise Refusing(refusals.must_be_served(opened, u, s))
    return _without(opened, u, s)


def _refuse_broken(before: OpenPlan, after: OpenPlan, visit_id: str) -> None:
    """Refuse an edit after which the rest of a route cannot be kept."""
    for s in np.flatnonzero(np.isinf(after.kept.base)).tolist():
        raise Refusing(refusals.route_cannot_hold(before, before.kept.index[visit_id], s))


def _swapped(opened: OpenPlan, edit: Swap) -> OpenPlan:
    u, s = _served(opened, edit.visit, "$.visit")
    v, r = _served(opened, edit.other, "$.other")
    if u == v:
        message = f'"{edit.visit}" cannot be swapped with itself; give two visits'
        raise FaultyInput([Fault("$.other", "same_visit", message, edit.other)])
    if s != r:
        bare = _without(_without(opened, u, s), v, r)
        return _with(_with(bare, u, r, None), v, s, None)
    other = {u: v, v: u}
    return opened.with_sequences({s: [other.get(w, w) for w in opened.kept.sequence(s)]})


def _without(opened: OpenPlan, u: int, s: int) -> OpenPlan:
    return opened.with_sequences({s: [v for v in opened.kept.sequence(s) if v != u]})


def _with(opened: OpenPlan, u: int, s: int, position: int | None) -> OpenPlan:
    """The plan with a visit that nobody serves in a shift."""
    kept = opened.kept
    cause = barred(kept, u, s)
    if cause is not None:
        raise Refusing(refusals.caused(opened, u, s, cause))
    count, ahead = int(kept.counts[s]), kept.visit_count(s) - int(kept.counts[s])
    if position is not None and not ahead <= position <= ahead + count:
        message = f"{position} is no position of this route; give one from {ahead} to {ahead + count}, or none"
        raise FaultyInput([Fault("$.position", "unknown_position", message, position)])
    prices = opened.grounds.survey(opened.grounds.true, u, [s]).prices[s, : count + 1]
    fitting = [p for p in range(count + 1) if prices[p] < math.inf]
    if not fitting:
        raise Refusing(refusals.unfit(opened, u, s))
    p = min(fitting, key=lambda p: float(prices[p])) if position is None else position - ahead
    if p not in fitting:
        nearest = min(fitting, key=lambda other: abs(other - p)) + ahead
        raise Refusing(refusals.position(opened, u, s, p + ahead, nearest))
    sequence = kept.sequence(s)
    return opened.with_sequences({s: [*sequence[:p], u, *sequence[p:]]})


def _movable(opened: OpenPlan, visit_id: str, path: str) -> tuple[int, int | None]:
    """A visit that is not under way, and the shift that serves it."""
    kept = opened.kept
    if visit_id in kept.under_way:
        raise Refusing(refusals.under_way(opened, visit_id))
    if visit_id not in kept.index:
        message = f'the problem has no visit "{visit_id}"; give the id of one of its {len(kept.problem.visits)} visits'
        raise FaultyInput([Fault(path, "unknown_visit", message, visit_id)])
    u = kept.index[visit_id]
    return u, kept.home.get(u)


def _served(opened: OpenPlan, visit_id: str, path: str) -> tuple[int, int]:
    u, s = _movable(opened, visit_id, path)
    if s is None:
        raise _not_served(opened, u, path)
    return u, s


def _not_served(opened: OpenPlan, u: int, path: str) -> FaultyInput:
    name = opened.kept.visit(u).id
    message = f'"{name}" is served by nobody; assign it to a shift first'
    return FaultyInput([Fault(path, "not_served", message, name)])


def _shift(opened: OpenPlan, shift_id: str) -> int:
    found = [s for (_, shift), s in opened.shift_of.items() if shift == shift_id]
    if not found:
        message = f'the problem has no shift "{shift_id}"; give the id of one of its {len(opened.shift_of)} shifts'
        raise FaultyInput([Fault("$.shift", "unknown_shift", message, shift_id)])
    return found[0]


def _told(before: OpenPlan, after: OpenPlan) -> Amended:
    """The plan as it is after the edit, and by how much it differs."""
    old, new = before.plan.routes, _routes(before, after)
    cost = after.price(new)
    served = {stop.visit for route in new for stop in route.stops}
    unserved = tuple(Unserved(visit.id) for visit in after.problem.visits if visit.id not in served)
    plan = Plan(tuple(new), unserved, cost, carried=before.plan.carried)
    change = difference(cost, before.price(old))
    return Amended(
        problem=after.problem,
        plan=plan,
        cost_change=change.total,
        cost=change,
        late_change=sum(len(after.late_s(route)) for route in new) - sum(len(before.late_s(route)) for route in old),
        made_late=after.made_late_s(new, old),
    )


def _routes(before: OpenPlan, after: OpenPlan) -> Sequence[Route]:
    """The routes after an edit, in the order of the plan; those that it adds come last."""
    known = [(route.engineer, route.shift) for route in before.plan.routes]
    added = sorted(set(after.stated) - set(known), key=lambda key: after.shift_of[key])
    return [after.stated[key] for key in (*known, *added) if key in after.stated]
