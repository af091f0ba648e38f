"""Late, home early or away for an hour: what an absence with times leaves of shifts, and who stands in."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimiser.book import Absence, Cover, Duty
from optimiser.roster import RosterShift, plan_rota, shifts_of
from optimiser.roster.absences import missed, present
from tests.roster.samples import EVENINGS, at, away, book, day, engineer, shown

WITH_LUNCH = Duty(
    "office",
    time(9),
    time(17, 30),
    overtime_limit=timedelta(hours=2),
    break_earliest=time(11, 30),
    break_latest=time(13),
    break_duration=timedelta(minutes=45),
)
NIGHT = Duty("always", time(22), time(6))
MINUTE = timedelta(minutes=1)


def on_tuesday(*absences: Absence, duty: Duty = WITH_LUNCH) -> list[RosterShift]:
    ana = engineer("ana", duties=(duty,), absences=absences)
    return list(shifts_of(book(ana), day("2026-06-02"), day("2026-06-02")).shifts["ana"])


@pytest.mark.parametrize(
    ("absence", "left"),
    [
        (away("2026-06-02", from_=13), [("09:00", "13:00")]),
        (away("2026-06-02", until=10), [("10:00", "17:30")]),
        (away("2026-06-02", from_=10, until=11), [("09:00", "10:00"), ("11:00", "17:30")]),
        (away("2026-06-01", "2026-06-02", until=10), [("10:00", "17:30")]),
        (away("2026-06-02", "2026-06-05", from_=13), [("09:00", "13:00")]),
        (away("2026-06-02", from_=8), []),
        (away("2026-06-02", until=18), []),
        (away("2026-06-02", from_=18), [("09:00", "17:30")]),
        (away("2026-06-01", from_=13), [("09:00", "17:30")]),
        (away("2026-06-03", until=13), [("09:00", "17:30")]),
    ],
)
def test_an_absence_takes_its_hours_and_no_others(absence: Absence, left: list[tuple[str, str]]) -> None:
    assert [(f"{shift.start:%H:%M}", f"{shift.end:%H:%M}") for shift in on_tuesday(absence)] == left


def test_whoever_is_at_home_at_one_has_no_overtime_and_takes_the_break_there() -> None:
    (morning,) = on_tuesday(away("2026-06-02", from_=13))
    assert (morning.overtime_limit, morning.breaks) == (timedelta(0), ())


def test_whoever_starts_late_has_the_break_and_the_overtime_of_the_day() -> None:
    (whole,), (late,) = on_tuesday(), on_tuesday(away("2026-06-02", until=10))
    assert (late.breaks, late.overtime_limit) == (whole.breaks, whole.overtime_limit)
    assert late.id == whole.id


def test_the_first_part_of_a_day_keeps_the_name_of_the_shift() -> None:
    (whole,), parts = on_tuesday(), on_tuesday(away("2026-06-02", from_=10, until=11))
    assert [part.id for part in parts] == [whole.id, f"{whole.id} 2"]


def test_a_night_is_cut_on_the_morning_after_it_only_where_a_time_says_so() -> None:
    assert [f"{shift.end:%d %H:%M}" for shift in on_tuesday(away("2026-06-03"), duty=NIGHT)] == ["03 06:00"]
    assert [f"{shift.end:%d %H:%M}" for shift in on_tuesday(away("2026-06-03", from_=2), duty=NIGHT)] == ["03 02:00"]


def test_somebody_stands_in_at_the_site_of_a_resident_for_the_hours_that_are_missing() -> None:
    rui = engineer("rui", resident_at="centre", absences=(away("2026-06-02", from_=13),))
    roster = shifts_of(book(rui, engineer("ana")), day("2026-06-02"), day("2026-06-02"))
    assert shown(roster.shifts["rui"]) == [("resident", "06-02 09:00", "06-02 13:00")]
    assert shown(roster.shifts["ana"])[-1] == ("resident", "06-02 13:00", "06-02 17:30")
    (gap,) = shifts_of(book(rui), day("2026-06-02"), day("2026-06-02")).gaps
    assert (gap.start, gap.end) == (at("2026-06-02 13:00"), at("2026-06-02 17:30"))


def test_whoever_stands_in_for_a_part_of_a_day_keeps_the_rest_of_it_but_for_the_ways() -> None:
    twice = (away("2026-06-02", until=10), away("2026-06-02", from_=14, until=15))
    rui = engineer("rui", resident_at="centre", absences=twice)
    roster = shifts_of(book(rui, engineer("ana")), day("2026-06-02"), day("2026-06-02"))
    assert shown(roster.shifts["rui"]) == [
        ("resident", "06-02 10:00", "06-02 14:00"),
        ("resident", "06-02 15:00", "06-02 17:30"),
    ]
    assert shown(roster.shifts["ana"]) == [
        ("resident", "06-02 09:00", "06-02 10:00"),
        ("duty", "06-02 11:00", "06-02 13:00"),
        ("resident", "06-02 14:00", "06-02 15:00"),
        ("duty", "06-02 16:00", "06-02 17:30"),
    ]


def test_whoever_stands_in_for_all_hours_of_a_day_that_several_absences_take_gives_up_all_of_it() -> None:
    in_two = (away("2026-06-02", until=13), away("2026-06-02", from_=13))
    rui = engineer("rui", resident_at="centre", absences=in_two, duties=(Duty("office", time(9), time(13)),))
    roster = shifts_of(book(rui, engineer("ana")), day("2026-06-02"), day("2026-06-02"))
    assert shown(roster.shifts["ana"]) == [("resident", "06-02 09:00", "06-02 13:00")]


def test_absences_overlap_where_they_share_a_moment() -> None:
    whole, morning, noon = away("2026-06-02"), away("2026-06-02", until=12), away("2026-06-02", from_=12, until=14)
    until_friday, endless = away("2026-06-02", "2026-06-05", from_=14), away("2026-06-05", "9999-12-31")
    assert all(each.overlaps(whole) and whole.overlaps(each) for each in (whole, morning, noon, until_friday))
    assert not any(a.overlaps(b) for a in (morning, noon) for b in (morning, noon, until_friday) if a is not b)
    assert until_friday.overlaps(endless)
    assert not endless.overlaps(whole)


def test_whoever_goes_home_at_one_is_not_on_call_in_the_evening_and_whoever_starts_at_ten_is() -> None:
    def called(absence: Absence) -> set[str]:
        ana = engineer("ana", on_call=True, absences=(absence,))
        rota = plan_rota(book(ana, on_call=EVENINGS), day("2026-06-02"), day("2026-06-02"))
        return {stint.engineer for stint in rota.stints}

    assert called(away("2026-06-02", from_=13)) == set()
    assert called(away("2026-06-02", from_=10, until=13)) == {"ana"}


def test_whoever_is_away_since_the_rota_was_made_has_no_hours_on_call_then() -> None:
    ana = engineer("ana", on_call=True)
    rota = plan_rota(book(ana, on_call=EVENINGS), day("2026-06-02"), day("2026-06-02"))

    def evening(absence: Absence) -> list[tuple[str, str, str]]:
        ill = book(replace(ana, absences=(absence,)), on_call=EVENINGS)
        roster = shifts_of(ill, day("2026-06-02"), day("2026-06-02"), rota)
        return shown(shift for shift in roster.shifts["ana"] if shift.kind == "on_call")

    assert evening(away("2026-06-02", from_=13)) == [("on_call", "06-02 08:00", "06-02 09:00")]
    assert evening(away("2026-06-02", until=20))[-1] == ("on_call", "06-02 20:00", "06-02 22:30")
    assert evening(away("2026-06-02")) == []


def test_whoever_is_back_in_time_may_take_a_shift_of_an_event() -> None:
    event = Cover("fair", "hall", at("2026-06-02 14:00"), at("2026-06-02 20:00"))

    def takers(absence: Absence) -> list[str]:
        ana = engineer("ana", duties=(), absences=(absence,))
        roster = shifts_of(book(ana, covers=(event,)), day("2026-06-02"), day("2026-06-02"))
        return [shift.engineer for shift in roster.all]

    assert (takers(away("2026-06-02", until=14)), takers(away("2026-06-02", until=15))) == (["ana"], [])


hours = st.none() | st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))


@st.composite
def absences(draw: st.DrawFn) -> Absence:
    """Of up to three days around the second of June."""
    first = draw(st.integers(1, 3))
    last = draw(st.integers(first, 3))
    return Absence(date(2026, 6, first), date(2026, 6, last), from_=draw(hours), until=draw(hours))


def says_away(absence: Absence, on: date, at_: datetime) -> bool:
    """Whether an absence says that a minute of the hours of a day is away."""
    clock = at_.replace(tzinfo=None)
    begun = absence.first <= on if absence.from_ is None else datetime.combine(absence.first, absence.from_) <= clock
    over = on > absence.last if absence.until is None else datetime.combine(absence.last, absence.until) <= clock
    return begun and not over


@given(st.lists(absences(), max_size=3), st.integers(0, 47), st.integers(1, 20))
def test_every_minute_of_a_shift_is_either_there_or_missing(given_: list[Absence], begins: int, lasts: int) -> None:
    on, start = day("2026-06-02"), at("2026-06-02 00:00") + 30 * begins * MINUTE
    shift = RosterShift("ana", "x", start, start + 30 * lasts * MINUTE)
    ana = engineer("ana", absences=tuple(given_))
    there, missing = present(ana, on, shift), missed(ana, on, shift)
    assert sum((each.length for each in (*there, *missing)), timedelta(0)) == shift.length
    for k in range(30 * lasts):
        moment = start + k * MINUTE
        is_there = any(each.start <= moment < each.end for each in there)
        assert is_there != any(says_away(absence, on, moment) for absence in given_)
        assert is_there != any(each.start <= moment < each.end for each in missing)
    assert all(each.start.astimezone(UTC) < each.end.astimezone(UTC) for each in (*there, *missing))


def test_a_day_is_taken_whole_where_no_time_of_it_is_stated() -> None:
    days = [date(2026, 6, k) for k in range(1, 6)]

    def whole(absence: Absence) -> list[int]:
        return [each.day for each in days if absence.is_whole_day(each)]

    assert whole(away("2026-06-02", "2026-06-04")) == [2, 3, 4]
    assert whole(away("2026-06-02", "2026-06-04", from_=13)) == [3, 4]
    assert whole(away("2026-06-02", "2026-06-04", until=10)) == [2, 3]
    assert whole(away("2026-06-02", from_=13)) == []
