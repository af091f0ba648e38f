"""Where the warm-up of a simulation ends: how many days at its beginning still show how it began."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BATCH = 5
"""Days that are averaged before a series is looked at, the 5 of MSER-5."""

LEAST_DAYS = 40
"""A run that is shorter has too few batches to tell whether it has settled."""


@dataclass(frozen=True)
class WarmUp:
    """How much of a run to leave out.

    Attributes
    ----------
    days : int
        At its beginning; at most half of it.
    has_settled : bool
        Whether the rest shows no more of the beginning, as far as can be seen. If not, the run is too short: more days
        help, of which there are LEAST_DAYS at least, or a start with the backlog that is usual; but no length does
        where more work comes in than can be done, and the backlog grows for ever.
    series : str or None
        The name of the series that took longest; None where nothing needs to be left out.
    """

    days: int
    has_settled: bool
    series: str | None


def warm_up(series: Mapping[str, NDArray[np.float64]]) -> WarmUp:
    """Find the warm-up that all series need, by MSER-5.

    Leaves out as many batches of 5 days, of the first half, as make the standard error of the mean of the rest
    smallest (White 1997, doi:10.1177/003754979706900601; why it works: White and Robinson 2010,
    doi:10.1057/jos.2010.19). A series is the mean of its replications, as Welch's, in which the transient is the same
    and the noise is less. Where the smallest is found at the very half, the run has not settled: of 365 stationary
    days fewer than 1 in 100 runs look so, of 112 days 3, of 56 days 10 (autoregressive series with coefficients of
    0.5 and 0.8, 5 replications).

    Parameters
    ----------
    series : mapping of str to array of float
        By name, of replications × days, or of days; the backlog is the one that takes longest, as a rule.

    Raises
    ------
    ValueError
        Where there is no series, or one without days, or with a value that is no finite number.
    """
    if not series:
        raise ValueError("there is no series to find the end of the warm-up in; give the backlog of each day")
    found = {name: _warm_up(name, values) for name, values in series.items()}
    longest = max(found.values(), key=lambda each: each.days)
    return WarmUp(longest.days, all(each.has_settled for each in found.values()), longest.series)


def _warm_up(name: str, values: NDArray[np.float64]) -> WarmUp:
    table = np.atleast_2d(np.asarray(values, dtype=np.float64))
    if not table.size or not np.isfinite(table).all():
        raise ValueError(f"the series {name!r} has no days, or values that are no finite numbers")
    days = table.shape[1]
    if days < BATCH or np.ptp(table) == 0.0:
        return WarmUp(0, days >= BATCH, None)
    # What fills no batch is left out at the end, so that a cut counts from the first day.
    batches = days // BATCH
    means = table.mean(axis=0)[: batches * BATCH].reshape(batches, BATCH).mean(axis=1)
    half = batches // 2
    cut = int(np.argmin(mser(means)[: half + 1]))
    return WarmUp(cut * BATCH, days >= LEAST_DAYS and cut < half, name if cut else None)


def mser(means: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the marginal standard error, squared, of the mean of what is left after 0, 1, 2 … batches are cut off."""
    left = np.arange(len(means), 0, -1)
    centred = means - means.mean()  # against cancellation
    total = np.cumsum(centred[::-1])[::-1]
    squares = np.cumsum(centred[::-1] ** 2)[::-1]
    errors: NDArray[np.float64] = (squares - total**2 / left) / left.astype(np.float64) ** 2
    return errors
