"""Quantiles of waiting times, from how many of them lie in each bin."""

import numpy as np
from numpy.typing import NDArray

from scenarios.measures.tally import WAIT_EDGES_S

WAIT_ERROR_S = float(WAIT_EDGES_S[1])
"""How far, in seconds, a quantile below that many seconds may be off."""

WAIT_ERROR_SHARE = float(WAIT_EDGES_S[2] / WAIT_EDGES_S[1]) - 1.0
"""How far a longer quantile may be off, as a share of itself: 2.9 %."""


def wait_quantiles(counts: NDArray[np.int64], shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Find the waits that given shares of all waits do not exceed.

    Inside a bin, waits are taken to be spread evenly on the scale of their logarithm (evenly in the first bin, which
    begins at 0). The smallest observed wait that the share does not exceed lies in the same bin as the answer, so
    that differs from it by less than `WAIT_ERROR_SHARE` of it, or less than `WAIT_ERROR_S` in the first bin; past the
    last edge, 180 days, the answer is that edge.

    Parameters
    ----------
    counts : array of int
        How many waits lie in each bin of WAIT_EDGES_S; at least one in all.
    shares : array of float
        Above 0, at most 1.

    Returns
    -------
    array of float
        Seconds, one for each share.
    """
    upto = np.cumsum(counts)
    ranks = shares * upto[-1]
    bins = np.searchsorted(upto, ranks, side="left")
    inside = (ranks - (upto[bins] - counts[bins])) / counts[bins]
    low = WAIT_EDGES_S[bins]
    high = WAIT_EDGES_S[np.minimum(bins + 1, len(WAIT_EDGES_S) - 1)]
    grown = low * (high / np.where(low > 0.0, low, high)) ** inside
    seconds: NDArray[np.float64] = np.where(low > 0.0, grown, high * inside)
    return seconds
