"""A second pair of eyes: recomputes everything from the problem and the plan, with no line of the search's code.

The rules are those of the problem document. Each violation has one of these codes.

====================  ==================================================================================
Code                  What is wrong
====================  ==================================================================================
UNKNOWN_SHIFT         a route is of an engineer or a shift that does not exist
TWO_ROUTES_IN_SHIFT   a shift has more than one route
UNKNOWN_VISIT         a stop, or an entry of the unserved, names a visit that does not exist
VISIT_MISSING         a visit is in no route and not among the unserved
VISIT_TWICE           a visit is in more than one place of the plan
UNDER_WAY_LEFT_OUT    a visit that is under way is not served
LEAVES_TOO_EARLY      a route leaves before its shift starts, or before now
STARTS_BEFORE_NOW     a visit that is not under way, or a break, starts before now
STARTS_TOO_EARLY      a visit starts before the engineer is free and has travelled there
SETUP_CUT_SHORT       a visit starts after arriving, but before the set-up of its place is done
ARRIVAL_IMPOSSIBLE    no travel between the stops agrees with the departure and arrival that the plan states
OUTSIDE_WINDOWS       a visit starts in none of its windows (or outside the horizon where it has none)
MISSING_SKILL         the engineer lacks a skill of the visit, or has it at too low a level
CERTIFICATE_EXPIRED   the engineer's certificate of a skill of the visit ended before the shift's day
EXCLUDED_ENGINEER     the visit excludes the engineer
SERVES_ONLY           the shift does not serve the visit's place
CUT_SHORT             service ends before the visit's duration is over
PIN_ENGINEER          a visit is not with the engineer to whom it is pinned
PIN_SHIFT             a visit is not in the shift to which it is pinned
PIN_START             a visit does not start when it is pinned
BREAK_OVERLAPS        a break starts before the activity before it is over, or ends before it starts
BREAK_MISSED          a break that the route owes is not taken
BREAK_MISPLACED       a break is out of bounds, out of order, too short, or not one of the shift's
BACK_TOO_EARLY        a route is back before the way home can be done
OVERTIME_LIMIT        a route is back after the end of its shift and the overtime limit
MAX_DURATION          a route takes longer, from leaving to being back, than its shift allows
MAX_DISTANCE          a route is farther than its shift allows
MAX_STOPS             a route has more visits than its shift allows
CAPACITY              on some leg there is more of a quantity in the van than its capacity
OVERLAPPING_ROUTES    an engineer sets out on one route before being back from another
REST                  an engineer rests too little between two routes of different days
WORKING_TIME_LIMIT    an engineer works longer in a day or a week than a limit allows
DRIVING_TIME_LIMIT    an engineer travels longer in a day or a week than a limit allows
SERIES_DAYS           two visits of a series are on one day, or their days are in none of its patterns
COST_TOTAL            the claimed total cost is wrong
COST_PART             the claimed cost of one part is wrong
BOUND_ABOVE_COST      the claimed lower bound is above the cost, or not a number
GAP                   the claimed gap is not (total - lower) ÷ total
STATUS                the status is neither feasible nor optimal, or claims an optimum that no bound proves
====================  ==================================================================================

A time that follows from another one may be a second early, for rounding; the second is charged as if the plan had not
rounded, and seconds do not add up along a route.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from optimiser.checker.day_rules import limits, rest, series_days
from optimiser.checker.journey import Journey, retrace
from optimiser.checker.lookup import Lookup
from optimiser.checker.plan_rules import claims, known_stops, one_place_each, one_route_at_a_time
from optimiser.checker.pricing import onsite_late_s, price, price_of_skipping, restore_late_s, total_of
from optimiser.checker.route_rules import ROUTE_RULES
from optimiser.checker.verdict import Verdict, Violation
from optimiser.checker.visit_rules import VISIT_RULES
from optimiser.inputs import Problem
from optimiser.plan import Cost, Plan

__all__ = ["Verdict", "Violation", "check"]


def check(
    problem: Problem, plan: Plan, seconds: Any, metres: Any, claimed: Mapping[str, float] | None = None
) -> Verdict:
    """Recompute a plan, and say everything that is wrong with it.

    Parameters
    ----------
    problem : Problem
        What was to be planned; its own ``travel`` is not read.
    plan : Plan
        What is checked.
    seconds, metres : n by n arrays of integers
        Travel between the places, in the order of ``problem.places``.
    claimed : mapping of str to float, optional
        The costs that the plan claims, as its document states them: ``total`` and any of the parts. By default, the
        parts of ``plan.cost``, and ``plan.claimed_total`` where it is given.

    Returns
    -------
    Verdict
        Without violations where the plan breaks no rule and claims nothing false.
    """
    lookup = Lookup.of(problem, seconds, metres)
    journeys = list(_journeys(lookup, plan))
    calls = [call for journey in journeys for call in journey.calls]
    served = {call.visit.id for call in calls}
    left_out = [visit for visit in problem.visits if visit.id not in served]
    cost = total_of([*(price(lookup, journey) for journey in journeys), price_of_skipping(left_out)])
    return Verdict(
        violations=tuple(_violations(lookup, plan, journeys, cost, claimed)),
        cost=cost,
        served=len(served),
        late_visits=tuple(call.visit.id for call in calls if onsite_late_s(call) > 0 or restore_late_s(call) > 0),
        must_unserved=sum(visit.skip_cost is None for visit in left_out),
    )


def _journeys(lookup: Lookup, plan: Plan) -> Iterator[Journey]:
    """Every route that exists and goes somewhere, retraced."""
    for route in plan.routes:
        if (route.engineer, route.shift) in lookup.shifts:
            journey = retrace(lookup, *lookup.shifts[route.engineer, route.shift], route)
            if journey is not None:
                yield journey


def _violations(
    lookup: Lookup, plan: Plan, journeys: list[Journey], cost: Cost, claimed: Mapping[str, float] | None
) -> Iterator[Violation]:
    """Every rule, in the order of the plan: its parts, each route with its visits, the whole, its claims."""
    yield from known_stops(lookup, plan)
    for journey in journeys:
        for route_rule in ROUTE_RULES:
            yield from route_rule(lookup, journey)
        for call in journey.calls:
            for visit_rule in VISIT_RULES:
                yield from visit_rule(lookup, journey, call)
    yield from one_place_each(lookup, plan, journeys)
    yield from one_route_at_a_time(lookup, journeys)
    for days_rule in (rest, limits, series_days):
        yield from days_rule(lookup, journeys)
    yield from claims(plan, cost, claimed)
