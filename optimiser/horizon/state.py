"""What is planned so far, and the three ways to change it: place a block, take one out, undo."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimiser.compiled import inlined, kernel
from optimiser.horizon.facts import (
    AFTER,
    CAPACITY,
    CUSTOMER,
    DAY,
    DESK,
    DRIVE_LIMIT,
    ENGINEER,
    FIRST_NODE,
    HOME,
    MOST_NODES,
    PARTS,
    WEEK,
    HorizonFacts,
)

NOWHERE = -1

# Columns of State.used.
COUNT, DESK_COUNT, LOAD, DRIVE, METRES = range(5)
# Entries of State.tally.
TOUCHED, MOVED, CHANGED, BROKEN = range(4)


class State(NamedTuple):
    """Routes, loads and the journal of one search.

    Attributes
    ----------
    at : int64 array, (blocks,)
        The shift of each block's first part; `NOWHERE` where it is left out.
    chosen : float64 array, (blocks,)
        The price of the candidate that was chosen.
    route : int64 array, (slots, MOST_NODES); used : int64 array, (slots, 5)
        The nodes of each shift in order, desk work first; how many, and what they take.
    day_load, engineer_load, week_load : int64 array
        Seconds of work and travel; on days and for engineers with the room for tickets.
    visits : int64 array, (customers, engineers); faces : int64 array, (customers,)
        How often an engineer comes to a customer, and how many different ones do.
    tally : int64 array
        How many shifts are touched, blocks moved, shifts changed since the best plan; whether a limit is broken.
    is_touched, touched, old_route, old_used
        The shifts that this round has touched, as they were.
    moved, was_at, was_chosen, is_moved
        The blocks that this round has moved, and where they were.
    is_changed, changed
        The shifts that differ from the best plan.
    spot : int64 array, (MOST_NODES,)
        Where `price` would put each part.
    """

    at: NDArray[np.int64]
    chosen: NDArray[np.float64]
    route: NDArray[np.int64]
    used: NDArray[np.int64]
    day_load: NDArray[np.int64]
    engineer_load: NDArray[np.int64]
    week_load: NDArray[np.int64]
    visits: NDArray[np.int64]
    faces: NDArray[np.int64]
    tally: NDArray[np.int64]
    is_touched: NDArray[np.uint8]
    touched: NDArray[np.int64]
    old_route: NDArray[np.int64]
    old_used: NDArray[np.int64]
    is_moved: NDArray[np.uint8]
    moved: NDArray[np.int64]
    was_at: NDArray[np.int64]
    was_chosen: NDArray[np.float64]
    is_changed: NDArray[np.uint8]
    changed: NDArray[np.int64]
    spot: NDArray[np.int64]


def empty_state(facts: HorizonFacts) -> State:
    """A plan in which nothing is placed."""
    blocks, slots = len(facts.block), len(facts.slot)
    customers = int(facts.block[:, CUSTOMER].max(initial=-1)) + 1
    whole = np.int64
    return State(
        np.full(blocks, NOWHERE, whole), np.zeros(blocks),
        np.zeros((slots, MOST_NODES), whole), np.zeros((slots, 5), whole),
        facts.day_room.copy(), facts.engineer_room.copy(), np.zeros(len(facts.week_limit), whole),
        np.zeros((customers, len(facts.engineer_hours)), whole), np.zeros(customers, whole),
        np.zeros(4, whole),
        np.zeros(slots, np.uint8), np.zeros(slots, whole), np.zeros((slots, MOST_NODES), whole),
        np.zeros((slots, 5), whole),
        np.zeros(blocks, np.uint8), np.zeros(blocks, whole), np.zeros(blocks, whole), np.zeros(blocks),
        np.zeros(slots, np.uint8), np.zeros(slots, whole),
        np.zeros(MOST_NODES, whole),
    )  # fmt: skip


@inlined
def copy_row(target, source, s):
    """Copy one row; a slice would allocate."""
    for k in range(source.shape[1]):
        target[s, k] = source[s, k]


@kernel
def _touch(s, state):
    """Keep a shift as it is now, to undo what follows."""
    if not state.is_touched[s]:
        state.is_touched[s] = 1
        state.touched[state.tally[TOUCHED]] = s
        state.tally[TOUCHED] += 1
        copy_row(state.old_route, state.route, s)
        copy_row(state.old_used, state.used, s)


@kernel
def _move(b, state):
    """Keep where a block is now, to undo what follows."""
    if not state.is_moved[b]:
        state.is_moved[b] = 1
        state.moved[state.tally[MOVED]] = b
        state.tally[MOVED] += 1
        state.was_at[b] = state.at[b]
        state.was_chosen[b] = state.chosen[b]


@kernel
def _measure(s, facts, state):
    """Reckon what a shift takes, from scratch, and hand the difference on to day, engineer and week."""
    used, home = state.used, facts.slot[s, HOME]
    load, drive, metres = 0, 0, 0
    before = home
    for p in range(used[s, COUNT]):
        load += facts.node_service[state.route[s, p]]
        if p >= used[s, DESK_COUNT]:
            place = facts.node_place[state.route[s, p]]
            load += facts.leg[before, place]
            drive += facts.drive[before, place]
            metres += facts.metres[before, place]
            before = place
    load += facts.leg[before, home]
    drive += facts.drive[before, home]
    metres += facts.metres[before, home]
    more = load - used[s, LOAD]
    used[s, LOAD], used[s, DRIVE], used[s, METRES] = load, drive, metres
    _spread(s, more, facts, state)


@inlined
def _spread(s, more, facts, state):
    state.day_load[facts.slot[s, DAY]] += more
    state.engineer_load[facts.slot[s, ENGINEER]] += more
    state.week_load[facts.slot[s, WEEK]] += more


@inlined
def _greet(b, e, count, facts, state):
    """Count an engineer's coming to a customer, or no longer coming."""
    customer = facts.block[b, CUSTOMER]
    state.faces[customer] -= state.visits[customer, e] > 0
    state.visits[customer, e] += count
    state.faces[customer] += state.visits[customer, e] > 0


@kernel
def put(b, s, candidate_price, facts, state):
    """Place block b from shift s on, where ``pricing.price`` has just said that it may be."""
    _move(b, state)
    state.at[b], state.chosen[b] = s, candidate_price
    _greet(b, facts.slot[s, ENGINEER], 1, facts, state)
    for k in range(facts.block[b, PARTS]):
        node = facts.block[b, FIRST_NODE] + k
        _touch(s, state)
        for p in range(state.used[s, COUNT], state.spot[k], -1):
            state.route[s, p] = state.route[s, p - 1]
        state.route[s, state.spot[k]] = node
        state.used[s, COUNT] += 1
        state.used[s, DESK_COUNT] += facts.node_place[node] == DESK
        _measure(s, facts, state)
        s = facts.slot[s, AFTER]


@kernel
def take(b, facts, state):
    """Take block b out."""
    _move(b, state)
    s = state.at[b]
    state.at[b], state.chosen[b] = NOWHERE, 0.0
    _greet(b, facts.slot[s, ENGINEER], -1, facts, state)
    for k in range(facts.block[b, PARTS]):
        node = facts.block[b, FIRST_NODE] + k
        _touch(s, state)
        p = 0
        while state.route[s, p] != node:
            p += 1
        for q in range(p, state.used[s, COUNT] - 1):
            state.route[s, q] = state.route[s, q + 1]
        state.used[s, COUNT] -= 1
        state.used[s, DESK_COUNT] -= facts.node_place[node] == DESK
        _measure(s, facts, state)
        # Where a way is shorter over a third place, leaving one out can make the day longer.
        if state.used[s, LOAD] > facts.slot[s, CAPACITY] or state.used[s, DRIVE] > facts.slot[s, DRIVE_LIMIT]:
            state.tally[BROKEN] = 1
        s = facts.slot[s, AFTER]


@kernel
def undo(facts, state):
    """Put everything back as it was before this round."""
    for k in range(state.tally[TOUCHED]):
        s = state.touched[k]
        _spread(s, state.old_used[s, LOAD] - state.used[s, LOAD], facts, state)
        copy_row(state.route, state.old_route, s)
        copy_row(state.used, state.old_used, s)
    for k in range(state.tally[MOVED]):
        b = state.moved[k]
        if state.at[b] != NOWHERE:
            _greet(b, facts.slot[state.at[b], ENGINEER], -1, facts, state)
        state.at[b], state.chosen[b] = state.was_at[b], state.was_chosen[b]
        if state.at[b] != NOWHERE:
            _greet(b, facts.slot[state.at[b], ENGINEER], 1, facts, state)
    forget(state)


@kernel
def forget(state):
    """Keep what this round has done: begin a new journal, and remember what differs from the best plan."""
    for k in range(state.tally[TOUCHED]):
        s = state.touched[k]
        state.is_touched[s] = 0
        if not state.is_changed[s]:
            state.is_changed[s] = 1
            state.changed[state.tally[CHANGED]] = s
            state.tally[CHANGED] += 1
    for k in range(state.tally[MOVED]):
        state.is_moved[state.moved[k]] = 0
    state.tally[TOUCHED] = state.tally[MOVED] = state.tally[BROKEN] = 0
