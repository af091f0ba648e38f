"""The search from the first plan to the last: cycles of annealing in all lanes, and set partitioning between them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimiser.problem import SKIP, ProblemArrays
from optimiser.search.annealing import BEST, CURRENT, anneal
from optimiser.search.budget import Budget
from optimiser.search.lanes import Routes, Team, Worker
from optimiser.search.recreate import place_cheapest
from optimiser.search.set_partitioning import PartitioningParams, gather, partition
from optimiser.search.splitting import share_absent, split
from optimiser.search.state import ABSENT_COUNT, forget, overlap, total


@dataclass(frozen=True)
class SearchParams:
    """How the search works. Temperatures are in units of what serving one visit costs in the first plan.

    Attributes
    ----------
    size, longest : float, int
        Visits taken out on average, and the longest string cut from one route.
    blink : float
        The chance to overlook a route when placing a visit.
    hot, cold : float
        The temperature at the beginning and at the end of a cycle.
    margin : float
        Routes of plans dearer than the best by at most this share go to set partitioning.
    """

    size: float = 10.0
    longest: int = 10
    blink: float = 0.02
    hot: float = 5.0
    cold: float = 0.05
    rewarm: float = 1.0
    zeal: float = 0.0
    margin: float = 0.01
    pool_routes: int = 100_000
    cycle_work: float = 5000.0
    most_cycles: int = 16
    anew: float = 0.6
    reports: int = 8
    split_from: int = 250
    slices: int = 60
    large_until: float = 0.9
    patience: float = 0.15
    partitioning: PartitioningParams = PartitioningParams()


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
    ) -> None:
        self.arrays, self.facts, self.budget, self.params = arrays, arrays.facts, budget, params
        self.team = Team(self.facts, lanes, threads, seed, params.pool_routes)
        self.random = np.random.default_rng([seed, lanes])
        self.on_better = on_better
        self.skip = np.ascontiguousarray(self.facts.visit_f[:, SKIP])
        self.all_shifts = np.ones(self.facts.assign.shape[1], dtype=bool)
        self.all_visits = np.ones(self.facts.assign.shape[0], dtype=bool)
        self.best = Routes(self.team.workers[0].memory.visits.copy(), self.team.workers[0].memory.counts.copy())
        self.best_cost = np.inf
        self.unit = 1.0

    def adopt(self, routes: Routes, cost: float) -> None:
        """Keep routes that are better than the best."""
        if cost < self.best_cost - 1e-6:
            self.best, self.best_cost = routes.copy(), cost
            self.on_better(self.best, cost)

    def construct(self) -> None:
        """The first complete plan: every visit placed where it is cheapest, those with few shifts first."""
        worker = self.team.workers[0]
        few = np.lexsort((-self.skip, np.diff(self.facts.first)))
        for v in few:
            place_cheapest(v, 0.0, 0.0, worker.memory.random, worker.memory.open_shift, self.facts, worker.lane)
        forget(worker.lane)
        cost = float(total(worker.lane))
        travel = cost - float(worker.lane.owed[0])
        self.unit = max(1e-6, travel / max(1, len(self.skip) - int(worker.lane.clock[ABSENT_COUNT])))
        self.adopt(worker.current(), cost)

    def run(self) -> None:
        """Search until the budget is used up."""
        self.construct()
        if not len(self.skip):
            return
        self.cool_once()
        try:
            if len(self.skip) >= self.params.split_from and len(self.team.workers) > 1:
                self._large()
            else:
                self._small()
        finally:
            self.team.close()

    def cool_once(self) -> None:
        """Compile the kernels here, before the lanes all ask for them at once."""
        self._anneal(self.team.workers[0], 0, self.unit)

    # -- small problems: every lane searches the whole --------------------------------------------------------------

    def _small(self) -> None:
        p = self.params
        cycles = max(2, min(p.most_cycles, round(self.budget.expected(self._speed) / (p.cycle_work * len(self.skip)))))
        anew = max(1, round(cycles * p.anew))
        for k in range(cycles):
            begin = 0.0 if k == 0 else min(1.0, max(self.budget.share(j) for j in range(len(self.team.workers))))
            self._cycle(begin, begin + (1.0 - begin) / (cycles - k), anew=0 < k < anew, hot=p.hot if k < anew else p.rewarm)
            if self.budget.over():
                return
            if k:
                self.recombine()

    def _speed(self) -> float:
        """Iterations a second of one lane, as far as a short trial tells."""
        return self.budget.trial(lambda n: self._anneal(self.team.workers[0], n, self.unit))

    def _anneal(self, worker: Worker, iterations: int, heat: float) -> None:
        p = self.params
        anneal(
            iterations, heat, heat, p.size, p.longest, p.blink, p.zeal, p.margin,
            self.team.near, self.facts, worker.lane, worker.memory, worker.pool,
        )  # fmt: skip

    def _cycle(self, begin: float, end: float, *, anew: bool, hot: float) -> None:
        """Anneal in all lanes, from nothing or from the best plan, telling of progress now and then."""
        for worker in self.team.workers:
            counts = np.zeros_like(self.best.counts) if anew else self.best.counts
            worker.load(Routes(self.best.visits, counts), self.all_shifts, self.all_visits)
        edges = np.linspace(begin, end, self.params.reports + 1)
        for until in edges[1:]:
            self.team.each(lambda k, until=until: self.cool(k, self.team.workers[k], float(until), hot, begin, end))
            for worker in self.team.workers:
                self.adopt(worker.best(), float(worker.memory.figure[BEST]))
            if self.budget.over():
                return

    def cool(self, k: int, worker: Worker, until: float, hot: float, first: float, last: float) -> None:
        """Let lane `k` work up to share `until` of the budget; it is at its hottest at share `first`, coldest at `last`."""
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

    # -- large problems: every lane has a region -------------------------------------------------------------------

    def _large(self) -> None:
        p = self.params
        routes, edges = self.best, np.linspace(0.0, p.large_until, p.slices + 1)
        for end in edges[1:]:
            masks = split(self.facts, routes, len(self.team.workers), self.random)
            absent = np.setdiff1d(np.flatnonzero(self.all_visits), routes.served())
            shares = share_absent(self.facts, absent, masks, self.random)

            for worker, mask, share in zip(self.team.workers, masks, shares, strict=True):
                worker.load(routes, mask, share)
            self.team.each(lambda k, end=end: self.cool(k, self.team.workers[k], float(end), p.hot, 0.0, p.large_until))
            best, routes = routes.copy(), routes.copy()
            for worker, mask in zip(self.team.workers, masks, strict=True):
                if worker.memory.figure[BEST] < np.inf:
                    best.visits[mask], best.counts[mask] = worker.memory.visits[mask], worker.memory.counts[mask]
                    now = worker.current()
                    routes.visits[mask], routes.counts[mask] = now.visits[mask], now.counts[mask]
            self.adopt(best, self.cost_of(best))
            if self.budget.over():
                break
        self.recombine()

    def cost_of(self, routes: Routes) -> float:
        """What routes cost with everything else left out."""
        worker = self.team.workers[0]
        worker.load(routes, self.all_shifts, self.all_visits)
        return float(worker.memory.figure[CURRENT])

    # -- set partitioning ------------------------------------------------------------------------------------------

    def recombine(self) -> None:
        """Put the routes seen together anew, and keep the plan if it is better."""
        limit_s = self.budget.allowance(self.params.patience)
        if limit_s is not None and limit_s < 0.2:
            return
        columns = gather([worker.pool for worker in self.team.workers])
        chosen = partition(columns, self.skip, len(self.all_shifts), self.best_cost, 0.0, self.params.partitioning, limit_s)
        if chosen is None:
            return
        routes = Routes(np.zeros_like(self.best.visits), np.zeros_like(self.best.counts))
        seen: set[int] = set()
        for c in chosen:
            own = [int(v) for v in columns.item[columns.begin[c] : columns.begin[c + 1]] if int(v) not in seen]
            seen.update(own)
            s = columns.shift[c]
            routes.visits[s, : len(own)] = own
            routes.counts[s] = len(own)
        cost = self.cost_of(routes)
        if not overlap(self.facts, self.team.workers[0].lane):
            self.adopt(routes, cost)
