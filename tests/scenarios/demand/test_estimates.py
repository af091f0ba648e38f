"""Estimators against processes whose parameters are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom

from scenarios.demand.estimates import dispersion, log_likelihood, lower_tail, shrunk, smoothed, upper_tail, wander

RNG_SEED = 11


@pytest.mark.parametrize("level", [0.5, 5.0, 50.0])
@pytest.mark.parametrize("truth", [1.0, 2.0, 5.0])
def test_dispersion_is_found_whatever_the_levels_are(level: float, truth: float) -> None:
    rng = np.random.default_rng(RNG_SEED)
    groups = round(20_000 / level)
    shares = np.tile([0.1, 0.2, 0.3, 0.4], (groups, 1))
    means = level * rng.gamma(4.0, 0.25, (groups, 1)) * shares
    counts = rng.poisson(means if truth == 1 else rng.gamma(means / (truth - 1)) * (truth - 1))
    assert dispersion(counts.astype(float), shares) == pytest.approx(truth, rel=0.12)


def test_dispersion_of_nothing_or_of_single_parts_is_one() -> None:
    assert dispersion(np.zeros((3, 2)), np.full((3, 2), 0.5)) == 1.0
    assert dispersion(np.array([[5.0, 0.0]]), np.array([[1.0, 0.0]])) == 1.0


def test_a_week_that_is_not_seen_lies_between_its_neighbours() -> None:
    level = smoothed(np.array([100.0, 0.0, 200.0]), np.array([1.0, 0.0, 1.0]), 0.5, own=True)
    assert level[1] == pytest.approx(150, rel=0.01)
    assert level[0] < level[1] < level[2]


def test_leaving_a_week_out_is_not_looking_at_it() -> None:
    exposures = np.ones(9)
    calm, storm = np.full(9, 50.0), np.full(9, 50.0)
    storm[4] = 500.0
    kept = [smoothed(counts, exposures, 1.5, own=False) for counts in (calm, storm)]
    assert kept[0][4] == pytest.approx(kept[1][4], rel=0.01)
    assert kept[0][3] < kept[1][3]


def test_steady_weeks_are_averaged_far_and_wandering_ones_near() -> None:
    rng = np.random.default_rng(RNG_SEED)
    exposures = np.ones(104)
    steady = rng.poisson(60, 104).astype(float)
    wandering = rng.poisson(60 * np.exp(np.cumsum(rng.normal(0, 0.25, 104)))).astype(float)
    assert wander(steady, exposures, 1.0)[0] >= 6
    assert wander(steady, exposures, 1.0)[1] <= 0.1
    assert wander(wandering, exposures, 1.0)[0] <= 1.5


def test_the_spread_of_weeks_is_found() -> None:
    rng = np.random.default_rng(RNG_SEED)
    weeks = rng.poisson(80 * rng.gamma(1 / 0.3**2, 0.3**2, 150)).astype(float)
    assert wander(weeks, np.ones(150), 1.0)[1] == pytest.approx(0.3, abs=0.06)


@given(count=st.integers(0, 300), mean=st.floats(0.1, 200), over=st.floats(1.05, 8))
def test_negative_binomials_agree_with_scipy(count: int, mean: float, over: float) -> None:
    size, share = mean / (over - 1), 1 / over
    at, means, variances = np.array([float(count)]), np.array([mean]), np.array([over * mean])
    close = {"rel": 1e-6, "abs": 1e-9}
    assert log_likelihood(at, means, variances)[0] == pytest.approx(nbinom.logpmf(count, size, share), **close)
    assert lower_tail(at, means, variances)[0] == pytest.approx(nbinom.cdf(count, size, share), **close)
    assert upper_tail(at, means, variances)[0] == pytest.approx(nbinom.sf(count - 1, size, share), **close)


def test_rows_that_are_alike_are_pulled_together_and_others_are_not() -> None:
    rng = np.random.default_rng(RNG_SEED)
    towards = np.full(4, 0.25)
    alike = shrunk(rng.multinomial(20, towards, 7).astype(float), towards)
    assert np.abs(alike - 0.25).max() < 0.05
    different = np.array([[400.0, 1, 1, 1], [1, 400, 1, 1], [1, 1, 400, 1]])
    assert shrunk(different, towards)[0, 0] > 0.95


@given(st.lists(st.lists(st.integers(0, 50), min_size=3, max_size=3), min_size=1, max_size=4))
def test_shrunk_shares_add_up_to_one_and_are_above_zero(rows: list[list[int]]) -> None:
    shares = shrunk(np.array(rows, dtype=float), np.array([0.5, 0.3, 0.2]))
    assert shares.sum(axis=1) == pytest.approx(1.0)
    assert (shares > 0).all()
