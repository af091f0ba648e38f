"""Times and durations mean what RFC 3339 and ISO 8601 say."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimiser.documents.values import read_duration, read_time, write_duration, write_time

offsets = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
times = st.datetimes(datetime(1970, 1, 2), datetime(2199, 12, 30), timezones=offsets)
spans = st.timedeltas(timedelta(0), timedelta(days=400))


@given(times)
def test_a_time_reads_back_as_itself_with_its_offset(at: datetime) -> None:
    back = read_time(write_time(at))
    assert (back, back.utcoffset()) == (at, at.utcoffset())


@given(spans)
def test_a_duration_reads_back_as_itself(span: timedelta) -> None:
    assert read_duration(write_duration(span)) == span


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-23T08:00:00+08:00", datetime(2026, 11, 23, 0, tzinfo=UTC)),
        ("2026-11-23t08:00:00z", datetime(2026, 11, 23, 8, tzinfo=UTC)),
        ("2026-11-23 08:00:00-00:30", datetime(2026, 11, 23, 8, 30, tzinfo=UTC)),
        ("2026-11-23T08:00:00.25Z", datetime(2026, 11, 23, 8, 0, 0, 250_000, tzinfo=UTC)),
    ],
)
def test_the_forms_of_a_time_are_read(text: str, utc: datetime) -> None:
    assert read_time(text) == utc


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-11-23",
        "2026-11-23T08:00:00",
        "2026-11-23T08:00Z",
        "2026-11-23T24:00:00Z",
        "2026-11-23T08:00:60Z",
        "2026-02-30T08:00:00Z",
        "2026-11-23T08:00:00+24:00",
        "2026-11-23T08:00:00+0800",
        "20261123T080000Z",
        "1969-12-31T23:59:59Z",
        "2200-01-01T00:00:00Z",
        "٢٠٢٦-11-23T08:00:00Z",
        " 2026-11-23T08:00:00Z",
        "2026-11-23T08:00:00Z\n",
        "2026-11-23T08:00:00." + "0" * 100 + "Z",
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="; "):
        read_time(text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("PT0S", 0),
        ("PT45M", 2700),
        ("PT1H30M", 5400),
        ("P1W2DT3H4M5S", 788_645),
        ("PT0.5S", 0.5),
        ("PT1,5H", 5400),
        ("P0.5D", 43_200),
        ("PT90M", 5400),
    ],
)
def test_the_forms_of_a_duration_are_read(text: str, seconds: float) -> None:
    assert read_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1Y", "P1M", "-PT1S", "PT-1S", "PT1M1H", "45", "PT1.S", "pt1s", "PT5S ", "P1DT", "P401D"]
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="; "):
        read_duration(text)


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(0), "PT0S"),
        (timedelta(minutes=45), "PT45M"),
        (timedelta(days=1), "P1D"),
        (timedelta(days=1, hours=2), "P1DT2H"),
        (timedelta(seconds=3600.5), "PT1H0.5S"),
        (timedelta(microseconds=1), "PT0.000001S"),
    ],
)
def test_durations_are_written_short(span: timedelta, text: str) -> None:
    assert write_duration(span) == text


def test_what_the_format_cannot_say_is_not_written() -> None:
    with pytest.raises(ValueError, match="negative"):
        write_duration(timedelta(seconds=-1))
    with pytest.raises(ValueError, match="offset"):
        write_time(datetime(2026, 11, 23))


def test_an_offset_with_seconds_is_written_as_utc() -> None:
    odd = timezone(timedelta(hours=8, minutes=5, seconds=43))
    assert write_time(datetime(2026, 11, 23, 8, 5, 43, tzinfo=odd)) == "2026-11-23T00:00:00+00:00"
