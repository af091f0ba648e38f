"""A plan document is read as it stands, even where it breaks rules; a plan of another problem is refused."""

import json
import math
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimiser.documents import parse, read_plan, read_problem, write_plan
from optimiser.errors import Fault, FaultyInput
from optimiser.inputs import Problem
from optimiser.plan import Bound, Cost, Plan, Reason, Unserved

Document = dict[str, Any]
JUDGE = Path(__file__).parents[3] / "shared" / "bench" / "judge.py"


@pytest.fixture(scope="module")
def problem(new_day: Callable[[], Document]) -> Problem:
    return read_problem(new_day())


def faults_of(document: Any, problem: Problem) -> list[Fault]:
    """Read a faulty plan."""
    with pytest.raises(FaultyInput) as refused:
        read_plan(document, problem)
    return list(refused.value.faults)


def test_a_plan_is_written_as_it_was_read(plan: Document, problem: Problem) -> None:
    assert json.dumps(write_plan(read_plan(plan, problem))) == json.dumps(plan)


def test_a_plan_reads_back_equal(plan: Document, problem: Problem) -> None:
    first = read_plan({**plan, "x_by": "hand"}, problem)
    assert first.carried == {"x_by": "hand"}
    assert read_plan(parse(json.dumps(write_plan(first))), problem) == first


def test_what_may_be_missing_may_be_missing(problem: Problem) -> None:
    bare: Document = {"format": "roundsman/1", "status": "feasible", "cost": {"total": 0}, "routes": [], "unserved": []}
    assert read_plan(bare, problem) == Plan((), (), Cost())
    stop = {"visit": "v1", "start": "2026-11-23T10:00:00Z", "end": "2026-11-23T10:00:00Z"}
    bare["routes"] = [{"engineer": "e1", "shift": "e1-mon", "stops": [stop]}]
    (route,) = read_plan(bare, problem).routes
    assert (route.leave, route.stops[0].kind, route.stops[0].arrive) == (None, "visit", None)


def test_plans_that_break_rules_are_readable(plan: Document, problem: Problem) -> None:
    route = plan["routes"][0]
    route["stops"].reverse()
    plan["routes"].append(route)
    plan["unserved"] = [{"visit": "v0"}]
    plan["cost"]["total"] = 99.0
    read = read_plan(plan, problem)
    assert [stop.visit for stop in read.routes[1].stops] == ["v1", None, "v0"]
    assert read.unserved == (Unserved("v0"),)
    assert read.claimed_total == 99.0


def test_parts_rounded_to_cents_agree_with_their_total(plan: Document, problem: Problem) -> None:
    cost = Cost(*[1.004] * 7)
    written = write_plan(replace(read_plan(plan, problem), cost=cost, bound=None))
    assert written["cost"]["total"] == 7.03
    assert read_plan(written, problem).claimed_total is None


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        (lambda q: q["routes"][0].update(engineer="e7"), "$.routes[0].engineer", "unknown_engineer"),
        (lambda q: q["routes"][0].update(shift="e7-mon"), "$.routes[0].shift", "unknown_shift"),
        (lambda q: q["routes"][0].update(shift="e1-mon"), "$.routes[0].shift", "unknown_shift"),
        (lambda q: q["routes"][0]["stops"][0].update(visit="v7"), "$.routes[0].stops[0].visit", "unknown_visit"),
        (lambda q: q["routes"][0]["stops"][0].pop("visit"), "$.routes[0].stops[0].visit", "missing"),
        (lambda q: q["routes"][0]["stops"][1].update(kind="lunch"), "$.routes[0].stops[1].kind", "unknown_choice"),
        (lambda q: q["routes"][0]["stops"][2].update(start="10:00"), "$.routes[0].stops[2].start", "bad_time"),
        (lambda q: q["unserved"][0].update(visit="v9"), "$.unserved[0].visit", "unknown_visit"),
        (lambda q: q["unserved"][0]["reasons"][0].update(shift="x"), "$.unserved[0].reasons[0].shift", "unknown_shift"),
        (lambda q: q["unserved"][0]["reasons"][0].update(change="x"), "$.unserved[0].reasons[0].change", "wrong_type"),
        (lambda q: q.update(format="roundsman/9"), "$.format", "wrong_format"),
        (lambda q: q.update(status="best"), "$.status", "unknown_choice"),
        (lambda q: q.update(routes=None), "$.routes", "wrong_type"),
        (lambda q: q.pop("unserved"), "$.unserved", "missing"),
        (lambda q: q["cost"].pop("total"), "$.cost.total", "missing"),
        (lambda q: q["cost"].update(fuel=1), "$.cost.fuel", "unknown_field"),
        (lambda q: q["cost"].update(fixed=math.inf), "$.cost.fixed", "not_finite"),
        (lambda q: q["bound"].pop("lower"), "$.bound.lower", "missing"),
    ],
)
def test_what_cannot_be_a_plan_of_this_problem_is_refused(
    plan: Document, problem: Problem, change: Callable[[Document], Any], path: str, code: str
) -> None:
    change(plan)
    (fault,) = faults_of(plan, problem)
    assert (fault.path, fault.code) == (path, code)


def test_a_plan_of_another_problem_is_refused_with_all_that_is_foreign(plan: Document, problem: Problem) -> None:
    codes = {fault.code for fault in faults_of(plan, replace(problem, engineers=(), visits=()))}
    assert codes == {"unknown_engineer", "unknown_shift", "unknown_visit"}


@pytest.mark.parametrize("document", [None, [], "plan", 7])
def test_what_is_no_object_is_no_plan(document: Any, problem: Problem) -> None:
    assert [fault.path for fault in faults_of(document, problem)] == ["$"]


def test_a_bound_is_rounded_down_and_its_gap_is_that_of_what_is_written() -> None:
    plan = Plan((), (), Cost(distance=100.0), bound=Bound(80.0199, 0.5))
    assert write_plan(plan)["bound"] == {"lower": 80.01, "gap": 0.1999}
    same = Plan((), (), Cost(distance=12.34), "optimal", Bound(12.34, 0.0))
    assert write_plan(same)["bound"] == {"lower": 12.34, "gap": 0.0}


def test_a_gap_that_is_absent_is_worked_out(plan: Document, problem: Problem) -> None:
    del plan["bound"]["gap"]
    bound = read_plan(plan, problem).bound
    assert bound is not None
    assert bound.gap == pytest.approx((27.53 - 20) / 27.53)


def test_numbers_from_arrays_are_written_as_plain_ones() -> None:
    numbers: Any = {"a_s": np.int64(3), "b": np.float32(0.5)}
    reason = Reason(None, None, "X", "…", numbers, None, np.float64(-0.001))
    plan = Plan((), (Unserved("v", (reason,)),), Cost(distance=np.float64(1.239)))
    written = json.loads(json.dumps(write_plan(plan), allow_nan=False))
    assert written["cost"]["distance"] == 1.24
    assert written["unserved"][0]["reasons"][0]["numbers"] == {"a_s": 3, "b": 0.5}
    assert json.dumps(written["unserved"][0]["reasons"][0]["cost_change"]) == "0.0"


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_a_number_that_is_none_is_never_written(number: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        write_plan(Plan((), (), Cost(overtime=number)))
    with pytest.raises(ValueError, match="finite"):
        write_plan(Plan((), (), Cost(), bound=Bound(number, 0.0)))


@pytest.mark.skipif(not JUDGE.exists(), reason="the independent judge is not beside the project")
def test_the_judge_agrees_with_what_is_written(day: Document, tmp_path: Path) -> None:
    del day["visits"][0]["pin"]
    problem = read_problem(day)
    nothing = Plan((), [Unserved(visit.id) for visit in problem.visits], Cost(skipped=1210.0), bound=Bound(7.777, 0.9))
    (tmp_path / "problem.json").write_text(json.dumps(day))
    (tmp_path / "plan.json").write_text(json.dumps(write_plan(nothing)))
    command = [sys.executable, str(JUDGE), str(tmp_path / "problem.json"), str(tmp_path / "plan.json")]
    verdict = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    assert (verdict["total"], verdict["violations"]) == (1210.0, [])
