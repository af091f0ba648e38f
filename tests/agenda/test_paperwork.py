"""After each visit a report is owed, so many working days later."""

from dataclasses import replace
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


def overdue(now, *tickets, **more) -> list[bool]:
    return [paper.overdue for paper in agenda_of(book(tickets, **more), MONDAY, FRIDAY, now).papers]


REPAIR = event("arrived", "09:00", by="e2"), event("restored", "10:00")


def test_a_repair_on_site_that_is_done_owes_its_report_until_that_is_written() -> None:
    done = ticket(history=[*REPAIR, event("report_written", "15:00", 25)])
    owed = [("t1", (), at("17:00", 24), "e2")]
    assert past(at("09:30"), done) == []
    assert past(at("11:00"), done) == past(at("17:01", 24), done) == past(at("14:59", 25), done) == owed
    assert past(at("15:00", 25), done) == []
    assert past(None, done) == []


def test_a_report_is_overdue_once_its_date_has_passed() -> None:
    done = ticket(history=REPAIR)
    assert overdue(at("17:00", 24), done) == [False]
    assert overdue(at("17:01", 24), done) == [True]
    assert overdue(at("08:00"), rules=[rule(last_done_on=date(2026, 11, 17))]) == [True]
    assert overdue(at("08:00"), rules=[rule(last_done_on=date(2026, 11, 20))]) == [False]


def test_a_report_that_was_written_before_somebody_came_again_is_another_one() -> None:
    again = [event("arrived", "08:00"), event("repair_failed", "08:20"), event("report_written", "08:30"), *REPAIR]
    assert [id_ for id_, *_ in past(at("11:00"), ticket(history=again))] == ["t1"]
    on_the_spot = [REPAIR[0], event("report_written", "09:55"), REPAIR[1]]
    assert past(at("11:00"), ticket(history=on_the_spot)) == []


def test_the_report_on_an_inspection_is_owed_until_one_was_written_since() -> None:
    done_on = date(2026, 11, 17)
    before, since, later = (date(2026, 11, day) for day in (16, 17, 24))
    assert len(past(at("08:00"), rules=[rule(last_done_on=done_on, last_report_on=before)])) == 1
    assert past(at("08:00"), rules=[rule(last_done_on=done_on, last_report_on=since)]) == []
    assert len(past(at("08:00"), rules=[rule(last_done_on=done_on, last_report_on=later)])) == 1
    assert past(at("08:00", 24), rules=[rule(last_done_on=done_on, last_report_on=later)]) == []


def test_what_should_have_been_written_more_than_a_year_ago_is_let_go() -> None:
    days = date(2025, 11, 18), date(2025, 11, 17)
    rules = [rule(f"r{day.day}", last_done_on=day, site=f"s{i}") for i, day in enumerate(days, 1)]
    (paper,) = agenda_of(book(rules=rules), MONDAY, FRIDAY, at("12:00", 21)).papers
    assert (paper.source.id, paper.due_at.date()) == ("r18", date(2025, 11, 21))


def test_what_was_solved_from_afar_owes_none() -> None:
    assert past(at("11:00"), ticket(history=[event("restored", "10:00")])) == []


def test_rules_that_were_done_in_one_visit_owe_one_report() -> None:
    done_on = date(2026, 11, 20)
    rules = [rule("low", last_done_on=done_on), rule("high", last_done_on=done_on, level=2)]
    assert past(at("08:00"), rules=rules) == [("high", ("high", "low"), at("17:00", 25), None)]
    rules[0] = replace(rules[0], last_report_on=done_on)
    assert past(at("08:00"), rules=rules) == []


def test_what_was_done_since_the_book_was_written_counts() -> None:
    made = agenda_of(book(rules=[rule()]), MONDAY, FRIDAY, at("08:00"), done={"r1": date(2026, 11, 20)})
    assert [paper.due_at for paper in made.papers] == [at("17:00", 25)]
