"""Random days and weeks with a good plan, opened."""

from functools import cache
from random import Random

from optimiser.checker import check
from optimiser.documents import read_problem
from optimiser.inputs import Problem
from optimiser.offers import OpenPlan, open_plan
from optimiser.plan import Plan
from optimiser.travel import TravelTimes, travel_times
from tests.explanation.applying import good, greedy_plan
from tests.explanation.days import random_day
from tests.explanation.weeks import careful_plan, random_week

DAYS, WEEKS = 14, 5


@cache
def opened_days() -> tuple[OpenPlan, ...]:
    """Opened days whose plan is good; what is under way may break rules that no plan can mend."""
    out = []
    for seed in range(DAYS):
        problem = read_problem(random_day(Random(seed), visit_count=10))
        travel = travel_times(problem)
        out += _opened(problem, greedy_plan(problem, travel), travel)
    for seed in range(WEEKS):
        problem = read_problem(random_week(Random(seed)))
        travel = travel_times(problem)
        out += _opened(problem, careful_plan(problem, travel), travel)
    return tuple(out)


def _opened(problem: Problem, plan: Plan, travel: TravelTimes) -> list[OpenPlan]:
    return [open_plan(problem, plan, travel)] if good(plan, problem, travel) else []


def total(problem: Problem, plan: Plan, travel: TravelTimes) -> float:
    """What the checker says a plan costs; the plan breaks no rule and claims nothing false."""
    verdict = check(problem, plan, travel.seconds, travel.metres)
    assert not verdict.violations, [found.message for found in verdict.violations]
    return verdict.cost.total
