"""Tickets become visits with the deadlines and prices of their policy, or are kept apart with the reason."""

from dataclasses import replace
from datetime import timedelta

import pytest

from optimiser.agenda import agenda_of
from optimiser.book import Absence, Late, Span, Target
from optimiser.inputs import Visit

from .books import FRIDAY, HOUR, MONDAY, POLICY, appointment, at, book, engineer, event, ticket

NOON = at("12:00")


def only_visit(*tickets, now=None, **more) -> Visit:
    made = agenda_of(book(tickets, **more), MONDAY, MONDAY, now)
    (visit,) = made.problem.visits
    return visit


def test_a_visit_has_the_earlier_of_the_deadlines_for_being_there_and_its_price() -> None:
    visit = only_visit(ticket())
    assert (visit.onsite_by, visit.late_cost_cap) == (at("11:00"), 500.0)
    assert visit.late_cost_per_hour == pytest.approx(100.0, abs=0.2)
    assert visit.late_cost_per_started_day == 0.0


def test_where_only_someone_must_be_sent_that_deadline_holds_with_a_share_of_the_contract() -> None:
    visit = only_visit(ticket(severity="minor"))
    assert visit.onsite_by == at("17:00", 24)
    assert visit.late_cost_per_started_day == pytest.approx(500.0)


def test_a_pause_moves_the_deadlines_of_the_visit() -> None:
    history = [event("paused", "08:00", waiting_for="customer"), event("resumed", "09:30")]
    visit = only_visit(ticket(history=history), now=at("09:45"))
    assert visit.onsite_by == at("12:30")
    assert visit.restore_by == at("08:30", 24)


def test_whoever_was_there_owes_no_arrival_any_more_but_still_the_repair() -> None:
    visit = only_visit(ticket(history=[event("arrived", "09:00"), event("repair_failed", "10:00")]), now=at("11:00"))
    assert visit.onsite_by is None
    assert visit.restore_by == at("07:00", 24)


@pytest.mark.parametrize("reason", ["customer", "quote", "part", "workshop"])
def test_what_is_waited_for_is_no_visit_yet(reason: str) -> None:
    made = agenda_of(
        book([ticket(history=[event("paused", "08:00", waiting_for=reason)])]), MONDAY, MONDAY, at("09:00")
    )
    assert made.problem.visits == ()
    (waiting,) = made.waiting
    assert (waiting.kind, waiting.id, waiting.waits_for, waiting.since) == ("ticket", "t1", reason, at("08:00"))


def test_a_unit_in_the_workshop_is_waited_for_until_it_comes_back() -> None:
    history = [event("arrived", "09:00"), event("to_workshop", "10:00"), event("from_workshop", "15:00")]
    away = agenda_of(book([ticket(history=history[:2])]), MONDAY, MONDAY, at("11:00"))
    assert [each.waits_for for each in away.waiting] == ["workshop"]
    assert ("workshop", at("17:00", 30)) in [(call.kind, call.done_by) for call in away.calls]
    back = only_visit(ticket(history=history), now=at("16:00"))
    assert back.restore_by == at("17:00", 30)


@pytest.mark.parametrize("end", ["restored", "solved_remotely", "cancelled"])
def test_what_is_over_never_becomes_a_visit(end: str) -> None:
    made = agenda_of(book([ticket(history=[event(end, "08:00")])]), MONDAY, MONDAY, at("09:00"))
    assert (made.problem.visits, made.calls, made.closed) == ((), [], ["t1"])


@pytest.mark.parametrize("asked", [{"remote": True}, {"duration": timedelta(0)}])
def test_what_is_only_asked_is_answered_and_never_visited(asked) -> None:
    made = agenda_of(book([ticket(kind="question", **asked)]), MONDAY, MONDAY, at("07:10"))
    assert (made.problem.visits, made.remote) == ((), ["t1"])
    assert {call.kind for call in made.calls} == {"respond", "diagnose", "on_site", "send", "restore", "loan"}


def test_promises_that_need_no_trip_are_listed_the_most_urgent_first_and_never_as_visits() -> None:
    made = agenda_of(book([ticket(), ticket("t2", reported_at=at("06:00"))]), MONDAY, MONDAY, at("07:10"))
    assert [(call.ticket, call.kind, call.missed) for call in made.calls] == [
        ("t2", "respond", True),
        ("t1", "respond", False),
        ("t1", "diagnose", False),
        ("t2", "diagnose", False),
        ("t2", "loan", False),
        ("t1", "loan", False),
    ]


def test_what_was_answered_is_called_for_no_more() -> None:
    made = agenda_of(book([ticket(history=[event("responded", "07:05")])]), MONDAY, MONDAY, at("07:10"))
    assert "respond" not in [call.kind for call in made.calls]


def test_a_ticket_that_is_not_reported_yet_is_not_seen() -> None:
    made = agenda_of(book([ticket(reported_at=at("12:01"))]), MONDAY, MONDAY, NOON)
    assert (made.problem.visits, made.waiting, made.clocks) == ((), [], {})
    assert made.problem.now == NOON


def test_without_a_now_a_ticket_is_served_from_when_it_is_reported() -> None:
    visit = only_visit(ticket(reported_at=at("12:01")))
    assert [(window.open, window.close) for window in visit.windows] == [(at("12:01"), at("23:59:59"))]


def test_what_is_reported_after_the_days_waits_for_them() -> None:
    made = agenda_of(book([ticket(reported_at=at("08:00", 25))]), MONDAY, MONDAY)
    assert [each.waits_for for each in made.waiting] == ["later"]


def test_a_visit_starts_and_ends_while_its_site_is_open() -> None:
    visit = only_visit(ticket(), sites={1: {"access": "mornings"}})
    assert [(window.open, window.close) for window in visit.windows] == [(at("09:00"), at("11:00"))]


def test_work_longer_than_the_hours_of_its_site_starts_when_it_opens() -> None:
    visit = only_visit(ticket(duration=4 * HOUR), sites={1: {"access": "mornings"}})
    assert [(window.open, window.close) for window in visit.windows] == [(at("09:00"), at("09:00"))]


def test_a_site_that_is_closed_all_the_days_is_waited_for() -> None:
    made = agenda_of(book([ticket()], sites={1: {"access": "sundays"}}), MONDAY, FRIDAY)
    assert (made.problem.visits, [each.waits_for for each in made.waiting]) == ((), ["access"])


def test_to_leave_a_ticket_out_costs_its_price_and_what_it_is_late_by_at_the_end() -> None:
    visit = agenda_of(book([ticket()]), MONDAY, FRIDAY).problem.visits[0]
    restored_late_h = (at("01:00", 28) - at("07:00", 24)) / HOUR
    assert visit.skip_cost == pytest.approx(1000 + 500 + 20 * restored_late_h + 1)


def test_the_longer_it_is_overdue_the_dearer_it_is_to_leave_out() -> None:
    costs = [only_visit(ticket(reported_at=at("07:00", day))).skip_cost for day in (23, 22, 21)]
    assert costs == sorted(costs) and len(set(costs)) == 3


def test_a_severity_without_a_price_costs_what_any_other_costs() -> None:
    free = replace(POLICY, targets=())
    assert only_visit(ticket(severity="odd"), policy=free).skip_cost == pytest.approx(201.0)
    assert only_visit(ticket(), policy=replace(free, skip_costs={})).skip_cost == pytest.approx(301.0)


def test_of_two_equals_the_riskier_costs_a_little_more() -> None:
    free = replace(POLICY, targets=())
    calm = only_visit(ticket(unit="u1", likelihood=0.5), policy=free)
    wild = only_visit(ticket(unit="u1", likelihood=1.0), policy=free)
    assert 0 < wild.skip_cost - calm.skip_cost < 10


def test_a_day_of_waiting_costs_what_the_policy_says() -> None:
    visit = only_visit(ticket(), policy=replace(POLICY, wait_cost_per_day=15.0))
    assert visit.wait_cost_per_day == 15.0


def test_a_late_repair_costs_at_the_end_of_the_days_what_its_cap_allows() -> None:
    late = Late(per_hour=20.0, per_started_day=50.0, cap=300.0)
    policy = replace(POLICY, targets=[Target("restore", Span("always", HOUR), late=late)])
    visit = only_visit(ticket(), policy=policy)
    late_h = (at("00:00", 24) + HOUR - at("08:00")) / HOUR
    assert visit.restore_late_cost_per_hour * late_h == pytest.approx(300.0)


def test_the_owner_of_a_case_is_preferred() -> None:
    visit = only_visit(ticket(owner="e2"))
    assert set(visit.preference_costs) == {"e1"}
    assert only_visit(ticket(owner="gone")).preference_costs == {}


def test_an_owner_who_cannot_come_costs_nobody_anything() -> None:
    away = [engineer("e1"), engineer("e2", absences=[Absence(MONDAY, FRIDAY)])]
    assert only_visit(ticket(owner="e2"), engineers=away).preference_costs == {}
    assert only_visit(ticket(owner="e1", skills={"cctv": 9.0})).preference_costs == {}


def test_severity_and_origin_ride_along() -> None:
    visit = only_visit(ticket(carried={"name": "gate 3"}))
    assert visit.carried == {"severity": "major", "name": "gate 3", "x_source": {"kind": "ticket", "id": "t1"}}


def test_whoever_is_with_a_ticket_now_stays_with_it() -> None:
    made = agenda_of(
        book([ticket(skills={"cctv": 9.0}, history=[event("arrived", "11:30", by="e2")])]), MONDAY, MONDAY, NOON
    )
    (visit,) = made.problem.visits
    assert visit.pin is not None and visit.pin.under_way
    assert (visit.pin.engineer, visit.pin.start, visit.duration) == ("e2", at("11:30"), HOUR)
    (shift,) = made.problem.engineers[1].shifts
    assert shift.id == visit.pin.shift and shift.at is not None
    assert (shift.at.place, shift.at.time) == ("s1", at("11:30"))


def test_whoever_is_still_there_after_the_time_it_should_take_is_there_until_now() -> None:
    visit = only_visit(ticket(history=[event("arrived", "09:30", by="e2")]), now=NOON)
    assert visit.duration == timedelta(hours=2, minutes=30)


def test_whoever_has_arrived_elsewhere_since_is_with_the_later_ticket() -> None:
    first = ticket("t1", history=[event("arrived", "09:30", by="e2")])
    second = ticket("t2", history=[event("arrived", "11:00", by="e2")])
    visits = {visit.id: visit for visit in agenda_of(book([second, first]), MONDAY, MONDAY, NOON).problem.visits}
    assert visits["t1"].pin is None
    assert visits["t2"].pin is not None


@pytest.mark.parametrize(
    "history",
    [
        [event("arrived", "11:30")],
        [event("arrived", "11:30", by="nobody")],
        [event("arrived", "08:30", by="e1")],
        [event("arrived", "20:00", day=22, by="e1")],
        [event("arrived", "11:30", by="e1"), event("repair_failed", "11:50")],
    ],
    ids=["by nobody named", "by a stranger", "out of hours", "yesterday", "gone again"],
)
def test_nobody_is_held_where_nobody_is_known_to_be_there(history) -> None:
    made = agenda_of(book([ticket(reported_at=at("07:00", 22), history=history)]), MONDAY, MONDAY, NOON)
    assert [visit.pin for visit in made.problem.visits] == [None]


def test_an_id_that_two_things_have_is_given_once() -> None:
    made = agenda_of(book([ticket("x")], appointments=[appointment("x")]), MONDAY, MONDAY)
    assert [visit.id for visit in made.problem.visits] == ["x", "appointment:x"]
    assert made.sources["appointment:x"].id == "x"


def test_the_third_failed_repair_flags_the_unit() -> None:
    history = [event("repair_failed", f"0{hour}:00") for hour in (7, 8, 9)]
    made = agenda_of(book([ticket(unit="u1", fault="blurred", history=history)]), MONDAY, MONDAY, NOON)
    assert [sentence for sentence in made.warnings if "u1" in sentence and "three times" in sentence]


def test_nobody_there_at_all_is_a_problem_with_visits_and_no_engineers() -> None:
    made = agenda_of(book([ticket()], engineers=[engineer("e1", duties=[])]), MONDAY, MONDAY)
    assert [each.shifts for each in made.problem.engineers] == [()]
    assert len(made.problem.visits) == 1
