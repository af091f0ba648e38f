"""Prices on visits that make the bound high: subgradient ascent."""

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from optimiser.bounds.relaxation import Relaxation

_STEP = 0.5  # at first, as a share of the bound
_PATIENCE, _SHORTER = 5, 0.7
_MOMENTUM = 0.3


def ascent(relaxation: Relaxation, rounds: Sequence[int], should_stop: Callable[[], bool]) -> Iterator[float]:
    """Bounds, better and better but for the first, which may be above the next ones.

    Each round raises the price of what no route serves and lowers that of what several do, by a step that gets shorter
    whenever some rounds brought nothing better (Held, Wolfe and Crowder 1974).
    """
    first, worth = relaxation.least_worth()
    yield first
    best, share, failed, way = -math.inf, _STEP, 0, np.zeros(len(worth))
    for slices in rounds:
        judged = relaxation.judged(worth, slices, should_stop)
        if judged is None:
            return
        value, times = judged
        missing = np.where((worth >= relaxation.most) & (times == 0), 0.0, 1.0 - times)
        way = missing + _MOMENTUM * way
        failed += 1
        if value > best:
            yield value
            best, top, top_missing, failed = value, worth, missing, 0
        elif failed == _PATIENCE:
            share, failed, worth, way = share * _SHORTER, 0, top, top_missing
        if not missing.any():
            return
        step = share * max(first, best, 1.0) / max(1.0, float(way @ way))
        worth = np.minimum(relaxation.most, worth + step * way)
