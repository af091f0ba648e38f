"""The days of an agenda are those of the book's clocks, changes of the clock included."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from optimiser.agenda import agenda_of
from optimiser.book import Book, Calendar
from optimiser.documents import read_problem, write_problem
from optimiser.errors import FaultyInput

from .books import CALENDARS, MONDAY, at, book, engineer, rule, ticket

BERLIN = "Europe/Berlin"


def berlin(*tickets, **more) -> Book:
    calendars = [replace(each, time_zone=BERLIN) for each in CALENDARS]
    return replace(book(tickets, **more), time_zone=BERLIN, calendars=calendars)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 10, 25), 25), (date(2026, 3, 29), 23), (MONDAY, 24)])
def test_a_day_is_as_long_as_the_clocks_make_it(day: date, hours: int) -> None:
    horizon = agenda_of(berlin(), day, day).problem.horizon
    assert horizon.end.astimezone(UTC) - horizon.start.astimezone(UTC) == timedelta(hours=hours)
    assert (horizon.start.hour, horizon.end.hour) == (0, 0)


def test_windows_in_the_hour_that_comes_twice_read_back_the_same() -> None:
    at_twice = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    rules = [rule(recurrence="FREQ=MONTHLY;BYMONTHDAY=25", since=date(2026, 10, 1))]
    day = date(2026, 10, 25)
    made = agenda_of(berlin(ticket(reported_at=at_twice), rules=rules), day, day, at_twice)
    assert read_problem(write_problem(made.problem)) == made.problem
    (visit, _) = made.problem.visits
    assert visit.onsite_by == at_twice + timedelta(hours=4)


def test_now_is_the_same_instant_on_whatever_clock_it_is_read() -> None:
    here, there = (
        agenda_of(book([ticket()]), MONDAY, MONDAY, now) for now in (at("08:00"), at("08:00").astimezone(UTC))
    )
    assert here == there


@pytest.mark.parametrize(
    ("first", "last", "now"),
    [
        (MONDAY, MONDAY - timedelta(days=1), None),
        (MONDAY, MONDAY + timedelta(days=370), None),
        (MONDAY, MONDAY, at("00:00", 24)),
    ],
    ids=["backwards", "too many", "over"],
)
def test_days_that_cannot_be_asked_for_are_one_clear_fault(first: date, last: date, now) -> None:
    with pytest.raises(FaultyInput) as faulty:
        agenda_of(book(), first, last, now)
    assert len(faulty.value.faults) == 1


def test_years_whose_holidays_nobody_knows_yet_are_warned_of() -> None:
    known = [Calendar("always", "Asia/Shanghai"), *(replace(each, region="CN") for each in CALENDARS[1:])]
    far = date(2031, 3, 3)
    made = agenda_of(book(calendars=known, engineers=[engineer("e1")]), far, far)
    assert any("2031" in sentence for sentence in made.warnings)


@pytest.mark.parametrize("far", [date.min, date.max])
def test_days_in_years_out_of_reach_are_refused(far: date) -> None:
    with pytest.raises(FaultyInput, match="look at the year") as refused:
        agenda_of(book(), far, far)
    assert [fault.path for fault in refused.value.faults] == ["first", "last"]
    with pytest.raises(FaultyInput, match="look at the year"):
        agenda_of(book(), MONDAY, MONDAY, datetime.min.replace(tzinfo=UTC))
