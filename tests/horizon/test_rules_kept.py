"""What every choice keeps, and what the plan says where it cannot."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from optimiser.book import WEEKDAYS, Calendar, Hours
from optimiser.horizon import HorizonPlan, check_horizon
from optimiser.inputs import Break

from .books import OFFICE, book, day, days_of, engineer, inspection, planned, question, rule, shift, site, who


def hindrances(plan: HorizonPlan) -> dict[str, set[str]]:
    return {each.inspection: {hindrance.code for hindrance in each.hindrances} for each in plan.unkept}


def test_an_inspection_goes_to_a_day_of_its_span_and_to_somebody_who_can_do_it() -> None:
    of = book([site("s")], [engineer("novice", skills={"cctv": 1.0}), engineer("master", skills={"cctv": 3.0})])
    asked = question(of, [inspection("i", "s", 2, 3, skills={"cctv": 2.0})])
    plan = planned(asked)
    assert days_of(plan)["i"] in (2, 3)
    assert who(plan) == {"i": "master"}
    assert check_horizon(asked, plan) == []


def test_a_certificate_counts_until_its_date() -> None:
    of = book([site("s")], [engineer("e", skills={"power": 1.0}, certificates={"power": day(1)})])
    asked = question(of, [inspection("i", "s", 0, 4, ideal=4, skills={"power": 1.0})])
    plan = planned(asked)
    assert days_of(plan)["i"] == 1
    assert check_horizon(asked, plan) == []


def test_level_0_of_a_skill_asks_for_nothing() -> None:
    asked = question(book([site("s")], [engineer("e")]), [inspection("i", "s", 0, 4, skills={"power": 0.0})])
    plan = planned(asked)
    assert who(plan) == {"i": "e"}
    assert check_horizon(asked, plan) == []


def test_what_nobody_can_do_is_left_out_with_the_reason() -> None:
    asked = question(book([site("s")], [engineer("e")]), [inspection("i", "s", 0, 4, skills={"power": 1.0})])
    plan = planned(asked)
    assert plan.choices == ()
    assert hindrances(plan) == {"i": {"no_skill"}}
    assert "power 1" in plan.unkept[0].hindrances[0].message
    assert plan.measures.unplaced_count == 1
    assert check_horizon(asked, plan) == []


def test_without_any_shift_in_its_span_an_inspection_comes_late_and_the_plan_says_why() -> None:
    of = book([site("s")], [engineer("e")])
    asked = question(of, [inspection("i", "s", 0, 1)], [shift("e", 3), shift("e", 4)])
    plan = planned(asked)
    assert days_of(plan) == {"i": 3}
    assert [(each.rule, each.late_days) for each in plan.unkept] == [("tolerance", 2)]
    assert hindrances(plan) == {"i": {"no_shift"}}
    assert check_horizon(asked, plan) == []


@pytest.mark.parametrize(("hours", "count"), [(3.5, 7), (3.6, 5)])
def test_shifts_hold_no_more_than_their_hours_with_travel(hours: float, count: int) -> None:
    of = book([site("s", 10.0)], [engineer("e")])  # 26 minutes each way
    asked = question(of, [inspection(f"i{k}", "s", 0, 4, hours=hours) for k in range(7)])
    plan = planned(asked)
    assert len(plan.choices) == count
    assert max(load.work + load.travel for load in plan.loads) <= timedelta(hours=8)
    assert check_horizon(asked, plan) == []


def test_what_does_not_fit_beside_the_rest_is_left_out_as_full() -> None:
    asked = question(
        book([site("s")], [engineer("e")]), [inspection(f"i{k}", "s", 0, 0, hours=3.0) for k in range(3)], days=1
    )
    plan = planned(asked)
    assert len(plan.choices) == 2
    assert list(hindrances(plan).values()) == [{"full"}]
    assert check_horizon(asked, plan) == []


def test_the_hours_of_a_week_hold() -> None:
    of = book([site("s")], [engineer("e", hours_per_week=timedelta(hours=10))])
    asked = question(of, [inspection(f"i{k}", "s", 0, 11, hours=5.0) for k in range(4)], days=12)
    plan = planned(asked)
    assert sorted(number // 7 for number in days_of(plan).values()) == [0, 0, 1, 1]
    assert check_horizon(asked, plan) == []


def test_driving_in_a_day_holds() -> None:
    far, near = site("far", 30.0, "a"), site("near", 5.0, "b")
    of = book([far, near], [engineer("e", driving_per_day=timedelta(hours=2))])
    asked = question(of, [inspection("i", "far", 0, 4), inspection("j", "near", 0, 4)])
    plan = planned(asked)
    assert list(days_of(plan)) == ["j"]  # to the far one and back are 2.6 hours
    assert hindrances(plan) == {"i": {"too_far"}}
    assert check_horizon(asked, plan) == []


@pytest.mark.parametrize(("done", "earliest"), [(None, 0), (day(-3), 2), (day(-1), 4)])
def test_enough_days_lie_after_the_last_one_done(done: date | None, earliest: int) -> None:
    of = book([site("s")], [engineer("e")], [rule("r", "s", spacing=5)])
    asked = question(of, [inspection("i", "s", 0, 4, ideal=0, rules=("r",))], done={"r": done} if done else {})
    plan = planned(asked)
    assert days_of(plan) == {"i": earliest}
    assert check_horizon(asked, plan) == []


def test_enough_days_lie_between_two_of_a_rule() -> None:
    of = book([site("s")], [engineer("e")], [rule("r", "s", spacing=6)])
    work = [inspection("i", "s", 0, 4, ideal=4, rules=("r",)), inspection("j", "s", 5, 9, ideal=5, rules=("r",))]
    asked = question(of, work, days=10)
    plan = planned(asked)
    assert days_of(plan)["j"] - days_of(plan)["i"] >= 6
    assert plan.unkept == ()
    assert check_horizon(asked, plan) == []


def test_a_visit_of_a_higher_rule_keeps_its_distance_by_the_rules_that_it_includes() -> None:
    of = book([site("s")], [engineer("e")], [rule("month", "s", spacing=6), rule("quarter", "s")])
    work = [
        inspection("i", "s", 0, 4, ideal=4, rules=("month",)),
        inspection("j", "s", 5, 9, ideal=5, rules=("quarter", "month")),
    ]
    plan = planned(question(of, work, days=10))
    assert days_of(plan)["j"] - days_of(plan)["i"] >= 6


def test_where_spacing_and_tolerance_contradict_each_other_spacing_holds_and_the_plan_says_so() -> None:
    of = book([site("s")], [engineer("e")], [rule("r", "s", spacing=9)])
    work = [inspection("i", "s", 3, 4, rules=("r",)), inspection("j", "s", 6, 8, rules=("r",))]
    asked = question(of, work, days=15)
    plan = planned(asked)
    days = days_of(plan)
    assert days["j"] - days["i"] >= 9
    assert hindrances(plan) == {"j": {"spacing"}}
    assert check_horizon(asked, plan) == []


def test_what_is_longer_than_a_shift_is_divided_and_its_parts_follow_each_other_with_one_engineer() -> None:
    of = book([site("s")], [engineer("e"), engineer("f")])
    asked = question(of, [inspection("i", "s", 0, 8, hours=20.0, duration_once=timedelta(hours=20))], days=9)
    plan = planned(asked)
    numbers = sorted(days_of(plan).values())
    assert len(numbers) == 3
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    assert len(set(who(plan).values())) == 1
    assert check_horizon(asked, plan) == []


def lunch(number: int) -> Break:
    noon = datetime.combine(day(number), time(12), UTC)
    return Break(noon, noon + timedelta(hours=1), timedelta(hours=1))


def test_what_every_break_would_interrupt_is_divided() -> None:
    of = book([site("s")], [engineer("e")])
    days = [shift("e", number, hours=9.0, breaks=[lunch(number)]) for number in range(5)]
    asked = question(of, [inspection("i", "s", 0, 4, hours=6.0), inspection("j", "s", 0, 4, hours=5.0)], days)
    plan = planned(asked)
    assert {choice.inspection: choice.duration / timedelta(hours=1) for choice in plan.choices} == {
        "i:1": 3.0,
        "i:2": 3.0,
        "j": 5.0,
    }
    assert check_horizon(asked, plan) == []


def test_parts_pass_over_days_on_which_nobody_works() -> None:
    of = book([site("s")], [engineer("e")])
    asked = question(of, [inspection("i", "s", 0, 8, hours=12.0)], [shift("e", 4), shift("e", 7)], days=9)
    plan = planned(asked)
    assert sorted(days_of(plan).values()) == [4, 7]
    assert check_horizon(asked, plan) == []


def test_a_closed_site_is_not_visited() -> None:
    mornings = Calendar("mornings", "UTC", [Hours(WEEKDAYS[1:3], time(8), time(10))])
    of = book([site("s", access="mornings")], [engineer("e")], calendars=[mornings])
    asked = question(of, [inspection("i", "s", 0, 4, ideal=4, hours=1.5), inspection("j", "s", 3, 4)])
    plan = planned(asked)
    assert days_of(plan) == {"i": 2}
    assert hindrances(plan) == {"j": {"site_closed"}}
    assert check_horizon(asked, plan) == []


def test_the_calendar_of_a_rule_holds() -> None:
    of = book([site("s")], [engineer("e")])
    asked = question(of, [inspection("i", "s", 5, 9, ideal=5, calendar=OFFICE)], days=10)
    plan = planned(asked)
    assert days_of(plan) == {"i": 7}
    assert check_horizon(asked, plan) == []


def test_a_resident_engineer_does_the_inspections_of_that_site_and_no_others() -> None:
    of = book([site("s"), site("t", 3.0, "other")], [engineer("resident", resident_at="s"), engineer("e", 40.0)])
    shifts = [shift("e", k) for k in range(5)]
    shifts += [shift("resident", k, kind="resident", serves_only_site="s") for k in range(5)]
    asked = question(of, [inspection("i", "s", 0, 4), inspection("j", "t", 0, 4)], shifts)
    plan = planned(asked)
    assert who(plan) == {"i": "resident", "j": "e"}
    assert check_horizon(asked, plan) == []


def test_shifts_on_call_and_at_events_are_left_alone() -> None:
    of = book([site("s")], [engineer("e")])
    asked = question(of, [inspection("i", "s", 0, 4)], [shift("e", 0, kind="on_call"), shift("e", 1, kind="cover")])
    plan = planned(asked)
    assert plan.choices == ()
    assert hindrances(plan) == {"i": {"no_shift"}}


def test_desk_work_takes_time_and_no_way() -> None:
    of = book([site("s", 30.0)], [engineer("e")])
    asked = question(of, [inspection("i", "s", 0, 0, hours=4.0, remote=True), inspection("j", "s", 0, 0)], days=1)
    plan = planned(asked)
    assert sorted(days_of(plan)) == ["i", "j"]
    assert plan.loads[0].work == timedelta(hours=5)
    assert plan.measures.trip_count == 1
    assert check_horizon(asked, plan) == []


def test_what_was_missed_comes_first_and_before_what_can_wait() -> None:
    of = book([site("s")], [engineer("e")])
    missed = inspection("missed", "s", -9, -3, hours=5.0, overdue_days=3)
    asked = question(of, [inspection("other", "s", 0, 4, ideal=0, hours=5.0), missed])
    plan = planned(asked)
    assert days_of(plan)["missed"] == 0
    assert days_of(plan)["other"] > 0
    assert hindrances(plan)["missed"] >= {"missed"}
    assert check_horizon(asked, plan) == []


def test_the_longer_overdue_comes_before_the_shorter() -> None:
    of = book([site("s")], [engineer("e")])
    work = [
        inspection("week", "s", -19, -7, hours=5.0, overdue_days=7),
        inspection("month", "s", -49, -30, hours=5.0, overdue_days=30),
    ]
    assert days_of(planned(question(of, work))) == {"month": 0, "week": 1}


def test_what_is_ideally_done_after_the_horizon_is_put_off() -> None:
    of = book([site("s")], [engineer("e")])
    asked = question(of, [inspection("i", "s", 3, 9, ideal=7), inspection("j", "s", 0, 4)])
    plan = planned(asked)
    assert plan.postponed == ("i",)
    assert list(days_of(plan)) == ["j"]
    assert check_horizon(asked, plan) == []


def test_nothing_due_gives_an_empty_plan() -> None:
    asked = question(book([site("s")], [engineer("e")]), [])
    plan = planned(asked)
    assert (plan.choices, plan.unkept, plan.measures.trip_count) == ((), (), 0)


def test_nobody_there_leaves_everything_out() -> None:
    asked: Any = question(book([site("s")], []), [inspection("i", "s", 0, 4)])
    plan = planned(asked)
    assert hindrances(plan) == {"i": {"no_shift"}}
    assert check_horizon(asked, plan) == []
