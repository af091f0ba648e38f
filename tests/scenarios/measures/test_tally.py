"""Sums by day: added up, laid out in rows, and back."""

import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.measures import WAIT_EDGES_S, Tally, readings
from scenarios.measures.rows import day_rows, tally_of, wait_rows
from tests.scenarios.measures.tallies import DAYS, SUMS, WAITS, tallies

laws = settings(max_examples=50, deadline=None)


@laws
@given(st.lists(SUMS, max_size=30))
def test_what_is_added_is_found_again_by_day_measure_and_group(added):
    tally = Tally(DAYS)
    for each in added:
        tally.add(*each)
    for measure, group in {(measure, group) for _, measure, _, _, group in added}:
        parts, wholes = tally.of(measure, group)
        for day in range(DAYS):
            mine = [each for each in added if (each[0], each[1], each[4]) == (day, measure, group)]
            assert (parts[day], wholes[day]) == (sum(each[2] for each in mine), sum(each[3] for each in mine))
    assert not np.any(tally.of("never added"))


@laws
@given(st.lists(WAITS, max_size=30))
def test_every_wait_is_counted_in_the_bin_that_holds_it(added):
    tally = Tally(DAYS)
    for day, seconds, group in added:
        tally.add_wait(day, seconds, group)
    ends = np.append(WAIT_EDGES_S[1:], np.inf)
    for group in {group for _, _, group in added}:
        counted = {(day, at): count for day, at, count in zip(*tally.wait_counts(group), strict=True)}
        assert sum(counted.values()) == sum(each[2] == group for each in added)
        for (day, at), count in counted.items():
            low, high = WAIT_EDGES_S[at], ends[at]
            assert count == sum(each[0] == day and each[2] == group and low <= each[1] < high for each in added)


@laws
@given(tallies())
def test_rows_make_the_same_tally_again(tally):
    sums, waits = day_rows(tally), wait_rows(tally)
    again = tally_of(DAYS, sums.sample(frac=1.0, random_state=1), waits.sample(frac=1.0, random_state=1))
    assert readings(again) == readings(tally)
    pd.testing.assert_frame_equal(day_rows(again), sums)
    pd.testing.assert_frame_equal(wait_rows(again), waits)


@laws
@given(tallies(), tallies())
def test_the_rows_of_two_runs_add_up_to_the_tally_of_both(first, second):
    sums = pd.concat([day_rows(first), day_rows(second)])
    waits = pd.concat([wait_rows(first), wait_rows(second)])
    both = tally_of(DAYS, sums, waits)
    for measure, group in [*first.sums, *second.sums]:
        added = np.add(first.of(measure, group), second.of(measure, group))
        assert np.array_equal(both.of(measure, group), added)
    assert wait_rows(both)["count"].sum() == sum(len(codes) for run in (first, second) for codes in run.waits.values())


@laws
@given(tallies())
def test_a_tally_survives_the_way_to_another_process(tally):
    again = pickle.loads(pickle.dumps(tally))  # noqa: S301
    assert again == tally
    assert readings(again) == readings(tally)


@pytest.mark.parametrize("rows", [day_rows, wait_rows], ids=["sums", "waits"])
def test_rows_survive_a_parquet_file_even_where_there_are_none(rows, tmp_path):
    full = Tally(2)
    full.add(1, "on_time", 1.0, 2.0, "policy=金")
    full.add_wait(1, 900.0, "policy=金")
    for tally in (full, Tally(2)):
        rows(tally).to_parquet(tmp_path / "rows.parquet")
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "rows.parquet"), rows(tally))


def test_a_year_of_a_busy_service_is_small():
    tally = Tally(365)
    for day in range(365):
        for engineer in range(25):
            tally.add(day, "load_h", 7.5, 8.0, f"engineer=e{engineer}")
        for minute in range(60):
            tally.add_wait(day, 60.0 * minute)
    assert len(pickle.dumps(tally)) < 25 * 365 * 16 + 60 * 365 * 4 + 10_000
