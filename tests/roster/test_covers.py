"""Cover of named events around the clock."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, timedelta
from itertools import combinations, pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.book import Cover
from optimiser.roster import Rostering, shifts_of
from tests.roster.samples import at, away, book, day, engineer, shown

HOUR = timedelta(hours=1)


def cover(start="2026-06-06 00:00", end="2026-06-07 00:00", **more):
    return Cover("summit", "hall", at(start), at(end), **more)


def covering(roster):
    return sorted((s for s in roster.all if s.kind == "cover"), key=lambda s: (s.start, s.engineer))


def test_somebody_is_there_in_every_shift_of_the_event_and_nobody_twice_in_a_row():
    crew = [engineer(name) for name in ("ana", "ben", "cai", "dan")]
    roster = shifts_of(
        book(*crew, covers=(cover(end="2026-06-08 00:00", people=2),)), day("2026-06-06"), day("2026-06-07")
    )
    found = covering(roster)
    assert Counter(shift.start for shift in found) == {at("2026-06-06 00:00") + 8 * HOUR * k: 2 for k in range(6)}
    assert {shift.serves_only_site for shift in found} == {"hall"}
    assert set(Counter(shift.engineer for shift in found).values()) == {3}
    for one, other in combinations(found, 2):
        assert one.engineer != other.engineer or other.start - one.end >= 8 * HOUR
    assert roster.gaps == ()


def test_the_last_shift_is_shorter_where_the_event_ends():
    crew = [engineer(name) for name in ("ana", "ben", "cai")]
    roster = shifts_of(book(*crew, covers=(cover(end="2026-06-06 11:00"),)), day("2026-06-06"), day("2026-06-06"))
    assert [shift.length / HOUR for shift in covering(roster)] == [8, 3]


def test_duties_that_overlap_or_leave_too_little_rest_are_given_up():
    event = cover("2026-06-02 00:00", "2026-06-02 08:00")
    roster = shifts_of(book(engineer("ana"), covers=(event,)), day("2026-06-01"), day("2026-06-03"))
    assert shown(roster.shifts["ana"]) == [
        ("cover", "06-02 00:00", "06-02 08:00"),
        ("duty", "06-03 09:00", "06-03 17:30"),
    ]


def test_of_two_equals_the_one_whose_duties_are_not_displaced_is_chosen():
    event = cover("2026-06-02 09:00", "2026-06-02 17:00")
    free = engineer("zoe", absences=(), duties=())
    roster = shifts_of(book(engineer("ana"), free, covers=(event,)), day("2026-06-02"), day("2026-06-02"))
    assert [shift.engineer for shift in covering(roster)] == ["zoe"]
    assert shown(roster.shifts["ana"]) == [("duty", "06-02 09:00", "06-02 17:30")]


@pytest.mark.parametrize(
    "unable",
    [
        {"absences": (away("2026-06-06"),)},
        {"resident_at": "centre"},
        {"skills": {"cctv": 1.0}},
        {"certificates": {"cctv": day("2026-06-05")}},
    ],
)
def test_nobody_who_is_away_resident_or_not_able_is_chosen(unable):
    able, other = engineer("ana", skills={"cctv": 2.0}), engineer("ben", **({"skills": {"cctv": 2.0}} | unable))
    event = cover(end="2026-06-06 08:00", skills={"cctv": 2.0})
    roster = shifts_of(book(other, able, covers=(event,)), day("2026-06-06"), day("2026-06-06"))
    assert [shift.engineer for shift in covering(roster)] == ["ana"]


def test_whoever_is_missing_is_a_gap():
    roster = shifts_of(book(engineer("ana"), covers=(cover(people=2),)), day("2026-06-06"), day("2026-06-06"))
    assert sum(gap.missing_count for gap in roster.gaps) == 4  # ana can take two of the six
    assert {(gap.kind, gap.of, gap.site) for gap in roster.gaps} == {("cover", "summit", "hall")}
    assert "of 2 missing at hall from 2026-06-06" in roster.gaps[0].message
    nobody = shifts_of(book(covers=(cover(),)), day("2026-06-06"), day("2026-06-06"))
    assert [gap.missing_count for gap in nobody.gaps] == [1, 1, 1]


def test_a_shift_of_a_change_of_the_clock_is_as_long_as_any_other():
    berlin = Cover("c", "hall", at("2026-03-29 00:00"), at("2026-03-29 00:00") + 24 * HOUR)
    given_book = book(engineer("ana"), engineer("ben"), engineer("cai"), covers=(berlin,))
    roster = shifts_of(given_book, day("2026-03-29"), day("2026-03-29"))
    assert {shift.length for shift in covering(roster)} == {8 * HOUR}


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 4),
    st.integers(1, 2),
    st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["2026-06-06", "2026-06-07"])), max_size=3),
    st.sampled_from([0, 11, 16]),
)
def test_as_few_are_missing_and_it_is_as_even_as_a_look_at_every_choice_finds(slots, people, off, rest):
    names = ["ana", "ben", "cai"]
    crew = [
        engineer(
            name, duties=(), min_rest=rest * HOUR, absences=tuple(away(when) for who, when in off if names[who] == name)
        )
        for name in names
    ]
    start = at("2026-06-06 04:00")
    event = Cover("c", "hall", start, start + slots * 8 * HOUR, people=people)
    roster = shifts_of(book(*crew, covers=(event,)), day("2026-06-05"), day("2026-06-09"))
    taken = Counter((shift.engineer, round((shift.start - start) / (8 * HOUR))) for shift in covering(roster))
    assert all(count == 1 for count in taken.values())
    choice = tuple(tuple(name for name in names if (name, slot) in taken) for slot in range(slots))
    away_on = {(names[who], when) for who, when in off}
    possible = _choices(names, slots, people, away_on, max(rest, 8))
    assert choice in possible
    assert _cost(choice, people, names, away_on) == min(_cost(other, people, names, away_on) for other in possible)


def _able(name, slot, away_on):
    start = at("2026-06-06 04:00") + slot * 8 * HOUR
    touched = {start.date(), (start + 8 * HOUR - timedelta(seconds=1)).date()}
    return not any((name, str(on)) in away_on for on in touched)


def _choices(names, slots, people, away_on, rest):
    """All choices of at most so many people for each slot who are able and rest between."""
    by_slot = [
        [some for k in range(people + 1) for some in combinations([n for n in names if _able(n, slot, away_on)], k)]
        for slot in range(slots)
    ]
    apart = -(-rest // 8)
    return {
        choice
        for choice in product(*by_slot)
        if not any(set(choice[a]) & set(choice[b]) for a, b in combinations(range(slots), 2) if b - a <= apart)
    }


def _cost(choice, people, names, away_on):
    """Missing first; then how uneven, counted among those who can take any slot."""
    able = [name for name in names if any(_able(name, slot, away_on) for slot in range(len(choice)))]
    counts = [sum(name in some for some in choice) for name in able]
    total = sum(min(people, sum(_able(name, slot, away_on) for name in able)) for slot in range(len(choice)))
    missing = sum(people - len(some) for some in choice)
    return missing, _unevenness(counts, total)


def _unevenness(counts, total):
    if len(counts) < 2:
        return 0
    low, high = total // len(counts), -(-total // len(counts))
    off = sum(max(0, count - high) + max(0, low - count) for count in counts)
    return max(max(counts) - high, 0) + max(low - min(counts), 0) + off


def test_the_instants_of_a_cover_are_the_books_own_whatever_zone_they_are_given_in():
    event = Cover("c", "hall", at("2026-06-06 00:00").astimezone(UTC), at("2026-06-06 08:00").astimezone(UTC))
    roster = shifts_of(book(engineer("ana"), covers=(event,)), day("2026-06-06"), day("2026-06-06"))
    assert shown(covering(roster)) == [("cover", "06-06 00:00", "06-06 08:00")]


@pytest.mark.parametrize("end", ["2026-06-26 00:00", "2027-06-06 00:00"])  # weighed as a whole, and taken in turn
def test_an_event_that_lasts_for_months_is_shared_out_with_rest(end):
    crew = [engineer(f"e{k}", duties=()) for k in range(6)]
    asked = book(*crew, covers=(cover(end=end, people=2),))
    roster = shifts_of(asked, day("2026-06-06"), day("2026-06-25"))
    found = covering(roster)
    assert set(Counter(shift.start for shift in found).values()) == {2}
    assert roster.gaps == ()
    for one in crew:
        own = sorted((shift for shift in found if shift.engineer == one.id), key=lambda shift: shift.start)
        assert all(later.start - earlier.end >= 8 * HOUR for earlier, later in pairwise(own))
        assert 18 <= len(own) <= 22


def test_rosters_with_others_away_are_what_each_is_by_itself():
    crew = [engineer(name) for name in ("ana", "ben", "cai", "dan")]
    known = book(*crew, covers=(cover(),))
    rostering = Rostering(known)
    for away_on in ("2026-06-06", "2026-06-02", "2026-06-06"):
        team = [replace(each, absences=(away(away_on),)) if each.id == "ana" else each for each in crew]
        for on in (day("2026-06-02"), day("2026-06-06")):
            assert rostering.shifts(on, on) == shifts_of(known, on, on)
            assert rostering.shifts(on, on, engineers=team) == shifts_of(replace(known, engineers=team), on, on)
