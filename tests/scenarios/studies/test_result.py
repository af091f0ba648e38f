"""A result is read from its folder as it was written."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from scenarios.studies.asked import asked_of
from scenarios.studies.result import StudyResult
from scenarios.studies.runner import run_study
from scenarios.studies.study import Precision, Replications, Scenario
from tests.scenarios.studies.tiny import as_it_is, live, study

DOCUMENT = {"id": "tiny", "first": date(2026, 3, 2), "wages": {"per_day": 300}, "评": "试"}


@pytest.fixture(scope="module")
def result(cluster_of) -> StudyResult:  # type: ignore[no-untyped-def]
    asked = Replications(2, 2, [Precision("on_time", 0.5)])
    return run_study(study(replications=asked, document=DOCUMENT), cluster=cluster_of(1), live=live)


def test_what_was_written_is_read(result: StudyResult, tmp_path: Path) -> None:
    result.write(tmp_path)
    again = StudyResult.read(tmp_path)
    assert again.study == result.study
    assert (again.warm_up, again.is_complete, again.has_settled) == (5, True, True)
    for name in ("measures", "differences", "replications", "days", "waits"):
        assert_frame_equal(getattr(again, name), getattr(result, name))


def test_a_result_that_was_read_writes_the_same_files(result: StudyResult, tmp_path: Path) -> None:
    result.write(tmp_path / "one")
    StudyResult.read(tmp_path / "one").write(tmp_path / "two")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_the_tables_are_tidy(result: StudyResult, tmp_path: Path) -> None:
    result.write(tmp_path)
    csv = pd.read_csv(tmp_path / "replications.csv", keep_default_na=False)
    assert list(csv.columns) == ["scenario", "policy", "replication", "measure", "group", "value"]
    assert csv["value"].tolist() == result.replications["value"].tolist()
    assert list(result.days.columns) == [
        *("scenario", "policy", "replication", "day", "measure", "group", "part", "whole")
    ]
    assert list(result.waits.columns) == ["scenario", "policy", "replication", "day", "group", "bin", "count"]
    assert result.waits["count"].sum() == 8 * 30


def test_the_days_hold_the_warm_up_and_a_row_takes_few_bytes(result: StudyResult) -> None:
    assert result.days["day"].min() == 0
    assert result.days.memory_usage(deep=True).sum() < 60 * len(result.days)


def test_a_notebook_shows_a_row_for_each_case_and_no_markup_of_names(cluster_of) -> None:  # type: ignore[no-untyped-def]
    scenarios = [Scenario("as it is", "", as_it_is), Scenario("<b>more</b>", "", as_it_is)]
    shown = run_study(study(scenarios=scenarios), cluster=cluster_of(1), live=live)._repr_html_()
    assert shown.count("<tr") == 2 + 4
    assert shown.index("as it is") < shown.index("&lt;b&gt;more")
    assert "on_time" in shown


def test_what_was_asked_is_kept_without_the_service(result: StudyResult) -> None:
    assert result.study == asked_of(study(replications=result.study.replications, document=DOCUMENT))
    assert result.study.document["first"] == "2026-03-02"
    assert [each.name for each in result.study.scenarios] == ["as it is", "growth"]
    assert "tiny" in repr(result)


def test_a_folder_without_a_result_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        StudyResult.read(tmp_path)
