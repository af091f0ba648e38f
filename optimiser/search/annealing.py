"""Ruin and recreate under simulated annealing: the inner loop of a lane."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimiser.compiled import kernel
from optimiser.search.editing import forget, over_limits, store_routes, total, undo
from optimiser.search.lane import ABSENT, ABSENT_COUNT, TOUCHED_COUNT
from optimiser.search.pool import note
from optimiser.search.random import below, uniform
from optimiser.search.recreate import ORDERS, recreate
from optimiser.search.ruin import make_room, ruin

# Entries of Memory.figure.
CURRENT, BEST = 0, 1

_COUNT_EVERY = 16


class Memory(NamedTuple):
    """What a lane keeps from one call to the next, besides its routes.

    Attributes
    ----------
    random : uint64 array, (1,)
    visits : int32 array, (shifts, stops); counts : int64 array, (shifts,)
        The best routes.
    figure : float64 array
        Cost of the current and of the best plan.
    waiting : int64 array, (visits,); keys : float64 array, (visits,)
        Scratch.
    open_shift : uint8 array, (shifts,)
        The shifts that the lane may change.
    seeds : int64 array, (visits,); seed_count : int64 array, (1,)
        The visits around which it ruins.
    """

    random: NDArray[np.uint64]
    visits: NDArray[np.int32]
    counts: NDArray[np.int64]
    figure: NDArray[np.float64]
    waiting: NDArray[np.int64]
    keys: NDArray[np.float64]
    open_shift: NDArray[np.uint8]
    seeds: NDArray[np.int64]
    seed_count: NDArray[np.int64]


@kernel
def _wait_list(most, random, waiting, lane):
    """All absent visits, or `most` of them, those cut just now (the last on the list) in any case."""
    n = lane.clock[ABSENT_COUNT]
    if n <= most:
        for k in range(n):
            waiting[k] = lane.absent[k]
        return n
    for k in range(most // 2):
        waiting[k] = lane.absent[n - 1 - k]
    rest = n - most // 2
    begin = below(random, rest)
    taken = most // 2
    for k in range(min(rest, most - taken)):
        waiting[taken] = lane.absent[(begin + k) % rest]
        taken += 1
    return taken


@kernel
def _count_absences(lane):
    """Count who is absent now, for the order in which they are placed."""
    for k in range(lane.clock[ABSENT_COUNT]):
        lane.often[lane.absent[k]] += 1.0


@kernel
def _keep_best(current, lane, memory, pool):
    """Remember the routes as the best, and note them all."""
    memory.figure[BEST] = current
    store_routes(memory.visits, memory.counts, lane)
    for s in range(lane.count.shape[0]):
        note(s, lane, pool)


@kernel
def anneal(iterations, heat, size, longest, blink, rescue, margin, near, facts, lane, memory, pool):
    """Ruin and recreate so many times at the temperature `heat`.

    Parameters
    ----------
    size, longest : float, int
        Visits taken out on average, and the longest string.
    blink : float
        The chance to overlook half of a route.
    rescue : float
        The share of iterations that make room for one of the absent, where there are any.
    margin : float
        Routes of plans that are dearer than the best by at most this share are noted in the pool.
    """
    random = memory.random
    current = total(lane)
    if current < memory.figure[BEST] - 1e-6:
        _keep_best(current, lane, memory, pool)
    for step in range(iterations):
        owed = lane.owed[0]
        urgent = ABSENT
        if lane.clock[ABSENT_COUNT] > 0 and uniform(random) < rescue:
            urgent = lane.absent[below(random, lane.clock[ABSENT_COUNT])]
            make_room(urgent, size, longest, random, memory.open_shift, facts, lane)
        else:
            seed = memory.seeds[below(random, memory.seed_count[0])]
            ruin(seed, size, longest, near, random, memory.open_shift, facts, lane)
        n = _wait_list(64, random, memory.waiting, lane)
        order = below(random, ORDERS)
        recreate(urgent, memory.waiting, n, order, blink, random, memory.keys, memory.open_shift, facts, lane)
        changed = lane.owed[0] - owed
        for k in range(lane.clock[TOUCHED_COUNT]):
            s = lane.touched[k]
            changed += lane.price[s] - lane.saved_price[s]
        if changed < -heat * np.log(uniform(random)) and not over_limits(facts, lane):
            current += changed
            if current < memory.figure[BEST] * (1.0 + margin):
                for k in range(lane.clock[TOUCHED_COUNT]):
                    note(lane.touched[k], lane, pool)
            forget(lane)
            if current < memory.figure[BEST] - 1e-6:
                _keep_best(current, lane, memory, pool)
        else:
            undo(facts, lane)
        if step % _COUNT_EVERY == 0:
            _count_absences(lane)
    memory.figure[CURRENT] = current
