"""Rows keep their shape, runs keep their rows, and better plans are noted."""

import importlib.util
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks import ours
from benchmarks.bench import Bench
from benchmarks.children import Ended, run
from benchmarks.families.fresh import drawn
from benchmarks.known import best_known, note_better
from benchmarks.placing import without
from benchmarks.problems import City
from benchmarks.rows import Measure, Row, gap_to, median_row, read_rows, write_rows

ROW = Row("city-100-11-1-hard", "ours", 2745.9, 2718.0, gap_to(2745.9, 2718.0), 60.4, 98, 0, 60.0)
PROMISED = ["instance", "solver", "cost", "best_known", "gap", "seconds", "served", "violations"]


def test_a_row_is_written_with_the_promised_fields_first(tmp_path: Path) -> None:
    write_rows([ROW], tmp_path / "rows.json")
    written = json.loads((tmp_path / "rows.json").read_text())
    assert list(written[0])[: len(PROMISED)] == PROMISED
    assert written[0]["gap"] == pytest.approx(0.010265)


def test_rows_and_measures_come_back_as_they_were_written(tmp_path: Path) -> None:
    rows: list[Row | Measure] = [ROW, Measure("place", "city-300-32-2-plain", 0.004, "s", 0.02)]
    write_rows(rows, tmp_path / "rows.json")
    assert read_rows(tmp_path / "rows.json") == rows


def test_a_missing_file_has_no_rows(tmp_path: Path) -> None:
    assert read_rows(tmp_path / "none.json") == []


def test_a_gap_needs_a_cost_and_a_known_plan() -> None:
    assert gap_to(None, 1.0) is None
    assert gap_to(1.0, None) is None
    assert gap_to(90.0, 100.0) == -0.1


def test_the_middle_row_counts_no_plan_as_dearest() -> None:
    rows = [replace(ROW, cost=cost) for cost in (None, 2.0, 1.0)]
    assert median_row(rows).cost == 2.0


def test_a_cheaper_valid_plan_is_noted_and_a_faulty_one_is_not(tmp_path: Path) -> None:
    table = tmp_path / "known.json"
    table.write_text(json.dumps({"a": {"cost": 10.0, "source": "x"}, "b": {"cost": None, "source": "x"}}))
    rows = [
        replace(ROW, instance="a", cost=9.0),
        replace(ROW, instance="a", cost=1.0, violations=2),
        replace(ROW, instance="b", cost=5.0),
        replace(ROW, instance="unlisted", cost=5.0),
    ]
    assert note_better(rows, table) == ["a", "b"]
    assert best_known(table) == {"a": 9.0, "b": 5.0}


def test_the_known_plans_name_every_city_day() -> None:
    assert best_known()["city-100-11-1-plain"] <= 2022
    assert best_known()["city-100-11-1-hard"] <= 2718


def test_fresh_problems_come_back_with_their_seed_and_differ_without() -> None:
    assert drawn(7) == drawn(7)
    assert drawn(7) != drawn(8)
    assert len(set(drawn(7))) == 20
    for day in drawn(7):
        assert 30 <= day.visit_count <= 120
        assert 4.5 <= day.visit_count / day.engineer_count <= 12.5


@pytest.mark.skipif(importlib.util.find_spec("vroom") is None, reason="vroom is not installed")
def test_a_run_keeps_a_judged_row_for_each_solver(shared: Path, tmp_path: Path) -> None:
    bench = Bench(
        shared, tmp_path / "rows.json", tmp_path, threads=1, only=("vroom",), known={"city-12-3-5-hard": 1000.0}
    )
    bench.solve("vroom", City(12, 3, 5, "hard"), None)
    (row,) = read_rows(bench.out)
    assert isinstance(row, Row)
    assert (row.instance, row.solver, row.served, row.violations) == ("city-12-3-5-hard", "vroom", 10, 0)
    assert row.cost == pytest.approx(1289.9)
    assert row.gap == pytest.approx(0.2899)
    assert row.limit_s is None


@pytest.mark.skipif(importlib.util.find_spec("vroom") is None, reason="vroom is not installed")
def test_a_refusal_is_a_row_without_a_cost_even_where_an_older_plan_lies(shared: Path, tmp_path: Path) -> None:
    bench, city = Bench(shared, tmp_path / "rows.json", tmp_path, threads=1), City(12, 3, 5, "plain")
    older = bench.plan_path("vroom", city, None, 0)
    older.parent.mkdir(parents=True)
    older.write_text("{}")
    row = bench.solve("vroom", city, None)
    assert (row.cost, row.served, row.violations) == (None, None, None)
    assert "overtime" in row.note


def test_peers_are_not_asked_for_plain_days(tmp_path: Path) -> None:
    bench = Bench(tmp_path, tmp_path / "rows.json", tmp_path, threads=1)
    assert bench.wanted(City(12, 3, 5, "plain")) == ["ours", "routing"]
    assert bench.wanted(City(12, 3, 5, "hard")) == ["ours", "routing", "pyvrp", "vroom"]


def test_a_child_is_measured_and_heard() -> None:
    ended = run([sys.executable, "-c", "import sys; print('noise'); print('words', file=sys.stderr); sys.exit(7)"])
    assert (ended.code, ended.last_words) == (7, "words")
    assert ended.seconds > 0
    assert ended.peak_mb > 1


def test_a_child_that_overruns_is_told_to_stop() -> None:
    waits = "import signal, sys\ntry: signal.pause()\nexcept KeyboardInterrupt: sys.exit(9)"
    assert run([sys.executable, "-c", waits], grace_s=0.5).code == 9


def test_progress_is_read_from_among_other_lines() -> None:
    said = (
        (0.9, "compiling"),
        (1.5, '{"elapsed_s": 0.25, "cost": 12.5, "served": 3, "late": 1}'),
        (1.6, '{"warning": "x"}'),
    )
    (line,) = ours.progress_lines(Ended(0, 2.0, 50.0, said))
    assert (line.elapsed_s, line.cost, line.served, line.late, line.written_s) == (0.25, 12.5, 3, 1, 1.5)


def test_a_visit_taken_out_of_a_plan_is_unserved_there() -> None:
    plan = {
        "cost": {"total": 5.0},
        "bound": None,
        "routes": [
            {"shift": "s", "stops": [{"visit": "a"}]},
            {"shift": "t", "stops": [{"visit": "b"}, {"visit": "c"}]},
        ],
        "unserved": [{"visit": "d", "reasons": []}],
    }
    left = without(plan, "a")
    assert [route["shift"] for route in left["routes"]] == ["t"]
    assert [one["visit"] for one in left["unserved"]] == ["d", "a"]
    assert "cost" not in left


def test_an_unknown_solver_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["city", "--only", "ours,magic"])
    assert "magic" in capsys.readouterr().err
