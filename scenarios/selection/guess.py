"""A guess at the measure of every candidate from those sampled. It decides what to sample next, and nothing else."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.selection.space import Space

_LENGTH = 0.4
"""How far candidates resemble each other, as a share of the way from the first level of an axis to the last."""
_CONSTANT, _SLOPE, _BEND = 1.0, 4.0, 0.5
"""Prior variances, in those of the means seen: of the level, of slopes along axes, of how the truth bends."""
_ASPECT = 0.25
"""How much of a length apart two levels of an axis without order are."""


@dataclass(frozen=True)
class Guess:
    """Mean and standard deviation of what each candidate's measure may be.

    Attributes
    ----------
    mean, deviation : array
        By candidate.
    """

    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]


class Guesser:
    """Kriging over the levels: a straight line along each ordered axis, bent by what is known near by.

    It is a Gaussian process with a kernel of three terms: constant, linear, squared exponential
    (Rasmussen & Williams 2006, Gaussian Processes for Machine Learning, chapters 2 and 4).
    """

    def __init__(self, space: Space) -> None:
        ordered = [position for position, axis in enumerate(space.axes) if axis.is_ordered and len(axis.levels) > 1]
        others = [position for position, axis in enumerate(space.axes) if not axis.is_ordered]
        ends = np.array([space.shape[position] - 1 for position in ordered], dtype=float)
        self._places = space.levels[:, ordered] / ends
        self._kinds = space.levels[:, others]

    def guess(self, numbers: NDArray[np.int64], means: NDArray[np.float64], errors: NDArray[np.float64]) -> Guess:
        """Guess at all candidates.

        Parameters
        ----------
        numbers : array of int
            The candidates sampled, two or more.
        means, errors : array of float
            Of their measure: the mean, and its standard error.
        """
        centre = float(np.mean(means))
        scale = float(np.std(means)) or 1.0
        noise = np.maximum(errors / scale, 1e-3) ** 2
        seen = self._kernel(numbers, numbers) + np.diag(noise)
        cross = self._kernel(np.arange(len(self._places)), numbers)
        factor = np.linalg.cholesky(seen)
        half = np.linalg.solve(factor, cross.T)
        mean = half.T @ np.linalg.solve(factor, (means - centre) / scale)
        variance = np.maximum(self._own() - np.sum(half**2, axis=0), 1e-12)
        return Guess(centre + scale * mean, scale * np.sqrt(variance))

    def _kernel(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.float64]:
        one, other = self._places[rows] - 0.5, self._places[columns] - 0.5
        apart = np.sum((one[:, None, :] - other[None, :, :]) ** 2, axis=2)
        apart += _ASPECT * np.sum(self._kinds[rows][:, None, :] != self._kinds[columns][None, :, :], axis=2)
        bend = _BEND * np.exp(-apart / (2 * _LENGTH**2))
        answer: NDArray[np.float64] = _CONSTANT + _SLOPE * (one @ other.T) + bend
        return answer

    def _own(self) -> NDArray[np.float64]:
        answer: NDArray[np.float64] = _CONSTANT + _SLOPE * np.sum((self._places - 0.5) ** 2, axis=1) + _BEND
        return answer
