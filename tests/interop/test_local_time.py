"""Wall-clock times become instants, also on the days when clocks are changed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.interop.cells import UnreadableCell
from api.interop.local_time import LocalClock

BOSTON = ZoneInfo("America/New_York")
SPRING, AUTUMN = date(2015, 3, 8), date(2015, 11, 1)


def clock(day: date, *formats: str) -> LocalClock:
    return LocalClock(BOSTON, day, formats)


def test_a_time_that_daylight_saving_skips_is_moved_forward() -> None:
    assert clock(SPRING).on_day("02:30").isoformat() == "2015-03-08T03:30:00-04:00"
    assert clock(SPRING).instant("2015-03-08 02:00:00").isoformat() == "2015-03-08T03:00:00-04:00"


def test_of_a_time_that_daylight_saving_repeats_the_first_is_meant() -> None:
    assert clock(AUTUMN).on_day("01:30").isoformat() == "2015-11-01T01:30:00-04:00"


def test_a_night_shift_over_the_change_is_as_long_as_it_really_is() -> None:
    begin, end = clock(SPRING - timedelta(days=1)).span("22:00", "06:00")
    assert end - begin == timedelta(hours=7)
    begin, end = clock(AUTUMN - timedelta(days=1)).span("22:00", "06:00")
    assert end - begin == timedelta(hours=9)


def test_two_instants_of_the_repeated_hour_keep_their_order() -> None:
    first = clock(AUTUMN).instant("2015-11-01T01:45:00-04:00")
    second = clock(AUTUMN).instant("2015-11-01T01:15:00-05:00")
    assert first < second
    assert second - first == timedelta(minutes=30)


@given(st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1)), st.sampled_from(["America/New_York", "Asia/Shanghai"]))
def test_every_wall_time_is_an_instant_that_reads_the_same_or_a_little_later(wall: datetime, zone: str) -> None:
    local = LocalClock(ZoneInfo(zone), wall.date()).localised(wall)
    assert timedelta(0) <= local.replace(tzinfo=None) - wall <= timedelta(hours=1)
    assert local.astimezone(UTC).astimezone(ZoneInfo(zone)).utcoffset() == local.utcoffset()


@pytest.mark.parametrize(
    ("cell", "formats", "expected"),
    [
        ("2015-05-07 07:30:00", (), "2015-05-07T07:30:00-04:00"),
        ("2015-05-07T11:30:00Z", (), "2015-05-07T07:30:00-04:00"),
        ("07.05.2015 07:30", ("%d.%m.%Y %H:%M",), "2015-05-07T07:30:00-04:00"),
        ("2015年5月7日", ("%Y年%m月%d日",), "2015-05-07T00:00:00-04:00"),
        (date(2015, 5, 7), (), "2015-05-07T00:00:00-04:00"),
        (datetime(2015, 12, 7, 7, 30), (), "2015-12-07T07:30:00-05:00"),
    ],
)
def test_dates_read_in_iso_8601_and_in_the_formats_given(cell: object, formats: tuple[str, ...], expected: str) -> None:
    assert clock(SPRING, *formats).instant(cell).isoformat() == expected


@pytest.mark.parametrize(
    "cell", ["soon", "2015-02-30", 42131.5, "07/05/2015", "0001-01-01", datetime(9999, 1, 1), "25:00"]
)
def test_what_is_no_date_is_refused(cell: object) -> None:
    with pytest.raises(UnreadableCell):
        clock(SPRING).instant(cell)


def test_times_of_day_read_as_cells_and_as_text() -> None:
    assert clock(SPRING).on_day(time(8, 15)) == clock(SPRING).on_day("8:15") == clock(SPRING).on_day("08:15:00")
    assert clock(SPRING).on_day("24:00") == clock(SPRING).on_day("00:00") + timedelta(hours=23)
