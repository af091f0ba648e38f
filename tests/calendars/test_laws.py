"""What holds for every calendar, start and span; and what a look at every minute says."""

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optimiser.book import WEEKDAYS, Calendar, Hours, Span
from optimiser.calendars import WorkingCalendar
from tests.calendars.minutes import MinuteCalendar

NIGHT = Hours(WEEKDAYS[:5], time(22), time(6))
DAY_SHIFT = Hours(WEEKDAYS[:5], time(8, 30), time(17, 15))
CALENDARS = {
    "China": WorkingCalendar(Calendar("china", "Asia/Shanghai", (DAY_SHIFT,), "CN")),
    "Berlin, nights": WorkingCalendar(Calendar("nights", "Europe/Berlin", (NIGHT,), "DE-BY")),
    "New York, Saturdays, a lunch break": WorkingCalendar(
        Calendar(
            "new-york",
            "America/New_York",
            (Hours(WEEKDAYS[:6], time(0), time(12)), Hours(WEEKDAYS[:5], time(13), time(0))),
            "US-NY",
        )
    ),
    "around the clock": WorkingCalendar(Calendar("always", "Europe/Berlin", (), "DE")),
}
calendars = st.sampled_from(sorted(CALENDARS)).map(CALENDARS.__getitem__)
instants = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC))
lengths = st.timedeltas(timedelta(0), timedelta(hours=100))
counts = st.integers(0, 20)


def within(length: timedelta) -> Span:
    return Span("any", within=length)


def days(count: int) -> Span:
    return Span("any", working_days=count)


spans = lengths.map(within) | counts.map(days)


@settings(deadline=None)
@given(calendars, instants, lengths, lengths)
def test_two_spans_after_each_other_end_when_both_together_do(calendar, start, one, other):
    assert calendar.deadline(calendar.deadline(start, within(one)), within(other)) == (
        calendar.deadline(start, within(one + other))
    )


@settings(deadline=None)
@given(calendars, instants, instants, spans)
def test_what_starts_later_ends_no_earlier(calendar, one, other, span):
    early, late = sorted((one, other))
    assert calendar.deadline(early, span) <= calendar.deadline(late, span)


@settings(deadline=None)
@given(calendars, instants, lengths, lengths)
def test_what_lasts_longer_ends_no_earlier(calendar, start, one, other):
    short, long = sorted((one, other))
    assert start <= calendar.deadline(start, within(short)) <= calendar.deadline(start, within(long))


@settings(deadline=None)
@given(calendars, instants, counts)
def test_one_working_day_more_ends_later(calendar, start, count):
    assert start < calendar.deadline(start, days(count)) < calendar.deadline(start, days(count + 1))


@settings(deadline=None)
@given(calendars, instants, lengths)
def test_the_open_time_up_to_a_deadline_is_the_span(calendar, start, length):
    assert calendar.elapsed(start, calendar.deadline(start, within(length))) == length


@settings(deadline=None)
@given(calendars, instants, instants, instants)
def test_open_time_adds_up(calendar, one, two, three):
    assert calendar.elapsed(one, two) + calendar.elapsed(two, three) == calendar.elapsed(one, three)


@settings(deadline=None)
@given(calendars, instants, instants)
def test_the_open_time_is_that_of_the_open_spans(calendar, one, other):
    start, end = sorted((one, other))
    found = calendar.open_spans(start.date() - timedelta(days=2), end.date() + timedelta(days=2))
    utc = [(a.astimezone(UTC), b.astimezone(UTC)) for a, b in found]
    clipped = [min(b, end) - max(a, start) for a, b in utc if max(a, start) < min(b, end)]
    assert calendar.elapsed(start, end) == sum(clipped, timedelta(0))


@settings(deadline=None)
@given(calendars, st.dates(date(2025, 1, 1), date(2026, 10, 1)), counts, counts)
def test_working_days_add_up(calendar, day, one, other):
    assert calendar.add_working_days(calendar.add_working_days(day, one), other) == (
        calendar.add_working_days(day, one + other)
    )
    assert calendar.is_working_day(calendar.add_working_days(day, one))


@settings(deadline=None)
@given(calendars, st.dates(date(2025, 1, 1), date(2026, 10, 1)), counts)
def test_working_days_are_counted_one_by_one(calendar, day, count):
    worked = [day + timedelta(days=k) for k in range(90) if calendar.is_working_day(day + timedelta(days=k))]
    assert calendar.add_working_days(day, count) == worked[count]


@settings(deadline=None)
@given(calendars, st.lists(instants, max_size=20), spans)
def test_many_deadlines_at_once_are_those_one_by_one(calendar, starts, span):
    starts_s = [int(start.timestamp()) for start in starts]
    one_by_one = [calendar.deadline(datetime.fromtimestamp(start_s, UTC), span).timestamp() for start_s in starts_s]
    many = calendar.deadlines(np.array(starts_s, dtype=np.int64), span)
    assert many.dtype == np.int64
    assert many.tolist() == np.ceil(one_by_one).tolist()


@settings(max_examples=15, deadline=None)
@given(calendars, instants, spans)
def test_the_answer_does_not_depend_on_what_was_asked_before(calendar, start, span):
    assert WorkingCalendar(calendar.calendar).deadline(start, span) == calendar.deadline(start, span)


AROUND_CLOCK_CHANGES = [
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # by half an hour
    ("America/Havana", date(2026, 3, 8)),  # at midnight, which is not there
    ("America/Havana", date(2026, 11, 1)),  # at one, so that midnight is there twice
]
minutes_of_day = st.integers(0, 24 * 4 - 1).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


@st.composite
def weeks(draw):
    """A calendar of up to two hours a day around a change of the clock, and the day of the change."""
    zone, day = draw(st.sampled_from(AROUND_CLOCK_CHANGES))
    hours = draw(
        st.lists(
            st.builds(Hours, st.sets(st.sampled_from(WEEKDAYS), min_size=1), minutes_of_day, minutes_of_day),
            min_size=1,
            max_size=2,
        )
    )
    off = draw(st.sets(st.integers(-3, 3).map(lambda k: day + timedelta(days=k)), max_size=2))
    worked = draw(st.sets(st.integers(-2, 2).map(lambda k: day + timedelta(days=k)), max_size=2))
    return Calendar("week", zone, hours, closed_on=sorted(off), open_on=sorted(worked)), day


@settings(max_examples=25, deadline=None)
@given(weeks(), st.integers(-2 * 24 * 60, 24 * 60), st.integers(1, 10 * 60))
def test_open_time_is_what_a_look_at_every_minute_finds(week, offset_min, length_min):
    calendar, day = week
    start = datetime.combine(day, time(12), tzinfo=UTC) + timedelta(minutes=offset_min)
    length = timedelta(minutes=length_min)
    # In UTC: Python holds no time that a clock shows twice equal to one of another zone.
    found = WorkingCalendar(calendar).deadline(start, within(length)).astimezone(UTC)
    assert found == MinuteCalendar(calendar).deadline(start, length)


@settings(max_examples=25, deadline=None)
@given(weeks(), st.integers(-2 * 24 * 60, 24 * 60), st.integers(0, 4))
def test_working_days_are_what_a_look_at_every_minute_finds(week, offset_min, count):
    calendar, day = week
    oracle = MinuteCalendar(calendar)
    start = datetime.combine(day, time(12), tzinfo=UTC) + timedelta(minutes=offset_min)
    assume(oracle.every_day_closes(day))  # the clock may skip all hours of a day, and then the oracle sees no close
    expected = oracle.working_days_deadline(start, count)
    assert WorkingCalendar(calendar).deadline(start, days(count)).astimezone(UTC) == expected


@pytest.mark.parametrize("name", sorted(CALENDARS))
def test_a_hundred_thousand_starts_give_deadlines_in_order(name):
    starts_s = np.sort(np.random.default_rng(1).integers(1_735_689_600, 1_798_761_600, 100_000))
    for span in (within(timedelta(hours=4)), days(3)):
        ends_s = CALENDARS[name].deadlines(starts_s, span)
        assert (np.diff(ends_s) >= 0).all()
        assert (ends_s > starts_s).all()
