"""The lower bound: below the cheapest plan of every small day, equal to it where nothing is relaxed."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.bounds import LowerBound, lower_bound
from optimiser.documents import read_problem
from optimiser.inputs import Planned, Problem, Visit
from optimiser.plan import Bound, Plan
from optimiser.solver import SolveParams, solve
from optimiser.travel import travel_times
from scenarios.library import demo_day, regimes
from tests.library.test_days import day_of, plan_of
from tests.replanning.days import engineer, random_day, road_day, visit
from tests.search.exhausting import cheapest_plan
from tests.search.small_days import Day, clock, minutes
from tests.search.walks import any_day
from tests.search.weeks import any_week

SEEDS = st.integers(0, 10**6)
NEAR = st.sampled_from([0, 1, 60])
"""How many visits are looked at one by one: none leaves leaps only, sixty is more than there are."""
CENT = 0.01
few = settings(max_examples=25)


def bound_of(problem: Problem, near_count: int = 60) -> LowerBound:
    """The bound of a problem, worked out to the end."""
    return lower_bound(problem, travel_times(problem), near_count=near_count)


def musts(problem: Problem, plan: Plan) -> int:
    """How many visits a plan leaves out that must be served."""
    left = {each.visit for each in plan.unserved}
    return sum(visit.id in left and visit.skip_cost is None for visit in problem.visits)


def with_odd_prices(problem: Problem, seed: int) -> Problem:
    """Some visits were planned before, some are paid by the day that they wait, some last no whole second."""
    random = Random(seed)
    shifts = [shift.id for engineer in problem.engineers for shift in engineer.shifts]

    def changed(visit: Visit) -> Visit:
        if visit.pin is not None:
            return visit
        start = clock(random.choice((9, 11, 14)))
        known = Planned(start, random.choice(shifts), minutes(10), 6.0, 18.0, random.choice((0.0, 7.0)))
        return replace(
            visit,
            planned=known if random.random() < 0.4 else None,
            wait_cost_per_day=random.choice((0.0, 3.0)),
            duration=visit.duration + random.choice((0.0, 0.01)) * minutes(1),
        )

    return replace(problem, visits=tuple(map(changed, problem.visits)))


def assert_below(problem: Problem, best: tuple[int, float], near_count: int) -> None:
    """No bound is above the cheapest plan, if that leaves out no more than has to be."""
    must_unserved, cost = best
    bound = bound_of(problem, near_count).of(cost, must_unserved)
    assert bound is None or bound.lower <= cost + CENT


@few
@given(SEEDS, st.booleans(), NEAR)
def test_no_plan_of_a_small_day_costs_less(seed: int, odd: bool, near_count: int) -> None:
    problem = any_day(seed, 3)
    day = Day.of(with_odd_prices(problem, seed) if odd else problem)
    if not day.codes(day.plan({})):
        assert_below(day.problem, cheapest_plan(day), near_count)


@few
@given(SEEDS, NEAR)
def test_no_plan_of_one_engineer_with_two_shifts_costs_less(seed: int, near_count: int) -> None:
    day = Day.of(any_day(seed, 3, two_shifts=True))
    if not day.codes(day.plan({})):
        assert_below(day.problem, day.cheapest(), near_count)


@few
@given(SEEDS, NEAR)
def test_no_plan_of_a_small_week_costs_less(seed: int, near_count: int) -> None:
    day = Day.of(any_week(seed, 2, days=2))
    assert_below(day.problem, day.cheapest(), near_count)


@few
@given(SEEDS)
def test_one_more_engineer_never_lifts_it_above_what_the_others_can_do(seed: int) -> None:
    day = Day.of(any_day(seed, 2))
    if day.codes(day.plan({})):
        return
    first = day.problem.engineers[0]
    shifts = tuple(replace(shift, id=f"{shift.id}-more", at=None) for shift in first.shifts)
    more = replace(day.problem, engineers=(*day.problem.engineers, replace(first, id="more", shifts=shifts)))
    assert_below(more, cheapest_plan(day), near_count=60)


@pytest.mark.parametrize("name", regimes())
def test_no_plan_of_a_regime_s_day_costs_less(name: str) -> None:
    problem, plan = day_of(name).problem, plan_of(name)
    bound = bound_of(problem).of(plan.cost.total, musts(problem, plan))
    assert bound is not None and 0 <= bound.lower <= plan.cost.total
    assert bound.gap == pytest.approx((plan.cost.total - bound.lower) / plan.cost.total)


def test_the_bundled_day_costs_at_most_half_as_much_again() -> None:
    problem = read_problem(demo_day())
    plan = solve(problem, travel_times(problem), SolveParams(iterations=2000), clock=lambda: 0.0)
    assert musts(problem, plan) == 0
    lower = bound_of(problem).lower
    assert lower <= plan.cost.total <= 1.5 * lower


def test_one_route_along_a_road_is_bounded_by_what_it_costs() -> None:
    problem = road_day(visit("v0", "b"), visit("v1", "d"), engineers=[engineer("ann")])
    plan = solve(problem, travel_times(problem), SolveParams(iterations=200), clock=lambda: 0.0)
    assert bound_of(problem).lower == pytest.approx(plan.cost.total, rel=1e-3)


def test_where_nobody_can_come_everything_is_left_out_and_that_is_the_bound() -> None:
    alone = [visit("v0", "a", skills={"radar": 1}), visit("v1", "b", skills={"radar": 1}, skip_cost=70.25)]
    assert bound_of(road_day(*alone)) == LowerBound(570.25, 0)


def test_what_costs_more_to_serve_than_to_leave_out_is_left_out() -> None:
    cheap = [visit(f"v{k}", place, skip_cost=3.0) for k, place in enumerate("abc")]
    assert bound_of(road_day(*cheap)) == LowerBound(9.0, 0)


def test_a_plan_that_leaves_out_what_must_be_served_is_held_to_no_bound() -> None:
    problem = road_day(visit("v0", "a", skip_cost=None), visit("v1", "b", skip_cost=None, skills={"radar": 1}))
    bound = bound_of(problem)
    assert bound.must_unserved == 1 and bound.lower > 0
    assert bound.of(4 * bound.lower, 1) == Bound(bound.lower, 0.75)
    assert bound.of(0.0, 2) is None


def test_it_only_rises_and_ends_when_it_is_told_to() -> None:
    problem = read_problem(demo_day())
    heard: list[LowerBound] = []
    travel = travel_times(problem)
    stopped = lower_bound(problem, travel, on_better=heard.append, should_stop=lambda: len(heard) >= 3)
    assert len(heard) == 3 and stopped == heard[-1]
    assert [each.lower for each in heard] == sorted({each.lower for each in heard})
    assert lower_bound(problem, travel, should_stop=lambda: True) == heard[0], "the first one comes at once"


def test_the_same_problem_has_the_same_bound() -> None:
    problem = random_day(5, 12)
    assert bound_of(problem) == bound_of(problem)


def test_nothing_to_do_costs_nothing() -> None:
    assert bound_of(road_day()) == LowerBound(0.0, 0)
