"""How many tickets come, without making any: for bands around what is to be expected."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from scenarios.demand.chance import generator_of
from scenarios.demand.model import Demand, Stream
from scenarios.demand.rates import Floats, Rates, day_shape, factor_of, monday_of, week_shape

Ints = NDArray[np.int64]


def draw_counts(
    demand: Demand, days: Sequence[date], seed: int, replications: int, block_h: int = 24
) -> dict[str, Ints]:
    """Draw how many tickets each stream has, in blocks of hours.

    They follow the law of :class:`~scenarios.demand.drawing.Drawing`, but are not its tickets. Of a bunch all tickets
    count in the block of the first; surges of single sites are left out.

    Parameters
    ----------
    demand : Demand
    days : sequence of date
    seed, replications : int
    block_h : int
        Hours in a block; a divisor of 24.

    Returns
    -------
    mapping of str to array of int, replications × days × blocks
        By the stream's id.
    """
    return {
        stream.id: _counts(stream, expected_counts(demand, stream, days, block_h), days, seed, replications)
        for stream in demand.streams
    }


def expected_counts(demand: Demand, stream: Stream, days: Sequence[date], block_h: int = 24) -> Floats:
    """Tell how many tickets of a stream are to be expected, by day and block of hours."""
    rates = Rates(stream)
    means = np.array([rates.of_day(day) * factor_of(demand, stream, day) for day in days])
    hours = np.array([rates.hours_of(day.weekday()) for day in days])
    blocks: Floats = means[:, None] * hours.reshape(len(days), -1, block_h).sum(axis=2)
    return blocks


def _counts(stream: Stream, expected: Floats, days: Sequence[date], seed: int, replications: int) -> Ints:
    generator = generator_of(seed, stream.id, "counts")
    weeks, week = np.unique([monday_of(day).toordinal() for day in days], return_inverse=True)
    rates = Rates(stream)
    shapes = np.array([day_shape(stream, max(rates.of_day(day), 1e-9)) for day in days])
    mood = _factors(generator, np.full(len(weeks), week_shape(stream)), replications)[:, week]
    mood = mood * _factors(generator, shapes, replications)
    means = mood[:, :, None] * expected
    if stream.bunching > 1:
        means = generator.gamma(means / (stream.bunching - 1)) * (stream.bunching - 1)
    return generator.poisson(means)


def _factors(generator: np.random.Generator, shapes: Floats, replications: int) -> Floats:
    """Gamma variables of mean 1; 1 where the shape is infinite."""
    finite = np.where(np.isfinite(shapes), shapes, 1.0)
    drawn = generator.gamma(finite, size=(replications, len(shapes))) / finite
    return np.where(np.isfinite(shapes), drawn, 1.0)
