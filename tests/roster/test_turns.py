"""The model of turns against a look at every rota there is."""

from datetime import date, timedelta
from itertools import combinations, pairwise, product

from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.roster.hours import STANDBY_KINDS, StandbyDay
from optimiser.roster.turns import assigned

FIRST = date(2026, 6, 1)
NAMES = ("ana", "ben", "cai")


@st.composite
def questions(draw, turn_count, days_per_turn):
    """Days of some turns, who is free on which, and what was before."""
    dates = [FIRST + timedelta(days=k) for k in range(turn_count * days_per_turn)]
    days = [
        StandbyDay(when, 7 + k // days_per_turn, draw(st.sampled_from(STANDBY_KINDS[:2])), ())
        for k, when in enumerate(dates)
    ]
    off = draw(st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(dates)), max_size=4))
    free = {name: frozenset(when for when in dates if (name, when) not in off) for name in NAMES}
    before = {(name, kind): draw(st.integers(0, 2)) for name in NAMES for kind in STANDBY_KINDS[:2]}
    return days, free, before


@settings(max_examples=25, deadline=None)
@given(questions(6, 1))
def test_turns_of_a_day_cost_as_little_as_a_look_at_every_rota_finds(question):
    days, free, before = question
    _compare(days, free, before, people=1)


@settings(max_examples=25, deadline=None)
@given(questions(3, 3))
def test_turns_of_some_days_cost_as_little_as_a_look_at_every_rota_finds(question):
    days, free, before = question
    _compare(days, free, before, people=1)


@settings(max_examples=15, deadline=None)
@given(questions(4, 1))
def test_turns_of_two_people_cost_as_little_as_a_look_at_every_rota_finds(question):
    days, free, before = question
    _compare(days, free, before, people=2)


def _compare(days, free, before, people):
    found = assigned(days, free, people, before)
    possible = list(_rotas(days, free, people))
    same = [_cost(days, free, before, *rota) for rota in possible if rota[1] == tuple(map(tuple, found))]
    assert same, "the rota breaks a rule"
    assert min(same) == min(_cost(days, free, before, *rota) for rota in possible)


def _rotas(days, free, people):
    """Every rota: who owns each turn, and who is on call on each day."""
    numbers = sorted({day.turn for day in days})
    owner_choices = []
    for number in numbers:
        of_turn = [day.day for day in days if day.turn == number]
        able = [name for name in NAMES if 2 * len(free[name] & set(of_turn)) >= len(of_turn)]
        owner_choices.append(list(combinations(able, min(people, len(able)))))
    for owners in product(*owner_choices):
        by_number = dict(zip(numbers, owners, strict=True))
        choices = []
        for day in days:
            there = [name for name in NAMES if day.day in free[name]]
            must = {name for name in by_number[day.turn] if name in there}
            choices.append([on for on in combinations(there, min(people, len(there))) if must <= set(on)])
        for on in product(*choices):
            yield by_number, on


def _cost(days, free, before, owners, on):
    """What the docstring of the weights says: helpers, days off the even share, days of standing in, repeated turns."""
    pairs = list(zip(days, on, strict=True))
    standing_in = [(day.turn, name) for day, names in pairs for name in names if name not in owners[day.turn]]
    again = sum(len(set(owners[a]) & set(owners[b])) for a, b in pairwise(sorted(owners)))
    cost = 300 * len(set(standing_in)) + 10 * len(standing_in) + again
    for kind in STANDBY_KINDS:
        names = [name for name in NAMES if any(day.day in free[name] for day in days if day.kind == kind)]
        counts = [
            before.get((name, kind), 0) + sum(name in some for day, some in pairs if day.kind == kind) for name in names
        ]
        cost += 100 * _unevenness(counts)
    return cost


def _unevenness(counts):
    if len(counts) < 2:
        return 0
    low, high = sum(counts) // len(counts), -(-sum(counts) // len(counts))
    off = sum(max(0, count - high) + max(0, low - count) for count in counts)
    return max(max(counts) - high, 0) + max(low - min(counts), 0) + off
