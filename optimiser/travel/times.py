"""What travel amounts to: whole seconds and metres from every place to every other."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

UNREACHABLE_S = 100_000_000
"""Seconds between two places that no road joins: three years, so that no route can use them."""

UNREACHABLE_M = 1_000_000_000
"""Metres between two places that no road joins. Two of them still fit into 32 bits."""


@dataclass(frozen=True, eq=False)
class TravelTimes:
    """Seconds and metres from place i (row) to place j (column), in the order of the problem's places.

    Attributes
    ----------
    seconds, metres : numpy.ndarray of int32, n×n
        The diagonal is 0. A pair that cannot be reached has `UNREACHABLE_S` and `UNREACHABLE_M`; nothing exceeds them.
    """

    seconds: NDArray[np.int32]
    metres: NDArray[np.int32]


def whole_times(seconds: NDArray[Any], metres: NDArray[Any]) -> TravelTimes:
    """Round measured seconds and metres to whole ones, half to even.

    Parameters
    ----------
    seconds, metres : numpy.ndarray, n×n
        Numbers of any kind. A pair where either is infinite or not a number cannot be reached; what exceeds its
        sentinel is capped to it.

    Returns
    -------
    TravelTimes
        With a diagonal of 0.
    """
    whole_s, whole_m = np.empty(seconds.shape, np.int32), np.empty(metres.shape, np.int32)
    for row in range(len(seconds)):  # by row: the matrix of a large problem is not copied whole
        reachable = np.isfinite(seconds[row]) & np.isfinite(metres[row])
        whole_s[row] = np.rint(np.minimum(np.where(reachable, seconds[row], UNREACHABLE_S), UNREACHABLE_S))
        whole_m[row] = np.rint(np.minimum(np.where(reachable, metres[row], UNREACHABLE_M), UNREACHABLE_M))
    np.fill_diagonal(whole_s, 0)
    np.fill_diagonal(whole_m, 0)
    return TravelTimes(whole_s, whole_m)
