"""Odd problems: each has a plan that keeps the rules, or says why there is none."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pytest

from optimiser.errors import ImpossiblePlan
from optimiser.inputs import Break, Engineer, Horizon, Matrix, Pin, Place, Problem, Series, Shift, Visit, Window
from optimiser.plan import Plan
from optimiser.search.lane import most_stops
from optimiser.search.state import new_lane
from optimiser.solver import SolveParams, solve
from optimiser.travel import travel_times
from optimiser.travel.times import UNREACHABLE_M, UNREACHABLE_S

from .small_days import Day, clock, minutes
from .walks import any_day


def planned(problem: Problem, **changes: Any) -> Plan:
    """The plan of a problem, after the checker has passed it."""
    day = Day.of(problem)
    params = SolveParams(**{"iterations": 400, "threads": 2} | changes)
    plan = solve(problem, travel_times(problem), params, clock=time.monotonic)
    assert day.codes(plan) == []
    assert len(plan.unserved) + sum(1 for r in plan.routes for s in r.stops if s.visit) == len(problem.visits)
    return plan


def problem(visits: int = 6, **changes: Any) -> Problem:
    """A plain day: two engineers, 15 minutes between three places, visits of half an hour."""
    seconds = [[0 if a == b else 900 for b in range(3)] for a in range(3)]
    shifts = [Shift(f"s{k}", clock(8), clock(16), "p0", "p0", minutes(60)) for k in range(2)]
    plain = Problem(
        horizon=Horizon(clock(0), clock(24)),
        travel=Matrix(seconds, [[10 * s for s in row] for row in seconds]),
        places=tuple(Place(f"p{k}") for k in range(3)),
        engineers=tuple(Engineer(f"e{k}", (shifts[k],), {}, 1.0, 20.0, 60.0) for k in range(2)),
        visits=tuple(Visit(f"v{k}", f"p{k % 3}", minutes(30), 100.0) for k in range(visits)),
    )
    return replace(plain, **changes)


def with_each_visit(base: Problem, **changes: Any) -> Problem:
    """The problem with every visit changed."""
    return replace(base, visits=tuple(replace(visit, **changes) for visit in base.visits))


def served(plan: Plan) -> int:
    """How many visits the routes serve."""
    return sum(1 for route in plan.routes for stop in route.stops if stop.visit)


def test_no_visits() -> None:
    assert planned(problem(0)).routes == ()


def test_no_engineers() -> None:
    assert len(planned(problem(engineers=())).unserved) == 6


def test_neither_places_nor_anything() -> None:
    assert planned(problem(0, places=(), engineers=(), travel=Matrix([], []))).routes == ()


def test_engineers_without_shifts() -> None:
    assert len(planned(problem(engineers=(Engineer("e0", ()),))).unserved) == 6


def test_a_visit_that_nobody_can_do() -> None:
    base = problem()
    plan = planned(replace(base, visits=(*base.visits, Visit("odd", "p1", minutes(5), None, skills={"laser": 3}))))
    assert [entry.visit for entry in plan.unserved] == ["odd"]


def test_visits_that_nobody_can_do() -> None:
    assert len(planned(with_each_visit(problem(), skills={"laser": 3})).unserved) == 6


def test_all_at_one_place() -> None:
    assert served(planned(with_each_visit(problem(), place="p1"))) == 6


def test_one_place_and_zero_durations() -> None:
    base = with_each_visit(problem(40), place="p0", duration=minutes(0))
    assert served(planned(base)) == 40


def test_zero_prices() -> None:
    base = with_each_visit(problem(), skip_cost=0.0)
    free = tuple(
        replace(e, cost_per_km=0.0, cost_per_travel_hour=0.0, cost_per_overtime_hour=0.0) for e in base.engineers
    )
    assert planned(replace(base, engineers=free)).cost.total == 0.0


def test_nothing_is_served_that_may_be_left_out_for_nothing() -> None:
    assert planned(with_each_visit(problem(), skip_cost=0.0, place="p1")).routes == ()


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e9])
def test_the_scale_of_prices_changes_nothing(scale: float) -> None:
    base = any_day(12, 6)
    visits = [
        replace(
            v,
            skip_cost=None if v.skip_cost is None else v.skip_cost * scale,
            late_cost_per_hour=v.late_cost_per_hour * scale,
            late_cost_per_started_day=v.late_cost_per_started_day * scale,
            late_cost_cap=None if v.late_cost_cap is None else v.late_cost_cap * scale,
            restore_late_cost_per_hour=v.restore_late_cost_per_hour * scale,
            preference_costs={k: x * scale for k, x in v.preference_costs.items()},
        )
        for v in base.visits
    ]
    engineers = [
        replace(
            e,
            cost_per_km=e.cost_per_km * scale,
            cost_per_travel_hour=e.cost_per_travel_hour * scale,
            cost_per_overtime_hour=e.cost_per_overtime_hour * scale,
            shifts=tuple(replace(s, fixed_cost=s.fixed_cost * scale) for s in e.shifts),
        )
        for e in base.engineers
    ]
    plan = planned(replace(base, visits=tuple(visits), engineers=tuple(engineers)), iterations=4000)
    expected = planned(base, iterations=4000)
    assert plan.cost.total == pytest.approx(expected.cost.total * scale, rel=0.01)


def test_ten_times_more_than_can_be_served() -> None:
    plan = planned(problem(260))
    assert served(plan) > 20
    assert len(plan.unserved) > 200


def test_ten_times_more_that_must_be_served() -> None:
    assert served(planned(with_each_visit(problem(260), skip_cost=None))) > 20


def test_places_that_cannot_be_reached() -> None:
    base = problem()
    seconds = [[0, 900, UNREACHABLE_S], [900, 0, UNREACHABLE_S], [UNREACHABLE_S, UNREACHABLE_S, 0]]
    metres = [[0, 9000, UNREACHABLE_M], [9000, 0, UNREACHABLE_M], [UNREACHABLE_M, UNREACHABLE_M, 0]]
    plan = planned(replace(base, travel=Matrix(seconds, metres)))
    assert {entry.visit for entry in plan.unserved} == {"v2", "v5"}


def test_one_shift_only() -> None:
    base = problem()
    assert served(planned(replace(base, engineers=base.engineers[:1]))) == 6


def test_a_shift_over_midnight() -> None:
    base = problem(horizon=Horizon(clock(12), clock(36)))
    night = Shift("s0", clock(22), clock(30), "p0", "p0", breaks=(Break(clock(23.5), clock(24.5), minutes(30)),))
    plan = planned(replace(base, engineers=(replace(base.engineers[0], shifts=(night,)),)))
    assert served(plan) == 6


def test_a_day_on_which_the_clock_is_put_forward() -> None:
    winter, summer = timezone(timedelta(hours=1)), timezone(timedelta(hours=2))
    begin, end = datetime(2026, 3, 29, tzinfo=winter), datetime(2026, 3, 29, 12, tzinfo=summer)
    shift = Shift("s0", begin, datetime(2026, 3, 29, 5, tzinfo=summer), "p0", "p0")  # four hours, not five
    base = problem(12, horizon=Horizon(begin, end))
    plan = planned(replace(base, engineers=(replace(base.engineers[0], shifts=(shift,)),)))
    back = plan.routes[0].back
    assert back is not None
    assert back <= shift.end
    assert back.astimezone(UTC) - begin.astimezone(UTC) <= timedelta(hours=4)


def test_a_horizon_of_four_hundred_days() -> None:
    long = timedelta(days=400)
    base = problem(8, horizon=Horizon(clock(0), clock(0) + long))
    shifts = (
        Shift("s0", clock(0), clock(0) + long, "p0", "p0"),
        Shift("s1", clock(24 * 399), clock(24 * 400), "p0", "p1"),
    )
    visits = [replace(v, duration=timedelta(days=45 * (k % 2))) for k, v in enumerate(base.visits)]
    last = Visit("last", "p2", minutes(10), 500.0, windows=(Window(clock(24 * 399.5), clock(24 * 399.6)),))
    plan = planned(replace(base, engineers=(replace(base.engineers[0], shifts=shifts),), visits=(*visits, last)))
    assert served(plan) == 9


def test_a_set_up_of_days() -> None:
    base = problem()
    places = (base.places[0], replace(base.places[1], setup=timedelta(days=390)), base.places[2])
    assert {entry.visit for entry in planned(replace(base, places=places)).unserved} == {"v1", "v4"}


def test_a_break_on_the_way_home_of_a_route_with_nothing_but_a_visit_under_way() -> None:
    begun = Visit("v0", "p1", minutes(60), 100.0, pin=Pin("e0", "s0", clock(10), under_way=True))
    lunch = Break(clock(10.75), clock(11.05), minutes(10))
    shift = Shift("s0", clock(8), clock(16), "p0", "p0", breaks=(lunch,))
    base = problem(0, now=clock(10.5))
    plan = planned(replace(base, engineers=(replace(base.engineers[0], shifts=(shift,)),), visits=(begun,)))
    assert [stop.kind for stop in plan.routes[0].stops] == ["visit", "break"]


def test_a_visit_under_way_that_no_shift_can_keep() -> None:
    begun = Visit("v0", "p1", minutes(600), 100.0, pin=Pin("e0", "s0", clock(10), under_way=True))
    with pytest.raises(ImpossiblePlan, match="v0"):
        planned(replace(problem(now=clock(10.5)), visits=(begun,)))


def test_a_visit_under_way_without_a_known_start_begins_in_its_window() -> None:
    begun = Visit(
        "v0", "p1", minutes(30), 100.0, windows=(Window(clock(9), clock(10)),), pin=Pin("e0", "s0", under_way=True)
    )
    assert served(planned(replace(problem(now=clock(9.5)), visits=(begun,)))) == 1


def test_thousands_of_visits_without_duration_need_little_memory() -> None:
    random = np.random.default_rng(1)
    base = problem(0)
    places = 60
    xy = random.uniform(0, 20_000, (places, 2))
    metres = np.abs(xy[:, None] - xy[None]).sum(axis=2)
    visits = tuple(Visit(f"v{k}", f"p{k % places}", minutes(0), 5.0) for k in range(2000))
    engineers = tuple(Engineer(f"e{k}", (Shift(f"s{k}", clock(8), clock(9), "p0", "p0"),)) for k in range(20))
    day = Day.of(
        replace(
            base,
            visits=visits,
            engineers=engineers,
            places=tuple(Place(f"p{k}", setup=minutes(10)) for k in range(places)),
            travel=Matrix((metres / 8).tolist(), metres.tolist()),
        )
    )
    facts = day.arrays.facts
    assert most_stops(facts) < 300  # a route reaches five places at most, and no place has more than 34 visits
    assert new_lane(facts).row.nbytes < 1e6


@pytest.mark.parametrize("begun", [[9.3, 9.3], [8.1]])
def test_visits_under_way_that_cannot_have_begun_then(begun: list[float]) -> None:
    visits = tuple(
        Visit(f"v{k}", "p1", minutes(30), 100.0, pin=Pin("e0", "s0", clock(hour), under_way=True))
        for k, hour in enumerate(begun)
    )
    with pytest.raises(ImpossiblePlan, match=f"v{len(visits) - 1} is under way since"):
        planned(replace(problem(now=clock(9.5)), visits=visits))


def test_one_engineer_with_three_shifts_that_overlap() -> None:
    for seed in range(12):
        few = any_day(seed, 12, two_shifts=True)
        first, second = few.engineers[0].shifts
        third = replace(second, id="s2", start=clock(9.5 + seed / 4), end=clock(17))
        day = replace(few, engineers=(replace(few.engineers[0], shifts=(first, second, third)),))
        if not Day.of(day).codes(Day.of(day).plan({})):
            planned(day)


def test_ways_round_that_are_shorter_than_the_direct_one() -> None:
    for seed in range(12):
        random = np.random.default_rng(seed)
        seconds = random.integers(0, 3000, (5, 5)) * (1 - np.eye(5, dtype=np.int64))
        day = replace(
            any_day(seed, 12, two_shifts=seed % 2 == 0), travel=Matrix(seconds.tolist(), (9 * seconds).tolist())
        )
        if not Day.of(day).codes(Day.of(day).plan({})):
            planned(day)


def test_visits_that_belong_together_are_left_out_where_nobody_works() -> None:
    base = problem(2)
    idle = tuple(replace(engineer, shifts=()) for engineer in base.engineers)
    days = [clock(24 * k).date() for k in range(2)]
    plan = planned(replace(base, engineers=idle, series=[Series("c", ["v0", "v1"], [days])]))
    assert len(plan.unserved) == 2
