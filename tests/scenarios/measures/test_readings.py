"""Values of measures over spans of days."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scenarios.measures import WAIT_ERROR_SHARE, Tally, readings
from scenarios.measures.quantiles import WAIT_ERROR_S
from tests.scenarios.measures.tallies import DAYS, tallies

laws = settings(max_examples=50, deadline=None)

QUANTILES = {"wait_p50_h": 0.5, "wait_p90_h": 0.9, "wait_p95_h": 0.95, "wait_p99_h": 0.99}


def test_a_measure_is_a_ratio_of_sums_not_a_mean_of_ratios():
    tally = Tally(3)
    tally.add(0, "on_time", 0.0, 100.0)  # the warm-up
    tally.add(1, "on_time", 1.0, 1.0)
    tally.add(2, "on_time", 1.0, 3.0)
    assert readings(tally, 1) == {("on_time", ""): 0.5}
    assert readings(tally, 1, 1) == {("on_time", ""): 1.0}
    assert readings(tally) == {("on_time", ""): 2.0 / 104.0}


def test_a_measure_with_nothing_to_be_a_part_of_is_missing():
    tally = Tally(2)
    tally.add(0, "on_time", 1.0, 1.0)
    tally.add(1, "on_time", 0.0, 0.0)
    tally.add(1, "penalty", 0.0, 1.0)
    tally.add_wait(0, 60.0)
    assert readings(tally, 1) == {("penalty", ""): 0.0}


@laws
@given(tallies(), st.integers(0, DAYS - 1), st.integers(0, DAYS - 1))
def test_readings_are_what_the_days_say(tally, first, last):
    assume(first <= last)
    found = readings(tally, first, last)
    for measure, group in tally.sums:
        parts, wholes = tally.of(measure, group)
        whole = wholes[first : last + 1].sum()
        if whole:
            assert found[measure, group] == pytest.approx(parts[first : last + 1].sum() / whole)
        else:
            assert (measure, group) not in found
    assert np.isfinite(list(found.values())).all()


@laws
@given(st.lists(st.floats(0.0, 15e6), min_size=1, max_size=60))
def test_quantiles_are_as_exact_as_they_say(waits):
    tally = Tally(1)
    for seconds in waits:
        tally.add_wait(0, seconds, "policy=gold")
    found = readings(tally)
    for name, share in QUANTILES.items():
        exact_s = np.quantile(waits, share, method="inverted_cdf")
        error_s = abs(found[name, "policy=gold"] * 3600.0 - exact_s)
        assert error_s <= max(WAIT_ERROR_S, WAIT_ERROR_SHARE * exact_s) * (1.0 + 1e-9)


def test_quantiles_of_many_exponential_waits_are_far_more_exact_than_their_bins():
    tally = Tally(1)
    for seconds in np.random.default_rng(6).exponential(7_200.0, 200_000):
        tally.add_wait(0, seconds)
    found = readings(tally)
    for name, share in QUANTILES.items():
        assert found[name, ""] == pytest.approx(-2.0 * np.log(1.0 - share), rel=0.01)


def test_waits_of_more_than_half_a_year_are_read_as_half_a_year():
    tally = Tally(1)
    tally.add_wait(0, 1e9)
    assert readings(tally)["wait_p50_h", ""] == pytest.approx(180 * 24)


@pytest.mark.parametrize(
    ("first", "last"), [(3, None), (-1, None), (2, 1), (0, 3)], ids=["past", "before", "turned", "long"]
)
def test_days_that_were_not_lived_through_cannot_be_read(first, last):
    with pytest.raises(ValueError, match="run of 3 days"):
        readings(Tally(3), first, last)
