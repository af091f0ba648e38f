"""The whole flow on one screen: from a problem to a plan."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from optimiser.errors import ImpossiblePlan, RoundsmanError
from optimiser.facts import Facts, ProblemArrays
from optimiser.figures.defined import lateness_s
from optimiser.inputs import Problem
from optimiser.plan import Plan
from optimiser.problem import arrays
from optimiser.schedule import Sequences, plan_of
from optimiser.search.budget import Budget, Iterations, Seconds
from optimiser.search.engine import Engine, SearchParams
from optimiser.search.lanes import Routes
from optimiser.search.start import sequences_from
from optimiser.travel import TravelTimes

FIXED_LANES = 4
"""Lanes of a search that counts iterations: always as many, so that the plan does not depend on the machine."""

_VISITS_PER_ROUTE = 10  # for which a pool has room, on average


@dataclass(frozen=True)
class SolveParams:
    """How long to search, and how.

    One limit holds: `iterations` where it is given, else `seconds`. For whichever comes first, give `iterations` and
    let `should_stop` of :func:`solve` watch the time.

    Attributes
    ----------
    seconds : float or None
        How long to search; not looked at where `iterations` is given. Without either, ``ours`` takes ten seconds and
        ``routing`` refuses.
    iterations : int or None
        How many iterations to do; the same number and seed give the same plan, whatever the number of threads.
    seed : int
        Where the random numbers begin.
    threads : int or None
        How many threads search; None is one per core of the machine. ``routing`` uses one.
    engine : str
        ``ours``, or ``routing`` for OR-Tools.
    """

    seconds: float | None = 10.0
    iterations: int | None = None
    seed: int = 0
    threads: int | None = None
    engine: Literal["ours", "routing"] = "ours"


@dataclass(frozen=True)
class Progress:
    """How far a search is: the cost of the best plan so far, the visits it serves, and those that are late."""

    elapsed_s: float
    cost: float
    served: int
    late: int


def solve(
    problem: Problem,
    travel: TravelTimes,
    params: SolveParams | None = None,
    *,
    clock: Callable[[], float],
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    start: Plan | None = None,
) -> Plan:
    """Plan the day.

    Parameters
    ----------
    problem : Problem
    travel : TravelTimes
        Between the problem's places, in their order.
    params : SolveParams, optional
    clock : callable
        Seconds since any instant, never going back.
    on_progress : callable, optional
        Told of every better plan, from the thread that calls this function.
    should_stop : callable, optional
        Asked often, from several threads; once it answers True the best plan so far is returned.
    start : Plan, optional
        A plan to go on from, of this problem or of one like it. What of it still keeps the rules is the first plan,
        completed by placing the rest where that is cheapest; the answer is never dearer. ``routing`` looks at no plan.

    Returns
    -------
    Plan
        The unserved have no reasons yet: see :mod:`optimiser.explanation`.

    Raises
    ------
    ImpossiblePlan
        Where a visit under way cannot be kept by any plan.
    RoundsmanError
        Where the engine ``routing`` is asked to plan what it does not know: series, limits, rest between shifts.
    """
    params = params or SolveParams()
    inside = arrays(problem, travel)
    news = _News(problem, inside, clock, on_progress)
    stop = should_stop or _never
    if params.engine == "routing":
        _refuse_ties(problem)
        from optimiser.search.routing import route_with_ortools  # slow to import, and rarely wanted

        limit = None if params.iterations else params.seconds
        sequences: Sequences = route_with_ortools(
            inside,
            seconds=limit,
            iterations=params.iterations,
            seed=params.seed,
            on_solution=news.sequences,
            should_stop=stop,
        )
    else:
        begin = {} if start is None else sequences_from(problem, inside, start)
        sequences = _search(inside, params, clock, stop, news, begin)
    plan = plan_of(problem, inside, sequences)
    _keep_under_way(problem, plan)
    return plan


def _refuse_ties(problem: Problem) -> None:
    """OR-Tools is told nothing of what ties days together, so it is not asked."""
    ties = {
        "series": bool(problem.series),
        "limits": any(e.limits for e in problem.engineers),
        "min_rest": any(e.min_rest for e in problem.engineers),
    }
    present = [name for name, there in ties.items() if there]
    if present:
        raise RoundsmanError(f"the engine routing does not know {', '.join(present)}; plan this with the engine ours")


def _never() -> bool:
    return False


def _search(
    inside: ProblemArrays,
    params: SolveParams,
    clock: Callable[[], float],
    stop: Callable[[], bool],
    news: "_News",
    start: Sequences,
) -> Sequences:
    threads = params.threads or os.cpu_count() or 1
    lanes = threads if params.iterations is None else FIXED_LANES
    budget: Budget
    if params.iterations is None:
        budget = Seconds(10.0 if params.seconds is None else params.seconds, lanes, clock, stop)
    else:
        budget = Iterations(params.iterations, lanes, stop)
    search = with_room(SearchParams(), inside.facts, budget.most())
    engine = Engine(inside, lanes, threads, params.seed, budget, search, news.routes, start)
    engine.run()
    return sequences_of(engine.best)


def with_room(params: SearchParams, facts: Facts, iterations: int | None) -> SearchParams:
    """Keep no more room for routes than so many iterations of a lane can fill: short searches come by the thousand.

    An iteration notes the routes that it touched; it, and each call of the kernel, may note all routes once.
    """
    if iterations is None:
        return params
    visits, shifts = facts.assign.shape
    routes = shifts * (3 * iterations + 2) * -(-visits // _VISITS_PER_ROUTE)
    return replace(params, pool_routes=max(1, min(params.pool_routes, routes)))


def sequences_of(routes: Routes) -> dict[int, list[int]]:
    """The visits of every shift that has some."""
    return {int(s): [int(v) for v in routes.visits[s, : routes.counts[s]]] for s in np.flatnonzero(routes.counts)}


def _keep_under_way(problem: Problem, plan: Plan) -> None:
    lost = {u.visit for u in plan.unserved}
    under_way = [v.id for v in problem.visits if v.pin and v.pin.under_way and v.id in lost]
    if under_way:
        names = ", ".join(under_way)
        raise ImpossiblePlan(
            f"under way, yet no shift can keep it: {names}; "
            "see that its pin names an engineer and a shift that allow it"
        )


class _News:
    """Tells whoever asked how the search is doing."""

    def __init__(
        self,
        problem: Problem,
        inside: ProblemArrays,
        clock: Callable[[], float],
        tell: Callable[[Progress], None] | None,
    ) -> None:
        self.problem, self.inside, self.clock, self.tell = problem, inside, clock, tell
        self.begin_s = clock()

    def routes(self, routes: Routes, _cost: float) -> None:
        if self.tell:
            self.sequences(sequences_of(routes))

    def sequences(self, sequences: Sequences) -> None:
        if not self.tell:
            return
        plan = plan_of(self.problem, self.inside, sequences)
        known = {visit.id: visit for visit in self.problem.visits}
        stops = [stop for route in plan.routes for stop in route.stops if stop.visit]
        late = sum(lateness_s(known[stop.visit or ""], stop.start, stop.end) > 0 for stop in stops)
        self.tell(Progress(self.clock() - self.begin_s, plan.cost.total, len(stops), late))
