"""From a book to a plan that keeps every rule, and back to the words of the book."""

import time
from datetime import time as time_of_day
from datetime import timedelta
from itertools import pairwise

from optimiser.agenda import Agenda, agenda_of, paperwork_of
from optimiser.book import Appointment, Book, Cover, OnCall
from optimiser.checker import check
from optimiser.plan import Plan
from optimiser.solver import SolveParams, solve
from optimiser.travel import travel_times

from .books import FRIDAY, HOUR, MONDAY, appointment, at, book, engineer, event, rule, ticket

TICKETS = [
    ticket("t1"),
    ticket("t2", site="s2", reported_at=at("06:30"), owner="e2"),
    ticket("t3", site="s3", severity="minor", skills={"cctv": 2.0}),
    ticket("t4", site="s4", history=[event("paused", "07:30", waiting_for="part")]),
    ticket("t5", site="s4", history=[event("loan_arrived", "07:10"), event("restored", "07:50")]),
]
APPOINTMENTS = [
    appointment(engineers=2, skip_cost=500.0),
    appointment("a2", remote=True, skip_cost=100.0, earliest=at("15:00"), latest=at("15:00")),
]


def planned(given: Book, last, now=None) -> tuple[Agenda, Plan]:
    made = agenda_of(given, MONDAY, last, now)
    travel = travel_times(made.problem)
    plan = solve(made.problem, travel, SolveParams(iterations=400, threads=1, seed=1), clock=time.monotonic)
    verdict = check(made.problem, plan, travel.seconds, travel.metres)
    assert verdict.violations == ()
    return made, plan


def whereabouts(plan: Plan) -> dict[str, str]:
    return {stop.visit: route.engineer for route in plan.routes for stop in route.stops if stop.visit}


def test_a_day_of_everything_is_planned_without_a_broken_rule() -> None:
    made, plan = planned(book(TICKETS, [rule()], APPOINTMENTS), MONDAY, at("08:00"))
    served = whereabouts(plan)
    assert set(served) == {"t1", "t2", "t3", "a1#1", "a1#2", "a2", "loan t5"}
    assert served["a1#1"] != served["a1#2"]
    assert served["t2"] == "e2"
    assert {paper.visit for paper in paperwork_of(made, plan)} == {"t1", "t2", "t3"}


def test_a_week_with_rest_limits_and_work_in_parts_keeps_them_all() -> None:
    people = [
        engineer("e1", hours_per_week=30 * HOUR, min_rest=11 * HOUR),
        engineer("e2", lat=31.3, driving_per_day=2 * HOUR),
    ]
    long = rule("long", site="s3", duration=12 * HOUR, tolerance_before=2, tolerance_after=2)
    made, plan = planned(book(TICKETS, [rule(), long], APPOINTMENTS, engineers=people), FRIDAY)
    served = whereabouts(plan)
    (series,) = made.problem.series
    assert set(series.visits) <= set(served)


def test_a_resident_and_a_cover_serve_only_their_sites() -> None:
    fair = Cover("fair", "s4", at("09:00"), at("17:00"))
    people = [engineer("e1", resident_at="s2"), engineer("e2"), engineer("e3", lat=31.1)]
    made, plan = planned(book(TICKETS, engineers=people, covers=[fair]), MONDAY)
    served = whereabouts(plan)
    at_site = {visit.id: visit.place for visit in made.problem.visits}
    assert all(at_site[visit] == "s2" for visit, who in served.items() if who == "e1")
    (covering,) = (
        each.id for each in made.problem.engineers if any(shift.carried["x_kind"] == "cover" for shift in each.shifts)
    )
    assert all(at_site[visit] == "s4" for visit, who in served.items() if who == covering)


def test_whoever_is_on_site_stays_there_in_the_plan() -> None:
    here = ticket(history=[event("arrived", "09:20", by="e2")])
    _, plan = planned(book([here, ticket("t2", site="s2")]), MONDAY, at("09:45"))
    route = next(route for route in plan.routes if route.engineer == "e2")
    assert (route.stops[0].visit, route.stops[0].start) == ("t1", at("09:20"))
    assert route.stops[0].end == at("09:20") + timedelta(hours=1)


def fixed(id_: str, clock: str, length: timedelta, **more: object) -> Appointment:
    """An appointment at one time, which is dear to leave out."""
    return appointment(id_, earliest=at(clock), latest=at(clock), duration=length, skip_cost=9000.0, **more)


def test_work_goes_on_from_hours_on_call_into_the_duty_and_from_the_duty_into_hours_on_call() -> None:
    only = engineer("e1", on_call=True)
    on_call = OnCall("working", time_of_day(8), time_of_day(22), overtime_limit=2 * HOUR)
    work = [
        fixed("early", "08:30", HOUR),
        fixed("by day", "11:00", HOUR),
        fixed("late", "16:15", HOUR),
        fixed("in the evening", "18:30", HOUR),
    ]
    _, plan = planned(book(appointments=work, engineers=[only], on_call=on_call), MONDAY)
    shifts = {stop.visit: route.shift.split()[-1] for route in plan.routes for stop in route.stops}
    assert shifts == {"early": "on_call", "by day": "duty", "late": "duty", "in the evening": "2"}
    times = sorted((route.leave, route.back) for route in plan.routes if route.leave and route.back)
    assert [back > at(end) for (_, back), end in zip(times, ("09:00", "17:00"), strict=False)] == [True, True]
    assert all(back <= leave for (_, back), (leave, _) in pairwise(times))


def test_whoever_is_called_out_at_night_is_not_on_duty_in_the_morning() -> None:
    people = [engineer("e1", on_call=True, min_rest=8 * HOUR), engineer("e2", lat=31.4)]
    on_call = OnCall("working", time_of_day(0), time_of_day(0), overtime_limit=2 * HOUR)
    work = [fixed("at night", "02:00", 3 * HOUR), fixed("by day", "10:00", HOUR)]
    _, plan = planned(book(appointments=work, engineers=people, on_call=on_call), MONDAY)
    assert whereabouts(plan) == {"at night": "e1", "by day": "e2"}
