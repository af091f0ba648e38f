"""The best placement of a visit in a route, priced exactly."""

import numpy as np

from optimiser.compiled import inlined, kernel
from optimiser.facts import CLOSE, DURATION, FIXED, LEFT, MAX_METRES, MAX_STOPS, NEVER, PER_M, PER_S, PLACE, SLOW
from optimiser.labels import LEAVE, TIME
from optimiser.objective import delay_price, overtime_price
from optimiser.search.lane import DEPART, KEY, LATEST, NODE, READY, SLACK, VISIT
from optimiser.search.random import below
from optimiser.search.state import holds, within_limits
from optimiser.timeline import best_timing, start_from

_BITS = 53  # of one random number


@inlined
def _delay(s, p, ready, facts, lane):
    """What it costs that service at row `p` of route `s` can begin at `ready` instead of when it does."""
    row, after = lane.row[s], lane.after[s]
    n = lane.count[s]
    price = -after[p]
    for q in range(p, n + 1):
        if row[q, READY] <= ready <= row[q, SLACK]:
            return price + after[q]
        v = row[q, VISIT]
        start = start_from(v, ready, facts)
        end = start + facts.visit_i[v, DURATION]
        price += delay_price(facts.visit_f[v], start, end)
        here, there = row[q, NODE], row[q + 1, NODE]
        ready = end + facts.legs[here, there, 0]
        if here != there and q < n:
            ready += facts.setup[there]
    return price + overtime_price(facts.shift_f[s], ready)


@kernel
def _retime(u, p, s, more_s, facts, lane):
    """What lateness and overtime grow by when visit `u` stands behind row `p`, all breaks and departures tried."""
    n = lane.count[s]
    for k in range(1, p + 1):
        lane.scratch[k - 1] = lane.row[s, k, VISIT]
    lane.scratch[p] = u
    for k in range(p + 1, n + 1):
        lane.scratch[k] = lane.row[s, k, VISIT]
    begin, limit = np.int64(lane.row[s, 0, DEPART]), np.int64(lane.row[s, n + 1, LATEST])
    best = best_timing(lane.scratch, n + 1, s, begin, limit, facts, lane.labels)
    if best < 0:
        return np.inf
    if facts.group.shape[1] > 0:
        works = lane.labels.fact[n + 1, best, TIME] - lane.labels.fact[n + 1, best, LEAVE]
        if not within_limits(s, works, lane.effort[s, 1] + more_s, facts, lane):
            return np.inf
    return lane.labels.price[n + 1, best] - lane.soft[s]


@kernel
def _back(s, p, ready, facts, lane):
    """When route `s` is back if service at its row `p` can begin at `ready`."""
    row = lane.row[s]
    n = lane.count[s]
    for q in range(p, n + 1):
        v = row[q, VISIT]
        here, there = row[q, NODE], row[q + 1, NODE]
        ready = start_from(v, ready, facts) + facts.visit_i[v, DURATION] + facts.legs[here, there, 0]
        if here != there and q < n:
            ready += facts.setup[there]
    return ready


@inlined
def _keeps_limits(p, s, left, following, more_s, facts, lane):
    """Whether the engineer's limits allow that route `s` leaves then and comes to its row `p` + 1 at `following`."""
    if facts.group.shape[1] == 0 or (facts.group[s, 0] < 0 and facts.group[s, 1] < 0):
        return True
    leaves = lane.away[s, 0]
    if p == 0 and facts.shift_i[s, LEFT] == -NEVER:
        leaves = max(lane.row[s, 0, DEPART], left)
    works = _back(s, p + 1, following, facts, lane) - leaves
    return within_limits(s, works, lane.effort[s, 1] + more_s, facts, lane)


@inlined
def _at(u, p, s, bound, facts, lane):
    """The price of placing visit `u` behind row `p` of route `s`; infinite if it breaks a rule or reaches `bound`."""
    row = lane.row[s]
    n = lane.count[s]
    place = facts.visit_i[u, PLACE]
    here, there = row[p, NODE], row[p + 1, NODE]
    to_s, to_m = facts.legs[here, place, 0], facts.legs[here, place, 1]
    on_s, on_m = facts.legs[place, there, 0], facts.legs[place, there, 1]
    more_s, more_m = to_s + on_s, to_m + on_m
    begun = n > 0 or facts.shift_i[s, LEFT] > -NEVER
    if begun:
        more_s -= facts.legs[here, there, 0]
        more_m -= facts.legs[here, there, 1]
    price = facts.assign[u, s] + more_m * facts.shift_f[s, PER_M] + more_s * facts.shift_f[s, PER_S]
    if not begun:
        price += facts.shift_f[s, FIXED]
    if price >= bound or lane.metres[s] + more_m > facts.shift_i[s, MAX_METRES]:
        return np.inf
    setup_s = facts.setup[place] if here != place else 0
    start = start_from(u, row[p, DEPART] + to_s + setup_s, facts)
    if start < 0:
        return np.inf
    end = start + facts.visit_i[u, DURATION]
    following = end + on_s
    if there != place and p < n:
        following += facts.setup[there]
    if following > row[p + 1, LATEST]:
        return np.inf
    late = delay_price(facts.visit_f[u], start, end)
    if price + late >= bound:
        return np.inf
    if facts.delivered.shape[1] > 0 and not holds(u, p, s, facts, lane):
        return np.inf
    if facts.shift_i[s, SLOW]:
        return price + _retime(u, p, s, more_s, facts, lane)
    if not _keeps_limits(p, s, start - to_s - setup_s, following, more_s, facts, lane):
        return np.inf
    if following > row[p + 1, SLACK] or following < row[p + 1, READY]:
        late += _delay(s, p + 1, following, facts, lane)
    return price + late


@inlined
def _best_but(overlooked, u, s, facts, lane):
    """As :func:`best_in_route`, but the rows whose bits are set in `overlooked` are passed over."""
    best, where = np.inf, 0
    n = lane.count[s]
    if n < facts.shift_i[s, MAX_STOPS]:
        close = facts.visit_i[u, CLOSE]
        for p in range(n + 1):
            if lane.row[s, p, DEPART] > close:
                break
            if overlooked >> p % _BITS & 1:
                continue
            price = _at(u, p, s, best, facts, lane)
            if price < best:
                best, where = price, p
    return best, where


@inlined
def best_in_route(u, s, facts, lane):
    """The best placement of visit `u` in route `s`: its price (infinite if none keeps the rules), the row before it."""
    return _best_but(0, u, s, facts, lane)


@inlined
def placement(u, s, facts, lane):
    """As :func:`best_in_route`, remembered for as long as the route stays the same."""
    key = lane.best_key[u, s]
    if key >= 0 and key // KEY == lane.version[s]:
        return lane.best_cost[u, s], key % KEY
    price, p = best_in_route(u, s, facts, lane)
    lane.best_cost[u, s] = price
    lane.best_key[u, s] = lane.version[s] * KEY + p
    return price, p


@kernel
def find_placement(u, s, facts, lane):
    """As :func:`placement`, for where it is called seldom: inlined everywhere it would take minutes to compile."""
    return placement(u, s, facts, lane)


@kernel
def glimpse(u, s, random, facts, lane):
    """As :func:`placement`, but half of the rows are overlooked, others each time, and nothing is remembered."""
    return _best_but(below(random, 1 << _BITS), u, s, facts, lane)
