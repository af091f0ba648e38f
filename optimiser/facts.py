"""The business in arrays: what the compiled kernels read.

Everything is counted in integer seconds from the start of the horizon and in integer metres. Facts about one visit or
one shift lie side by side in a row (``visit_i``, ``visit_f``, ``shift_i``, ``shift_f``), because the kernels read them
together; the columns have names here, which numba compiles away.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimiser.inputs import Planned, Visit
from optimiser.underway import Prefix

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

NEVER = 2_000_000_000  # later than any time, longer than any distance; fits 32 bits
SECOND = timedelta(seconds=1)

# Columns of visit_i and visit_f.
PLACE, DURATION, WINDOW, WINDOWS, OPEN, CLOSE = range(6)
(
    SKIP, ONSITE_BY, LATE_PER_S, LATE_PER_DAY, LATE_CAP, RESTORE_BY, RESTORE_LATE_PER_S,
    PLANNED_FROM, EARLIER_PER_S, PLANNED_UNTIL, LATER_PER_S,
) = range(11)  # fmt: skip
# Columns of shift_i and shift_f.
(START, LIMIT, FROM, TO, BREAK, BREAKS, MAX_DURATION, MAX_METRES, MAX_STOPS, LEFT, SLOW, ENGINEER) = range(12)
END, PER_M, PER_S, OVERTIME_PER_S, FIXED = range(5)
# Columns of cap, and of what a lane counts towards it.
WORKING, DRIVING = range(2)
# Columns of breaks.
EARLIEST, LATEST, LENGTH = range(3)


@dataclass(frozen=True)
class ShiftKey:
    """Where a shift stands in the problem: index of the engineer, index among the engineer's shifts."""

    engineer: int
    shift: int


class Facts(NamedTuple):
    """The arrays that the kernels read; nobody writes to them.

    Attributes
    ----------
    legs : int32 array, (places, places, 2)
        Seconds and metres from place to place.
    setup : int64 array, (places,)
        Seconds of set-up, paid once per stay.
    visit_i, visit_f : arrays, (visits, columns)
        Facts about the visits that somebody may serve; `visits` gives their index in the problem.
    windows : int64 array, (windows, 2)
        First and last allowed start, each visit's windows sorted and disjoint.
    shift_i, shift_f : arrays, (shifts, columns)
    breaks : int64 array, (breaks, 3)
    assign : float64 array, (visits, shifts)
        What it costs besides travel and time to give the visit to the shift; infinite where it may not be.
    delivered, collected : float64 arrays, (visits, quantities)
    room : float64 array, (shifts, quantities, 2)
        Room in the van: on the first leg, and on the later ones.
    serves : int64 array, (pairs,)
        The shifts that may serve each visit, one after the other; visit k's are ``serves[first[k]:first[k + 1]]``.
    first : int64 array, (visits + 1,)
    rivals : int64 array, (shifts, most)
        Other shifts of the same engineer that could overlap each shift, or come too close to it; -1 fills up. Of two,
        the one with the lower number goes first.
    rest : int64 array, (shifts, most)
        Seconds that must lie between each shift's route and that of each rival.
    group : int64 array, (shifts, 2)
        The limits that each shift counts towards: of its day and of its week, -1 for none; no columns where nobody has
        limits.
    cap : int64 array, (limits, 2)
        Seconds of working and of driving.
    sharing, sharing_first : int64 arrays
        The shifts of each limit g: ``sharing[sharing_first[g]:sharing_first[g + 1]]``.
    series : int64 array, (visits,)
        The series of each visit, -1 for none.
    member, member_first : int64 arrays
        The visits of each series, as above.
    pattern, pattern_first : int64 arrays
        The patterns of each series, as above; each is a set of days, as bits.
    alike : uint8 array, (series,)
        Whether its visits differ in nothing.
    held : int64 array, (series,)
        The days taken by visits under way, as bits.
    day : int64 array, (shifts,)
        Which bit stands for the day of each shift, -1 where it is in no pattern.
    """

    legs: NDArray[np.int32]
    setup: Ints
    visit_i: Ints
    visit_f: Floats
    windows: Ints
    shift_i: Ints
    shift_f: Floats
    breaks: Ints
    assign: Floats
    delivered: Floats
    collected: Floats
    room: Floats
    serves: Ints
    first: Ints
    rivals: Ints
    rest: Ints
    group: Ints
    cap: Ints
    sharing: Ints
    sharing_first: Ints
    series: Ints
    member: Ints
    member_first: Ints
    pattern: Ints
    pattern_first: Ints
    alike: NDArray[np.uint8]
    held: Ints
    day: Ints


@dataclass(frozen=True)
class ProblemArrays:
    """One problem as the search sees it.

    Attributes
    ----------
    facts : Facts
    visits : tuple of int
        Index in the problem of each visit of the facts.
    nobody : tuple of int
        Index in the problem of the visits that nobody may serve.
    shifts : tuple of ShiftKey
    prefixes : mapping of int to Prefix
        By shift.
    must_price : float
        What leaving out a visit that must be served is priced at inside the search: more than any plan can save.
    """

    start_at: datetime
    now_s: int
    facts: Facts
    visits: tuple[int, ...]
    nobody: tuple[int, ...]
    shifts: tuple[ShiftKey, ...]
    prefixes: Mapping[int, Prefix]
    must_price: float

    def at(self, second: float) -> datetime:
        """The instant so many seconds after the start of the horizon, in the horizon's offset."""
        return self.start_at + timedelta(seconds=second)


def seconds_since(start_at: datetime, instant: datetime) -> float:
    """Seconds from the start of the horizon, exactly."""
    return (instant - start_at) / SECOND


def prices_of(visit: Visit, start_at: datetime) -> tuple[float, ...]:
    """The visit's row of ``visit_f``; what leaving it out costs is zero where it may not be left out."""
    return (
        visit.skip_cost or 0.0,
        seconds_since(start_at, visit.onsite_by) if visit.onsite_by else math.inf,
        visit.late_cost_per_hour / 3600,
        visit.late_cost_per_started_day,
        math.inf if visit.late_cost_cap is None else visit.late_cost_cap,
        seconds_since(start_at, visit.restore_by) if visit.restore_by else math.inf,
        visit.restore_late_cost_per_hour / 3600,
        *_retiming_prices(visit.planned, start_at),
    )


def _retiming_prices(planned: Planned | None, start_at: datetime) -> tuple[float, ...]:
    """From when to when a start costs nothing against the plan that people know, and a second's price outside."""
    if planned is None:
        return -math.inf, 0.0, math.inf, 0.0
    return (
        seconds_since(start_at, planned.start - planned.free),
        planned.earlier_cost_per_hour / 3600,
        seconds_since(start_at, planned.start + planned.free),
        planned.later_cost_per_hour / 3600,
    )
