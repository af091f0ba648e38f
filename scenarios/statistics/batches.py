"""The interval of a mean from one long run, whose values depend on each other."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenarios.statistics.intervals import Interval, checked, mean_interval


def batch_means(series: Sequence[float] | NDArray[np.float64], batches: int = 20, confidence: float = 0.95) -> Interval:
    """Give the mean of a stationary series with an interval from the means of batches.

    Neighbours in a series are alike, the means of long batches hardly so: these are treated as replications. Between
    10 and 30 batches are advised (Schmeiser 1982, doi:10.1287/opre.30.3.556). What does not fill the batches is left
    out at the beginning.

    Parameters
    ----------
    series : sequence of float
        In order, without its warm-up.
    batches : int
        How many, at least 2.
    confidence : float

    Raises
    ------
    ValueError
        Where there are fewer than 2 batches, or fewer values than batches.
    """
    sample = checked(series)
    if not 2 <= batches <= len(sample):
        raise ValueError(
            f"{len(sample)} values do not make {batches} batches; there are 2 or more, of 1 or more values"
        )
    size = len(sample) // batches
    return mean_interval(sample[len(sample) - batches * size :].reshape(batches, size).mean(axis=1), confidence)
