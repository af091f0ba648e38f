"""Who can be there first: good plans at the price told, and nobody could come sooner."""

from dataclasses import replace
from datetime import timedelta

import pytest

from optimiser.documents import read_problem
from optimiser.errors import FaultyInput
from optimiser.inputs import Visit
from optimiser.offers import OpenPlan, first_there, open_plan
from optimiser.travel import travel_times
from tests.explanation.applying import greedy_plan, plans_with
from tests.explanation.days import Document, at, plain_day, visit, window

from .opened_days import opened_days
from .placing import cost_before, cost_of, left_out

URGENT = Visit("urgent", "p2", timedelta(minutes=20), None)


def running(*visits: Document, now: float = 10 * 60) -> OpenPlan:
    """One engineer's day, opened while it runs, with the urgent visit in it."""
    problem = read_problem(plain_day(visits))
    travel = travel_times(problem)
    plan = greedy_plan(problem, travel)
    moment = problem.horizon.start + timedelta(minutes=now)
    return open_plan(problem, plan, travel, now=moment).with_visit(URGENT)


def test_every_arrival_is_a_good_plan_at_the_price_told() -> None:
    told = 0
    for opened in opened_days():
        before = cost_before(opened)
        for name in left_out(opened):
            for arrival in first_there(opened, name):
                assert cost_of(opened, arrival.route) - before == pytest.approx(arrival.cost_change, abs=0.005)
                assert arrival.arrive <= arrival.start
                told += 1
    assert told > 20


def test_nobody_who_keeps_every_visit_could_start_sooner() -> None:
    compared = 0
    for opened in opened_days():
        for name in left_out(opened):
            kept = [one for one in first_there(opened, name, most=99) if not one.left_out]
            first = {one.engineer: one.start for one in kept}
            for engineer, shift in opened.shift_of:
                plans = plans_with(name, shift, opened.plan, opened.problem, opened.travel)
                starts = [s.start for plan in plans for r in plan.routes for s in r.stops if s.visit == name]
                if starts:
                    assert first[engineer] <= min(starts)
                    compared += 1
            assert [one.start for one in kept] == sorted(one.start for one in kept)
    assert compared > 15


def test_what_is_under_way_is_finished_first_and_the_next_visit_pushed() -> None:
    opened = running(visit("a", hours=1.5, windows=[window(9, 9)]), visit("b", "p1", onsite_by=at(11 * 60)))
    (arrival,) = first_there(opened, "urgent")
    assert (arrival.after, arrival.position, arrival.travel_s, arrival.distance_m) == ("a", 1, 600, 10_000)
    assert (arrival.leave.hour, arrival.leave.minute) == (10, 30)
    assert (arrival.arrive.hour, arrival.arrive.minute) == (10, 40)
    assert arrival.made_late == {"b": 600.0}
    assert arrival.left_out == ()


def test_a_visit_whose_window_closes_meanwhile_is_left_out_where_that_is_sooner() -> None:
    opened = running(
        visit("a", hours=1.5, windows=[window(9, 9)]), visit("b", windows=[window(10.5, 10.5)], skip_cost=70.0)
    )
    at_once, later = first_there(opened, "urgent")
    assert at_once.left_out == ("b",) and at_once.cost.skipped == 70.0
    assert later.left_out == () and later.after == "b" and later.start > at_once.start


@pytest.mark.parametrize("rule", [{"skip_cost": None}, {"pin": {"engineer": "e0"}}], ids=["must", "pinned"])
def test_what_must_stay_is_not_left_out(rule: Document) -> None:
    opened = running(visit("a", hours=1.5, windows=[window(9, 9)]), visit("b", windows=[window(10.5, 10.5)], **rule))
    assert [one.left_out for one in first_there(opened, "urgent")] == [()]


def test_nobody_without_the_skill_is_told() -> None:
    opened = running(visit("a"))
    skilled = opened.with_visit(replace(URGENT, id="other", skills={"cctv": 1}))
    assert first_there(opened, "urgent") and first_there(skilled, "other") == ()


def test_a_visit_that_is_served_already_is_a_fault() -> None:
    with pytest.raises(FaultyInput) as caught:
        first_there(running(visit("a"), visit("b", windows=[window(15, 16)])), "b")
    assert [fault.code for fault in caught.value.faults] == ["already_served"]
