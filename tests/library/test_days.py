"""What comes of the regimes on their days: what their rules and promises lead to, from the book to a checked plan."""

import time
from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise

import pytest

from optimiser.agenda import Agenda, agenda_of, follow_ups_of, paperwork_of
from optimiser.checker import check
from optimiser.inputs import Shift, Visit
from optimiser.plan import Plan
from optimiser.recurrence import inspections_due, levelled
from optimiser.solver import SolveParams, solve
from optimiser.travel import travel_times
from scenarios.library import regime, regimes
from tests.library.books import HOUR, book_of


@cache
def day_of(name: str) -> Agenda:
    found = regime(name)
    return agenda_of(book_of(name), found.day, found.day, found.now)


@cache
def plan_of(name: str) -> Plan:
    problem = day_of(name).problem
    return solve(problem, travel_times(problem), SolveParams(iterations=2000), clock=time.monotonic)


def visit_of(name: str, visit: str) -> Visit:
    (found,) = (each for each in day_of(name).problem.visits if each.id == visit)
    return found


def shifts_of(name: str, kind: str) -> list[tuple[str, Shift]]:
    engineers = day_of(name).problem.engineers
    return [(each.id, shift) for each in engineers for shift in each.shifts if shift.carried["x_kind"] == kind]


def at(name: str, text: str) -> datetime:
    return datetime.fromisoformat(f"{text}:00+08:00").replace(year=regime(name).day.year)


@pytest.mark.parametrize("name", regimes())
def test_a_plan_of_the_day_keeps_every_rule_and_serves_nearly_all(name: str) -> None:
    problem, plan = day_of(name).problem, plan_of(name)
    travel = travel_times(problem)
    assert not check(problem, plan, travel.seconds, travel.metres).violations
    assert len(problem.visits) >= 20
    assert len(plan.unserved) <= len(problem.visits) / 10


@pytest.mark.parametrize("name", regimes())
def test_no_ticket_that_can_be_reached_is_left_for_another_day(name: str) -> None:
    tickets = {id_ for id_, source in day_of(name).sources.items() if source.kind == "ticket"}
    assert not tickets & {unserved.visit for unserved in plan_of(name).unserved}


@pytest.mark.parametrize(
    ("name", "ticket", "by"),
    [
        ("office_care", "t35", "2026-11-26T07:30"),  # 24 hours, over the night
        ("assurance", "t05", "2026-12-03T09:52"),  # the city, 2 hours
        ("assurance", "t10", "2026-12-03T18:30"),  # around it, 12 hours
        ("assurance", "t18", "2026-12-04T17:00"),  # another province, 48 hours
        ("elv_campus", "t01", "2026-12-10T09:40"),  # the city, 4 hours
        ("elv_campus", "t07", "2026-12-10T10:15"),  # the suburbs, 8 hours
        ("elv_campus", "t21", "2026-12-10T09:15"),  # beyond the circle, but the contract says city
        ("warranty", "t32", "2026-12-25T17:30"),  # the 7th working day after that of the report
        ("ciq_shandong", "t02", "2026-12-07T08:35"),  # Qingdao, 1 hour
        ("ciq_shandong", "t04", "2026-12-07T15:20"),  # elsewhere, 24 hours
    ],
)
def test_somebody_is_on_site_by_what_the_contract_says(name: str, ticket: str, by: str) -> None:
    assert visit_of(name, ticket).onsite_by == at(name, by)


@pytest.mark.parametrize(
    ("name", "ticket", "by"),
    [
        ("elv_campus", "t01", "2026-12-11T05:40"),  # 24 hours
        ("elv_campus", "t15", "2026-12-11T09:10"),  # complex, 72 hours
        ("elv_campus", "t14", "2026-12-10T19:05"),  # monitoring contract, 12 hours
        ("warranty", "t05", "2026-12-17T17:30"),  # Monday's, on the 3rd working day after it
        ("ciq_shandong", "t12", "2026-12-08T17:30"),  # the 5th working day after a Tuesday
    ],
)
def test_it_is_repaired_by_what_the_contract_says(name: str, ticket: str, by: str) -> None:
    assert visit_of(name, ticket).restore_by == at(name, by)


def test_office_care_leaves_what_waits_for_a_part_and_what_was_solved_by_phone_at_home() -> None:
    day = day_of("office_care")
    assert [(each.id, each.waits_for) for each in day.waiting] == [("t09", "part"), ("t22", "part")]
    assert set(day.closed) == {"t05", "t17", "t29"}
    assert set(day.remote) == {"t37", "t38", "t39"}


def test_office_care_exchanges_wearing_parts_and_checks_on_one_trip() -> None:
    kinds = Counter(each.kind for each in day_of("office_care").inspections)
    assert kinds["preventive_check"] >= 5 and kinds["wearing_parts"] >= 2
    sites = [each.site for each in day_of("office_care").inspections]
    assert len(sites) == len(set(sites))


def test_office_care_calls_after_each_visit_within_a_day() -> None:
    plan, day = plan_of("office_care"), day_of("office_care")
    served = [stop.visit for route in plan.routes for stop in route.stops if stop.visit]
    calls = follow_ups_of(day, plan)
    assert sorted(call.visit or "" for call in calls) == sorted(served)
    assert all(call.due_at - call.done_at == 24 * HOUR for call in calls)
    assert not follow_ups_of(day_of("elv_campus"), plan_of("elv_campus"))


def test_assurance_checks_remotely_without_a_trip_and_trains_on_site() -> None:
    visits = day_of("assurance").sources.values()
    kinds = {(source.id.split("-")[0], source.desk) for source in visits if source.kind == "inspection"}
    assert kinds == {("remote", True), ("inspection", False), ("maintenance", False), ("training", False)}


def test_assurance_owes_a_report_on_the_third_working_day_after_an_inspection() -> None:
    papers = [
        paper
        for paper in paperwork_of(day_of("assurance"), plan_of("assurance"))
        if paper.source.id.startswith("inspection")
    ]
    assert papers
    assert {paper.due_at for paper in papers} == {at("assurance", "2026-12-08T17:30")}


def test_assurance_has_the_cut_over_at_its_fixed_time() -> None:
    starts = {stop.visit: stop.start for route in plan_of("assurance").routes for stop in route.stops}
    assert starts["a1"] == at("assurance", "2026-12-03T13:30")


def test_elv_campus_has_two_people_on_call_before_and_after_work() -> None:
    hours = Counter((f"{s.start:%H:%M}", f"{s.end:%H:%M}") for _, s in shifts_of("elv_campus", "on_call"))
    assert hours == {("08:00", "08:30"): 2, ("17:30", "22:30"): 2}


def test_elv_campus_divides_the_half_yearly_test_of_170_devices_into_days_beside_their_breaks() -> None:
    parts = [each for each in day_of("elv_campus").sources.values() if each.id.startswith("test-01")]
    assert [(each.part, each.parts) for each in parts] == [(1, 3)]
    later = [each for each in day_of("elv_campus").waiting if each.id.startswith("test-01")]
    assert [each.waits_for for each in later] == ["later", "later"]


def test_elv_campus_does_the_quarterly_maintenance_with_the_half_yearly_test() -> None:
    (test,) = (each for each in day_of("elv_campus").inspections if each.id.startswith("test-09"))
    assert test.rules == ("test-09", "maintenance-09")


def test_elv_campus_has_no_month_with_more_than_its_share_of_inspections() -> None:
    book, first, last = book_of("elv_campus"), date(2026, 12, 1), date(2027, 11, 30)
    due = [each for each in inspections_due(book, first, last) if each.ideal_on <= last]
    answer = levelled(book, due, first, last, most_of_mean=1.2)
    assert not answer.held
    assert all(load.after <= load.limit for load in answer.loads) and len(answer.loads) == 12


@pytest.mark.parametrize(
    ("name", "owed", "overdue"),
    [
        ("office_care", [], []),
        ("assurance", [], []),
        ("elv_campus", ["t33", "t35", "t36", "t19"], ["t33"]),
        ("warranty", ["t29"], ["t29"]),
        ("ciq_shandong", ["system-dongying"], []),
    ],
)
def test_what_is_still_to_be_written_is_owed(name: str, owed: list[str], overdue: list[str]) -> None:
    papers = day_of(name).papers
    assert [paper.source.id for paper in papers] == owed
    assert [paper.source.id for paper in papers if paper.overdue] == overdue


def test_elv_campus_fetches_the_loan_unit_back() -> None:
    assert [source.id for source in day_of("elv_campus").sources.values() if source.kind == "loan"] == ["t19"]


def test_elv_campus_owes_no_loan_unit_to_those_who_pay_by_the_call() -> None:
    day = day_of("elv_campus")
    terms = {each.id: each.terms for each in day.book.contracts}
    of_site = {site.id: terms[site.contract] for site in day.book.sites}
    asked = {of_site[call.site] for call in day.calls if call.kind == "loan"}
    assert asked == {"yearly", "monitoring"}
    assert any(of_site[ticket.site] == "call" for ticket in day.book.tickets)


def test_warranty_flags_the_unit_whose_repair_failed_three_times() -> None:
    (warning,) = day_of("warranty").warnings
    assert "Replace unit u14-server" in warning


def test_warranty_counts_half_a_per_cent_of_the_contract_value_from_the_eighth_working_day() -> None:
    contract = next(each for each in book_of("warranty").contracts if each.id == "c28")
    late = visit_of("warranty", "t24")
    assert late.onsite_by == at("warranty", "2026-12-15T17:30")
    assert late.late_cost_per_started_day == pytest.approx(0.005 * contract.value)


def test_warranty_answers_complaints_by_the_end_of_the_next_working_day() -> None:
    answers = {call.ticket: call.done_by for call in day_of("warranty").calls if call.kind == "respond"}
    assert answers == {"t34": at("warranty", "2026-12-16T17:30"), "t35": at("warranty", "2026-12-17T17:30")}


def test_ciq_shandong_replaces_its_resident_engineer() -> None:
    ((engineer, shift),) = shifts_of("ciq_shandong", "resident")
    assert engineer != "e01" and shift.serves_only is not None and len(shift.serves_only) == 1
    assert shift.end - shift.start == 9 * HOUR
    starts = {stop.visit: route.engineer for route in plan_of("ciq_shandong").routes for stop in route.stops}
    assert starts["power-on-jinan:2026-12-07"] == engineer


def test_ciq_shandong_covers_the_event_around_the_clock() -> None:
    found = regime("ciq_shandong")
    three_days = agenda_of(book_of("ciq_shandong"), found.day, found.day + timedelta(days=2), found.now)
    shifts = sorted(
        (shift.start, shift.end)
        for engineer in three_days.problem.engineers
        for shift in engineer.shifts
        if shift.carried["x_kind"] == "cover"
    )
    (cover,) = book_of("ciq_shandong").covers
    assert shifts[0][0] == cover.start and shifts[-1][1] == cover.end
    assert all(before[1] == after[0] for before, after in pairwise(shifts))
    assert not three_days.warnings


def test_ciq_shandong_powers_idle_equipment_on_for_30_minutes_this_monday() -> None:
    found = [visit for visit in day_of("ciq_shandong").problem.visits if visit.kind == "power_on"]
    assert len(found) == 2 and {visit.duration for visit in found} == {timedelta(minutes=30)}
    assert regime("ciq_shandong").day.weekday() == 0


def test_ciq_shandong_does_the_monthly_inspection_with_the_half_yearly_one() -> None:
    (test,) = (each for each in day_of("ciq_shandong").inspections if each.id.startswith("on-site-qingdao"))
    assert test.rules == ("on-site-qingdao", "system-qingdao")
