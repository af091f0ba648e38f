"""The second engine: OR-Tools routing (guided local search), the yardstick of every benchmark.

It knows most rules exactly and some roughly (:mod:`optimiser.search.routing_model`); what it finds is mended until
every rule holds, and is timed and priced like any other plan. It holds Python's lock while it works: run it in the main
thread.
"""

import math
from collections.abc import Callable, Mapping, Sequence

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from optimiser.facts import LATE_PER_S, ProblemArrays
from optimiser.search.mending import mended
from optimiser.search.routing_model import RoutingModel, build

NEWS_SHARE = 0.001
"""A plan is reported where it is cheaper by this share than the last one reported."""

FAILURES_PER_PLAN = 20
"""Ends a search limited by plans that finds no more of them: about five dead ends a plan are usual."""

MANY_VISITS = 200
"""Above, the first plan is made with care where deadlines are soft; otherwise a rough one ended up better."""

FEW_VISITS = 30
"""Up to so many, `should_stop` is asked all the time; above, at every plan accepted, which costs the search no time."""

OnSolution = Callable[[Mapping[int, Sequence[int]]], None]
ShouldStop = Callable[[], bool]


def route_with_ortools(
    arrays: ProblemArrays,
    *,
    seconds: float | None,
    iterations: int | None,
    seed: int,
    on_solution: OnSolution | None = None,
    should_stop: ShouldStop | None = None,
) -> dict[int, list[int]]:
    """Search with OR-Tools routing.

    Parameters
    ----------
    seconds : float, optional
        How long to search.
    iterations : int, optional
        After how many plans to stop; one of both limits is needed.
    seed : int
    on_solution : callable, optional
        Told of plans that are notably cheaper than those before.
    should_stop : callable, optional
        Asked now and then; once it says yes, the best plan so far is returned.

    Returns
    -------
    dict of int to list of int
        The visits of each shift in order, both by their index in the arrays: sequences that keep every rule.
    """
    if seconds is None and iterations is None:
        raise ValueError("OR-Tools routing needs a limit: give seconds or iterations")
    model = build(arrays, seed)
    if model is None:
        return {}
    monitor = _Monitor(arrays, model, on_solution, should_stop)
    model.routing.AddAtSolutionCallback(monitor.at_solution)
    if should_stop is not None and len(model.visits) <= FEW_VISITS:
        model.routing.AddSearchMonitor(model.routing.solver().CustomLimit(monitor.told_to_stop))
    if iterations is not None:
        model.routing.AddSearchMonitor(model.routing.solver().FailuresLimit(FAILURES_PER_PLAN * iterations))
    careful = len(model.visits) > MANY_VISITS and bool((arrays.facts.visit_f[:, LATE_PER_S] > 0).any())
    found = model.routing.SolveWithParameters(_parameters(seconds, iterations, careful))
    if found is None:
        return {}
    return mended(arrays, model.sequences(lambda index: int(found.Value(model.routing.NextVar(index)))))


def _parameters(seconds: float | None, iterations: int | None, careful: bool) -> "pywrapcp.RoutingSearchParameters":
    """Settings of the search: the best of those tried on city days of 100 and 300 visits.

    A `careful` first plan takes longer, and costs less where lateness has a price.
    """
    first, improve = routing_enums_pb2.FirstSolutionStrategy, routing_enums_pb2.LocalSearchMetaheuristic
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = (
        first.LOCAL_CHEAPEST_COST_INSERTION if careful else first.PARALLEL_CHEAPEST_INSERTION
    )
    parameters.local_search_metaheuristic = improve.GUIDED_LOCAL_SEARCH
    parameters.guided_local_search_lambda_coefficient = 0.2
    # Linear programs would place breaks better, at a twentieth of the speed; nothing else here needs them.
    parameters.disable_scheduling_beware_this_may_degrade_performance = True
    if seconds is not None:
        parameters.time_limit.FromMilliseconds(max(1, round(1000 * seconds)))
    if iterations is not None:
        parameters.solution_limit = max(1, iterations)
    return parameters


class _Monitor:
    """Looks on while the engine searches."""

    def __init__(
        self,
        arrays: ProblemArrays,
        model: RoutingModel,
        on_solution: OnSolution | None,
        should_stop: ShouldStop | None,
    ) -> None:
        self.arrays, self.model = arrays, model
        self.on_solution, self.should_stop = on_solution, should_stop
        self.told, self.stopped = math.inf, False

    def told_to_stop(self) -> bool:
        """Whether to stop; nobody is asked before there is a plan, nor after one yes."""
        if self.told < math.inf and not self.stopped and self.should_stop is not None:
            self.stopped = bool(self.should_stop())
        return self.stopped

    def at_solution(self) -> None:
        """Called by the engine at every plan that it accepts."""
        routing = self.model.routing
        cost = routing.CostVar().Value()
        news = cost < self.told * (1 - NEWS_SHARE)
        self.told = cost if news else self.told
        if self.told_to_stop():
            routing.solver().FinishCurrentSearch()
        if news and self.on_solution is not None:
            found = self.model.sequences(lambda index: int(routing.NextVar(index).Value()))
            self.on_solution(mended(self.arrays, found))
