"""The routes of one lane in arrays, and what it remembers about them.

Row 0 of a route is its beginning, rows 1 to n are its visits, row n + 1 is its end. Per row the kernels keep when
service can begin (READY), the last READY that keeps every rule (LATEST), and the last that costs nothing more (SLACK);
so most placements are priced without walking the rest of the route.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimiser.facts import DURATION, FROM, LIMIT, MAX_DURATION, MAX_STOPS, NEVER, PLACE, SKIP, START, Facts
from optimiser.labels import Labels, labels

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
    series, day : int64 arrays, (visits,) and (shifts,)
        As in the facts: the series of each visit, and the day of each shift.
    taken : int64 array, (series,)
        The days on which visits of each series are served, as bits.
    whole : uint8 array, (series,)
        Whether all of each series lies in this lane's hands, so that its days may be chosen anew.
    own_days : int64 array, (visits,)
        The days, as bits, on which each visit may be where its series is not whole.
    day_price, day_shift : float64 and int64 arrays, (days,)
        Scratch: the cheapest placement on each day.
    effort : int64 array, (shifts, 2)
        Working and driving time of each route, in seconds.
    used : int64 array, (limits, 2)
        The sum of it over all shifts that share a limit.
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
    series: NDArray[np.int64]
    day: NDArray[np.int64]
    taken: NDArray[np.int64]
    whole: NDArray[np.uint8]
    own_days: NDArray[np.int64]
    day_price: NDArray[np.float64]
    day_shift: NDArray[np.int64]
    effort: NDArray[np.int64]
    saved_effort: NDArray[np.int64]
    used: NDArray[np.int64]


def most_stops(facts: Facts) -> int:
    """No route can hold more visits: those of a shift that take least, one after the other.

    What coming to a place takes is divided among all visits there, as if a route served all of them.
    """
    allowed = np.isfinite(facts.assign.T)
    if not allowed.size:
        return 1
    places, which = np.unique(facts.visit_i[:, PLACE], return_inverse=True)
    shifts, visits = np.nonzero(allowed)
    cells = len(allowed) * len(places)
    sharing = np.bincount(shifts * len(places) + which[visits], minlength=cells).reshape(-1, len(places))
    share = _arrival(facts)[places] // sharing.clip(1)
    share[places == facts.shift_i[:, [FROM]]] = 0
    takes = np.where(allowed, facts.visit_i[:, DURATION] + share[:, which], NEVER)
    rows = facts.shift_i
    span = np.minimum(rows[:, LIMIT] - rows[:, START], rows[:, MAX_DURATION]).clip(0)
    fits = (np.cumsum(np.sort(takes, axis=1), axis=1) <= span[:, None]).sum(axis=1)
    return max(1, int(np.minimum(np.minimum(fits, allowed.sum(axis=1)), rows[:, MAX_STOPS]).max()))


def _arrival(facts: Facts) -> NDArray[np.int64]:
    """Seconds that coming to each place with a visit takes at least, set-up included; 0 for other places."""
    used = np.unique(np.concatenate([facts.visit_i[:, PLACE], facts.shift_i[:, FROM]]))
    arrival = np.zeros(len(facts.setup), dtype=np.int64)
    for place in np.unique(facts.visit_i[:, PLACE]):
        others = facts.legs[used[used != place], place, 0]
        arrival[place] = int(others.min(initial=NEVER)) + facts.setup[place]
    return arrival


def copied(lane: Lane) -> Lane:
    """A lane of its own with the same in it."""
    rooms = Labels._make(room.copy() for room in lane.labels)
    return Lane._make(rooms if isinstance(own, Labels) else own.copy() for own in lane)


def untimed_lane(facts: Facts) -> Lane:
    """A lane with empty routes that are not timed yet, everything absent."""
    visits, shifts = facts.assign.shape
    stops, quantities = most_stops(facts), facts.delivered.shape[1]
    rows = (shifts, stops + 2)
    return Lane(
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
        series=facts.series.copy(),
        day=facts.day.copy(),
        taken=facts.held.copy(),
        whole=np.ones(len(facts.held), dtype=np.uint8),
        own_days=np.full(visits, -1, dtype=np.int64),
        day_price=np.zeros(int(facts.day.max(initial=-1)) + 1),
        day_shift=np.zeros(int(facts.day.max(initial=-1)) + 1, dtype=np.int64),
        effort=np.zeros((shifts, 2), dtype=np.int64),
        saved_effort=np.zeros((shifts, 2), dtype=np.int64),
        used=np.zeros((len(facts.cap), 2), dtype=np.int64),
    )
