"""What is looked for, and how much may be sampled for it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """What the cheapest staffing must keep: a measure's mean over replications, at least or at most so much.

    Attributes
    ----------
    bound : float
        In the unit of the measure.
    is_floor : bool
        Whether the measure must be at least the bound; else at most.
    confidence : float
        That every statement of the answer is true, all together.
    indifference : float
        In the unit of the measure: nobody minds to miss a cheaper staffing that keeps the bound by less than that. It
        saves the samples that would tell it from the bound.
    """

    bound: float
    is_floor: bool = True
    confidence: float = 0.95
    indifference: float = 0.0


@dataclass(frozen=True)
class Effort:
    """How much may be sampled.

    Attributes
    ----------
    at_least, at_most : int
        Replications of a candidate that is sampled at all; 2 or more.
    samples_at_most : int or None
        Of all candidates together.
    frontier_points : int
        How many candidates along the frontier between cost and measure are sampled, so that it can be shown.
    """

    at_least: int = 5
    at_most: int = 60
    samples_at_most: int | None = None
    frontier_points: int = 12
