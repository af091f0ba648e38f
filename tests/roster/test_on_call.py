"""The on-call rota: which hours, whose turn, evenly; its shifts, its pay, its owners."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.book import ClockEvent, Cover, Duty, OnCall, Ticket
from optimiser.calendars import WorkingCalendar
from optimiser.roster import Rota, owner_of, plan_rota, rota_of_days, shifts_of, who_is_on_call
from tests.roster.samples import EVENINGS, OFFICE, at, away, book, day, engineer, shown

NAMES = ("ana", "ben", "cai", "dan")


def team(count=4, **more):
    return [engineer(name, on_call=True, **more) for name in NAMES[:count]]


def daily(**more) -> OnCall:
    return replace(EVENINGS, turn="day", **more)


def turns(rota):
    """Who was on call on which day."""
    return sorted({(stint.day, stint.engineer) for stint in rota.stints})


def test_on_call_hours_are_those_outside_working_time():
    rota = plan_rota(book(*team(1), on_call=EVENINGS), day("2026-09-30"), day("2026-10-01"))
    assert [(stint.kind, f"{stint.start:%d %H:%M}", f"{stint.end:%d %H:%M}") for stint in rota.stints] == [
        ("evening", "30 08:00", "30 09:00"),
        ("evening", "30 17:30", "30 22:30"),
        ("holiday", "01 08:00", "01 22:30"),
    ]


def test_evenings_weekends_and_holidays_follow_make_up_days():
    rota = plan_rota(book(*team(1), on_call=EVENINGS), day("2026-10-01"), day("2026-10-11"))
    kinds = {stint.day.day: stint.kind for stint in rota.stints}
    assert kinds == {
        1: "holiday", 2: "holiday", 3: "holiday", 4: "weekend", 5: "holiday", 6: "holiday", 7: "holiday",
        8: "evening", 9: "evening", 10: "evening", 11: "weekend",
    }  # fmt: skip
    assert rota.day_counts == {"ana": {"evening": 3, "weekend": 2, "holiday": 6}}


def test_hours_past_midnight_belong_to_their_eve():
    night = OnCall("office", time(17, 30), time(9))
    rota = plan_rota(book(*team(1), on_call=night), day("2026-06-05"), day("2026-06-06"))
    assert [(stint.kind, f"{stint.start:%d %H:%M}", f"{stint.end:%d %H:%M}") for stint in rota.stints] == [
        ("evening", "05 17:30", "06 09:00"),
        ("weekend", "06 17:30", "07 09:00"),
    ]


@pytest.mark.parametrize(("turn", "longest"), [("month", 31), ("week", 7), ("day", 1)])
def test_a_turn_is_one_engineers_and_the_next_one_is_anothers(turn, longest):
    rota = plan_rota(book(*team(), on_call=replace(EVENINGS, turn=turn)), day("2026-06-01"), day("2026-08-31"))
    in_order = [name for _, name in turns(rota)]
    runs = [1]
    for one, other in pairwise(in_order):
        runs = [*runs[:-1], runs[-1] + 1] if one == other else [*runs, 1]
    assert max(runs) == longest
    assert rota.gaps == ()


def test_months_planned_one_by_one_go_round():
    given_book = book(*team(), on_call=EVENINGS)
    owners = []
    for month in ("06", "07", "08", "09"):
        rota = plan_rota(given_book, day(f"2026-{month}-01"), day(f"2026-{month}-30"))
        owners += sorted({stint.engineer for stint in rota.stints})
    assert sorted(owners) == list(NAMES)


@pytest.mark.parametrize("turn", ["month", "week", "day"])
def test_who_is_on_call_on_a_day_is_the_same_whatever_other_days_are_asked_about(turn):
    given_book = book(*team(), on_call=replace(EVENINGS, turn=turn))
    days = [day("2026-06-29") + timedelta(days=k) for k in range(7)]
    together = rota_of_days(given_book, days)
    for each in days:
        alone = rota_of_days(given_book, [each])
        assert [s for s in alone.stints if s.day == each] == [s for s in together.stints if s.day == each]


def test_a_week_on_call_is_not_torn_where_a_month_ends():
    rota = rota_of_days(book(*team(), on_call=replace(EVENINGS, turn="week")), [day("2026-06-30"), day("2026-07-06")])
    assert (rota.first, rota.last) == (day("2026-06-01"), day("2026-08-02"))
    assert len({name for on, name in turns(rota) if day("2026-06-29") <= on <= day("2026-07-05")}) == 1
    assert sum(sum(kinds.values()) for kinds in rota.day_counts.values()) == 63


def test_months_that_are_apart_are_counted_and_paid_together():
    given_book = book(*team(), on_call=EVENINGS)
    june, august = (rota_of_days(given_book, [day(text)]) for text in ("2026-06-15", "2026-08-15"))
    both = rota_of_days(given_book, [day("2026-08-15"), day("2026-06-15")])
    assert both.stints == (*june.stints, *august.stints)
    paid, of_june, of_august = (sum(each.standby_pay.values()) for each in (both, june, august))
    assert paid == pytest.approx(of_june + of_august)


def test_evenings_weekends_and_holidays_are_each_spread_evenly():
    rota = plan_rota(book(*team(), on_call=daily()), day("2026-09-01"), day("2026-10-31"))
    for kind, total in (("evening", 40), ("weekend", 14), ("holiday", 7)):
        counts = [rota.day_counts[name][kind] for name in NAMES]
        assert sum(counts) == total
        assert max(counts) - min(counts) <= 1


def test_what_was_uneven_in_an_earlier_rota_is_made_up_for():
    given_book = book(*team(2), on_call=daily())
    before = Rota(day("2026-06-01"), day("2026-06-07"), day_counts={"ana": {"evening": 6, "weekend": 0, "holiday": 0}})
    rota = plan_rota(given_book, day("2026-06-08"), day("2026-06-14"), before)
    assert rota.day_counts["ana"]["evening"] == 0
    assert rota.day_counts["ben"]["evening"] == 5


def test_somebody_stands_in_while_the_owner_of_a_month_is_away_and_no_longer():
    ana, ben = (
        engineer("ana", on_call=True, absences=(away("2026-06-10", "2026-06-12"),)),
        engineer("ben", on_call=True),
    )
    ben = replace(ben, absences=(away("2026-06-01", "2026-06-05"), away("2026-06-20", "2026-06-30")))
    rota = plan_rota(book(ana, ben, on_call=EVENINGS), day("2026-06-01"), day("2026-06-30"))
    assert [on.day for on, name in turns(rota) if name == "ben"] == [10, 11, 12]
    assert rota.gaps == ()


def test_nobody_is_on_call_who_is_away_and_a_day_without_anybody_is_a_gap():
    absent = (away("2026-06-03"),)
    rota = plan_rota(book(*team(2, absences=absent), on_call=daily()), day("2026-06-01"), day("2026-06-05"))
    assert [(gap.kind, f"{gap.start:%d %H:%M}", gap.missing_count) for gap in rota.gaps] == [("on_call", "03 08:00", 1)]
    assert "1 missing on call on 2026-06-03" in rota.gaps[0].message
    assert 3 not in {on.day for on, _ in turns(rota)}
    assert shifts_of(book(*team(2, absences=absent)), day("2026-06-03"), day("2026-06-05"), rota).gaps == rota.gaps


@pytest.mark.parametrize(
    "unable",
    [
        {"on_call": False},
        {"skills": {"elv": 1.0}},
        {"certificates": {"elv": day("2026-05-31")}},
        {"duties": (Duty("always", time(14), time(23)),)},
    ],
)
def test_nobody_is_on_call_who_is_not_marked_not_able_or_at_work_then(unable):
    able = engineer("ana", on_call=True, skills={"elv": 2.0})
    other = engineer("ben", **({"on_call": True, "skills": {"elv": 2.0}} | unable))
    rota = plan_rota(book(other, able, on_call=daily(skills={"elv": 2.0})), day("2026-06-01"), day("2026-06-05"))
    assert {name for _, name in turns(rota)} == {"ana"}


def test_level_0_of_a_skill_asks_for_nothing():
    rota = plan_rota(book(*team(1), on_call=daily(skills={"elv": 0.0})), day("2026-06-01"), day("2026-06-05"))
    assert {name for _, name in turns(rota)} == {"ana"}


def test_nobody_is_on_call_while_at_a_named_event():
    event = Cover("summit", "hall", at("2026-06-06 00:00"), at("2026-06-07 00:00"), shift=timedelta(hours=24))
    crew = team(2)
    given_book = book(*crew, on_call=daily(), covers=(event,))
    rota = plan_rota(given_book, day("2026-06-06"), day("2026-06-06"))
    roster = shifts_of(given_book, day("2026-06-06"), day("2026-06-06"), rota)
    kinds = {name: {shift.kind for shift in shifts} for name, shifts in roster.shifts.items()}
    assert sorted(map(sorted, kinds.values())) == [["cover"], ["on_call"]]


def hall(start, end, **more):
    return Cover("summit", "hall", at(start), at(end), **more)


@pytest.mark.parametrize(("rest", "free"), [(timedelta(0), {1, 4, 5}), (timedelta(hours=20), {1, 5})])
def test_nobody_is_on_call_in_the_rest_before_and_after_a_named_event(rest, free):
    """The event lasts from Wednesday morning to noon; the rest is 8 hours at least, as long as a shift of it."""
    ana = engineer("ana", on_call=True, min_rest=rest)
    always = daily(from_=time(0), until=time(0))
    event = hall("2026-06-03 06:00", "2026-06-03 12:00")
    rota = plan_rota(book(ana, on_call=always, covers=(event,)), day("2026-06-01"), day("2026-06-05"))
    assert {on.day for on, _ in turns(rota)} == free
    missing = [gap.start.day for gap in rota.gaps]
    assert missing == sorted({1, 2, 3, 4, 5} - free)
    assert "the rest around a named event" in rota.gaps[0].message


def test_somebody_else_is_on_call_in_the_night_between_two_shifts_of_an_event():
    event = hall("2026-06-02 08:00", "2026-06-04 08:00", skills={"pass": 1.0}, shift=timedelta(hours=12))
    crew = [engineer(name, on_call=True, skills={"pass": 1.0}) for name in NAMES[:2]]
    other = engineer("zoe", on_call=True)
    given_book = book(*crew, other, on_call=daily(), covers=(event,))
    rota = plan_rota(given_book, day("2026-06-01"), day("2026-06-05"))
    assert {name for on, name in turns(rota) if on.day in (2, 3)} == {"zoe"}
    assert rota.gaps == ()


def test_a_night_on_call_belongs_to_its_eve_until_six_o_clock():
    always = daily(from_=time(0), until=time(0))
    given_book = book(*team(1), on_call=always)
    rota = plan_rota(given_book, day("2026-06-04"), day("2026-06-06"))
    roster = shifts_of(given_book, day("2026-06-05"), day("2026-06-06"), rota)
    assert [(*each, shift.of_eve) for each, shift in zip(shown(roster.shifts["ana"]), roster.all, strict=True)] == [
        ("on_call", "06-05 00:00", "06-05 06:00", True),
        ("on_call", "06-05 06:00", "06-05 09:00", False),
        ("duty", "06-05 09:00", "06-05 17:30", False),
        ("on_call", "06-05 17:30", "06-06 00:00", False),
        ("on_call", "06-06 00:00", "06-06 06:00", True),
        ("on_call", "06-06 06:00", "06-07 00:00", False),
    ]


@pytest.mark.parametrize(
    ("from_", "until"), [("00:00", "00:00"), ("05:00", "05:00"), ("17:30", "09:00"), ("03:00", "23:00")]
)
def test_every_hour_outside_working_time_has_somebody_on_call_and_no_other_has(from_, until):
    on_call = daily(from_=time.fromisoformat(from_), until=time.fromisoformat(until))
    given_book = book(*team(), on_call=on_call)
    asked = [day("2026-09-28") + timedelta(days=k) for k in range(12)]  # a month ends, and a week of holidays begins
    rota = rota_of_days(given_book, asked)
    open_at = WorkingCalendar(OFFICE).open_spans(asked[0], asked[-1])
    for k in range(24, 11 * 24):
        now = at("2026-09-28 00:30") + timedelta(hours=k)
        is_open = any(start <= now < end for start, end in open_at)
        begun, not_over = now.time() >= on_call.from_, now.time() < on_call.until
        in_hours = begun and not_over if on_call.from_ < on_call.until else begun or not_over
        assert len(who_is_on_call(rota, now)) == (in_hours and not is_open), now


def test_nobody_is_on_call_in_the_night_in_which_their_leave_begins():
    ana = engineer("ana", on_call=True, absences=(away("2026-06-03"),))
    always = daily(from_=time(0), until=time(0))
    rota = plan_rota(book(ana, on_call=always), day("2026-06-01"), day("2026-06-05"))
    assert {on.day for on, _ in turns(rota)} == {1, 4, 5}


def test_the_first_night_of_a_month_is_of_the_last_turn_of_the_month_before():
    given_book = book(*team(), on_call=replace(EVENINGS, from_=time(0), until=time(0)))
    june, july = (rota_of_days(given_book, [day(text)]) for text in ("2026-06-30", "2026-07-01"))
    (owner,) = who_is_on_call(june, at("2026-06-30 23:00"))
    assert who_is_on_call(july, at("2026-07-01 03:00")) == (owner,)
    assert who_is_on_call(july, at("2026-07-01 07:00")) != (owner,)


def test_an_evening_on_call_that_lasts_until_morning_ends_where_the_night_does():
    night = OnCall("office", time(17, 30), time(9))
    given_book = book(*team(1, duties=()), on_call=night)
    rota = plan_rota(given_book, day("2026-06-05"), day("2026-06-05"))
    roster = shifts_of(given_book, day("2026-06-05"), day("2026-06-06"), rota)
    assert shown(roster.all) == [("on_call", "06-05 17:30", "06-06 06:00"), ("on_call", "06-06 06:00", "06-06 09:00")]
    assert not any(shift.of_eve for shift in roster.all)


def test_two_people_on_call_are_two_different_ones():
    rota = plan_rota(book(*team(), on_call=replace(EVENINGS, people=2)), day("2026-06-01"), day("2026-06-30"))
    assert set(Counter(on for on, _ in turns(rota)).values()) == {2}
    assert len({name for _, name in turns(rota)}) == 2


def test_an_on_call_shift_starts_from_home_and_costs_what_a_call_is_paid():
    given_book = book(*team(1), on_call=EVENINGS)
    rota = plan_rota(given_book, day("2026-06-01"), day("2026-06-30"))
    roster = shifts_of(given_book, day("2026-06-01"), day("2026-06-01"), rota)
    assert shown(roster.shifts["ana"]) == [
        ("on_call", "06-01 08:00", "06-01 09:00"),
        ("duty", "06-01 09:00", "06-01 17:30"),
        ("on_call", "06-01 17:30", "06-01 22:30"),
    ]
    assert [shift.fixed_cost for shift in roster.shifts["ana"]] == [80.0, 0.0, 80.0]
    assert {shift.serves_only_site for shift in roster.shifts["ana"]} == {None}


def test_hours_in_which_an_engineer_is_at_work_anyway_are_no_shift_of_their_own():
    early = team(1, duties=(Duty("office", time(7), time(18)),))
    given_book = book(*early, on_call=EVENINGS)
    rota = plan_rota(given_book, day("2026-06-01"), day("2026-06-01"))
    roster = shifts_of(given_book, day("2026-06-01"), day("2026-06-01"), rota)
    assert shown(roster.shifts["ana"]) == [
        ("duty", "06-01 07:00", "06-01 18:00"),
        ("on_call", "06-01 18:00", "06-01 22:30"),
    ]


def test_standing_by_is_paid_by_the_hour():
    rota = plan_rota(book(*team(2), on_call=daily()), day("2026-06-05"), day("2026-06-06"))  # 6 h and 14.5 h
    assert sorted(rota.standby_pay.values()) == [60.0, 145.0]


def test_who_is_on_call_is_told_for_any_instant():
    rota = plan_rota(book(*team(1), on_call=EVENINGS), day("2026-06-01"), day("2026-06-30"))
    asked = ["08:00", "08:59", "09:00", "12:00", "17:30", "22:29", "22:30", "23:00"]
    told = [who_is_on_call(rota, at(f"2026-06-01 {clock}")) for clock in asked]
    assert told == [("ana",), ("ana",), (), (), ("ana",), ("ana",), (), ()]
    assert who_is_on_call(rota, datetime(2026, 6, 1, 0, 0, tzinfo=UTC)) == ("ana",)


def test_who_is_on_call_keeps_the_cases_of_these_hours():
    crew = [engineer("ana", on_call=True), engineer("ben", on_call=True, skills={"elv": 1.0})]
    given_book = book(*crew, on_call=replace(EVENINGS, people=2))
    rota = plan_rota(given_book, day("2026-06-01"), day("2026-06-30"))

    def ticket(clock, **more):
        return Ticket("t", "s", at(f"2026-06-01 {clock}"), "1", timedelta(hours=1), **more)

    assert owner_of(given_book, rota, ticket("20:00", skills={"elv": 1.0})) == "ben"
    assert owner_of(given_book, rota, ticket("20:00", skills={"elv": 9.0})) in {"ana", "ben"}
    assert owner_of(given_book, rota, ticket("12:00")) is None
    assert owner_of(given_book, rota, ticket("20:00", owner="zoe")) == "zoe"


def test_whoever_came_to_a_case_last_keeps_it():
    crew = [engineer("ana", on_call=True), engineer("ben")]
    given_book = book(*crew, on_call=EVENINGS)
    rota = plan_rota(given_book, day("2026-06-01"), day("2026-06-30"))
    history = [
        ClockEvent("arrived", at("2026-06-01 20:30"), by="ben"),
        ClockEvent("repair_failed", at("2026-06-01 21:00")),
    ]
    case = Ticket("t", "s", at("2026-06-01 20:00"), "1", timedelta(hours=1), history=history)
    assert owner_of(given_book, rota, case) == "ben"
    assert owner_of(given_book, rota, case, now=at("2026-06-01 20:15")) == "ana"


def test_a_book_without_on_call_has_an_empty_rota():
    rota = plan_rota(book(*team()), day("2026-06-01"), day("2026-06-30"))
    assert rota == Rota(day("2026-06-01"), day("2026-06-30"))


def test_what_makes_a_rota_pointless_is_said_once():
    nobody = plan_rota(book(engineer("ana"), on_call=EVENINGS), day("2026-06-01"), day("2026-06-30"))
    assert nobody.warnings == ("nobody is on call: mark engineers as `on_call`",)
    assert len(nobody.gaps) == 30
    always = plan_rota(book(*team(), on_call=replace(EVENINGS, working="always")), day("2026-06-01"), day("2026-06-30"))
    assert always.stints == () and "calendar always is open in all of the on-call hours" in always.warnings[0]


@settings(max_examples=10, deadline=None)
@given(st.sampled_from(["day", "week", "month"]), st.integers(1, 3), st.integers(1, 2), st.data())
def test_every_rota_is_complete_respects_absences_and_is_always_the_same(turn, size, people, data):
    offsets = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 8)), max_size=2)

    def absences():
        start = day("2026-09-20")
        spans = data.draw(offsets)
        return [away(str(start + timedelta(days=a)), str(start + timedelta(days=a + n))) for a, n in spans]

    crew = [engineer(name, on_call=True, absences=absences()) for name in NAMES[:size]]
    given_book = book(*crew, on_call=replace(EVENINGS, turn=turn, people=people))
    first, last = day("2026-09-20"), day("2026-10-20")
    rota = plan_rota(given_book, first, last)
    assert plan_rota(given_book, first, last) == rota
    missing = {gap.start.date(): gap.missing_count for gap in rota.gaps}
    on = Counter(on for on, _ in turns(rota))
    for k in range((last - first).days + 1):
        when = first + timedelta(days=k)
        there = sum(not any(a.first <= when <= a.last for a in each.absences) for each in crew)
        assert on[when] == min(people, there)
        assert missing.get(when, 0) == people - on[when]
    for when, name in turns(rota):
        assert not any(a.first <= when <= a.last for each in crew if each.id == name for a in each.absences)
