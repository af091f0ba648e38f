"""Odd days are answered sensibly, and nobody finds anything wrong with the plans."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from api.page import render
from optimiser.checker import check
from optimiser.documents import read_plan, read_problem
from optimiser.travel import travel_times

from .days import ODD_DAYS
from .running import ROOT, roundsman, written

JUDGE = ROOT.parent / "shared" / "bench" / "judge.py"


@pytest.mark.parametrize("name", ODD_DAYS)
def test_an_odd_day_is_planned_and_the_plan_passes_every_judge(name: str, tmp_path: Path) -> None:
    problem, plan = written(tmp_path, "problem.json", ODD_DAYS[name]), tmp_path / "plan.json"
    ran = roundsman("solve", problem, "-o", plan, "--iterations", 200)
    assert ran.status == 0, ran.err
    document = json.loads(plan.read_text(encoding="utf-8"))
    _check_and_show(ODD_DAYS[name], document)
    if JUDGE.exists():
        judged = subprocess.run([sys.executable, JUDGE, problem, plan], capture_output=True, text=True, check=False)
        assert judged.returncode == 0, judged.stdout + judged.stderr
    _EXPECTED.get(name, _all_told)(document, ODD_DAYS[name])


def _check_and_show(problem_document: dict[str, Any], plan_document: dict[str, Any]) -> None:
    """What ``check`` and ``show`` do, in this process."""
    problem = read_problem(problem_document)
    plan, travel = read_plan(plan_document, problem), travel_times(problem)
    assert check(problem, plan, travel.seconds, travel.metres, plan_document["cost"]).violations == ()
    assert render(problem, plan, travel.seconds, travel.metres)


def _served(plan: dict[str, Any]) -> list[str]:
    return [stop["visit"] for route in plan["routes"] for stop in route["stops"] if stop["kind"] == "visit"]


def _all_told(plan: dict[str, Any], problem: dict[str, Any]) -> None:
    """Every visit is served; there was nothing in the way."""
    assert plan["unserved"] == []
    assert len(_served(plan)) == len(problem["visits"])


def _none_told(plan: dict[str, Any], problem: dict[str, Any]) -> None:
    assert plan["routes"] == []
    assert len(plan["unserved"]) == len(problem["visits"])
    assert all(each["reasons"] for each in plan["unserved"])


def _only_the_impossible_is_left_out(plan: dict[str, Any], problem: dict[str, Any]) -> None:
    (left,) = plan["unserved"]
    assert left["visit"] == "v0"
    assert {reason["code"] for reason in left["reasons"]} == {"NO_SKILL"}


def _what_is_cheap_is_left_out(plan: dict[str, Any], problem: dict[str, Any]) -> None:
    served = _served(plan)
    assert 10 <= len(served) <= 25
    assert all(each["reasons"] for each in plan["unserved"])


_EXPECTED = {
    "no engineers": _none_told,
    "engineers without shifts": _none_told,
    "a visit that nobody can do": _only_the_impossible_is_left_out,
    "a visit that must be done and nobody can do": _only_the_impossible_is_left_out,
    "ten times more visits than can be served": _what_is_cheap_is_left_out,
}
