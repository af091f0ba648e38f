"""The values of all measures over a span of days of one run."""

import numpy as np

from scenarios.measures.catalogue import MEASURES
from scenarios.measures.quantiles import wait_quantiles
from scenarios.measures.tally import WAIT_EDGES_S, Tally

Readings = dict[tuple[str, str], float]
"""Values by measure and group."""

_QUANTILES = {name: measure.quantile for name, measure in MEASURES.items() if measure.quantile is not None}


def readings(tally: Tally, first_day: int = 0, last_day: int | None = None) -> Readings:
    """Read all measures over a span of days.

    Parameters
    ----------
    tally : Tally
        Of one run.
    first_day : int
        The first day that counts: the length of the warm-up.
    last_day : int, optional
        The last day that counts; by default the last one.

    Returns
    -------
    mapping of (measure, group) to float
        The sum of the parts over the sum of the wholes; what has nothing to be a part of, as the waiting time on days
        on which nobody was reached, is not in it. Quantiles of waiting times are in hours, as exact as
        `quantiles.wait_quantiles` says.

    Raises
    ------
    ValueError
        Where the span holds no day of the run.
    """
    end = tally.days if last_day is None else last_day + 1
    if not 0 <= first_day < end <= tally.days:
        raise ValueError(
            f"days {first_day} to {end - 1} are not all in a run of {tally.days} days, which are counted from 0"
        )
    values: Readings = {}
    for (measure, group), sums in tally.sums.items():
        whole = sum(sums.wholes[first_day:end])
        if whole:
            values[measure, group] = sum(sums.parts[first_day:end]) / whole
    return values | _wait_readings(tally, first_day, end)


def _wait_readings(tally: Tally, first_day: int, end: int) -> Readings:
    values: Readings = {}
    shares = np.array(list(_QUANTILES.values()))
    for group in tally.waits:
        days, bins, counts = tally.wait_counts(group)
        counted = (first_day <= days) & (days < end)
        if counted.any():
            in_bin = np.bincount(bins[counted], weights=counts[counted], minlength=len(WAIT_EDGES_S)).astype(np.int64)
            hours = wait_quantiles(in_bin, shares) / 3600.0
            values |= {(name, group): float(value) for name, value in zip(_QUANTILES, hours, strict=True)}
    return values
