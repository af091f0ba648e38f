"""When things happen along one sequence of visits.

Without breaks everything starts as early as it can: every price grows with time, so that is the best timing. With
breaks, with a limit on the route's duration, or where a visit stood in a plan before and should not start earlier, the
best timing is a small search over :mod:`~optimiser.labels`. A visit that should not start earlier is tried at its first
start, at the one planned before, and at the last ones that delay nothing after it (:func:`_later_start`).
"""

import numpy as np

from optimiser.compiled import inlined, kernel
from optimiser.facts import (
    BREAK,
    BREAKS,
    CLOSE,
    DURATION,
    EARLIER_PER_S,
    EARLIEST,
    END,
    FROM,
    LATEST,
    LEFT,
    LENGTH,
    MAX_DURATION,
    NEVER,
    OPEN,
    OVERTIME_PER_S,
    PLACE,
    PLANNED_FROM,
    TO,
    WINDOW,
    WINDOWS,
)
from optimiser.labels import (
    ARRIVED,
    BEFORE,
    FREE,
    LAST,
    LEAVE,
    PARENT,
    READY_BREAKS,
    TAKEN,
    TIME,
    add,
    cheapest,
)
from optimiser.objective import delay_price, earliness_price, free_until, overtime_price

_LATER_STARTS = 4  # later starts that are tried of a visit that should not start earlier than planned before
# numba compiles a function anew for every plain number that it is called with; not for these.
_ZERO, _ONE, _NONE = np.int64(0), np.int64(1), np.int64(-1)
_YES, _NO = np.bool_(True), np.bool_(False)
_ROUNDS = 64  # departures tried to keep a route within its longest duration


@inlined
def start_from(v, ready_s, facts):
    """The first allowed start of visit `v` at or after `ready_s`; -1 where there is none."""
    if ready_s > facts.visit_i[v, CLOSE]:
        return -1
    if facts.visit_i[v, WINDOWS] == 1:
        return max(ready_s, facts.visit_i[v, OPEN])
    first = facts.visit_i[v, WINDOW]
    for w in range(first, first + facts.visit_i[v, WINDOWS]):
        if ready_s <= facts.windows[w, 1]:
            return max(ready_s, facts.windows[w, 0])
    return -1


@inlined
def start_until(v, until_s, facts):
    """The last allowed start of visit `v` at or before `until_s`; -NEVER where there is none."""
    first = facts.visit_i[v, WINDOW]
    for w in range(first + facts.visit_i[v, WINDOWS] - 1, first - 1, -1):
        if until_s >= facts.windows[w, 0]:
            return min(until_s, facts.windows[w, 1])
    return -NEVER


@inlined
def _pause(time_s, b, end_b, facts):
    """When break `b` ends if taken from `time_s` on, or -1."""
    if b >= end_b:
        return -1
    begin = max(time_s, facts.breaks[b, EARLIEST])
    return begin + facts.breaks[b, LENGTH] if begin <= facts.breaks[b, LATEST] else -1


@inlined
def _not_owed(b, end_b, leave_s, facts):
    """The first break from `b` on that a route leaving then may still owe."""
    while b < end_b and facts.breaks[b, EARLIEST] < leave_s:
        b += 1
    return b


@kernel
def _leg(row, v, here, time_s, taken, price, leave_s, parent, end_b, first_t, keep_leave, facts, labels):
    """Extend one label to visit `v` in every way to take breaks before, on arrival, and after the set-up.

    `first_t` is the departure where this is the first leg of a route that may still choose when to leave, else -1.
    """
    there = facts.visit_i[v, PLACE]
    duration = facts.visit_i[v, DURATION]
    travel = facts.legs[here, there, 0]
    setup = facts.setup[there] if here != there else 0
    t1, b1, before = time_s, taken, 0
    while True:
        t2, b2, arrived = t1 + travel, b1, 0
        while True:
            t3, b3, ready = t2 + setup, b2, 0
            while True:
                start = start_from(v, t3, facts)
                if start < 0:
                    break
                left, b = leave_s, b3
                if first_t >= 0:
                    left = max(first_t, start - setup - travel)
                    if arrived + ready > 0:
                        wait = max(
                            0, facts.breaks[taken, EARLIEST] - (first_t + travel + (setup if arrived == 0 else 0))
                        )
                        left = first_t + wait
                    b = max(b, _not_owed(taken, end_b, left, facts))
                cost = price + delay_price(facts.visit_f[v], start, start + duration)
                add(row, start + duration, cost, b, left, parent, before, arrived, ready, keep_leave, labels)
                t3 = _pause(t3, b3, end_b, facts) if setup > 0 else -1
                if t3 < 0:
                    break
                b3 += 1
                ready += 1
            t2 = _pause(t2, b2, end_b, facts)
            if t2 < 0:
                break
            b2 += 1
            arrived += 1
        t1 = _pause(t1, b1, end_b, facts) if first_t < 0 else -1
        if t1 < 0:
            break
        b1 += 1
        before += 1


@kernel
def _later_start(k, row, v, start_s, facts, labels):
    """The `k`-th of the starts that are tried of a visit that could start then; not above that where there is none.

    A start earlier than planned costs by the second, so the best one is the first, the planned one, or one that leaves
    just as much time as what comes after needs.
    """
    wanted = np.int64(np.ceil(facts.visit_f[v, PLANNED_FROM]))
    if k == 0:
        return start_from(v, max(start_s, wanted), facts)
    if k == 1:
        wanted = min(wanted, labels.until[row, FREE])
    if k == 2:
        wanted = min(wanted, labels.until[row, LAST])
    return start_until(v, wanted, facts)


@kernel
def _wait(row, v, end_b, leaves_later, keep_leave, facts, labels):
    """Price what the labels of visit `v` start too early, and try to wait.

    `leaves_later` says that the visit is the first of a route that may still choose when to leave.
    """
    duration, spare = facts.visit_i[v, DURATION], labels.count.shape[0] - 1
    n = labels.count[row]
    for k in range(n):
        for j in range(7):
            labels.fact[spare, k, j] = labels.fact[row, k, j]
        labels.price[spare, k] = labels.price[row, k]
    labels.count[row] = 0
    for k in range(n):
        fact, price = labels.fact[spare, k], labels.price[spare, k]
        start, parent = fact[TIME] - duration, fact[PARENT]
        before, arrived, ready = fact[BEFORE], fact[ARRIVED], fact[READY_BREAKS]
        price -= delay_price(facts.visit_f[v], start, start + duration)
        for j in range(-1, _LATER_STARTS):
            begin = start if j < 0 else _later_start(j, row, v, start, facts, labels)
            if j >= 0 and begin <= start:
                continue
            leave, taken = fact[LEAVE], fact[TAKEN]
            if leaves_later and arrived + ready == 0:
                leave += begin - start
                taken = _not_owed(taken, end_b, leave, facts)
            cost = price + delay_price(facts.visit_f[v], begin, begin + duration)
            cost += earliness_price(facts.visit_f[v], begin)
            add(row, begin + duration, cost, taken, leave, parent, before, arrived, ready, keep_leave, labels)


@kernel
def _home(row, s, here, end_b, limit_s, known, facts, labels):
    """Extend the labels of the last visit to the end of the route.

    Returns when the ways that are too long, yet cheaper than `known`, can be back at the soonest; NEVER without any.
    """
    soonest = NEVER
    travel = facts.legs[here, facts.shift_i[s, TO], 0]
    for k in range(labels.count[row - 1]):
        t, b, before = labels.fact[row - 1, k, TIME], labels.fact[row - 1, k, TAKEN], 0
        leave = labels.fact[row - 1, k, LEAVE]
        while t >= 0:
            back, owed = t + travel, back_owes(b, end_b, t + travel, facts)
            if not owed and back <= limit_s:
                cost = labels.price[row - 1, k] + overtime_price(facts.shift_f[s], back)
                if back - leave <= facts.shift_i[s, MAX_DURATION]:
                    add(row, back, cost, end_b, leave, k, before, _ZERO, _ZERO, _YES, labels)
                elif cost < known:
                    soonest = min(soonest, back)
            t = _pause(t, b, end_b, facts)
            b += 1
            before += 1
    return soonest


@inlined
def back_owes(b, end_b, back_s, facts):
    """Whether a route that is back then still owes one of the breaks from `b` on."""
    for k in range(b, end_b):  # noqa: SIM110  any() needs a generator: none without numba's reference counting
        if back_s >= facts.breaks[k, LATEST] + facts.breaks[k, LENGTH]:
            return True
    return False


@kernel
def _first_leg(v, s, begin_s, first_b, end_b, keep_leave, facts, labels):
    """The labels of the first visit: leave at once, or only so late that a break is no longer owed."""
    labels.count[0] = 0
    left = facts.shift_i[s, LEFT]
    here = facts.shift_i[s, FROM]
    if left > -NEVER:  # on the road already
        b = _not_owed(first_b, end_b, left, facts)
        _leg(_ZERO, v, here, begin_s, b, 0.0, left, _NONE, end_b, _NONE, keep_leave, facts, labels)
        return
    b = _not_owed(first_b, end_b, begin_s, facts)
    _leg(_ZERO, v, here, begin_s, b, 0.0, begin_s, _NONE, end_b, begin_s, keep_leave, facts, labels)
    for k in range(b, end_b):
        late = facts.breaks[k, EARLIEST] + 1
        after = _not_owed(b, end_b, late, facts)
        _leg(_ZERO, v, here, late, after, 0.0, late, _NONE, end_b, late, keep_leave, facts, labels)


@inlined
def _should_not_be_early(visits, n, facts):
    """Whether one of the visits costs more where it starts earlier than planned before."""
    for p in range(n):  # noqa: SIM110  any() needs a generator: none without numba's reference counting
        if facts.visit_f[visits[p], EARLIER_PER_S] > 0.0:
            return True
    return False


@kernel
def _look_ahead(visits, n, s, limit_s, facts, labels):
    """Fill `until`, from the end of the route to its beginning."""
    there = facts.shift_i[s, TO]
    last, free = limit_s, limit_s
    if facts.shift_f[s, OVERTIME_PER_S] > 0.0:
        free = min(limit_s, np.int64(np.floor(facts.shift_f[s, END])))
    for p in range(n - 1, -1, -1):
        v = visits[p]
        here = facts.visit_i[v, PLACE]
        onward = facts.legs[here, there, 0] + facts.visit_i[v, DURATION]
        if here != there and p < n - 1:
            onward += facts.setup[there]
        last = start_until(v, last - onward, facts)
        until = min(free - onward, free_until(facts.visit_f[v], facts.visit_i[v, DURATION], NEVER))
        free = start_until(v, until, facts)
        labels.until[p, LAST], labels.until[p, FREE] = last, free
        there = here


@kernel
def _forward(visits, n, s, begin_s, facts, labels):
    """The labels of all visits, of a route that leaves at `begin_s` at the soonest."""
    first_b = facts.shift_i[s, BREAK]
    end_b = first_b + facts.shift_i[s, BREAKS]
    keep_leave = facts.shift_i[s, MAX_DURATION] < NEVER
    for row in range(n + 1):
        labels.count[row] = 0
    _first_leg(visits[0], s, begin_s, first_b, end_b, keep_leave, facts, labels)
    if facts.visit_f[visits[0], EARLIER_PER_S] > 0.0:
        _wait(_ZERO, visits[0], end_b, facts.shift_i[s, LEFT] == -NEVER, keep_leave, facts, labels)
    for row in range(1, n):
        here, v = facts.visit_i[visits[row - 1], PLACE], visits[row]
        for k in range(labels.count[row - 1]):
            fact, price = labels.fact[row - 1, k], labels.price[row - 1, k]
            time_s, taken, leave_s = fact[TIME], fact[TAKEN], fact[LEAVE]
            _leg(row, v, here, time_s, taken, price, leave_s, k, end_b, _NONE, keep_leave, facts, labels)
        if facts.visit_f[v, EARLIER_PER_S] > 0.0:
            _wait(row, v, end_b, _NO, keep_leave, facts, labels)


@kernel
def way_home(s, begin_s, limit_s, facts, labels):
    """As :func:`best_timing`, of a route on the road already that has nothing more to do; the label lies in row 1."""
    end_b = facts.shift_i[s, BREAK] + facts.shift_i[s, BREAKS]
    left = facts.shift_i[s, LEFT]
    labels.count[0] = labels.count[1] = 0
    taken = _not_owed(facts.shift_i[s, BREAK], end_b, left, facts)
    add(_ZERO, begin_s, 0.0, taken, left, _NONE, _ZERO, _ZERO, _ZERO, _NO, labels)
    _home(_ONE, s, facts.shift_i[s, FROM], end_b, limit_s, 0.0, facts, labels)
    return cheapest(_ONE, labels)


@kernel
def best_timing(visits, n, s, begin_s, limit_s, facts, labels):
    """Find the cheapest timing of a sequence of visits in shift `s`.

    Parameters
    ----------
    visits : int array
        The first `n` of it are the visits, in order; `n` is at least 1.
    begin_s, limit_s : int
        When the route may leave at the soonest and must be back at the latest: the shift's, or less beside another of
        the engineer's.

    Returns
    -------
    int
        Which label of row `n` is the cheapest, or -1 where no timing keeps the rules. The way to it lies in `labels`.
    """
    end_b = facts.shift_i[s, BREAK] + facts.shift_i[s, BREAKS]
    if _should_not_be_early(visits, n, facts):
        _look_ahead(visits, n, s, limit_s, facts, labels)
    longest, last = facts.shift_i[s, MAX_DURATION], facts.visit_i[visits[n - 1], PLACE]
    begin, best_begin, best_price = begin_s, begin_s, np.inf
    for _ in range(_ROUNDS):
        _forward(visits, n, s, begin, facts, labels)
        soonest = _home(n, s, last, end_b, limit_s, best_price, facts, labels)
        k = cheapest(n, labels)
        if k >= 0 and labels.price[n, k] < best_price:
            best_begin, best_price = begin, labels.price[n, k]
            if soonest < NEVER:
                soonest = _home(n, s, last, end_b, limit_s, best_price, facts, labels)
        if soonest == NEVER:
            break
        # What is cheaper is too long: nothing that leaves before this can be back in time, as back never comes
        # earlier for leaving later.
        begin = max(begin + 1, soonest - longest)
    if best_begin != begin and best_price < np.inf:
        _forward(visits, n, s, best_begin, facts, labels)
        _home(n, s, last, end_b, limit_s, best_price, facts, labels)
    return cheapest(n, labels) if best_price < np.inf else -1
