"""Visits whose days go together: on which days one of them may be placed, and placing several at once.

The visits of a series are on different days, so on different routes: what they cost adds up, and the cheapest pattern
is found by adding the cheapest placement of each of its days.
"""

import numpy as np

from optimiser.compiled import kernel
from optimiser.facts import SKIP
from optimiser.search.editing import put
from optimiser.search.insertion import find_placement
from optimiser.search.lane import ABSENT
from optimiser.search.random import uniform


@kernel
def open_days(g, facts, lane):
    """The days, as bits, on which one more visit of series `g` keeps to one of its patterns."""
    taken = lane.taken[g]
    days = 0
    for j in range(facts.pattern_first[g], facts.pattern_first[g + 1]):
        if facts.pattern[j] & taken == taken:
            days |= facts.pattern[j]
    return days & ~taken


@kernel
def missing(g, facts, lane):
    """How many visits of series `g` are absent."""
    count = 0
    for j in range(facts.member_first[g], facts.member_first[g + 1]):
        count += lane.home[facts.member[j]] == ABSENT
    return count


@kernel
def _cheapest_by_day(v, blink, random, open_shift, facts, lane):
    """Fill the lane's day prices and day shifts: the cheapest placement of visit `v` on each day."""
    for d in range(lane.day_price.shape[0]):
        lane.day_price[d], lane.day_shift[d] = np.inf, -1
    for k in range(facts.first[v], facts.first[v + 1]):
        s = facts.serves[k]
        if open_shift[s] and (blink == 0.0 or uniform(random) >= blink):
            price, _ = find_placement(v, s, facts, lane)
            if price < lane.day_price[facts.day[s]]:
                lane.day_price[facts.day[s]], lane.day_shift[facts.day[s]] = price, s


@kernel
def _best_pattern(g, absent, skip, facts, lane):
    """The days to take of the pattern that costs least, as bits: at most as many as visits are absent."""
    taken = lane.taken[g]
    best, chosen = 0.0, 0
    for j in range(facts.pattern_first[g], facts.pattern_first[g + 1]):
        if facts.pattern[j] & taken != taken:
            continue
        left, gain, days = facts.pattern[j] & ~taken, 0.0, 0
        for _ in range(absent):
            cheapest, when = skip, -1
            for d in range(lane.day_price.shape[0]):
                if left >> d & 1 and lane.day_price[d] < cheapest:
                    cheapest, when = lane.day_price[d], d
            if when < 0:
                break
            gain += cheapest - skip
            left &= ~(1 << when)
            days |= 1 << when
        if gain < best:
            best, chosen = gain, days
    return chosen


@kernel
def place_together(v, blink, random, open_shift, facts, lane):
    """Place the absent visits of the series of visit `v`, which are all alike, on the days that cost least together."""
    g = facts.series[v]
    _cheapest_by_day(v, blink, random, open_shift, facts, lane)
    days = _best_pattern(g, missing(g, facts, lane), facts.visit_f[v, SKIP], facts, lane)
    j = facts.member_first[g]
    for d in range(lane.day_price.shape[0]):
        if not days >> d & 1:
            continue
        while lane.home[facts.member[j]] != ABSENT:
            j += 1
        u, s = facts.member[j], lane.day_shift[d]
        price, p = find_placement(u, s, facts, lane)  # anew: rest and limits may tie one engineer's routes
        if price < facts.visit_f[u, SKIP]:
            put(u, s, p, facts, lane)
        j += 1
