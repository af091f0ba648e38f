"""The page on demand: its example runs, and the words that it uses are fields."""

import re
import runpy
from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scenarios.demand import Stream

PAGE = Path(__file__).parents[3] / "docs" / "demand.md"


def test_the_example_of_the_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(1)
    times = pd.Timestamp("2026-01-05") + pd.to_timedelta(np.sort(rng.uniform(0, 24 * 84, 84 * 40)), unit="h")
    table = pd.DataFrame({"OPENED": times.strftime("%Y-%m-%d %H:%M:%S"), "TYPE": "light", "DISTRICT": "north"})
    table.to_csv(tmp_path / "tickets.csv", index=False)
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "example.py").write_text(example, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = runpy.run_path("example.py")
    assert found["fitted"].demand.streams[0].id == "light"
    assert "light" in capsys.readouterr().out


def test_the_fields_that_the_page_names_are_fields_of_a_stream() -> None:
    named = re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(named) == 3
    assert set(named) <= {field.name for field in fields(Stream)}
