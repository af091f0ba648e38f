"""Sequences that break a rule are shortened until they keep all of them."""

from dataclasses import replace
from random import Random

import pytest

from optimiser.inputs import Engineer, Shift, Visit
from optimiser.search.mending import mended

from .small_days import Day, clock, exact_day, minutes, rich_day, with_engineers, with_visits

DAY = Shift("s0", clock(8), clock(17), "p0", "p0")


def day_of(shift: Shift, *visits: Visit) -> Day:
    """One engineer, one shift."""
    return Day.of(with_engineers(with_visits(exact_day(0), visits), [Engineer("e0", (shift,))]))


@pytest.mark.parametrize("seed", range(60))
def test_any_sequences_become_a_valid_plan(seed: int) -> None:
    random = Random(seed)
    day = Day.of(random.choice((exact_day, rich_day))(seed, 9))
    visits = list(range(len(day.arrays.visits)))
    random.shuffle(visits)
    shifts = range(len(day.arrays.shifts))
    sequences = {s: visits[s :: len(shifts)] for s in shifts}
    kept = mended(day.arrays, sequences)
    assert day.codes(day.plan(kept)) == []
    for s, rest in kept.items():
        assert rest == [v for v in sequences[s] if v in rest]
    assert mended(day.arrays, kept) == kept


def test_one_visit_goes_where_that_is_enough_and_it_is_the_cheapest_such() -> None:
    long = Visit("long", "p0", minutes(400), 90.0)
    day = day_of(DAY, Visit("a", "p0", minutes(60), 10.0), long, Visit("b", "p0", minutes(200), 80.0))
    assert mended(day.arrays, {0: [0, 1, 2]}) == {0: [0, 1]}


def test_a_full_van_drops_a_load() -> None:
    visits = [Visit(f"v{k}", "p0", minutes(5), 10.0 + k, delivered={"boxes": 1.0}) for k in range(3)]
    day = day_of(replace(DAY, capacity={"boxes": 2.0}), *visits)
    assert mended(day.arrays, {0: [2, 1, 0]}) == {0: [2, 1]}


def test_an_engineer_is_back_before_setting_out_again() -> None:
    early = Shift("early", clock(8), clock(12), "p0", "p0", minutes(180))
    late = Shift("late", clock(12), clock(17), "p0", "p0")
    visits = [Visit("a", "p0", minutes(300), 10.0), Visit("b", "p0", minutes(60), 20.0)]
    day = Day.of(with_engineers(with_visits(exact_day(0), visits), [Engineer("e0", (early, late))]))
    assert mended(day.arrays, {0: [0], 1: [1]}) == {1: [1]}


def test_what_may_not_be_served_there_is_dropped() -> None:
    visits = [Visit("a", "p0", minutes(5), 10.0, skills={"cctv": 1}), Visit("b", "p0", minutes(5), 10.0)]
    skilled = Engineer("e1", (replace(DAY, id="s1"),), {"cctv": 1})
    day = Day.of(with_engineers(with_visits(exact_day(0), visits), [Engineer("e0", (DAY,)), skilled]))
    assert mended(day.arrays, {0: [0, 1]}) == {0: [1]}
