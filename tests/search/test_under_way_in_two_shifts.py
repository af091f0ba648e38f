"""Work under way in two shifts of one engineer: the earlier one is over, or no plan is possible."""

from typing import Any

import pytest

from optimiser.checker import check
from optimiser.documents import read_problem
from optimiser.errors import ImpossiblePlan
from optimiser.explanation import explain
from optimiser.inputs import Problem
from optimiser.plan import Plan
from optimiser.solver import SolveParams, solve
from optimiser.travel import TravelTimes, travel_times
from tests.explanation.days import at, plain_day, visit, window


def begun(shift: str, minute: float) -> dict[str, Any]:
    return {"pin": {"engineer": "e0", "shift": shift, "start": at(minute), "under_way": True}}


def two_shifts(*visits: dict[str, Any], now: float, **of_engineer: Any) -> Problem:
    """Two shifts of one engineer: from 8 to 12 o'clock, and from 12 to 17."""
    day = plain_day([*visits, visit("free", "p2")], end=at(12 * 60))
    later = {**day["engineers"][0]["shifts"][0], "id": "later", "start": at(12 * 60), "end": at(17 * 60)}
    day["engineers"][0] |= {"shifts": [*day["engineers"][0]["shifts"], later], **of_engineer}
    return read_problem({**day, "now": at(now)})


def sound(problem: Problem) -> tuple[Plan, TravelTimes]:
    travel = travel_times(problem)
    plan = explain(problem, solve(problem, travel, SolveParams(iterations=50), clock=lambda: 0.0), travel)
    assert check(problem, plan, travel.seconds, travel.metres).violations == ()
    return plan, travel


def test_who_was_out_this_morning_and_is_out_again_has_been_home() -> None:
    problem = two_shifts(
        visit("morning", **begun("mon", 9 * 60)), visit("noon", **begun("later", 13 * 60)), now=13.5 * 60
    )
    plan, _ = sound(problem)
    back = {route.shift: route.back for route in plan.routes}
    assert back["mon"] is not None
    assert back["mon"].hour == 10, "an hour's work from nine, and ten minutes home: not home at half past one"
    assert {stop.visit for route in plan.routes for stop in route.stops} == {"morning", "noon", "free"}


def test_nobody_is_at_work_in_two_shifts_at_once() -> None:
    problem = two_shifts(
        visit("morning", hours=4, **begun("mon", 10 * 60)), visit("noon", **begun("later", 13 * 60)), now=13.5 * 60
    )
    with pytest.raises(ImpossiblePlan, match=r"morning and noon are under way with e0 in two shifts.*take `under_way`"):
        sound(problem)


def test_who_has_not_left_with_the_later_shift_still_does_the_earlier_one() -> None:
    on_the_way = {"pin": {"engineer": "e0", "shift": "later", "under_way": True}}
    early = visit("early", windows=[window(9, 10)])
    plan, _ = sound(two_shifts(visit("noon", **on_the_way), early, now=8.5 * 60))
    shift_of = {stop.visit: route.shift for route in plan.routes for stop in route.stops}
    assert (shift_of["early"], shift_of["noon"]) == ("mon", "later")


def test_hours_that_are_used_up_leave_time_for_what_takes_none() -> None:
    """Who has driven more than a day allows may still work where driving is not needed, and nowhere else."""
    spent = {"on": "2026-11-23", "working_time": "PT1H", "driving_time": "PT3H"}
    limited = {"limits": [{"per": "day", "driving_time": "PT2H"}], "spent": [spent]}
    plan, _ = sound(two_shifts(visit("at home", "p0"), now=8.5 * 60, **limited))
    assert [stop.visit for route in plan.routes for stop in route.stops] == ["at home"]


def test_what_is_under_way_is_finished_whatever_the_limits_say_and_nothing_is_added() -> None:
    limited = {"limits": [{"per": "day", "working_time": "PT30M"}]}
    plan, _ = sound(two_shifts(visit("morning", **begun("mon", 9 * 60)), now=9.5 * 60, **limited))
    assert [stop.visit for route in plan.routes for stop in route.stops] == ["morning"]
