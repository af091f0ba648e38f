"""A plan that is being worked on: the routes of one lane, each timed, ready for placing visits in constant time.

Row 0 of a route is its beginning, rows 1 to n are its visits, row n + 1 is its end. Per row the kernels keep when
service can begin (READY), the last READY that keeps every rule (LATEST), and the last that costs nothing more (SLACK);
so most placements are priced without walking the rest of the route.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimiser.compiled import inlined, kernel
from optimiser.facts import (
    DURATION,
    END,
    FIXED,
    FROM,
    LEFT,
    LIMIT,
    MAX_DURATION,
    MAX_STOPS,
    NEVER,
    OVERTIME_PER_S,
    PER_M,
    PER_S,
    PLACE,
    SKIP,
    SLOW,
    START,
    TO,
    Facts,
)
from optimiser.objective import free_until, lateness_price, overtime_price
from optimiser.timeline import LEAVE, TIME, Labels, best_timing, labels, start_from, start_until, way_home

# Columns of Lane.row.
NODE, VISIT, DEPART, READY, LATEST, SLACK = range(6)
ABSENT = -1
KEY = 1 << 20  # placements are remembered as version × KEY + position
# Entries of Lane.clock.
VERSION, ABSENT_COUNT, TOUCHED_COUNT = range(3)


class Lane(NamedTuple):
    """The routes of one lane and what it remembers about them.

    Attributes
    ----------
    row : int32 array, (shifts, stops + 2, 6)
    after : float64 array, (shifts, stops + 2)
        Lateness and overtime from this row on.
    load : float64 array, (shifts, stops + 2, quantities, 2)
        The fullest the van is on the legs up to this row, and from it on.
    count, version, metres : int64 arrays, (shifts,)
    away : int64 array, (shifts, 2)
        When each route leaves, as late as it can, and when it is back.
    price, soft : float64 arrays, (shifts,)
        The whole route; its lateness and overtime.
    home : int64 array, (visits,)
        The shift of each visit, or ABSENT.
    absent, slot : int64 arrays, (visits,)
        The visits left out, and where each stands in that list.
    best_cost : float64 array, (visits, shifts); best_key : int64 array, (visits, shifts)
        The best placement of a visit in a shift, and the version and position that it holds for.
    saved_* : the routes touched in this iteration as they were before it.
    scratch : int64 array
        A route being tried.
    skip : float64 array, (visits,)
        What leaving each visit out costs.
    often : float64 array, (visits,)
        How often each visit was absent.
    clock : int64 array
        Last version given, how many are absent, how many routes are touched.
    owed : float64 array, (1,)
        What the absent cost.
    """

    row: NDArray[np.int32]
    after: NDArray[np.float64]
    load: NDArray[np.float64]
    count: NDArray[np.int64]
    version: NDArray[np.int64]
    metres: NDArray[np.int64]
    away: NDArray[np.int64]
    price: NDArray[np.float64]
    soft: NDArray[np.float64]
    home: NDArray[np.int64]
    absent: NDArray[np.int64]
    slot: NDArray[np.int64]
    best_cost: NDArray[np.float64]
    best_key: NDArray[np.int64]
    saved_row: NDArray[np.int32]
    saved_after: NDArray[np.float64]
    saved_load: NDArray[np.float64]
    saved_count: NDArray[np.int64]
    saved_version: NDArray[np.int64]
    saved_metres: NDArray[np.int64]
    saved_away: NDArray[np.int64]
    saved_price: NDArray[np.float64]
    saved_soft: NDArray[np.float64]
    touched: NDArray[np.int64]
    is_touched: NDArray[np.uint8]
    scratch: NDArray[np.int64]
    labels: Labels
    skip: NDArray[np.float64]
    often: NDArray[np.float64]
    clock: NDArray[np.int64]
    owed: NDArray[np.float64]


def most_stops(facts: Facts) -> int:
    """No route can hold more visits: those of a shift that take least, one after the other.

    What coming to a place takes is divided among all visits there, as if a route served all of them.
    """
    arrival = _arrival(facts)
    most = 0
    for row, allowed in zip(facts.shift_i, np.isfinite(facts.assign.T), strict=True):
        mine = facts.visit_i[allowed]
        reached, which, sharing = np.unique(mine[:, PLACE], return_inverse=True, return_counts=True)
        share = np.where(reached == row[FROM], 0, arrival[reached] // sharing)
        takes = np.sort(mine[:, DURATION] + share[which])
        span = max(0, min(row[LIMIT] - row[START], row[MAX_DURATION]))
        fits = int(np.searchsorted(np.cumsum(takes), span, side="right"))
        most = max(most, min(fits, int(row[MAX_STOPS])))
    return max(1, most)


def _arrival(facts: Facts) -> NDArray[np.int64]:
    """Seconds that coming to each place with a visit takes at least, set-up included; 0 for other places."""
    used = np.unique(np.concatenate([facts.visit_i[:, PLACE], facts.shift_i[:, FROM]]))
    arrival = np.zeros(len(facts.setup), dtype=np.int64)
    for place in np.unique(facts.visit_i[:, PLACE]):
        others = facts.legs[used[used != place], place, 0]
        arrival[place] = int(others.min(initial=NEVER)) + facts.setup[place]
    return arrival


def new_lane(facts: Facts) -> Lane:
    """A lane with empty routes, everything absent."""
    visits, shifts = facts.assign.shape
    stops, quantities = most_stops(facts), facts.delivered.shape[1]
    rows = (shifts, stops + 2)
    lane = Lane(
        row=np.zeros((*rows, 6), dtype=np.int32),
        after=np.zeros(rows),
        load=np.zeros((*rows, quantities, 2)),
        count=np.zeros(shifts, dtype=np.int64),
        version=np.zeros(shifts, dtype=np.int64),
        metres=np.zeros(shifts, dtype=np.int64),
        away=np.zeros((shifts, 2), dtype=np.int64),
        price=np.zeros(shifts),
        soft=np.zeros(shifts),
        home=np.full(visits, ABSENT, dtype=np.int64),
        absent=np.arange(visits, dtype=np.int64),
        slot=np.arange(visits, dtype=np.int64),
        best_cost=np.zeros((visits, shifts)),
        best_key=np.full((visits, shifts), -1, dtype=np.int64),
        saved_row=np.zeros((*rows, 6), dtype=np.int32),
        saved_after=np.zeros(rows),
        saved_load=np.zeros((*rows, quantities, 2)),
        saved_count=np.zeros(shifts, dtype=np.int64),
        saved_version=np.zeros(shifts, dtype=np.int64),
        saved_metres=np.zeros(shifts, dtype=np.int64),
        saved_away=np.zeros((shifts, 2), dtype=np.int64),
        saved_price=np.zeros(shifts),
        saved_soft=np.zeros(shifts),
        touched=np.zeros(shifts, dtype=np.int64),
        is_touched=np.zeros(shifts, dtype=np.uint8),
        scratch=np.zeros(stops + 2, dtype=np.int64),
        labels=labels(stops),
        skip=np.ascontiguousarray(facts.visit_f[:, SKIP]),
        often=np.zeros(visits),
        clock=np.array([0, visits, 0], dtype=np.int64),
        owed=np.array([facts.visit_f[:, SKIP].sum()]),
    )
    for s in range(shifts):
        refresh(s, facts, lane)
    return lane


@kernel
def _is_out(s, facts, lane):
    """Whether route `s` goes anywhere."""
    return lane.count[s] > 0 or facts.shift_i[s, LEFT] > -NEVER


@kernel
def _begin(s, facts, lane):
    """When route `s` may leave: not before an earlier route of the same engineer is back."""
    begin = facts.shift_i[s, START]
    for k in range(facts.rivals.shape[1]):
        r = facts.rivals[s, k]
        if 0 <= r < s and _is_out(r, facts, lane):
            begin = max(begin, lane.away[r, 1])
    return begin


@kernel
def _limit(s, facts, lane):
    """When route `s` must be back: before a later route of the same engineer leaves."""
    limit = facts.shift_i[s, LIMIT]
    for k in range(facts.rivals.shape[1]):
        r = facts.rivals[s, k]
        if r > s and _is_out(r, facts, lane):
            limit = min(limit, lane.away[r, 0])
    return limit


@kernel
def _leaves(s, facts, lane):
    """How late route `s` can leave without starting its first visit later."""
    begin = lane.row[s, 0, DEPART]
    if facts.shift_i[s, LEFT] > -NEVER:
        return facts.shift_i[s, LEFT]
    if lane.count[s] == 0:
        return begin
    v, here = lane.row[s, 1, VISIT], lane.row[s, 0, NODE]
    there = facts.visit_i[v, PLACE]
    first = lane.row[s, 1, DEPART] - facts.visit_i[v, DURATION] - facts.legs[here, there, 0]
    if here != there:
        first -= facts.setup[there]
    return max(begin, first)


@kernel
def refresh_rivals(s, facts, lane):
    """Route `s` has changed: the engineer's other routes at the same time may now use less or more of their shifts.

    And so may route `s` in turn, once they have moved.
    """
    if facts.rivals.shape[1] == 0 or facts.rivals[s, 0] < 0:
        return
    for k in range(facts.rivals.shape[1]):
        r = facts.rivals[s, k]
        if r >= 0:
            keep(r, lane)
            refresh(r, facts, lane)
    last = lane.row[s, lane.count[s] + 1, LATEST]
    if lane.row[s, 0, DEPART] != _begin(s, facts, lane) or last != _limit(s, facts, lane):
        refresh(s, facts, lane)


@kernel
def overlap(facts, lane):
    """Whether two routes of one engineer overlap."""
    for s in range(lane.count.shape[0]):
        for k in range(facts.rivals.shape[1]):
            r = facts.rivals[s, k]
            if r > s and _is_out(s, facts, lane) and _is_out(r, facts, lane) and lane.away[s, 1] > lane.away[r, 0]:
                return True
    return False


@kernel
def refresh(s, facts, lane):
    """Time and price route `s` anew after its visits have changed; its version becomes a new one."""
    lane.clock[VERSION] += 1
    lane.version[s] = lane.clock[VERSION]
    n = lane.count[s]
    row = lane.row[s]
    shift_f = facts.shift_f[s]
    here, depart = facts.shift_i[s, FROM], _begin(s, facts, lane)
    row[0, NODE], row[0, VISIT], row[0, DEPART] = here, ABSENT, depart
    to = facts.shift_i[s, TO]
    metres, seconds, price, in_time = 0, 0, 0.0, True
    for p in range(1, n + 1):
        v = row[p, VISIT]
        there = facts.visit_i[v, PLACE]
        ready = depart + facts.legs[here, there, 0]
        seconds += facts.legs[here, there, 0]
        metres += facts.legs[here, there, 1]
        if here != there:
            ready += facts.setup[there]
        start = start_from(v, ready, facts)
        in_time = in_time and start >= 0
        depart = NEVER if start < 0 else start + facts.visit_i[v, DURATION]
        price += facts.assign[v, s]
        row[p, NODE], row[p, DEPART], row[p, READY] = there, depart, ready
        here = there
    started = n > 0 or facts.shift_i[s, LEFT] > -NEVER
    back = depart
    if started:
        back += facts.legs[here, to, 0]
        seconds += facts.legs[here, to, 0]
        metres += facts.legs[here, to, 1]
        price += shift_f[FIXED]
    row[n + 1, NODE], row[n + 1, VISIT], row[n + 1, DEPART], row[n + 1, READY] = to, ABSENT, back, back
    _look_back(s, n, back, started, facts, lane)
    lane.away[s, 0], lane.away[s, 1] = _leaves(s, facts, lane), back
    lane.metres[s] = metres
    soft = lane.after[s, 1] if started else 0.0
    if facts.shift_i[s, SLOW] and started:
        soft = _time_breaks(s, n, soft, facts, lane)
    elif n > 0 and (back > row[n + 1, LATEST] or not in_time):
        soft = np.inf
    lane.soft[s] = soft
    lane.price[s] = price + metres * shift_f[PER_M] + seconds * shift_f[PER_S] + soft
    if facts.delivered.shape[1] > 0:
        _weigh(s, n, facts, lane)


@kernel
def _time_breaks(s, n, soft, facts, lane):
    """The lateness and overtime of route `s` with its breaks; infinite where its visits leave no room for them."""
    begin, limit = lane.row[s, 0, DEPART], lane.row[s, n + 1, LATEST]
    if n == 0:
        end, k = 1, way_home(s, begin, limit, facts, lane.labels)
    else:
        for p in range(n):
            lane.scratch[p] = lane.row[s, p + 1, VISIT]
        end, k = n, best_timing(lane.scratch, n, s, begin, limit, facts, lane.labels)
    if k < 0:
        return soft if n == 0 else np.inf
    lane.away[s, 0], lane.away[s, 1] = lane.labels.fact[end, k, LEAVE], lane.labels.fact[end, k, TIME]
    return lane.labels.price[end, k]


@kernel
def _look_back(s, n, back, started, facts, lane):
    """Fill LATEST, SLACK and `after`, from the end of the route to its beginning."""
    row, after = lane.row[s], lane.after[s]
    shift_f = facts.shift_f[s]
    limit = _limit(s, facts, lane)
    row[n + 1, LATEST] = limit
    free = limit
    if shift_f[OVERTIME_PER_S] > 0.0:
        free = min(limit, max(back, int(np.floor(shift_f[END]))))
    row[n + 1, SLACK] = free
    after[n + 1] = overtime_price(shift_f, back) if started else 0.0
    for p in range(n, 0, -1):
        v = row[p, VISIT]
        there, following = row[p, NODE], row[p + 1, NODE]
        onward = facts.legs[there, following, 0] + facts.visit_i[v, DURATION]
        if following != there and p < n:
            onward += facts.setup[following]
        row[p, LATEST] = start_until(v, row[p + 1, LATEST] - onward, facts)
        start = row[p, DEPART] - facts.visit_i[v, DURATION]
        until = min(row[p + 1, SLACK] - onward, free_until(facts.visit_f[v], facts.visit_i[v, DURATION], NEVER))
        row[p, SLACK] = min(row[p, LATEST], max(start, start_until(v, until, facts)))
        after[p] = after[p + 1] + lateness_price(facts.visit_f[v], start, row[p, DEPART])


@kernel
def _weigh(s, n, facts, lane):
    """Fill the loads: the fullest leg up to each row, and from each row on (leg p leaves row p)."""
    row, load = lane.row[s], lane.load[s]
    for q in range(facts.delivered.shape[1]):
        aboard = 0.0
        for p in range(1, n + 1):
            aboard += facts.delivered[row[p, VISIT], q]
        most = aboard
        load[0, q, 0] = load[0, q, 1] = aboard
        for p in range(1, n + 1):
            v = row[p, VISIT]
            aboard += facts.collected[v, q] - facts.delivered[v, q]
            most = max(most, aboard)
            load[p, q, 0] = most
            load[p, q, 1] = aboard
        for p in range(n - 1, -1, -1):
            load[p, q, 1] = max(load[p, q, 1], load[p + 1, q, 1])


@kernel
def holds(u, p, s, facts, lane):
    """Whether the van of shift `s` has room for visit `u` behind row `p`."""
    for q in range(facts.delivered.shape[1]):
        brought, taken = facts.delivered[u, q], facts.collected[u, q]
        slack = 1e-9 * max(1.0, facts.room[s, q, 1])
        if lane.load[s, 0, q, 0] + brought > facts.room[s, q, 0] + slack:
            return False
        if lane.load[s, p, q, 0] + brought > facts.room[s, q, 1] + slack:
            return False
        if lane.load[s, p, q, 1] + taken > facts.room[s, q, 1] + slack:
            return False
    return True


@kernel
def _copy(s, rows, row, after, load, to_row, to_after, to_load):
    """Copy the first rows of route `s`, cell by cell: numba copies slices through a buffer."""
    for p in range(rows):
        for j in range(row.shape[2]):
            to_row[s, p, j] = row[s, p, j]
        to_after[s, p] = after[s, p]
        for q in range(load.shape[2]):
            to_load[s, p, q, 0] = load[s, p, q, 0]
            to_load[s, p, q, 1] = load[s, p, q, 1]


@kernel
def keep(s, lane):
    """Remember route `s` as it is, unless this iteration has touched it before."""
    if lane.is_touched[s]:
        return
    lane.is_touched[s] = 1
    lane.touched[lane.clock[TOUCHED_COUNT]] = s
    lane.clock[TOUCHED_COUNT] += 1
    _copy(s, lane.count[s] + 2, lane.row, lane.after, lane.load, lane.saved_row, lane.saved_after, lane.saved_load)
    lane.saved_count[s], lane.saved_version[s] = lane.count[s], lane.version[s]
    lane.saved_away[s, 0], lane.saved_away[s, 1] = lane.away[s, 0], lane.away[s, 1]
    lane.saved_metres[s], lane.saved_price[s], lane.saved_soft[s] = lane.metres[s], lane.price[s], lane.soft[s]


@kernel
def forget(lane):
    """Accept what was done since the last :func:`forget` or :func:`undo`."""
    for k in range(lane.clock[TOUCHED_COUNT]):
        lane.is_touched[lane.touched[k]] = 0
    lane.clock[TOUCHED_COUNT] = 0


@kernel
def undo(lane):
    """Put every touched route back as it was; the version too, so that what is known about it holds again."""
    for k in range(lane.clock[TOUCHED_COUNT]):
        s = lane.touched[k]
        for p in range(1, lane.count[s] + 1):
            leave_out(lane.row[s, p, VISIT], lane)
    for k in range(lane.clock[TOUCHED_COUNT]):
        s = lane.touched[k]
        _copy(
            s,
            lane.saved_count[s] + 2,
            lane.saved_row,
            lane.saved_after,
            lane.saved_load,
            lane.row,
            lane.after,
            lane.load,
        )
        lane.count[s], lane.version[s] = lane.saved_count[s], lane.saved_version[s]
        lane.away[s, 0], lane.away[s, 1] = lane.saved_away[s, 0], lane.saved_away[s, 1]
        lane.metres[s], lane.price[s], lane.soft[s] = lane.saved_metres[s], lane.saved_price[s], lane.saved_soft[s]
        for p in range(1, lane.count[s] + 1):
            take_in(lane.row[s, p, VISIT], s, lane)
    forget(lane)


@inlined
def leave_out(v, lane):
    """Put visit `v` on the list of the absent."""
    n = lane.clock[ABSENT_COUNT]
    lane.absent[n] = v
    lane.slot[v] = n
    lane.home[v] = ABSENT
    lane.clock[ABSENT_COUNT] = n + 1
    lane.owed[0] += lane.skip[v]


@inlined
def take_in(v, s, lane):
    """Take visit `v` off the list of the absent: shift `s` serves it."""
    n = lane.clock[ABSENT_COUNT] - 1
    last = lane.absent[n]
    lane.absent[lane.slot[v]] = last
    lane.slot[last] = lane.slot[v]
    lane.home[v] = s
    lane.clock[ABSENT_COUNT] = n
    lane.owed[0] -= lane.skip[v]


@kernel
def put(v, s, p, facts, lane):
    """Place visit `v` behind row `p` of route `s`."""
    keep(s, lane)
    n = lane.count[s]
    for k in range(n, p, -1):
        lane.row[s, k + 1, VISIT] = lane.row[s, k, VISIT]
    lane.row[s, p + 1, VISIT] = v
    lane.count[s] = n + 1
    take_in(v, s, lane)
    refresh(s, facts, lane)
    refresh_rivals(s, facts, lane)


@kernel
def cut(s, p, n, lane):
    """Take `n` visits out of route `s`, from row `p` on; the route is refreshed by whoever has cut enough."""
    keep(s, lane)
    for k in range(p, p + n):
        leave_out(lane.row[s, k, VISIT], lane)
    for k in range(p + n, lane.count[s] + 1):
        lane.row[s, k - n, VISIT] = lane.row[s, k, VISIT]
    lane.count[s] -= n


@inlined
def position(v, lane):
    """The row of visit `v` in its route."""
    s = lane.home[v]
    p = 1
    while lane.row[s, p, VISIT] != v:
        p += 1
    return p


@kernel
def total(lane):
    """What the lane's plan costs, summed anew; the running sum of the absent is set right too."""
    lane.owed[0] = 0.0
    for k in range(lane.clock[ABSENT_COUNT]):
        lane.owed[0] += lane.skip[lane.absent[k]]
    price = lane.owed[0]
    for s in range(lane.price.shape[0]):
        price += lane.price[s]
    return price


@kernel
def load_routes(visits, counts, hidden, facts, lane):
    """Give the lane the routes `visits` (shifts, stops) with their `counts`; all else is absent, or `hidden`."""
    forget(lane)
    for v in range(lane.home.shape[0]):
        lane.home[v] = ABSENT
    for s in range(counts.shape[0]):  # what rivals did before this sets no limit
        if facts.rivals.shape[1] > 0 and facts.rivals[s, 0] >= 0 and facts.shift_i[s, LEFT] == -NEVER:
            lane.away[s, 0] = NEVER
    for s in range(counts.shape[0]):
        same = lane.count[s] == counts[s]
        for p in range(counts[s]):
            v = visits[s, p]
            same = same and lane.row[s, p + 1, VISIT] == v
            lane.row[s, p + 1, VISIT] = v
            lane.home[v] = s
        lane.count[s] = counts[s]
        if not same:
            refresh(s, facts, lane)
    for s in range(counts.shape[0]):
        refresh_rivals(s, facts, lane)
    forget(lane)
    lane.clock[ABSENT_COUNT] = 0
    lane.owed[0] = 0.0
    for v in range(lane.home.shape[0]):
        if lane.home[v] == ABSENT and not hidden[v]:
            leave_out(v, lane)


@kernel
def store_routes(visits, counts, lane):
    """Write the lane's routes to `visits` (shifts, stops) and `counts`."""
    for s in range(counts.shape[0]):
        counts[s] = lane.count[s]
        for p in range(lane.count[s]):
            visits[s, p] = lane.row[s, p + 1, VISIT]
