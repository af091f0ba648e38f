"""Replanning: what people were told is kept where that pays, and what is not kept is told with its price and why."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime

from optimiser.explanation.kept import keep
from optimiser.inputs import Problem
from optimiser.plan import Plan
from optimiser.replanning.changes import PlanChange, changes_to, disruption_cost
from optimiser.replanning.prices import DisruptionPrices, with_planned
from optimiser.replanning.standings import standings_of
from optimiser.schedule import price_routes
from optimiser.solver import Progress, SolveParams, solve
from optimiser.travel import TravelTimes

AT_ONCE = SolveParams(seconds=0.6)
"""How long a replan searches unless it is told: somebody waits for it."""


@dataclass(frozen=True)
class Replanned:
    """A plan for the world as it is now, and what it changes.

    Attributes
    ----------
    plan : Plan
        Its costs are those of the problem, without prices on changes. The unserved have no reasons yet.
    changes : tuple of PlanChange
        Every visit that stands elsewhere than in the published plan, by time.
    cost_of_changes : float
        What departing from the published plan is priced at, for visits that are left out too. The search made the sum
        of this and the plan's cost as small as it could.
    """

    plan: Plan
    changes: tuple[PlanChange, ...]
    cost_of_changes: float


def replan(
    problem: Problem,
    published: Plan,
    travel: TravelTimes,
    now: datetime,
    params: SolveParams = AT_ONCE,
    *,
    clock: Callable[[], float],
    prices: DisruptionPrices | None = None,
    told: Collection[str] = (),
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Replanned:
    """Plan anew in the middle of the day, starting from what was published and with a price on changing it.

    Parameters
    ----------
    problem : Problem
        The world as it is: new visits are in it, cancelled and finished ones are not, what is under way is pinned, and
        absent engineers have no shift.
    published : Plan
        What people know.
    travel : TravelTimes
        Between the problem's places.
    now : datetime
        Nothing that is not under way starts before it; it stands in for the problem's own.
    params : SolveParams, optional
    clock : callable
        Seconds since any instant, never going back.
    prices : DisruptionPrices, optional
    told : collection of str
        Ids of the visits whose customers were told.
    on_progress, should_stop : callable, optional
        As in :func:`optimiser.solver.solve`; costs are told with those of changes.

    Raises
    ------
    ImpossiblePlan
        Where a visit under way cannot be kept by any plan.
    """
    problem = replace(problem, now=now)
    priced = with_planned(problem, published, now, prices=prices or DisruptionPrices(), told=told)
    found = solve(
        priced, travel, params, clock=clock, on_progress=on_progress, should_stop=should_stop, start=published
    )
    kept = keep(priced, found, travel)
    plan = replace(found, cost=price_routes(problem, kept.arrays, found.routes))
    return Replanned(plan, changes_to(kept, published, plan), _cost_of_changes(priced, problem, plan))


def _cost_of_changes(priced: Problem, problem: Problem, plan: Plan) -> float:
    """What all departures cost: of visits that are served, and of those that are left out."""
    stands = standings_of(plan)
    cost = 0.0
    for visit, plain in zip(priced.visits, problem.visits, strict=True):
        if visit.id in stands:
            cost += disruption_cost(visit, stands[visit.id])
        else:
            cost += (visit.skip_cost or 0.0) - (plain.skip_cost or 0.0)
    return cost
