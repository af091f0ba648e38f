"""Four hours: around the clock, and in working hours; around weekends, holidays, make-up days, changes of the clock."""

from datetime import UTC, date, time, timedelta

import pytest

from tests.calendars.samples import always, at, days, hours, office, text

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-06-01 09:00", "2026-06-01 13:00"),
        ("2026-06-01 13:00", "2026-06-01 17:00"),  # ends at the close, not at the next opening
        ("2026-06-01 15:00", "2026-06-02 11:00"),
        ("2026-06-01 06:00", "2026-06-01 13:00"),  # before opening nothing runs
        ("2026-06-05 16:00", "2026-06-08 12:00"),  # over a weekend
        ("2026-06-06 12:00", "2026-06-08 13:00"),
    ],
)
def test_four_working_hours_run_while_it_is_open(start, end):
    assert text(office().deadline(at(start), hours(4))) == end


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-09-30 15:00", "2026-10-08 11:00"),  # over National Day
        ("2026-09-19 12:00", "2026-09-20 13:00"),  # a Sunday that is worked
        ("2026-10-09 15:00", "2026-10-10 11:00"),  # a Saturday that is worked
        ("2026-02-14 15:00", "2026-02-24 11:00"),  # over Spring Festival
        ("2026-02-28 16:00", "2026-03-02 12:00"),  # a Saturday that is worked, and a Sunday that is not
    ],
)
def test_four_working_hours_in_china(start, end):
    assert text(office(region="CN").deadline(at(start), hours(4))) == end


@pytest.mark.parametrize("start", ["2026-06-06 23:00", "2026-10-01 12:00", "2026-02-16 00:00"])
def test_around_the_clock_four_hours_are_four_hours_whatever_the_day(start):
    calendar = always(region="CN", closed_on=(date(2026, 6, 6),))
    assert calendar.deadline(at(start), hours(4)) == at(start) + timedelta(hours=4)


@pytest.mark.parametrize(
    ("zone", "start", "end"),
    [
        (BERLIN, "2026-03-29 00:30", "2026-03-29 05:30"),  # 2:00 to 3:00 is not there
        (BERLIN, "2026-10-25 00:30", "2026-10-25 03:30"),  # 2:00 to 3:00 is there twice
        (NEW_YORK, "2026-03-08 00:30", "2026-03-08 05:30"),
        (NEW_YORK, "2026-11-01 00:30", "2026-11-01 03:30"),
    ],
)
def test_around_the_clock_four_hours_are_elapsed_time_when_the_clock_changes(zone, start, end):
    begun = at(start, zone)
    ended = always(zone).deadline(begun, hours(4))
    assert text(ended) == end
    assert ended.astimezone(UTC) - begun.astimezone(UTC) == timedelta(hours=4)
    assert always(zone).elapsed(begun, ended) == timedelta(hours=4)


def test_a_night_is_an_hour_shorter_or_longer_when_the_clock_changes():
    nights = office(BERLIN, from_=time(22), until=time(6), open_on=(date(2026, 3, 28), date(2026, 10, 24)))
    usual = nights.elapsed(at("2026-06-01 20:00", BERLIN), at("2026-06-02 20:00", BERLIN))
    spring = nights.elapsed(at("2026-03-28 20:00", BERLIN), at("2026-03-29 20:00", BERLIN))
    autumn = nights.elapsed(at("2026-10-24 20:00", BERLIN), at("2026-10-25 20:00", BERLIN))
    assert [length / timedelta(hours=1) for length in (usual, spring, autumn)] == [8, 7, 9]


@pytest.mark.parametrize(
    ("from_", "until", "day", "length_min"),
    [
        (time(2, 15), time(2, 45), date(2026, 3, 29), 0),  # all of it is skipped
        (time(2, 30), time(4), date(2026, 3, 29), 60),  # opens when the clock is put forward
        (time(1), time(2, 30), date(2026, 3, 29), 60),  # closes then
        (time(2, 30), time(4), date(2026, 10, 25), 150),  # from the first 2:30
        (time(1), time(2, 30), date(2026, 10, 25), 150),  # to the second 2:30
        (time(1), time(2), date(2026, 10, 25), 60),  # the first 2:00 ends it
        (time(3), time(4), date(2026, 10, 25), 60),
    ],
)
def test_an_hour_that_the_clock_skips_is_not_there_and_one_that_it_shows_twice_counts_twice(
    from_, until, day, length_min
):
    calendar = office(BERLIN, from_=from_, until=until, open_on=(day,))
    open_time = calendar.elapsed(at(f"{day} 00:00", BERLIN), at(f"{day} 12:00", BERLIN))
    assert open_time == timedelta(minutes=length_min)


def test_a_working_day_whose_hours_are_all_skipped_still_closes():
    sunday = date(2026, 3, 29)
    calendar = office(BERLIN, from_=time(2, 15), until=time(2, 45), open_on=(sunday,))
    assert calendar.is_working_day(sunday)
    assert calendar.deadline(at("2026-03-27 01:00", BERLIN), days(1)).date() in (sunday, date(2026, 3, 30))


def test_the_second_time_that_the_clock_shows_an_hour_is_another_hour():
    first, second = at("2026-10-25 02:30", BERLIN), at("2026-10-25 02:30", BERLIN, fold=1)
    assert always(BERLIN).elapsed(first, second) == timedelta(hours=1)
    assert text(always(BERLIN).deadline(second, hours(1))) == "2026-10-25 03:30"


def test_elapsed_open_time_is_negative_backwards():
    start, end = at("2026-06-05 16:00"), at("2026-06-08 12:00")
    assert office().elapsed(start, end) == timedelta(hours=4)
    assert office().elapsed(end, start) == -timedelta(hours=4)


def test_no_time_at_all_ends_where_it_starts_even_while_closed():
    assert office().deadline(at("2026-06-06 12:00"), hours(0)) == at("2026-06-06 12:00")


def test_a_fraction_of_a_second_is_kept():
    start = at("2026-06-05 16:59:59.250000")
    assert office().deadline(start, hours(1)) == at("2026-06-08 09:59:59.250000")
