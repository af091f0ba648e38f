"""Means and paired differences, against scipy."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from scenarios.studies.comparing import Comparison
from scenarios.studies.lived import Case

VALUES = st.lists(st.tuples(st.floats(0.01, 0.99), st.floats(0.01, 0.99)), min_size=2, max_size=8).filter(
    lambda pairs: np.std([a - b for a, b in pairs]) > 1e-6
)
KEYS = ["scenario", "policy", "to_scenario", "to_policy"]


def compared(**values: list[float | None]) -> Comparison:
    """Scenarios with the values of one measure, by replication; None where it was not measured."""
    return Comparison(
        {
            Case(scenario, "optimiser", number): {} if value is None else {("wait_h", ""): value}
            for scenario, row in values.items()
            for number, value in enumerate(row)
        },
        0.9,
    )


@settings(max_examples=25)
@given(VALUES)
def test_differences_are_those_of_a_paired_t_test(pairs: list[tuple[float, float]]) -> None:
    first, second = (list(each) for each in zip(*pairs, strict=True))
    row = compared(a=first, b=second).differences().iloc[0]
    oracle = stats.ttest_rel(second, first).confidence_interval(0.9)
    assert tuple(row[KEYS]) == ("b", "optimiser", "a", "optimiser")
    assert row["mean"] == pytest.approx(np.mean(second) - np.mean(first), abs=1e-12)
    assert (row["low"], row["high"]) == pytest.approx((oracle.low, oracle.high))


def test_only_replications_that_both_have_are_paired() -> None:
    comparison = compared(a=[1.0, None, 3.0], b=[2.0, 5.0, 4.0])
    row = comparison.differences().iloc[0]
    assert (row["mean"], row["replications"]) == (1.0, 2)
    assert list(comparison.measures()["replications"]) == [2, 3]


def test_one_replication_has_a_mean_and_no_interval() -> None:
    row = compared(a=[1.0]).measures().iloc[0]
    assert row["mean"] == 1.0
    assert math.isnan(row["low"]) and math.isnan(row["high"])


def test_scenarios_are_compared_with_the_first_and_so_are_policies() -> None:
    cases = [Case(scenario, policy, 0) for scenario in "abc" for policy in ("optimiser", "first_come")]
    rows = Comparison({case: {("on_time", ""): 0.5} for case in cases}, 0.95).differences()
    assert set(rows[KEYS].itertuples(index=False, name=None)) == {
        *(("a", "first_come", "a", "optimiser"), ("b", "first_come", "b", "optimiser")),
        *(("c", "first_come", "c", "optimiser"), ("b", "optimiser", "a", "optimiser")),
        *(("c", "optimiser", "a", "optimiser"), ("b", "first_come", "a", "first_come")),
        ("c", "first_come", "a", "first_come"),
    }


def test_a_share_stays_a_share_and_measures_stand_in_the_order_of_the_catalogue() -> None:
    read = {Case("a", "optimiser", number): {("utilisation", ""): value, ("on_time", ""): value, ("wait_h", ""): value}
            for number, value in enumerate([1.0, 0.9])}  # fmt: skip
    rows = Comparison(read, 0.95).measures()
    assert list(rows["measure"]) == ["on_time", "utilisation", "wait_h"]
    assert rows["high"].tolist()[0] == 1.0
    assert rows["low"].min() >= 0.0
    assert rows["high"][2] > 1.0


@pytest.mark.parametrize(
    ("measure", "low", "high"), [("penalty", 0.0, None), ("on_time", 0.0, 1.0), ("utilisation", 0.0, None)]
)
def test_no_interval_reaches_where_a_measure_cannot_be(measure: str, low: float, high: float | None) -> None:
    read = {Case("a", "optimiser", k): {(measure, ""): value} for k, value in enumerate([0.0, 1.0])}
    row = Comparison(read, 0.95).measures().iloc[0]
    assert row["low"] == low
    assert row["high"] > 1.0 if high is None else row["high"] == high


def test_a_difference_may_be_below_zero() -> None:
    row = compared(a=[3.0, 4.0, 5.0], b=[1.0, 2.5, 2.0]).differences().iloc[0]
    assert row["low"] < row["mean"] < 0.0
