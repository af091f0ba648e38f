"""The search from the first plan to the last: cycles of annealing in all lanes, and set partitioning between them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from optimiser.facts import SKIP, ProblemArrays
from optimiser.search.annealing import BEST, CURRENT, anneal
from optimiser.search.budget import Budget
from optimiser.search.editing import broken, forget, over_limits, total, undo
from optimiser.search.lane import ABSENT, ABSENT_COUNT
from optimiser.search.lanes import Routes, Team, Worker
from optimiser.search.recreate import place_cheapest
from optimiser.search.set_partitioning import Columns, PartitioningParams, gather, partition, prepare
from optimiser.search.splitting import share_absent, split

_TOO_SHORT_S = 0.2  # set partitioning is not begun with less


@dataclass(frozen=True)
class SearchParams:
    """How the search works. Temperatures are in units of what serving one visit costs in the first plan.

    Attributes
    ----------
    size, longest : float, int
        Visits taken out on average, and the longest string cut from one route.
    blink : float
        The chance to overlook half of a route when placing a visit.
    rescue : float
        The share of iterations that make room for a visit that is left out.
    hot, cold, rewarm : float
        The temperature at the beginning and at the end of a cycle, and at the beginning of one that starts from the
        best plan.
    margin : float
        Routes of plans dearer than the best by at most this share go to set partitioning.
    pool_routes : int
        How many routes each lane keeps for it.
    cycle_work : float
        Iterations of a cycle, per visit; there are as many cycles as the budget allows, `most_cycles` at most.
    anew : float
        The share of the cycles that start from nothing; the others start from the best plan, and with regions all do.
    reports : int
        How often a cycle tells of progress.
    split_from : int
        Problems of so many visits or more are split into regions, one per lane, anew in each of `slices` slices.
    cooling : float
        The share of a cycle that those cool down in, before set partitioning.
    patience : float
        The share of a budget of seconds that one set partitioning may take.
    partitioning : PartitioningParams
    """

    size: float = 15.0
    longest: int = 12
    blink: float = 0.02
    rescue: float = 0.2
    hot: float = 5.0
    cold: float = 0.05
    rewarm: float = 1.0
    margin: float = 0.01
    pool_routes: int = 100_000
    cycle_work: float = 4000.0
    most_cycles: int = 16
    anew: float = 0.75
    reports: int = 8
    split_from: int = 250
    slices: int = 60
    cooling: float = 0.9
    patience: float = 0.15
    partitioning: PartitioningParams = field(default_factory=PartitioningParams)


class Engine:
    """One search over one problem."""

    def __init__(
        self,
        arrays: ProblemArrays,
        lanes: int,
        threads: int,
        seed: int,
        budget: Budget,
        params: SearchParams,
        on_better: Callable[[Routes, float], None],
        start: Mapping[int, Sequence[int]] | None = None,
    ) -> None:
        self.arrays, self.facts, self.budget, self.params = arrays, arrays.facts, budget, params
        self.team = Team(self.facts, lanes, threads, seed, params.pool_routes)
        self.random = np.random.default_rng([seed, lanes])
        self.on_better = on_better
        self.start = start or {}
        self.skip = np.ascontiguousarray(self.facts.visit_f[:, SKIP])
        self.all_shifts = np.ones(self.facts.assign.shape[1], dtype=bool)
        self.all_visits = np.ones(self.facts.assign.shape[0], dtype=bool)
        self.best = Routes(self.team.workers[0].memory.visits.copy(), self.team.workers[0].memory.counts.copy())
        self.best_cost = np.inf
        self.unit = 1.0
        self.idle = self.team.workers[0].lane.price.copy()
        self.meanwhile: Callable[[], None] | None = None

    def adopt(self, routes: Routes, cost: float) -> None:
        """Keep routes that are better than the best."""
        if cost < self.best_cost - 1e-6:
            self.best, self.best_cost = routes.copy(), cost
            self.on_better(self.best, cost)

    def construct(self) -> None:
        """The first complete plan: every visit placed where it is cheapest, those with few shifts first.

        Where there is a plan to start from, its routes stay, and only what is not in them is placed.
        """
        worker = self.team.workers[0]
        self._begin_with(self.start)
        few = np.lexsort((-self.skip, np.diff(self.facts.first)))
        for v in few:
            if worker.lane.home[v] == ABSENT:
                place_cheapest(v, 0.0, worker.memory.random, worker.memory.open_shift, self.facts, worker.lane)
                if over_limits(self.facts, worker.lane):
                    undo(self.facts, worker.lane)
                forget(worker.lane)
        cost = float(total(worker.lane))
        travel = cost - float(worker.lane.owed[0])
        self.unit = max(1e-6, travel / max(1, len(self.skip) - int(worker.lane.clock[ABSENT_COUNT])))
        self.adopt(worker.current(), cost)

    def _begin_with(self, start: Mapping[int, Sequence[int]]) -> None:
        """Give the first lane these routes: all of them, or one after the other those that go together."""
        routes = self._empty()
        for s, visits in start.items():
            routes.put(s, visits)
        if self._keeps_rules(routes):
            return
        routes = self._empty()
        for s, visits in start.items():
            more = routes.copy()
            more.put(s, visits)
            if self._keeps_rules(more):
                routes = more
        self.cost_of(routes)

    def _keeps_rules(self, routes: Routes) -> bool:
        """Whether routes keep the rules, alone and together; the first lane has them then."""
        return self.cost_of(routes) < np.inf and not broken(self.facts, self.team.workers[0].lane)

    def _empty(self) -> Routes:
        return Routes(np.zeros_like(self.best.visits), np.zeros_like(self.best.counts))

    def run(self) -> None:
        """Search until the budget is used up."""
        self.construct()
        if not len(self.skip):
            return
        self.cool_once()
        try:
            self._run_cycles()
        finally:
            self.team.close()

    def cool_once(self) -> None:
        """Compile the kernels here, before the lanes all ask for them at once."""
        self._anneal(self.team.workers[0], 0, self.unit)

    # -- cycles ------------------------------------------------------------------------------------------------------

    def _run_cycles(self) -> None:
        """Anneal in cycles, with set partitioning between them; what is left of the budget goes on at the coldest."""
        p, lanes = self.params, len(self.team.workers)
        regional = lanes > 1 and len(self.skip) >= p.split_from
        work = self.budget.expected(self._speed) * (lanes if regional else 1) / (p.cycle_work * len(self.skip))
        cycles = max(1 if regional else 2, min(p.most_cycles, round(work)))
        hot_until = 0 if self.start else 1 if regional else max(1, round(cycles * p.anew))
        if regional or cycles > 2:  # of two, the first is too early to recombine, and with the last the budget is over
            self.meanwhile = prepare
        for k in range(cycles):
            begin = self._share()
            end = begin + (1.0 - begin) / (cycles - k)
            hot = p.hot if k < hot_until else p.rewarm
            if regional:
                self._cool_regions(begin, begin + p.cooling * (end - begin), hot, max(6, p.slices // cycles))
            else:
                self._cool_whole(begin, end, hot, anew=0 < k < hot_until)
            if self.budget.over():
                return
            if regional or k:
                self.recombine()
        if regional:
            self._cool_regions(self._share(), 1.0, p.cold, 6)

    def _share(self) -> float:
        """The share of the budget that is used up."""
        return min(1.0, max(self.budget.share(k) for k in range(len(self.team.workers))))

    def _speed(self) -> float:
        """Iterations a second of one lane, as far as a short trial tells."""
        return self.budget.trial(lambda n: self._anneal(self.team.workers[0], n, self.unit))

    def _anneal(self, worker: Worker, iterations: int, heat: float) -> None:
        p = self.params
        anneal(
            iterations, heat, p.size, p.longest, p.blink, p.rescue, p.margin,
            self.team.near, self.facts, worker.lane, worker.memory, worker.pool,
        )  # fmt: skip

    def _cool_whole(self, begin: float, end: float, hot: float, *, anew: bool) -> None:
        """Let every lane search the whole, from nothing or from the best plan, telling of progress now and then."""
        for worker in self.team.workers:
            counts = np.zeros_like(self.best.counts) if anew else self.best.counts
            worker.load(Routes(self.best.visits, counts), self.all_shifts, self.all_visits)
        for until in np.linspace(begin, end, self.params.reports + 1)[1:]:
            self._cool_all(float(until), hot, begin, end)
            for worker in self.team.workers:
                self.adopt(worker.best(), float(worker.memory.figure[BEST]))
            if self.budget.over():
                return

    def _cool_regions(self, begin: float, end: float, hot: float, slices: int) -> None:
        """Go on from the best plan, every lane in a region of its own; the regions are drawn anew for every slice."""
        routes = self.best
        for until in np.linspace(begin, end, slices + 1)[1:]:
            if self.budget.over():
                return
            masks = split(self.facts, routes, len(self.team.workers), self.random)
            absent = np.setdiff1d(np.arange(len(self.skip)), routes.served())
            shares = share_absent(self.facts, absent, masks, self.random)
            for worker, mask, share in zip(self.team.workers, masks, shares, strict=True):
                worker.load(routes, mask, share)
            self._cool_all(float(until), hot, begin, end)
            best, routes = routes.copy(), routes.copy()
            for worker, mask in zip(self.team.workers, masks, strict=True):
                if worker.memory.figure[BEST] < np.inf:
                    best.take(worker.best(), mask)
                    routes.take(worker.current(), mask)
            self.adopt(best, self.cost_of(best))

    def cool(self, k: int, worker: Worker, until: float, hot: float, first: float, last: float) -> None:
        """Let lane `k` work up to share `until` of the budget; it is hottest at share `first`, coldest at `last`."""
        if worker.memory.seed_count[0] == 0:
            self.budget.skip_to(k, until)
            return
        cold = self.params.cold
        while not self.budget.over():
            share = self.budget.share(k)
            if share >= until:
                return
            heat = self.unit * hot * (cold / hot) ** min(1.0, max(0.0, (share - first) / max(1e-9, last - first)))
            n = self.budget.chunk(k, until)
            self._anneal(worker, n, heat)
            self.budget.done(k, n)

    def _cool_all(self, until: float, hot: float, first: float, last: float) -> None:
        def work(k: int) -> None:
            self.cool(k, self.team.workers[k], until, hot, first, last)

        self.team.each(work, meanwhile=self.meanwhile)

    def cost_of(self, routes: Routes) -> float:
        """What routes cost with everything else left out."""
        worker = self.team.workers[0]
        worker.load(routes, self.all_shifts, self.all_visits)
        return float(worker.memory.figure[CURRENT])

    # -- set partitioning ----------------------------------------------------------------------------------------

    def recombine(self) -> None:
        """Put the routes seen together anew, and keep the plan if it is better."""
        if len(self.facts.held):
            return  # routes put together anew would seldom agree about the days of a series
        limit_s = self.budget.allowance(self.params.patience)
        if limit_s is not None and limit_s < _TOO_SHORT_S:
            return
        columns = gather([worker.pool for worker in self.team.workers], self.params.partitioning.most_routes)
        columns = columns.and_these(*self._best_columns())
        columns = replace(columns, price=columns.price - self.idle[columns.shift])
        known = self.best_cost - float(self.idle.sum())
        chosen = partition(
            columns, self.skip, len(self.idle), known, self.params.partitioning, limit_s, self.budget.over
        )
        if chosen is None:
            return
        routes = self._routes(columns.take(chosen))
        cost = self.cost_of(routes)
        if not broken(self.facts, self.team.workers[0].lane):
            self.adopt(routes, cost)

    def _best_columns(self) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Visits, lengths, shifts and prices of the best routes."""
        self.cost_of(self.best)
        used = np.flatnonzero(self.best.counts)
        price = self.team.workers[0].lane.price[used]
        return self.best.served().astype(np.int32), self.best.counts[used], used, price

    def _routes(self, columns: Columns) -> Routes:
        """Columns as routes; a visit that stands in two of them stays in the first."""
        routes = self._empty()
        seen: set[int] = set()
        for k, s in enumerate(columns.shift):
            own = [v for v in columns.item[columns.begin[k] : columns.begin[k + 1]].tolist() if v not in seen]
            seen.update(own)
            routes.put(int(s), own)
        return routes
