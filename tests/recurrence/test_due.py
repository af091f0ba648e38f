"""Which inspections are due in a span of days, and how what was done and what was missed moves them."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.book import Every, InspectionRule, Unit
from optimiser.errors import FaultyInput
from optimiser.recurrence import Inspection, Recurrences, inspections_due, urgency
from tests.recurrence.books import HOUR, book, rule

QUARTER = (date(2026, 4, 1), date(2026, 6, 30))
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def due(one: InspectionRule, first: date, last: date, **done: date) -> list[Inspection]:
    return inspections_due(book(one), first, last, done)


def ideals(found: list[Inspection]) -> list[str]:
    return [inspection.ideal_on.isoformat() for inspection in found]


def test_a_rule_of_the_calendar_is_due_on_the_days_it_names() -> None:
    found = due(rule(recurrence="FREQ=MONTHLY;BYDAY=1MO"), *QUARTER, r=date(2026, 3, 2))
    assert ideals(found) == ["2026-04-06", "2026-05-04", "2026-06-01"]
    assert found[0].id == "r:2026-04-06"


def test_an_interval_counts_from_the_last_doing_and_on_from_the_ideal_days() -> None:
    found = due(rule(recurrence=Every(6, "weeks"), last_done_on=date(2026, 3, 3)), *QUARTER)
    assert ideals(found) == ["2026-04-14", "2026-05-26"]


def test_months_keep_the_day_of_the_month_or_take_the_last_one() -> None:
    found = due(
        rule(recurrence=Every(1, "months"), last_done_on=date(2026, 1, 31)), date(2026, 2, 1), date(2026, 6, 30)
    )
    assert ideals(found) == ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"]


def test_a_leap_day_comes_back_on_the_last_of_february() -> None:
    yearly = rule(recurrence=Every(12, "months"), since=date(2023, 1, 1), last_done_on=date(2024, 2, 29))
    assert ideals(due(yearly, date(2025, 1, 1), date(2028, 12, 31))) == [
        "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29",
    ]  # fmt: skip


def test_what_was_never_done_is_first_due_on_the_day_from_which_it_counts() -> None:
    found = due(rule(recurrence=Every(3, "months"), since=date(2026, 2, 10)), *YEAR)
    assert ideals(found) == ["2026-02-10", "2026-05-10", "2026-08-10", "2026-11-10"]


def test_count_and_until_end_a_rule() -> None:
    assert len(due(rule(recurrence="FREQ=WEEKLY;COUNT=3"), *YEAR)) == 3
    assert ideals(due(rule(recurrence="FREQ=WEEKLY;UNTIL=20260112"), *YEAR)) == ["2026-01-05", "2026-01-12"]
    assert ideals(due(rule(recurrence="FREQ=WEEKLY", until=date(2026, 1, 19)), *YEAR))[-1] == "2026-01-19"
    assert len(due(rule(recurrence=Every(1, "weeks"), until=date(2026, 1, 19)), *YEAR)) == 3


def test_neither_tolerance_goes_beyond_the_time_for_which_the_rule_holds() -> None:
    found = due(rule(until=date(2026, 2, 7), tolerance_before=5, tolerance_after=5), *YEAR)
    assert [(one.ready_on.day, one.due_on.day) for one in found] == [(5, 10), (1 - 1 + 31, 7)]


def test_a_holiday_moves_the_ideal_day_to_the_nearest_working_day_within_the_tolerance() -> None:
    # 2026: the Spring Festival closes 15 to 23 February, Saturdays 14 and 28 are made up for.
    moved = rule(recurrence="FREQ=MONTHLY;BYMONTHDAY=16", tolerance_before=5, tolerance_after=10, calendar="office")
    (found,) = due(moved, date(2026, 2, 1), date(2026, 2, 28), r=date(2026, 1, 16))
    assert (found.ready_on, found.ideal_on, found.due_on) == (date(2026, 2, 11), date(2026, 2, 14), date(2026, 2, 26))
    assert found.calendar == "office"


def test_without_a_working_day_within_the_tolerance_it_is_due_on_the_day_named() -> None:
    (found,) = due(
        rule(recurrence="FREQ=MONTHLY;BYMONTHDAY=18", tolerance_after=2, calendar="office"),
        date(2026, 2, 1), date(2026, 2, 28), r=date(2026, 1, 18),
    )  # fmt: skip
    assert found.ready_on == found.ideal_on == found.due_on == date(2026, 2, 18)


def test_the_rules_calendar_comes_before_the_sites_access_and_without_both_every_day_counts() -> None:
    saturday = rule(recurrence="FREQ=WEEKLY;BYDAY=SA", since=date(2026, 3, 7), tolerance_before=3)
    span = (date(2026, 3, 7), date(2026, 3, 7))
    assert ideals(inspections_due(book(saturday), *span)) == ["2026-03-07"]
    own = rule(recurrence="FREQ=WEEKLY;BYDAY=SA", since=date(2026, 3, 1), tolerance_before=3, calendar="every_day")
    assert ideals(inspections_due(book(own, access="office"), *span)) == ["2026-03-07"]
    earlier = rule(recurrence="FREQ=WEEKLY;BYDAY=SA", since=date(2026, 3, 1), tolerance_before=3)
    assert ideals(inspections_due(book(earlier, access="office"), *span)) == ["2026-03-06"]


def test_what_can_be_done_in_the_span_is_there_even_if_it_can_wait() -> None:
    (found,) = due(rule(tolerance_before=5, tolerance_after=5), date(2026, 4, 1), date(2026, 4, 1), r=date(2026, 3, 5))
    assert (found.ready_on, found.due_on) == (date(2026, 3, 31), date(2026, 4, 10))
    assert found.earliest_on == date(2026, 4, 1)
    assert due(rule(tolerance_before=5), date(2026, 3, 20), date(2026, 3, 30), r=date(2026, 3, 5)) == []


def test_a_doing_meets_what_was_ready_and_nothing_later() -> None:
    monthly = rule(tolerance_before=5, tolerance_after=5)
    assert ideals(due(monthly, *QUARTER, r=date(2026, 3, 30)))[0] == "2026-04-05"
    assert ideals(due(monthly, *QUARTER, r=date(2026, 3, 31)))[0] == "2026-05-05"
    assert ideals(due(monthly, *QUARTER, r=date(2026, 4, 25)))[0] == "2026-05-05"


def test_what_was_missed_is_overdue_once_and_dearer_the_later_it_gets() -> None:
    monthly = rule(tolerance_after=5, last_done_on=date(2026, 1, 6))
    overdue, *later = due(monthly, *QUARTER)
    assert overdue.covers == (("r", date(2026, 2, 5)), ("r", date(2026, 3, 5)))
    assert (overdue.ready_on, overdue.due_on) == (date(2026, 2, 5), date(2026, 2, 10))
    assert overdue.overdue_days == 50 and overdue.earliest_on == overdue.latest_on == date(2026, 4, 1)
    assert overdue.skip_cost == pytest.approx(200.0 * (1 + 50 / 7))
    assert [one.overdue_days for one in later] == [0, 0, 0] and later[0].skip_cost == 200.0
    assert urgency(0) == 1.0 and urgency(7) == 2.0 and urgency(1000) == 10.0


def test_catching_up_meets_what_is_ready_as_well() -> None:
    found = due(rule(tolerance_before=3, last_done_on=date(2026, 1, 6)), date(2026, 3, 3), date(2026, 3, 31))
    assert [one.covers for one in found] == [(("r", date(2026, 2, 5)), ("r", date(2026, 3, 5)))]


def test_an_overdue_interval_counts_on_from_the_first_day_on_which_it_can_be_caught_up() -> None:
    overdue, following = due(rule(recurrence=Every(1, "months"), last_done_on=date(2026, 1, 5)),
                             date(2026, 4, 1), date(2026, 5, 15))  # fmt: skip
    assert overdue.ideal_on == date(2026, 2, 5) and overdue.overdue_days == 55
    assert following.ideal_on == date(2026, 5, 1)


def test_spacing_holds_after_the_last_doing_too() -> None:
    late = rule(tolerance_before=5, tolerance_after=10, spacing=25, last_done_on=date(2026, 3, 20))
    found = due(late, date(2026, 3, 21), date(2026, 5, 31))
    assert [(one.ready_on, one.due_on) for one in found[:2]] == [
        (date(2026, 4, 14), date(2026, 4, 14)),
        (date(2026, 5, 9), date(2026, 5, 11)),
    ]


def test_a_doing_on_a_day_off_within_the_tolerance_counts() -> None:
    sunday = rule(recurrence="FREQ=MONTHLY;BYMONTHDAY=18", since=date(2026, 1, 1), tolerance_after=2, calendar="office")
    assert ideals(due(sunday, date(2026, 1, 18), date(2026, 1, 31))) == ["2026-01-19"]
    assert due(sunday, date(2026, 1, 19), date(2026, 1, 31), r=date(2026, 1, 18)) == []


def test_the_devices_of_its_units_make_it_longer_and_without_units_all_of_the_site_count() -> None:
    units = [Unit("cameras", "tower", "camera", 117), Unit("switches", "tower", "switch", 18)]
    one = rule("one", units=["switches"], duration_per_unit=timedelta(minutes=2), series="a")
    all_ = rule("all", duration_per_unit=timedelta(minutes=2), series="b")
    found = {
        it.rules[0]: it for it in inspections_due(book(one, all_, units=units), date(2026, 1, 5), date(2026, 1, 5))
    }
    assert found["one"].duration == HOUR + timedelta(minutes=36)
    assert found["all"].duration == HOUR + timedelta(minutes=270)
    assert found["all"].units == () and found["all"].devices == (("cameras", 117), ("switches", 18))


def test_a_span_that_ends_before_it_begins_is_told_so() -> None:
    with pytest.raises(ValueError, match="exchange"):
        due(rule(), date(2026, 2, 1), date(2026, 1, 1))


def test_rules_that_cannot_be_read_are_all_told_at_once() -> None:
    with pytest.raises(FaultyInput) as caught:
        inspections_due(book(rule("a", "FREQ=HOURLY"), rule("b"), rule("c", "MONTHLY", series="x")), *YEAR)
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [
        ("$.rules[0].recurrence", "too_frequent"),
        ("$.rules[2].recurrence", "bad_recurrence"),
    ]


def test_a_rule_that_names_too_many_days_is_told_and_not_counted_out() -> None:
    with pytest.raises(FaultyInput) as caught:
        due(rule(recurrence=Every(1, "days"), since=date(1, 1, 1), until=None), date(2026, 1, 1), date(9999, 1, 1))
    (fault,) = caught.value.faults
    assert (fault.path, fault.code) == ("$.rules[0].recurrence", "too_many_visits")


RULES = st.builds(
    rule,
    recurrence=st.sampled_from(
        [
            "FREQ=WEEKLY",
            "FREQ=MONTHLY",
            "FREQ=MONTHLY;BYMONTHDAY=-1",
            "FREQ=MONTHLY;INTERVAL=3",
            "FREQ=WEEKLY;BYDAY=MO,TH",
            Every(2, "weeks"),
            Every(1, "months"),
            Every(10, "days"),
        ]
    ),
    since=st.dates(date(2025, 10, 1), date(2026, 5, 1)),
    tolerance_before=st.integers(0, 6),
    tolerance_after=st.integers(0, 6),
    spacing=st.integers(0, 6),
    last_done_on=st.none() | st.dates(date(2025, 10, 1), date(2026, 4, 1)),
    calendar=st.sampled_from([None, "office"]),
)


@settings(deadline=None)
@given(RULES)
def test_ready_comes_before_ideal_and_ideal_before_due_and_all_can_be_done_in_the_span(one: InspectionRule) -> None:
    found = inspections_due(book(one), *QUARTER)
    for inspection in found:
        assert inspection.ready_on <= inspection.ideal_on <= inspection.due_on
        assert QUARTER[0] <= inspection.earliest_on <= inspection.latest_on
        assert inspection.earliest_on <= QUARTER[1]
        assert inspection.overdue_days == max(0, (QUARTER[0] - inspection.due_on).days)
    assert len({inspection.id for inspection in found}) == len(found)
    assert sum(inspection.overdue_days > 0 for inspection in found) <= 1


@settings(deadline=None)
@given(RULES, st.integers(0, 100))
def test_doing_the_first_on_a_day_of_its_span_takes_it_away_and_nothing_else(one: InspectionRule, away: int) -> None:
    found = inspections_due(book(one), *QUARTER)
    if not found or isinstance(one.recurrence, Every):
        return
    first = min(found, key=lambda inspection: inspection.covers[0][1])
    length = (first.latest_on - first.earliest_on).days
    done_on = first.earliest_on + timedelta(days=away % (length + 1))
    rest = inspections_due(book(one), *QUARTER, {"r": done_on})
    assert _named(rest) == _named(found) - {day for _, day in first.covers}
    assert all(inspection.overdue_days == 0 for inspection in rest)


@settings(deadline=None, max_examples=50)
@given(RULES, st.lists(st.tuples(st.integers(0, 500), st.none() | st.integers(0, 200)), min_size=2, max_size=4))
def test_days_asked_about_one_after_the_other_say_what_each_says_by_itself(one: InspectionRule, asked) -> None:
    rules, begin = book(one), date(2026, 1, 1)
    known = Recurrences(rules)
    for after_days, done_after_days in asked:
        first = begin + timedelta(days=after_days)
        done = {} if done_after_days is None else {"r": begin + timedelta(days=done_after_days)}
        assert known.due(first, first, done) == inspections_due(rules, first, first, done)


def test_a_day_off_on_which_one_is_due_counts_for_it_and_not_for_the_next() -> None:
    """The fourth of May 2026 is a holiday; the tolerance of the seventh reaches back to it."""
    one = rule(recurrence="FREQ=WEEKLY;BYDAY=MO,TH", since=date(2026, 5, 1), tolerance_before=3, calendar="office")
    found = inspections_due(book(one), *QUARTER, {"r": date(2026, 5, 4)})
    assert found[0].ideal_on == date(2026, 5, 7)


def _named(found: list[Inspection]) -> set[date]:
    """Take the days named; what is near the end may or may not be ready in the span."""
    return {day for inspection in found for _, day in inspection.covers if day <= QUARTER[1] - timedelta(days=6)}


@settings(deadline=None)
@given(RULES, st.integers(1, 80))
def test_a_shorter_span_owes_the_beginning_of_what_a_longer_one_does(one: InspectionRule, days: int) -> None:
    if isinstance(one.recurrence, Every):
        return
    middle = QUARTER[0] + timedelta(days=days)
    at_once = inspections_due(book(one), *QUARTER)
    early = inspections_due(book(one), QUARTER[0], middle)
    assert early == [inspection for inspection in at_once if inspection.ready_on <= middle]
