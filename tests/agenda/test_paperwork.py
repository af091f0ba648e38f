"""After each visit a report is owed, so many working days later."""

from datetime import date, timedelta

from optimiser.agenda import Agenda, agenda_of, paperwork_of
from optimiser.book import Unit
from optimiser.plan import Cost, Plan, Route, Stop, Unserved

from .books import FRIDAY, HOUR, MONDAY, appointment, at, book, event, rule, ticket


def planned(made: Agenda, *served: tuple[str, int]) -> Plan:
    """A plan that serves visits on days of November, from ten to eleven; the others are left out."""
    routes = [
        Route("e1", f"shift {day}", [Stop("visit", at("10:00", day), at("11:00", day), visit)]) for visit, day in served
    ]
    left = {visit.id for visit in made.problem.visits} - {visit for visit, _ in served}
    return Plan(routes, [Unserved(visit) for visit in sorted(left)], Cost())


def due(made: Agenda, *served: tuple[str, int]) -> list[tuple]:
    return [(paper.visit, paper.kind, paper.due_at) for paper in paperwork_of(made, planned(made, *served))]


def test_an_inspection_owes_its_report_three_working_days_after_the_visit_and_a_repair_one() -> None:
    made = agenda_of(book([ticket()], rules=[rule()]), MONDAY, FRIDAY)
    inspection = made.problem.visits[1].id
    assert due(made, ("t1", 24), (inspection, 25)) == [
        ("t1", "ticket", at("17:00", 25)),
        (inspection, "inspection", at("17:00", 30)),
    ]


def test_it_says_for_what_by_whom_and_when() -> None:
    made = agenda_of(book([ticket()]), MONDAY, FRIDAY)
    (paper,) = paperwork_of(made, planned(made, ("t1", 24)))
    assert (paper.source.kind, paper.source.id, paper.engineer, paper.done_at) == (
        "ticket",
        "t1",
        "e1",
        at("11:00", 24),
    )


def test_what_is_left_out_or_promises_no_report_owes_none() -> None:
    made = agenda_of(book([ticket()], appointments=[appointment()]), MONDAY, FRIDAY)
    assert due(made, ("a1", 23)) == []


def test_work_in_parts_owes_one_report_after_the_last_of_them() -> None:
    many = [Unit("many", "s2", "camera", count=12)]
    parted = rule(duration=timedelta(0), duration_per_unit=HOUR, units=["many"], tolerance_before=2, tolerance_after=2)
    made = agenda_of(book(rules=[parted], units=many), MONDAY, FRIDAY)
    one, other = (visit.id for visit in made.problem.visits)
    assert due(made, (other, 23), (one, 24)) == [(one, "inspection", at("17:00", 27))]
    assert due(made, (one, 24)) == []


def past(now, *tickets, **more) -> list[tuple]:
    made = agenda_of(book(tickets, **more), MONDAY, FRIDAY, now)
    return [(paper.source.id, paper.source.rules, paper.due_at, paper.engineer) for paper in made.papers]


def test_a_repair_on_site_that_is_done_owes_its_report_until_its_date_has_passed() -> None:
    done = ticket(history=[event("arrived", "09:00", by="e2"), event("restored", "10:00")])
    assert past(at("11:00"), done) == [("t1", (), at("17:00", 24), "e2")]
    assert past(at("17:01", 24), done) == []
    assert past(at("09:30"), done) == []


def test_what_was_solved_from_afar_owes_none() -> None:
    assert past(at("11:00"), ticket(history=[event("restored", "10:00")])) == []


def test_rules_that_were_done_in_one_visit_owe_one_report() -> None:
    done_on = date(2026, 11, 20)
    rules = [rule("low", last_done_on=done_on), rule("high", last_done_on=done_on, level=2)]
    assert past(at("08:00"), rules=rules) == [("high", ("high", "low"), at("17:00", 25), None)]


def test_what_was_done_since_the_book_was_written_counts() -> None:
    made = agenda_of(book(rules=[rule()]), MONDAY, FRIDAY, at("08:00"), done={"r1": date(2026, 11, 20)})
    assert [paper.due_at for paper in made.papers] == [at("17:00", 25)]
