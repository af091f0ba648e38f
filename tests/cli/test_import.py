"""``roundsman import``: the guide's tables become a problem; bad cells are told with their rows."""

import re
from pathlib import Path

import pytest

from .running import ROOT, roundsman


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    text = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")
    for name, content in re.findall(r"`([a-z]+\.(?:csv|toml))`[^`]*```(?:csv|toml)\n(.*?)```", text, re.DOTALL):
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path / "mapping.toml"


def test_an_imported_day_can_be_planned_at_once(mapping: Path) -> None:
    problem = roundsman("import", mapping)
    assert problem.status == 0, problem.err
    plan = roundsman("solve", "-", "--iterations", 100, given=problem.out)
    assert plan.status == 0, plan.err
    assert len(plan.document["routes"]) >= 1


def test_now_on_the_command_line_takes_the_place_of_the_mapping_s(mapping: Path, tmp_path: Path) -> None:
    ran = roundsman("import", mapping, "--now", "2026-11-23T09:00", "-o", tmp_path / "p.json")
    assert (ran.status, ran.out) == (0, "")
    assert '"now": "2026-11-23T09:00:00+08:00"' in (tmp_path / "p.json").read_text(encoding="utf-8")


def test_a_time_that_is_none_is_refused(mapping: Path) -> None:
    ran = roundsman("import", mapping, "--now", "soon")
    assert ran.status == 2
    assert "2026-11-23T07:30" in ran.err


def test_every_bad_cell_is_told_with_its_row(mapping: Path, tmp_path: Path) -> None:
    tickets = tmp_path / "tickets.csv"
    text = tickets.read_text(encoding="utf-8")
    tickets.write_text(text.replace("36.0655", "436").replace("24.11.2026", "soon"), encoding="utf-8")
    ran = roundsman("import", mapping)
    assert ran.status == 2
    assert "tickets.csv:2:Lat: " in ran.err
    assert "tickets.csv:5:Due: " in ran.err


def test_a_missing_mapping_and_standard_input_are_refused(tmp_path: Path) -> None:
    assert roundsman("import", tmp_path / "none.toml").status == 2
    ran = roundsman("import", "-")
    assert ran.status == 2
    assert "must be a file" in ran.err
