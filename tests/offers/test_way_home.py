"""Work that outlasts its shift is kept: overtime lasts until whoever is at it is home, and nothing else fits in."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from optimiser.checker import check
from optimiser.documents import read_problem
from optimiser.errors import ImpossiblePlan
from optimiser.inputs import Problem
from optimiser.offers import with_way_home
from optimiser.solver import SolveParams, solve
from optimiser.travel import travel_times
from tests.explanation.days import at, plain_day, visit

MINUTE = timedelta(minutes=1)
BEGUN: dict[str, Any] = {"pin": {"engineer": "e0", "shift": "mon", "start": at(12 * 60 + 30), "under_way": True}}


def cut_at_one(**of_shift: Any) -> Problem:
    """It is 12:45; somebody is at work until 13:30, forty minutes from home, and was to be there at 13:00."""
    day = plain_day([visit("a", "p4", **BEGUN), visit("b", "p4", hours=0.1)], end=at(13 * 60), **of_shift)
    return read_problem({**day, "now": at(12 * 60 + 45)})


def solved(problem: Problem) -> list[str | None]:
    travel = travel_times(problem)
    plan = solve(problem, travel, SolveParams(iterations=50), clock=lambda: 0.0)
    assert check(problem, plan, travel.seconds, travel.metres).violations == ()
    return [stop.visit for route in plan.routes for stop in route.stops]


def test_whoever_is_at_work_finishes_goes_home_and_does_nothing_else() -> None:
    problem = cut_at_one()
    with pytest.raises(ImpossiblePlan):
        solved(problem)
    home = with_way_home(problem, travel_times(problem))
    (shift,) = home.engineers[0].shifts
    assert shift.overtime_limit == 70 * MINUTE
    assert solved(home) == ["a"]


def test_a_limit_that_is_long_enough_stays_as_it_is() -> None:
    problem = cut_at_one(overtime_limit="PT3H")
    assert with_way_home(problem, travel_times(problem)) == problem


def test_a_break_that_is_still_owed_is_taken_before_the_way_home() -> None:
    pause = {"earliest": at(12 * 60), "latest": at(13 * 60 + 45), "duration": "PT30M"}
    problem = cut_at_one(breaks=[pause], overtime_limit="PT45M")
    home = with_way_home(problem, travel_times(problem))
    assert [name for name in solved(home) if name] == ["a"]


def test_where_nothing_is_under_way_nothing_changes() -> None:
    problem = cut_at_one()
    free = replace(problem, visits=tuple(replace(each, pin=None) for each in problem.visits))
    assert with_way_home(free, travel_times(free)) == free
