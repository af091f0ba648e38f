"""Where the warm-up ends, in series whose transient is known."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scenarios.statistics import warm_up
from scenarios.statistics.warm_up import mser

laws = settings(max_examples=50, deadline=None)

SERIES = arrays(float, st.tuples(st.integers(1, 3), st.integers(1, 90)), elements=st.integers(-50, 50).map(float))


def autoregressive(rng, days, *, start, coefficient=0.8, replications=5):
    """Draw series that begin at `start` standard deviations of their shocks, or stationary where that is None."""
    shocks = rng.normal(size=(replications, days))
    level = (
        rng.normal(size=replications) / np.sqrt(1.0 - coefficient**2) if start is None else np.full(replications, start)
    )
    series = np.zeros_like(shocks)
    for day in range(days):
        level = coefficient * level + shocks[:, day]
        series[:, day] = level
    return series


def test_a_stationary_year_hardly_ever_loses_more_than_a_month():
    rng = np.random.default_rng(21)
    found = [warm_up({"backlog": autoregressive(rng, 365, start=None)}) for _ in range(200)]
    assert all(each.has_settled for each in found)
    assert np.median([each.days for each in found]) == 0
    assert np.quantile([each.days for each in found], 0.85) <= 30


def test_a_transient_is_found_and_what_is_left_has_no_more_of_it():
    rng = np.random.default_rng(22)
    series = [autoregressive(rng, 365, start=-30.0) for _ in range(200)]
    cuts = [warm_up({"backlog": each}) for each in series]
    assert np.mean([each.has_settled for each in cuts]) > 0.97
    assert min(each.days for each in cuts) >= 10  # 30 × 0.8^10 is 3: where the noise begins
    assert np.median([each.days for each in cuts]) <= 25
    whole = np.mean([each.mean() for each in series])
    left = np.mean([each[:, cut.days :].mean() for each, cut in zip(series, cuts, strict=True)])
    assert abs(left) < 0.03 < 0.25 < abs(whole)


def test_weekends_are_no_transient():
    rng = np.random.default_rng(23)
    weekend = 3.0 * (np.arange(365) % 7 >= 5)
    found = [warm_up({"backlog": autoregressive(rng, 365, start=None) + weekend}) for _ in range(100)]
    assert all(each.has_settled for each in found)
    assert np.quantile([each.days for each in found], 0.85) <= 30


def test_a_backlog_that_grows_for_ever_has_not_settled():
    growing = np.cumsum(np.random.default_rng(24).normal(0.5, 1.0, (5, 200)), axis=1)
    found = warm_up({"backlog": growing})
    assert not found.has_settled
    assert found.days == 100


def test_a_run_too_short_to_tell_says_so():
    rng = np.random.default_rng(25)
    assert not warm_up({"backlog": autoregressive(rng, 39, start=None)}).has_settled
    assert not warm_up({"backlog": np.array([3.0])}).has_settled


def test_a_series_that_never_changes_has_settled_from_the_first_day():
    found = warm_up({"backlog": np.zeros((5, 60))})
    assert (found.days, found.has_settled, found.series) == (0, True, None)


def test_the_series_that_takes_longest_decides():
    rng = np.random.default_rng(26)
    quick, slow = autoregressive(rng, 365, start=30.0, coefficient=0.2), autoregressive(rng, 365, start=60.0)
    found = warm_up({"quick": quick, "slow": slow})
    assert found == warm_up({"slow": slow})
    assert found.series == "slow"
    assert found.days > warm_up({"quick": quick}).days


@laws
@given(SERIES)
def test_no_more_than_half_is_ever_left_out_and_in_whole_batches(series):
    found = warm_up({"backlog": series})
    assert found.days <= series.shape[1] / 2
    assert found.days % 5 == 0
    assert (found.series is None) == (found.days == 0)


@laws
@given(SERIES, st.integers(-1_000, 1_000), st.sampled_from([0.25, 2.0, 1024.0]))
def test_neither_the_level_nor_the_unit_of_a_series_matters(series, level, unit):
    assume_clear(series)
    assert warm_up({"backlog": (series + level) * unit}) == warm_up({"backlog": series})


def assume_clear(series):
    """Leave out series in which two cuts are as good as each other, which rounding then decides."""
    batches = series.shape[1] // 5
    if batches >= 2:
        errors = np.sort(mser(series.mean(axis=0)[: batches * 5].reshape(batches, 5).mean(axis=1))[: batches // 2 + 1])
        assume(errors[1] - errors[0] > 1e-9 * (1.0 + errors[0]))


@laws
@given(arrays(float, st.integers(1, 40), elements=st.floats(-1e3, 1e3)))
def test_the_marginal_standard_error_is_that_of_its_definition(means):
    expected = [np.sum((means[cut:] - means[cut:].mean()) ** 2) / len(means[cut:]) ** 2 for cut in range(len(means))]
    assert mser(means) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    "series",
    [
        pytest.param({}, id="none"),
        pytest.param({"backlog": np.zeros((5, 0))}, id="no days"),
        pytest.param({"backlog": np.full((2, 50), np.nan)}, id="nan"),
    ],
)
def test_what_is_no_series_is_refused(series):
    with pytest.raises(ValueError, match="series"):
        warm_up(series)
