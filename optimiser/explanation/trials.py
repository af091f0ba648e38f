"""The kernels of the explanation: one visit tried at every position of many routes, each route timed exactly.

What may give way is said by the facts that are handed in (a limit moved out, a window widened, prices that count the
seconds by which a bound is passed) and by the tolls on what timing does not see.
"""

import numpy as np
from numpy.typing import NDArray

from optimiser.compiled import kernel
from optimiser.facts import (
    DURATION,
    EARLIEST,
    FIXED,
    FROM,
    LATEST,
    LEFT,
    LIMIT,
    MAX_DURATION,
    MAX_METRES,
    MAX_STOPS,
    NEVER,
    OPEN,
    PER_M,
    PER_S,
    PLACE,
    START,
    TO,
)
from optimiser.labels import LEAVE, PARENT, TIME
from optimiser.objective import overtime_price
from optimiser.timeline import best_timing

# Entries of the tolls: what a metre, a stop, a quantity and a second of travel beyond the shift's limit cost; infinite
# where not allowed.
TOLL_M, TOLL_STOP, TOLL_QUANTITY, TOLL_DRIVING_S = range(4)
# Columns of what is found: position in the route, start of the visit, departure and return of the route, its metres,
# its seconds of travel.
AT, STARTED, LEFT_AT, BACK, WAY, DRIVEN = range(6)
FOUND = 6
# What `least_minutes` moves.
SHIFT_START, WINDOW_OPEN, LONGEST, BREAK_LATEST, BREAK_EARLIEST = range(5)

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def tolls(metre: float = np.inf, stop: float = np.inf, quantity: float = np.inf, driving_s: float = np.inf) -> Floats:
    """What passing the limits that timing does not see costs."""
    return np.array([metre, stop, quantity, driving_s])


@kernel
def _short_quantities(visits, n, s, facts):
    """How many quantities the van has no room for on some leg."""
    short = 0
    for q in range(facts.delivered.shape[1]):
        aboard = 0.0
        carried = 0.0
        for p in range(n):
            aboard += facts.delivered[visits[p], q]
            carried += facts.delivered[visits[p], q] + facts.collected[visits[p], q]
        slack = 1e-9 * max(1.0, facts.room[s, q, 1], carried)
        fits = aboard <= facts.room[s, q, 0] + slack or carried == 0.0
        for p in range(n):
            aboard += facts.collected[visits[p], q] - facts.delivered[visits[p], q]
            fits = fits and (aboard <= facts.room[s, q, 1] + slack or carried == 0.0)
        if not fits:
            short += 1
    return short


@kernel
def route_price(visits, n, s, facts, driving, tolls, labels):
    """Price a route at its cheapest timing.

    Parameters
    ----------
    driving : int64 array, (shifts,)
        How many seconds of travel limits leave to each shift.

    Returns
    -------
    float
        Infinite where a rule is broken that no toll pays for.
    int
        The label that the timing ends with, -1 where there is none.
    int
        Metres travelled.
    int
        Seconds travelled.
    """
    if n == 0 and facts.shift_i[s, LEFT] <= -NEVER:
        return 0.0, -1, 0, 0
    here = facts.shift_i[s, FROM]
    to = facts.shift_i[s, TO]
    metres, seconds, work = 0, 0, 0
    price = facts.shift_f[s, FIXED]
    for p in range(n):
        there = facts.visit_i[visits[p], PLACE]
        seconds += facts.legs[here, there, 0]
        metres += facts.legs[here, there, 1]
        price += facts.assign[visits[p], s]
        work += facts.visit_i[visits[p], DURATION]
        here = there
    seconds += facts.legs[here, to, 0]
    metres += facts.legs[here, to, 1]
    price += metres * facts.shift_f[s, PER_M] + seconds * facts.shift_f[s, PER_S]
    if n == 0:
        return price + overtime_price(facts.shift_f[s], facts.shift_i[s, START] + seconds), -1, metres, seconds
    if facts.shift_i[s, START] + seconds + work > facts.shift_i[s, LIMIT]:
        return np.inf, -1, metres, seconds
    if metres > facts.shift_i[s, MAX_METRES]:
        price += (metres - facts.shift_i[s, MAX_METRES]) * tolls[TOLL_M]
    if n > facts.shift_i[s, MAX_STOPS]:
        price += (n - facts.shift_i[s, MAX_STOPS]) * tolls[TOLL_STOP]
    if seconds > driving[s]:
        price += (seconds - driving[s]) * tolls[TOLL_DRIVING_S]
    if facts.delivered.shape[1] > 0 and price < np.inf:
        short = _short_quantities(visits, n, s, facts)
        if short > 0:
            price += short * tolls[TOLL_QUANTITY]
    if not price < np.inf:
        return np.inf, -1, metres, seconds
    k = best_timing(visits, n, s, facts.shift_i[s, START], facts.shift_i[s, LIMIT], facts, labels)
    if k < 0:
        return np.inf, -1, metres, seconds
    return price + labels.price[n, k], k, metres, seconds


@kernel
def _note(found, s, p, n, k, metres, seconds, u, facts, labels):
    """Write down what the trial at position `p` has come to."""
    found[s, AT], found[s, WAY], found[s, DRIVEN] = p, metres, seconds
    found[s, BACK], found[s, LEFT_AT] = labels.fact[n, k, TIME], labels.fact[n, k, LEAVE]
    for row in range(n, p, -1):
        k = labels.fact[row, k, PARENT]
    found[s, STARTED] = labels.fact[p, k, TIME] - facts.visit_i[u, DURATION]


@kernel
def _try_route(u, s, row, n, facts, driving, tolls, labels, scratch, prices, found):
    """Try visit `u` at every position of one route; fill its row of prices and of what is found."""
    best = np.inf
    for p in range(n + 1):
        for k in range(p):
            scratch[k] = row[s, k]
        scratch[p] = u
        for k in range(p, n):
            scratch[k + 1] = row[s, k]
        price, k, metres, seconds = route_price(scratch, n + 1, s, facts, driving, tolls, labels)
        prices[s, p] = price
        if price < best:
            best = price
            _note(found, s, p, n + 1, k, metres, seconds, u, facts, labels)
    return best


@kernel
def try_shifts(u, shifts, row, counts, facts, driving, tolls, labels, scratch, prices, found, best):
    """Try visit `u` at every position of the routes of these shifts.

    Parameters
    ----------
    u : int
        The visit, by its index in the facts.
    shifts : int64 array
        Which shifts.
    row : int64 array, (shifts, stops); counts : int64 array, (shifts,)
        The routes as they are.
    driving : int64 array, (shifts,)
        How many seconds of travel limits leave to each shift.
    prices : float64 array, (shifts, stops + 1)
        Filled: what the route costs with the visit at each position; infinite where it breaks a rule.
    found : int64 array, (shifts, FOUND); best : float64 array, (shifts,)
        Filled: the cheapest position, and its price.
    """
    for j in range(shifts.shape[0]):
        s = shifts[j]
        best[s] = _try_route(u, s, row, counts[s], facts, driving, tolls, labels, scratch, prices, found)


@kernel
def _set(cell, where, value, s, u, facts):
    """Move one bound; `where` is the break."""
    if cell == SHIFT_START:
        facts.shift_i[s, START] = value
    elif cell == WINDOW_OPEN:
        facts.visit_i[u, OPEN] = value
    elif cell == LONGEST:
        facts.shift_i[s, MAX_DURATION] = value
    elif cell == BREAK_LATEST:
        facts.breaks[where, LATEST] = value
    else:
        facts.breaks[where, EARLIEST] = value


@kernel
def least_minutes(
    cell, where, base, step, most, u, s, row, counts, facts, driving, tolls, labels, scratch, prices, found
):
    """By how many minutes, at the least, one bound has to move for visit `u` to fit into the route of shift `s`.

    Parameters
    ----------
    cell, where : int
        Which bound: one of the constants above, and the break.
    base, step : int
        Where it is, and the seconds by which a minute moves it: 60 or -60.
    most : int
        How many minutes may be tried.

    Returns
    -------
    int
        -1 where the most does not suffice. The bound is put back.
    """
    low, high, answer = 1, most, -1
    while low <= high:
        middle = (low + high) // 2
        _set(cell, where, base + middle * step, s, u, facts)
        if _try_route(u, s, row, counts[s], facts, driving, tolls, labels, scratch, prices, found) < np.inf:
            answer, high = middle, middle - 1
        else:
            low = middle + 1
    _set(cell, where, base, s, u, facts)
    return answer
