"""What a study found, as tables for a terminal: as many measures side by side as there is room for, the rest below."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.printable import printable
from api.terminal import plain_table
from scenarios import MEASURES

if TYPE_CHECKING:
    from scenarios import Measure, StudyResult

SHOWN = (
    "on_time", "inspections_on_time", "wait_h", "wait_p90_h", "backlog", "utilisation", "travel_share", "overtime_h",
    "penalty", "cost_per_visit", "cost_per_day",
)  # fmt: skip
"""The measures that are printed, of all tickets together; the others are in the tables that are written."""
_NAME_WIDTH, _NARROW_NAME_WIDTH, _HEADING_WIDTH = 26, 20, 12
_NARROW = 100
"""On terminals narrower than this, names take less of the line: each row has two lines anyway."""
_ENDLESS_WIDTH = 10_000
_CONTINUED = ", continued"
_SURE = "bold"
"""For a difference whose interval does not hold zero."""

_Row = tuple[str, str]
_Cells = Mapping[tuple[str, str, str], Mapping[str, Any]]


def study_tables(result: "StudyResult", width: int) -> Iterator[Table]:
    """Print a study: each measure with its interval, then how much each scenario differs from the first.

    Parameters
    ----------
    result : StudyResult
    width : int
        How many letters go on a line.
    """
    measures = _by_row(result.measures)
    yield from _tables("Measures", measures, width, is_difference=False)
    asked = result.differences
    first = next(iter(_rows(measures)), None)
    if first is not None and len(asked):
        against = asked[(asked["to_scenario"] == first[0]) & (asked["to_policy"] == first[1])]
        yield from _tables(f"Difference to {_name(first)}", _by_row(against), width, is_difference=True)


def how_lived(result: "StudyResult") -> str:
    """Say over how many days and replications the means are taken, and of what none is known."""
    study, counts = result.study, _counts(_by_row(result.measures))
    left_out = f", the first {result.warm_up} of them left out" if result.warm_up else ""
    days = f"{study.days} days from {study.first}{left_out}"
    most = max(counts.values(), default=0)
    means = f"means of {most} {'replication' if most == 1 else 'replications'}"
    if len(set(counts.values())) > 1:
        return f"{days}; means of n replications with their intervals: rows of different n met different chances"
    return f"{days}; {means} with their intervals" if most > 1 else f"{days}; {means}, without intervals"


def _by_row(table: Any) -> _Cells:
    """The rows about everything together, by scenario, policy and measure."""
    whole = table[(table["group"] == "") & table["measure"].isin(SHOWN)]
    return {(row["scenario"], row["policy"], row["measure"]): row for row in whole.to_dict("records")}


def _rows(cells: _Cells) -> Sequence[_Row]:
    return list(dict.fromkeys((scenario, policy) for scenario, policy, _ in cells))


def _counts(cells: _Cells) -> Mapping[_Row, int]:
    """How many replications each row is of."""
    found: dict[_Row, int] = {}
    for (scenario, policy, _), cell in cells.items():
        found[scenario, policy] = max(int(cell["replications"]), found.get((scenario, policy), 0))
    return found


def _tables(title: str, cells: _Cells, width: int, *, is_difference: bool) -> Iterator[Table]:
    left = [MEASURES[name] for name in SHOWN if any(name == measure for _, _, measure in cells)]
    while left:
        counts = range(len(left), 0, -1)
        name_width = _NARROW_NAME_WIDTH if width < _NARROW else _NAME_WIDTH
        tables = (_table(title, cells, left[:count], name_width, is_difference=is_difference) for count in counts)
        table = next(each for each in tables if _fits(each, width) or len(each.columns) == 2)
        yield table
        left = left[len(table.columns) - 1 :]
        title = title if title.endswith(_CONTINUED) else title + _CONTINUED


def _fits(table: Table, width: int) -> bool:
    return Console(width=_ENDLESS_WIDTH).measure(table).maximum <= width


def _table(title: str, cells: _Cells, measures: "Sequence[Measure]", name_width: int, *, is_difference: bool) -> Table:
    table = plain_table(title)
    table.add_column("Scenario", overflow="fold", max_width=name_width)
    for measure in measures:
        heading = f"{_broken(measure.title)}\n{_unit(measure, is_difference)}"
        table.add_column(heading, justify="right", no_wrap=True, vertical="bottom")
    rows = _rows(cells)
    several = len({policy for _, policy in rows}) > 1
    counts = _counts(cells)
    uneven = len(set(counts.values())) > 1
    for scenario, policy in rows:
        found = [cells.get((scenario, policy, measure.name)) for measure in measures]
        told = [_cell(measure, cell, is_difference) for measure, cell in zip(measures, found, strict=True)]
        notes = [policy.replace("_", " ")] if several else []
        notes += [f"n={counts[scenario, policy]}"] if uneven else []
        table.add_row(printable(scenario, ", ".join(notes) or None), *told)
    return table


def _broken(title: str) -> str:
    """A heading on two lines where it is long: measures need not be wider than their numbers."""
    words = re.split(r" (?!%)", title)
    if len(title) <= _HEADING_WIDTH or len(words) == 1:
        return title
    halves = [(" ".join(words[:k]), " ".join(words[k:])) for k in range(1, len(words))]
    return "\n".join(min(halves, key=lambda both: max(map(len, both))))


def _name(row: _Row) -> str:
    return printable(f"“{row[0]}”").plain


def _unit(measure: "Measure", is_difference: bool) -> str:
    if measure.is_share:
        return "points" if is_difference else "%"
    short = {"hours": "h", "hours/day": "h a day", "money": "", "money/day": "a day"}
    return short.get(measure.unit, measure.unit.replace("/day", " a day"))


def _cell(measure: "Measure", cell: Mapping[str, Any] | None, is_difference: bool) -> Text:
    """The mean, and the interval below it."""
    if cell is None or not math.isfinite(cell["mean"]):
        return Text("–")
    mean, low, high = (_number(measure, cell[key], is_difference) for key in ("mean", "low", "high"))
    sure = is_difference and (cell["low"] > 0 or cell["high"] < 0)
    text = Text(mean, _SURE if sure else "")
    if math.isfinite(cell["low"]):
        text.append(f"\n{low} … {high}", "dim")
    return text


def _number(measure: "Measure", value: float, is_difference: bool) -> str:
    if measure.is_share:
        value *= 100
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 10 or measure.is_share else 2
    said = f"{abs(value):,.{digits}f}"
    if float(said.replace(",", "")) == 0:
        return said
    return f"{'−' if value < 0 else '+' if is_difference else ''}{said}"
