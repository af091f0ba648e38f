"""What is due together is one visit of the highest level, and nothing is lost or done twice by it."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.book import Every, InspectionRule, Unit
from optimiser.recurrence import inspections_due
from tests.recurrence.books import HOUR, book, rule

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
SINCE = date(2026, 1, 15)
MONTHLY = rule("monthly", "FREQ=MONTHLY", since=SINCE, level=2, tolerance_before=5, tolerance_after=5,
               checklist=["look", "listen"], skills={"cctv": 1}, duration=HOUR)  # fmt: skip
QUARTERLY = replace(MONTHLY, id="quarterly", recurrence="FREQ=MONTHLY;INTERVAL=3", level=3, duration=2 * HOUR,
                    checklist=["measure", "look"], skills={"cctv": 2})  # fmt: skip
YEARLY = replace(MONTHLY, id="yearly", recurrence="FREQ=YEARLY", level=5, tolerance_before=15, tolerance_after=15,
                 duration=4 * HOUR, checklist=["open"], skills={"height": 1})  # fmt: skip
WEEKLY = replace(MONTHLY, id="weekly", recurrence="FREQ=WEEKLY", level=1, tolerance_before=1, tolerance_after=1)


def test_a_year_of_weekly_to_yearly_rules_takes_as_many_visits_as_there_are_weeks() -> None:
    found = inspections_due(book(WEEKLY, MONTHLY, QUARTERLY, YEARLY), *YEAR)
    weeks = 51  # 15 January to 31 December
    assert len([one for one in found if "weekly" in one.rules and one.ideal_on.year == 2026]) == weeks
    assert Counter(one.rules[0] for one in found if one.ideal_on <= YEAR[1]) == {
        "yearly": 1, "quarterly": 3, "monthly": 8, "weekly": weeks - 12,
    }  # fmt: skip


def test_the_visit_of_the_highest_does_the_work_of_the_lower_ones() -> None:
    first = inspections_due(book(MONTHLY, QUARTERLY, YEARLY), *YEAR)[0]
    assert first.rules == ("yearly", "quarterly", "monthly")
    assert first.id == "yearly:2026-01-15"
    assert first.duration == 4 * HOUR
    assert first.checklist == ("open", "measure", "look", "listen")
    assert first.skills == {"height": 1, "cctv": 2}
    assert first.skip_cost == 600.0
    assert (first.ready_on, first.due_on) == (date(2026, 1, 15), date(2026, 1, 20))


def test_a_lower_one_that_takes_longer_says_how_long_it_takes() -> None:
    long = replace(MONTHLY, duration=6 * HOUR)
    assert inspections_due(book(long, YEARLY), *YEAR)[0].duration == 6 * HOUR


def test_what_is_due_together_is_done_on_a_day_that_suits_both() -> None:
    later = replace(QUARTERLY, recurrence="FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=22", since=SINCE)
    first = inspections_due(book(MONTHLY, later), *YEAR)[0]
    assert first.rules == ("quarterly", "monthly")
    assert (first.ready_on, first.ideal_on, first.due_on) == (date(2026, 1, 17), date(2026, 1, 20), date(2026, 1, 20))


def test_of_several_lower_ones_the_nearest_is_included() -> None:
    yearly = replace(YEARLY, recurrence="FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=20", tolerance_before=60, tolerance_after=60)
    (found,) = [one for one in inspections_due(book(MONTHLY, yearly), *YEAR) if "yearly" in one.rules]
    assert found.covers == (("yearly", date(2026, 6, 20)), ("monthly", date(2026, 6, 15)))
    assert (found.ready_on, found.ideal_on, found.due_on) == (date(2026, 6, 10), date(2026, 6, 20), date(2026, 6, 20))


def test_what_is_due_on_other_days_stays_apart() -> None:
    later = replace(QUARTERLY, recurrence="FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=28")
    assert all(len(one.rules) == 1 for one in inspections_due(book(MONTHLY, later), *YEAR))


@pytest.mark.parametrize("other", [{"series": "other"}, {"units": ["b"]}, {"level": 2}])
def test_only_the_same_series_a_higher_level_and_all_units_nest(other: dict[str, object]) -> None:
    units = [Unit("a", "tower", "camera"), Unit("b", "tower", "camera")]
    yearly = replace(YEARLY, **({"units": ["a"]} | other))
    found = inspections_due(book(replace(MONTHLY, units=["a"]), yearly, units=units), *YEAR)
    assert all(len(one.rules) == 1 for one in found)


def test_a_rule_for_some_units_does_not_include_one_for_the_whole_site() -> None:
    units = [Unit("a", "tower", "camera")]
    found = inspections_due(book(MONTHLY, replace(YEARLY, units=["a"]), units=units), *YEAR)
    assert all(len(one.rules) == 1 for one in found)


def test_a_rule_for_the_whole_site_includes_those_for_some_of_its_units() -> None:
    units = [Unit("a", "tower", "camera"), Unit("b", "tower", "camera")]
    found = inspections_due(book(replace(MONTHLY, units=["a"]), YEARLY, units=units), *YEAR)
    assert found[0].rules == ("yearly", "monthly")


def test_a_visit_on_site_includes_desk_work_and_not_the_other_way_round() -> None:
    found = inspections_due(book(replace(MONTHLY, remote=True), YEARLY), *YEAR)
    assert found[0].rules == ("yearly", "monthly") and not found[0].remote
    found = inspections_due(book(MONTHLY, replace(YEARLY, remote=True)), *YEAR)
    assert all(len(one.rules) == 1 for one in found)


def test_what_the_higher_rule_did_the_lower_one_need_not_do_again() -> None:
    monthly = replace(MONTHLY, recurrence=Every(1, "months"))
    found = inspections_due(book(monthly, YEARLY), date(2026, 2, 1), date(2026, 4, 30), {"yearly": date(2026, 1, 28)})
    assert [one.ideal_on for one in found] == [date(2026, 2, 28), date(2026, 3, 28), date(2026, 4, 28)]


def test_what_is_overdue_goes_with_the_higher_one_that_is_open() -> None:
    last = {"monthly": date(2026, 11, 15), "yearly": date(2026, 12, 1)}
    yearly = replace(YEARLY, recurrence="FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=28", tolerance_before=10, tolerance_after=10)
    first, *_ = inspections_due(book(MONTHLY, yearly), date(2027, 1, 2), date(2027, 1, 31), last)
    assert first.rules == ("yearly", "monthly")
    assert first.overdue_days == 13
    assert first.ready_on <= first.ideal_on <= first.due_on
    assert first.earliest_on == first.latest_on == date(2027, 1, 2)


LEVELS = {1: "FREQ=WEEKLY", 2: "FREQ=MONTHLY", 3: "FREQ=MONTHLY;INTERVAL=3", 4: "FREQ=MONTHLY;INTERVAL=6"}


@st.composite
def families(draw: st.DrawFn) -> list[InspectionRule]:
    return [
        rule(
            f"level{level}",
            LEVELS[level] if draw(st.booleans()) else Every(level, "months"),
            since=draw(st.dates(date(2025, 11, 1), date(2026, 3, 1))),
            level=level,
            tolerance_before=draw(st.integers(0, 3 * level)),
            tolerance_after=draw(st.integers(0, 3 * level)),
            last_done_on=draw(st.none() | st.dates(date(2025, 11, 1), date(2026, 2, 1))),
            units=draw(st.sampled_from([(), ("a",), ("a", "b")])),
            calendar=draw(st.sampled_from([None, "office"])),
        )
        for level in draw(st.lists(st.sampled_from(sorted(LEVELS)), min_size=1, max_size=4, unique=True))
    ]


@settings(deadline=None)
@given(families())
def test_every_occurrence_of_every_rule_is_in_exactly_one_inspection(rules: list[InspectionRule]) -> None:
    units = [Unit("a", "tower", "camera"), Unit("b", "tower", "camera")]
    first, last = date(2026, 2, 1), date(2026, 7, 31)
    done = {}
    for one in rules:  # what a higher rule did is done: say so of each, so that each can be asked about alone
        higher = [it.last_done_on for it in rules if it is one or (it.level > one.level and _within(one, it))]
        done[one.id] = max((day for day in higher if day), default=None)
    alone = Counter(
        (one.id, day)
        for one in rules
        for found in inspections_due(
            book(replace(one, last_done_on=done[one.id]), units=units), first, last + timedelta(99)
        )
        for _, day in found.covers
    )
    together = inspections_due(book(*rules, units=units), first, last + timedelta(99))
    covered = Counter(pair for one in together for pair in one.covers)
    assert max(alone.values(), default=1) == 1 and max(covered.values(), default=1) == 1
    soon = {pair for pair in alone if pair[1] <= last}
    assert soon == {pair for pair in covered if pair[1] <= last}
    for one in together:
        assert one.ready_on <= one.ideal_on <= one.due_on
        assert len(set(one.rules)) == len(one.rules)
        by_id = {it.id: it for it in rules}
        assert [by_id[name].level for name in one.rules] == sorted(
            (by_id[name].level for name in one.rules), reverse=True
        )
        assert all(_within(by_id[name], by_id[one.rules[0]]) for name in one.rules)


def _within(lower: InspectionRule, higher: InspectionRule) -> bool:
    return not higher.units or (bool(lower.units) and set(lower.units) <= set(higher.units))


@settings(deadline=None)
@given(families())
def test_a_visit_lies_within_the_tolerance_of_everything_that_it_includes(rules: list[InspectionRule]) -> None:
    units = [Unit("a", "tower", "camera"), Unit("b", "tower", "camera")]
    found = inspections_due(book(*rules, units=units), date(2026, 2, 1), date(2026, 7, 31))
    by_id = {one.id: one for one in rules}
    for one in found:
        if one.overdue_days == 0:
            for name, day in one.covers:
                assert day - timedelta(by_id[name].tolerance_before) <= one.ready_on
                assert one.due_on <= day + timedelta(by_id[name].tolerance_after)
