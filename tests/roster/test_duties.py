"""Regular shifts: 5×8, around the clock in cycles, breaks, absences."""

from datetime import UTC, date, time, timedelta
from itertools import pairwise

import pytest

from optimiser.book import Calendar, Duty
from optimiser.roster import shifts_of
from tests.roster.samples import FIVE_BY_EIGHT, OFFICE, away, book, day, engineer, shown


def own(given, first, last, name="ana"):
    return shifts_of(given, day(first), day(last)).shifts[name]


def test_five_by_eight_works_on_working_days_make_up_days_included_and_holidays_not():
    shifts = own(book(engineer("ana")), "2026-09-28", "2026-10-11")
    assert [shift.start.day for shift in shifts] == [28, 29, 30, 8, 9, 10]
    assert {(f"{shift.start:%H:%M}", f"{shift.end:%H:%M}") for shift in shifts} == {("09:00", "17:30")}
    assert {(shift.kind, shift.serves_only_site, shift.fixed_cost) for shift in shifts} == {("duty", None, 0.0)}


def test_nobody_has_a_shift_on_a_day_of_absence():
    absent = engineer("ana", absences=(away("2026-06-02", "2026-06-03"), away("2026-06-05")))
    assert [shift.start.day for shift in own(book(absent), "2026-06-01", "2026-06-07")] == [1, 4]


def test_a_cycle_around_the_clock_works_two_days_and_two_nights_and_rests_two_days():
    since = date(2026, 6, 1)
    duties = (
        Duty("always", time(8), time(20), (1, 1, 0, 0, 0, 0), since),
        Duty("always", time(20), time(8), (0, 0, 1, 1, 0, 0), since),
    )
    shifts = own(book(engineer("ana", duties=duties)), "2026-06-01", "2026-06-09")
    assert [(f"{shift.start:%d %H}", f"{shift.end:%d %H}") for shift in shifts] == [
        ("01 08", "01 20"), ("02 08", "02 20"), ("03 20", "04 08"), ("04 20", "05 08"), ("07 08", "07 20"),
        ("08 08", "08 20"), ("09 20", "10 08"),
    ]  # fmt: skip


def test_three_engineers_in_a_cycle_are_there_around_the_clock():
    def crew(offset):
        duties = tuple(
            Duty("always", time(8 * k), time(8 * k + 8) if k < 2 else time(0), cycle, date(2026, 6, 1 + offset))
            for k, cycle in enumerate([(1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0)])
        )
        return engineer(f"crew {offset}", duties=duties)

    roster = shifts_of(book(*(crew(offset) for offset in range(4))), day("2026-06-05"), day("2026-06-12"))
    spans = sorted((shift.start, shift.end) for shift in roster.all)
    assert all(one[1] == other[0] for one, other in pairwise(spans))
    assert spans[-1][1] - spans[0][0] == timedelta(days=8)


def test_a_cycle_leaves_out_working_days_only():
    duty = Duty("office", time(9), time(17), (1, 0), date(2026, 6, 1))
    assert [shift.start.day for shift in own(book(engineer("ana", duties=(duty,))), "2026-06-01", "2026-06-14")] == [
        1, 3, 5, 9, 11,
    ]  # fmt: skip


def test_a_break_after_midnight_belongs_to_the_night():
    duty = Duty(
        "always", time(22), time(6), break_earliest=time(1), break_latest=time(3), break_duration=timedelta(minutes=30)
    )
    (shift,) = own(book(engineer("ana", duties=(duty,))), "2026-06-01", "2026-06-01")
    (pause,) = shift.breaks
    assert (f"{pause.earliest:%d %H:%M}", f"{pause.latest:%d %H:%M}") == ("02 01:00", "02 03:00")
    assert pause.duration == timedelta(minutes=30)


def test_a_break_without_bounds_lies_anywhere_in_the_shift():
    duty = Duty("always", time(9), time(17), break_duration=timedelta(minutes=30), overtime_limit=timedelta(hours=2))
    (shift,) = own(book(engineer("ana", duties=(duty,))), "2026-06-01", "2026-06-01")
    assert [(pause.earliest, pause.latest + pause.duration) for pause in shift.breaks] == [(shift.start, shift.end)]
    assert shift.overtime_limit == timedelta(hours=2)


@pytest.mark.parametrize(("night", "hours"), [("2026-03-28", 7), ("2026-10-24", 9), ("2026-06-01", 8)])
def test_a_night_shift_is_as_long_as_the_clock_makes_it(night, hours):
    berlin = Calendar("berlin", "Europe/Berlin")
    given = book(engineer("ana", duties=(Duty("berlin", time(22), time(6)),)), calendars=(berlin,))
    (shift,) = own(given, night, night)
    assert shift.length == timedelta(hours=hours)
    assert shift.end.astimezone(UTC) - shift.start.astimezone(UTC) == timedelta(hours=hours)


def test_shifts_have_ids_of_their_own():
    twice = (FIVE_BY_EIGHT, Duty("office", time(19), time(21)))
    roster = shifts_of(book(engineer("ana", duties=twice), engineer("ben")), day("2026-06-01"), day("2026-06-12"))
    ids = [shift.id for shift in roster.all]
    assert len(ids) == 30 == len(set(ids))
    assert {"ana 2026-06-01 duty", "ana 2026-06-01 duty 2", "ben 2026-06-01 duty"} <= set(ids)


def test_everybody_is_in_the_roster_also_without_shifts():
    roster = shifts_of(book(engineer("ana", duties=())), day("2026-06-01"), day("2026-06-01"))
    assert roster.shifts == {"ana": ()}
    assert shown(roster.all) == []


def test_a_year_whose_make_up_days_are_unknown_is_a_warning():
    given = book(engineer("ana"), calendars=(OFFICE,))
    assert shifts_of(given, day("2026-12-01"), day("2026-12-31")).warnings == ()
    assert "not for 2027" in shifts_of(given, day("2026-12-31"), day("2027-01-01")).warnings[0]
