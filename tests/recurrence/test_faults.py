"""What is wrong with rules is told all at once, each with its place, its value and what to do."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from optimiser.book import Book, Every, Unit
from optimiser.errors import Fault
from optimiser.recurrence import faults_of_rules
from tests.recurrence.books import HOUR, book, rule

UNITS = [Unit("a", "tower", "camera"), Unit("b", "tower", "camera"), Unit("many", "mill", "camera", 1_000_000)]


def only(given: Book) -> Fault:
    (fault,) = faults_of_rules(given)
    return fault


def test_rules_without_fault_have_none() -> None:
    rules = [
        rule("weekly", "FREQ=WEEKLY", level=1, tolerance_after=2),
        rule("monthly", "FREQ=MONTHLY", level=2, tolerance_before=14, tolerance_after=14, spacing=20),
        rule("quarterly", Every(3, "months"), level=3, tolerance_before=45, tolerance_after=45),
        rule("yearly", "FREQ=YEARLY", level=4, tolerance_before=30, tolerance_after=30, until=date(2030, 1, 1)),
        rule("call", "FREQ=MONTHLY;BYDAY=1MO", series="call"),
        rule("daily", "FREQ=DAILY", series="daily"),
        rule("once", "FREQ=DAILY;COUNT=1", series="once", tolerance_after=90),
    ]
    assert faults_of_rules(book(*rules)) == []


@pytest.mark.parametrize(
    ("recurrence", "code", "hint"),
    [
        ("FREQ=MONTHLY;BYDAY=1XX", "bad_recurrence", "1XX"),
        ("FREQ=HOURLY", "too_frequent", "HOURLY"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never_occurs", "names no day"),
        ("FREQ=MONTHLY;UNTIL=20251231", "never_occurs", "names no day"),
        ("FREQ=DAILY;COUNT=1000000", "too_many_visits", "20 000"),
        ("FREQ=DAILY;UNTIL=29991231", "too_many_visits", "20 000"),
    ],
)
def test_a_recurrence_that_cannot_be_meant_is_one_fault_with_what_is_wrong(
    recurrence: str, code: str, hint: str
) -> None:
    fault = only(book(rule("ok"), rule("bad", recurrence, series="other")))
    assert (fault.path, fault.code, fault.value) == ("$.rules[1].recurrence", code, recurrence)
    assert hint in fault.message and '"bad"' in fault.message


def test_a_rule_that_would_make_a_million_visits_is_told_before_it_makes_them() -> None:
    endless = rule("endless", Every(1, "days"), until=date(9999, 12, 31))
    assert only(book(endless)).code == "too_many_visits"
    parts = rule("parts", "FREQ=YEARLY", site="mill", units=["many"], duration_per_unit=HOUR)
    fault = only(book(parts, units=UNITS))
    assert fault.code == "too_many_visits" and fault.path == "$.rules[0].recurrence"
    assert "shifts; mend duration or duration_per_unit" in fault.message


def test_an_interval_counts_from_one() -> None:
    fault = only(book(rule(recurrence=Every(0, "days"))))
    assert (fault.path, fault.code, fault.value) == ("$.rules[0].recurrence.count", "out_of_range", 0)


def test_a_rule_that_ends_before_it_begins_is_told_so() -> None:
    fault = only(book(rule(until=date(2025, 12, 31))))
    assert (fault.path, fault.code, fault.value) == ("$.rules[0].until", "wrong_order", "2025-12-31")


@pytest.mark.parametrize(
    ("recurrence", "before", "after"),
    [("FREQ=WEEKLY", 0, 8), ("FREQ=WEEKLY", 5, 5), ("FREQ=MONTHLY", 45, 0), (Every(10, "days"), 6, 5)],
)
def test_a_tolerance_longer_than_the_interval_is_told_so(recurrence: str | Every, before: int, after: int) -> None:
    fault = only(book(rule(recurrence=recurrence, tolerance_before=before, tolerance_after=after)))
    assert fault.code == "tolerance_too_long"
    assert fault.path == ("$.rules[0].tolerance_before" if before >= after else "$.rules[0].tolerance_after")
    assert str(before + after) in fault.message


def test_a_spacing_that_no_choice_of_days_keeps_is_told_so() -> None:
    fault = only(book(rule(recurrence="FREQ=WEEKLY", spacing=8)))
    assert (fault.path, fault.code, fault.value) == ("$.rules[0].spacing", "spacing_too_long", 8)
    fault = only(book(rule(spacing=31, tolerance_after=2)))
    assert fault.code == "spacing_too_long" and "2026-02-05 to 2026-03-05" in fault.message
    assert faults_of_rules(book(rule(spacing=30, tolerance_after=2))) == []


def test_two_rules_of_one_series_and_level_on_the_same_units_are_told_of() -> None:
    one, other = rule("one", units=["a"]), rule("other", units=["a", "b"])
    fault = only(book(one, other, units=UNITS))
    assert (fault.path, fault.code, fault.value) == ("$.rules[1].level", "overlapping_rules", 1)
    assert '"one" and "other"' in fault.message
    assert only(book(one, replace(other, units=()), units=UNITS)).code == "overlapping_rules"


@pytest.mark.parametrize(
    "different",
    [{"units": ["b"]}, {"series": "other"}, {"level": 2, "recurrence": "FREQ=YEARLY"}, {"since": date(2027, 1, 1)}],
)
def test_rules_that_do_not_meet_do_not_overlap(different: dict[str, object]) -> None:
    one = rule("one", units=["a"], until=date(2026, 12, 31))
    other = replace(rule("other", units=["a"]), **different)  # type: ignore[arg-type]
    assert faults_of_rules(book(one, other, units=UNITS)) == []


def test_a_higher_level_that_recurs_more_often_than_a_lower_one_is_told_so() -> None:
    fault = only(book(rule("high", "FREQ=WEEKLY", level=2), rule("low", "FREQ=MONTHLY", level=1)))
    assert (fault.path, fault.code, fault.value) == ("$.rules[0].level", "levels_reversed", 2)
    assert "every 7 days" in fault.message and '"low"' in fault.message


def test_everything_that_is_wrong_is_told_at_once_in_the_order_of_the_rules() -> None:
    faults = faults_of_rules(
        book(
            rule("a", "FREQ=WEEKLY", tolerance_after=9, spacing=9, series="a"),
            rule("b", "FREQ=NEVER;FOO=1", series="b"),
            rule("c", until=date(2025, 1, 1), series="c"),
            rule("d", series="a", duration=timedelta(hours=2)),
        )
    )
    assert [(fault.path, fault.code) for fault in faults] == [
        ("$.rules[0].tolerance_after", "tolerance_too_long"),
        ("$.rules[0].spacing", "spacing_too_long"),
        ("$.rules[1].recurrence", "bad_recurrence"),
        ("$.rules[2].until", "wrong_order"),
        ("$.rules[3].level", "overlapping_rules"),
    ]
