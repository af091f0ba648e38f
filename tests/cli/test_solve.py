"""``roundsman solve``: one checked plan, the same for the same seed, on whatever stream it is asked for."""

import json
from pathlib import Path

import pytest

from .days import day, too_much
from .running import roundsman, written


def test_piped_it_prints_one_plan_document_and_nothing_else() -> None:
    ran = roundsman("solve", "-", "--iterations", 200, given=json.dumps(day()))
    assert ran.status == 0
    plan = ran.document
    assert plan["format"] == "roundsman/1"
    served = [stop["visit"] for route in plan["routes"] for stop in route["stops"] if stop["kind"] == "visit"]
    assert sorted(served + [each["visit"] for each in plan["unserved"]]) == [f"v{number}" for number in range(6)]
    assert ran.err == "" or ran.err.startswith("compiling")


def test_with_an_output_the_plan_goes_there_and_a_pipe_stays_empty(tmp_path: Path) -> None:
    problem, plan = written(tmp_path, "problem.json", day()), tmp_path / "plan.json"
    ran = roundsman("solve", problem, "-o", plan, "--iterations", 200)
    assert (ran.status, ran.out) == (0, "")
    checked = roundsman("check", problem, "-", given=plan.read_bytes())
    assert checked.status == 0
    assert checked.out.startswith("The plan keeps every rule: cost ")


def test_the_plan_of_a_seed_is_the_same_whatever_the_number_of_threads(tmp_path: Path) -> None:
    problem = written(tmp_path, "problem.json", day(visits=40, engineers=4, places=30))
    plans = {
        roundsman("solve", problem, "--iterations", 500, "--seed", 3, "--threads", threads).out for threads in (1, 2, 3)
    }
    assert len(plans) == 1


def test_progress_is_a_json_line_for_each_better_plan(tmp_path: Path) -> None:
    problem = written(tmp_path, "problem.json", day(visits=30, engineers=3, places=20))
    ran = roundsman("solve", problem, "--iterations", 500, "--progress", "json")
    lines = [json.loads(line) for line in ran.err.splitlines() if line.startswith("{")]
    assert lines
    assert all(set(line) == {"elapsed_s", "cost", "served", "late"} for line in lines)
    assert lines[-1]["served"] == sum(stop["kind"] == "visit" for r in ran.document["routes"] for stop in r["stops"])
    assert lines[-1]["cost"] == pytest.approx(ran.document["cost"]["total"], abs=0.02)


def test_a_time_limit_is_one_even_for_work_that_would_take_days(tmp_path: Path) -> None:
    problem = written(tmp_path, "problem.json", too_much())
    ran = roundsman("solve", problem, "--seconds", 0.3, "--iterations", 10**12)
    assert ran.status == 0
    assert ran.document["routes"]


def test_the_second_engine_plans_too(tmp_path: Path) -> None:
    problem = written(tmp_path, "problem.json", day())
    ran = roundsman("solve", problem, "--engine", "routing", "--seconds", 1, "-o", tmp_path / "plan.json")
    assert ran.status == 0, ran.err
    assert roundsman("check", problem, tmp_path / "plan.json").status == 0
