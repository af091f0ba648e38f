"""The routes seen: what set partitioning chooses from."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimiser.compiled import kernel
from optimiser.search.lane import VISIT

_A, _B = np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)
_S33 = np.uint64(33)
ROUTES, ITEMS = 0, 1


class Pool(NamedTuple):
    """Routes of one lane, each set of visits of a shift once, in its cheapest order.

    Attributes
    ----------
    item : int32 array
        The visits of all routes, one route after the other; route k's are ``item[begin[k]:begin[k + 1]]``.
    begin, shift : int64 arrays; price : float64 array; mark : uint64 array
        By route; `mark` is the hash of shift and set.
    table : int64 array
        Open addressing over the marks: route + 1, or 0.
    used : int64 array
        How many routes and items there are.
    """

    item: NDArray[np.int32]
    begin: NDArray[np.int64]
    shift: NDArray[np.int64]
    price: NDArray[np.float64]
    mark: NDArray[np.uint64]
    table: NDArray[np.int64]
    used: NDArray[np.int64]


def new_pool(routes: int, items_per_route: int = 10) -> Pool:
    """Room for so many routes."""
    size = 1 << (2 * routes - 1).bit_length()
    return Pool(
        np.zeros(routes * items_per_route, dtype=np.int32),
        np.zeros(routes + 1, dtype=np.int64),
        np.zeros(routes, dtype=np.int64),
        np.zeros(routes),
        np.zeros(routes, dtype=np.uint64),
        np.zeros(size, dtype=np.int64),
        np.zeros(2, dtype=np.int64),
    )


@kernel
def _mix(x):
    z = np.uint64(x) + np.uint64(1)
    z = (z ^ (z >> _S33)) * _A
    z = (z ^ (z >> _S33)) * _B
    return z ^ (z >> _S33)


@kernel
def note(s, lane, pool):
    """Add route `s` of the lane to the pool, or its order if it is cheaper than the one known."""
    n = lane.count[s]
    price = lane.price[s]
    if n == 0 or price == np.inf:
        return
    mark = _mix(np.uint64(s) + np.uint64(1 << 40))
    for p in range(1, n + 1):
        mark += _mix(np.uint64(lane.row[s, p, VISIT]))
    mask = np.uint64(pool.table.shape[0] - 1)
    cell = mark & mask
    while pool.table[cell] != 0:
        k = pool.table[cell] - 1
        if pool.mark[k] == mark:
            if price < pool.price[k] - 1e-9 and pool.begin[k + 1] - pool.begin[k] == n:
                pool.price[k] = price
                for p in range(n):
                    pool.item[pool.begin[k] + p] = lane.row[s, p + 1, VISIT]
            return
        cell = (cell + np.uint64(1)) & mask
    k = pool.used[ROUTES]
    if k >= pool.price.shape[0] or pool.used[ITEMS] + n > pool.item.shape[0]:
        return
    pool.table[cell] = k + 1
    pool.mark[k], pool.shift[k], pool.price[k] = mark, s, price
    pool.begin[k] = pool.used[ITEMS]
    for p in range(n):
        pool.item[pool.begin[k] + p] = lane.row[s, p + 1, VISIT]
    pool.used[ITEMS] += n
    pool.begin[k + 1] = pool.used[ITEMS]
    pool.used[ROUTES] = k + 1
