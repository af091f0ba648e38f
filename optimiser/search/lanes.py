"""Lanes: several searches side by side, each on its own copy of the routes.

The kernels run without the interpreter's lock, so lanes are threads. What a lane does depends on its number and its
share of the work alone, never on how many threads there are or on which of them is faster.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimiser.facts import Facts
from optimiser.search.annealing import BEST, CURRENT, Memory
from optimiser.search.editing import load_routes, store_routes, total
from optimiser.search.lane import Lane, copied
from optimiser.search.pool import Pool, new_pool
from optimiser.search.random import generator
from optimiser.search.ruin import neighbours
from optimiser.search.state import new_lane


@dataclass
class Routes:
    """The visits of every shift: row s holds ``counts[s]`` of them."""

    visits: NDArray[np.int32]
    counts: NDArray[np.int64]

    def copy(self) -> "Routes":
        """A copy of its own."""
        return Routes(self.visits.copy(), self.counts.copy())

    def put(self, s: int, visits: Sequence[int]) -> None:
        """Give shift `s` these visits."""
        self.visits[s, : len(visits)] = visits
        self.counts[s] = len(visits)

    def take(self, other: "Routes", shifts: NDArray[np.bool_]) -> None:
        """Take over the routes of these shifts."""
        self.visits[shifts], self.counts[shifts] = other.visits[shifts], other.counts[shifts]

    def served(self) -> NDArray[np.int64]:
        """All visits in routes."""
        return self.visits[np.arange(self.visits.shape[1]) < self.counts[:, None]].astype(np.int64)


@dataclass(frozen=True)
class Worker:
    """One lane with what it remembers."""

    lane: Lane
    memory: Memory
    pool: Pool
    facts: Facts

    def load(self, routes: Routes, shifts: NDArray[np.bool_], visits: NDArray[np.bool_]) -> None:
        """Take over routes; only `shifts` may change, and of what is absent only `visits` are seen."""
        memory = self.memory
        memory.open_shift[:] = shifts
        load_routes(routes.visits, routes.counts, ~visits, self.facts, self.lane)
        homes = self.lane.home
        seeds = np.flatnonzero(np.where(homes >= 0, shifts[homes], visits))
        memory.seeds[: len(seeds)] = seeds
        memory.seed_count[0] = len(seeds)
        memory.figure[CURRENT] = total(self.lane)
        memory.figure[BEST] = np.inf
        if len(self.facts.held):
            self._hold_days(np.where(homes >= 0, shifts[homes], visits))

    def _hold_days(self, inside: NDArray[np.bool_]) -> None:
        """Keep the visits of a series to their days where other lanes hold some of the series."""
        series, homes = self.facts.series, self.lane.home
        self.lane.whole[:] = 1
        self.lane.whole[series[(series >= 0) & ~inside]] = 0
        self.lane.own_days[:] = np.where(homes >= 0, 1 << self.facts.day[homes].clip(0), -1)

    def best(self) -> Routes:
        """The best routes since the last :meth:`load`, in place."""
        return Routes(self.memory.visits, self.memory.counts)

    def current(self) -> Routes:
        """The routes as they are."""
        routes = self.best().copy()
        store_routes(routes.visits, routes.counts, self.lane)
        return routes


class Team:
    """All lanes of a search.

    One thread for several lanes is that of the caller: no thread is started, and the lanes take turns.
    """

    def __init__(self, facts: Facts, lanes: int, threads: int, seed: int, pool_routes: int) -> None:
        self.facts = facts
        self.near = neighbours(facts)
        lane = new_lane(facts)
        self.workers = [self._worker(copied(lane) if k else lane, seed, k, pool_routes) for k in range(lanes)]
        self.threads = None if threads == 1 < lanes else ThreadPoolExecutor(max_workers=max(1, min(threads, lanes)))

    def _worker(self, lane: Lane, seed: int, number: int, pool_routes: int) -> Worker:
        visits, shifts = self.facts.assign.shape
        memory = Memory(
            random=generator(seed, number),
            visits=np.zeros((shifts, lane.row.shape[1] - 2), dtype=np.int32),
            counts=np.zeros(shifts, dtype=np.int64),
            figure=np.full(2, np.inf),
            waiting=np.zeros(visits, dtype=np.int64),
            keys=np.zeros(visits),
            open_shift=np.ones(shifts, dtype=np.uint8),
            seeds=np.arange(visits, dtype=np.int64),
            seed_count=np.array([visits], dtype=np.int64),
        )
        return Worker(lane, memory, new_pool(pool_routes), self.facts)

    def each(self, work: Callable[[int], None], meanwhile: Callable[[], None] | None = None) -> None:
        """Let every lane do its work, by number, and `meanwhile` where others do it; come back when all have."""
        if self.threads is None:
            for k in range(len(self.workers)):
                work(k)
            return
        running = [self.threads.submit(work, k) for k in range(len(self.workers))]
        if meanwhile:
            meanwhile()
        for done in running:
            done.result()

    def close(self) -> None:
        """Give the threads back."""
        if self.threads is not None:
            self.threads.shutdown()
