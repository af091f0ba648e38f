"""The roster's engineers become those of the problem: homes, shifts, limits, who serves only one site."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from optimiser.agenda import agenda_of
from optimiser.book import Absence, Cover, Duty, OnCall
from optimiser.inputs import Limit, Shift
from optimiser.roster import Rota, Stint

from .books import FRIDAY, HOUR, MONDAY, at, book, engineer, event, rule, ticket


def shifts(*people, first=MONDAY, last=MONDAY, **more) -> list[Shift]:
    made = agenda_of(book(engineers=people, **more), first, last)
    return [shift for each in made.problem.engineers for shift in each.shifts]


def test_an_engineer_leaves_home_and_comes_back_to_it() -> None:
    pause = Duty("working", time(9), time(17), (), None, HOUR, time(12), time(13), HOUR / 2)
    (shift,) = shifts(engineer("e1", duties=[pause]))
    assert (shift.from_, shift.to, shift.serves_only) == ("home of e1", "home of e1", None)
    assert (shift.start, shift.end, shift.overtime_limit) == (at("09:00"), at("17:00"), HOUR)
    assert [(each.earliest, each.latest, each.duration) for each in shift.breaks] == [
        (at("12:00"), at("13:00"), HOUR / 2)
    ]


def test_prices_skills_certificates_and_limits_go_along() -> None:
    one = engineer(
        "e1",
        certificates={"cctv": date(2026, 12, 1)},
        hours_per_week=40 * HOUR,
        driving_per_day=3 * HOUR,
        min_rest=11 * HOUR,
        carried={"name": "Li"},
    )
    (made,) = agenda_of(book(engineers=[one]), MONDAY, MONDAY).problem.engineers
    assert (made.skills, made.certificates) == ({"cctv": 2.0}, {"cctv": date(2026, 12, 1)})
    assert made.limits == (Limit("day", driving_time=3 * HOUR), Limit("week", working_time=40 * HOUR))
    assert (made.min_rest, made.cost_per_km, made.carried) == (11 * HOUR, 1.0, {"name": "Li"})


def test_nobody_works_on_days_of_absence() -> None:
    away = engineer("e1", absences=[Absence(date(2026, 11, 24), date(2026, 11, 26))])
    assert [shift.start.day for shift in shifts(away, last=FRIDAY)] == [23, 27]


def test_a_resident_begins_and_ends_at_the_site_and_serves_nothing_else() -> None:
    (shift,) = shifts(engineer("e1", resident_at="s2"))
    assert (shift.from_, shift.to, list(shift.serves_only)) == ("s2", "s2", ["s2"])


def test_whoever_stands_in_for_a_resident_serves_only_that_site() -> None:
    away = engineer("e1", resident_at="s2", absences=[Absence(MONDAY, MONDAY)])
    (shift,) = shifts(away, engineer("e2"))
    assert list(shift.serves_only) == ["s2"]


def test_a_resident_that_nobody_stands_in_for_is_warned_of() -> None:
    away = engineer("e1", resident_at="s2", absences=[Absence(MONDAY, MONDAY)])
    assert any("stands in" in sentence for sentence in agenda_of(book(engineers=[away]), MONDAY, MONDAY).warnings)


def test_cover_of_an_event_holds_its_engineer_at_the_site() -> None:
    fair = Cover("fair", "s4", at("08:00"), at("16:00"))
    made = agenda_of(book(engineers=[engineer("e1")], covers=[fair]), MONDAY, MONDAY)
    (shift,) = made.problem.engineers[0].shifts
    assert (shift.from_, list(shift.serves_only), shift.carried["x_kind"]) == ("s4", ["s4"], "cover")


ON_CALL = OnCall("working", time(8), time(22), turn="day", pay_per_call=80.0)


def test_whoever_is_on_call_starts_from_home_and_is_paid_for_going_out() -> None:
    made = shifts(engineer("e1", on_call=True), on_call=ON_CALL)
    evening = next(shift for shift in made if shift.start == at("17:00"))
    assert (evening.end, evening.from_, evening.fixed_cost) == (at("22:00"), "home of e1", 80.0)


def overtimes(**on_call: object) -> list[timedelta]:
    """Of the hours on call before a duty with an hour of overtime, of the duty, and of the hours after it."""
    pause = Duty("working", time(9), time(17), (), None, HOUR, time(11), time(12), HOUR / 2)
    one = engineer("e1", on_call=True, duties=[pause])
    return [shift.overtime_limit for shift in shifts(one, on_call=replace(ON_CALL, **on_call))]


def test_overtime_may_reach_into_the_engineers_own_hours_on_call() -> None:
    assert overtimes()[1] == HOUR


def test_what_was_begun_on_call_may_last_into_the_duty_after_it_until_its_break() -> None:
    assert overtimes(overtime_limit=2 * HOUR) == [2 * HOUR, HOUR, 2 * HOUR]
    assert overtimes(overtime_limit=9 * HOUR) == [3 * HOUR, HOUR, 9 * HOUR]


def test_overtime_ends_where_the_next_duty_of_the_engineer_begins() -> None:
    morning, evening = Duty("working", time(9), time(12), overtime_limit=HOUR), Duty("working", time(12, 30), time(17))
    made = shifts(engineer("e1", duties=[morning, evening]))
    assert [shift.overtime_limit for shift in made] == [HOUR / 2, timedelta(0)]


def test_hours_on_call_end_where_a_cover_begins() -> None:
    fair = Cover("fair", "s4", at("09:00"), at("16:00"))
    rota = Rota(MONDAY, MONDAY, [Stint("e1", MONDAY, at("08:00"), at("09:00"), "evening")])
    own = book(engineers=[engineer("e1")], covers=[fair], on_call=replace(ON_CALL, overtime_limit=HOUR))
    (only,) = agenda_of(own, MONDAY, MONDAY, rota=rota).problem.engineers
    first = only.shifts[0]
    assert (first.carried["x_kind"], first.overtime_limit) == ("on_call", timedelta(0))


def test_a_night_on_call_belongs_to_the_day_before_it() -> None:
    always = replace(ON_CALL, from_=time(0), until=time(0))
    made = shifts(engineer("e1", on_call=True), on_call=always)
    sunday = MONDAY - timedelta(days=1)
    assert [(shift.start, shift.day) for shift in made] == [
        (at("00:00"), sunday),
        (at("06:00"), MONDAY),
        (at("09:00"), MONDAY),
        (at("17:00"), MONDAY),
    ]


def test_whoever_was_on_call_when_a_ticket_came_keeps_it() -> None:
    people = [engineer("e1"), engineer("e2", on_call=True)]
    made = agenda_of(book([ticket(reported_at=at("20:00"))], engineers=people, on_call=ON_CALL), MONDAY, MONDAY)
    assert set(made.problem.visits[0].preference_costs) == {"e1"}


@pytest.mark.parametrize("history", [[], [event("restored", "21:00")]])
def test_a_case_stays_with_whoever_was_on_call_also_when_that_was_in_an_earlier_month(history) -> None:
    people = [engineer("e1"), engineer("e2", on_call=True)]
    earlier = ticket(reported_at=at("20:00"), history=history)
    made = agenda_of(book([earlier], engineers=people, on_call=ON_CALL), date(2026, 12, 1), date(2026, 12, 1))
    assert [set(visit.preference_costs) for visit in made.problem.visits] == ([] if history else [{"e1"}])


def test_on_call_hours_are_no_time_for_desk_work() -> None:
    only = engineer("e1", duties=[], on_call=True)
    made = agenda_of(book(rules=[rule(remote=True)], engineers=[only], on_call=ON_CALL), MONDAY, FRIDAY)
    assert [each.waits_for for each in made.waiting] == ["engineer"]


def test_a_site_that_nothing_needs_is_no_place_of_the_problem() -> None:
    made = agenda_of(
        book([ticket(site="s3"), ticket("t2", site="s4", history=[event("cancelled", "08:00")])]), MONDAY, MONDAY
    )
    assert [place.id for place in made.problem.places] == ["home of e1", "home of e2", "s3"]
