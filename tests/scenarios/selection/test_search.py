"""The search, on measures whose truth is known."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from optimiser import RoundsmanError
from scenarios.selection import Effort, Goal, StaffingSearch, select
from tests.scenarios.selection.toys import crew_space, normal, share_on_time, shares_of_tickets, space

KEEPING, MISSING = ["feasible", "implied feasible"], ["infeasible", "implied infeasible"]
QUIET = Effort(frontier_points=0)


def is_wrong(found, of, truth, goal) -> bool:
    """Whether anything in an answer is not so: a verdict, or an interval."""
    verdicts = found.verdicts
    keeps = truth >= goal.bound if goal.is_floor else truth <= goal.bound
    said_to_keep, said_to_miss = verdicts["verdict"].isin(KEEPING), verdicts["verdict"].isin(MISSING)
    is_outside = (truth < verdicts["low"]) | (truth > verdicts["high"])
    best = found.best is not None and not keeps[of.number(found.best)]
    return bool(best or (said_to_keep & ~keeps).any() or (said_to_miss & keeps).any() or is_outside.any())


def most_wrong(runs: int, share: float = 0.05) -> int:
    """How many wrong answers of so many are still chance, to one in a thousand, where each is wrong so often."""
    return int(binom.ppf(0.999, runs, share))


def test_answers_are_wrong_no_more_often_than_was_promised_with_normal_noise():
    of = crew_space(3, 2)
    truth, goal = share_on_time(of, 0.5, 0.7), Goal(0.83, indifference=0.01)
    found = [select(of, normal(of, truth, 0.02, seed), goal, QUIET, batch=30) for seed in range(300)]
    assert sum(is_wrong(each, of, truth, goal) for each in found) <= most_wrong(300)
    assert np.mean([each.best is not None for each in found]) > 0.99


def test_answers_are_wrong_no_more_often_than_was_promised_when_tickets_are_on_time_or_not():
    of = crew_space(6)
    truth, goal = share_on_time(of, 0.6), Goal(0.95, indifference=0.008)
    found = [select(of, shares_of_tickets(of, truth, 300, seed), goal, QUIET, batch=30) for seed in range(300)]
    assert sum(is_wrong(each, of, truth, goal) for each in found) <= most_wrong(300)
    assert np.mean([each.best is not None for each in found]) > 0.99


def test_the_best_is_the_cheapest_where_candidates_are_well_apart():
    of = crew_space(12)
    truth = share_on_time(of, 0.35)
    for seed in range(20):
        found = select(of, normal(of, truth, 0.002, seed), Goal(0.95, indifference=0.001), QUIET)
        assert found.best == (7,)
        assert not found.cheaper_undecided


def grid_count(of, truth, goal, deviation, seed) -> int:
    """How many samples it takes to look at every candidate by itself until it is decided."""
    total, sampler = 0, normal(of, truth, deviation, seed)
    looks = StaffingSearch(of, goal, QUIET).evidence.looks
    for number in range(len(of)):
        values = np.array(sampler([(of.candidate(number), r) for r in range(looks.sizes[-1])]))
        for size in looks.sizes:
            mean, radius = values[:size].mean(), looks.radius(size) * values[:size].std(ddof=1)
            if mean - radius >= goal.bound or mean + radius < goal.bound + goal.indifference:
                break
        total += size
    return total


@pytest.mark.parametrize("counts", [(12,), (6, 6), (6, 6, 6)], ids=lambda counts: f"{len(counts)} axes")
def test_far_fewer_samples_are_taken_than_a_grid_takes_that_stops_as_early_for_each_candidate(counts):
    of = crew_space(*counts)
    truth = share_on_time(of, *(3.6 / (count * len(counts)) * (1 + k / 5) for k, count in enumerate(counts)))
    goal, taken, grid = Goal(0.9, indifference=0.004), 0, 0
    for seed in range(3):
        found = select(of, normal(of, truth, 0.008, seed), goal, QUIET)
        assert not is_wrong(found, of, truth, goal)
        taken += found.samples_count
        grid += grid_count(of, truth, goal, 0.008, seed)
    assert taken < {1: 0.8, 2: 0.65, 3: 0.45}[len(counts)] * grid


def test_a_thousand_candidates_need_samples_of_few_of_them():
    of = crew_space(10, 10, 10)
    truth, goal = share_on_time(of, 0.26, 0.32, 0.38), Goal(0.95, indifference=0.002)
    found = select(of, normal(of, truth, 0.004, 7), goal, QUIET)
    assert not is_wrong(found, of, truth, goal)
    assert np.count_nonzero(found.verdicts["replications"]) < 100
    assert found.samples_count < found.grid_count / 20
    cheapest = of.costs[truth >= goal.bound].min()
    assert cheapest <= of.costs[of.number(found.best)] <= 1.1 * cheapest


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.6, 0.99))
def test_less_waiting_is_looked_for_as_more_on_time_is(seed, bound):
    of = crew_space(3, 3)
    truth = share_on_time(of, 0.5, 0.7)
    more = select(of, normal(of, truth, 0.01, seed), Goal(bound))
    sampler = normal(of, truth, 0.01, seed)
    less = select(of, lambda samples: [-value for value in sampler(samples)], Goal(-bound, is_floor=False))
    assert (more.best, more.samples_count) == (less.best, less.samples_count)
    assert list(more.verdicts["verdict"]) == list(less.verdicts["verdict"])
    assert list(more.verdicts["low"]) == list(-less.verdicts["high"])
    assert list(more.frontier["candidate"]) == list(less.frontier["candidate"])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.6, 0.99), st.floats(0.001, 0.05))
def test_what_is_implied_agrees_with_the_order_of_the_candidates(seed, bound, deviation):
    of = crew_space(3, 3)
    found = select(of, normal(of, share_on_time(of, 0.5, 0.7), deviation, seed), Goal(bound), QUIET).verdicts
    keeps, misses = found["verdict"].isin(KEEPING), found["verdict"].isin(MISSING)
    for number in range(len(of)):
        above = of.above(number)
        assert (found["low"][above] >= found["low"][number]).all()
        assert (found["high"][of.below(number)] <= found["high"][number]).all()
        assert not keeps[number] or keeps[above].all()
        assert not misses[number] or misses[of.below(number)].all()


def test_the_same_is_asked_in_whatever_order_samples_are_done():
    of = crew_space(4, 3)
    truth = share_on_time(of, 0.5, 0.7)

    def answer(turn):
        search, sampler, asked = StaffingSearch(of, Goal(0.9)), normal(of, truth, 0.02, 3), []
        while batch := search.ask(6):
            asked.append(tuple(batch))
            values = dict(zip(batch, sampler(batch), strict=True))
            for sample in turn(batch):
                search.tell(sample, values[sample])
        return asked, search.answer()

    (one, first), (other, second) = answer(list), answer(lambda batch: batch[::-1])
    assert one == other
    assert first.verdicts.equals(second.verdicts)
    assert len({sample for batch in one for sample in batch}) == sum(map(len, one))


def test_a_single_candidate_is_judged_too():
    of = crew_space(1)
    assert select(of, normal(of, np.array([0.9]), 0.01, 1), Goal(0.8)).best == (0,)
    assert select(of, normal(of, np.array([0.7]), 0.01, 1), Goal(0.8)).best is None


def test_nothing_is_asked_any_more_once_even_the_most_staff_misses_the_goal():
    of = crew_space(5, 5)
    found = select(of, normal(of, share_on_time(of, 0.1, 0.1), 0.01, 1), Goal(0.99), QUIET)
    assert found.best is None
    assert found.verdicts["verdict"].isin(MISSING).all()
    assert found.samples_count <= 3 * Effort().at_least


def test_what_all_candidates_keep_the_cheapest_keeps():
    of = crew_space(5, 5)
    found = select(of, normal(of, share_on_time(of, 0.1, 0.1), 0.01, 1), Goal(0.3), QUIET)
    assert found.best == (0, 0)
    assert found.verdicts["verdict"].isin(KEEPING).all()


def test_indifference_saves_samples_and_says_so():
    of = crew_space(6)
    truth = share_on_time(of, 0.5)
    bound = float(truth[3]) - 0.001
    fine = select(of, normal(of, truth, 0.01, 5), Goal(bound), QUIET)
    rough = select(of, normal(of, truth, 0.01, 5), Goal(bound, indifference=0.01), QUIET)
    assert rough.samples_count <= fine.samples_count
    assert rough.best == (4,)
    assert (3,) in rough.cheaper_undecided
    undecided = rough.verdicts[rough.verdicts["verdict"] == "undecided"]
    assert (undecided["high"] >= bound).all()


def test_no_more_is_sampled_than_may_be():
    of = crew_space(6, 6)
    effort = Effort(samples_at_most=33, frontier_points=0)
    found = select(of, normal(of, share_on_time(of, 0.3, 0.4), 0.02, 1), Goal(0.93), effort)
    assert found.samples_count == 33
    assert found.cheaper_undecided


def test_a_search_that_is_stopped_answers_what_it_knows():
    of, rounds = crew_space(6, 6), iter(range(3))
    sampler = normal(of, share_on_time(of, 0.3, 0.4), 0.02, 1)
    found = select(of, lambda samples: None if next(rounds, None) is None else sampler(samples), Goal(0.93))
    assert 0 < found.samples_count <= 3 * 8
    assert found.cheaper_undecided


def test_the_frontier_gets_better_with_every_step_that_costs_more():
    of = crew_space(6, 6)
    truth = share_on_time(of, 0.3, 0.4)
    found = select(of, normal(of, truth, 0.01, 1), Goal(0.93), Effort(frontier_points=10))
    front = found.frontier
    assert len(front) >= 8
    assert front["cost_per_day"].is_monotonic_increasing
    assert front["mean"].is_monotonic_increasing
    assert front["cost_per_day"].iloc[[0, -1]].tolist() == [of.costs.min(), of.costs.max()]
    assert found.best in list(front["candidate"])
    numbers = [of.number(candidate) for candidate in front["candidate"]]
    assert ((front["low"] <= truth[numbers]) & (truth[numbers] <= front["high"])).all()


def test_engineers_who_make_things_worse_are_told():
    of = crew_space(5)
    truth = np.array([0.80, 0.95, 0.90, 0.85, 0.70])
    found = select(of, normal(of, truth, 0.01, 1, common=0.9), Goal(0.93))
    assert ((4,), (0,)) in found.contradictions


def test_nothing_is_told_of_engineers_who_make_nothing_worse():
    of = crew_space(4, 3)
    truth = share_on_time(of, 0.5, 0.7)
    found = [select(of, normal(of, truth, 0.02, seed), Goal(0.9)) for seed in range(20)]
    assert sum(bool(each.contradictions) for each in found) <= most_wrong(20)


def test_shifts_without_order_are_each_looked_at():
    of = space([0, 500, 1000, 1500], [0, 40, 80], ordered=[True, False])
    truth = 1 - 0.4 * np.exp(-0.7 * of.levels[:, 0]) + np.array([0.0, -0.05, 0.05])[of.levels[:, 1]]
    found = select(of, normal(of, truth, 0.004, 1), Goal(0.92), QUIET)
    assert truth[of.number((2, 0))] < 0.92 < truth[of.number((2, 2))]
    assert found.best == (2, 2)
    assert not is_wrong(found, of, truth, Goal(0.92))


def test_replications_all_alike_are_not_taken_for_certainty():
    of = crew_space(4)
    sampler = normal(of, np.array([0.5, 0.7, 0.9, 0.0]), 0.02, 1)

    def sample(samples):
        return [
            1.0 if candidate == (3,) else value for (candidate, _), value in zip(samples, sampler(samples), strict=True)
        ]

    found = select(of, sample, Goal(0.85)).verdicts
    assert found["low"][3] < 1.0


def test_a_replication_with_nothing_to_measure_is_an_error_that_says_what_to_do():
    of = crew_space(4)
    with pytest.raises(RoundsmanError, match="nothing to measure in replication 0 of '0 of a0'; simulate more days"):
        select(of, lambda samples: [float("nan")] * len(samples), Goal(0.9))


def test_more_confidence_takes_more_samples():
    of = crew_space(4, 3)
    truth, goal = share_on_time(of, 0.5, 0.7), Goal(0.9, indifference=0.005)
    counts = []
    for confidence in (0.8, 0.95, 0.999):
        sure = replace(goal, confidence=confidence)
        found = [select(of, normal(of, truth, 0.02, seed), sure, QUIET) for seed in range(5)]
        counts.append(sum(each.samples_count for each in found))
    assert counts == sorted(counts)
