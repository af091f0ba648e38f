"""Named generators, and inverse distributions against scipy's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import gamma, logser, poisson

from scenarios.demand.chance import bunch_sizes, gamma_factor, generator_of, poisson_count

unit = st.floats(0, 1, exclude_max=True)


def test_generators_of_other_names_differ_and_of_the_same_do_not() -> None:
    names = [(1, 2, "a", 3), (1, 2, "a", 4), (12, "", "a", 3), ("1", 2, "a3"), (1, 2, "a")]
    first = [generator_of(*each).random() for each in names]
    assert len(set(first)) == len(names)
    assert generator_of(1, 2, "a", 3).random() == first[0]


def test_a_generator_gives_the_same_numbers_on_every_machine() -> None:
    assert generator_of(1, 0, "storm", "2026-12-07").random() == 0.1259685855618149


@given(uniform=unit, mean=st.floats(0, 1e4))
def test_poisson_counts_are_the_inverse_of_their_distribution(uniform: float, mean: float) -> None:
    count = poisson_count(uniform, mean)
    assert count == max(0, poisson.ppf(uniform, mean))


@given(uniform=unit, shape=st.floats(0.05, 500))
def test_gamma_factors_are_the_inverse_of_their_distribution(uniform: float, shape: float) -> None:
    assert gamma_factor(uniform, shape) == pytest.approx(
        gamma.ppf(uniform, shape, scale=1 / shape), rel=1e-6, abs=1e-12
    )


def test_an_infinite_shape_is_no_chance() -> None:
    assert gamma_factor(0.123, np.inf) == 1.0


@pytest.mark.parametrize("bunching", [1.3, 2.0, 6.0])
def test_bunches_are_logarithmic(bunching: float) -> None:
    uniforms = (np.arange(10_000) + 0.5) / 10_000
    up_to = logser.cdf(np.arange(1, 200), 1 - 1 / bunching)
    assert (bunch_sizes(uniforms, bunching) == np.searchsorted(up_to, uniforms) + 1).all()
    assert bunch_sizes(np.array([1 - 1e-16]), bunching)[0] <= 200
