"""What a study found, on terminals of any width."""

from datetime import date
from math import nan

import pandas as pd
import pytest
from rich.console import Console
from rich.table import Table

from api.terminal_study import SHOWN, how_lived, study_tables
from scenarios import MEASURES, Asked, Replications, Scenario, StudyResult

SCENARIOS = ("as it is", "a second resident engineer, and nobody on call")


def found() -> StudyResult:
    """Two scenarios: in the second everything is a little more, and only the first measure surely so."""
    readings = [
        {"scenario": name, "policy": "optimiser", "measure": measure, "group": group, "mean": 0.5 + k / 8, "low": 0.25,
         "high": 0.875, "replications": 4}
        for k, name in enumerate(SCENARIOS) for measure in MEASURES for group in ("", "severity=1")
    ]  # fmt: skip
    differences = [
        {"scenario": SCENARIOS[1], "policy": "optimiser", "to_scenario": SCENARIOS[0], "to_policy": "optimiser",
         "measure": measure, "group": "", "mean": 0.125, "low": 0.0625 if k == 0 else -0.5, "high": 0.75,
         "replications": 4}
        for k, measure in enumerate(SHOWN)
    ]  # fmt: skip
    nothing = pd.DataFrame()
    asked = Asked("s", "s", date(2026, 12, 7), 7, [Scenario(name, "", str) for name in SCENARIOS], ("optimiser",), None,
                  Replications(), 1)  # fmt: skip
    return StudyResult(asked, 0, pd.DataFrame(readings), pd.DataFrame(differences), nothing, nothing, nothing)


def printed(result: StudyResult, width: int) -> list[str]:
    console = Console(width=width, highlight=False, color_system=None)
    with console.capture() as captured:
        console.print(*study_tables(result, width))
    return captured.get().splitlines()


def headings_of(table: Table) -> list[list[str]]:
    """The headings of a table's measures, line by line."""
    return [str(column.header).splitlines() for column in table.columns[1:]]


@pytest.mark.parametrize("width", [50, 80, 120, 240])
def test_every_measure_is_told_once_for_each_table_and_no_line_is_too_long(width: int) -> None:
    lines = printed(found(), width)
    assert max(map(len, lines)) <= width
    text = "\n".join(lines)
    headings = [heading for table in study_tables(found(), width) for heading in headings_of(table)]
    for name in SHOWN:
        title = MEASURES[name].title
        assert sum(" ".join(heading).startswith(title) for heading in headings) == 2, "as it is, and as a difference"
    assert all(line in text for heading in headings for line in heading), "no heading is cut short"
    assert "62.5" in text
    assert "+12.5" in text


def test_a_terminal_of_80_columns_shows_four_measures_side_by_side_and_large_numbers_whole() -> None:
    assert max(len(table.columns) for table in study_tables(found(), 80)) >= 5
    large = found()
    large.measures.loc[large.measures["measure"] == "cost_per_day", ["mean", "low", "high"]] = 1_234_567.0
    assert any("1,234,567 … 1,234,567" in line for line in printed(large, 80))


def test_a_wide_terminal_takes_fewer_tables() -> None:
    counts = [len(list(study_tables(found(), width))) for width in (50, 120, 240)]
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] == 2


def test_only_a_difference_that_is_sure_is_in_bold() -> None:
    table = list(study_tables(found(), 240))[1]
    styles = [str(cell.style) for column in table.columns[1:] for cell in column.cells]
    assert styles == ["bold", *[""] * (len(SHOWN) - 1)]


def test_what_cannot_be_told_is_a_dash() -> None:
    result = found()
    result.measures.loc[result.measures["measure"] == "on_time", ["mean", "low", "high"]] = nan
    assert any("–" in line for line in printed(result, 120))


def test_it_is_told_how_many_replications_the_means_are_of() -> None:
    assert how_lived(found()) == "7 days from 2026-12-07; means of 4 replications with their intervals"
    result = found()
    result.warm_up = 2
    result.measures["replications"] = 1
    assert how_lived(result) == (
        "7 days from 2026-12-07, the first 2 of them left out; means of 1 replication, without intervals"
    )


def test_rows_of_fewer_replications_say_so() -> None:
    result = found()
    assert not any("n=" in line for line in printed(result, 120))
    result.measures.loc[result.measures["scenario"] == SCENARIOS[1], "replications"] = 1
    text = " ".join(" ".join(printed(result, 240)).split())
    assert "n=4" in text and "n=1" in text
    assert "rows of different n met different chances" in how_lived(result)
