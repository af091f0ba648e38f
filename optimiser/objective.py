"""The only place where a price is computed.

The cost of a plan is kilometres and travel hours at the engineer's prices, overtime, lateness, what is skipped, the
fixed cost of the shifts used, preferences, and departing from a plan that people know. The kernels call these functions
for every placement they try.
"""

import math

import numpy as np
from numpy.typing import NDArray

from optimiser.compiled import inlined
from optimiser.facts import (
    EARLIER_PER_S,
    END,
    LATE_CAP,
    LATE_PER_DAY,
    LATE_PER_S,
    LATER_PER_S,
    ONSITE_BY,
    OVERTIME_PER_S,
    PLANNED_FROM,
    PLANNED_UNTIL,
    RESTORE_BY,
    RESTORE_LATE_PER_S,
)

DAY_S = 86400.0


@inlined
def lateness_price(row, start_s, end_s):
    """What it costs to start and end service then.

    Parameters
    ----------
    row : float64 array
        The visit's row of ``visit_f``.
    start_s, end_s : int
        Seconds from the start of the horizon.
    """
    price = 0.0
    over = start_s - row[ONSITE_BY]
    if over > 0.0:
        price = min(row[LATE_CAP], over * row[LATE_PER_S] + math.ceil(over / DAY_S) * row[LATE_PER_DAY])
    over = end_s - row[RESTORE_BY]
    if over > 0.0:
        price += over * row[RESTORE_LATE_PER_S]
    return price


@inlined
def delay_price(row, start_s, end_s):
    """All of what service then costs that grows with time: lateness, and starting later than planned before."""
    price = lateness_price(row, start_s, end_s)
    over = start_s - row[PLANNED_UNTIL]
    if over > 0.0:
        price += over * row[LATER_PER_S]
    return price


@inlined
def earliness_price(row, start_s):
    """What starting earlier than planned before costs: all that shrinks with time."""
    under = row[PLANNED_FROM] - start_s
    return under * row[EARLIER_PER_S] if under > 0.0 else 0.0


def retiming_price(row: NDArray[np.float64], start_s: float) -> float:
    """What starting at another time than planned before costs."""
    over = max(0.0, start_s - row[PLANNED_UNTIL])
    return float(earliness_price(row, start_s) + (over * row[LATER_PER_S] if over else 0.0))


@inlined
def overtime_price(row, back_s):
    """What it costs to be back then; `row` is the shift's row of ``shift_f``."""
    return max(0.0, back_s - row[END]) * row[OVERTIME_PER_S]


@inlined
def free_until(row, duration_s, never):
    """The last start that costs no delay, in seconds; `never` where delay has no price."""
    until = float(never)
    if row[LATE_PER_S] > 0.0 or row[LATE_PER_DAY] > 0.0:
        until = min(until, row[ONSITE_BY])
    if row[RESTORE_LATE_PER_S] > 0.0:
        until = min(until, row[RESTORE_BY] - duration_s)
    if row[LATER_PER_S] > 0.0:
        until = min(until, row[PLANNED_UNTIL])
    return math.floor(until)
