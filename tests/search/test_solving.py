"""Solving: small days to the optimum, every day within its rules, and always the same plan for the same work."""

import json
import time
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from optimiser.documents import write_plan
from optimiser.inputs import Pin, Problem
from optimiser.plan import Plan
from optimiser.search.budget import Iterations
from optimiser.search.engine import Engine, SearchParams
from optimiser.search.pool import ROUTES
from optimiser.solver import SolveParams, solve, with_room
from optimiser.travel import travel_times

from .exhausting import cheapest_plan
from .small_days import Day, clock, exact_day, rich_day
from .walks import any_day

WORK = 4000


def solved(day: Day, **changes: Any) -> Plan:
    """The plan of a day; as much work as makes small days optimal."""
    params = SolveParams(**{"iterations": WORK, "seed": 0, "threads": 2} | changes)
    return solve(day.problem, travel_times(day.problem), params, clock=time.monotonic)


def text_of(plan: Plan) -> str:
    """The plan's document."""
    return json.dumps(write_plan(plan))


def days(count: int, visits: int, **changes: Any) -> list[tuple[int, Day]]:
    """Days on which what is under way can be kept."""
    found = [(seed, Day.of(any_day(seed, visits, **changes))) for seed in range(count)]
    return [(seed, day) for seed, day in found if not day.codes(day.plan({}))]


@pytest.mark.parametrize("batch", range(4))
def test_a_small_day_is_planned_as_cheaply_as_can_be(batch: int) -> None:
    for seed, day in days(28, 5)[batch::4]:
        must, cost = cheapest_plan(day)
        assert day.price(solved(day)) == (must, pytest.approx(cost, abs=1e-4)), seed


def test_a_small_day_of_one_engineer_with_two_shifts_is_planned_as_cheaply_as_can_be() -> None:
    for seed, day in days(20, 3, two_shifts=True):
        must, cost = day.cheapest()
        assert day.price(solved(day)) == (must, pytest.approx(cost, abs=1e-4)), seed


@pytest.mark.parametrize("two_shifts", [False, True])
def test_no_plan_breaks_a_rule_and_every_visit_is_in_one_place(two_shifts: bool) -> None:
    for seed, day in days(40, 12, two_shifts=two_shifts):
        plan = solved(day, iterations=400)
        assert day.codes(plan) == [], seed
        places = Counter(stop.visit for route in plan.routes for stop in route.stops if stop.visit)
        places.update(entry.visit for entry in plan.unserved)
        assert places == Counter(visit.id for visit in day.problem.visits), seed


def test_the_days_of_the_routing_engine_break_no_rule_either() -> None:
    for seed in range(15):
        for problem in (rich_day(seed, 9), exact_day(seed, 9)):
            day = Day.of(problem)
            assert day.codes(solved(day, iterations=400)) == [], seed


@pytest.mark.parametrize("visits", [8, 30])
def test_the_same_seed_gives_the_same_plan_whatever_the_number_of_threads(visits: int) -> None:
    day = Day.of(any_day(3, visits))
    texts = {text_of(solved(day, threads=threads, seed=5)) for threads in (1, 2, 3, 1)}
    assert len(texts) == 1


@pytest.mark.parametrize("iterations", [4, 40, 400])
def test_a_short_search_has_little_room_for_routes_and_never_fills_it(iterations: int) -> None:
    for seed, day in days(6, 20):
        facts, budget = day.arrays.facts, Iterations(iterations, 4, bool)
        params = with_room(SearchParams(), facts, budget.most())
        engine = Engine(day.arrays, 4, 1, seed, budget, params, lambda *_: None)
        engine.run()
        for worker in engine.team.workers:
            assert worker.pool.used[ROUTES] < len(worker.pool.price) <= 30 * iterations, seed
            assert worker.pool.used.max() < len(worker.pool.item), seed


def test_a_large_day_that_is_split_is_the_same_whatever_the_number_of_threads() -> None:
    day = Day.of(_crowd(8, 260))
    texts = {text_of(solved(day, threads=threads, iterations=1200)) for threads in (1, 2, 3)}
    assert len(texts) == 1
    assert day.codes(solved(day, iterations=800, seed=1)) == []


def _crowd(engineers: int, visits: int) -> Problem:
    """More engineers like those of a small day, and many more visits."""
    few = any_day(1, visits)
    team = tuple(
        replace(
            few.engineers[k % 2],
            id=f"e{k}",
            shifts=tuple(replace(s, id=f"s{k}", max_stops=None) for s in few.engineers[k % 2].shifts),
        )
        for k in range(engineers)
    )
    return replace(few, engineers=team, visits=tuple(replace(v, pin=None) for v in few.visits))


def test_one_more_engineer_never_makes_a_plan_dearer() -> None:
    for seed, day in days(16, 5):
        helper = replace(
            day.problem.engineers[1], id="e2", shifts=(replace(day.problem.engineers[1].shifts[0], id="s2"),)
        )
        more = Day.of(replace(day.problem, engineers=(*day.problem.engineers, helper)))
        must, cost = day.price(solved(day))
        more_must, more_cost = more.price(solved(more))
        assert (more_must, more_cost) <= (must, cost + 1e-6), seed


def test_visits_that_must_be_served_come_before_any_price() -> None:
    for seed in range(12):
        problem = any_day(seed, 9)
        must = {visit.id for visit in problem.visits[1:4]}
        visits = [
            replace(v, skip_cost=None if v.id in must else 1e9, windows=(), skills={}, pin=None) for v in problem.visits
        ]
        day = Day.of(replace(problem, visits=tuple(visits), now=None))
        alone = Day.of(replace(day.problem, visits=tuple(v for v in visits if v.id in must)))
        possible = alone.price(solved(alone))[0]
        assert day.price(solved(day))[0] == possible, seed


def test_pins_hold() -> None:
    for seed in range(20):
        problem = any_day(seed, 8)
        pins = [Pin(engineer="e1"), Pin(shift="s0"), Pin(start=clock(10)), Pin("e0", "s0", clock(9.5))]
        visits = [
            replace(v, pin=pin, windows=(), skills={}, skip_cost=500.0)
            for v, pin in zip(problem.visits, pins, strict=False)
        ]
        day = Day.of(replace(problem, visits=(*visits, *problem.visits[4:]), now=None))
        plan = solved(day, iterations=800)
        assert day.codes(plan) == [], seed
        stops = {stop.visit: (route.shift, stop.start) for route in plan.routes for stop in route.stops}
        assert stops.get("v0", ("s1", None))[0] == "s1"
        assert stops.get("v1", ("s0", None))[0] == "s0"
        assert stops.get("v2", ("", clock(10)))[1] == clock(10)
        assert stops.get("v3", ("s0", clock(9.5))) == ("s0", clock(9.5))


def test_what_is_under_way_stays_at_the_head_of_its_route() -> None:
    seen = 0
    for seed, day in days(60, 8):
        begun = [v for v in day.problem.visits if v.pin and v.pin.under_way]
        if not begun:
            continue
        seen += 1
        plan = solved(day, iterations=400)
        assert day.codes(plan) == [], seed
        head = next(route for route in plan.routes if route.shift == "s0").stops[0]
        assert head.visit == begun[0].id
        assert begun[0].pin is not None and head.start == (begun[0].pin.start or head.start)
    assert seen > 5


def test_two_shifts_of_one_engineer_never_overlap() -> None:
    used = 0
    for _, day in days(40, 10, two_shifts=True):
        plan = solved(day, iterations=800)
        routes = sorted(plan.routes, key=lambda route: route.leave or clock(0))
        used += len(routes) == 2
        for before, after in pairwise(routes):
            assert before.back is not None and after.leave is not None
            assert before.back <= after.leave
    assert used > 10


def test_progress_only_gets_better() -> None:
    costs: list[float] = []
    day = Day.of(any_day(4, 14))
    params = SolveParams(iterations=WORK, threads=2)
    solve(
        day.problem, travel_times(day.problem), params, clock=time.monotonic, on_progress=lambda p: costs.append(p.cost)
    )
    assert costs == sorted(costs, reverse=True)


def test_a_search_that_is_stopped_at_once_has_a_plan() -> None:
    day = Day.of(any_day(4, 14))
    params = SolveParams(seconds=60.0, threads=2)
    plan = solve(day.problem, travel_times(day.problem), params, clock=time.monotonic, should_stop=lambda: True)
    assert day.codes(plan) == []
    assert len(plan.unserved) < 14
