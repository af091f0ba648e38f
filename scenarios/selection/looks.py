"""Intervals that hold all together, whichever candidates are looked at, however often, and whenever that ends."""

from dataclasses import dataclass
from functools import cached_property
from math import ceil, sqrt

from scipy.special import stdtrit

GROWTH = 1.6
"""By what the replications of a candidate grow from one look to the next."""


@dataclass(frozen=True)
class Looks:
    """After how many replications the interval of a candidate is looked at, and how wide it is.

    Looks are settled beforehand. The probability of an error is shared out evenly over all looks at all candidates, so
    that by Bonferroni's inequality all intervals that could ever be looked at hold the true mean, together, with the
    confidence asked for. That needs neither that candidates are independent (they share their random numbers) nor any
    rule about which to sample next or when to stop. It needs that the measures of a candidate's replications are
    independent of each other, and normal; Student's interval is exact then from the second replication on.

    Attributes
    ----------
    candidates : int
        How many there are, sampled or not.
    confidence : float
    at_least, at_most : int
        Replications of a candidate at its first look, 2 or more, and at its last.
    """

    candidates: int
    confidence: float = 0.95
    at_least: int = 5
    at_most: int = 60

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """Replications at each look."""
        sizes = [self.at_least]
        while sizes[-1] < self.at_most:
            sizes.append(min(self.at_most, ceil(sizes[-1] * GROWTH)))
        return tuple(sizes)

    def next_size(self, count: int) -> int | None:
        """Tell at how many replications a candidate with `count` of them is looked at next; None: not any more."""
        return next((size for size in self.sizes if size > count), None)

    def radius(self, size: int) -> float:
        """Tell how far the interval of a look reaches from the mean, in standard deviations of a replication."""
        return self._radii[size]

    @cached_property
    def _radii(self) -> dict[int, float]:
        tail = (1.0 - self.confidence) / (2 * self.candidates * len(self.sizes))
        return {size: -float(stdtrit(size - 1, tail)) / sqrt(size) for size in self.sizes}
