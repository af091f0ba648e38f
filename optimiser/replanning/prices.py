"""What departing from a published plan costs, and the problem in which it does."""

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from optimiser.inputs import Planned, Problem, Visit
from optimiser.plan import Plan


@dataclass(frozen=True)
class DisruptionPrices:
    """What it costs to depart from a published plan, in the currency of the problem.

    The prices are those of a visit that is to start at once. They fall with the time until its planned start: after
    each `halving` they are half as high.

    Attributes
    ----------
    moved : float
        Another shift serves the visit.
    earlier_per_hour, later_per_hour : float
        Each hour by which it starts earlier or later than planned, beyond `free`.
    dropped : float
        It is left out; besides its own price for that.
    free : timedelta
        By how much it may start earlier or later without a price.
    told : float
        How many times as much all of it costs where the customer was told.
    halving : timedelta
        The time until the planned start that halves the prices.
    """

    moved: float = 30.0
    earlier_per_hour: float = 20.0
    later_per_hour: float = 20.0
    dropped: float = 120.0
    free: timedelta = timedelta(minutes=10)
    told: float = 3.0
    halving: timedelta = timedelta(hours=4)

    def __post_init__(self) -> None:
        amounts = (self.moved, self.earlier_per_hour, self.later_per_hour, self.dropped, self.told)
        if not all(0 <= amount < float("inf") for amount in amounts):
            raise ValueError("prices of disruption are finite and not negative")
        if self.free < timedelta(0) or self.halving <= timedelta(0):
            raise ValueError("free is not negative, and halving is above zero")

    def weight(self, ahead: timedelta, *, told: bool = False) -> float:
        """By how much the prices are multiplied.

        Parameters
        ----------
        ahead : timedelta
            The time until the planned start; what should have started already counts as starting at once.
        told : bool
            Whether the customer was told.
        """
        halvings = max(ahead, timedelta(0)) / self.halving
        return (self.told if told else 1.0) * math.pow(0.5, halvings)


def with_planned(
    problem: Problem, published: Plan, now: datetime, *, prices: DisruptionPrices, told: Collection[str] = ()
) -> Problem:
    """Put a price on every departure from a published plan.

    Parameters
    ----------
    problem : Problem
        The world as it is now.
    published : Plan
        What people know. Its visits that are under way, or that there are no longer, are left as they are.
    now : datetime
        The sooner a visit was to start, the more it costs to change it.
    prices : DisruptionPrices
    told : collection of str
        Ids of the visits whose customers were told.

    Returns
    -------
    Problem
        The same, with `planned` at every visit that the published plan serves, and its price of leaving it out raised.
    """
    planned = {
        stop.visit: (route.shift, stop.start) for route in published.routes for stop in route.stops if stop.visit
    }
    told = frozenset(told)

    def priced(visit: Visit) -> Visit:
        if visit.id not in planned or (visit.pin and visit.pin.under_way):
            return visit
        shift, start = planned[visit.id]
        weight = prices.weight(start - now, told=visit.id in told)
        stood = Planned(
            start=start,
            shift=shift,
            free=prices.free,
            earlier_cost_per_hour=weight * prices.earlier_per_hour,
            later_cost_per_hour=weight * prices.later_per_hour,
            move_cost=weight * prices.moved,
        )
        skip_cost = None if visit.skip_cost is None else visit.skip_cost + weight * prices.dropped
        return replace(visit, planned=stood, skip_cost=skip_cost)

    return replace(problem, visits=tuple(priced(visit) for visit in problem.visits))
