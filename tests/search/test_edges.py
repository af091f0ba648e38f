"""Times far away, between two seconds or on a clock that is put forward, and what is under way with nobody named."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from optimiser.inputs import Engineer, Horizon, Matrix, Pin, Problem, Shift, Visit, Window

from .small_days import clock, minutes
from .test_odd_days import planned, problem, served, with_each_visit


def with_shifts(base: Problem, *shifts: Shift) -> Problem:
    """The problem with one engineer, who has these shifts."""
    engineer: Engineer = replace(base.engineers[0], shifts=shifts)
    return replace(base, engineers=(engineer,))


def test_a_visit_that_must_be_served_is_served_however_late_it_is_already() -> None:
    late = Visit(
        "v0",
        "p1",
        minutes(30),
        None,
        onsite_by=clock(-24 * 90),
        late_cost_per_hour=500.0,
        late_cost_per_started_day=50.0,
        restore_by=clock(-24 * 90),
        restore_late_cost_per_hour=500.0,
    )
    assert served(planned(replace(problem(), visits=(late,)))) == 1


@pytest.mark.parametrize("year", [2095, 2100, 2150, 2199])
def test_a_shift_without_an_end_in_sight(year: int) -> None:
    base = problem()
    endless = replace(base.engineers[0].shifts[0], end=datetime(year, 1, 1, tzinfo=UTC))
    assert served(planned(with_shifts(base, endless))) == 6


def test_a_shift_of_another_century_is_not_used() -> None:
    base = problem()
    far = Shift("far", datetime(2150, 1, 1, tzinfo=UTC), datetime(2150, 1, 2, tzinfo=UTC), "p0", "p0")
    assert len(planned(with_shifts(base, far)).unserved) == 6


def test_a_window_that_opens_between_two_seconds() -> None:
    window = Window(clock(10) + timedelta(microseconds=1), clock(10.5))
    assert served(planned(with_each_visit(problem(2), windows=(window,)))) == 2


def test_a_now_between_two_seconds() -> None:
    assert served(planned(problem(now=clock(10) + timedelta(microseconds=1)))) == 6


def test_a_window_between_two_seconds_cannot_be_met() -> None:
    window = Window(clock(10) + timedelta(seconds=0.3), clock(10) + timedelta(seconds=0.6))
    assert len(planned(with_each_visit(problem(), windows=(window,))).unserved) == 6


def test_datetimes_of_a_named_zone_on_the_day_when_the_clock_is_put_forward() -> None:
    zone = ZoneInfo("Europe/Berlin")
    begin, end = datetime(2026, 3, 29, tzinfo=zone), datetime(2026, 3, 29, 12, tzinfo=zone)
    shift = Shift("s0", begin, datetime(2026, 3, 29, 5, tzinfo=zone), "p0", "p0")
    begun = Visit(
        "w", "p1", minutes(10), 10.0, pin=Pin("e0", "s0", datetime(2026, 3, 29, 3, tzinfo=zone), under_way=True)
    )
    base = problem(12, horizon=Horizon(begin, end), now=datetime(2026, 3, 29, 3, 5, tzinfo=zone))
    plan = planned(with_shifts(replace(base, visits=(*base.visits, begun)), shift))
    assert plan.routes[0].stops[0].start == begun.pin.start  # type: ignore[union-attr]


def test_what_is_under_way_without_an_engineer_named_goes_to_one_who_can_have_begun() -> None:
    begun = Visit("v0", "p1", minutes(30), 100.0, pin=Pin(start=clock(9.25), under_way=True))
    base = problem(now=clock(9.5))
    late = replace(base.engineers[0], shifts=(replace(base.engineers[0].shifts[0], start=clock(9.1)),))
    plan = planned(replace(base, engineers=(late, base.engineers[1]), visits=(begun,)))
    assert plan.routes[0].engineer == "e1"


def test_a_shift_under_way_comes_before_another_that_began_earlier() -> None:
    base = problem(now=clock(9.75))
    long = Shift("a", clock(8), clock(18), "p0", "p0")
    short = Shift("b", clock(9), clock(11), "p0", "p0")
    begun = Visit("w", "p1", minutes(20), 100.0, pin=Pin("e0", "b", clock(9.5), under_way=True))
    later = [replace(v, windows=(Window(clock(14), clock(16)),)) for v in base.visits[:2]]
    assert served(planned(with_shifts(replace(base, visits=(begun, *later)), long, short))) == 3


@pytest.mark.parametrize("seed", range(8))
def test_leaving_a_visit_out_does_not_make_a_route_longer_than_it_may_be(seed: int) -> None:
    """From p1 straight home is farther than by p2: whoever takes v1 out of p1, p2 must see it."""
    metres = [[0, 0, 0], [1, 0, 0], [0, 0, 0]]
    seconds = [[0 if a == b else 60 for b in range(3)] for a in range(3)]
    base = problem(2)
    visits = tuple(
        replace(visit, place=place, preference_costs={stranger: 5.0})
        for visit, place, stranger in zip(base.visits, ("p1", "p2"), ("e1", "e0"), strict=True)
    )
    near = replace(base.engineers[0], shifts=(replace(base.engineers[0].shifts[0], max_distance_m=0.0),))
    other = replace(base.engineers[1], cost_per_travel_hour=30.0)
    day = replace(base, travel=Matrix(seconds, metres), visits=visits, engineers=(near, other))
    planned(day, seed=seed)
