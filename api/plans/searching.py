"""From a problem to a plan that is explained and checked, in a job."""

from dataclasses import dataclass, replace

from api.jobs.kinds import Task
from api.jobs.parts import searched_in_parts
from api.plans.bounding import Bounding
from optimiser import (
    Bound,
    MatrixCache,
    Plan,
    Problem,
    Progress,
    SolveParams,
    TravelTimes,
    Verdict,
    check,
    explain,
    solve,
    travel_times,
)

_NAMED = 5
_SHARE_OF_PARTS = 0.7
"""Of the time of a very large day: for its regions; the rest is for the whole that they are put together to."""


class UnsoundPlan(Exception):
    """A plan of ours that the checker refuses: a mistake of ours, and no plan for anybody."""


@dataclass(frozen=True)
class Searched:
    """A plan, explained and checked, of a problem with its travel; and the bound beside it, where one is known.

    How good a bound is depends on the time that there was: it is not in the plan, which is the same each time.
    """

    problem: Problem
    travel: TravelTimes
    plan: Plan
    verdict: Verdict
    bound: Bound | None = None


def travelled(task: Task, problem: Problem) -> TravelTimes:
    """Find the travel between the places of a problem."""
    task.hearing.tell(phase="travel")
    travel = travel_times(problem, cache=MatrixCache())
    task.hearing.require_own()
    return travel


def searched(
    task: Task,
    problem: Problem,
    travel: TravelTimes,
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
) -> Searched:
    """Plan a problem as long as is asked for, or until the job is to stop.

    Raises
    ------
    UnsoundPlan
        Where the checker finds that the plan breaks a rule.
    """
    hearing = task.hearing
    start = None
    if seconds is not None and iterations is None:  # what counts iterations has one answer, whatever the cluster
        start = searched_in_parts(task, problem, travel, seconds * _SHARE_OF_PARTS, seed)
        seconds = seconds if start is None else seconds * (1 - _SHARE_OF_PARTS)
    hearing.tell(phase="search")
    with Bounding(problem, travel, lambda found: hearing.tell(bound=found.lower)) as bounding:
        plan = solve(
            problem,
            travel,
            SolveParams(seconds=seconds, iterations=iterations, seed=seed, threads=task.threads),
            clock=task.seconds,
            on_progress=lambda news: _tell(task, news, bounding),
            should_stop=hearing.should_stop,
            start=start,
        )
    hearing.require_own()
    hearing.tell(phase="explanation", cost=round(plan.cost.total, 2))
    bound = bounding.of(plan)
    _tell_bound(task, bound)
    plan = explain(problem, plan, travel)
    return replace(checked(problem, plan, travel), bound=bound)


def checked(problem: Problem, plan: Plan, travel: TravelTimes) -> Searched:
    """Let the checker look at a plan.

    Raises
    ------
    UnsoundPlan
        Where it finds that the plan breaks a rule.
    """
    verdict = check(problem, plan, travel.seconds, travel.metres)
    if verdict.violations:
        first = "; ".join(f"{each.code}: {each.message}" for each in verdict.violations[:_NAMED])
        raise UnsoundPlan(f"the plan breaks {len(verdict.violations)} rules: {first}")
    return Searched(problem, travel, plan, verdict)


def _tell_bound(task: Task, bound: Bound | None) -> None:
    task.hearing.tell(bound=bound.lower if bound else None, gap=round(bound.gap, 4) if bound else None)


def _tell(task: Task, news: Progress, bounding: Bounding) -> None:
    bounding.begin()
    task.hearing.tell(cost=round(news.cost, 2), served=news.served, late=news.late)
