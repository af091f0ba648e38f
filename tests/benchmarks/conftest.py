"""What the tests of the benchmarks share: the folder of generators and judge, and small problems."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.children import ROOT
from benchmarks.problems import City, draw


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared folder, or a skip that says so."""
    folder = ROOT.parent / "shared"
    if not (folder / "bench" / "judge.py").exists():
        pytest.skip(f"{folder}/bench is missing: it has the generator and the judge")
    return folder


@pytest.fixture
def tiny(shared: Path, tmp_path: Path) -> Path:
    """A hard city day of twelve visits and three engineers."""
    return draw(City(12, 3, 5, "hard"), shared, tmp_path)


@pytest.fixture
def line() -> dict[str, Any]:
    """Two engineers at the ends of a line, three places between, a minute and a kilometre apart; one kilometre costs 1.

    The second engineer lacks the skill of v0.
    """
    day = "2026-11-23T{}:00+08:00"
    apart = [[abs(i - j) for j in range(5)] for i in range(5)]

    def engineer(number: int, home: str, skills: dict[str, int]) -> dict[str, Any]:
        shift = {"id": f"s{number}", "start": day.format("08:00"), "end": day.format("12:00"), "from": home, "to": home}
        return {"id": f"e{number}", "skills": skills, "cost_per_km": 1.0, "shifts": [shift]}

    def visit(number: int, skills: dict[str, int]) -> dict[str, Any]:
        window = {"open": day.format("09:00"), "close": day.format("10:00")}
        found = {"id": f"v{number}", "place": f"p{number + 1}", "duration": "PT30M", "skip_cost": 100.0}
        return {**found, "windows": [window], "skills": skills}

    return {
        "format": "roundsman/1",
        "horizon": {"start": day.format("00:00"), "end": day.format("20:00")},
        "travel": {
            "kind": "matrix",
            "seconds": [[60 * n for n in row] for row in apart],
            "metres": [[1000 * n for n in row] for row in apart],
        },
        "places": [{"id": f"p{i}"} for i in range(5)],
        "engineers": [engineer(0, "p0", {"cctv": 2}), engineer(1, "p4", {"cctv": 1})],
        "visits": [visit(0, {"cctv": 2}), visit(1, {}), visit(2, {})],
    }


@pytest.fixture
def write(tmp_path: Path) -> Callable[[dict[str, Any]], Path]:
    """Writes a problem document and returns its path."""

    def written(document: dict[str, Any]) -> Path:
        path = tmp_path / "problem.json"
        path.write_text(json.dumps(document))
        return path

    return written
