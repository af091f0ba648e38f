"""Studies are lived through to the end, once, and come to the same wherever that is done."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from optimiser import FaultyInput, RoundsmanError
from scenarios.studies import crew
from scenarios.studies.pace import Progress
from scenarios.studies.runner import run_study
from scenarios.studies.study import Precision, Replications, Scenario
from tests.scenarios.studies.tiny import SERVICE, broken, faulty, grown, live, refuse, stuck, study

TABLES = ["measures.csv", "differences.csv", "replications.csv", "days.parquet", "waits.parquet", "study.json"]


def kept(folder: Path) -> dict[str, int]:
    """The cases in a folder, and when each was written."""
    return {path.name: path.stat().st_mtime_ns for path in (folder / "cases").iterdir()}


def test_all_scenarios_and_policies_are_lived_through_as_often_as_asked(cluster: str) -> None:
    result = run_study(study(), cluster=cluster, live=live)
    cases = result.replications[["scenario", "policy", "replication"]].drop_duplicates()
    expected = [
        (scenario, policy, replication)
        for scenario in ("as it is", "growth")
        for policy in ("optimiser", "first_come")
        for replication in range(3)
    ]
    assert list(cases.itertuples(index=False, name=None)) == expected
    assert result.is_complete
    assert result.warm_up == 5


def test_what_is_late_by_the_model_is_late_in_the_result(cluster: str) -> None:
    result = run_study(study(days=200, replications=Replications(5, 5)), cluster=cluster, live=live)
    means = result.measures[result.measures["group"] == ""].set_index(["scenario", "policy", "measure"])["mean"]
    assert means["as it is", "optimiser", "on_time"] == pytest.approx(0.9, abs=0.01)
    assert means["growth", "first_come", "on_time"] == pytest.approx(0.75, abs=0.01)


def test_one_worker_and_two_write_the_same_files(cluster_of: Callable[[int], str], tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for workers, folder in enumerate(folders, start=1):
        run_study(study(warm_up=None), cluster=cluster_of(workers), live=live).write(folder)
    for name in TABLES:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()


def test_what_is_kept_is_not_lived_through_again(cluster: str, tmp_path: Path) -> None:
    first = run_study(study(), tmp_path, cluster=cluster, live=live)
    again = run_study(study(), tmp_path, live=refuse)  # without any workers
    assert again.replications.equals(first.replications)
    assert again.days.equals(first.days)


def test_more_replications_live_through_the_new_ones_only(cluster: str, tmp_path: Path) -> None:
    run_study(study(), tmp_path, cluster=cluster, live=live)
    before = kept(tmp_path)
    run_study(study(replications=Replications(5, 5)), tmp_path, cluster=cluster, live=live)
    after = kept(tmp_path)
    assert len(after) == 20
    assert before.items() <= after.items()


def test_a_changed_scenario_is_lived_through_again_and_the_others_are_not(cluster: str, tmp_path: Path) -> None:
    run_study(study(), tmp_path, cluster=cluster, live=live)
    before = kept(tmp_path)
    more = Scenario("growth", "Much more.", lambda service: grown(grown(service)))
    changed = study(scenarios=[study().scenarios[0], more])
    result = run_study(changed, tmp_path, cluster=cluster, live=live)
    assert len(kept(tmp_path)) == 18
    assert before.items() <= kept(tmp_path).items()
    assert result.replications.equals(run_study(changed, cluster=cluster, live=live).replications)


@pytest.mark.parametrize(
    "change",
    [{"seed": 2}, {"days": 31}, {"first": study().first.replace(day=3)}, {"service": grown(SERVICE)}],
    ids=["seed", "days", "first", "service"],
)
def test_whatever_determines_a_case_makes_it_another(change: dict[str, object], cluster: str, tmp_path: Path) -> None:
    few = study(replications=Replications(1, 1), policies=("optimiser",), scenarios=study().scenarios[:1])
    run_study(few, tmp_path, cluster=cluster, live=live)
    run_study(replace(few, **change), tmp_path, cluster=cluster, live=live)
    assert len(kept(tmp_path)) == 2


def test_what_does_not_determine_a_case_leaves_it_as_it_is(cluster: str, tmp_path: Path) -> None:
    run_study(study(), tmp_path, cluster=cluster, live=live)
    renamed = [replace(each, name=f"{each.name}!", line="") for each in study().scenarios]
    run_study(study(id="other", name="Other", warm_up=0, scenarios=renamed), tmp_path, live=refuse)


def test_replications_are_added_until_the_precision_is_reached_in_all_cases(cluster: str) -> None:
    asked = Replications(3, 200, [Precision("on_time", 0.012)])
    result = run_study(study(replications=asked), cluster=cluster, live=live)
    counts = result.measures["replications"].unique()
    shown = result.measures[(result.measures["measure"] == "on_time") & (result.measures["group"] == "")]
    assert len(counts) == 1
    assert 3 < counts[0] < 200
    assert ((shown["high"] - shown["low"]) / 2 <= 0.012).all()


def test_there_are_never_more_replications_than_asked(cluster: str) -> None:
    asked = Replications(2, 5, [Precision("on_time", 1e-9)])
    result = run_study(study(replications=asked), cluster=cluster, live=live)
    assert set(result.measures["replications"]) == {5}
    assert result.is_complete


def test_a_precision_asked_of_what_nobody_measures_ends_the_study_all_the_same(cluster: str) -> None:
    asked = Replications(2, 5, [Precision("penalty", 1.0)])
    assert set(run_study(study(replications=asked), cluster=cluster, live=live).measures["replications"]) == {2}


def test_the_warm_up_is_found_where_none_is_given(cluster: str) -> None:
    result = run_study(study(warm_up=None, days=120), cluster=cluster, live=live)
    assert 10 <= result.warm_up <= 60  # the backlog rises for ten days; half of the days stay
    assert result.has_settled


def test_a_run_that_is_too_short_to_settle_says_so(cluster: str) -> None:
    assert not run_study(study(warm_up=None, days=20), cluster=cluster, live=live).has_settled


def test_the_warm_up_of_the_first_round_stays(cluster: str, tmp_path: Path) -> None:
    few, many = Replications(2, 2), Replications(2, 6, [Precision("on_time", 1e-9)])
    first = run_study(study(warm_up=None, days=60, replications=few), tmp_path, cluster=cluster, live=live)
    more = run_study(study(warm_up=None, days=60, replications=many), tmp_path, cluster=cluster, live=live)
    assert more.warm_up == first.warm_up
    assert more.replications[more.replications["replication"] < 2].reset_index(drop=True).equals(first.replications)


def test_a_case_that_goes_wrong_is_named_and_the_others_are_kept(
    cluster_of: Callable[[int], str], tmp_path: Path
) -> None:
    with pytest.raises(RoundsmanError, match=r"(?s)'as it is', policy 'optimiser', replication 2.*nobody is there"):
        run_study(study(), tmp_path, cluster=cluster_of(1), live=broken)
    assert len(kept(tmp_path)) >= 7
    assert run_study(study(), tmp_path, cluster=cluster_of(1), live=live).is_complete


def test_a_faulty_input_comes_through_with_its_faults(cluster: str) -> None:
    with pytest.raises(FaultyInput) as caught:
        run_study(study(), cluster=cluster, live=faulty)
    fault = caught.value.faults[0]
    assert (fault.path, fault.code, fault.value) == ("sites[0]", "missing", 7)
    assert "policy 'first_come'" in caught.value.__notes__[0]


def test_a_study_that_is_stopped_gives_what_there_is_and_goes_on_later(cluster: str, tmp_path: Path) -> None:
    def should_stop() -> bool:
        return (tmp_path / "cases").exists() and len(list((tmp_path / "cases").iterdir())) >= 4

    stopped = run_study(study(), tmp_path, cluster=cluster, should_stop=should_stop, live=stuck)
    assert not stopped.is_complete
    assert 1 <= stopped.measures["replications"].max() <= 2
    whole = run_study(study(), tmp_path, cluster=cluster, live=live)
    assert whole.replications.equals(run_study(study(), cluster=cluster, live=live).replications)


def test_a_study_that_is_stopped_at_once_has_found_nothing(cluster: str) -> None:
    result = run_study(study(warm_up=None), cluster=cluster, should_stop=lambda: True, live=refuse)
    assert not result.is_complete
    assert len(result.measures) == len(result.differences) == len(result.days) == len(result.waits) == 0
    assert result._repr_html_()


def test_progress_rises_to_the_end(cluster: str) -> None:
    told: list[Progress] = []
    run_study(study(), cluster=cluster, on_progress=told.append, live=live)
    assert [each.done for each in told] == list(range(13))
    assert {each.expected for each in told} == {12}
    assert (told[-1].days_done, told[-1].days_expected, told[-1].left_s) == (360, 360, 0.0)


def test_an_address_where_nobody_answers_is_an_error_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "_CONNECT_S", 0.2)
    with pytest.raises(RoundsmanError, match="no Dask cluster answers"):
        run_study(study(), cluster="tcp://127.0.0.1:9", live=live)


def test_a_cluster_without_workers_is_an_error_that_says_so(
    monkeypatch: pytest.MonkeyPatch, cluster_of: Callable[[int], str]
) -> None:
    monkeypatch.setattr(crew, "_CONNECT_S", 0.5)
    with pytest.raises(RoundsmanError, match="has no workers"):
        run_study(study(), cluster=cluster_of(0), live=live)
