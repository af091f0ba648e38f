"""The guide's example does what the guide says."""

import re
from pathlib import Path

from api.interop import import_problem
from optimiser.documents import read_problem

GUIDE = Path(__file__).parents[2] / "docs" / "import.md"


def test_the_example_of_the_guide_imports_as_the_guide_says(tmp_path: Path) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    blocks = re.findall(r"`([a-z]+\.(?:csv|toml))`[^`]*```(?:csv|toml)\n(.*?)```", text, re.DOTALL)
    assert [name for name, _ in blocks] == ["tickets.csv", "rounds.csv", "roster.csv", "mapping.toml"]
    for name, content in blocks:
        (tmp_path / name).write_text(content, encoding="utf-8")
    problem = read_problem(import_problem(tmp_path / "mapping.toml"))
    assert [visit.id for visit in problem.visits] == ["t-4711", "t-4714", "camera-7"]
    assert [dict(visit.skills) for visit in problem.visits] == [{"cctv": 2}, {"access": 1}, {"cctv": 1}]
    assert problem.visits[0].skip_cost == 900 + 20.5 * 120
    assert problem.engineers[1].shifts[0].end.isoformat() == "2026-11-24T00:30:00+08:00"
