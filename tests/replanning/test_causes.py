"""Every change is told with why: what came in the way, or what keeping it would cost."""

from dataclasses import replace

import pytest

from optimiser.inputs import Pin, Planned, Problem
from optimiser.plan import Plan, Unserved
from optimiser.replanning import PlanChange, changes_between

from .days import World, clock, engineer, minutes, road_day, visit

A, B, C, D = (visit(name, name) for name in "abcd")


def told(problem: Problem, before: Plan, routes: dict[str, list[str]]) -> dict[str, PlanChange]:
    """What has changed since a plan of another problem, by visit."""
    world = World.of(problem)
    after = world.plan(routes)
    return {change.visit: change for change in changes_between(problem, before, after, world.travel)}


def plan_before(routes: dict[str, list[str]], problem: Problem | None = None) -> Plan:
    """A plan of the day with all four visits."""
    return World.of(problem or road_day(A, B, C, D)).plan(routes)


BEFORE = {"ann-day": ["a", "b"], "bob-day": ["c", "d"]}


def test_where_nothing_moved_nothing_is_told() -> None:
    assert told(road_day(A, B, C, D), plan_before(BEFORE), BEFORE) == {}


def test_a_visit_whose_engineer_has_gone_says_so() -> None:
    problem = road_day(A, B, C, D, engineers=[engineer("bob")])
    changes = told(problem, plan_before(BEFORE), {"bob-day": ["a", "b", "c", "d"]})
    assert (changes["a"].kind, changes["a"].code) == ("reassigned", "SHIFT_GONE")
    assert "ann" in changes["a"].message
    assert changes["a"].before is not None and changes["a"].before.engineer == "ann"
    assert changes["a"].after is not None and changes["a"].after.shift == "bob-day"


def test_an_engineer_who_may_no_longer_serve_a_visit_is_named_with_what_is_missing() -> None:
    problem = road_day(
        replace(A, skills={"cctv": 2}), B, C, D, engineers=[engineer("ann"), engineer("bob", skills={"cctv": 2})]
    )
    changes = told(problem, plan_before(BEFORE), {"ann-day": ["b"], "bob-day": ["a", "c", "d"]})
    assert changes["a"].code == "NOT_ALLOWED"
    assert changes["a"].numbers == {"cctv_needed_level": 2, "cctv_has_level": 1}


def test_a_new_visit_that_took_the_place_is_named_with_what_keeping_it_would_have_cost() -> None:
    urgent = visit("urgent", "a", onsite_by=clock(9), late_cost_per_hour=600.0)
    changes = told(
        road_day(A, B, C, D, urgent), plan_before(BEFORE), {"ann-day": ["urgent", "a", "b"], "bob-day": ["c", "d"]}
    )
    assert set(changes) == {"urgent", "a", "b"}
    assert (changes["urgent"].kind, changes["urgent"].code) == ("added", "NEW_WORK")
    assert changes["urgent"].numbers["undone_cost"] == pytest.approx(500.0)
    assert (changes["a"].kind, changes["a"].code, changes["a"].other) == ("retimed", "PLACE_TAKEN", "urgent")
    assert changes["a"].numbers["undone_cost"] > 0
    assert f"{changes['a'].numbers['undone_cost']:.2f} more" in changes["a"].message
    assert "which is new" in changes["a"].message


def test_a_visit_behind_one_that_lasts_longer_says_how_late_that_is() -> None:
    begun = Pin("ann", "ann-day", clock(8, 5), under_way=True)
    longer = replace(A, duration=minutes(100), pin=begun)
    changes = told(
        road_day(longer, B, C, D, now=clock(9)), plan_before(BEFORE), {"ann-day": ["b"], "bob-day": ["c", "d"]}
    )
    assert changes["b"].code == "BEHIND_LATE_STOP"
    assert (changes["b"].other, changes["b"].numbers["late_s"]) == ("a", 40 * 60)
    assert "40 min later" in changes["b"].message
    assert "a" not in changes


def test_a_visit_that_comes_earlier_because_one_before_it_was_cancelled_says_so() -> None:
    changes = told(road_day(B, C, D), plan_before(BEFORE), {"ann-day": ["b"], "bob-day": ["c", "d"]})
    assert (changes["b"].code, changes["b"].other) == ("STOP_GONE", "a")
    assert changes["b"].after is not None and changes["b"].before is not None
    assert changes["b"].after.start < changes["b"].before.start


def test_a_visit_moved_because_that_is_cheaper_says_by_how_much() -> None:
    changes = told(road_day(A, B, C, D), plan_before(BEFORE), {"ann-day": [], "bob-day": ["a", "b", "c", "d"]})
    assert {change.code for change in changes.values()} <= {"CHEAPER", "PLACE_TAKEN"}
    assert (changes["b"].kind, changes["b"].code) == ("reassigned", "CHEAPER")
    assert changes["b"].numbers["undone_cost"] > 0


def test_a_dropped_visit_that_fits_nowhere_says_so() -> None:
    short = road_day(A, B, C, D, engineers=[engineer("ann"), engineer("bob")], now=clock(12))
    changes = told(short, plan_before(BEFORE), {"ann-day": ["a", "b"], "bob-day": ["d"]})
    assert (changes["c"].kind, changes["c"].code, changes["c"].after) == ("dropped", "NO_LONGER_FITS", None)


def test_a_visit_that_was_left_out_and_now_has_room_says_so() -> None:
    before = plan_before({"ann-day": ["a", "b"], "bob-day": ["c"]})
    assert Unserved("d") in before.unserved
    changes = told(road_day(A, B, C, D), before, BEFORE)
    assert (changes["d"].kind, changes["d"].code) == ("added", "ROOM_FOUND")


def test_the_price_of_a_change_is_what_the_visit_says_of_it() -> None:
    stood = Planned(clock(8, 5), "ann-day", minutes(5), 12.0, 24.0, 30.0)
    moved = road_day(replace(A, planned=stood), B, C, D)
    changes = told(moved, plan_before(BEFORE), {"ann-day": ["b", "a"], "bob-day": ["c", "d"]})
    later = changes["a"].after.start - clock(8, 10)  # type: ignore[union-attr]
    assert changes["a"].cost == pytest.approx(24.0 * later.total_seconds() / 3600)
    changes = told(moved, plan_before(BEFORE), {"ann-day": ["b"], "bob-day": ["a", "c", "d"]})
    assert changes["a"].cost == 30.0
