"""The route of a shift that earns most with prices on the visits, generously: the kernels.

A state is a visit and a slice of the shift's time in which its service starts. It keeps the earliest start and the two
least costs of all the ways to it, with different visits before, so that no route goes from a visit to another and
straight back (Christofides, Mingozzi and Toth 1981). Longer circles are let through, and so is whatever breaks, limits
on distance, stops and duration, the van's room and other shifts of the same engineer would forbid: it only makes the
bound lower.

Looking from every visit at every other takes too long where a shift may serve hundreds. So only the nearest are looked
at one by one. All others are reached by a leap: from the cheapest state of a slice, whichever it is, by the shortest
and cheapest of all ways that are no near ones.
"""

import math
from typing import NamedTuple

import numpy as np

from optimiser.compiled import kernel
from optimiser.facts import (
    CLOSE,
    DURATION,
    FROM,
    LIMIT,
    NEVER,
    OPEN,
    PER_M,
    PER_S,
    PLACE,
    START,
    TO,
    WINDOW,
    WINDOWS,
    Floats,
    Ints,
)
from optimiser.objective import delay_price, overtime_price

_FROM_START, _NOBODY, _BY_LEAP = -1, -2, -3  # for what comes before a visit


class States(NamedTuple):
    """Work space for one shift at a time, of at most so many visits.

    Attributes
    ----------
    cost : float64 array, (visits, slices, 2)
        The two least costs of the ways to a state, with different visits before.
    before, behind : int64 arrays, (visits, slices, 2)
        The visit before each, and its slice and rank as ``2 * slice + rank``.
    start : int64 array, (visits, slices)
        The earliest start of all the ways.
    least, least_before : arrays, (visits, 2) and (visits,)
        The two least costs in slices that are done, with different visits before, and the one before the first.
    way_s, way_price : arrays, (visits, visits)
        From visit to visit.
    leap_s, leap_price : arrays, (visits,)
        To each visit, from any whose near ones it is not among; infinite where there is none.
    free_cost, free_s, free_at : arrays, (slices,)
        For leaps from each slice: the least cost, the earliest end of service, and the state of that cost, as
        ``slices * visit + slice``.
    looked_from : int64 array, (visits,)
        The last visit among whose near ones it was found.
    """

    cost: Floats
    before: Ints
    behind: Ints
    start: Ints
    least: Floats
    least_before: Ints
    way_s: Ints
    way_price: Floats
    leap_s: Ints
    leap_price: Floats
    free_cost: Floats
    free_s: Ints
    free_at: Ints
    looked_from: Ints

    @classmethod
    def of(cls, visits: int, slices: int) -> "States":
        """Make room."""
        return cls(
            cost=np.empty((visits, slices, 2)),
            before=np.empty((visits, slices, 2), dtype=np.int64),
            behind=np.zeros((visits, slices, 2), dtype=np.int64),
            start=np.empty((visits, slices), dtype=np.int64),
            least=np.empty((visits, 2)),
            least_before=np.empty(visits, dtype=np.int64),
            way_s=np.empty((visits, visits), dtype=np.int64),
            way_price=np.empty((visits, visits)),
            leap_s=np.empty(visits, dtype=np.int64),
            leap_price=np.empty(visits),
            free_cost=np.empty(slices),
            free_s=np.empty(slices, dtype=np.int64),
            free_at=np.zeros(slices, dtype=np.int64),
            looked_from=np.empty(visits, dtype=np.int64),
        )


@kernel
def _way(here, there, s, facts, setup):
    """Seconds from the end of service to being ready for the next, and what the travel costs."""
    if here == there:
        return 0, 0.0
    seconds = facts.legs[here, there, 0]
    price = facts.legs[here, there, 1] * facts.shift_f[s, PER_M] + seconds * facts.shift_f[s, PER_S]
    return seconds + (facts.setup[there] if setup else 0), price


@kernel
def _first_start(v, ready_s, facts):
    """The first allowed start from then on; later than any time where there is none."""
    if ready_s > facts.visit_i[v, CLOSE]:
        return NEVER
    if facts.visit_i[v, WINDOWS] == 1:
        return max(ready_s, facts.visit_i[v, OPEN])
    first = facts.visit_i[v, WINDOW]
    for w in range(first, first + facts.visit_i[v, WINDOWS]):
        if ready_s <= facts.windows[w, 1]:
            return max(ready_s, facts.windows[w, 0])
    return NEVER


@kernel
def _put(price, start_s, before, behind, j, b, states):
    """Let a way reach a state; answer whether the state became better."""
    better = start_s < states.start[j, b]
    if better:
        states.start[j, b] = start_s
    if price < states.cost[j, b, 0]:
        if states.before[j, b, 0] != before:
            states.cost[j, b, 1] = states.cost[j, b, 0]
            states.before[j, b, 1] = states.before[j, b, 0]
            states.behind[j, b, 1] = states.behind[j, b, 0]
        rank = 0
    elif states.before[j, b, 0] != before and price < states.cost[j, b, 1]:
        rank = 1
    else:
        return better
    states.cost[j, b, rank] = price
    states.before[j, b, rank] = before
    states.behind[j, b, rank] = behind
    return True


@kernel
def _begin(s, own, worth, step_s, facts, states):
    """Lead the shift to every visit that it may serve first."""
    for j in range(len(own)):
        v = own[j]
        way_s, price = _way(facts.shift_i[s, FROM], facts.visit_i[v, PLACE], s, facts, True)
        start_s = _first_start(v, facts.shift_i[s, START] + way_s, facts)
        end_s = start_s + facts.visit_i[v, DURATION]
        if end_s <= facts.shift_i[s, LIMIT]:
            price += facts.assign[v, s] - worth[v] + delay_price(facts.visit_f[v], start_s, end_s)
            _put(price, start_s, _FROM_START, 0, j, (start_s - facts.shift_i[s, START]) // step_s, states)


@kernel
def _measure(s, own, near, worth, facts, states):
    """Between all the visits that the shift may serve: seconds, and the price less the worth of the second."""
    count = len(own)
    states.leap_s[:count] = NEVER
    states.leap_price[:count] = math.inf
    states.looked_from[:count] = -1
    for i in range(count):
        for k in range(near.shape[1]):
            states.looked_from[near[i, k]] = i
        for j in range(count):
            here, there = facts.visit_i[own[i], PLACE], facts.visit_i[own[j], PLACE]
            way_s, price = _way(here, there, s, facts, True)
            price += facts.assign[own[j], s] - worth[own[j]]
            states.way_s[i, j], states.way_price[i, j] = way_s, price
            if i != j and states.looked_from[j] != i:
                states.leap_s[j] = min(states.leap_s[j], way_s)
                states.leap_price[j] = min(states.leap_price[j], price)


@kernel
def _reach(s, j, price, ready_s, before, behind, own, step_s, facts, states):
    """Serve visit `j` next; answer in which slice, if that made a state better, and -1 if not."""
    v = own[j]
    start_s = _first_start(v, ready_s, facts)
    end_s = start_s + facts.visit_i[v, DURATION]
    if end_s > facts.shift_i[s, LIMIT]:
        return -1
    to = (start_s - facts.shift_i[s, START]) // step_s
    if price >= states.cost[j, to, 1] and start_s >= states.start[j, to]:
        return -1
    price += delay_price(facts.visit_f[v], start_s, end_s)
    return to if _put(price, start_s, before, behind, j, to, states) else -1


@kernel
def _go_on(s, i, b, own, near, step_s, facts, states):
    """Extend a state to every near visit; answer whether a state of the same slice became better."""
    again = False
    slices = states.start.shape[1]
    free_s = states.start[i, b] + facts.visit_i[own[i], DURATION]
    for k in range(near.shape[1]):
        j = near[i, k]
        rank = 1 if states.before[i, b, 0] == j else 0
        price = states.cost[i, b, rank] + states.way_price[i, j]
        if price < math.inf:
            ready_s = free_s + states.way_s[i, j]
            again |= _reach(s, j, price, ready_s, i, 2 * b + rank, own, step_s, facts, states) == b
    at = (free_s - facts.shift_i[s, START]) // step_s
    states.free_s[at] = min(states.free_s[at], free_s)
    if states.cost[i, b, 0] < states.free_cost[at]:
        states.free_cost[at] = states.cost[i, b, 0]
        states.free_at[at] = slices * i + b
    return again


@kernel
def _leap(s, b, own, step_s, facts, states):
    """Go from whatever ends in a slice to every visit that is not near; answer as above."""
    again = False
    for j in range(len(own)):
        price = states.free_cost[b] + states.leap_price[j]
        if price < math.inf:
            ready_s = states.free_s[b] + states.leap_s[j]
            again |= _reach(s, j, price, ready_s, _BY_LEAP, states.free_at[b], own, step_s, facts, states) == b
    return again


@kernel
def _note(i, b, states):
    """Note the least costs of a visit's slices so far, with different visits before: later ones must be below both."""
    for rank in range(2):
        price, before = states.cost[i, b, rank], states.before[i, b, rank]
        if price < states.least[i, 0]:
            if states.least_before[i] != before:
                states.least[i, 1] = states.least[i, 0]
            states.least[i, 0] = price
            states.least_before[i] = before
        elif price < states.least[i, 1] and states.least_before[i] != before:
            states.least[i, 1] = price


@kernel
def cheapest_route(s, own, near, worth, facts, states):
    """The least cost of a route of shift `s` with at least one visit, less the worth of what it serves.

    Parameters
    ----------
    own : int64 array
        The visits that the shift may serve.
    near : int64 array, (own, most)
        For each of these the nearest others, by their index in `own`: all equally many.
    worth : float64 array, (visits,)
        The price on each visit of the facts.
    states : States
        Work space, written anew.

    Returns
    -------
    cost : float
        Without the shift's fixed cost; infinite where the shift can serve nothing.
    i, b : int
        The last state of the route, for :func:`count_served`.
    """
    count, slices = len(own), states.start.shape[1]
    states.cost[:count] = math.inf
    states.start[:count] = NEVER
    states.before[:count] = _NOBODY
    states.least[:count] = math.inf
    states.least_before[:count] = _NOBODY
    states.free_cost[:] = math.inf
    states.free_s[:] = NEVER
    step_s = max(1, (facts.shift_i[s, LIMIT] - facts.shift_i[s, START]) // slices + 1)
    _begin(s, own, worth, step_s, facts, states)
    _measure(s, own, near, worth, facts, states)
    least_free = math.inf
    for b in range(slices):
        for _ in range(count):  # again where service takes no time: at most once for each visit
            again = False
            for i in range(count):
                if states.cost[i, b, 0] < states.least[i, 1]:
                    again |= _go_on(s, i, b, own, near, step_s, facts, states)
            if states.free_cost[b] < least_free:  # an earlier leap that is as cheap leads to all that this one does
                again |= _leap(s, b, own, step_s, facts, states)
            if not again:
                break
        least_free = min(least_free, states.free_cost[b])
        for i in range(count):
            _note(i, b, states)
    return _home(s, own, facts, states)


@kernel
def _home(s, own, facts, states):
    """The cheapest state to go home from."""
    least, least_i, least_b = math.inf, -1, 0
    for i in range(len(own)):
        way_s, price = _way(facts.visit_i[own[i], PLACE], facts.shift_i[s, TO], s, facts, False)
        for b in range(states.start.shape[1]):
            back_s = states.start[i, b] + facts.visit_i[own[i], DURATION] + way_s
            total = states.cost[i, b, 0] + price
            if back_s <= facts.shift_i[s, LIMIT] and total < least:
                total += overtime_price(facts.shift_f[s], back_s)
                if total < least:
                    least, least_i, least_b = total, i, b
    return least, least_i, least_b


@kernel
def count_served(i, b, own, states, times):
    """Add to `times` how often the route that ends in a state serves each visit."""
    rank = 0
    for _ in range(states.before.shape[0] * states.before.shape[1]):
        if i < 0:
            break
        times[own[i]] += 1
        before, behind = states.before[i, b, rank], states.behind[i, b, rank]
        if before == _BY_LEAP:
            i, b, rank = behind // states.before.shape[1], behind % states.before.shape[1], 0
        else:
            i, b, rank = before, behind // 2, behind % 2
