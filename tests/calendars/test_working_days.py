"""Three working days: around weekends, holidays, make-up working days and changes of the clock."""

from datetime import date, datetime, time, timedelta

import pytest

from optimiser.book import WEEKDAYS, Calendar, Hours
from optimiser.calendars import WorkingCalendar
from tests.calendars.samples import WORKING_WEEK, always, at, days, office, text


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-06-01 10:00", "2026-06-04 17:00"),  # Monday: to Thursday's close
        ("2026-06-01 03:00", "2026-06-04 17:00"),  # before opening: the same day counts
        ("2026-06-01 16:59", "2026-06-04 17:00"),
        ("2026-06-01 17:00", "2026-06-05 17:00"),  # at the close: as if on Tuesday
        ("2026-06-04 10:00", "2026-06-09 17:00"),  # Thursday: Friday, Monday, Tuesday
        ("2026-06-05 17:30", "2026-06-11 17:00"),  # Friday evening: as if on Monday
        ("2026-06-06 10:00", "2026-06-11 17:00"),  # Saturday, Sunday: likewise
        ("2026-06-07 23:59", "2026-06-11 17:00"),
    ],
)
def test_three_working_days_end_at_the_close_of_the_third_day_after_the_day_of_start(start, end):
    assert text(office().deadline(at(start), days(3))) == end


@pytest.mark.parametrize(
    ("start", "end"),
    [
        # National Day 2026: off from Thursday 1 to Wednesday 7 October; Sunday 20 September and Saturday 10 October
        # are worked for it.
        ("2026-09-30 16:00", "2026-10-10 17:00"),
        ("2026-10-03 12:00", "2026-10-12 17:00"),
        ("2026-10-08 09:00", "2026-10-12 17:00"),
        ("2026-09-17 09:00", "2026-09-21 17:00"),
        # Spring Festival 2026: off from Monday 16 to Monday 23 February; Saturdays 14 and 28 are worked.
        ("2026-02-12 10:00", "2026-02-24 17:00"),
        ("2026-02-14 10:00", "2026-02-26 17:00"),
        ("2026-02-26 10:00", "2026-03-02 17:00"),
        # New Year 2026: off from Thursday 1 to Saturday 3 January; Sunday 4 is worked.
        ("2025-12-30 10:00", "2026-01-05 17:00"),
    ],
)
def test_china_closes_on_its_holidays_and_works_on_its_make_up_days(start, end):
    calendar = office(region="CN")
    assert text(calendar.deadline(at(start), days(3))) == end
    assert not calendar.warnings


@pytest.mark.parametrize(
    ("region", "zone", "start", "end"),
    [
        ("DE", "Europe/Berlin", "2026-04-02 10:00", "2026-04-09 17:00"),  # over Good Friday and Easter Monday
        ("DE-BY", "Europe/Berlin", "2026-06-03 10:00", "2026-06-09 17:00"),  # Corpus Christi is a holiday in Bavaria
        ("DE-BE", "Europe/Berlin", "2026-06-03 10:00", "2026-06-08 17:00"),  # and none in Berlin
        ("US-MA", "America/New_York", "2026-04-17 10:00", "2026-04-23 17:00"),  # Patriots' Day, Monday 20 April
        ("US-NY", "America/New_York", "2026-04-17 10:00", "2026-04-22 17:00"),
        ("US-MA", "America/New_York", "2026-10-30 10:00", "2026-11-04 17:00"),  # the clock is put back on 1 November
        ("DE", "Europe/Berlin", "2026-03-27 10:00", "2026-04-01 17:00"),  # and forward on 29 March
    ],
)
def test_holidays_are_those_of_the_region_and_its_subdivision(region, zone, start, end):
    assert text(office(zone, region).deadline(at(start, zone), days(3))) == end


def test_the_day_of_start_is_that_of_the_calendars_own_clock():
    calendar = office("Asia/Shanghai")
    sunday_evening_in_london = at("2026-06-07 23:30", "Europe/London")  # Monday morning in Shanghai
    assert text(calendar.deadline(sunday_evening_in_london, days(1))) == "2026-06-09 17:00"


def test_no_working_days_end_at_the_close_of_the_day_of_start():
    assert text(office().deadline(at("2026-06-01 10:00"), days(0))) == "2026-06-01 17:00"
    assert text(office().deadline(at("2026-06-06 10:00"), days(0))) == "2026-06-08 17:00"


def test_without_hours_working_days_are_monday_to_friday_and_close_at_midnight():
    calendar = always(region="CN")
    assert text(calendar.deadline(at("2026-06-04 22:00"), days(3))) == "2026-06-10 00:00"
    assert text(calendar.deadline(at("2026-09-30 22:00"), days(3))) == "2026-10-11 00:00"


def test_a_night_that_is_still_open_is_the_day_on_which_it_began():
    nights = office(from_=time(22), until=time(6))
    assert text(nights.deadline(at("2026-06-02 03:00"), days(1))) == "2026-06-03 06:00"
    assert text(nights.deadline(at("2026-06-02 06:00"), days(1))) == "2026-06-04 06:00"


def test_days_listed_in_the_calendar_override_its_region():
    calendar = office(region="CN", closed_on=(date(2026, 10, 8),), open_on=(date(2026, 10, 6),))
    assert text(calendar.deadline(at("2026-09-30 16:00"), days(3))) == "2026-10-10 17:00"
    assert [calendar.is_working_day(date(2026, 10, day)) for day in (5, 6, 7, 8, 9)] == [
        False,
        True,
        False,
        False,
        True,
    ]


def test_a_worked_sunday_has_the_hours_of_a_monday_and_a_worked_saturday_its_own_where_it_has_any():
    hours = (Hours(("mon",), time(10), time(12)), Hours(("sat",), time(8), time(9)))
    sunday, saturday = date(2026, 9, 20), date(2026, 10, 10)
    calendar = WorkingCalendar(Calendar("c", "Asia/Shanghai", hours, "CN"))
    assert _local(calendar, sunday) == [("10:00", "12:00")]
    assert _local(calendar, saturday) == [("08:00", "09:00")]


def test_a_worked_day_has_the_first_weekdays_hours_where_monday_has_none():
    hours = (Hours(("wed",), time(10), time(12)), Hours(("thu",), time(8), time(9)))
    calendar = WorkingCalendar(Calendar("c", "Asia/Shanghai", hours, open_on=(date(2026, 6, 7),)))
    assert _local(calendar, date(2026, 6, 7)) == [("10:00", "12:00")]


def test_hours_that_overlap_count_once():
    hours = (Hours(WORKING_WEEK, time(9), time(13)), Hours(("mon",), time(12), time(15)))
    calendar = WorkingCalendar(Calendar("c", "Asia/Shanghai", hours))
    assert _local(calendar, date(2026, 6, 1)) == [("09:00", "15:00")]


def test_open_spans_are_cut_at_midnight_of_the_first_and_the_last_day():
    nights = office(from_=time(22), until=time(6))
    assert _local(nights, date(2026, 6, 2)) == [("00:00", "06:00"), ("22:00", "00:00")]
    assert _local(always(), date(2026, 6, 6)) == [("00:00", "00:00")]
    assert nights.open_spans(date(2026, 6, 2), date(2026, 6, 1)) == []


def test_hours_until_midnight_end_with_the_day():
    calendar = WorkingCalendar(Calendar("c", "Asia/Shanghai", (Hours(WEEKDAYS, time(0), time(0)),)))
    start, end = at("2026-06-01 00:00"), at("2026-06-08 00:00")
    assert calendar.open_spans(date(2026, 6, 1), date(2026, 6, 7)) == [(start, end)]
    assert calendar.elapsed(start, end) == timedelta(days=7)


def test_working_days_are_added_to_and_taken_from_a_date():
    calendar = office(region="CN")
    assert calendar.add_working_days(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert calendar.add_working_days(date(2026, 10, 3), 0) == date(2026, 10, 8)
    assert calendar.add_working_days(date(2026, 10, 8), -1) == date(2026, 9, 30)
    assert calendar.add_working_days(date(2026, 10, 8), 1000) > date(2030, 1, 1)
    assert calendar.add_working_days(date(2026, 10, 8), -1000) < date(2023, 1, 1)


def _local(calendar: WorkingCalendar, day: date) -> list[tuple[str, str]]:
    def clock(instant: datetime) -> str:
        return f"{instant:%H:%M}"

    return [(clock(start), clock(end)) for start, end in calendar.open_spans(day, day)]
