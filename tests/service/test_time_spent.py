"""A plan remembers what was worked before: earlier in the week, and in the morning of its day."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from api.plans.overlay import still_to_do
from api.plans.rest import with_rest
from api.plans.time_spent import with_earlier_days
from api.store.audit import Author
from api.store.tables import VisitState
from optimiser import Limit, Problem, SolveParams, Spent, check, read_plan, read_problem, replan, travel_times
from tests.service.campus import DAY, planned, published
from tests.service.conftest import HandClock, Running
from tests.service.test_present import Day

HOUR = timedelta(hours=1)
FRIDAY = DAY + timedelta(days=1)
NOON = datetime.fromisoformat("2026-12-10T12:00:00+08:00")


def limited(problem: Problem, *limits: Limit) -> Problem:
    return replace(problem, engineers=tuple(replace(each, limits=limits) for each in problem.engineers))


def spent_in(problem: Problem, engineer: str) -> list[Spent]:
    return next(list(each.spent) for each in problem.engineers if each.id == engineer)


def test_a_replan_at_noon_counts_the_morning() -> None:
    day = Day(HandClock())
    first = day.busiest()[0]
    day.problem = limited(day.problem, Limit("day", working_time=6 * HOUR))
    row = day.report(
        first.visit, "done", travelling_at=NOON - 4 * HOUR, arrived_at=NOON - 3 * HOUR, ended_at=NOON - HOUR
    )
    problem = still_to_do(day.problem, day.sources, day.state, NOON)
    assert spent_in(problem, str(row.engineer_id)) == [Spent(DAY, 3 * HOUR, HOUR)]
    travel = travel_times(problem)
    found = replan(problem, day.plan, travel, NOON, SolveParams(iterations=100), clock=lambda: 0.0).plan
    (route,) = [each for each in found.routes if each.shift == row.shift_id and each.stops] or [None]
    assert route is None or route.back is None or route.leave is None or route.back - route.leave <= 3 * HOUR
    forgotten = replace(problem, engineers=tuple(replace(each, spent=()) for each in problem.engineers))
    free = replan(forgotten, day.plan, travel, NOON, SolveParams(iterations=100), clock=lambda: 0.0).plan
    codes = {each.code for each in check(problem, free, travel.seconds, travel.metres).violations}
    assert codes == {"WORKING_TIME_LIMIT"}, "without its morning the engineer is given too much"


def test_who_has_no_limits_is_not_counted() -> None:
    day = Day(HandClock())
    first = day.busiest()[0]
    day.problem = limited(day.problem)
    row = day.report(first.visit, "done", arrived_at=NOON - 3 * HOUR, ended_at=NOON - HOUR)
    assert spent_in(still_to_do(day.problem, day.sources, day.state, NOON), str(row.engineer_id)) == []


def test_the_same_report_is_counted_once_however_often_a_day_is_planned_anew() -> None:
    day = Day(HandClock())
    first = day.busiest()[0]
    day.problem = limited(day.problem, Limit("day", working_time=10 * HOUR))
    row = day.report(first.visit, "done", arrived_at=NOON - 3 * HOUR, ended_at=NOON - HOUR)
    once = still_to_do(day.problem, day.sources, day.state, NOON)
    replanned = replace(day.problem, engineers=once.engineers)
    again = still_to_do(replanned, day.sources, day.state, NOON + HOUR)
    assert spent_in(again, str(row.engineer_id)) == spent_in(once, str(row.engineer_id)) == [Spent(DAY, 2 * HOUR)]


@pytest.fixture
def thursday(campus_on_sqlite: Running) -> Running:
    """A service whose campus has driven by its plan on Thursday."""
    published(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    return campus_on_sqlite


def on_friday(running: Running) -> Problem:
    weekly = limited(read_problem(planned(running.clock, "p1").problem), Limit("week", working_time=40 * HOUR))
    with running.service.store.reading() as session:
        return with_earlier_days(session, weekly, FRIDAY)


def test_friday_remembers_the_plan_of_thursday(thursday: Running) -> None:
    row = planned(thursday.clock, "p1")
    plan = read_plan(row.document, read_problem(row.problem))
    problem = on_friday(thursday)
    for route in plan.routes:
        if route.stops and route.leave and route.back:
            assert (DAY, route.back - route.leave) in [
                (each.on, each.working_time) for each in spent_in(problem, route.engineer)
            ]


def report_on_thursday(running: Running, ended_at: datetime) -> str:
    """Report a visit of Thursday as done; returns who did it."""
    row = planned(running.clock, "p1")
    route = next(route for route in row.document["routes"] if route["stops"])
    visit = next(stop["visit"] for stop in route["stops"] if stop["kind"] == "visit")
    source = row.matter["sources"][visit]
    with running.service.store.writing(Author("tests", running.clock)) as session:
        session.add(
            VisitState(
                id=visit,
                source_kind=source["kind"],
                source_id=source["id"],
                site_id=source["site"],
                territory_id="main",
                engineer_id=route["engineer"],
                shift_id=route["shift"],
                on=DAY,
                status="done",
                travelling_at=NOON,
                arrived_at=NOON + HOUR / 2,
                ended_at=ended_at,
                updated_at=ended_at,
            )
        )
    return str(route["engineer"])


def test_what_was_reported_on_thursday_counts_instead_of_the_plan(thursday: Running) -> None:
    engineer = report_on_thursday(thursday, NOON + 5 * HOUR)
    assert spent_in(on_friday(thursday), engineer) == [Spent(DAY, 5 * HOUR, HOUR / 2)]


def test_a_new_week_begins_with_nothing(thursday: Running) -> None:
    weekly = limited(read_problem(planned(thursday.clock, "p1").problem), Limit("week", working_time=40 * HOUR))
    with thursday.service.store.reading() as session:
        assert with_earlier_days(session, weekly, DAY + timedelta(days=4)) == weekly


def rested_on_friday(running: Running, min_rest: timedelta) -> tuple[Problem, Problem]:
    """A problem of Friday, and what rest after Thursday leaves of it: Thursday's own, a day later."""
    thursday = read_problem(planned(running.clock, "p1").problem)
    engineers = tuple(
        replace(
            each,
            min_rest=min_rest,
            shifts=tuple(
                replace(shift, start=shift.start + 24 * HOUR, end=shift.end + 24 * HOUR, breaks=())
                for shift in each.shifts
            ),
        )
        for each in thursday.engineers
    )
    friday = replace(thursday, engineers=engineers)
    with running.service.store.reading() as session:
        return friday, with_rest(session, friday, FRIDAY)


def test_who_came_home_late_on_thursday_begins_later_on_friday(thursday: Running) -> None:
    row = planned(thursday.clock, "p1")
    plan = read_plan(row.document, read_problem(row.problem))
    back = {route.engineer: route.back for route in plan.routes if route.stops and route.back}
    before, after = rested_on_friday(thursday, 16 * HOUR)
    moved = 0
    for old, new in zip(before.engineers, after.engineers, strict=True):
        for was, now in zip(old.shifts, new.shifts, strict=True):
            assert was.start <= now.start < now.end == was.end
            if old.id in back and now.start < now.end - HOUR:
                assert now.start >= back[old.id] + 16 * HOUR
            moved += now.start > was.start
    assert moved, "nobody came home so late that it would matter"


def test_a_short_rest_moves_nothing(thursday: Running) -> None:
    before, after = rested_on_friday(thursday, HOUR)
    assert before.engineers == after.engineers


def test_rest_after_a_late_report_counts_between_the_days_of_one_plan(thursday: Running) -> None:
    late = NOON + 12 * HOUR
    engineer = report_on_thursday(thursday, late)
    friday, _ = rested_on_friday(thursday, 11 * HOUR)
    on_thursday = read_problem(planned(thursday.clock, "p1").problem)
    engineers = tuple(
        replace(two, shifts=(*one.shifts, *(replace(own, id=f"{own.id} +1") for own in two.shifts)))
        for one, two in zip(on_thursday.engineers, friday.engineers, strict=True)
    )
    both = replace(on_thursday, engineers=engineers)
    with thursday.service.store.reading() as session:
        rested = with_rest(session, both, DAY)
    for before, after in zip(both.engineers, rested.engineers, strict=True):
        starts = [(own.day, own.start, then.start) for own, then in zip(before.shifts, after.shifts, strict=True)]
        assert all(was == now for day, was, now in starts if day == DAY or before.id != engineer)
        if before.id == engineer:
            assert any(now == late + 11 * HOUR > was for day, was, now in starts if day == FRIDAY)
