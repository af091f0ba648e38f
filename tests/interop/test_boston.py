"""The Boston day, built from the real tickets; skipped where they are not at hand."""

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks.boston import MORNING, build

DATA = Path(__file__).parents[2].parent / "shared" / "data"

pytestmark = pytest.mark.skipif(
    not (DATA / "boston311").is_dir() or not (DATA / "chicago_inspections").is_dir(),
    reason="the real tickets and inspections are not beside the project, in ../shared/data",
)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("boston")
    build(DATA, folder)
    return folder


def read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def test_the_import_keeps_just_the_tickets_that_were_counted(out: Path) -> None:
    problem, figures = read(out / "problem.json"), read(out / "figures.json")
    tickets, inspections = problem["x_import"]
    assert (tickets["open"], tickets["kept"]) == (figures["tickets"]["open"], figures["tickets"]["kept"])
    assert inspections["kept"] == figures["inspections"]["due"] > 0
    by_department = Counter(visit["x_department"] for visit in problem["visits"])
    assert all(by_department[name] == each["kept"] for name, each in figures["departments"].items())
    assert 300 <= len(problem["visits"]) <= 1500


def test_every_visit_has_somebody_who_could_serve_it(out: Path) -> None:
    problem = read(out / "problem.json")
    levels = [engineer["skills"] for engineer in problem["engineers"]]
    for visit in problem["visits"]:
        assert any(all(has.get(skill, 0) >= level for skill, level in visit["skills"].items()) for has in levels)


def test_leaving_a_ticket_out_costs_more_than_serving_it_late_that_day(out: Path) -> None:
    problem = read(out / "problem.json")
    end = datetime.fromisoformat(problem["horizon"]["end"])
    for visit in problem["visits"]:
        if "onsite_by" in visit:
            late_s = max(0.0, (end - datetime.fromisoformat(visit["onsite_by"])).total_seconds())
            assert visit["skip_cost"] > late_s / 3600 * visit["late_cost_per_hour"]


def test_lateness_is_counted_from_the_morning_on(out: Path) -> None:
    problem = read(out / "problem.json")
    now = datetime.fromisoformat(problem["now"])
    assert now.replace(tzinfo=None) == MORNING
    assert all(datetime.fromisoformat(v["onsite_by"]) >= now for v in problem["visits"] if "onsite_by" in v)
    assert (
        sum("x_due" in visit for visit in problem["visits"])
        == read(out / "figures.json")["tickets"]["kept_past_target"]
    )


def test_the_same_day_comes_out_again(out: Path, tmp_path: Path) -> None:
    build(DATA, tmp_path)
    assert (tmp_path / "problem.json").read_bytes() == (out / "problem.json").read_bytes()
