"""A day that is running: whatever the time, the rest of its plan is still good, and costs the same."""

from datetime import timedelta

import pytest

from optimiser.documents import read_problem
from optimiser.offers import as_of, open_plan
from optimiser.travel import travel_times
from tests.explanation.applying import greedy_plan
from tests.explanation.days import at, plain_day, visit, window

from .opened_days import opened_days, total

MINUTE = timedelta(minutes=1)


def test_a_plan_that_was_kept_to_is_good_at_any_time() -> None:
    for opened in opened_days():
        problem, plan, travel = opened.problem, opened.plan, opened.travel
        for minutes in range(7 * 60, 20 * 60, 47):
            now = problem.horizon.start + minutes * MINUTE
            if problem.now is None or now > problem.now:
                later, rest = as_of(problem, plan, travel, now)
                assert total(later, rest, travel) == pytest.approx(plan.cost.total, abs=0.005)
                open_plan(problem, plan, travel, now=now)


def test_begun_and_left_for_are_under_way_and_waiting_is_not() -> None:
    problem = read_problem(plain_day([visit("a", windows=[window(9, 9)]), visit("b", windows=[window(14, 14)])]))
    travel = travel_times(problem)
    plan = greedy_plan(problem, travel)
    start = problem.horizon.start

    def under_way(minutes: int) -> set[str]:
        later, _ = as_of(problem, plan, travel, start + minutes * MINUTE)
        return {own.id for own in later.visits if own.pin and own.pin.under_way}

    assert under_way(8 * 60 + 45) == set()
    assert under_way(8 * 60 + 50) == {"a"}
    assert under_way(13 * 60 + 30) == {"a"}
    assert under_way(14 * 60) == {"a", "b"}


def test_of_a_break_that_is_being_taken_the_rest_is_owed() -> None:
    pause = {"earliest": at(12 * 60), "latest": at(12 * 60), "duration": "PT45M"}
    problem = read_problem(plain_day([visit("a", hours=3), visit("b", "p2", windows=[window(14, 15)])], breaks=[pause]))
    travel = travel_times(problem)
    plan = greedy_plan(problem, travel)
    now = problem.horizon.start + (12 * 60 + 20) * MINUTE
    later, rest = as_of(problem, plan, travel, now)
    (owed,) = later.engineers[0].shifts[0].breaks
    assert (owed.earliest, owed.duration) == (now, 25 * MINUTE)
    assert total(later, rest, travel) == pytest.approx(plan.cost.total)
    done, _ = as_of(problem, plan, travel, now + 60 * MINUTE)
    assert not done.engineers[0].shifts[0].breaks
