"""The tables say what the rows say: ratios to the best valid peer, targets, and what is wrong."""

from pathlib import Path

from benchmarks.families.fresh import standing
from benchmarks.machine import Machine, write_machine
from benchmarks.report import render, write_report
from benchmarks.rows import Measure, Row, write_rows
from benchmarks.tables import city_table, fresh_table, seeds_table, speed_table, yardstick_table

HARD, PLAIN = "city-100-11-1-hard", "city-100-11-1-plain"


def row(solver: str, cost: float | None, *, day: str = HARD, limit_s: float | None = 60.0, faults: int = 0) -> Row:
    return Row(day, solver, cost, 2700.0, None, 61.0, 95, faults, limit_s)


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


CITY = [
    row("ours", 2750.0),
    row("routing", 3848.0),
    row("pyvrp", 2000.0, faults=3),
    row("vroom", 3437.5, limit_s=None),
    row("ours", 2990.0, limit_s=10.0),
    row("ours", 2046.0, day=PLAIN),
    row("routing", 2690.0, day=PLAIN),
]


def test_a_city_line_compares_with_the_best_valid_peer() -> None:
    lines = [cells(line) for line in city_table(CITY).splitlines()[2:]]
    assert [(line[0], line[1], line[2]) for line in lines] == [
        ("100/11/1", "hard", "10"),
        ("100/11/1", "hard", "60"),
        ("100/11/1", "plain", "60"),
    ]
    assert lines[1][3:9] == ["2750", "3848", "2000 **3 violations**", "3438 (61 s)", "0.800", "2760 reached"]


def test_a_target_holds_at_sixty_seconds_only_and_may_be_missed() -> None:
    lines = [cells(line) for line in city_table(CITY).splitlines()[2:]]
    assert [line[8] for line in lines] == ["–", "2760 reached", "2045 missed"]


def test_a_solver_without_a_plan_is_said_to_have_none() -> None:
    (line,) = city_table([row("ours", None)]).splitlines()[2:]
    assert cells(line)[3] == "no plan"
    assert cells(line)[8] == "2760 missed"


def test_a_peer_that_was_asked_badly_stands_out() -> None:
    lines = [cells(line) for line in yardstick_table([*CITY, row("pyvrp", 3200.0)]).splitlines()[2:]]
    verdicts = {(line[0], line[1], line[2]): line[5] for line in lines}
    assert verdicts[HARD, "OR-Tools", "3848"] == "yes"
    assert verdicts[HARD, "PyVRP", "2000 **3 violations**"] == "**no**"
    assert verdicts[HARD, "PyVRP", "3200"] == "**no**"


def test_the_standing_counts_problems_in_which_a_peer_is_cheaper() -> None:
    rows = [
        row("ours", 100.0, day="a"),
        row("pyvrp", 110.0, day="a"),
        row("vroom", 120.0, day="a"),
        row("ours", 102.0, day="b"),
        row("pyvrp", 100.0, day="b"),
        row("ours", 100.0, day="c", faults=1),
        row("vroom", 100.0, day="c"),
        row("pyvrp", 100.0, day="d"),
    ]
    found = standing(rows[:5])
    assert (found.compared, found.dearer, found.worst_ratio) == (2, ("b",), 1.02)
    assert standing(rows).dearer == ("b", "c")
    assert "in 1 of 2 problems" in fresh_table(rows[:5])


def test_the_spread_over_seeds_is_told_by_its_worst() -> None:
    (line,) = seeds_table([row("ours", cost) for cost in (2720.0, 2900.0, 2800.0)]).splitlines()[2:]
    assert cells(line) == [HARD, "3", "2720", "2800", "2900", "2850 missed"]


def test_a_figure_that_was_not_measured_says_why() -> None:
    measures = [
        Measure("place", PLAIN, 0.004, "s", 0.02),
        Measure("first plan", PLAIN, 2.5, "s", 0.5),
        Measure("explanation", PLAIN, None, "s", 5.0, "it ended with 1"),
    ]
    text = speed_table(measures)
    assert "0.004 s | 0.02 s reached" in text
    assert "2.5 s | 0.5 s missed" in text
    assert "not measured: it ended with 1" in text


def test_the_page_has_what_was_measured_and_on_what(tmp_path: Path) -> None:
    write_rows(CITY, tmp_path / "city.json")
    write_rows([Measure("place", PLAIN, 0.004, "s", 0.02)], tmp_path / "speed.json")
    machine = Machine("2026-11-23", "a fast one", 2, 8.0, "Linux", "3.11.7", "abc1234", {"pyvrp": "0.14.1"})
    write_machine(machine, tmp_path / "city.json")
    page = render(tmp_path)
    assert "## City days" in page
    assert "## Speed and memory" in page
    assert "## Fresh problems" not in page
    assert "2026-11-23 at commit abc1234: a fast one, 2 cores, 8 GB" in page
    assert "pyvrp 0.14.1" in page
    assert "Measured on: not recorded." in page


def test_the_page_is_written_where_it_is_wanted(tmp_path: Path) -> None:
    write_report(tmp_path, tmp_path / "docs" / "benchmarks.md")
    assert (tmp_path / "docs" / "benchmarks.md").read_text().startswith("# Benchmarks\n")


def test_a_rate_is_to_lie_above_its_target() -> None:
    more, less = (Measure("pulls a second", "SQLite", rate, "/s", 300.0, goal="at least") for rate in (310.0, 290.0))
    text = speed_table([more, less])
    assert "310 /s | 300 /s reached" in text
    assert "290 /s | 300 /s missed" in text
