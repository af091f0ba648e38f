"""The hard form is read as the judge reads it, and what it has no room for is named."""

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.hardform import beyond, duration_s, read, travel_matrices
from benchmarks.judging import judge
from benchmarks.plandocument import plan_cost, write_plan

Write = Callable[[dict[str, Any]], Path]


def test_travel_is_what_the_judge_computes(tiny: Path, shared: Path) -> None:
    spec = importlib.util.spec_from_file_location("judge", shared / "bench" / "judge.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    document = json.loads(tiny.read_text())
    metres, seconds = travel_matrices(document)
    leg = module.travel(document["travel"], {p["id"]: p for p in document["places"]})
    for i, a in enumerate(document["places"]):
        for j, b in enumerate(document["places"]):
            assert (seconds[i, j], metres[i, j]) == leg(a["id"], b["id"])


@pytest.mark.parametrize(("text", "seconds"), [("PT45M", 2700), ("P1DT1H", 90_000), ("PT1.5S", 1.5), ("P1W", 604_800)])
def test_durations_are_read(text: str, seconds: float) -> None:
    assert duration_s(text) == seconds


def test_what_is_not_a_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="P1M"):
        duration_s("P1M")


def test_nothing_is_beyond_a_hard_day(line: dict[str, Any]) -> None:
    assert beyond(line) == []


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda p: p.update(now="2026-11-23T08:00:00+08:00"), "now"),
        (lambda p: p["travel"].update(kind="roads"), "roads"),
        (lambda p: p["places"][0].update(setup="PT5M"), "set-up"),
        (lambda p: p["engineers"][0]["shifts"][0].update(overtime_limit="PT1H"), "overtime"),
        (lambda p: p["engineers"][0]["shifts"][0].update(breaks=[{"duration": "PT1H"}]), "breaks"),
        (lambda p: p["engineers"][0]["shifts"][0].update(at={"place": "p0"}), "under way"),
        (lambda p: p["engineers"][0]["shifts"][0].update(max_stops=3), "max_stops"),
        (lambda p: p["engineers"][0]["shifts"].append(p["engineers"][0]["shifts"][0]), "overlapping"),
        (lambda p: p["visits"][0].update(skip_cost=None), "must be served"),
        (lambda p: p["visits"][0].update(onsite_by="x", late_cost_per_hour=1.0), "on-site"),
        (lambda p: p["visits"][0].update(restore_by="x", restore_late_cost_per_hour=1.0), "restore"),
        (lambda p: p["visits"][0].update(preference_costs={"e0": 1.0}), "preference"),
        (lambda p: p["visits"][0].update(pin={"engineer": "e0"}), "pins"),
        (lambda p: p["visits"][0].update(delivered={"boxes": 1}), "delivered"),
    ],
)
def test_each_rule_beyond_the_hard_form_is_named(line: dict[str, Any], change: Any, rule: str) -> None:
    change(line)
    found = beyond(line)
    assert len(found) == 1
    assert rule in found[0]


def test_fractions_of_a_second_are_rounded_to_the_safe_side(line: dict[str, Any], write: Write, tmp_path: Path) -> None:
    line["visits"][0]["windows"] = [{"open": "2026-11-23T09:00:00.2+08:00", "close": "2026-11-23T10:00:00.8+08:00"}]
    line["visits"][0]["duration"] = "PT0.5S"
    visit = read(write(line)).visits[0]
    assert visit.windows == ((9 * 3600 + 1, 10 * 3600),)
    assert visit.duration_s == 1


def test_a_plan_is_placed_in_time_and_priced_as_the_judge_does(
    line: dict[str, Any], write: Write, shared: Path, tmp_path: Path
) -> None:
    path = write(line)
    problem = read(path)
    plan = tmp_path / "plan.json"
    write_plan(problem, {0: [0, 1], 1: []}, plan)
    verdict = judge(path, plan, shared)
    assert (verdict.violations, verdict.served, verdict.cost) == (0, 2, 104.0)
    assert plan_cost(problem, {0: [0, 1]}) == 104.0
    stops = json.loads(plan.read_text())["routes"][0]["stops"]
    assert [stop["start"][11:16] for stop in stops] == ["09:00", "09:31"]


def test_an_order_that_comes_too_late_is_left_for_the_judge_to_name(
    line: dict[str, Any], write: Write, shared: Path, tmp_path: Path
) -> None:
    line["visits"][0]["duration"] = "PT2H"
    path, plan = write(line), tmp_path / "plan.json"
    write_plan(read(path), {0: [0, 1]}, plan)
    verdict = judge(path, plan, shared)
    assert verdict.violations == 1
    assert "v1: starts outside its windows" in verdict.complaints
