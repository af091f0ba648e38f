"""Inspections become visits on the days on which they may be done: one trip each, parts that go together, desk work."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from optimiser.agenda import Agenda, agenda_of
from optimiser.book import Duty, Every, Unit
from optimiser.inputs import Window

from .books import FRIDAY, HOUR, MONDAY, at, book, engineer, rule, ticket

TICK = timedelta(seconds=1)


def week(*rules, **more) -> Agenda:
    return agenda_of(book(rules=rules, **more), MONDAY, FRIDAY)


def spans(windows: list[Window]) -> list[tuple]:
    return [(window.open, window.close) for window in windows]


def test_a_visit_may_start_from_the_day_it_is_ready_to_the_day_it_is_due() -> None:
    (visit,) = week(rule()).problem.visits
    assert spans(visit.windows) == [(at("00:00", 24), at("00:00", 27) - TICK)]
    assert visit.kind == "inspection"
    assert visit.carried["x_rules"] == ["r1"]


def test_it_is_called_by_the_names_of_its_rule_and_its_site_as_far_as_the_book_has_them() -> None:
    (bare,) = week(rule(kind="system_check")).problem.visits
    assert bare.carried["name"] == "System check, s2"
    named = rule(carried={"name": "spring clean"})
    (visit,) = week(named, sites={2: {"carried": {"name": "East Gate"}}}).problem.visits
    assert visit.carried["name"] == "Spring clean, East Gate"


def test_it_starts_and_ends_in_the_hours_of_the_site_on_those_days() -> None:
    (visit,) = week(rule(), sites={2: {"access": "mornings"}}).problem.visits
    assert spans(visit.windows) == [(at("09:00", day), at("11:00", day)) for day in (24, 25, 26)]


def test_its_own_calendar_names_its_days() -> None:
    (visit,) = week(rule(recurrence="FREQ=MONTHLY;BYMONTHDAY=22", calendar="working", tolerance_after=2)).problem.visits
    assert spans(visit.windows) == [(at("00:00", 23), at("00:00", 25) - TICK)]


def test_what_may_be_done_on_any_of_the_days_needs_no_window() -> None:
    (visit,) = week(rule(tolerance_before=5, tolerance_after=5)).problem.visits
    assert visit.windows == ()


def test_what_is_overdue_may_be_done_on_any_day_and_waiting_costs() -> None:
    made = week(rule(since=date(2026, 10, 20)))
    overdue = next(visit for visit in made.problem.visits if made.sources[visit.id].due_on < MONDAY)
    assert (overdue.windows, overdue.wait_cost_per_day > 0) == ((), True)
    assert overdue.skip_cost > 200.0


def test_what_can_wait_until_after_the_days_is_cheaper_to_leave_out() -> None:
    ready_days, gone_days = 11, 8
    (visit,) = week(rule(tolerance_before=5, tolerance_after=5)).problem.visits
    assert visit.skip_cost == pytest.approx(200.0 * gone_days / ready_days)
    (due,) = week(rule()).problem.visits
    assert due.skip_cost == pytest.approx(200.0)


def closed_on_its_day(access: str) -> Agenda:
    one_day = rule(tolerance_before=0, tolerance_after=0, calendar="working")
    return week(one_day, sites={2: {"access": access}})


def test_where_the_site_is_closed_on_its_days_it_is_done_after_them() -> None:
    (visit,) = closed_on_its_day("fridays").problem.visits
    assert spans(visit.windows) == [(at("09:00", 27), at("11:00", 27))]


def test_where_the_site_is_closed_on_all_days_that_are_left_it_is_waited_for() -> None:
    made = closed_on_its_day("sundays")
    assert (made.problem.visits, [each.waits_for for each in made.waiting]) == ((), ["access"])


def test_the_preferred_engineer_is_preferred() -> None:
    (visit,) = week(rule(preferred_engineer="e2")).problem.visits
    assert set(visit.preference_costs) == {"e1"}


def test_inspections_of_one_site_are_visits_at_one_place() -> None:
    made = week(rule("r1"), rule("r2", series="fire"), tickets=[ticket(site="s2")])
    assert [visit.place for visit in made.problem.visits] == ["s2", "s2", "s2"]


def test_rules_that_nest_are_one_visit_that_serves_them_all() -> None:
    made = week(rule("monthly"), rule("yearly", recurrence="FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=25", level=2))
    assert [source.rules for source in made.sources.values()] == [("yearly", "monthly")]


def long_rule(**more):
    return rule(duration=timedelta(0), duration_per_unit=HOUR, units=["many"], **more)


MANY = [Unit("many", "s2", "camera", count=18)]


def test_what_is_longer_than_a_shift_is_done_in_parts_on_working_days_in_a_row() -> None:
    made = week(long_rule(tolerance_before=2, tolerance_after=2), units=MANY)
    (series,) = made.problem.series
    visits = {visit.id: visit for visit in made.problem.visits}
    assert sum((visits[id_].duration for id_ in series.visits), timedelta(0)) == 18 * HOUR
    assert len(series.visits) == 3
    assert all(visit.duration < 8 * HOUR for visit in visits.values())
    days = tuple(date(2026, 11, day) for day in (23, 24, 25, 26, 27))
    assert series.patterns == (days[0:3], days[1:4], days[2:5])
    assert [(source.part, source.parts) for source in made.sources.values()] == [(1, 3), (2, 3), (3, 3)]


LUNCH = Duty("working", time(9), time(17), break_earliest=time(12), break_latest=time(13), break_duration=HOUR)


def test_work_that_would_last_through_every_break_is_done_in_parts() -> None:
    """From nine to the break at one at the latest, or from one to five: nobody works for five hours without one."""
    people = [engineer("e1", duties=[LUNCH])]
    whole = week(long_rule(tolerance_before=2, tolerance_after=2), units=[replace(MANY[0], count=3)], engineers=people)
    parts = week(long_rule(tolerance_before=2, tolerance_after=2), units=[replace(MANY[0], count=5)], engineers=people)
    assert [visit.duration for visit in whole.problem.visits] == [3 * HOUR]
    assert sorted(visit.duration for visit in parts.problem.visits) == [2 * HOUR, 3 * HOUR]


def test_days_in_a_row_are_days_on_which_somebody_who_can_do_it_works() -> None:
    fridays_off = [engineer("e1", duties=[Duty("working", time(9), time(17), cycle=[1, 1, 0, 1, 1], since=MONDAY)])]
    made = week(long_rule(tolerance_before=2, tolerance_after=2), units=MANY[:1], engineers=fridays_off)
    days = tuple(date(2026, 11, day) for day in (23, 24, 26, 27))
    assert made.problem.series[0].patterns == (days[0:3], days[1:4])


def test_parts_that_do_not_fit_the_days_go_on_after_them() -> None:
    made = agenda_of(
        book(rules=[long_rule(tolerance_before=2, tolerance_after=9, calendar="working")], units=MANY), FRIDAY, FRIDAY
    )
    assert [(source.part, source.parts) for source in made.sources.values()] == [(1, 3)]
    assert [each.waits_for for each in made.waiting] == ["later", "later"]
    assert made.problem.series == ()
    assert any("takes 3 days" in sentence for sentence in made.warnings)


def test_work_at_a_site_far_away_is_not_torn_into_pieces_for_the_way() -> None:
    (visit,) = week(rule(duration=4 * HOUR), sites={2: {"lat": 35.0}}).problem.visits
    assert visit.duration == 4 * HOUR


def test_parts_fit_the_hours_of_their_site() -> None:
    made = week(long_rule(tolerance_before=2, tolerance_after=2), units=MANY[:1], sites={2: {"access": "mornings"}})
    assert {visit.duration for visit in made.problem.visits} == {3 * HOUR}


def test_days_that_were_chosen_already_are_kept_and_nothing_else_is_asked() -> None:
    rules = [rule(), rule("r2", series="fire")]
    first = next(each for each in week(*rules).inspections if each.rules == ("r1",))
    chosen = replace(first, ready_on=FRIDAY, due_on=FRIDAY)
    made = agenda_of(book(rules=rules), MONDAY, FRIDAY, inspections=[chosen])
    (visit,) = made.problem.visits
    assert spans(visit.windows) == [(at("00:00", 27), at("00:00", 28) - TICK)]


def test_what_was_done_is_not_due_again() -> None:
    every = rule(recurrence=Every(1, "months"), since=date(2026, 10, 25), last_done_on=date(2026, 10, 25))
    assert len(week(every).problem.visits) == 1
    done = agenda_of(book(rules=[every]), MONDAY, FRIDAY, done={"r1": date(2026, 11, 20)})
    assert done.problem.visits == ()


def test_desk_work_is_done_at_home_by_one_engineer_in_their_hours() -> None:
    made = week(rule(remote=True, tolerance_before=0, tolerance_after=0))
    (visit,) = made.problem.visits
    assert (visit.place, visit.pin.engineer) == ("home of e1", "e1")
    assert spans(visit.windows) == [(at("09:00", 25), at("16:00", 25))]
    assert made.sources[visit.id].desk and made.sources[visit.id].site == "s2"


def test_desk_work_is_shared_out_evenly() -> None:
    made = week(*(rule(f"r{k}", series=str(k), remote=True) for k in range(6)))
    given = [visit.pin.engineer for visit in made.problem.visits]
    assert (given.count("e1"), given.count("e2")) == (3, 3)


def test_desk_work_goes_to_the_preferred_engineer_and_to_nobody_without_the_skill() -> None:
    people = [engineer("e1", skills={}), engineer("e2")]
    made = week(rule(remote=True, preferred_engineer="e2"), engineers=people)
    assert made.problem.visits[0].pin.engineer == "e2"
    made = week(rule(remote=True, preferred_engineer="e1", skills={"cctv": 1}), engineers=people)
    assert made.problem.visits[0].pin.engineer == "e2"


def test_whoever_stays_at_the_site_does_its_desk_work_there() -> None:
    made = week(rule(remote=True), engineers=[engineer("e1"), engineer("e2", resident_at="s2")])
    (visit,) = made.problem.visits
    assert (visit.place, visit.pin.engineer) == ("s2", "e2")


def test_desk_work_that_nobody_is_there_for_is_waited_for() -> None:
    made = week(rule(remote=True, skills={"x": 1}))
    assert (made.problem.visits, [each.waits_for for each in made.waiting]) == ((), ["engineer"])
