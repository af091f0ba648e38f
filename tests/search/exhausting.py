"""The cheapest plan of a small day by trying everything, where no engineer has two shifts at the same time.

Routes of different engineers do not meet, so each shift is tried alone with every set of visits in every order.
"""

from itertools import chain, combinations, permutations

from .small_days import Day, Sequences

Costs = dict[frozenset[int], float]
"""By the visits served: what that costs, skip prices left aside."""


def cheapest_plan(day: Day) -> tuple[int, float]:
    """By which the cheapest valid plan is judged: visits left out that must be served, then cost."""
    base = _cost(day, {})
    assert base is not None, "what is under way cannot be kept"
    costs: Costs = {frozenset(): base}
    for s in range(len(day.arrays.shifts)):
        costs = _combined(costs, {chosen: cost - base for chosen, cost in _alone(day, s).items()})
    served_anyway = {k for prefix in day.arrays.prefixes.values() for k in prefix.visits}
    prices = []
    for chosen, cost in costs.items():
        served = served_anyway | {day.arrays.visits[v] for v in chosen}
        left = [visit.skip_cost for k, visit in enumerate(day.problem.visits) if k not in served]
        prices.append((left.count(None), cost + sum(skip or 0.0 for skip in left)))
    return min(prices)


def _alone(day: Day, s: int) -> Costs:
    """The cheapest valid route of one shift with each set of visits."""
    visits = range(len(day.arrays.visits))
    costs: Costs = {}
    for chosen in chain.from_iterable(combinations(visits, size) for size in range(len(visits) + 1)):
        found = [cost for order in permutations(chosen) if (cost := _cost(day, {s: list(order)})) is not None]
        if found:
            costs[frozenset(chosen)] = min(found)
    return costs


def _cost(day: Day, sequences: Sequences) -> float | None:
    """What a plan costs besides what is skipped; None where it breaks a rule."""
    try:
        verdict = day.verdict(day.plan(sequences))
    except ValueError:
        return None
    return None if verdict.violations else verdict.cost.total - verdict.cost.skipped


def _combined(left: Costs, right: Costs) -> Costs:
    found: Costs = {}
    for a, cost in left.items():
        for b, more in right.items():
            if not a & b:
                found[a | b] = min(cost + more, found.get(a | b, cost + more))
    return found
