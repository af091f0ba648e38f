"""What is said on the telephone is said before anybody drives."""

from datetime import datetime

from optimiser.agenda import Agenda, agenda_of, calls_before_trips
from optimiser.inputs import Problem
from optimiser.plan import Cost, Plan, Route, Stop

from .books import MONDAY, at, book, event, ticket


def promised(made: Agenda, leave: str = "08:10") -> dict[str, tuple[datetime, str | None]]:
    """When each call for the ticket is due once e1 leaves for it, and whose trip it comes before."""
    stop = Stop("visit", at("08:30"), at("09:30"), "t1", at("08:30"))
    plan = Plan([Route("e1", "shift", [stop], at(leave), at("10:00"))], [], Cost())
    return {call.kind: (call.done_by, call.before_trip_of) for call in calls_before_trips(made, plan)}


def test_an_answer_is_due_when_somebody_leaves_if_that_is_before_its_deadline() -> None:
    made = agenda_of(book([ticket(reported_at=at("08:05"))]), MONDAY, MONDAY, at("08:06"))
    assert promised(made)["respond"] == (at("08:10"), "e1")
    assert promised(made)["diagnose"] == (at("08:10"), "e1")
    assert promised(made)["loan"] == (at("08:05", 25), None)


def test_an_answer_that_is_due_before_they_leave_stays_as_it_is() -> None:
    made = agenda_of(book([ticket(reported_at=at("07:00"))]), MONDAY, MONDAY, at("07:05"))
    assert promised(made)["respond"] == (at("07:30"), None)


def test_what_was_answered_already_needs_no_call() -> None:
    answered = ticket(reported_at=at("08:05"), history=[event("responded", "08:06"), event("diagnosed", "08:07")])
    assert set(promised(agenda_of(book([answered]), MONDAY, MONDAY, at("08:08")))) == {"loan"}


def test_who_is_there_already_needs_no_call_before_leaving() -> None:
    there = ticket(reported_at=at("07:05"), history=[event("arrived", "09:00", by="e1")])
    made = agenda_of(book([there]), MONDAY, MONDAY, at("09:05"))
    assert _is_under_way(made.problem)
    assert {trip for _, trip in promised(made).values()} == {None}


def _is_under_way(problem: Problem) -> bool:
    return all(visit.pin is not None and visit.pin.under_way for visit in problem.visits)
