"""Placing visits: every price is what the checker says that the plan then costs more."""

import math

import numpy as np
import pytest

from optimiser.search.editing import broken, forget, load_routes, store_routes, total, undo
from optimiser.search.insertion import best_in_route, placement
from optimiser.search.lane import ABSENT, ABSENT_COUNT
from optimiser.search.state import new_lane

from .small_days import Day, Sequences
from .walks import Walk, any_day

SEEDS = range(60)


def true_cost(day: Day, sequences: Sequences) -> float:
    """What the routes cost by the checker; infinite where they break a rule."""
    try:
        verdict = day.verdict(day.plan(sequences))
    except ValueError:
        return math.inf
    return math.inf if verdict.violations else verdict.cost.total - verdict.cost.skipped


def walk(seed: int, **changes: bool) -> Walk:
    """A day under way; some days cannot be planned at all."""
    return Walk.of(Day.of(any_day(seed, **changes)), seed)


def possible(day: Day) -> bool:
    """Whether what is under way can be kept."""
    return math.isfinite(true_cost(day, {}))


@pytest.mark.parametrize("batch", range(4))
def test_the_best_placement_is_the_cheapest_of_all_positions_and_costs_what_it_says(batch: int) -> None:
    tried = 0
    for seed in SEEDS[batch::4]:
        own = walk(seed)
        facts = own.day.arrays.facts
        if not possible(own.day):
            continue
        for _ in own.steps(best_in_route, 3):
            before, sequences = true_cost(own.day, own.sequences()), own.sequences()
            assert math.isfinite(before), seed
            for v in own.absent():
                for s in np.flatnonzero(np.isfinite(facts.assign[v])):
                    price, p = best_in_route(v, s, facts, own.lane)
                    route = sequences[int(s)]
                    costs = [
                        true_cost(own.day, sequences | {int(s): [*route[:q], v, *route[q:]]}) - before
                        for q in range(len(route) + 1)
                    ]
                    assert price == pytest.approx(min(costs), abs=1e-6), (seed, v, s)
                    assert math.isinf(price) or costs[p] == pytest.approx(price, abs=1e-6), (seed, v, s)
                    tried += 1
    assert tried > 100


@pytest.mark.parametrize("two_shifts", [False, True])
def test_a_lane_costs_what_the_checker_says_after_any_changes(two_shifts: bool) -> None:
    for seed in SEEDS:
        own = walk(seed, two_shifts=two_shifts)
        if not possible(own.day):
            continue
        for _ in own.steps(best_in_route, 8):
            cost = true_cost(own.day, own.sequences())
            owed = sum(own.lane.skip[v] for v in own.absent())
            inside = total(own.lane) - owed + _prefix_cost(own.day)
            assert inside == pytest.approx(cost, abs=1e-6), seed
            assert not broken(own.day.arrays.facts, own.lane), seed


def _prefix_cost(day: Day) -> float:
    """What the visits under way have cost so far: the search does not look at it."""
    lane = new_lane(day.arrays.facts)
    return true_cost(day, {}) - float(lane.price.sum())


def test_undo_restores_everything() -> None:
    for seed in SEEDS:
        for two_shifts in (False, True):
            own = walk(seed, two_shifts=two_shifts)
            own.put_some(best_in_route, 6)
            forget(own.lane)
            cost, before = total(own.lane), own.picture()
            for _ in range(3):
                own.cut_some()
                own.put_some(best_in_route, 3)
            undo(own.day.arrays.facts, own.lane)
            assert own.picture() == before, seed
            assert total(own.lane) == pytest.approx(cost)
            for v in own.absent():
                assert own.lane.absent[own.lane.slot[v]] == v


def test_a_placement_remembered_is_the_one_that_would_be_found_anew() -> None:
    for seed in SEEDS:
        for two_shifts in (False, True):
            own = walk(seed, two_shifts=two_shifts)
            facts = own.day.arrays.facts
            for _ in own.steps(best_in_route, 6):
                for v in own.absent():
                    for s in np.flatnonzero(np.isfinite(facts.assign[v])):
                        assert placement(v, s, facts, own.lane) == best_in_route(v, s, facts, own.lane), seed


def test_routes_loaded_into_another_lane_are_the_same_routes() -> None:
    for seed in SEEDS:
        own = walk(seed)
        facts = own.day.arrays.facts
        other = Walk.of(own.day, seed + 1)
        other.put_some(best_in_route, 5)
        own.put_some(best_in_route, 6)
        visits = np.zeros((len(facts.shift_i), own.lane.row.shape[1]), dtype=np.int32)
        counts = np.zeros(len(facts.shift_i), dtype=np.int64)
        store_routes(visits, counts, own.lane)
        load_routes(visits, counts, np.zeros(len(facts.visit_i), dtype=bool), facts, other.lane)
        assert other.sequences() == own.sequences()
        assert other.lane.price == pytest.approx(own.lane.price)
        assert sorted(other.lane.absent[: other.lane.clock[ABSENT_COUNT]]) == own.absent()
        assert total(other.lane) == pytest.approx(total(own.lane))
        assert (other.lane.home == ABSENT).sum() == other.lane.clock[ABSENT_COUNT]
