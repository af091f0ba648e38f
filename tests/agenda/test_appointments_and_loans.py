"""Appointments keep their times and their number of engineers; loan units are fetched back when they may be."""

import pytest

from optimiser.agenda import agenda_of

from .books import FRIDAY, HOUR, MONDAY, appointment, at, book, engineer, event, ticket


def monday(*appointments, now=None, **more):
    return agenda_of(book(appointments=appointments, **more), MONDAY, MONDAY, now)


def starts(made) -> list[tuple]:
    return [(window.open, window.close) for visit in made.problem.visits for window in visit.windows]


def test_an_appointment_keeps_its_window_whatever_the_hours_of_the_site() -> None:
    made = monday(appointment(), sites={3: {"access": "sundays"}})
    assert starts(made) == [(at("10:00"), at("14:00"))]
    assert made.problem.visits[0].kind == "training"


def test_one_at_a_fixed_time_starts_then_and_one_without_a_price_must_be_served() -> None:
    made = monday(appointment(latest=at("10:00")))
    assert starts(made) == [(at("10:00"), at("10:00"))]
    assert made.problem.visits[0].skip_cost is None


def test_several_engineers_are_as_many_visits_that_start_together() -> None:
    made = monday(appointment(engineers=2))
    assert [visit.id for visit in made.problem.visits] == ["a1#1", "a1#2"]
    assert starts(made) == [(at("10:00"), at("10:00"))] * 2
    assert [(source.part, source.parts) for source in made.sources.values()] == [(1, 2), (2, 2)]


def test_they_start_when_enough_of_those_who_can_do_it_are_on_shift() -> None:
    early = appointment(engineers=2, earliest=at("06:10"), latest=at("12:00"))
    assert starts(monday(early)) == [(at("09:10"), at("09:10"))] * 2
    assert starts(monday(early, now=at("11:00"))) == [(at("11:00"), at("11:00"))] * 2


def test_where_there_are_never_enough_they_start_when_most_are_there() -> None:
    made = monday(
        appointment(engineers=2, skills={"cctv": 2}, earliest=at("06:10")),
        engineers=[engineer("e1"), engineer("e2", skills={})],
    )
    assert starts(made) == [(at("09:10"), at("09:10"))] * 2


@pytest.mark.parametrize("day", [20, 24])
def test_what_is_over_is_gone_and_what_comes_later_is_waited_for(day: int) -> None:
    made = monday(appointment(earliest=at("10:00", day), latest=at("11:00", day)))
    assert made.problem.visits == ()
    assert [each.waits_for for each in made.waiting] == (["later"] if day == 24 else [])


def test_one_whose_time_has_passed_by_now_is_over() -> None:
    assert monday(appointment(latest=at("10:30")), now=at("10:31")).problem.visits == ()


def test_desk_work_for_two_is_done_by_two_different_ones() -> None:
    made = monday(appointment(engineers=2, remote=True))
    assert {(visit.pin.engineer, visit.place) for visit in made.problem.visits} == {
        ("e1", "home of e1"),
        ("e2", "home of e2"),
    }


def test_desk_work_for_more_than_there_are_says_who_is_missing() -> None:
    made = monday(appointment(engineers=3, remote=True))
    assert len(made.problem.visits) == 2
    assert any("1 missing" in sentence for sentence in made.warnings)


def test_two_fixed_pieces_of_desk_work_at_one_time_go_to_two_engineers() -> None:
    fixed = [appointment(f"a{k}", remote=True, latest=at("10:00")) for k in range(3)]
    made = monday(*fixed)
    assert {visit.pin.engineer for visit in made.problem.visits} == {"e1", "e2"}
    assert [(each.id, each.waits_for) for each in made.waiting] == [("a2", "engineer")]


LENT = [event("loan_arrived", "08:00"), event("restored", "10:00")]


def test_a_loan_unit_is_fetched_from_when_the_repair_is_done() -> None:
    made = agenda_of(book([ticket(history=LENT)]), MONDAY, MONDAY)
    (visit,) = made.problem.visits
    assert (visit.id, visit.place, visit.kind) == ("loan t1", "s1", "loan")
    assert visit.windows[0].open == at("10:00")
    assert (made.sources["loan t1"].kind, made.sources["loan t1"].id) == ("loan", "t1")


def test_a_loan_unit_that_is_still_needed_is_left_there() -> None:
    made = agenda_of(book([ticket(history=LENT[:1])]), MONDAY, FRIDAY)
    assert [visit.id for visit in made.problem.visits] == ["t1"]
    assert [(each.kind, each.waits_for) for each in made.waiting] == [("loan", "repair")]


def test_a_loan_unit_that_is_back_is_no_visit() -> None:
    back = [*LENT, event("loan_returned", "11:00")]
    assert agenda_of(book([ticket(history=back)]), MONDAY, FRIDAY).problem.visits == ()


def test_a_loan_unit_is_fetched_while_the_site_is_open() -> None:
    made = agenda_of(book([ticket(history=LENT)], sites={1: {"access": "mornings"}}), MONDAY, MONDAY)
    assert [(w.open, w.close) for w in made.problem.visits[0].windows] == [(at("10:00"), at("11:40"))]
    assert made.problem.visits[0].duration < HOUR
