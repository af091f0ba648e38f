"""``roundsman simulate``: a study from its document to tables and reports."""

import csv
import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import LocalCluster

from scenarios import StudyResult, answer_sentences, library

from .running import COMMAND, environment, roundsman

STUDY = """
format = "roundsman-study/1"
name = "one engineer more?"
id = "one-more"
book = "book.json"
from = 2026-12-07
days = 3
warm_up = 0
policies = ["first_come"]
replications = {at_least = 2, at_most = 2}

[[demand]]
id = "faults"
per_day = 6
severity = "1"
work = "PT1H"

[[scenarios]]
name = "one more"
add_engineers = {like = "e"}
"""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    from .test_horizon import small_book

    book = {key: value for key, value in small_book().items() if key not in ("tickets", "rules")}
    (tmp_path / "book.json").write_text(json.dumps(book), encoding="utf-8")
    path = tmp_path / "study.toml"
    path.write_text(STUDY, encoding="utf-8")
    return path


@pytest.fixture
def cluster() -> Iterator[str]:
    """The address of a cluster that is there already."""
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, protocol="tcp", host="127.0.0.1",
        dashboard_address="127.0.0.1:0", worker_dashboard_address=None, scheduler_kwargs={"dashboard": False},
        memory_limit=0,
    ) as made:  # fmt: skip
        yield str(made.scheduler_address)


def cases(out: Path) -> dict[str, int]:
    """The cases in a study's folder, with when they were written."""
    return {file.name: file.stat().st_mtime_ns for file in (out / "cases").glob("*.parquet")}


def test_a_study_is_lived_through_written_printed_and_gone_on_with(study: Path, tmp_path: Path, cluster: str) -> None:
    asked = "simulate", study, "--cluster", cluster, "-o", tmp_path / "out"
    ran = roundsman(*asked, "--replications", 1, "--progress", "json")
    assert ran.status == 0, ran.err
    news = [json.loads(line) for line in ran.err.splitlines() if line.startswith("{")]
    assert (news[-1]["cases"], news[-1]["cases_done"]) == (2, 2)
    first = cases(tmp_path / "out")
    assert len(first) == 2
    again = roundsman(*asked)
    assert again.status == 0, again.err
    assert first.items() < cases(tmp_path / "out").items(), "what is done is not done again"
    said = answer_sentences(StudyResult.read(tmp_path / "out"))
    assert again.out.splitlines()[2] == said[0].replace("\u202f", " "), "the answer comes first"
    assert "Difference to “as it is”" in again.out
    with (tmp_path / "out/measures.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["scenario"], row["measure"]): row for row in csv.DictReader(file) if not row["group"]}
    assert {row["replications"] for row in rows.values()} == {"2"}
    assert f"{100 * float(rows['as it is', 'utilisation']['mean']):.1f}" in again.out
    for page, language in (("report.html", "en"), ("report.zh.html", "zh")):
        assert f'lang="{language}' in (tmp_path / "out" / page).read_text(encoding="utf-8")
    told = roundsman(*asked, "--json").document  # nothing is left to live through
    assert (told["id"], told["warm_up"], told["is_complete"]) == ("one-more", 0, True)
    assert {row["scenario"] for row in told["measures"]} == {"as it is", "one more"}


def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [*COMMAND, "simulate", str(study), "-o", str(out), "--workers", "1", "--replications", "5000"]
    with subprocess.Popen(
        [*command, "--progress", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        encoding="utf-8",
    ) as running:
        assert running.stderr is not None
        for line in running.stderr:
            if line.startswith("{") and json.loads(line)["cases_done"] >= 4:
                break
        running.send_signal(signal.SIGINT)
        printed, said = running.communicate(timeout=120)
    assert running.returncode == 0, said
    assert "run the same again to go on" in said
    assert "Traceback" not in said
    assert "one more" in printed
    assert len(cases(out)) >= 4
    assert (out / "report.html").exists()


def test_every_fault_of_a_study_is_told_before_anything_runs(study: Path, tmp_path: Path) -> None:
    study.write_text(STUDY.replace('like = "e"', 'like = "f"').replace("days = 3", "dais = 3"), encoding="utf-8")
    ran = roundsman("simulate", study, "-o", tmp_path / "out")
    assert ran.status == 2
    assert "$.dais" in ran.err
    assert 'did you mean "days"' in ran.err
    assert "$.scenarios[0].add_engineers" in ran.err
    assert not (tmp_path / "out").exists()


def test_a_name_that_is_no_study_is_told(tmp_path: Path) -> None:
    assert "no study 'elv_camppus'" in roundsman("simulate", "elv_camppus", folder=tmp_path).err
    missing = roundsman("simulate", "none.toml", folder=tmp_path)
    assert (missing.status, "no_such_file" in missing.err) == (2, True)
    assert roundsman("simulate", folder=tmp_path).status == 2


def test_the_studies_of_the_library_are_named() -> None:
    ran = roundsman("simulate", "--list")
    assert ran.status == 0, ran.err
    assert [line.split()[0] for line in ran.out.splitlines()] == list(library.studies())


def test_a_search_for_the_cheapest_staffing_is_answered_beside_the_study(
    study: Path, tmp_path: Path, cluster: str
) -> None:
    search = """
wages = {per_day = 300}

[search]
measure = "backlog"
at_most = 50
replications = {at_most = 8}
axes = [{name = "who joins", like = "e", counts = [0, 1]}]
"""
    study.write_text(STUDY.replace("\n[[demand]]", f"{search}\n[[demand]]", 1), encoding="utf-8")
    out = tmp_path / "out"
    ran = roundsman("simulate", study, "--cluster", cluster, "-o", out, "--json")
    assert ran.status == 0, ran.err
    found = ran.document["staffing"]
    assert [row["name"] for row in found["verdicts"]] == ["0 who joins", "1 who joins"] or len(found["verdicts"]) == 2
    with (out / "staffing.csv").open(encoding="utf-8", newline="") as file:
        assert [row["verdict"] for row in csv.DictReader(file)] == [row["verdict"] for row in found["verdicts"]]
    assert (found["best"] is None) == ("feasible" not in {row["verdict"] for row in found["verdicts"]})
