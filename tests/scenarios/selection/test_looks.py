"""Intervals that hold all together, however often they are looked at."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from scenarios.selection.looks import Looks


@given(st.integers(2, 20), st.integers(0, 200), st.integers(1, 5000))
def test_looks_begin_and_end_where_they_should_and_narrow_on_the_way(least, more, candidates):
    looks = Looks(candidates, 0.95, least, least + more)
    assert (looks.sizes[0], looks.sizes[-1]) == (least, least + more)
    radii = [looks.radius(size) for size in looks.sizes]
    assert all(later < sooner for sooner, later in pairwise(radii))


def test_an_interval_is_student_s_with_the_error_shared_over_looks_and_candidates():
    looks = Looks(12, 0.95, 5, 20)
    assert looks.sizes == (5, 8, 13, 20)
    values = np.random.default_rng(1).normal(3, 2, 13)
    interval = student.interval(1 - 0.05 / (12 * 4), 12, values.mean(), values.std(ddof=1) / 13**0.5)
    assert looks.radius(13) * values.std(ddof=1) == pytest.approx((interval[1] - interval[0]) / 2)


def test_the_size_for_a_distance_is_the_first_look_that_reaches_no_further():
    looks = Looks(12, 0.95, 5, 20)
    assert looks.next_size(0) == 5
    assert looks.next_size(13) == 20
    assert looks.next_size(20) is None


def test_all_intervals_of_correlated_candidates_hold_together_as_often_as_was_promised():
    looks, runs = Looks(6, 0.95, 5, 34), 2000
    random = np.random.default_rng(20260302)
    noise = random.normal(size=(runs, 6, 34)) + random.normal(size=(runs, 1, 34))
    is_missed = np.zeros(runs, dtype=bool)
    for size in looks.sizes:
        seen = noise[:, :, :size]
        is_missed |= np.any(np.abs(seen.mean(axis=2)) > looks.radius(size) * seen.std(axis=2, ddof=1), axis=1)
    assert 0.005 < is_missed.mean() <= 0.05  # no more than promised, and not so few that samples are wasted
