"""Doing what a reason says: its patch applied to the document, the plan made anew with the visit in it."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import jsonpatch
import numpy as np

from optimiser.checker import check
from optimiser.documents import read_problem
from optimiser.facts import ProblemArrays
from optimiser.inputs import Problem
from optimiser.plan import Plan, Reason
from optimiser.problem import arrays
from optimiser.schedule import plan_of
from optimiser.search.editing import put
from optimiser.search.insertion import best_in_route
from optimiser.search.state import new_lane
from optimiser.travel import TravelTimes

Sequences = dict[int, list[int]]


def greedy_plan(problem: Problem, travel: TravelTimes) -> Plan:
    """A plan in which each visit, in the order of the document, went where it was cheapest."""
    own = arrays(problem, travel)
    facts, lane = own.facts, new_lane(own.facts)
    for v in range(len(own.visits)):
        able = [s for s in range(len(own.shifts)) if np.isfinite(facts.assign[v, s])]
        prices = [(*best_in_route(v, s, facts, lane), s) for s in able]
        price, p, s = min(prices, default=(np.inf, 0, 0))
        if price < facts.visit_f[v, 0]:
            put(v, s, p, facts, lane)
    rows = {s: [int(v) for v in lane.row[s, 1 : lane.count[s] + 1, 1]] for s in range(len(own.shifts))}
    return plan_of(problem, own, rows)


def sequences_of(plan: Plan, problem: Problem, own: ProblemArrays) -> Sequences:
    """The movable visits of each shift, by index in the arrays."""
    index = {problem.visits[k].id: v for v, k in enumerate(own.visits)}
    shift_of = {_ids(problem, own, s): s for s in range(len(own.shifts))}
    return {
        shift_of[route.engineer, route.shift]: [index[stop.visit] for stop in route.stops if stop.visit in index]
        for route in plan.routes
    }


def _ids(problem: Problem, own: ProblemArrays, s: int) -> tuple[str, str]:
    engineer = problem.engineers[own.shifts[s].engineer]
    return engineer.id, engineer.shifts[own.shifts[s].shift].id


def plans_with(visit_id: str, shift_id: str, plan: Plan, problem: Problem, travel: TravelTimes) -> list[Plan]:
    """Every good plan that differs from this one by the visit at some position of the shift."""
    own = arrays(problem, travel)
    kept = sequences_of(plan, problem, own)
    found = [v for v, k in enumerate(own.visits) if problem.visits[k].id == visit_id]
    if not found:
        return []
    s = next(s for s in range(len(own.shifts)) if _ids(problem, own, s)[1] == shift_id)
    if not np.isfinite(own.facts.assign[found[0], s]):
        return []
    route, out = kept.get(s, []), []
    for p in range(len(route) + 1):
        try:
            out.append(plan_of(problem, own, {**kept, s: [*route[:p], found[0], *route[p:]]}))
        except ValueError:
            continue
    return [one for one in out if good(one, problem, travel)]


def good(plan: Plan, problem: Problem, travel: TravelTimes) -> bool:
    """Whether the checker finds nothing wrong with it."""
    return not check(problem, plan, travel.seconds, travel.metres).violations


def after(document: Mapping[str, Any], patch: Sequence[Mapping[str, Any]]) -> Problem:
    """The problem after a change."""
    return read_problem(jsonpatch.apply_patch(copy.deepcopy(document), [dict(step) for step in patch]))


def seen_to_fit(
    document: Mapping[str, Any], plan: Plan, visit_id: str, reason: Reason, travel: TravelTimes
) -> list[str]:
    """Apply the change of a reason; say what does not come out as it told."""
    if reason.change is None or reason.shift is None or reason.cost_change is None:
        return ["no change"]
    problem = after(document, reason.change)
    plans = plans_with(visit_id, reason.shift, plan, problem, travel)
    if not plans:
        return ["it does not fit"]
    change = min(one.cost.total for one in plans) - plan.cost.total
    return [] if abs(change - reason.cost_change) < 0.005 else [f"it costs {change:.2f}, not {reason.cost_change:.2f}"]
