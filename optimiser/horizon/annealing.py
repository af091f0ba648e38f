"""Ruin and recreate under simulated annealing: some blocks are taken out and put where they cost least.

The idea is that of Schrimpf et al. 2000, doi:10.1006/jcph.1999.6413: what is taken out lies close together, so that
what goes in again can change places.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimiser.compiled import kernel
from optimiser.horizon.facts import AFTER, CUSTOMER, DAY, PARTS
from optimiser.horizon.pricing import NEVER, far_enough, local_change, price, shared_cost, total_cost
from optimiser.horizon.state import BROKEN, CHANGED, COUNT, NOWHERE, State, copy_row, forget, put, take, undo
from optimiser.search.random import below, generator, shuffle, uniform

# Entries of Memory.figure.
CURRENT, BEST = 0, 1

_MOST_WAITING = 60
_BLINK = 0.01  # chance to overlook a candidate, so that greed does not always do the same
_SKIP = 0.2  # chance to leave a neighbour where it is
_SIZE = 9  # blocks taken out at most, but for those of one shift


class Memory(NamedTuple):
    """What a lane keeps from one call to the next, besides its state.

    Attributes
    ----------
    random : uint64 array, (1,)
    at, chosen, route, used
        The best plan, as in :class:`optimiser.horizon.state.State`.
    figure : float64 array
        Cost of the current and of the best plan.
    waiting : int64 array; keys : float64 array
        Blocks to be placed, and what orders them.
    """

    random: NDArray[np.uint64]
    at: NDArray[np.int64]
    chosen: NDArray[np.float64]
    route: NDArray[np.int64]
    used: NDArray[np.int64]
    figure: NDArray[np.float64]
    waiting: NDArray[np.int64]
    keys: NDArray[np.float64]


def new_memory(seed: int, lane: int, state: State) -> Memory:
    """What a lane knows before it begins."""
    count = len(state.at)
    return Memory(
        generator(seed, lane), state.at.copy(), state.chosen.copy(), state.route.copy(), state.used.copy(),
        np.array([np.inf, np.inf]), np.zeros(count, np.int64), np.zeros(count),
    )  # fmt: skip


@kernel
def _remove(b, facts, state):
    """Take a block out if it is placed; says how many were taken."""
    if state.at[b] == NOWHERE:
        return 0
    take(b, facts, state)
    return 1


@kernel
def _ruin_near(b, most, random, facts, state):
    """Take out blocks around one, nearest first."""
    taken = _remove(b, facts, state)
    for k in range(1, facts.near.shape[1]):
        if taken >= most:
            return
        if uniform(random) >= _SKIP:
            taken += _remove(facts.near[b, k], facts, state)


@kernel
def _empty_shift(s, node_block, facts, state):
    """Take out all that is on one shift."""
    taken = 0
    while state.used[s, COUNT] > 0:
        take(node_block[state.route[s, state.used[s, COUNT] - 1]], facts, state)
        taken += 1
    return taken


@kernel
def _ruin_shifts(b, most, node_block, random, facts, state):
    """Empty the shift of a block, then those of the blocks nearest to it."""
    taken = 0
    for k in range(facts.near.shape[1]):
        s = state.at[facts.near[b, k]]
        if s != NOWHERE and (k == 0 or uniform(random) >= _SKIP):
            taken += _empty_shift(s, node_block, facts, state)
        if taken >= most:
            return


@kernel
def _ruin_customer(b, most, random, facts, state):
    """Take out blocks of one customer, so that another engineer can have them all."""
    customer = facts.block[b, CUSTOMER]
    begin, count = facts.kin_start[customer], facts.kin_start[customer + 1] - facts.kin_start[customer]
    offset = below(random, count)
    for k in range(min(most, count)):
        _remove(facts.kin_block[begin + (offset + k) % count], facts, state)


@kernel
def _make_room(b, most, node_block, random, facts, state):
    """Empty some of the shifts that could take a block that is left out, and move what it must keep away from."""
    begin, count = facts.candidate_start[b], facts.candidate_start[b + 1] - facts.candidate_start[b]
    for k in range(facts.apart_start[b], facts.apart_start[b + 1]):
        _remove(facts.apart_other[k], facts, state)
    taken = 0
    for _ in range(most):
        if count == 0 or taken >= most:
            return
        s = facts.candidate_slot[begin + below(random, count)]
        for _ in range(facts.block[b, PARTS]):
            taken += _empty_shift(s, node_block, facts, state)
            s = facts.slot[s, AFTER]


@kernel
def _ruin(node_block, random, facts, state, waiting, absent):
    """Take some blocks out."""
    most = 1 + below(random, _SIZE)
    if absent > 0 and uniform(random) < 0.5:
        _make_room(waiting[below(random, absent)], most, node_block, random, facts, state)
        return
    b = below(random, len(state.at))
    dice = uniform(random)
    if dice < 0.45:
        _ruin_near(b, most, random, facts, state)
    elif dice < 0.7:
        _ruin_shifts(b, most, node_block, random, facts, state)
    elif dice < 0.9:
        _ruin_customer(b, most, random, facts, state)
    else:
        for _ in range(most):
            _remove(below(random, len(state.at)), facts, state)


@kernel
def _absent(state, waiting):
    """List the blocks that are not placed."""
    n = 0
    for b in range(len(state.at)):
        if state.at[b] == NOWHERE:
            waiting[n] = b
            n += 1
    return n


@kernel
def _order(n, random, facts, memory):
    """Put the waiting blocks into one of three orders: any, hardest to place first, farthest from ideal last."""
    waiting, keys = memory.waiting, memory.keys
    shuffle(random, waiting, n)
    dice = uniform(random)
    if dice < 0.5:
        return
    for k in range(n):
        b = waiting[k]
        keys[k] = facts.candidate_start[b + 1] - facts.candidate_start[b] if dice < 0.75 else -facts.node_service[b]
    for k in range(1, n):
        b, key, p = waiting[k], keys[k], k
        while p > 0 and keys[p - 1] > key:
            waiting[p], keys[p] = waiting[p - 1], keys[p - 1]
            p -= 1
        waiting[p], keys[p] = b, key


@kernel
def _insert(b, blink, random, facts, state):
    """Place a block where it costs least; nowhere if it fits nowhere."""
    best, where, its_price = facts.unplaced[b], NOWHERE, 0.0
    for c in range(facts.candidate_start[b], facts.candidate_start[b + 1]):
        s, own = facts.candidate_slot[c], facts.candidate_price[c]
        if own >= best:
            break
        if blink > 0.0 and uniform(random) < blink:
            continue
        last = s
        for _ in range(facts.block[b, PARTS] - 1):
            last = facts.slot[last, AFTER]
        if not far_enough(b, facts.slot[s, DAY], facts.slot[last, DAY], facts, state):
            continue
        cost = own + price(b, s, best - own, facts, state)
        if cost < best:
            best, where, its_price = cost, s, own
    if where != NOWHERE:
        price(b, where, NEVER, facts, state)  # says where in the route
        put(b, where, its_price, facts, state)


@kernel
def keep_best(state, memory):
    """Remember the current plan as the best."""
    memory.figure[BEST] = memory.figure[CURRENT]
    for b in range(len(state.at)):
        memory.at[b], memory.chosen[b] = state.at[b], state.chosen[b]
    for k in range(state.tally[CHANGED]):
        s = state.changed[k]
        state.is_changed[s] = 0
        copy_row(memory.route, state.route, s)
        copy_row(memory.used, state.used, s)
    state.tally[CHANGED] = 0


@kernel
def begin(facts, state, memory):
    """Place what is not placed, in the order of the blocks, and start from there."""
    for b in range(len(state.at)):
        if state.at[b] == NOWHERE:
            _insert(b, 0.0, memory.random, facts, state)
    forget(state)
    memory.figure[CURRENT] = total_cost(facts, state)
    keep_best(state, memory)


@kernel
def anneal(iterations, temperature, node_block, facts, state, memory):
    """Ruin and recreate so many times at one temperature."""
    random = memory.random
    shared = shared_cost(facts, state)
    for _ in range(iterations):
        absent = min(_absent(state, memory.waiting), _MOST_WAITING)
        _ruin(node_block, random, facts, state, memory.waiting, absent)
        n = _absent(state, memory.waiting)
        _order(n, random, facts, memory)
        for k in range(min(n, _MOST_WAITING)):
            _insert(memory.waiting[k], _BLINK, random, facts, state)
        now = shared_cost(facts, state)
        change = local_change(facts, state) + now - shared
        if state.tally[BROKEN] or change >= -temperature * np.log(1.0 - uniform(random)):
            undo(facts, state)
            continue
        forget(state)
        shared = now
        memory.figure[CURRENT] += change
        if memory.figure[CURRENT] < memory.figure[BEST] - 1e-6:
            keep_best(state, memory)
    memory.figure[CURRENT] = total_cost(facts, state)
