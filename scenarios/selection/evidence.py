"""What samples say: intervals of the candidates sampled, and what follows from them for those above and below."""

from itertools import combinations
from math import isfinite, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, stdtrit

from optimiser import RoundsmanError
from scenarios.selection.goal import Goal
from scenarios.selection.looks import Looks
from scenarios.selection.space import Space

LEAST_SPREAD_SHARE = 0.25
"""Of the median standard deviation of the candidates: what is reckoned with for one whose replications are all alike.

Five replications in which every ticket was on time do not mean that none will ever be late."""

HOPELESS_SHARE = 0.05
"""A candidate is given up if it is less likely than this to be decided by all the replications that it may have."""


class Evidence:
    """The samples, and bounds that hold for every candidate, in the sense that more is better.

    A bound goes further than its candidate: what is at least as good has at least its lower bound, what is at most as
    good has at most its upper bound. Bounds only tighten, so what was decided stays decided.

    Attributes
    ----------
    low, high : array of float
        Bounds of each candidate's mean, from its own samples and those of others.
    own : dict of int to (float, float)
        The intervals from the candidate's own samples alone.
    given_up : set of int
        Candidates that had all the replications they may have, or that will hardly be decided by them.
    bound : float
        The goal's, in the sense that more is better.
    """

    def __init__(self, space: Space, goal: Goal, looks: Looks) -> None:
        self.space, self.looks = space, looks
        self.sign = 1.0 if goal.is_floor else -1.0
        self.bound = self.sign * goal.bound
        self.low: NDArray[np.float64] = np.full(len(space), -np.inf)
        self.high: NDArray[np.float64] = np.full(len(space), np.inf)
        self.own: dict[int, tuple[float, float]] = {}
        self.given_up: set[int] = set()
        self._indifference = goal.indifference
        self._series: dict[int, list[float]] = {}
        self._early: dict[int, dict[int, float]] = {}
        self._looked: dict[int, int] = {}
        self._means: dict[int, float] = {}
        self._spreads: dict[int, float] = {}
        self._usual_spread = 0.0

    def add(self, number: int, replication: int, value: float) -> None:
        """Take a sample, in any order of replications, and look at the candidate when it is due.

        Raises
        ------
        RoundsmanError
            Where the replication has nothing to measure.
        """
        if not isfinite(value):
            name = self.space.name(self.space.candidate(number))
            message = f"there was nothing to measure in replication {replication} of {name!r}"
            raise RoundsmanError(f"{message}; simulate more days, or ask for a larger group")
        early = self._early.setdefault(number, {})
        series = self._series.setdefault(number, [])
        early[replication] = self.sign * value
        while len(series) in early:
            series.append(early.pop(len(series)))
        while (size := self.looks.next_size(self.looked(number))) is not None and size <= len(series):
            self._look(number, size)

    def count(self, number: int) -> int:
        """Count the replications of a candidate that are known without a gap."""
        return len(self._series.get(number, ()))

    def looked(self, number: int) -> int:
        """Count the replications at the last look."""
        return self._looked.get(number, 0)

    @property
    def samples_count(self) -> int:
        """Count all samples."""
        return sum(map(len, self._series.values())) + sum(map(len, self._early.values()))

    @property
    def sampled(self) -> list[int]:
        """Name the candidates that were looked at, in the order of their first look."""
        return list(self._looked)

    def mean(self, number: int) -> float:
        """Average a candidate's replications at its last look, more is better."""
        return self._means[number]

    def deviation(self, number: int) -> float:
        """Spread a candidate's replications at its last look: their standard deviation, or what is reckoned with."""
        return max(self._spreads[number], LEAST_SPREAD_SHARE * self._usual_spread)

    def usual_deviation(self) -> float:
        """Give the median of the candidates' standard deviations."""
        return self._usual_spread

    def contradictions(self, confidence: float) -> list[tuple[int, int]]:
        """Find pairs of which the first should be at least as good, and was worse in the replications that both have.

        A paired, one-sided test on each pair that was sampled, their number allowed for by Bonferroni's inequality. It
        is a warning light, not part of the guarantee: how many replications there are was not settled beforehand.
        """
        pairs = [pair for one, other in combinations(self._looked, 2) if (pair := self._in_order(one, other))]
        return [pair for pair in pairs if self._is_worse(*pair, (1.0 - confidence) / len(pairs))]

    def _in_order(self, one: int, other: int) -> tuple[int, int] | None:
        if self.space.above(other)[one]:
            return one, other
        return (other, one) if self.space.above(one)[other] else None

    def _is_worse(self, upper: int, lower: int, tail: float) -> bool:
        size = min(self.looked(upper), self.looked(lower))
        differences = np.subtract(self._series[upper][:size], self._series[lower][:size])
        mean, error = float(np.mean(differences)), float(np.std(differences, ddof=1)) / sqrt(size)
        rounding = 1e-9 * max(1.0, abs(self.mean(lower)))
        return mean - float(stdtrit(size - 1, tail)) * error < -rounding

    def _look(self, number: int, size: int) -> None:
        seen = self._series[number][:size]
        self._looked[number] = size
        self._means[number], self._spreads[number] = float(np.mean(seen)), float(np.std(seen, ddof=1))
        self._usual_spread = float(np.median(list(self._spreads.values())))
        mean, radius = self.mean(number), self.looks.radius(size) * self.deviation(number)
        low, high = self.own.get(number, (-np.inf, np.inf))
        tighter = max(low, mean - radius), min(high, mean + radius)
        low, high = tighter if tighter[0] <= tighter[1] else (mean - radius, mean + radius)
        self.own[number] = low, high
        above, below = self.space.above(number), self.space.below(number)
        self.low[above] = np.maximum(self.low[above], low)
        self.high[below] = np.minimum(self.high[below], high)
        if self._is_hopeless(number):
            self.given_up.add(number)

    def _is_hopeless(self, number: int) -> bool:
        """Tell whether the last look will hardly decide, going by how far the mean may still move until then."""
        count, last, spread = self.looked(number), self.looks.at_most, self.deviation(number)
        radius, moves = self.looks.radius(last) * spread, spread * sqrt((1 - count / last) / count)
        to_keep = self.mean(number) - radius - self.bound
        to_miss = self.bound + self._indifference - radius - self.mean(number)
        if not moves:
            return max(to_keep, to_miss) < 0 or count >= last
        return float(ndtr(to_keep / moves) + ndtr(to_miss / moves)) < HOPELESS_SHARE
