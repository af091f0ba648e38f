"""When service begins in a queue, ticket by ticket, by recursions that know no events: noise-free oracles."""

from collections.abc import Sequence
from heapq import heappop, heappush, heapreplace

import numpy as np
from numpy.typing import NDArray


def lindley(arrivals: Sequence[int], works: Sequence[int]) -> NDArray[np.int64]:
    """Give the waits of a queue of one server, first come first served (Lindley 1952).

    W' = max(0, W + S - T), which is the walk of the S - T above its lowest point so far. doi:10.1017/S0305004100027638
    """
    steps = np.asarray(works[:-1], dtype=np.int64) - np.diff(np.asarray(arrivals, dtype=np.int64))
    walk = np.concatenate([[0], np.cumsum(steps)])
    waits: NDArray[np.int64] = walk - np.minimum.accumulate(np.minimum(walk, 0))
    return waits


def kiefer_wolfowitz(arrivals: Sequence[int], works: Sequence[int], servers: int) -> NDArray[np.int64]:
    """Give the waits of a queue of several servers, first come first served.

    Whoever comes is served by who is free first; kept are the instants at which each server has nothing left to do
    (J. Kiefer, J. Wolfowitz 1955, Transactions of the American Mathematical Society 78, 1-18).
    """
    free = [0] * servers
    waits = []
    for arrival, work in zip(arrivals, works, strict=True):
        begins = max(arrival, free[0])
        heapreplace(free, begins + work)
        waits.append(begins - arrival)
    return np.array(waits, dtype=np.int64)


def by_priority(arrivals: Sequence[int], works: Sequence[int], ranks: Sequence[int]) -> NDArray[np.int64]:
    """Give the waits of a queue of one server that takes the lowest rank of those who wait, and interrupts nobody.

    Who comes in the very second in which a service ends, while others wait, is not among them yet.
    """
    waits = np.zeros(len(arrivals), dtype=np.int64)
    waiting: list[tuple[int, int]] = []
    now, coming = 0, 0
    while coming < len(arrivals) or waiting:
        if not waiting:
            now = max(now, arrivals[coming])
        while coming < len(arrivals) and (arrivals[coming] < now or not waiting):
            heappush(waiting, (ranks[coming], coming))
            coming += 1
        _, served = heappop(waiting)
        waits[served] = now - arrivals[served]
        now += works[served]
    return waits
