"""Who else could serve a visit, against every other shift tried one by one; and why visits are late."""

from dataclasses import replace
from random import Random

import pytest

from optimiser.documents import read_problem
from optimiser.errors import FaultyInput
from optimiser.explanation import Explainer
from optimiser.inputs import Problem
from optimiser.plan import Plan
from optimiser.problem import arrays
from optimiser.schedule import plan_of
from optimiser.travel import TravelTimes, travel_times

from .applying import good, greedy_plan, plans_with, sequences_of
from .days import at, plain_day, random_day, visit, window


def without(name: str, plan: Plan, problem: Problem, travel: TravelTimes) -> Plan:
    """The plan without one visit."""
    own = arrays(problem, travel)
    index = {problem.visits[k].id: v for v, k in enumerate(own.visits)}
    kept = {s: [v for v in row if v != index[name]] for s, row in sequences_of(plan, problem, own).items()}
    return plan_of(problem, own, kept)


def test_alternatives_cost_what_moving_the_visit_costs() -> None:
    fitting = 0
    for seed in range(25):
        problem = read_problem(random_day(Random(seed)))
        travel = travel_times(problem)
        plan = greedy_plan(problem, travel)
        if not good(plan, problem, travel):  # what is under way may break rules that no plan can mend
            continue
        explainer = Explainer(problem, plan, travel)
        movable = {problem.visits[k].id for k in arrays(problem, travel).visits}
        for route in plan.routes:
            for name in (stop.visit for stop in route.stops if stop.visit in movable):
                assert name is not None
                found = {one.shift: one for one in explainer.alternatives(name)}
                rest = without(name, plan, problem, travel)
                shifts = {shift.id for engineer in problem.engineers for shift in engineer.shifts}
                assert set(found) == shifts - {route.shift}
                for shift, one in found.items():
                    prices = [p.cost.total for p in plans_with(name, shift, rest, problem, travel)]
                    expected = pytest.approx(min(prices) - plan.cost.total, abs=1e-6) if prices else None
                    assert one.cost_change == expected
                    assert (one.code == "FITS") == bool(prices)
                    fitting += bool(prices)
    assert fitting > 40


def test_what_is_under_way_or_left_out_has_no_alternatives() -> None:
    document = plain_day([visit("a", pin={"engineer": "e0", "shift": "mon", "under_way": True}), visit("b", "p2")])
    document["now"] = at(9 * 60)
    problem = read_problem(document)
    travel = travel_times(problem)
    plan = greedy_plan(problem, travel)
    explainer = Explainer(problem, Plan(plan.routes[:0], (), plan.cost), travel)
    assert explainer.alternatives("a") == explainer.alternatives("b") == ()
    assert explainer.reasons("a") == ()
    assert Explainer(problem, plan, travel).reasons("b") == ()


def test_lateness_says_what_stands_before() -> None:
    due = {"onsite_by": at(9 * 60), "late_cost_per_hour": 30.0}
    document = plain_day([visit("a", windows=[window(8, 12)]), visit("b", "p3", **due), visit("c", "p3")])
    problem = read_problem(document)
    travel = travel_times(problem)
    plan = Plan((), (), greedy_plan(problem, travel).cost)
    plan = plans_with("a", "mon", plan, problem, travel)[0]
    plan = plans_with("b", "mon", plan, problem, travel)[1]
    explainer = Explainer(problem, plan, travel)
    late = explainer.lateness("b")
    assert late is not None
    assert (late.before, late.late_s, late.cost) == ("a", 30 * 60, pytest.approx(15.0))
    assert late.numbers == {"travel_s": 1200, "setup_s": 0, "break_s": 0, "wait_s": 0, "soonest_late_s": 0}
    assert late.message == (
        "Starts at 09:30, 30 min after 09:00, which costs 15.00. Before it a ends at 09:10, then 20 min of travel."
    )
    assert explainer.lateness("a") is None
    assert explainer.lateness("c") is None


def test_lateness_knows_what_could_not_have_been_in_time() -> None:
    document = plain_day(
        [visit("b", "p3", restore_by=at(8 * 60), restore_late_cost_per_hour=1.0, onsite_by=at(8 * 60))]
    )
    problem = read_problem(document)
    travel = travel_times(problem)
    late = Explainer(problem, greedy_plan(problem, travel), travel).lateness("b")
    assert late is not None and late.before is None
    assert late.numbers["soonest_late_s"] == 1800 and late.restore_late_s == 5400
    assert "30 min late already" in late.message


def test_a_plan_whose_route_cannot_be_timed_is_refused_with_its_name() -> None:
    document = plain_day([visit("a", windows=[window(8, 9)]), visit("b", windows=[window(12, 13)])])
    problem = read_problem(document)
    travel = travel_times(problem)
    plan = greedy_plan(problem, travel)
    (route,) = plan.routes
    backwards = replace(plan, routes=(replace(route, stops=tuple(reversed(route.stops))),))
    with pytest.raises(FaultyInput, match="mon") as refused:
        Explainer(problem, backwards, travel)
    assert refused.value.faults[0].path == "$.routes[0]"
    twice = replace(plan, routes=(replace(route, stops=(*route.stops, route.stops[0])),))
    with pytest.raises(FaultyInput, match="twice"):
        Explainer(problem, twice, travel)


def test_days_without_visits_or_work_are_explained() -> None:
    for document in (plain_day([]), plain_day([visit("a", skills={"x": 1})])):
        problem = read_problem(document)
        travel = travel_times(problem)
        explained = Explainer(problem, greedy_plan(problem, travel), travel).explained()
        assert len(explained.unserved) == len(problem.visits)
