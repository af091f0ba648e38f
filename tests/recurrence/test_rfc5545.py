"""Recurrence rules: the examples that RFC 5545 prints (section 3.8.5.3), and everything that can be wrong."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.recurrence.rfc5545 import read_rule

FAR = date(2010, 1, 1)
EXAMPLES = {
    "FREQ=MONTHLY;COUNT=10;BYDAY=1FR": (
        "1997-09-05",
        "1997-09-05 1997-10-03 1997-11-07 1997-12-05 1998-01-02 1998-02-06 1998-03-06 1998-04-03 1998-05-01 1998-06-05",
    ),
    "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH": (
        "1997-09-02",
        "1997-09-02 1997-09-04 1997-09-16 1997-09-18 1997-09-30 1997-10-02 1997-10-14 1997-10-16",
    ),
    "FREQ=WEEKLY;UNTIL=19971006T000000Z;WKST=SU;BYDAY=TU,TH": (
        "1997-09-02",
        "1997-09-02 1997-09-04 1997-09-09 1997-09-11 1997-09-16 1997-09-18 1997-09-23 1997-09-25 1997-09-30 1997-10-02",
    ),
    "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO": (
        "1997-09-22",
        "1997-09-22 1997-10-20 1997-11-17 1997-12-22 1998-01-19 1998-02-16",
    ),
    "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1": (
        "1997-09-30",
        "1997-09-30 1997-10-01 1997-10-31 1997-11-01 1997-11-30 1997-12-01 1997-12-31 1998-01-01 1998-01-31 1998-02-01",
    ),
    "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3": (
        "1997-03-10",
        "1997-03-10 1999-01-10 1999-02-10 1999-03-10 2001-01-10 2001-02-10 2001-03-10 2003-01-10 2003-02-10 2003-03-10",
    ),
    "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200": (
        "1997-01-01",
        "1997-01-01 1997-04-10 1997-07-19 2000-01-01 2000-04-09 2000-07-18 2003-01-01 2003-04-10 2003-07-19 2006-01-01",
    ),
    "FREQ=YEARLY;BYDAY=20MO;COUNT=3": ("1997-05-19", "1997-05-19 1998-05-18 1999-05-17"),
    "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3": ("1997-05-12", "1997-05-12 1998-05-11 1999-05-17"),
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=5": (
        "1997-09-02",
        "1998-02-13 1998-03-13 1998-11-13 1999-08-13 2000-10-13",
    ),
    "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3": ("1997-09-04", "1997-09-04 1997-10-07 1997-11-06"),
    "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO": ("1997-08-05", "1997-08-05 1997-08-10 1997-08-19 1997-08-24"),
    "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU": ("1997-08-05", "1997-08-05 1997-08-17 1997-08-19 1997-08-31"),
    "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5": ("2007-01-15", "2007-01-15 2007-01-30 2007-02-15 2007-03-15 2007-03-30"),
}


@pytest.mark.parametrize("text", EXAMPLES)
def test_days_are_those_that_the_standard_prints(text: str) -> None:
    since, expected = EXAMPLES[text]
    recurring, wrong = read_rule(text)
    assert not wrong and recurring is not None
    assert [day.isoformat() for day in recurring.days(date.fromisoformat(since), FAR)] == expected.split()


def test_small_letters_spaces_and_the_name_of_the_property_are_allowed() -> None:
    recurring, wrong = read_rule(" rrule:freq=weekly; count=2 ")
    assert not wrong and recurring is not None
    assert list(recurring.days(date(2026, 3, 2), FAR.replace(year=2030))) == [date(2026, 3, 2), date(2026, 3, 9)]


WRONG = {
    "": "FREQ",
    "every month": "every month",
    "BYDAY=MO": "FREQ",
    "FREQ=FORTNIGHTLY": "FORTNIGHTLY",
    "FREQ=MONTHLY;FREQ=WEEKLY": "FREQ stands there twice",
    "FREQ=MONTHLY;BYDAY": "BYDAY",
    "FREQ=MONTHLY;INTERVAL=0": 'INTERVAL="0"',
    "FREQ=MONTHLY;INTERVAL=x": 'INTERVAL="X"',
    "FREQ=MONTHLY;COUNT=-3": 'COUNT="-3"',
    "FREQ=MONTHLY;UNTIL=2026-12-31": 'UNTIL="2026-12-31"',
    "FREQ=MONTHLY;UNTIL=20260230": 'UNTIL="20260230"',
    "FREQ=MONTHLY;COUNT=3;UNTIL=20261231": "ends twice",
    "FREQ=MONTHLY;BYDAY=1XX": 'BYDAY="1XX"',
    "FREQ=MONTHLY;BYDAY=6MO": 'BYDAY="6MO"',
    "FREQ=YEARLY;BYMONTH=2;BYDAY=53MO": 'BYDAY="53MO"',
    "FREQ=WEEKLY;BYDAY=2TU": 'BYDAY="2TU"',
    "FREQ=YEARLY;BYWEEKNO=20;BYDAY=2TU": 'BYDAY="2TU"',
    "FREQ=MONTHLY;BYMONTHDAY=32": 'BYMONTHDAY="32"',
    "FREQ=MONTHLY;BYMONTHDAY=0": 'BYMONTHDAY="0"',
    "FREQ=WEEKLY;BYMONTHDAY=3": "BYMONTHDAY does not go",
    "FREQ=YEARLY;BYMONTH=13": 'BYMONTH="13"',
    "FREQ=MONTHLY;BYWEEKNO=3": "BYWEEKNO goes with",
    "FREQ=MONTHLY;BYYEARDAY=3": "BYYEARDAY goes with",
    "FREQ=MONTHLY;BYSETPOS=1": "BYSETPOS chooses",
    "FREQ=WEEKLY;WKST=XX": 'WKST="XX"',
    "FREQ=DAILY;BYHOUR=9": "BYHOUR names a time of day",
    "FREQ=DAILY;BYEASTER=1": '"BYEASTER"',
    "DTSTART:20260101;FREQ=DAILY": "DTSTART",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_named(text: str) -> None:
    recurring, wrong = read_rule(text)
    assert recurring is None
    assert [one.code for one in wrong] == ["bad_recurrence"]
    assert WRONG[text].upper() in wrong[0].sentence.upper()


@pytest.mark.parametrize("frequency", ["HOURLY", "MINUTELY", "SECONDLY"])
def test_more_than_once_a_day_is_too_frequent(frequency: str) -> None:
    (wrong,) = read_rule(f"FREQ={frequency}")[1]
    assert wrong.code == "too_frequent" and frequency in wrong.sentence


def test_all_that_is_wrong_is_told_at_once() -> None:
    wrong = read_rule("FREQ=MONTHLY;BYDAY=1XX,9MO;BYMONTHDAY=45;INTERVAL=0;WKST=Q")[1]
    assert len(wrong) == 5


FIELDS = st.fixed_dictionaries(
    {"FREQ": st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])},
    optional={
        "INTERVAL": st.integers(1, 40).map(str) | st.just("999999999"),
        "COUNT": st.integers(1, 9).map(str),
        "BYDAY": st.sampled_from(["MO", "1MO", "-1FR", "5SU,MO", "53MO", "SA,SU"]),
        "BYMONTH": st.sampled_from(["2", "1,6", "12"]),
        "BYMONTHDAY": st.sampled_from(["1", "30", "31", "-1", "29,-31"]),
        "BYYEARDAY": st.sampled_from(["1", "366", "-366", "100,200"]),
        "BYWEEKNO": st.sampled_from(["1", "53", "-1", "20"]),
        "BYSETPOS": st.sampled_from(["1", "-1", "366", "2"]),
        "WKST": st.sampled_from(["MO", "SU", "WE"]),
    },
)


@settings(max_examples=60, deadline=None)
@given(FIELDS, st.dates(date(1990, 1, 1), date(2040, 1, 1)))
def test_what_is_found_right_can_be_counted_in_order_within_its_bounds(fields: dict[str, str], since: date) -> None:
    recurring, wrong = read_rule(";".join(f"{name}={value}" for name, value in fields.items()))
    assert (recurring is None) == bool(wrong)
    if recurring is not None:
        last = since.replace(year=since.year + 4, day=1)
        days = list(recurring.days(since, last))
        assert days == sorted(set(days))
        assert all(since <= day <= last for day in days)


@given(st.text(max_size=40))
def test_any_text_is_read_or_found_wrong(text: str) -> None:
    recurring, wrong = read_rule(text)
    assert (recurring is None) == bool(wrong)


def test_a_day_that_never_comes_is_given_up_on() -> None:
    recurring, _ = read_rule("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")
    assert recurring is not None
    assert list(recurring.days(date(2026, 1, 1), date(2090, 1, 1))) == []
