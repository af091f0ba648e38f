"""From a problem to a plan that is explained and checked, in a job."""

from dataclasses import dataclass

from api.jobs.kinds import Task
from optimiser import (
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


class UnsoundPlan(Exception):
    """A plan of ours that the checker refuses: a mistake of ours, and no plan for anybody."""


@dataclass(frozen=True)
class Searched:
    """A plan, explained and checked, of a problem with its travel."""

    problem: Problem
    travel: TravelTimes
    plan: Plan
    verdict: Verdict


def searched(
    task: Task, problem: Problem, seconds: float | None = None, iterations: int | None = None, seed: int = 0
) -> Searched:
    """Plan a problem as long as is asked for, or until the job is to stop.

    Raises
    ------
    UnsoundPlan
        Where the checker finds that the plan breaks a rule.
    """
    hearing = task.hearing
    hearing.tell(phase="travel")
    travel = travel_times(problem, cache=MatrixCache())
    hearing.require_own()
    hearing.tell(phase="search")
    plan = solve(
        problem,
        travel,
        SolveParams(seconds=seconds, iterations=iterations, seed=seed, threads=task.threads),
        clock=task.seconds,
        on_progress=lambda news: _tell(task, news),
        should_stop=hearing.should_stop,
    )
    hearing.require_own()
    hearing.tell(phase="explanation", cost=round(plan.cost.total, 2))
    plan = explain(problem, plan, travel)
    return checked(problem, plan, travel)


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


def _tell(task: Task, news: Progress) -> None:
    task.hearing.tell(cost=round(news.cost, 2), served=news.served, late=news.late)
