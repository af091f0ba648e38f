"""Tolerance, working days and spacing, against every choice of days that there is."""

from datetime import date
from itertools import pairwise, product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optimiser.book import Calendar
from optimiser.recurrence.spans import DaySpan, around, spaced
from optimiser.recurrence.workdays import WorkDays
from tests.recurrence.books import OFFICE

MONDAY = date(2026, 3, 2).toordinal()
CALENDARS = {
    "all": None,
    "office": OFFICE,
    "holes": Calendar("holes", "UTC", closed_on=[date(2026, 3, day) for day in (3, 4, 10, 11, 12, 19, 25)]),
}


def spans_of(gaps: list[int], before: int, after: int, days: WorkDays) -> list[DaySpan]:
    named = [MONDAY + sum(gaps[: place + 1]) for place in range(len(gaps))]
    return around(named, before, after, 1, MONDAY + 4000, days)


def choices_of(span: DaySpan, days: WorkDays) -> list[int]:
    return [day for day in range(span.ready, span.due + 1) if day in days or span.anyhow]


GAPS = st.lists(st.integers(1, 9), min_size=1, max_size=4)
TOLERANCE = st.integers(0, 5)


@settings(deadline=None)
@given(GAPS, TOLERANCE, TOLERANCE, st.sampled_from(sorted(CALENDARS)))
def test_the_ideal_day_is_the_nearest_working_day_within_the_tolerance(
    gaps: list[int], before: int, after: int, calendar: str
) -> None:
    days = WorkDays(CALENDARS[calendar])
    for span in spans_of(gaps, before, after, days):
        working = [day for day in range(span.named - before, span.named + after + 1) if day in days]
        if working:
            assert (span.ready, span.due) == (working[0], working[-1])
            assert span.ideal == min(working, key=lambda day: (abs(day - span.named), day))
        else:
            assert span.anyhow and span.ready == span.ideal == span.due == span.named


@settings(deadline=None, max_examples=200)
@given(
    GAPS, TOLERANCE, TOLERANCE, st.integers(1, 8), st.sampled_from(sorted(CALENDARS)), st.none() | st.integers(-9, 3)
)
def test_no_choice_inside_the_spans_breaks_the_spacing_wherever_some_choice_keeps_it(
    gaps: list[int], before: int, after: int, spacing: int, calendar: str, last: int | None
) -> None:
    days = WorkDays(CALENDARS[calendar])
    wide = spans_of(gaps, before, after, days)
    done = None if last is None else MONDAY + last
    narrow = spaced(wide, days, spacing, done)
    for span, was in zip(narrow, wide, strict=True):
        assert was.ready <= span.ready <= span.ideal <= span.due <= was.due
        assert span.anyhow or (span.ready in days and span.ideal in days and span.due in days)
    possible = any(
        all(other - one >= spacing for one, other in pairwise(chosen)) and (done is None or chosen[0] - done >= spacing)
        for chosen in product(*(choices_of(span, days) for span in wide))
    )
    assume(possible)
    assert all(other.ready - one.due >= spacing for one, other in pairwise(narrow))
    assert done is None or narrow[0].ready - done >= spacing


def test_where_the_tolerance_does_not_allow_the_spacing_the_later_one_is_due_on_its_last_day() -> None:
    days = WorkDays(None)
    one, other = spaced(spans_of([0, 3], 0, 2, days), days, 10, None)
    assert (one.ready, one.due) == (MONDAY, MONDAY)
    assert (other.ready, other.ideal, other.due) == (MONDAY + 5, MONDAY + 5, MONDAY + 5)


def test_what_is_far_enough_apart_stays_as_it_is() -> None:
    days = WorkDays(OFFICE)
    wide = spans_of([7, 7, 7], 1, 1, days)
    assert spaced(wide, days, 5, MONDAY) == wide


def test_two_spans_that_are_too_near_give_up_half_each() -> None:
    days = WorkDays(None)
    one, other = spaced(spans_of([0, 10], 4, 4, days), days, 6, None)
    assert (one.ready, one.ideal, one.due) == (MONDAY - 4, MONDAY, MONDAY + 2)
    assert (other.ready, other.ideal, other.due) == (MONDAY + 8, MONDAY + 10, MONDAY + 14)
