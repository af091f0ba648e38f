"""What things cost: placing a block, what a round has changed, the whole plan."""

from optimiser.compiled import inlined, kernel
from optimiser.horizon.facts import (
    AFTER,
    CAPACITY,
    CUSTOMER,
    DAY,
    DAY_LEVEL,
    DESK,
    DRIVE_LIMIT,
    ENGINEER,
    ENGINEER_LEVEL,
    FIRST_NODE,
    FREE,
    HOME,
    MOST_NODES,
    OTHER_ENGINEER,
    OVER_ROOM,
    PARTS,
    WEEK,
)
from optimiser.horizon.state import COUNT, DESK_COUNT, DRIVE, LOAD, METRES, MOVED, NOWHERE, TOUCHED

NEVER = 1e18
_HOUR_S = 3600.0


@inlined
def _place_at(s, p, facts, state):
    """The place at position p of a route; its home before the first and after the last."""
    if p < state.used[s, DESK_COUNT] or p >= state.used[s, COUNT]:
        return facts.slot[s, HOME]
    return facts.node_place[state.route[s, p]]


@inlined
def _toll(a, b, e, facts):
    """The price of going from a to b."""
    return facts.metres[a, b] * facts.travel_price[e, 0] + facts.drive[a, b] * facts.travel_price[e, 1]


@inlined
def _over(s, load, facts):
    """The price of what reaches into the room for tickets."""
    return max(0, load - facts.slot[s, FREE]) * facts.price[OVER_ROOM]


@inlined
def _level(load, more, hours):
    """The growth of squared hours over the hours that there are."""
    a, b = load / _HOUR_S, (load + more) / _HOUR_S
    return (b - a) * (b + a) / hours


@kernel
def far_enough(b, begin, end, facts, state):
    """Whether a block from day `begin` to `end` keeps its distance from those with which it shares a rule."""
    for k in range(facts.apart_start[b], facts.apart_start[b + 1]):
        other = facts.apart_other[k]
        s = state.at[other]
        if s == NOWHERE:
            continue
        last = s
        for _ in range(facts.block[other, PARTS] - 1):
            last = facts.slot[last, AFTER]
        if max(facts.slot[s, DAY] - end, begin - facts.slot[last, DAY]) < facts.apart_days[k]:
            return False
    return True


@kernel
def _node_price(node, s, k, facts, state):
    """What one part would add to a shift: the price of travel and of crowding, and seconds; `spot` says where."""
    used = state.used
    if used[s, COUNT] >= MOST_NODES:
        return NEVER, 0
    service, load = facts.node_service[node], used[s, LOAD]
    place = facts.node_place[node]
    if place == DESK:
        if load + service > facts.slot[s, CAPACITY]:
            return NEVER, 0
        state.spot[k] = used[s, DESK_COUNT]
        return _over(s, load + service, facts) - _over(s, load, facts), service
    e = facts.slot[s, ENGINEER]
    most = facts.slot[s, CAPACITY] - load - service
    most_drive = facts.slot[s, DRIVE_LIMIT] - used[s, DRIVE]
    best, best_s = NEVER, 0
    before = facts.slot[s, HOME]
    for p in range(used[s, DESK_COUNT], used[s, COUNT] + 1):
        behind = _place_at(s, p, facts, state)
        empty = used[s, COUNT] == used[s, DESK_COUNT]
        spared = 0 if empty else facts.leg[before, behind]
        spared_drive = 0 if empty else facts.drive[before, behind]
        more = int(facts.leg[before, place]) + facts.leg[place, behind] - spared
        drive = int(facts.drive[before, place]) + facts.drive[place, behind] - spared_drive
        if more <= most and drive <= most_drive:
            toll = _toll(before, place, e, facts) + _toll(place, behind, e, facts)
            if not empty:
                toll -= _toll(before, behind, e, facts)
            toll += _over(s, load + service + more, facts)
            if toll < best:
                best, best_s = toll, service + more
                state.spot[k] = p
        before = behind
    return best - _over(s, load, facts), best_s


@kernel
def price(b, s, least, facts, state):
    """What placing block b from shift s on would add, beside its candidate's price; `NEVER` from `least` on."""
    e, customer = facts.slot[s, ENGINEER], facts.block[b, CUSTOMER]
    added, grown, week, week_more = 0.0, 0, NOWHERE, 0
    if state.visits[customer, e] == 0 and state.faces[customer] > 0:
        added += facts.price[OTHER_ENGINEER]
    if added >= least:
        return NEVER
    for k in range(facts.block[b, PARTS]):
        toll, more = _node_price(facts.block[b, FIRST_NODE] + k, s, k, facts, state)
        added += toll
        if added >= least:
            return NEVER
        if facts.slot[s, WEEK] != week:
            week, week_more = facts.slot[s, WEEK], 0
        week_more += more
        if state.week_load[week] + week_more > facts.week_limit[week]:
            return NEVER
        day = facts.slot[s, DAY]
        added += facts.price[DAY_LEVEL] * _level(state.day_load[day], more, facts.day_hours[day])
        grown += more
        s = facts.slot[s, AFTER]
    return added + facts.price[ENGINEER_LEVEL] * _level(state.engineer_load[e], grown, facts.engineer_hours[e])


@kernel
def _shift_cost(s, used, facts):
    """The price of a shift's travel and of its reaching into the room for tickets."""
    e = facts.slot[s, ENGINEER]
    travel = used[s, METRES] * facts.travel_price[e, 0] + used[s, DRIVE] * facts.travel_price[e, 1]
    return travel + _over(s, used[s, LOAD], facts)


@kernel
def local_change(facts, state):
    """What this round has added so far, without levels and continuity: travel, crowding, prices of candidates."""
    change = 0.0
    for k in range(state.tally[TOUCHED]):
        s = state.touched[k]
        change += _shift_cost(s, state.used, facts) - _shift_cost(s, state.old_used, facts)
    for k in range(state.tally[MOVED]):
        b = state.moved[k]
        change += facts.unplaced[b] if state.at[b] == NOWHERE else state.chosen[b]
        change -= facts.unplaced[b] if state.was_at[b] == NOWHERE else state.was_chosen[b]
    return change


@kernel
def shared_cost(facts, state):
    """The cost of uneven days and engineers and of different engineers at one customer."""
    cost = 0.0
    for d in range(len(state.day_load)):
        if facts.day_hours[d] > 0:
            cost += facts.price[DAY_LEVEL] * _level(0, state.day_load[d], facts.day_hours[d])
    for e in range(len(state.engineer_load)):
        if facts.engineer_hours[e] > 0:
            cost += facts.price[ENGINEER_LEVEL] * _level(0, state.engineer_load[e], facts.engineer_hours[e])
    for c in range(len(state.faces)):
        cost += facts.price[OTHER_ENGINEER] * max(0, state.faces[c] - 1)
    return cost


@kernel
def total_cost(facts, state):
    """The whole cost, from scratch."""
    cost = shared_cost(facts, state)
    for s in range(len(state.used)):
        cost += _shift_cost(s, state.used, facts)
    for b in range(len(state.at)):
        cost += facts.unplaced[b] if state.at[b] == NOWHERE else state.chosen[b]
    return cost
