"""The plan that an answer stands for."""

from optimiser.inputs import Problem
from optimiser.offers import OpenPlan
from optimiser.plan import Plan, Route, Unserved
from optimiser.problem import arrays
from optimiser.schedule import plan_of
from optimiser.travel import TravelTimes
from tests.explanation.applying import greedy_plan, sequences_of

from .opened_days import total


def plan_with(opened: OpenPlan, route: Route) -> Plan:
    """The plan with one route in the place of the shift's own."""
    key = (route.engineer, route.shift)
    routes = [*(own for ids, own in opened.stated.items() if ids != key), route]
    served = {stop.visit for own in routes for stop in own.stops}
    unserved = tuple(Unserved(visit.id) for visit in opened.problem.visits if visit.id not in served)
    return Plan(tuple(routes), unserved, opened.price(routes))


def cost_of(opened: OpenPlan, route: Route) -> float:
    """What the plan with the route costs by the checker, which finds nothing wrong with it."""
    return total(opened.problem, plan_with(opened, route), opened.travel)


def cost_before(opened: OpenPlan) -> float:
    """What the plan costs as it stands."""
    routes = tuple(opened.stated.values())
    served = {stop.visit for own in routes for stop in own.stops}
    unserved = tuple(Unserved(visit.id) for visit in opened.problem.visits if visit.id not in served)
    return total(opened.problem, Plan(routes, unserved, opened.price(routes)), opened.travel)


def in_order(problem: Problem, travel: TravelTimes) -> Plan:
    """A plan that serves what pays, each shift in the order of the document where that can be."""
    plan, own = greedy_plan(problem, travel), arrays(problem, travel)
    rows = {s: sorted(row) for s, row in sequences_of(plan, problem, own).items()}
    try:
        return plan_of(problem, own, rows)
    except ValueError:
        return plan


def left_out(opened: OpenPlan) -> list[str]:
    """The visits that nobody serves."""
    kept = opened.kept
    return [name for name, u in kept.index.items() if u not in kept.home]
