"""A search that goes on from a plan: what of it still holds."""

import numpy as np

from optimiser.facts import ProblemArrays
from optimiser.inputs import Problem
from optimiser.plan import Plan
from optimiser.search.mending import mended


def sequences_from(problem: Problem, arrays: ProblemArrays, plan: Plan) -> dict[int, list[int]]:
    """The visits of a plan by shift, in its order, as far as each route by itself still keeps the rules.

    Visits and shifts that there are no longer are dropped, and so is what a shift may no longer serve; what is under
    way is in its route by itself.

    Returns
    -------
    dict of int to list of int
        Shifts and visits by their index in the arrays.
    """
    index = {problem.visits[k].id: v for v, k in enumerate(arrays.visits)}
    shift_of = {_ids(problem, arrays, s): s for s in range(len(arrays.shifts))}
    may = np.isfinite(arrays.facts.assign)
    seen: set[int] = set()
    sequences: dict[int, list[int]] = {}
    for route in plan.routes:
        s = shift_of.get((route.engineer, route.shift))
        if s is None or s in sequences:
            continue
        known = (index[stop.visit] for stop in route.stops if stop.visit in index)
        sequences[s] = [v for v in dict.fromkeys(known) if may[v, s] and v not in seen]
        seen.update(sequences[s])
    return mended(arrays, sequences)


def _ids(problem: Problem, arrays: ProblemArrays, s: int) -> tuple[str, str]:
    engineer = problem.engineers[arrays.shifts[s].engineer]
    return engineer.id, engineer.shifts[arrays.shifts[s].shift].id
