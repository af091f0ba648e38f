"""Set partitioning, splitting and random numbers, each against what can be counted by hand."""

from itertools import product
from random import Random

import numpy as np
import pytest

from optimiser.search.lanes import Routes
from optimiser.search.random import below, generator, shuffle, uniform
from optimiser.search.set_partitioning import Columns, PartitioningParams, partition
from optimiser.search.splitting import share_absent, split

from .small_days import Day
from .walks import any_day

VISITS, SHIFTS = 6, 3


def some_columns(seed: int) -> tuple[Columns, np.ndarray]:
    """A dozen routes of random visits at random prices, and what leaving out each visit costs."""
    random = Random(seed)
    routes = [random.sample(range(VISITS), random.randint(1, 4)) for _ in range(12)]
    begin = np.concatenate([[0], np.cumsum([len(route) for route in routes])]).astype(np.int64)
    shift = np.array([random.randrange(SHIFTS) for _ in routes], dtype=np.int64)
    price = np.array([random.uniform(5, 15) * len(route) for route in routes])
    skip = np.array([random.choice((0.0, 8.0, 20.0, 5000.0)) for _ in range(VISITS)])
    return Columns(np.array([v for route in routes for v in route], dtype=np.int32), begin, shift, price), skip


def cost_of(columns: Columns, skip: np.ndarray, chosen: np.ndarray) -> float:
    """What a plan of these columns costs; a visit in two of them is served once."""
    served = {int(v) for k in chosen for v in columns.item[columns.begin[k] : columns.begin[k + 1]]}
    return float(columns.price[chosen].sum() + sum(skip[v] for v in range(VISITS) if v not in served))


def every_choice(columns: Columns) -> list[np.ndarray]:
    """At most one column of each shift."""
    own = [[-1, *np.flatnonzero(columns.shift == s)] for s in range(SHIFTS)]
    return [np.array([k for k in choice if k >= 0], dtype=np.int64) for choice in product(*own)]


@pytest.mark.parametrize("seed", range(25))
def test_the_routes_chosen_are_the_cheapest_that_go_together(seed: int) -> None:
    columns, skip = some_columns(seed)
    best = min(cost_of(columns, skip, choice) for choice in every_choice(columns))
    chosen = partition(columns, skip, SHIFTS, best + 50.0, PartitioningParams())
    if chosen is None:  # nothing is better than serving nobody
        assert best == pytest.approx(skip.sum())
    else:
        assert len(set(columns.shift[chosen])) == len(chosen)
        assert cost_of(columns, skip, chosen) == pytest.approx(best, abs=1e-4)


@pytest.mark.parametrize("seed", range(25))
def test_routes_that_go_together_no_cheaper_than_the_plan_known_are_not_chosen(seed: int) -> None:
    columns, skip = some_columns(seed)
    best = min(cost_of(columns, skip, choice) for choice in every_choice(columns))
    chosen = partition(columns, skip, SHIFTS, best - 5.0, PartitioningParams())
    assert chosen is None or cost_of(columns, skip, chosen) >= best - 1e-4


def test_the_same_routes_are_chosen_every_time() -> None:
    columns, skip = some_columns(1)
    chosen = [partition(columns, skip, SHIFTS, 1e6, PartitioningParams()) for _ in range(3)]
    assert chosen[0] is not None
    assert all(np.array_equal(chosen[0], again) for again in chosen)


def test_without_routes_nothing_is_chosen() -> None:
    none = Columns(np.zeros(0, np.int32), np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0))
    assert partition(none, np.ones(VISITS), SHIFTS, 100.0, PartitioningParams()) is None


@pytest.mark.parametrize("parts", [1, 2, 3, 5])
@pytest.mark.parametrize("two_shifts", [False, True])
def test_every_shift_is_in_one_part_and_every_absent_visit_in_one(parts: int, two_shifts: bool) -> None:
    facts = Day.of(any_day(6, 9, two_shifts=two_shifts)).arrays.facts
    visits, shifts = facts.assign.shape
    random = np.random.default_rng(3)
    routes = Routes(np.arange(shifts * 2, dtype=np.int32).reshape(shifts, 2), np.full(shifts, 2, dtype=np.int64))
    masks = split(facts, routes, parts, random)
    assert len(masks) == parts
    assert (np.sum(masks, axis=0) == 1).all()
    for s in range(shifts):
        for r in facts.rivals[s]:
            assert r < 0 or [mask[s] for mask in masks] == [mask[r] for mask in masks]
    absent = np.setdiff1d(np.arange(visits), routes.served())
    shares = np.sum(share_absent(facts, absent, masks, random), axis=0)
    assert (shares[absent] == 1).all()
    assert shares.sum() == len(absent)


def test_random_numbers_depend_on_seed_and_lane_alone() -> None:
    def row(seed: int, lane: int) -> list[float]:
        state = generator(seed, lane)
        return [uniform(state) for _ in range(50)]

    assert row(1, 2) == row(1, 2)
    assert len({tuple(row(seed, lane)) for seed in range(4) for lane in range(4)}) == 16


def test_random_numbers_fill_their_range_evenly() -> None:
    state = generator(0, 0)
    counts = np.bincount([below(state, 7) for _ in range(7000)], minlength=7)
    assert len(counts) == 7
    assert counts.min() > 850
    assert all(0.0 <= uniform(state) < 1.0 for _ in range(1000))


def test_shuffling_keeps_the_items_and_reaches_every_order() -> None:
    state, orders = generator(9, 0), set()
    for _ in range(200):
        items = np.arange(5, dtype=np.int64)
        shuffle(state, items, 3)
        assert items[3:].tolist() == [3, 4]
        orders.add(tuple(items[:3].tolist()))
    assert len(orders) == 6
