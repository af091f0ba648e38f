"""Changes to a lane: visits are taken out and put in; all of it can be undone, or loaded and stored as a whole."""

from optimiser.compiled import inlined, kernel
from optimiser.facts import LEFT, NEVER
from optimiser.search.lane import ABSENT, ABSENT_COUNT, DEPART, LATEST, TOUCHED_COUNT, VERSION, VISIT
from optimiser.search.state import begin_of, is_out, limit_of, refresh


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
    lane.saved_effort[s, 0], lane.saved_effort[s, 1] = lane.effort[s, 0], lane.effort[s, 1]


@kernel
def forget(lane):
    """Accept what was done since the last :func:`forget` or :func:`undo`."""
    for k in range(lane.clock[TOUCHED_COUNT]):
        lane.is_touched[lane.touched[k]] = 0
    lane.clock[TOUCHED_COUNT] = 0


@kernel
def _return_effort(s, facts, lane):
    """Count route `s` as it was saved towards its limits again."""
    for k in range(facts.group.shape[1]):
        g = facts.group[s, k]
        if g >= 0:
            lane.used[g, 0] += lane.saved_effort[s, 0] - lane.effort[s, 0]
            lane.used[g, 1] += lane.saved_effort[s, 1] - lane.effort[s, 1]
    lane.effort[s, 0], lane.effort[s, 1] = lane.saved_effort[s, 0], lane.saved_effort[s, 1]


@kernel
def _outdate(s, facts, lane):
    """What is known about placements in the shifts that share a limit with `s` holds no longer.

    Not even in those just put back: they may have been saved after another had changed what was left to them.
    """
    for k in range(facts.group.shape[1]):
        g = facts.group[s, k]
        if g >= 0:
            for j in range(facts.sharing_first[g], facts.sharing_first[g + 1]):
                lane.clock[VERSION] += 1
                lane.version[facts.sharing[j]] = lane.clock[VERSION]


@kernel
def undo(facts, lane):
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
        _return_effort(s, facts, lane)
        for p in range(1, lane.count[s] + 1):
            take_in(lane.row[s, p, VISIT], s, lane)
    for k in range(lane.clock[TOUCHED_COUNT]):
        _outdate(lane.touched[k], facts, lane)
    forget(lane)


@inlined
def leave_out(v, lane):
    """Put visit `v` on the list of the absent."""
    if lane.series[v] >= 0 and lane.home[v] >= 0:
        lane.taken[lane.series[v]] ^= 1 << lane.day[lane.home[v]]
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
    if lane.series[v] >= 0:
        lane.taken[lane.series[v]] ^= 1 << lane.day[s]
    lane.clock[ABSENT_COUNT] = n
    lane.owed[0] -= lane.skip[v]


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
    if lane.row[s, 0, DEPART] != begin_of(s, facts, lane) or last != limit_of(s, facts, lane):
        refresh(s, facts, lane)


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
def _overlap(facts, lane):
    """Whether two routes of one engineer overlap, or leave too little rest between them."""
    for s in range(lane.count.shape[0]):
        for k in range(facts.rivals.shape[1]):
            r = facts.rivals[s, k]
            if r <= s or not is_out(r, facts, lane) or not is_out(s, facts, lane):
                continue
            if lane.away[s, 1] + facts.rest[s, k] > lane.away[r, 0]:
                return True
    return False


@kernel
def over_limits(facts, lane):
    """Whether a limit is exceeded that a route touched since the last :func:`forget` or :func:`undo` counts towards.

    A route may last longer with fewer visits: what now fits at its cheapest time can be later than what did not.
    """
    for k in range(lane.clock[TOUCHED_COUNT]):
        s = lane.touched[k]
        for j in range(facts.group.shape[1]):
            g = facts.group[s, j]
            if g < 0 or lane.count[s] == 0:
                continue
            if lane.used[g, 0] > facts.cap[g, 0] or lane.used[g, 1] > facts.cap[g, 1]:
                return True
    return False


@kernel
def _off_pattern(g, facts, lane):
    """Whether the days of series `g` lie in no pattern, or two of its visits fall on one day."""
    days = facts.held[g]
    for j in range(facts.member_first[g], facts.member_first[g + 1]):
        s = lane.home[facts.member[j]]
        if s != ABSENT:
            bit = 1 << facts.day[s]
            if days & bit:
                return True
            days |= bit
    for j in range(facts.pattern_first[g], facts.pattern_first[g + 1]):
        if facts.pattern[j] & days == days:
            return False
    return days != 0


@kernel
def broken(facts, lane):
    """Whether the routes, each good by itself, break a rule together."""
    if _overlap(facts, lane):
        return True
    for g in range(facts.cap.shape[0]):
        if lane.used[g, 0] > facts.cap[g, 0] or lane.used[g, 1] > facts.cap[g, 1]:
            return True
    for g in range(facts.held.shape[0]):  # noqa: SIM110  any() needs a generator: none without reference counting
        if _off_pattern(g, facts, lane):
            return True
    return False


@kernel
def load_routes(visits, counts, hidden, facts, lane):
    """Give the lane the routes `visits` (shifts, stops) with their `counts`; all else is absent, or `hidden`."""
    forget(lane)
    for g in range(facts.held.shape[0]):
        lane.taken[g] = facts.held[g]
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
            if facts.series[v] >= 0:
                lane.taken[facts.series[v]] |= 1 << facts.day[s]
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
