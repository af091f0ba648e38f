"""The figures of a plan, how two differ, and which deadlines are at risk."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from optimiser.checker import check
from optimiser.documents import read_problem
from optimiser.figures import compare, figures_of, warnings_of
from optimiser.inputs import Problem
from optimiser.offers import as_of
from optimiser.plan import Plan
from optimiser.travel import TravelTimes, travel_times
from tests.explanation.applying import good, greedy_plan
from tests.explanation.days import Document, at, plain_day, random_day, visit, window
from tests.offers.placing import in_order

MINUTE = timedelta(minutes=1)


def planned(*visits: Document, **of_shift: object) -> tuple[Problem, Plan, TravelTimes]:
    """A small day and its plan."""
    problem = read_problem(plain_day(visits, **of_shift))
    travel = travel_times(problem)
    return problem, in_order(problem, travel), travel


def test_the_figures_of_a_small_day_are_those_counted_by_hand() -> None:
    late = visit("b", "p2", onsite_by=at(9 * 60), late_cost_per_hour=6.0)
    figures = figures_of(*planned(visit("a", onsite_by=at(8 * 60 + 10)), late, visit("c", "p5", skip_cost=1.0)))
    assert (figures.served_count, figures.unserved) == (2, ("c",))
    assert (figures.travel_s, figures.travel_m) == (2400, 40_000)
    assert (figures.work_s, figures.working_s, figures.shift_s) == (7200, 9600, 9 * 3600)
    assert (figures.due_count, figures.late_count, figures.late_s) == (2, 1, 1200)
    assert (figures.on_time_share, figures.travel_share) == (0.5, 0.25)
    assert figures.utilisation_share == pytest.approx(9600 / 32_400)
    assert figures.overtime_s == 0


def test_overtime_is_what_lies_past_the_shift_and_a_shift_counts_from_start_to_end() -> None:
    pause = {"earliest": at(12 * 60), "latest": at(13 * 60), "duration": "PT30M"}
    figures = figures_of(*planned(visit("a", hours=4.5), visit("b", hours=4.5), overtime_limit="PT2H", breaks=[pause]))
    assert (figures.overtime_s, figures.shift_s) == (50 * 60, 9 * 3600)


def test_waiting_is_neither_work_nor_travel() -> None:
    figures = figures_of(*planned(visit("a"), visit("b", windows=[window(14, 16)])))
    assert figures.working_s > figures.work_s + figures.travel_s
    assert figures.travel_share == figures.travel_s / (figures.work_s + figures.travel_s)


def test_hours_on_call_are_no_shift_time_and_what_is_done_in_them_is_work() -> None:
    figures = figures_of(*planned(visit("a"), x_kind="on_call"))
    assert (figures.work_s, figures.shift_s, figures.utilisation_share) == (3600, 0, None)


@pytest.mark.parametrize("seed", range(8))
def test_late_are_those_that_miss_either_deadline_for_the_figures_as_for_the_checker(seed: int) -> None:
    problem = read_problem(random_day(Random(seed)))
    travel = travel_times(problem)
    plan = greedy_plan(problem, travel)
    served = [stop for route in plan.routes for stop in route.stops if stop.visit]
    hurry = {stop.visit: stop.end - MINUTE for stop in served[::2]}
    problem = replace(
        problem, visits=tuple(replace(each, restore_by=hurry.get(each.id, each.restore_by)) for each in problem.visits)
    )
    late = {name for name, one in figures_of(problem, plan, travel).visits.items() if one.late_s}
    assert late == set(check(problem, plan, travel.seconds, travel.metres).late_visits) >= hurry.keys()


def test_an_empty_plan_has_no_shares() -> None:
    figures = figures_of(*planned(visit("a", skip_cost=0.0)))
    assert (figures.on_time_share, figures.travel_share, figures.utilisation_share) == (None, None, 0.0)


@pytest.mark.parametrize("seed", range(8))
def test_a_plan_differs_from_itself_in_nothing(seed: int) -> None:
    problem = read_problem(random_day(Random(seed)))
    travel = travel_times(problem)
    figures = figures_of(problem, greedy_plan(problem, travel), travel)
    same = compare(figures, figures)
    assert same.cost_change == 0
    assert (same.only_before, same.only_after, same.reassigned, same.retimed, same.routes) == ((), (), (), (), ())


def test_what_two_plans_do_differently_is_told_once() -> None:
    before = figures_of(*planned(visit("a"), visit("b", "p3")))
    after = figures_of(*planned(visit("a", windows=[window(12, 13)]), visit("c", "p2")))
    found = compare(before, after)
    assert (found.only_before, found.only_after, found.reassigned) == (("b",), ("c",), ())
    (retimed,) = found.retimed
    assert retimed.after.visit == "a" and retimed.start_change_s > 0
    assert found.cost_change == pytest.approx(found.cost.total) == pytest.approx(-22.0)
    (route,) = found.routes
    assert route.before is not None and route.after is not None
    assert (route.before.travel_m, route.after.travel_m) == (60_000, 40_000)


def test_before_the_day_begins_only_what_is_planned_late_or_tight_is_at_risk() -> None:
    tight = visit("a", onsite_by=at(8 * 60 + 20))
    easy = visit("b", "p2", onsite_by=at(16 * 60))
    problem, plan, travel = planned(tight, easy, visit("c", "p5", skip_cost=0.0, restore_by=at(11 * 60)))
    now = problem.horizon.start + 7 * 60 * MINUTE
    found = warnings_of(problem, plan, travel, now)
    assert [(risk.visit, risk.deadline, risk.slack_s) for risk in found] == [
        ("a", "onsite", 600.0),
        ("c", "restore", 4 * 3600.0),
    ]
    assert warnings_of(problem, plan, travel, now, margin=5 * MINUTE)[0].visit == "c"


def test_who_has_not_left_in_time_is_late_at_every_stop_after() -> None:
    problem, plan, travel = planned(visit("a", onsite_by=at(8 * 60 + 30)), visit("b", "p2", onsite_by=at(9 * 60 + 30)))
    found = warnings_of(problem, plan, travel, problem.horizon.start + (9 * 60) * MINUTE)
    assert [(risk.visit, risk.slack_s) for risk in found] == [("b", -50 * 60.0), ("a", -40 * 60.0)]


def test_who_overruns_makes_the_next_late() -> None:
    problem, plan, travel = planned(visit("a"), visit("b", "p2", onsite_by=at(9 * 60 + 30)))
    begun, rest = as_of(problem, plan, travel, problem.horizon.start + (8 * 60 + 30) * MINUTE)
    on_time = warnings_of(begun, rest, travel, problem.horizon.start + (9 * 60) * MINUTE)
    assert [risk.slack_s for risk in on_time] == [600.0]
    over = warnings_of(begun, rest, travel, problem.horizon.start + (9 * 60 + 40) * MINUTE)
    assert [risk.slack_s for risk in over] == [-20 * 60.0]


def test_a_break_is_taken_however_late_it_is() -> None:
    pause = {"earliest": at(12 * 60), "latest": at(12 * 60 + 15), "duration": "PT45M"}
    next_ = visit("b", "p2", windows=[window(12, 15)], onsite_by=at(14 * 60))
    problem, plan, travel = planned(visit("a", hours=3), next_, breaks=[pause])
    begun, rest = as_of(problem, plan, travel, problem.horizon.start + (10 * 60) * MINUTE)
    (risk,) = warnings_of(begun, rest, travel, problem.horizon.start + (12 * 60 + 40) * MINUTE)
    assert (risk.visit, risk.slack_s) == ("b", 25 * 60.0)


@pytest.mark.parametrize("seed", range(8))
def test_a_plan_that_is_kept_to_is_late_only_where_it_was_planned_so(seed: int) -> None:
    document = random_day(Random(seed))
    document.pop("now", None)
    for own in document["visits"]:
        own.pop("pin", None)
    problem = read_problem(document)
    travel = travel_times(problem)
    plan = greedy_plan(problem, travel)
    assert good(plan, problem, travel)
    for minutes in range(7 * 60, 18 * 60, 61):
        now = problem.horizon.start + minutes * MINUTE
        later, rest = as_of(problem, plan, travel, now)
        for risk in warnings_of(later, rest, travel, now, margin=timedelta(0)):
            assert risk.planned is None or (risk.planned == risk.expected and risk.planned > risk.by)
