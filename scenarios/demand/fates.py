"""What becomes of tickets, from numbers between 0 and 1.

Every property has a column of its own, so that a share that a scenario changes flips only the tickets between the old
share and the new one, and nothing else of them.
"""

from collections.abc import Callable
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, ndtri

from scenarios.demand.model import Fate, Stream, WorkTime

Floats = NDArray[np.float64]

MOST_VISITS = 5
"""After so many visits any fault is repaired."""

COLUMNS = 7 + MOST_VISITS
"""How many numbers the fate of a ticket takes."""


def draw_fates(stream: Stream, uniforms: Floats) -> list[Fate]:
    """Turn numbers into fates.

    Parameters
    ----------
    stream : Stream
    uniforms : array of float, tickets × COLUMNS
        In [0, 1).
    """
    answered, sorting, remote, gives_up, patience, part, repeat = uniforms[:, :7].T
    answered_s = _exponential(answered, stream.answer.total_seconds())
    sorted_s = answered_s + _exponential(sorting, stream.remote_work.total_seconds())
    cancelled_s = _exponential(patience, stream.cancel_after.total_seconds())
    visits = _visits(repeat, stream.repeat_share)
    work_s = np.maximum(1.0, draw_work(stream.work, uniforms[:, 7:]))
    return [
        Fate(
            answered_after=timedelta(seconds=answer),
            sorted_after=timedelta(seconds=known),
            is_remote=is_remote,
            cancelled_after=timedelta(seconds=cancel) if is_cancelled else None,
            work=tuple(timedelta(seconds=each) for each in times[:count]),
            part=stream.part if needs_part else None,
        )
        for answer, known, is_remote, cancel, is_cancelled, count, times, needs_part in zip(
            answered_s.round().tolist(),
            sorted_s.round().tolist(),
            (remote < stream.remote_share).tolist(),
            cancelled_s.round().tolist(),
            (gives_up < stream.cancel_share).tolist(),
            visits.tolist(),
            work_s.round().tolist(),
            (part < stream.part_share).tolist(),
            strict=True,
        )
    ]


def draw_work(work: WorkTime, uniforms: Floats) -> Floats:
    """Turn numbers into how long work takes, in seconds, by the inverse of its distribution."""
    return _KINDS[work.kind](uniforms, work.planned.total_seconds(), work.cv)


def _lognormal(uniforms: Floats, mean: float, cv: float) -> Floats:
    variance = np.log1p(cv**2)  # of the logarithm
    lower = np.finfo(float).tiny  # ndtri(0) is minus infinity
    times: Floats = mean * np.exp(np.sqrt(variance) * ndtri(np.maximum(uniforms, lower)) - variance / 2)
    return times


def _gamma(uniforms: Floats, mean: float, cv: float) -> Floats:
    if cv == 0:
        return np.full_like(uniforms, mean)
    shape = cv**-2
    times: Floats = mean / shape * gammaincinv(shape, uniforms)
    return times


def _exponential(uniforms: Floats, mean: float) -> Floats:
    times: Floats = -mean * np.log1p(-uniforms)
    return times


_KINDS: dict[str, Callable[[Floats, float, float], Floats]] = {
    "lognormal": _lognormal,
    "gamma": _gamma,
    "exponential": lambda uniforms, mean, _: _exponential(uniforms, mean),
    "fixed": lambda uniforms, mean, _: np.full_like(uniforms, mean),
}


def _visits(uniforms: Floats, repeat_share: float) -> NDArray[np.int64]:
    """How many visits a repair takes: geometric, since each fails with the same probability."""
    visits = np.ones(len(uniforms), dtype=np.int64)
    for count in range(1, MOST_VISITS):
        visits += uniforms < repeat_share**count
    return visits
