"""Which days are holidays, what is not known about them yet, and what is no region or time zone."""

from datetime import date

import pytest

from optimiser.book import Book, Calendar
from optimiser.calendars import WorkingCalendar, calendars_of, known_region, known_time_zone
from optimiser.errors import FaultyInput
from tests.calendars.samples import always, at, days, hours, office

MAKE_UP_DAYS_2026 = [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]
DAYS_OFF_2026 = [
    (1, 1), (1, 2), (2, 16), (2, 17), (2, 18), (2, 19), (2, 20), (2, 23), (4, 6), (5, 1), (5, 4), (5, 5), (6, 19),
    (9, 25), (10, 1), (10, 2), (10, 5), (10, 6), (10, 7),
]  # fmt: skip


def test_china_works_on_six_weekend_days_of_2026_and_is_off_on_nineteen_weekdays():
    calendar = office(region="CN")
    year = [date.fromordinal(k) for k in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())]
    worked = [day for day in year if calendar.is_working_day(day)]
    assert [(d.month, d.day) for d in worked if d.weekday() >= 5] == MAKE_UP_DAYS_2026
    assert [(d.month, d.day) for d in year if d.weekday() < 5 and d not in worked] == DAYS_OFF_2026


def test_a_day_is_a_working_day_a_weekend_or_a_holiday():
    calendar = office(region="CN")
    kinds = {day: calendar.day_kind(date(2026, 10, day)) for day in (1, 3, 4, 7, 8, 10, 11)}
    assert kinds == {
        1: "holiday", 3: "holiday", 4: "weekend", 7: "holiday", 8: "working", 10: "working", 11: "weekend",
    }  # fmt: skip


def test_a_year_whose_make_up_days_are_not_known_yet_gives_one_warning():
    calendar = office(region="CN")
    calendar.deadline(at("2026-12-28 10:00"), days(3))
    assert calendar.warnings == ()
    calendar.deadline(at("2026-12-30 10:00"), days(3))
    calendar.deadline(at("2027-05-30 10:00"), hours(4))
    assert len(calendar.warnings) == 1
    assert "make-up working days of CN are known until 2026, and not for 2027" in calendar.warnings[0]
    assert calendar.warnings == calendar.warnings_for(date(2026, 1, 1), date(2027, 12, 31))


def test_days_announced_and_listed_for_a_year_end_the_warning():
    calendar = office(region="CN", open_on=(date(2027, 2, 20),))
    assert calendar.warnings_for(date(2026, 1, 1), date(2028, 1, 1)) == office(region="CN").warnings_for(
        date(2028, 1, 1), date(2028, 1, 1)
    )
    assert calendar.is_working_day(date(2027, 2, 20))


def test_regions_without_make_up_days_give_no_warning_before_their_holidays_end():
    calendar = office("Europe/Berlin", "DE")
    assert calendar.warnings_for(date(2026, 1, 1), date(2040, 1, 1)) == ()
    (warning,) = calendar.warnings_for(date(2101, 1, 1), date(2101, 1, 1))
    assert "to 2100, and not for 2101" in warning
    assert calendar.is_working_day(date(2101, 1, 3))


def test_hours_around_the_clock_need_no_holidays_and_give_no_warning():
    calendar = always(region="CN")
    calendar.deadline(at("2027-05-30 10:00"), hours(4))
    calendar.elapsed(at("2027-05-30 10:00"), at("2028-05-30 10:00"))
    assert calendar.warnings == ()


@pytest.mark.parametrize("code", ["CN", "US", "US-MA", "DE-BY", "HK", "GB-SCT"])
def test_countries_and_their_subdivisions_are_regions(code):
    assert known_region(code)


@pytest.mark.parametrize("code", ["", "XX", "cn", "CN-SD", "US-", "US-XX", "-", "China"])
def test_anything_else_is_no_region(code):
    assert not known_region(code)


@pytest.mark.parametrize("name", ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "UTC"])
def test_names_of_the_iana_database_are_time_zones(name):
    assert known_time_zone(name)


@pytest.mark.parametrize("name", ["", "Europe", "Mars/Base", "/etc/passwd", "../UTC", "a\0b", "Asia/Beijing"])
def test_anything_else_is_no_time_zone(name):
    assert not known_time_zone(name)


def test_an_unknown_region_and_an_unknown_time_zone_are_two_faults_of_one_error():
    with pytest.raises(FaultyInput) as caught:
        WorkingCalendar(Calendar("c", "Mars/Base", region="XX"), "$.calendars[2]")
    assert [(fault.path, fault.code, fault.value) for fault in caught.value.faults] == [
        ("$.calendars[2].time_zone", "unknown_time_zone", "Mars/Base"),
        ("$.calendars[2].region", "unknown_region", "XX"),
    ]


def test_the_faults_of_all_calendars_of_a_book_come_at_once():
    calendars = (Calendar("a", "UTC", region="XX"), Calendar("b", "UTC"), Calendar("c", "UTC", region="YY"))
    book = Book("b", "UTC", calendars, (), (), (), (), ())
    with pytest.raises(FaultyInput) as caught:
        calendars_of(book)
    assert [fault.path for fault in caught.value.faults] == ["$.calendars[0].region", "$.calendars[2].region"]


def test_a_span_that_would_take_centuries_is_a_fault_that_names_the_calendar():
    with pytest.raises(FaultyInput, match="calendar office has too little working time"):
        office().deadline(at("2026-01-01 00:00"), days(40_000))
