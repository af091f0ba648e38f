"""A day on the roads of a real extract: planned, written out with its matrix, judged by others."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from .days import Document, day
from .running import ROOT, roundsman, written

SHARED = ROOT.parent / "shared"
EXTRACT = SHARED / "data" / "osm" / "osrm-backend_monaco.osm.pbf"


def monaco() -> Document:
    """Twenty places within the principality, drawn by seed."""
    lots = random.Random(7)
    document = day(visits=24, engineers=3, places=20)
    document["travel"] = {"kind": "roads", "extract": str(EXTRACT)}
    for place in document["places"]:
        place["lat"] = round(lots.uniform(43.730, 43.745), 6)
        place["lon"] = round(lots.uniform(7.415, 7.430), 6)
    return document


@pytest.mark.skipif(not EXTRACT.exists(), reason="needs ../shared/data/osm")
def test_a_day_on_real_roads_is_planned_and_judged_with_its_matrix(tmp_path: Path) -> None:
    problem, plan, expanded = (tmp_path / name for name in ("problem.json", "plan.json", "expanded.json"))
    written(tmp_path, "problem.json", monaco())
    ran = roundsman("solve", problem, "-o", plan, "--iterations", 2000)
    assert ran.status == 0, ran.err
    assert json.loads(plan.read_text(encoding="utf-8"))["cost"]["distance"] > 0
    assert roundsman("validate", problem, "--expand", "-o", expanded).status == 0
    judged = subprocess.run(
        [sys.executable, SHARED / "bench" / "judge.py", expanded, plan], capture_output=True, text=True, check=False
    )
    assert judged.returncode == 0, judged.stdout + judged.stderr
    assert roundsman("check", expanded, plan).status == 0
