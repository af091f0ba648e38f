"""What is chosen among: candidates of staffing, one level of each axis, in the order of more and less."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np
from numpy.typing import NDArray

from scenarios.service import Service

Candidate = tuple[int, ...]
"""The level that is taken on each axis."""


@dataclass(frozen=True)
class Choice:
    """One level of an axis: two more engineers on early shifts.

    Attributes
    ----------
    name : str
        What it is called in the answer.
    change : callable
        From a service to the changed service; it can be pickled.
    cost_per_day : float
        What it costs, against the service as it is, in the currency of the book.
    """

    name: str
    change: Callable[[Service], Service]
    cost_per_day: float = 0.0


@dataclass(frozen=True)
class Axis:
    """One decision: how many engineers of a type, who is trained, who works which shifts.

    Attributes
    ----------
    name : str
    levels : sequence of Choice
    is_ordered : bool
        Whether each level is at least as good for the measure as the one before, all else being equal. It is taken
        as given, and told where samples speak against it. Levels of an axis without order say nothing of each other.
    """

    name: str
    levels: Sequence[Choice]
    is_ordered: bool = True


@dataclass(frozen=True)
class Space:
    """All candidates: every combination of levels.

    Candidates are numbered from 0, the levels of the last axis running fastest.

    Attributes
    ----------
    axes : sequence of Axis
    base_cost_per_day : float
        What the service costs as it is.
    """

    axes: Sequence[Axis]
    base_cost_per_day: float = 0.0

    def __len__(self) -> int:
        return prod(self.shape)

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """How many levels each axis has."""
        return tuple(len(axis.levels) for axis in self.axes)

    @cached_property
    def levels(self) -> NDArray[np.int64]:
        """Candidates × axes: the level of each candidate on each axis."""
        return np.stack([grid.ravel() for grid in np.indices(self.shape)], axis=1)

    @cached_property
    def costs(self) -> NDArray[np.float64]:
        """What each candidate costs per day."""
        total = np.full(len(self), self.base_cost_per_day)
        for position, axis in enumerate(self.axes):
            prices = np.array([level.cost_per_day for level in axis.levels])
            total += prices[self.levels[:, position]]
        return np.round(total, 6)

    def candidate(self, number: int) -> Candidate:
        """Tell the levels of the candidate of that number."""
        return tuple(int(level) for level in self.levels[number])

    def number(self, candidate: Candidate) -> int:
        """Tell the number of the candidate of these levels."""
        return int(np.ravel_multi_index(candidate, self.shape))

    def choices(self, candidate: Candidate) -> Iterator[Choice]:
        """Go through the levels that a candidate takes."""
        for axis, level in zip(self.axes, candidate, strict=True):
            yield axis.levels[level]

    def name(self, candidate: Candidate) -> str:
        """Call a candidate by the names of its levels."""
        return ", ".join(choice.name for choice in self.choices(candidate))

    def above(self, number: int) -> NDArray[np.bool_]:
        """Tell which candidates are at least as good as this one, itself among them."""
        return self._compared(number, np.greater_equal)

    def below(self, number: int) -> NDArray[np.bool_]:
        """Tell which candidates are at most as good as this one, itself among them."""
        return self._compared(number, np.less_equal)

    def count_below(self, marked: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Count, for each candidate, how many of those marked are at most as good as it: sums along each order."""
        counts = marked.reshape(self.shape).astype(np.int64)
        for position, axis in enumerate(self.axes):
            if axis.is_ordered:
                counts = np.cumsum(counts, axis=position)
        return counts.ravel()

    def _compared(self, number: int, compare: np.ufunc) -> NDArray[np.bool_]:
        answer = np.ones(len(self), dtype=np.bool_)
        for position, axis in enumerate(self.axes):
            column = self.levels[:, position]
            is_so = compare if axis.is_ordered else np.equal
            answer &= is_so(column, column[number])
        return answer
