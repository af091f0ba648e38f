"""Workers and services that are killed in the middle of a search: the job is done all the same, and once."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.store.studies import files_of
from api.store.tables import Job, Plan
from api.store.tables import Study as StudyRow
from tests.service.conftest import Running, Serve
from tests.service.processes import Process, children_of, is_alive, service_process
from tests.service.test_studies import ASKED
from tests.service.working import DAY, NOW, at_work, ended, eventually, fill, searching

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds processes in /proc"),
]

SOON: dict[str, Any] = {"heartbeat_s": 0.5, "lost_after_s": 15, "threads_per_solve": 1, "workers": 1}
_LIVED, _CASES = 3, 12
LONG_STUDY = {**ASKED, "days": 60, "replications": {"at_least": _CASES // 2, "at_most": _CASES // 2}}
WANTED = {"territory": "main", "first": str(DAY), "now": NOW.isoformat()}


def plans_of(running: Running) -> list[Plan]:
    with running.service.store.reading() as session:
        return list(session.scalars(select(Plan)))


def job_row(running: Running, job: str) -> Job:
    with running.service.store.reading() as session:
        return session.get_one(Job, job.rsplit("/", 1)[1])


def ask(service: Process, **wanted: Any) -> str:
    answer = service.post("/v1/plans", json=WANTED | wanted)
    assert answer.status_code == 202, answer.text
    return str(answer.headers["Location"])


def seen(service: Process, job: str, *states: str, with_cost: bool = False) -> dict[str, Any]:
    """Wait until a job is in one of some states; `with_cost`: and has found a first plan."""

    def look() -> dict[str, Any] | None:
        found: dict[str, Any] = service.get(job)
        fits = found["state"] in states and (not with_cost or found["progress"]["cost"] is not None)
        return found if fits else None

    return eventually(look, f"{job} {' or '.join(states)}")


def test_a_job_whose_worker_is_killed_is_done_by_another(serve: Serve, database_url: str) -> None:
    running = serve(database_url, **SOON)
    fill(running)
    caller = running.as_("dispatcher")
    with at_work(running):
        answer = caller.post("/v1/plans", json=WANTED | {"seconds": 600})
        job = answer.headers["Location"]
        searching(caller, job)
        worker = int((job_row(running, job).worker or "").rsplit(":", 1)[1])
        assert worker != os.getpid(), "searches run in processes of their own"
        os.kill(worker, signal.SIGKILL)
        again = eventually(
            lambda: (
                found
                if (found := caller.get(job).json())["attempts"] == 2 and found["progress"]["cost"] is not None
                else None
            ),
            "a second attempt that searches",
        )
        assert again["state"] == "running"
        assert int((job_row(running, job).worker or "").rsplit(":", 1)[1]) != worker
        caller.post(f"{job}/stop")
        found = ended(caller, job)
    assert (found["state"], found["attempts"]) == ("stopped", 2)
    assert [plan.id for plan in plans_of(running)] == [found["plan"]]


def test_a_service_that_is_killed_finishes_the_job_when_it_is_back(
    serve: Serve, database_url: str, tmp_path: Path
) -> None:
    running = serve(database_url)
    fill(running)
    key, log = running.key("dispatcher"), tmp_path / "log"
    with service_process(database_url, key, log, **SOON) as service:
        job = ask(service, seconds=600)
        waiting = ask(service, iterations=50)
        seen(service, job, "running", with_cost=True)
        workers = children_of(service.process.pid)
        assert workers
        service.kill()
        eventually(lambda: not any(map(is_alive, workers)), "the end of the workers of a dead service")
    with service_process(database_url, key, log, **SOON) as service:
        again = eventually(
            lambda: found if (found := service.get(job))["attempts"] == 2 and found["state"] == "running" else None,
            "a second attempt",
        )
        assert again["plan"] is None
        seen(service, job, "running", with_cost=True)
        service.post(f"{job}/stop")
        first, second = seen(service, job, "stopped"), seen(service, waiting, "done")
    assert sorted(plan.id for plan in plans_of(running)) == sorted([first["plan"], second["plan"]])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_service_that_is_killed_in_a_study_goes_on_with_it_where_it_was(
    serve: Serve, database_url: str, tmp_path: Path
) -> None:
    running = serve(database_url)
    key, log = running.key("planner"), tmp_path / "log"
    with service_process(database_url, key, log, **SOON) as service:
        answer = service.post("/v1/studies?territory=main", json=LONG_STUDY)
        assert answer.status_code == 202, answer.text
        job, study = answer.headers["Location"], f"/v1/studies/{answer.json()['study']}"
        eventually(lambda: (service.get(job)["progress"]["cases_done"] or 0) >= _LIVED, "some cases lived through")
        children = children_of(service.process.pid)
        service.kill()
        eventually(lambda: not any(map(is_alive, children)), "the end of all that the dead service started")
    with running.service.store.reading() as session:
        kept = len(dict(files_of(session, study.rsplit("/", 1)[1])))
        assert session.scalars(select(StudyRow.revision)).one() == 1, "it was killed in the middle"
    assert kept >= _LIVED
    with service_process(database_url, key, log, **SOON) as service:
        seen_done = set()

        def look() -> bool:
            found = service.get(job)
            if found["attempts"] == 2:
                seen_done.add(found["progress"]["cases_done"])
            assert found["state"] in ("queued", "running", "done"), found["error"]
            return bool(found["state"] == "done")

        eventually(look, "the end of the study")
        found = service.get(study)
    assert min(each for each in seen_done if each) >= kept, "what was lived through is not done again"
    assert (found["state"], found["cases_done"]) == ("done", _CASES)
    assert found["results"]["is_complete"]
    assert {each["replications"] for each in found["results"]["measures"]} == {_CASES // 2}


def test_two_services_on_one_database_share_the_queue(serve: Serve, postgres_database_url: str, tmp_path: Path) -> None:
    running = serve(postgres_database_url)
    fill(running)
    key, log = running.key("dispatcher"), tmp_path / "log"
    with (
        service_process(postgres_database_url, key, log, **SOON) as one,
        service_process(postgres_database_url, key, log, **SOON) as other,
    ):
        long = [ask(one, seconds=600), ask(one, seconds=600)]
        for job in long:
            seen(other, job, "running", with_cost=True)
        short = [ask(service, iterations=20) for service in (one, other) * 3]
        for job in long:
            other.post(f"{job}/stop")
        found = [seen(one, job, "done", "stopped") for job in long + short]
    workers = {job_row(running, job).worker for job in long}
    assert len(workers) == 2, "each service took one of the two long jobs"
    assert [each["attempts"] for each in found] == [1] * 8
    assert sorted(plan.id for plan in plans_of(running)) == sorted(each["plan"] for each in found)
