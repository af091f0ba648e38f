"""Placements, against every position tried one by one."""

from random import Random

import pytest

from optimiser.documents import read_problem
from optimiser.errors import FaultyInput
from optimiser.explanation import Explainer, place
from optimiser.inputs import Problem
from optimiser.plan import Plan
from optimiser.travel import TravelTimes, travel_times

from .applying import good, greedy_plan, plans_with
from .days import plain_day, random_day, visit, window


def every_price(name: str, plan: Plan, problem: Problem, travel: TravelTimes) -> list[float]:
    """What each position of each shift would change, cheapest first."""
    shifts = [shift.id for engineer in problem.engineers for shift in engineer.shifts]
    plans = [one for shift in shifts for one in plans_with(name, shift, plan, problem, travel)]
    return sorted(one.cost.total - plan.cost.total for one in plans)


def test_placements_are_the_cheapest_of_all_positions() -> None:
    count = 0
    for seed in range(40):
        problem = read_problem(random_day(Random(seed)))
        travel = travel_times(problem)
        plan = greedy_plan(problem, travel)
        if not good(plan, problem, travel):  # what is under way may break rules that no plan can mend
            continue
        explainer = Explainer(problem, plan, travel)
        for entry in plan.unserved:
            if any(v.id == entry.visit and v.pin and v.pin.under_way for v in problem.visits):
                continue
            found = explainer.place(entry.visit, most=4)
            assert [p.cost_change for p in found] == pytest.approx(every_price(entry.visit, plan, problem, travel)[:4])
            assert [p.cost.total for p in found] == pytest.approx([p.cost_change for p in found])
            count += len(found)
    assert count > 50


def test_a_placement_says_what_the_route_becomes() -> None:
    late = visit("late", "p2", onsite_by="2026-11-23T09:00:00+08:00", late_cost_per_hour=30.0)
    problem = read_problem(plain_day([visit("a", "p1", windows=[window(8, 12)]), late], fixed_cost=5.0))
    travel = travel_times(problem)
    plan = greedy_plan(problem, travel)
    without = Plan(plan.routes[:0], plan.unserved, plan.cost)
    (only,) = place(problem, without, "a", travel)
    assert (only.engineer, only.shift, only.position) == ("e0", "mon", 0)
    assert only.cost.fixed == 5 and only.cost.skipped == -500 and only.cost.distance == 20
    assert only.cost.total == pytest.approx(only.cost_change) == pytest.approx(5 - 500 + 20 + 2)
    explainer = Explainer(problem, plans_with("a", "mon", without, problem, travel)[0], travel)
    first, second = sorted(explainer.place("late"), key=lambda one: one.position)
    assert [stop.visit for stop in second.route.stops] == ["a", "late"]
    assert second.late_s == 20 * 60 and second.late_change == 1
    assert first.late_s == 0 and first.late_change == 0
    assert first.cost_change < second.cost_change


def test_a_placement_dearer_than_skipping_is_told_with_a_positive_price() -> None:
    problem = read_problem(plain_day([visit("far", "p5", skip_cost=10.0)]))
    travel = travel_times(problem)
    plan = greedy_plan(problem, travel)
    assert not plan.routes
    (only,) = place(problem, plan, "far", travel)
    assert only.cost_change == pytest.approx(100 + 10 - 10)


def test_a_visit_that_the_plan_does_not_name_can_be_placed() -> None:
    problem = read_problem(plain_day([visit("a"), visit("new", "p2")]))
    travel = travel_times(problem)
    old = plans_with("a", "mon", Plan((), (), greedy_plan(problem, travel).cost), problem, travel)[0]
    unnamed = Plan(old.routes, (), old.cost)
    assert len(place(problem, unnamed, "new", travel)) == 2


def test_a_visit_that_nobody_may_serve_has_no_placements() -> None:
    problem = read_problem(plain_day([visit("a", skills={"cctv": 1})]))
    travel = travel_times(problem)
    assert place(problem, greedy_plan(problem, travel), "a", travel) == ()


@pytest.mark.parametrize(("name", "code"), [("a", "already_served"), ("nobody", "unknown_visit")])
def test_only_visits_that_are_left_out_can_be_placed(name: str, code: str) -> None:
    problem = read_problem(plain_day([visit("a")]))
    travel = travel_times(problem)
    with pytest.raises(FaultyInput) as refused:
        place(problem, greedy_plan(problem, travel), name, travel)
    assert [fault.code for fault in refused.value.faults] == [code]


def test_an_engineer_is_not_sent_on_two_routes_at_once() -> None:
    document = plain_day([visit("early", hours=5), visit("second", hours=5), visit("new", hours=3)])
    (engineer,) = document["engineers"]
    engineer["shifts"][0] |= {"id": "am", "end": window(8, 14)["close"], "overtime_limit": "PT4H"}
    engineer["shifts"].append({**engineer["shifts"][0], "id": "pm", "start": window(14, 15)["open"]})
    engineer["shifts"][1] |= {"end": window(8, 20)["close"]}
    problem = read_problem(document)
    travel = travel_times(problem)
    nothing = greedy_plan(problem, travel)
    first = plans_with("early", "am", Plan((), (), nothing.cost), problem, travel)[0]
    both = plans_with("second", "pm", first, problem, travel)[0]
    assert good(both, problem, travel)
    placed = place(problem, both, "new", travel)
    assert {one.shift for one in placed} == {"pm"}
    told = Explainer(problem, both, travel).reasons("new")
    assert {reason.shift: reason.code for reason in told}["am"] == "DAY_FULL"
