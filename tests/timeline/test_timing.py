"""The timing of a route: never dearer than the cheapest there is, and always within the rules."""

import pytest

from optimiser.checker import Verdict, check
from optimiser.plan import Plan
from optimiser.problem import arrays
from optimiser.schedule import plan_of
from optimiser.travel import travel_times

from .tiny_days import TinyDay, cheapest_timing, planned_day, tiny_day

SEEDS = range(400)
SHARE_EXACT = 0.97  # of days on which waiting is tried at some starts only: 0.982 of 3000


def timed(day: TinyDay, unit_s: int = 1) -> tuple[Plan, Verdict] | None:
    """The plan that serves all visits in their order, and what the checker says; None where no timing is found."""
    problem = day.problem(unit_s)
    travel = travel_times(problem)
    inside = arrays(problem, travel)
    if len(inside.visits) < len(problem.visits):
        return None
    try:
        plan = plan_of(problem, inside, {0: list(range(len(problem.visits)))})
    except ValueError:
        return None
    return plan, check(problem, plan, travel.seconds, travel.metres)


@pytest.mark.parametrize("batch", range(8))
def test_a_route_costs_what_the_cheapest_of_all_timings_costs(batch: int) -> None:
    for seed in SEEDS[batch::8]:
        day = tiny_day(seed)
        expected, found = cheapest_timing(day), timed(day)
        cost = None if found is None else found[1].cost.lateness + found[1].cost.overtime
        assert cost == (None if expected is None else pytest.approx(expected, abs=1e-6)), seed


def test_the_checker_finds_nothing_wrong_with_any_timing() -> None:
    for seed in SEEDS:
        for unit_s in (1, 60):
            found = timed(tiny_day(seed), unit_s)
            assert found is None or not found[1].violations, (seed, unit_s)


def test_a_route_that_can_be_timed_in_seconds_can_be_timed_in_minutes_too() -> None:
    for seed in SEEDS:
        seconds, minutes = timed(tiny_day(seed)), timed(tiny_day(seed), 60)
        if seconds is not None:
            assert minutes is not None, seed
            most = seconds[1].cost.lateness + seconds[1].cost.overtime
            assert minutes[1].cost.lateness + minutes[1].cost.overtime <= most + 1e-6, seed


def test_visits_planned_before_wait_for_their_time_as_cheaply_as_can_be_on_almost_every_day() -> None:
    exact = 0
    for seed in SEEDS:
        day = planned_day(seed)
        expected, found = cheapest_timing(day), timed(day)
        assert (found is None) == (expected is None), seed
        if found is None or expected is None:
            exact += 1
            continue
        verdict = found[1]
        assert not verdict.violations, seed
        cost = verdict.cost.lateness + verdict.cost.overtime + verdict.cost.preference
        assert cost >= expected - 1e-6, seed
        exact += cost <= expected + 1e-6
    assert exact >= SHARE_EXACT * len(SEEDS)
