"""What was worked and driven before counts towards the limits of the day and the week."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from optimiser.checker import check
from optimiser.explanation import explain
from optimiser.inputs import Limit, Pin, Position, Problem, Spent, Visit
from optimiser.plan import Plan
from optimiser.solver import SolveParams, solve
from optimiser.travel import travel_times

from .days import clock, engineer, minutes, road_day, visit

MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 22)
HOUR = timedelta(hours=1)
NOON = clock(12)
EIGHT_HOURS = Limit("day", working_time=8 * HOUR)


def planned(problem: Problem) -> Plan:
    return solve(problem, travel_times(problem), SolveParams(iterations=200), clock=lambda: 0.0)


def served(plan: Plan) -> list[str]:
    return [str(stop.visit) for route in plan.routes for stop in route.stops]


def codes(problem: Problem, plan: Plan) -> list[str]:
    travel = travel_times(problem)
    return [each.code for each in check(problem, plan, travel.seconds, travel.metres).violations]


def noon_day(*limits: Limit, spent: tuple[Spent, ...] = (), works: int = 4) -> Problem:
    """One engineer is at `a` at noon, five minutes from home, and has a few hours of work there."""
    ann = engineer("ann", limits=limits, spent=spent)
    (shift,) = ann.shifts
    ann = replace(ann, shifts=(replace(shift, at=Position("a", NOON)),))
    return road_day(*(visit(f"v{k}", "a") for k in range(works)), engineers=[ann], now=NOON)


@pytest.mark.parametrize(("worked_h", "count"), [(0, 4), (4, 3), (5.9, 2), (6, 1), (7.5, 0), (20, 0)])
def test_at_noon_there_is_no_more_than_what_the_morning_left(worked_h: float, count: int) -> None:
    problem = noon_day(EIGHT_HOURS, spent=(Spent(MONDAY, worked_h * HOUR),))
    plan = planned(problem)
    assert len(served(plan)) == count
    assert codes(problem, plan) == []


def test_the_checker_finds_who_works_longer_than_the_morning_left() -> None:
    plan = planned(noon_day(EIGHT_HOURS))
    assert codes(noon_day(EIGHT_HOURS, spent=(Spent(MONDAY, 4 * HOUR),)), plan) == ["WORKING_TIME_LIMIT"]
    assert codes(noon_day(EIGHT_HOURS, spent=(Spent(SUNDAY, 4 * HOUR),)), plan) == []


def test_driving_counts_by_itself() -> None:
    limit = Limit("day", driving_time=HOUR)
    ann = engineer("ann", limits=[limit], spent=[Spent(MONDAY, driving_time=minutes(30))])
    problem = road_day(visit("near", "c"), visit("far", "d"), engineers=[ann])
    plan = planned(problem)
    assert served(plan) == ["near"]
    assert codes(problem, plan) == []


def test_a_week_remembers_its_earlier_days_and_no_week_before() -> None:
    week = Limit("week", working_time=40 * HOUR)
    on = date(2026, 11, 20)  # the Friday of the week before
    assert len(served(planned(noon_day(week, spent=(Spent(on, 39 * HOUR),))))) == 4
    midweek = replace(noon_day(week), engineers=())
    ann = noon_day(week).engineers[0]
    two_days = timedelta(days=2)
    (shift,) = ann.shifts
    wednesday = replace(shift, start=shift.start + two_days, end=shift.end + two_days, at=None)
    spent = (Spent(MONDAY, 19 * HOUR), Spent(MONDAY + timedelta(days=1), 18 * HOUR))
    horizon = replace(midweek.horizon, end=midweek.horizon.end + two_days)
    problem = replace(midweek, now=None, horizon=horizon, engineers=(replace(ann, shifts=(wednesday,), spent=spent),))
    plan = planned(problem)
    assert len(served(plan)) == 2  # of three hours that are left, the way there and back takes ten minutes
    assert codes(problem, plan) == []


def test_time_spent_is_as_good_as_a_tighter_limit() -> None:
    loose = planned(noon_day(EIGHT_HOURS, spent=(Spent(MONDAY, 5 * HOUR),)))
    tight = planned(noon_day(replace(EIGHT_HOURS, working_time=3 * HOUR)))
    assert loose == tight


def test_what_is_under_way_is_finished_though_the_limit_has_passed() -> None:
    begun = Pin("ann", "ann-day", clock(11, 30), under_way=True)
    problem = noon_day(EIGHT_HOURS, spent=(Spent(MONDAY, 8 * HOUR),), works=1)
    under_way: Visit = visit("begun", "a", pin=begun, duration=minutes(120))
    ann = problem.engineers[0]
    shift = replace(ann.shifts[0], at=Position("a", clock(11, 30)))
    problem = replace(problem, visits=(under_way, *problem.visits), engineers=(replace(ann, shifts=(shift,)),))
    plan = planned(problem)
    assert served(plan) == ["begun"]
    assert codes(problem, plan) == []


def test_who_is_left_out_hears_what_the_morning_took() -> None:
    problem = noon_day(EIGHT_HOURS, spent=(Spent(MONDAY, 7.5 * HOUR),), works=1)
    travel = travel_times(problem)
    (left_out,) = explain(problem, planned(problem), travel).unserved
    (reason,) = left_out.reasons
    assert reason.code == "WORKING_TIME_LIMIT"
    assert reason.numbers["missing_s"] == 35 * 60  # an hour and five minutes home, where half an hour is left
    assert reason.change is not None
    raised = replace(EIGHT_HOURS, working_time=8 * HOUR + timedelta(seconds=reason.numbers["missing_s"]))
    assert served(planned(noon_day(raised, spent=(Spent(MONDAY, 7.5 * HOUR),), works=1))) == ["v0"]
