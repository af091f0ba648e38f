"""Recreate: the absent visits are placed again, one after the other, each where it is cheapest.

Which comes first decides much, so the order is drawn anew each time.
"""

import numpy as np

from optimiser.compiled import inlined, kernel
from optimiser.facts import CLOSE, DURATION, SKIP
from optimiser.search.editing import put
from optimiser.search.insertion import glimpse, placement
from optimiser.search.lane import ABSENT
from optimiser.search.random import shuffle, uniform
from optimiser.search.series import missing, open_days, place_together

ORDERS = 6
_RANDOM, _FEW_SHIFTS, _EARLY_CLOSE, _LONG, _DEAR, _OFTEN_ABSENT = range(ORDERS)


@inlined
def _key(v, order, facts, lane):
    """What visits are sorted by, smallest first."""
    if order == _FEW_SHIFTS:
        return float(facts.first[v + 1] - facts.first[v])
    if order == _EARLY_CLOSE:
        return float(facts.visit_i[v, CLOSE])
    if order == _LONG:
        return -float(facts.visit_i[v, DURATION])
    if order == _DEAR:
        return -facts.visit_f[v, SKIP]
    return -lane.often[v]


@kernel
def arrange(waiting, n, order, random, keys, facts, lane):
    """Sort the first `n` waiting visits by the order drawn, equals at random."""
    shuffle(random, waiting, n)
    if order == _RANDOM:
        return
    for k in range(n):
        keys[k] = _key(waiting[k], order, facts, lane)
    for k in range(1, n):  # an insertion sort: short, and stable
        v, key = waiting[k], keys[k]
        j = k
        while j > 0 and keys[j - 1] > key:
            waiting[j], keys[j] = waiting[j - 1], keys[j - 1]
            j -= 1
        waiting[j], keys[j] = v, key


@inlined
def _place_alone(v, days, blink, random, open_shift, facts, lane):
    """Place visit `v` where it is cheapest on one of the `days`, if that is cheaper than leaving it out.

    Blinks overlook rows, not whole routes (Christiaens & Vanden Berghe 2020, doi:10.1287/trsc.2019.0914): some orders
    of a route are never reached if every visit goes to the cheapest row of it.
    """
    best, where, at = facts.visit_f[v, SKIP], np.int64(-1), np.int64(0)  # plain numbers: compiled for apart
    for k in range(facts.first[v], facts.first[v + 1]):
        s = facts.serves[k]
        if not open_shift[s] or (days >= 0 and not days >> facts.day[s] & 1):
            continue
        price, p = placement(v, s, facts, lane)
        if price < best and blink > 0.0 and uniform(random) < blink:
            price, p = glimpse(v, s, random, facts, lane)  # dearer or the same: the others need none
        if price < best:
            best, where, at = price, s, p
    if where >= 0:
        put(v, where, at, facts, lane)


@kernel
def place_cheapest(v, blink, random, open_shift, facts, lane):
    """Place visit `v` where it is cheapest, if that is cheaper than leaving it out; with it others of its series.

    Parameters
    ----------
    blink : float
        The chance to overlook half of a route, so that the greedy choice is not always the same; all of it where
        visits of a series are placed together.
    open_shift : uint8 array, (shifts,)
        The shifts that this lane may change.
    """
    g, days = facts.series[v], -1
    if g >= 0:
        if lane.whole[g] and facts.alike[g] and missing(g, facts, lane) > 1:
            place_together(v, blink, random, open_shift, facts, lane)
            return
        days = open_days(g, facts, lane)
        if not lane.whole[g]:
            days &= lane.own_days[v]
    _place_alone(v, days, blink, random, open_shift, facts, lane)


@kernel
def recreate(urgent, waiting, n, order, blink, random, keys, open_shift, facts, lane):
    """Place the visit `urgent`, if there is one, then the first `n` waiting visits in the order drawn."""
    if urgent != ABSENT:
        place_cheapest(urgent, blink, random, open_shift, facts, lane)
    arrange(waiting, n, order, random, keys, facts, lane)
    for k in range(n):
        if lane.home[waiting[k]] == ABSENT and waiting[k] != urgent:
            place_cheapest(waiting[k], blink, random, open_shift, facts, lane)
