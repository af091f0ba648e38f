"""Ruin: which visits are taken out.

Adaptive string removal (Christiaens & Vanden Berghe 2020, doi:10.1287/trsc.2019.0914): strings of consecutive visits
are cut out of the routes next to a seed, so that the holes lie close to each other.
"""

import numpy as np
from numpy.typing import NDArray

from optimiser.compiled import kernel
from optimiser.facts import CLOSE, OPEN, PLACE, Facts
from optimiser.search.editing import cut, position, refresh_rivals
from optimiser.search.lane import ABSENT, ABSENT_COUNT, DEPART, READY, TOUCHED_COUNT
from optimiser.search.random import below, uniform
from optimiser.search.state import refresh

NEIGHBOURS = 120
_SPLIT = 0.5  # share of removals that keep a piece in the middle of the string
_WHOLE = 0.5  # share of removals that take out the whole series of what they take out
_DEPTH = 0.01  # chance to stop enlarging the kept piece


def neighbours(facts: Facts) -> NDArray[np.int32]:
    """The nearest visits of each visit by travel time there and back, itself first: (visits, NEIGHBOURS)."""
    places = facts.visit_i[:, PLACE]
    count = min(len(places), NEIGHBOURS)
    near = np.zeros((len(places), count), dtype=np.int32)
    for k, place in enumerate(places):
        away = facts.legs[place, places, 0].astype(np.int64) + facts.legs[places, place, 0]
        away[k] = -1
        chosen = np.argpartition(away, count - 1)[:count] if count < len(places) else np.arange(count)
        near[k] = chosen[np.lexsort((chosen, away[chosen]))]
    return near


@kernel
def _string(p, s, longest, random, facts, lane):
    """Cut a string around row `p` out of route `s`, sometimes sparing a piece of it."""
    n = lane.count[s]
    length = 1 + below(random, min(longest, n))
    spared = 0
    if length > 1 and length < n and uniform(random) < _SPLIT:
        spared = 1
        while length + spared < n and uniform(random) > _DEPTH and uniform(random) < 0.5:
            spared += 1
    span = length + spared
    first = max(1, p - span + 1)
    last = min(p, n - span + 1)
    begin = first + below(random, last - first + 1)
    if spared:
        head = 1 + below(random, length - 1) if length > 1 else 1
        cut(s, begin + head + spared, length - head, lane)
        cut(s, begin, head, lane)
    else:
        cut(s, begin, length, lane)
    refresh(s, facts, lane)
    refresh_rivals(s, facts, lane)


@kernel
def _whole_series(before, open_shift, facts, lane):
    """Cut what is left of the series of the visits that were cut since `before` were absent."""
    for k in range(before, lane.clock[ABSENT_COUNT]):
        g = facts.series[lane.absent[k]]
        if g < 0:
            continue
        for j in range(facts.member_first[g], facts.member_first[g + 1]):
            v = facts.member[j]
            s = lane.home[v]
            if s != ABSENT and open_shift[s]:
                cut(s, position(v, lane), np.int64(1), lane)
                refresh(s, facts, lane)
                refresh_rivals(s, facts, lane)


@kernel
def ruin(seed, size, longest, near, random, open_shift, facts, lane):
    """Cut strings out of the routes around visit `seed`.

    Parameters
    ----------
    size : float
        How many visits to take out on average.
    longest : int
        The longest string.
    """
    before = lane.clock[ABSENT_COUNT]
    served = 0
    for s in range(lane.count.shape[0]):
        served += lane.count[s] > 0
    mean = 1.0
    if served > 0:
        total = lane.home.shape[0]
        mean = max(1.0, min(float(longest), total / served))
    most = 4.0 * size / (1.0 + mean) - 1.0
    strings = 1 + int(uniform(random) * max(1.0, most))
    for k in range(near.shape[1]):
        if lane.clock[TOUCHED_COUNT] >= strings:
            break
        v = near[seed, k]
        s = lane.home[v]
        if s != ABSENT and open_shift[s] and not lane.is_touched[s]:
            _string(position(v, lane), s, longest, random, facts, lane)
    if facts.held.shape[0] > 0 and uniform(random) < _WHOLE:
        _whole_series(before, open_shift, facts, lane)


@kernel
def make_room(u, size, longest, random, open_shift, facts, lane):
    """Cut strings out of routes that could serve the absent visit `u`, about the time at which it could start.

    Parameters
    ----------
    size : float
        How many visits to take out on average.
    longest : int
        The longest string.
    """
    before = lane.clock[ABSENT_COUNT]
    begin, count = facts.first[u], facts.first[u + 1] - facts.first[u]
    strings = 1 + below(random, max(1, int(size / 3.0)))
    for _ in range(2 * strings):
        if lane.clock[TOUCHED_COUNT] >= strings:
            break
        s = facts.serves[begin + below(random, count)]
        if not open_shift[s] or lane.is_touched[s] or lane.count[s] == 0:
            continue
        opens = max(facts.visit_i[u, OPEN], lane.row[s, 0, DEPART])
        shuts = min(facts.visit_i[u, CLOSE], lane.row[s, lane.count[s] + 1, READY])
        when = opens + uniform(random) * max(0, shuts - opens)
        p = 1
        while p < lane.count[s] and lane.row[s, p, DEPART] < when:
            p += 1
        _string(p, s, longest, random, facts, lane)
    if facts.held.shape[0] > 0 and uniform(random) < _WHOLE:
        _whole_series(before, open_shift, facts, lane)
