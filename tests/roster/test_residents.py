"""A resident engineer stays at one site, and somebody stands in on days of absence."""

from collections import Counter
from datetime import date, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.book import Duty
from optimiser.roster import shifts_of
from tests.roster.samples import away, book, day, engineer, shown

CCTV = {"cctv": 2.0}


def resident(**more):
    return engineer("rui", skills=CCTV, resident_at="centre", **more)


def standing_in(roster):
    return [
        (shift.engineer, shift.start.date())
        for shift in roster.all
        if shift.kind == "resident" and shift.engineer != "rui"
    ]


def test_a_residents_shifts_serve_the_site_alone():
    roster = shifts_of(book(resident(), engineer("ana")), day("2026-06-01"), day("2026-06-05"))
    assert {(shift.kind, shift.serves_only_site) for shift in roster.shifts["rui"]} == {("resident", "centre")}
    assert {(shift.kind, shift.serves_only_site) for shift in roster.shifts["ana"]} == {("duty", None)}
    assert roster.gaps == ()


def test_whoever_stands_in_gives_up_the_shift_of_that_day_for_the_residents_hours():
    early = Duty("office", time(7), time(15), break_duration=timedelta(minutes=30))
    rui = resident(duties=(early,), absences=(away("2026-06-02"),))
    roster = shifts_of(book(rui, engineer("ana", skills=CCTV)), day("2026-06-01"), day("2026-06-03"))
    assert [shift.start.day for shift in roster.shifts["rui"]] == [1, 3]
    assert shown(roster.shifts["ana"]) == [
        ("duty", "06-01 09:00", "06-01 17:30"),
        ("resident", "06-02 07:00", "06-02 15:00"),
        ("duty", "06-03 09:00", "06-03 17:30"),
    ]
    assert roster.shifts["ana"][1].serves_only_site == "centre"
    assert roster.shifts["ana"][1].breaks[0].earliest == roster.shifts["ana"][1].start


def test_nobody_is_asked_who_lacks_a_skill_is_away_is_off_or_is_resident_elsewhere():
    candidates = [
        engineer("unskilled", skills={"cctv": 1.0}),
        engineer("lapsed", skills=CCTV, certificates={"cctv": date(2026, 6, 1)}),
        engineer("away", skills=CCTV, absences=(away("2026-06-02"),)),
        engineer("off", skills=CCTV, duties=(Duty("office", time(9), time(17), (1, 0), date(2026, 6, 1)),)),
        engineer("elsewhere", skills=CCTV, resident_at="airport"),
        engineer("able", skills={"cctv": 3.0}),
    ]
    rui = resident(absences=(away("2026-06-02"),))
    roster = shifts_of(book(rui, *candidates), day("2026-06-02"), day("2026-06-02"))
    assert [name for name, _ in standing_in(roster) if name != "elsewhere"] == ["able"]


def test_where_nobody_can_stand_in_there_is_a_gap_that_says_so():
    rui = resident(absences=(away("2026-06-02", "2026-06-07"),))
    roster = shifts_of(book(rui, engineer("ana")), day("2026-06-01"), day("2026-06-03"))
    assert [(gap.kind, gap.of, gap.site, gap.missing_count, gap.start.day) for gap in roster.gaps] == [
        ("resident", "rui", "centre", 1, 2),
        ("resident", "rui", "centre", 1, 3),
    ]
    assert "rui is away from centre on 2026-06-02, and nobody stands in" in roster.gaps[0].message
    assert "cctv" in roster.gaps[0].message


def test_one_engineer_stands_in_for_a_week_and_another_for_the_next():
    rui = resident(absences=(away("2026-06-01", "2026-06-21"),))
    helpers = [engineer(name, skills=CCTV) for name in ("ana", "ben", "cai")]
    found = standing_in(shifts_of(book(rui, *helpers), day("2026-06-01"), day("2026-06-21")))
    weeks = {(name, on.isocalendar().week) for name, on in found}
    assert len(weeks) == 3 == len({name for name, _ in weeks})
    assert set(Counter(name for name, _ in found).values()) == {4, 5}  # 19 June is a holiday


def test_whoever_has_stood_in_on_fewer_days_this_year_is_next():
    absences = [away("2026-03-02", "2026-03-04"), away("2026-04-13"), away("2026-05-11"), away("2026-06-08")]
    helpers = [engineer(name, skills=CCTV) for name in ("ana", "ben")]
    given_book = book(resident(absences=absences), *helpers)
    found = standing_in(shifts_of(given_book, day("2026-01-01"), day("2026-06-30")))
    in_order = [name for name, _ in sorted(found, key=lambda pair: pair[1])]
    assert in_order == ["ana", "ana", "ana", "ben", "ben", "ben"]


def test_too_little_rest_before_the_residents_hours_keeps_one_from_standing_in():
    late = Duty("office", time(14), time(23))
    rui = resident(duties=(Duty("office", time(6), time(14)),), absences=(away("2026-06-02"),))
    tired = engineer("tired", skills=CCTV, duties=(late,), min_rest=timedelta(hours=11))
    rested = engineer("rested", skills=CCTV, min_rest=timedelta(hours=11))
    roster = shifts_of(book(rui, tired, rested), day("2026-06-02"), day("2026-06-02"))
    assert standing_in(roster) == [("rested", day("2026-06-02"))]


@st.composite
def absent_residents(draw):
    start = date(2026, 5, 25)
    spans = draw(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 6)), max_size=3))
    own = draw(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 2)), max_size=3))

    def absences(found):
        return [away(str(start + timedelta(days=a)), str(start + timedelta(days=a + n))) for a, n in found]

    helpers = [
        engineer("ana", skills=CCTV, absences=absences(own)),
        engineer("ben", skills=CCTV),
        engineer("cai", skills=CCTV, duties=(Duty("office", time(9), time(17), (1, 1, 0), start),)),
    ]
    return book(resident(absences=absences(spans)), *helpers[: draw(st.integers(0, 3))])


@settings(max_examples=30, deadline=None)
@given(absent_residents(), st.integers(0, 20))
def test_the_site_has_somebody_each_working_day_or_a_gap_and_a_day_alone_is_as_in_the_whole(given_book, offset):
    first, last = date(2026, 5, 25), date(2026, 6, 17)
    whole = shifts_of(given_book, first, last)
    manned = Counter(shift.start.date() for shift in whole.all if shift.serves_only_site == "centre")
    manned.update(gap.start.date() for gap in whole.gaps)
    working = [on for k in range(24) if (on := first + timedelta(days=k)).weekday() < 5]
    assert manned == Counter(working)
    one = first + timedelta(days=offset)
    alone = shifts_of(given_book, one, one)
    assert list(alone.all) == [shift for shift in whole.all if shift.start.date() == one]
    assert list(alone.gaps) == [gap for gap in whole.gaps if gap.start.date() == one]
