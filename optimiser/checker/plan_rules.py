"""The rules about the plan as a whole: who is where, that every visit is in one place, and what the plan claims."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import pairwise

from optimiser.checker.journey import Journey
from optimiser.checker.lookup import SLACK_S, Lookup, is_under_way
from optimiser.checker.verdict import Violation
from optimiser.plan import Bound, Cost, Plan

#: A claimed cost may be off by so much, or by such a share of the cost, whichever is more.
COST_TOLERANCE = 0.01
COST_TOLERANCE_SHARE = 1e-4
GAP_TOLERANCE = 1e-3


def known_stops(lookup: Lookup, plan: Plan) -> Iterator[Violation]:
    """Routes are of shifts that exist, one each; stops and the unserved are visits that exist."""
    routes = Counter((route.engineer, route.shift) for route in plan.routes)
    for (engineer, shift), count in routes.items():
        if (engineer, shift) not in lookup.shifts:
            message = f"Engineer {engineer} has no shift {shift}."
            yield Violation("UNKNOWN_SHIFT", message, engineer=engineer, shift=shift)
        elif count > 1:
            message = f"Shift {shift} of engineer {engineer} has {count} routes."
            yield Violation("TWO_ROUTES_IN_SHIFT", message, None, engineer, shift, {"routes": count})
    for route in plan.routes:
        unknown = [stop.visit for stop in route.stops if stop.kind == "visit" and stop.visit not in lookup.visits]
        for name in unknown if (route.engineer, route.shift) in lookup.shifts else ():
            message = f"Shift {route.shift} serves visit {name}, which does not exist."
            yield Violation("UNKNOWN_VISIT", message, name, route.engineer, route.shift)
    for name in dict.fromkeys(entry.visit for entry in plan.unserved):
        if name not in lookup.visits:
            yield Violation("UNKNOWN_VISIT", f"The unserved name visit {name}, which does not exist.", name)


def one_place_each(lookup: Lookup, plan: Plan, journeys: Sequence[Journey]) -> Iterator[Violation]:
    """Every visit is in exactly one route or among the unserved; one that is under way is in a route."""
    served = Counter(call.visit.id for journey in journeys for call in journey.calls)
    listed = Counter(entry.visit for entry in plan.unserved)
    for visit in lookup.problem.visits:
        count = served[visit.id] + listed[visit.id]
        if count == 0:
            yield Violation("VISIT_MISSING", f"Visit {visit.id} is in no route and not among the unserved.", visit.id)
        elif count > 1:
            message = f"Visit {visit.id} is {served[visit.id]} times in a route and {listed[visit.id]} times unserved."
            yield Violation("VISIT_TWICE", message, visit.id, numbers={"places": count})
        if is_under_way(visit) and not served[visit.id]:
            yield Violation("UNDER_WAY_LEFT_OUT", f"Visit {visit.id} is under way, and left out.", visit.id)


def one_route_at_a_time(lookup: Lookup, journeys: Sequence[Journey]) -> Iterator[Violation]:
    """An engineer is on one route at a time, whatever the shifts."""
    by_engineer = defaultdict[str, list[Journey]](list)
    for journey in journeys:
        by_engineer[journey.engineer.id].append(journey)
    for engineer, own in by_engineer.items():
        own.sort(key=lambda journey: (journey.away_s, journey.back_s))
        for before, after in pairwise(own):
            overlap_s = before.back_s - after.away_s
            if overlap_s > SLACK_S:
                message = (
                    f"Engineer {engineer} is away with shift {after.shift.id} from {lookup.clock(after.away_s)}, "
                    f"{overlap_s:.0f} s before being back from shift {before.shift.id}."
                )
                numbers = {"overlap_s": overlap_s}
                yield Violation("OVERLAPPING_ROUTES", message, None, engineer, after.shift.id, numbers)


def claims(plan: Plan, cost: Cost, claimed: Mapping[str, float] | None) -> Iterator[Violation]:
    """What the plan says about its cost, bound and status is so."""
    yield from _claimed_costs(cost, _costs_claimed_by(plan) if claimed is None else claimed)
    lower = -math.inf
    if plan.bound is not None:
        yield from _claimed_bound(plan.bound, cost.total)
        lower = plan.bound.lower if math.isfinite(plan.bound.lower) else lower
    proven = lower >= cost.total or _near(lower, cost.total)
    if plan.status not in ("feasible", "optimal"):
        yield Violation("STATUS", f"The plan claims the status {plan.status}: neither feasible nor optimal.")
    elif plan.status == "optimal" and not proven:
        yield Violation("STATUS", f"The plan claims to be optimal, but no bound proves its cost of {cost.total:.2f}.")


def _costs_claimed_by(plan: Plan) -> Mapping[str, float]:
    """The parts, and the total: where the plan does not state one, it claims no more than what its parts do.

    Parts that are rounded to cents may add up to more than a cent beside a total that is right.
    """
    claimed = {part.name: getattr(plan.cost, part.name) for part in fields(Cost)}
    if plan.claimed_total is not None:
        claimed["total"] = plan.claimed_total
    return claimed


def _claimed_costs(cost: Cost, claimed: Mapping[str, float]) -> Iterator[Violation]:
    """Each cost that is claimed is right."""
    total = claimed.get("total")
    if total is not None and not _near(total, cost.total):
        message = f"The plan claims a cost of {total:.2f}, but costs {cost.total:.2f}."
        yield Violation("COST_TOTAL", message, numbers={"claimed": total, "cost": cost.total})
    for part in fields(Cost):
        value = getattr(cost, part.name)
        if part.name in claimed and not _near(claimed[part.name], value):
            name, claim = part.name.replace("_", " "), claimed[part.name]
            message = f"The plan claims a cost of {claim:.2f} for {name}, but it is {value:.2f}."
            yield Violation("COST_PART", message, numbers={"claimed": claim, "cost": value})


def _claimed_bound(bound: Bound, total: float) -> Iterator[Violation]:
    """A bound is a number, not above the cost, and its gap is the distance between them."""
    lower = bound.lower
    if not math.isfinite(lower):
        yield Violation("BOUND_ABOVE_COST", f"The plan claims a bound of {lower}, which is not a number.")
        return
    numbers = {"lower": lower, "cost": total}
    if lower > total and not _near(lower, total):
        message = f"The plan claims a bound of {lower:.2f}, above its cost of {total:.2f}."
        yield Violation("BOUND_ABOVE_COST", message, numbers=numbers)
    if bound.gap is None or total <= 0:
        return
    gap = (total - lower) / total
    if not abs(bound.gap - gap) <= GAP_TOLERANCE:
        message = f"The plan claims a gap of {bound.gap:.4f}, but it is {gap:.4f}."
        yield Violation("GAP", message, numbers={**numbers, "claimed": bound.gap, "gap": gap})


def _near(claim: float, value: float) -> bool:
    """Whether a claimed cost is right; what is not a number never is."""
    return abs(claim - value) <= max(COST_TOLERANCE, COST_TOLERANCE_SHARE * abs(value))
