"""Studies by the service: asked for, lived through in the background, kept, read, gone on with."""

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from csv import DictReader
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster
from pandas import read_parquet
from pandas.testing import assert_frame_equal

from api.jobs.heart import Lost
from api.jobs.kinds import Task
from api.jobs.queue import give_back, take
from api.jobs.working import Errand, run_job
from api.masters.book import put_book
from api.store.audit import Author
from api.store.studies import files_of
from api.store.tables import Job, Study, Territory
from api.studies.living import live_through
from scenarios import StudyResult, read_study, run_study
from tests.service.calling import Caller
from tests.service.conftest import Running, Serve
from tests.service.working import at_work, done_here, ended

WORK = {"calendar": "office", "from": "08:00", "until": "16:00"}
OFFICE = {"days": ["mon", "tue", "wed", "thu", "fri"], "from": "08:00", "until": "16:00"}
BOOK: dict[str, Any] = {
    "format": "roundsman-book/1",
    "id": "small",
    "time_zone": "UTC",
    "calendars": [{"id": "office", "time_zone": "UTC", "hours": [OFFICE]}],
    "zones": [{"id": "z"}],
    "policies": [{"id": "p", "zones": ["z"], "targets": []}],
    "contracts": [{"id": "c", "customer": "k", "policy": "p"}],
    "sites": [{"id": f"s{k}", "contract": "c", "lat": 36.0 + k / 50, "lon": 120.0} for k in range(2)],
    "engineers": [{"id": "e", "lat": 36.0, "lon": 120.0, "duties": [WORK]}],
}
ASKED: dict[str, Any] = {
    "format": "roundsman-study/1",
    "name": "one engineer more?",
    "book": BOOK,
    "from": "2026-12-07",
    "days": 3,
    "warm_up": 0,
    "seed": 7,
    "policies": ["first_come"],
    "replications": {"at_least": 2, "at_most": 2},
    "demand": [{"id": "faults", "per_day": 6, "severity": "1", "work": "PT1H"}],
    "scenarios": [{"name": "one more", "add_engineers": {"like": "e"}}],
}

WAGES = {"per_day": 160}
SEARCH: dict[str, Any] = {
    "measure": "wait_h",
    "at_most": 2.0,
    "axes": [{"name": "hands", "like": "e", "counts": [0, 1]}],
    "replications": {"at_least": 2, "at_most": 2},
}


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """Workers in this process, so that no test waits for others to start."""
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0",
        worker_dashboard_address=None, scheduler_kwargs={"dashboard": False}, memory_limit=0,
    ) as made:  # fmt: skip
        yield str(made.scheduler_address)


@pytest.fixture(scope="module")
def expected(cluster: str) -> StudyResult:
    """What the study finds in Python."""
    return run_study(read_study(ASKED), cluster=cluster)


@pytest.fixture
def studying(serve: Serve, database_url: str, cluster: str) -> Running:
    """A service on a fresh database, whose studies are lived through here."""
    return serve(database_url, study_cluster=cluster)


@pytest.fixture
def studying_on_sqlite(serve: Serve, blank_sqlite: Path, tmp_path: Path, cluster: str) -> Running:
    """The same, for what does not depend on the kind of database."""
    shutil.copy(blank_sqlite, tmp_path / "service.db")
    return serve(f"sqlite:///{tmp_path / 'service.db'}", study_cluster=cluster)


def ask(caller: Caller, territory: str | None = "main", **more: Any) -> dict[str, Any]:
    """Ask for a study; returns its job."""
    params = {} if territory is None else {"territory": territory}
    answer = caller.post("/v1/studies", params=params, json=ASKED | more)
    assert answer.status_code == 202, answer.text
    job: dict[str, Any] = answer.json()
    assert answer.headers["Location"] == f"/v1/jobs/{job['id']}"
    return job


def faults(caller: Caller, territory: str | None = "main", **more: Any) -> list[tuple[str, str]]:
    """Ask for a study that is refused; returns where, and what."""
    params = {} if territory is None else {"territory": territory}
    answer = caller.post("/v1/studies", params=params, json=ASKED | more)
    assert answer.status_code == 422, answer.text
    return [(fault["path"], fault["code"]) for fault in answer.json()["faults"]]


def assert_found(study: dict[str, Any], expected: StudyResult) -> None:
    """See to it that a study has found what is expected, number by number."""
    assert study["results"]["is_complete"]
    for name in ("measures", "differences"):
        found = json.loads(getattr(expected, name).to_json(orient="records", double_precision=15))
        assert len(study["results"][name]) == len(found) > 10
        for told, row in zip(study["results"][name], found, strict=True):
            assert told == {key: pytest.approx(value) for key, value in row.items()}


class Listening:
    """Hears the news of a job; gives it up for lost after so many cases."""

    def __init__(self, most: int | None = None) -> None:
        self.most = most
        self.news: list[dict[str, Any]] = []

    def tell(self, **news: Any) -> None:
        self.news.append(news)

    def should_stop(self) -> bool:
        return False

    def require_own(self) -> None:
        if self.most is not None and self.news and self.news[-1].get("cases_done", 0) >= self.most:
            raise Lost


def attempt(running: Running, job: dict[str, Any], hearing: Listening) -> None:
    """Work at a job as a worker does, until the attempt is lost."""
    with running.service.store.reading() as session:
        row = session.get_one(Job, job["id"])
        params, by = row.params, row.created_by
    with suppress(Lost):
        live_through(Task(job["id"], params, by, running.service.store, running.clock, float, 1, hearing))


def test_a_study_finds_what_it_finds_in_python(studying: Running, expected: StudyResult) -> None:
    caller = studying.as_("planner")
    job = ask(caller)
    assert (job["kind"], job["state"], job["urgent"]) == ("study", "queued", False)
    done_here(studying, "patient")
    path = f"/v1/studies/{job['study']}"
    study = caller.get(path).json()
    assert (study["state"], study["cases"], study["cases_done"], study["job"]) == ("done", 4, 4, job["id"])
    assert_found(study, expected)
    assert caller.get(f"{path}/measures.csv").text == expected.measures.to_csv(index=False)
    assert caller.get(f"{path}/differences.csv").headers["content-type"].startswith("text/csv")
    assert caller.get(f"{path}/replications.csv").text == expected.replications.to_csv(index=False)
    for name in ("days", "waits", "replications"):
        found = caller.get(f"{path}/{name}.parquet")
        assert found.headers["content-type"] == "application/vnd.apache.parquet"
        assert_frame_equal(read_parquet(BytesIO(found.content)), getattr(expected, name))
    assert caller.get(f"{path}/staffing.csv").json()["code"] == "not_found", "it asked for no search"
    assert caller.get(f"{path}/cases.parquet").json()["code"] == "faulty_input"
    pages = {language: caller.get(f"{path}/report", params={"language": language}).text for language in ("en", "zh")}
    assert "one engineer more?" in pages["en"]
    assert 'lang="zh' in pages["zh"]


def test_what_the_search_for_staffing_knows_is_a_table(studying_on_sqlite: Running) -> None:
    caller = studying_on_sqlite.as_("planner")
    path = f"/v1/studies/{ask(caller, scenarios=[], wages=WAGES, search=SEARCH)['study']}"
    done_here(studying_on_sqlite, "patient")
    told = caller.get(path).json()["results"]["staffing"]["verdicts"]
    table = list(DictReader(caller.get(f"{path}/staffing.csv").text.splitlines()))
    assert [(row["name"], row["verdict"]) for row in table] == [(each["name"], each["verdict"]) for each in told]
    assert len(table) == 2


def test_a_result_that_is_known_is_not_sent_again(studying_on_sqlite: Running) -> None:
    caller = studying_on_sqlite.as_("planner")
    path = f"/v1/studies/{ask(caller, days=1, scenarios=[])['study']}"
    done_here(studying_on_sqlite, "patient")
    tags = set()
    for part in ("measures.csv", "replications.csv", "days.parquet", "waits.parquet", "report", "report?language=zh"):
        first = caller.get(f"{path}/{part}")
        tags.add(first.headers["ETag"])
        again = caller.get(f"{path}/{part}", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
        assert caller.get(f"{path}/{part}", headers={"If-None-Match": '"1"'}).content == first.content != b""
    assert len(tags) == 6


def test_what_is_done_when_a_worker_dies_is_not_done_again(studying: Running, expected: StudyResult) -> None:
    caller = studying.as_("planner")
    job = ask(caller)
    held = take(studying.service.store, studying.clock, "patient")
    assert held is not None
    attempt(studying, job, Listening(most=2))
    with studying.service.store.reading() as session:
        kept = {name for name, _ in files_of(session, job["study"])}
    assert len(kept) == 2
    give_back(studying.service.store, studying.clock, held.attempt, "its worker died")
    again = Listening()
    attempt(studying, job, again)
    assert min(news["cases_done"] for news in again.news if "cases_done" in news) == 2
    done_here(studying, "patient")  # nothing is left to do but the tables
    assert_found(caller.get(f"/v1/studies/{job['study']}").json(), expected)


def test_a_study_that_is_stopped_keeps_what_is_done_and_goes_on_when_asked(
    studying_on_sqlite: Running, expected: StudyResult
) -> None:
    running = studying_on_sqlite
    caller = running.as_("planner")
    job = ask(caller)
    held = take(running.service.store, running.clock, "patient")
    assert held is not None
    attempt(running, job, Listening(most=2))
    assert caller.post(f"/v1/jobs/{job['id']}/stop").json()["stop_asked"]
    settings = running.service.settings
    run_job(Errand(held.attempt, settings.url, settings.heartbeat_s, running.clock(), threads=1))
    path = f"/v1/studies/{job['study']}"
    study = caller.get(path).json()
    assert (study["state"], study["cases_done"], study["results"]["is_complete"]) == ("stopped", 2, False)
    replications = {row["scenario"]: row["replications"] for row in study["results"]["measures"]}
    assert sum(replications.values()) == 2, "of which scenario, the workers decide"
    again = caller.post(f"{path}/resume")
    assert again.status_code == 202, again.text
    assert again.json()["study"] == job["study"]
    assert again.json()["id"] != job["id"]
    assert caller.post(f"{path}/resume").json()["code"] == "wrong_state", "it goes on already"
    done_here(running, "patient")
    assert_found(caller.get(path).json(), expected)
    assert caller.post(f"{path}/resume").json()["code"] == "wrong_state", "nothing is left to do"


def test_a_study_that_is_stopped_before_it_begins_has_no_results(studying_on_sqlite: Running) -> None:
    caller = studying_on_sqlite.as_("planner")
    job = ask(caller)
    path = f"/v1/studies/{job['study']}"
    assert caller.delete(path, headers={"If-Match": "*"}).json()["code"] == "wrong_state"
    caller.post(f"/v1/jobs/{job['id']}/stop")
    study = caller.get(path)
    assert (study.json()["state"], study.json()["results"]) == ("stopped", None)
    for part in ("measures.csv", "differences.csv", "staffing.csv", "days.parquet", "report"):
        assert caller.get(f"{path}/{part}").json()["code"] == "wrong_state"
    assert caller.delete(path).json()["code"] == "if_match_missing"
    assert caller.delete(path, headers={"If-Match": study.headers["ETag"]}).status_code == 204
    assert caller.get(path).status_code == 404


def test_the_book_may_be_the_stores_as_it_is_now(studying: Running) -> None:
    with studying.service.store.writing(Author("tests", studying.clock)) as session:
        put_book(session, BOOK, "main", studying.clock)
    caller = studying.as_("planner")
    job = ask(caller, book="store", days=1, replications={"at_least": 1, "at_most": 1})
    with studying.service.store.reading() as session:
        kept = session.get_one(Study, job["study"]).document["book"]
    assert [each["id"] for each in kept["engineers"]] == ["e"]
    done_here(studying, "patient")
    assert caller.get(f"/v1/jobs/{job['id']}").json()["error"] is None
    assert faults(caller, None, book="store") == [("query territory", "missing")]


def test_demand_is_fitted_to_all_that_the_store_remembers(studying_on_sqlite: Running) -> None:
    running = studying_on_sqlite
    first = datetime(2026, 5, 4, 9, tzinfo=UTC)
    reported = [first + timedelta(hours=8 * k) for k in range(90)]
    tickets = [
        {
            "id": f"t{k}",
            "site": f"s{k % 2}",
            "reported_at": at.isoformat(),
            "severity": "1",
            "duration": "PT1H",
            "history": [{"kind": "restored", "at": (at + timedelta(hours=2)).isoformat()}],
        }
        for k, at in enumerate(reported)
    ]
    with running.service.store.writing(Author("tests", running.clock)) as session:
        put_book(session, {**BOOK, "tickets": tickets}, "main", running.clock)
    caller = running.as_("planner")
    job = ask(caller, book="store", demand=[], demand_from={}, days=1, replications={"at_least": 1, "at_most": 1})
    with running.service.store.reading() as session:
        study = read_study(session.get_one(Study, job["study"]).document)
    assert sum(stream.per_day for stream in study.service.demand.streams) == pytest.approx(3, rel=0.2)
    told = faults(caller, book={**BOOK, "tickets": tickets[:20]}, demand=[], demand_from={})
    assert [path.split(".")[1] for path, _ in told] == ["demand_from"]


def test_every_fault_is_told_at_once_and_no_file_is_opened(studying_on_sqlite: Running) -> None:
    caller = studying_on_sqlite.as_("planner")
    told = faults(caller, seeds=1, days=0, scenarios=[{"name": "x", "drop_engineers": ["nobody"]}])
    assert [path for path, _ in told] == ["$.days", "$.scenarios[0].drop_engineers[0]", "$.seeds"]
    assert faults(caller, book="../book.json") == [("$.book", "no_files_here")]
    assert faults(caller, demand=[], demand_from={"file": "/etc/passwd", "at": "x"}) == [
        ("$.demand_from.file", "no_files_here")
    ]
    roads = {**BOOK, "travel": {"kind": "osrm", "url": "http://127.0.0.1:1"}}
    assert faults(caller, book=roads) == [("$.book.travel.kind", "travel_not_allowed")]
    assert (
        caller.post("/v1/studies", content=b"{", headers={"Content-Type": "application/json"}).json()["code"]
        == "faulty_input"
    )


def test_what_is_strange_about_a_study_is_answered_at_once_and_shown_with_it(studying_on_sqlite: Running) -> None:
    caller = studying_on_sqlite.as_("planner")
    asked = ask(caller, demand=[])
    assert [(each["path"], each["code"]) for each in asked["warnings"]] == [
        ("$.wages", "no_wages"), ("$.demand", "no_demand")
    ]  # fmt: skip
    assert "more staff is free" in asked["warnings"][0]["message"]
    assert caller.get(f"/v1/studies/{asked['study']}").json()["warnings"] == asked["warnings"]
    assert caller.get("/v1/studies").json()["items"][0]["warnings"] == asked["warnings"]
    assert ask(caller, wages=WAGES)["warnings"] == []


def test_a_study_that_was_asked_for_before_warnings_were_kept_has_none(studying_on_sqlite: Running) -> None:
    caller = studying_on_sqlite.as_("planner")
    id_ = ask(caller)["study"]
    with studying_on_sqlite.service.store.writing(Author("tests", studying_on_sqlite.clock)) as session:
        row = session.get_one(Study, id_)
        row.outline = {name: told for name, told in row.outline.items() if name != "warnings"}
    assert caller.get(f"/v1/studies/{id_}").json()["warnings"] == []


def test_a_study_that_is_too_large_is_refused_with_what_would_do(serve: Serve, blank_sqlite: Path) -> None:
    running = serve(f"sqlite:///{blank_sqlite}", most_study_days=20)
    answer = running.as_("planner").post("/v1/studies", json=ASKED | {"days": 60})
    assert answer.status_code == 422
    (fault,) = answer.json()["faults"]
    assert (fault["path"], fault["code"]) == ("$.days", "study_too_large")
    assert "ask for 5 days" in fault["message"]


def test_a_study_is_seen_by_its_territory_and_by_who_asked(studying_on_sqlite: Running) -> None:
    running = studying_on_sqlite
    with running.service.store.writing(Author("tests", running.clock)) as session:
        session.add(Territory(id="north", document={"id": "north"}, updated_at=running.clock()))
    here, there = (running.as_("planner", territories=[each]) for each in ("main", "north"))
    ours, mine = ask(here)["study"], ask(here, None)["study"]
    assert here.post("/v1/studies?territory=north", json=ASKED).status_code == 404

    def seen(caller: Caller, query: str = "") -> list[str]:
        return [each["id"] for each in caller.get(f"/v1/studies{query}").json()["items"]]

    assert seen(here) == [mine, ours]
    assert seen(here, "?territory=main") == [ours]
    assert seen(here, "?state=done") == []
    assert seen(there) == []
    assert seen(running.as_("planner")) == [ours]
    assert seen(running.as_("administrator")) == [mine, ours]
    assert there.get(f"/v1/studies/{ours}").status_code == 404
    assert there.post(f"/v1/studies/{ours}/resume").status_code == 404
    assert there.delete(f"/v1/studies/{ours}", headers={"If-Match": "*"}).status_code == 404
    page = here.get("/v1/studies?limit=1").json()
    assert page["next"] == mine
    assert seen(here, f"?limit=1&after={mine}") == [ours]


def test_a_plan_does_not_wait_behind_a_study(studying_on_sqlite: Running) -> None:
    caller = studying_on_sqlite.as_("planner")
    study = ask(caller)
    plan = caller.post("/v1/plans", json={"territory": "main", "first": "2026-12-07"}).json()
    places = {each["id"]: each["position"] for each in caller.get("/v1/jobs").json()["items"]}
    assert places == {plan["id"]: 1, study["id"]: 2}
    held = take(studying_on_sqlite.service.store, studying_on_sqlite.clock, "ordinary")
    assert held is not None
    assert held.attempt.job == plan["id"]


def test_a_study_is_lived_through_beside_the_workers(running_on_sqlite: Running, expected: StudyResult) -> None:
    caller = running_on_sqlite.as_("planner")
    with at_work(running_on_sqlite):
        job = ask(caller)
        assert ended(caller, f"/v1/jobs/{job['id']}")["state"] == "done"
    assert_found(caller.get(f"/v1/studies/{job['study']}").json(), expected)
