"""The published periodic problems as ours."""

import csv
from datetime import date
from pathlib import Path

import pytest

from benchmarks.pvrp import length_of, problem_of, read
from optimiser import SolveParams, check, solve, travel_times

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "pvrp"
TINY = """1 1 3 2
0 10
0 10
0 0 0 0 0 0 0
1 3 4 0 5 1 2 1 2
2 6 8 0 5 2 1 3
3 0 5 0 5 1 1 2
"""
"""Customer 1 on either day, customer 2 on both, customer 3 on the first day (2 is 10 in bits); two fit a day."""


def test_combinations_are_bits_with_the_first_day_highest(tmp_path: Path) -> None:
    (tmp_path / "tiny.txt").write_text(TINY)
    instance = read(tmp_path / "tiny.txt")
    assert [c.patterns for c in instance.customers] == [(), ((1,), (0,)), ((0, 1),), ((0,),)]
    series = {s.id: s.patterns for s in problem_of(instance).series}
    assert series["c3"] == [[date(2026, 11, 23)]]


def test_a_plan_is_as_long_as_its_tours(tmp_path: Path) -> None:
    (tmp_path / "tiny.txt").write_text(TINY)
    instance = read(tmp_path / "tiny.txt")
    problem = problem_of(instance)
    travel = travel_times(problem)
    plan = solve(problem, travel, SolveParams(iterations=400), clock=lambda: 0.0)
    assert not check(problem, plan, travel.seconds, travel.metres).violations
    assert not plan.unserved
    # Customer 1 lies on the way to 2, so it goes with it on the second day; 2 and 3 share the first.
    first = 5 + ((6 - 0) ** 2 + (8 - 5) ** 2) ** 0.5 + 10
    assert length_of(instance, plan) == pytest.approx(first + 20)


@pytest.mark.skipif(not SHARED.exists(), reason="the published problems lie in ../shared, which is not here")
def test_every_published_problem_reads_as_its_table_says() -> None:
    with (SHARED / "bks.csv").open(newline="") as lines:
        for row in csv.DictReader(lines):
            instance = read(SHARED / f"{row['instance']}.txt")
            assert len(instance.customers) == int(row["customers"]) + 1
            assert len(instance.longest) == int(row["days"])
            assert instance.vehicles == int(row["vehicles"])
            assert all(len(set(map(len, c.patterns))) <= 1 for c in instance.customers)
