"""What no plan of a problem can cost less than."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from optimiser.bounds.ascent import ascent
from optimiser.bounds.relaxation import Relaxation
from optimiser.inputs import Problem
from optimiser.plan import Bound
from optimiser.problem import arrays
from optimiser.travel import TravelTimes

_NEAR = 60
_WORK = 600_000_000
_STAGES = ((32, 120), (96, 80))
"""Slices, and rounds at the most: each stage gets half of the work. The first finds the prices, the second proves."""
_CENTS, _ROUNDING = 100.0, 1e-4


@dataclass(frozen=True)
class LowerBound:
    """What a plan costs at least that leaves out no visit that must be served and that somebody may serve.

    Attributes
    ----------
    lower : float
        In the problem's currency, in whole cents.
    must_unserved : int
        How many visits must be served though nobody may: every plan leaves them out, and is not charged for it.
    """

    lower: float
    must_unserved: int

    def of(self, cost: float, must_unserved: int) -> Bound | None:
        """The bound as a plan states it; None of a plan that leaves out more of what must be served than it has to.

        Parameters
        ----------
        cost : float
            Of the plan.
        must_unserved : int
            How many visits it leaves out that must be served.
        """
        if must_unserved != self.must_unserved:
            return None
        return Bound(self.lower, (cost - self.lower) / cost if cost > 0 else 0.0)


def lower_bound(
    problem: Problem,
    travel: TravelTimes,
    *,
    on_better: Callable[[LowerBound], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    near_count: int = _NEAR,
) -> LowerBound:
    """Work out a cost that no plan of a problem can undercut.

    It takes some seconds of one core. How many rounds are made depends on the size of the problem alone, so that the
    same problem has the same bound.

    Parameters
    ----------
    problem : Problem
    travel : TravelTimes
        Between the problem's places, in their order.
    on_better : callable, optional
        Told of every better bound; the first one comes at once.
    should_stop : callable, optional
        Asked often; once it answers True the best bound so far is returned.
    near_count : int
        From every visit so many are looked at one by one, the nearest; the more, the higher is the bound of a small
        problem, and the fewer rounds are left to a large one.

    Raises
    ------
    ImpossiblePlan
        Where a visit under way cannot be kept by any plan.
    """
    inside = arrays(problem, travel)
    relaxation = Relaxation(problem, inside, near_count)
    musts = sum(problem.visits[k].skip_cost is None for k in inside.nobody)
    found = LowerBound(0.0, musts)
    rounds = [
        slices
        for slices, most in _STAGES
        for _ in range(min(most, _WORK // len(_STAGES) // max(1, relaxation.work(slices))))
    ]
    for value in ascent(relaxation, rounds, should_stop or (lambda: False)):
        lower = math.floor(value * _CENTS + _ROUNDING) / _CENTS
        if lower > found.lower:
            found = LowerBound(lower, musts)
            if on_better:
                on_better(found)
    return found
