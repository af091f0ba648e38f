"""Intervals, held against how often they cover."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from scenarios.statistics import mean_interval, paired

laws = settings(max_examples=50, deadline=None)

FINITE = st.floats(-1e6, 1e6)


def covered(intervals, truth):
    return np.mean([each.low <= truth <= each.high for each in intervals])


@pytest.mark.parametrize("confidence", [0.9, 0.95])
@pytest.mark.parametrize("count", [2, 5, 20])
def test_intervals_of_normal_values_cover_as_often_as_they_say(count, confidence):
    draws = np.random.default_rng(count).normal(10.0, 3.0, (2_000, count))
    assert covered([mean_interval(draw, confidence) for draw in draws], 10.0) == pytest.approx(confidence, abs=0.02)


def test_intervals_of_shares_of_many_tickets_cover_as_often_as_they_say():
    shares = np.random.default_rng(3).binomial(400, 0.95, (2_000, 10)) / 400
    assert 0.93 <= covered([mean_interval(draw, within=(0.0, 1.0)) for draw in shares], 0.95) <= 0.97


def test_shares_that_hardly_ever_miss_are_covered_less_often_as_the_docstring_owns():
    shares = 1.0 - np.random.default_rng(4).binomial(400, 0.2 / 400, (2_000, 5)) / 400
    assert covered([mean_interval(draw) for draw in shares], 1.0 - 0.2 / 400) == pytest.approx(0.63, abs=0.03)


@laws
@given(st.lists(FINITE, min_size=2, max_size=30))
def test_the_interval_is_the_one_of_scipy(values):
    found = mean_interval(values)
    assert found.mean == pytest.approx(np.mean(values), abs=1e-9)
    assert found.low <= found.mean <= found.high
    if np.ptp(values) > 1e-3:
        low, high = stats.t.interval(0.95, len(values) - 1, np.mean(values), stats.sem(values))
        assert (found.low, found.high) == (pytest.approx(low, abs=1e-6), pytest.approx(high, abs=1e-6))


def test_one_replication_gives_a_mean_and_no_interval():
    found = mean_interval([0.8])
    assert (found.mean, found.low, found.high, found.count) == (0.8, None, None, 1)
    assert found.half_width == math.inf


def test_replications_that_are_all_the_same_give_a_point():
    found = mean_interval([0.1] * 7)
    assert found.low == found.mean == found.high
    assert found.half_width == 0.0


def test_the_interval_of_a_share_stays_between_nothing_and_all():
    assert mean_interval([0.99, 1.0, 0.9], within=(0.0, 1.0)).high == 1.0
    assert mean_interval([0.99, 1.0, 0.9]).high > 1.0


def test_differences_of_paired_replications_cover_and_are_far_narrower_than_those_of_strangers():
    rng = np.random.default_rng(8)
    common = rng.normal(0.0, 5.0, (2_000, 8))
    first, second = (common + rng.normal(mean, 0.5, common.shape) for mean in (3.0, 2.0))
    intervals = [paired(one, other) for one, other in zip(first, second, strict=True)]
    assert 0.93 <= covered(intervals, 1.0) <= 0.97
    strangers = [paired(one, other) for one, other in zip(first, second[::-1], strict=True)]
    assert np.mean([each.half_width for each in strangers]) > 5.0 * np.mean([each.half_width for each in intervals])


@laws
@given(st.lists(st.tuples(FINITE, FINITE), min_size=2, max_size=20))
def test_a_difference_turns_its_sign_with_its_order(pairs):
    first, second = zip(*pairs, strict=True)
    there, back = paired(first, second), paired(second, first)
    assert (there.mean, there.low, there.high) == (-back.mean, -back.high, -back.low)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        pytest.param(lambda: mean_interval([]), "one or more finite numbers", id="nothing"),
        pytest.param(lambda: mean_interval([1.0, math.nan]), "nan", id="nan"),
        pytest.param(lambda: mean_interval([1.0, 2.0], 95.0), "confidence of 95.0", id="percent"),
        pytest.param(lambda: paired([1.0, 2.0], [1.0]), "2 values cannot be paired with 1", id="unpaired"),
    ],
)
def test_what_has_no_interval_says_why(call, said):
    with pytest.raises(ValueError, match=said):
        call()
