"""The tables of a report: the main measures, quantiles of waiting, and everything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scenarios.measures.catalogue import MEASURES
from scenarios.report.reading import ALL, Case, Estimate, Reading
from scenarios.report.words import Words


@dataclass(frozen=True)
class Cell:
    """A measure of a case; `change` says how it differs from how it is, where it is told apart."""

    measure: str
    estimate: Estimate | None
    value: str
    interval: str
    mark: str = ""
    change: str = ""


@dataclass(frozen=True)
class Line:
    """A row: a case, or a group of a measure, and its cells."""

    head: Case | str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Table:
    """A table whose columns are measures, or cases."""

    columns: Sequence[str]
    lines: Sequence[Line]


def case_table(reading: Reading, words: Words, measures: Sequence[str]) -> Table:
    """Lay out some measures, a row for each case; columns that no case has are left out."""
    shown = [measure for measure in measures if reading.has(measure)]
    lines = [Line(case, [_compared(reading, words, case, measure) for measure in shown]) for case in reading.cases]
    return Table(shown, lines)


def _compared(reading: Reading, words: Words, case: Case, measure: str) -> Cell:
    cell = _cell(words, reading.of(case, measure), measure)
    change = reading.difference(case, reading.as_it_is(case.policy), measure)
    if case.scenario == reading.scenarios[0] or change is None or not change.is_told_apart:
        return cell
    told = words.say(
        "change_told", value=words.change(change, measure), span=words.change_interval(change, measure),
        unit=words.points(measure),
    )  # fmt: skip
    return Cell(cell.measure, cell.estimate, cell.value, cell.interval, "▲" if change.mean > 0 else "▼", told)


def group_tables(reading: Reading, words: Words) -> Mapping[str, Table]:
    """Lay out every measure in every group but single engineers, whom a chart shows; a table for each scenario.

    Returns
    -------
    mapping of str to Table
        By the scenario's name; rows are measures and their groups, columns dispatch policies.
    """
    known = [name for name in MEASURES if reading.has(name)]
    keys = [(name, group) for name in known for group in reading.groups(name) if not group.startswith("engineer=")]
    tables = {}
    for scenario in reading.scenarios:
        cases = [Case(scenario, policy) for policy in reading.policies]
        lines = [
            Line(_head(words, name, group), cells)
            for name, group in keys
            if (cells := [_cell(words, reading.of(case, name, group), name) for case in cases])
            and any(cell.estimate for cell in cells)
        ]
        tables[scenario] = Table(reading.policies, lines)
    return tables


def engineer_table(reading: Reading, words: Words, measure: str) -> Table:
    """Lay out what each engineer does, a column for each case."""
    groups = [group for group in reading.groups(measure) if group.startswith("engineer=")]
    lines = [
        Line(group.removeprefix("engineer="), [_cell(words, reading.of(case, measure, group), measure)
                                               for case in reading.cases])
        for group in groups
    ]  # fmt: skip
    return Table([], lines)


def _head(words: Words, measure: str, group: str) -> str:
    name = f"{words.title(measure)} ({words.unit(measure)})"
    return name if group == ALL else f"{name} · {words.group(group)}"


def _cell(words: Words, estimate: Estimate | None, measure: str) -> Cell:
    if estimate is None:
        return Cell(measure, None, words.say("unknown"), "")
    return Cell(measure, estimate, words.value(estimate, measure), words.interval(estimate, measure))
