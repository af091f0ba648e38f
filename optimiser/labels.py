"""The ways to have come to the end of each stop of a route, of which only the good ones are kept.

A label is one such way: when it is over, what it has cost, and which breaks were taken. It is kept while no other is
earlier, cheaper and further with its breaks at once (Feillet, Dejax, Gendreau & Gueguen 2004,
doi:10.1002/net.20033).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimiser.compiled import inlined, kernel

LABELS = 16
"""How many labels are kept at each stop; beyond that the dearest is dropped."""

# Columns of Labels.fact.
TIME, TAKEN, LEAVE, PARENT, BEFORE, ARRIVED, READY_BREAKS = range(7)
# Columns of Labels.until.
FREE, LAST = range(2)


class Labels(NamedTuple):
    """Room for the labels of one route: row p holds those at the end of stop p, the row after the last those at home.

    Attributes
    ----------
    fact : int64 array, (stops + 3, LABELS, 7)
        Time, breaks taken or not owed, departure of the route, parent label, and breaks taken before leaving the stop
        before, on arrival, and after the set-up.
    price : float64 array, (stops + 3, LABELS)
    count : int64 array, (stops + 3,)
    until : int64 array, (stops + 3, 2)
        By visit: the last start after which nothing is delayed at a price, and the last that keeps the windows and the
        limit; breaks left aside. Only of routes with visits that should not start earlier than planned before.
    """

    fact: NDArray[np.int64]
    price: NDArray[np.float64]
    count: NDArray[np.int64]
    until: NDArray[np.int64]


def labels(stops: int) -> Labels:
    """Room for routes of up to so many stops."""
    return Labels(
        np.zeros((stops + 3, LABELS, 7), dtype=np.int64),
        np.zeros((stops + 3, LABELS)),
        np.zeros(stops + 3, dtype=np.int64),
        np.zeros((stops + 3, 2), dtype=np.int64),
    )


@kernel
def add(row, time_s, price, taken, leave_s, parent, before, arrived, ready, keep_leave, labels):
    """Keep a label unless another is as good in everything; drop those that it beats."""
    fact, prices = labels.fact[row], labels.price[row]
    n, kept = labels.count[row], 0
    for k in range(n):
        as_late = fact[k, LEAVE] >= leave_s or not keep_leave
        if fact[k, TIME] <= time_s and prices[k] <= price and fact[k, TAKEN] >= taken and as_late:
            return
    for k in range(n):
        as_late = leave_s >= fact[k, LEAVE] or not keep_leave
        if time_s <= fact[k, TIME] and price <= prices[k] and taken >= fact[k, TAKEN] and as_late:
            continue
        if kept != k:
            for j in range(7):
                fact[kept, j] = fact[k, j]
            prices[kept] = prices[k]
        kept += 1
    if kept == LABELS:
        worst = 0
        for k in range(1, kept):
            if prices[k] > prices[worst]:
                worst = k
        if prices[worst] <= price:
            labels.count[row] = kept
            return
        slot = worst
    else:
        slot = kept
        kept += 1
    fact[slot, TIME], fact[slot, TAKEN], fact[slot, LEAVE], fact[slot, PARENT] = time_s, taken, leave_s, parent
    fact[slot, BEFORE], fact[slot, ARRIVED], fact[slot, READY_BREAKS] = before, arrived, ready
    prices[slot] = price
    labels.count[row] = kept


@inlined
def cheapest(row, labels):
    """The cheapest label of a row, of equals the earliest; -1 where there is none."""
    best = -1
    for k in range(labels.count[row]):
        price, known = labels.price[row, k], labels.price[row, best] if best >= 0 else np.inf
        if price < known or (price == known and best >= 0 and labels.fact[row, k, TIME] < labels.fact[row, best, TIME]):
            best = k
    return best
