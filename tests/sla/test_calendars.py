"""Promises across weekends, holidays, make-up days and changes of the clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from optimiser.book import Target
from optimiser.sla import deadlines_of
from tests.sla.books import HOUR, SHANGHAI, book, events, hours, ticket, working_days

BERLIN = ZoneInfo("Europe/Berlin")


def due(span, start, *said):
    found = deadlines_of(book(Target("restore", span)), ticket(*events(start, *said), at=start))
    return found.deadlines["restore"].at


def shanghai(month, day, hour, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (shanghai(3, 2, 10), shanghai(3, 5, 17)),  # Monday to Thursday
        (shanghai(3, 5, 10), shanghai(3, 10, 17)),  # over a weekend
        (shanghai(3, 7, 10), shanghai(3, 12, 17)),  # Saturday counts as Monday
        (shanghai(9, 30, 10), shanghai(10, 10, 17)),  # over the national holiday to Saturday the 10th, a make-up day
        (shanghai(9, 24, 10), shanghai(9, 30, 17)),  # over mid-autumn, the 25th to the 27th
    ],
)
def test_three_working_days(start, end):
    assert due(working_days(3, "china"), start) == end


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (shanghai(3, 2, 10), shanghai(3, 2, 14)),
        (shanghai(3, 6, 15), shanghai(3, 9, 11)),  # Friday afternoon to Monday
        (shanghai(9, 30, 15), shanghai(10, 8, 11)),  # over the national holiday
        (shanghai(10, 9, 15), shanghai(10, 10, 11)),  # Friday to Saturday, a make-up day
    ],
)
def test_four_working_hours(start, end):
    assert due(hours(4, "china"), start) == end


def test_four_hours_around_the_clock_take_no_notice_of_any_of_it():
    start = shanghai(9, 30, 22)
    assert due(hours(4), start) == start + 4 * HOUR


def test_a_pause_over_a_holiday_moves_nothing_and_one_over_a_make_up_day_does():
    friday = shanghai(10, 9, 16)
    over_saturday = [("paused", HOUR), ("resumed", 17 * HOUR + 24 * HOUR)]  # Friday 17:00 to Sunday 9:00
    assert due(hours(4, "china"), friday) == shanghai(10, 10, 12)
    assert due(hours(4, "china"), friday, *over_saturday) == shanghai(10, 12, 12)
    eve = shanghai(9, 30, 16)
    over_holidays = [("paused", HOUR), ("resumed", 17 * HOUR + 7 * 24 * HOUR)]  # to Thursday the 8th, 9:00
    assert due(hours(4, "china"), eve, *over_holidays) == due(hours(4, "china"), eve) == shanghai(10, 8, 12)


def test_hours_elapse_across_changes_of_the_clock():
    spring = datetime(2026, 3, 29, 0, 30, tzinfo=BERLIN)
    assert due(hours(4, "berlin"), spring) == datetime(2026, 3, 29, 5, 30, tzinfo=BERLIN)
    autumn = datetime(2026, 10, 25, 0, 30, tzinfo=BERLIN)
    assert due(hours(4, "berlin"), autumn) == datetime(2026, 10, 25, 3, 30, tzinfo=BERLIN)


def test_a_pause_lasts_as_long_as_it_did_across_a_change_of_the_clock():
    start = datetime(2026, 10, 25, 0, 0, tzinfo=BERLIN)
    paused = datetime(2026, 10, 25, 1, 0, tzinfo=BERLIN)
    resumed = datetime(2026, 10, 25, 4, 0, tzinfo=BERLIN)  # four hours later, three by the clock on the wall
    history = [*events(paused, ("paused", 0 * HOUR)), *events(resumed, ("resumed", 0 * HOUR))]
    found = deadlines_of(book(Target("restore", hours(4, "berlin"))), ticket(*history, at=start)).deadlines["restore"]
    assert found.paused == 4 * HOUR
    assert found.at == datetime(2026, 10, 25, 7, 0, tzinfo=BERLIN)


def test_lateness_is_elapsed_time_across_a_change_of_the_clock():
    start = datetime(2026, 10, 25, 0, 0, tzinfo=BERLIN)
    arrived = datetime(2026, 10, 25, 4, 0, tzinfo=BERLIN)
    given = ticket(*events(arrived, ("arrived", 0 * HOUR)), at=start)
    assert deadlines_of(book(Target("on_site", hours(1, "berlin"))), given).deadlines["on_site"].late_by() == 4 * HOUR
