"""The plan document of a peer: who visits what in which order, placed in time here and priced for the judge to confirm.

A peer gives only the order. Each visit starts as soon as its engineer is there and a window is open, which is never
worse than any other timing where nothing but windows and the shift's end counts.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.hardform import HardProblem, HardShift, HardVisit

Orders = Mapping[int, Sequence[int]]
"""For each shift that goes out, by its index, the indices of its visits in order."""


def write_plan(problem: HardProblem, orders: Orders, path: Path) -> None:
    """Write the plan that `orders` amount to."""
    routes = [_route(problem, problem.shifts[k], orders[k]) for k in sorted(orders) if orders[k]]
    served = {j for order in orders.values() for j in order}
    unserved = [{"visit": v.id, "reasons": []} for j, v in enumerate(problem.visits) if j not in served]
    total = plan_cost(problem, orders)
    document = {
        "format": "roundsman/1",
        "status": "feasible",
        "cost": {"total": total},
        "bound": None,
        "routes": routes,
        "unserved": unserved,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document))


def plan_cost(problem: HardProblem, orders: Orders) -> float:
    """What a plan costs: travel, fixed costs and what is left out."""
    left_out = set(range(len(problem.visits))).difference(*orders.values())
    total = sum(problem.visits[j].skip_cost for j in left_out)
    for k, order in orders.items():
        shift = problem.shifts[k]
        places = [shift.start_place, *(problem.visits[j].place for j in order), shift.end_place]
        if order:
            legs = list(pairwise(places))
            metres = sum(int(problem.metres[leg]) for leg in legs)
            seconds = sum(int(problem.seconds[leg]) for leg in legs)
            total += shift.fixed_cost + metres / 1000 * shift.cost_per_km + seconds / 3600 * shift.cost_per_travel_hour
    return total


def _route(problem: HardProblem, shift: HardShift, order: Sequence[int]) -> dict[str, Any]:
    def at(second: int) -> str:
        return (problem.origin + timedelta(seconds=second)).isoformat()

    free_s, here, stops = shift.start_s, shift.start_place, []
    for j in order:
        visit = problem.visits[j]
        arrive_s = free_s + int(problem.seconds[here, visit.place])
        start_s = _start(visit, arrive_s)
        free_s, here = start_s + visit.duration_s, visit.place
        stops.append(
            {"kind": "visit", "visit": visit.id, "arrive": at(arrive_s), "start": at(start_s), "end": at(free_s)}
        )
    back_s = free_s + int(problem.seconds[here, shift.end_place])
    return {
        "engineer": shift.engineer,
        "shift": shift.id,
        "leave": at(shift.start_s),
        "back": at(back_s),
        "stops": stops,
    }


def _start(visit: HardVisit, arrive_s: int) -> int:
    """The first second in a window from `arrive_s` on; after the last close `arrive_s`, for the judge to name."""
    return next((max(arrive_s, first) for first, last in visit.windows if arrive_s <= last), arrive_s)
