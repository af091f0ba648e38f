"""The second engine: good on small days, and never an invalid plan."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from optimiser.inputs import Break, Engineer, Matrix, Place, Problem, Visit
from optimiser.search.routing import route_with_ortools
from optimiser.travel.times import UNREACHABLE_M, UNREACHABLE_S

from .small_days import Day, Sequences, clock, exact_day, minutes, rich_day, with_engineers, with_visits

PLANS = 300


def routed(day: Day, **changes: Any) -> Sequences:
    """Route with so much work that a small day is solved well."""
    settings: dict[str, Any] = {"seconds": None, "iterations": PLANS, "seed": 0}
    return route_with_ortools(day.arrays, **settings | changes)


def served(day: Day, sequences: Sequences) -> set[str]:
    """The ids of the visits served."""
    return {day.problem.visits[day.arrays.visits[v]].id for visits in sequences.values() for v in visits}


@pytest.mark.parametrize("seed", range(20))
def test_a_small_day_costs_what_the_cheapest_of_all_plans_costs(seed: int) -> None:
    day = Day.of(exact_day(seed))
    plan = day.plan(routed(day))
    assert day.codes(plan) == []
    must, cost = day.cheapest()
    assert day.price(plan) == (must, pytest.approx(cost, rel=1e-3, abs=0.01))


@pytest.mark.parametrize("seed", range(20))
def test_a_plan_is_valid_even_where_the_engine_knows_the_rules_roughly(seed: int) -> None:
    day = Day.of(rich_day(seed))
    plan = day.plan(routed(day))
    assert day.codes(plan) == []


def test_most_of_a_rich_day_is_served() -> None:
    days = [Day.of(rich_day(seed)) for seed in range(10)]
    assert sum(len(served(day, routed(day, iterations=50))) for day in days) >= 40


@pytest.mark.parametrize("seed", range(4))
def test_a_day_of_thirty_visits_has_a_valid_plan(seed: int) -> None:
    for problem in (exact_day(seed, 30), rich_day(seed, 30)):
        day = Day.of(problem)
        assert day.codes(day.plan(routed(day, iterations=50))) == []


def test_a_visit_is_served_up_to_its_skip_price_and_left_out_below_it() -> None:
    day = Day.of(with_visits(exact_day(0), [Visit("v", "p3", minutes(10), None)]))
    price = day.price(day.plan(routed(day)))[1]
    assert price > 0
    for skip_cost, expected in ((price + 0.05, {"v"}), (price - 0.05, set())):
        day = Day.of(with_visits(exact_day(0), [Visit("v", "p3", minutes(10), skip_cost)]))
        assert served(day, routed(day)) == expected


def test_what_is_already_lost_in_lateness_counts_against_serving() -> None:
    late = Visit("v", "p0", minutes(10), 50.0, onsite_by=clock(3), late_cost_per_hour=20.0)
    day = Day.of(with_visits(exact_day(0), [late]))
    assert served(day, routed(day)) == set()
    day = Day.of(with_visits(exact_day(0), [replace(late, skip_cost=500.0)]))
    assert served(day, routed(day)) == {"v"}


def test_a_visit_that_must_be_served_displaces_a_dear_one() -> None:
    visits = [Visit("dear", "p2", minutes(5), 5000.0), Visit("must", "p3", minutes(5), None)]
    shift = replace(short_shift(), max_distance_m=None, max_stops=1)
    day = Day.of(with_engineers(with_visits(exact_day(0), visits), [Engineer("e", (shift,))]))
    assert len(day.arrays.visits) == 2
    assert served(day, routed(day)) == {"must"}


def test_unreachable_visits_are_left_out() -> None:
    far = [[0 if a == b else UNREACHABLE_S for b in range(5)] for a in range(5)]
    long = [[0 if a == b else UNREACHABLE_M for b in range(5)] for a in range(5)]
    problem = with_visits(exact_day(0), [Visit("near", "p0", minutes(5), 90.0), Visit("far", "p2", minutes(5), None)])
    problem = with_engineers(problem, [Engineer("e", (short_shift(),), cost_per_km=1.0)])
    day = Day.of(replace(problem, travel=Matrix(far, long)))
    assert served(day, routed(day)) == {"near"}


def short_shift() -> Any:
    """Half a day from the first place and back."""
    shift = exact_day(0).engineers[0].shifts[0]
    return replace(shift, start=clock(8), end=clock(11), to="p0", max_duration=None, overtime_limit=minutes(0))


@pytest.mark.parametrize(
    "problem",
    [
        with_visits(exact_day(0), []),
        with_engineers(exact_day(0), []),
        replace(with_visits(exact_day(0), []), engineers=()),
    ],
    ids=["no visits", "no engineers", "neither"],
)
def test_an_empty_day_has_an_empty_plan(problem: Problem) -> None:
    day = Day.of(problem)
    assert routed(day) == {}
    assert day.codes(day.plan({})) == []


def test_a_route_on_the_road_that_serves_nothing_more_still_goes_home() -> None:
    problem = rich_day(seed=next(seed for seed in range(20) if rich_day(seed).now))
    day = Day.of(replace(problem, visits=problem.visits[:1]))
    plan = day.plan(routed(day))
    assert [stop.visit for route in plan.routes for stop in route.stops if stop.visit] == ["v0"]
    assert day.codes(plan) == []


def test_a_break_that_cuts_the_day_in_two_is_kept() -> None:
    lunch = Break(clock(9.5), clock(9.5), minutes(60))
    visits = [Visit(f"v{k}", "p0", minutes(80), 100.0) for k in range(3)]
    problem = with_engineers(
        with_visits(exact_day(0), visits), [Engineer("e", (replace(short_shift(), end=clock(12), breaks=(lunch,)),))]
    )
    day = Day.of(replace(problem, places=tuple(Place(place.id) for place in problem.places)))
    plan = day.plan(routed(day))
    assert day.codes(plan) == []
    assert [stop.kind for stop in plan.routes[0].stops] == ["visit", "break", "visit"]


def test_the_same_seed_gives_the_same_plan() -> None:
    day = Day.of(exact_day(1, 12))
    assert routed(day, seed=7) == routed(day, seed=7)


def test_a_search_without_a_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="limit"):
        routed(Day.of(exact_day(0)), iterations=None)


def test_news_are_valid_plans_that_become_cheaper() -> None:
    told = 0
    for seed in range(4):
        day = Day.of(exact_day(seed, 15))
        news: list[Mapping[int, Sequence[int]]] = []
        final = routed(day, on_solution=news.append, iterations=100)
        prices = [day.price(day.plan({s: list(visits) for s, visits in found.items()})) for found in news]
        assert prices == sorted(prices, reverse=True)
        assert day.price(day.plan(final)) <= prices[-1]
        told += len(prices)
    assert told > 4


def test_the_search_ends_when_it_is_told_to_and_gives_the_best_so_far() -> None:
    day = Day.of(exact_day(2, 15))
    asked: list[bool] = []

    def enough() -> bool:
        asked.append(True)
        return len(asked) >= 5

    plan = day.plan(routed(day, iterations=10**9, should_stop=enough))
    assert day.codes(plan) == []
    assert plan.routes


def test_a_search_that_finds_no_more_plans_ends_when_it_is_told_to() -> None:
    visits = [Visit("dear", "p2", minutes(170), 10.0), Visit("far", "p3", minutes(170), 10.0)]
    day = Day.of(with_engineers(with_visits(exact_day(0), visits), [Engineer("e", (short_shift(),))]))
    asked = iter(range(1000))
    assert routed(day, iterations=10**7, should_stop=lambda: next(asked) == 999) == {}
