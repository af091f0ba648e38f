"""Times and prices one route of a lane anew after its visits have changed."""

import numpy as np

from optimiser.compiled import kernel
from optimiser.facts import (
    DURATION,
    END,
    FIXED,
    FROM,
    LEFT,
    LIMIT,
    MAX_METRES,
    NEVER,
    OVERTIME_PER_S,
    PER_M,
    PER_S,
    PLACE,
    SLOW,
    START,
    TO,
    Facts,
)
from optimiser.labels import LEAVE, TIME
from optimiser.objective import delay_price, free_until, overtime_price
from optimiser.search.lane import ABSENT, DEPART, LATEST, NODE, READY, SLACK, VERSION, VISIT, Lane, untimed_lane
from optimiser.timeline import best_timing, start_from, start_until, way_home


def new_lane(facts: Facts) -> Lane:
    """A lane with empty routes, everything absent."""
    lane = untimed_lane(facts)
    for s in range(len(lane.count)):
        refresh(s, facts, lane)
    return lane


@kernel
def is_out(s, facts, lane):
    """Whether route `s` goes anywhere."""
    return lane.count[s] > 0 or facts.shift_i[s, LEFT] > -NEVER


@kernel
def begin_of(s, facts, lane):
    """When route `s` may leave: not before an earlier route of the same engineer is back."""
    begin = facts.shift_i[s, START]
    for k in range(facts.rivals.shape[1]):
        r = facts.rivals[s, k]
        if 0 <= r < s and is_out(r, facts, lane):
            begin = max(begin, lane.away[r, 1] + facts.rest[s, k])
    return begin


@kernel
def limit_of(s, facts, lane):
    """When route `s` must be back: before a later route of the same engineer leaves."""
    limit = facts.shift_i[s, LIMIT]
    for k in range(facts.rivals.shape[1]):
        r = facts.rivals[s, k]
        if r > s and is_out(r, facts, lane):
            limit = min(limit, lane.away[r, 0] - facts.rest[s, k])
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
def refresh(s, facts, lane):
    """Time and price route `s` anew after its visits have changed; its version becomes a new one."""
    lane.clock[VERSION] += 1
    lane.version[s] = lane.clock[VERSION]
    n = lane.count[s]
    row = lane.row[s]
    shift_f = facts.shift_f[s]
    here, depart = facts.shift_i[s, FROM], begin_of(s, facts, lane)
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
    if n > 0 and metres > facts.shift_i[s, MAX_METRES]:  # the direct way may be the longer one
        soft = np.inf
    lane.soft[s] = soft
    lane.price[s] = price + metres * shift_f[PER_M] + seconds * shift_f[PER_S] + soft
    if facts.delivered.shape[1] > 0:
        _weigh(s, n, facts, lane)
    if facts.group.shape[1] > 0:
        _tally(s, seconds, started, facts, lane)


@kernel
def _tally(s, seconds, started, facts, lane):
    """Count what route `s` works and drives; what its limits leave to the engineer's other shifts is another then."""
    works = lane.away[s, 1] - lane.away[s, 0] if started else 0
    more_work, more_driving = works - lane.effort[s, 0], seconds - lane.effort[s, 1]
    if more_work == 0 and more_driving == 0:
        return
    lane.effort[s, 0], lane.effort[s, 1] = works, seconds
    for k in range(facts.group.shape[1]):
        g = facts.group[s, k]
        if g >= 0:
            lane.used[g, 0] += more_work
            lane.used[g, 1] += more_driving
            for j in range(facts.sharing_first[g], facts.sharing_first[g + 1]):
                lane.clock[VERSION] += 1
                lane.version[facts.sharing[j]] = lane.clock[VERSION]


@kernel
def within_limits(s, works, drives, facts, lane):
    """Whether route `s` may work and drive so many seconds, given the engineer's other shifts."""
    for k in range(facts.group.shape[1]):
        g = facts.group[s, k]
        if g >= 0:
            if lane.used[g, 0] - lane.effort[s, 0] + works > facts.cap[g, 0]:
                return False
            if lane.used[g, 1] - lane.effort[s, 1] + drives > facts.cap[g, 1]:
                return False
    return True


@kernel
def _time_breaks(s, n, soft, facts, lane):
    """The lateness and overtime of route `s` with its breaks; infinite where its visits leave no room for them."""
    begin, limit = np.int64(lane.row[s, 0, DEPART]), np.int64(lane.row[s, n + 1, LATEST])
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
    limit = limit_of(s, facts, lane)
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
        after[p] = after[p + 1] + delay_price(facts.visit_f[v], start, row[p, DEPART])


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
