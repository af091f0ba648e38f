"""When replications are enough."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.statistics import enough, mean_interval, replications_needed

laws = settings(max_examples=50, deadline=None)

SAMPLES = st.lists(st.floats(-100.0, 100.0), min_size=2, max_size=12)


def stopped(draw, half_width, at_least):
    """Take one replication after the other until they are enough, as a study does."""
    return next(
        draw[:count] for count in range(1, len(draw) + 1) if enough(draw[:count], half_width, at_least=at_least)
    )


@pytest.mark.parametrize(("at_least", "covers"), [(5, 0.92), (10, 0.94)])
def test_stopping_when_the_interval_is_narrow_costs_little_coverage(at_least, covers):
    draws = np.random.default_rng(12).normal(size=(600, 60))
    ends = [mean_interval(stopped(draw, 0.5, at_least)) for draw in draws]  # after some 15 replications
    assert np.mean([each.low <= 0.0 <= each.high for each in ends]) == pytest.approx(covers, abs=0.02)
    assert all(each.half_width <= 0.5 for each in ends)


@laws
@given(SAMPLES, st.floats(0.5, 100.0), st.integers(0, 8))
def test_the_number_foretold_is_the_smallest_that_would_do(values, half_width, at_least):
    needed = replications_needed(values, half_width, at_least=at_least)
    least = max(at_least, len(values))
    assert needed >= least
    deviation = np.std(values, ddof=1)

    def reached(count):
        # As many values with the same spread: their half-width, by way of that of two values around 0.
        grown = mean_interval(np.resize([1.0, -1.0], count))
        return grown.half_width / np.resize([1.0, -1.0], count).std(ddof=1) * deviation

    assert reached(needed) <= half_width * (1.0 + 1e-9)
    assert needed == least or reached(needed - 1) > half_width * (1.0 - 1e-9)


@laws
@given(SAMPLES, st.floats(0.5, 100.0))
def test_what_is_enough_needs_no_more(values, half_width):
    assert enough(values, half_width, at_least=2) == (
        replications_needed(values, half_width, at_least=2) == len(values)
    )


def test_too_few_replications_are_never_enough():
    assert not enough([1.0] * 4, 10.0)
    assert enough([1.0] * 5, 10.0)
    assert not enough([1.0], 10.0, at_least=1)
    assert replications_needed([1.0], 10.0) == 5


@pytest.mark.parametrize("width", [0.0, -1.0, float("nan")], ids=["zero", "below", "nan"])
def test_a_half_width_of_nothing_is_refused(width):
    with pytest.raises(ValueError, match="above 0"):
        enough([1.0, 2.0], width)
    with pytest.raises(ValueError, match="above 0"):
        replications_needed([1.0, 2.0], width)
