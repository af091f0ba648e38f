"""The queue: one attempt at a time, fenced by its claim; what is shown of jobs, and who may see it."""

from typing import Any

import pytest
from sqlalchemy import select

from api.identity.actor import Actor
from api.jobs.kinds import KINDS, work_of
from api.jobs.queue import MOST_ATTEMPTS, Held, enqueue, forget, give_back, overrun, take
from api.jobs.watching import Watch
from api.store.audit import Author
from api.store.jobs import Attempt, Lane, RunningJob, beat, begin_held, change_held
from api.store.tables import Job
from tests.service.conftest import START, Running, Serve

ACTOR = Actor("key:tests", "tests", "dispatcher")


def put(running: Running, count: int = 1, **rest: Any) -> list[str]:
    """Put jobs into the queue, a second apart."""
    ids = []
    for _ in range(count):
        with running.service.store.writing(Author("tests", running.clock)) as session:
            ids.append(enqueue(session, running.service, "solve", {}, ACTOR, **rest).id)
        running.clock.move(seconds=1)
    return ids


def taken(running: Running, lane: Lane = "ordinary") -> Held:
    held = take(running.service.store, running.clock, lane)
    assert held is not None
    return held


def row(running: Running, id_: str) -> Job:
    with running.service.store.reading() as session:
        return session.get_one(Job, id_)


def change(running: Running, attempt: Attempt, **values: Any) -> bool:
    with running.service.store.writing(Author("tests", running.clock)) as session:
        return change_held(session, attempt, **values)


def test_jobs_are_taken_in_the_order_in_which_they_came_and_each_once(running: Running) -> None:
    ids = put(running, 3)
    assert [taken(running).attempt.job for _ in ids] == ids
    assert take(running.service.store, running.clock, "ordinary") is None


def test_urgent_jobs_have_a_queue_of_their_own(running: Running) -> None:
    put(running)
    (urgent,) = put(running, urgent=True)
    assert taken(running, "urgent").attempt.job == urgent


def test_an_attempt_that_was_given_up_changes_nothing(running: Running) -> None:
    (id_,) = put(running)
    first = taken(running).attempt
    give_back(running.service.store, running.clock, first, "nothing was heard of it")
    second = taken(running).attempt
    assert (first.job, second.job) == (id_, id_)
    assert not change(running, first, state="done", result={"plan_id": "p1"})
    with running.service.store.writing(Author("tests", running.clock)) as session:
        assert beat(session, first, {}, running.clock()) is None
    assert row(running, id_).state == "running"
    assert change(running, second, state="done", result={"plan_id": "p2"})
    assert not change(running, second, state="done", result={"plan_id": "p3"}), "an end is written once"
    assert row(running, id_).result == {"plan_id": "p2"}


def test_an_attempt_is_begun_by_one_worker(running: Running) -> None:
    put(running)
    attempt = taken(running).attempt
    for worker, is_first in (("a", True), ("b", False)):
        with running.service.store.writing(Author("tests", running.clock)) as session:
            assert (begin_held(session, attempt, worker) is not None) == is_first
    assert row(running, attempt.job).worker == "a"


def test_a_job_whose_workers_die_fails_after_some_attempts(running: Running) -> None:
    (id_,) = put(running)
    for _ in range(MOST_ATTEMPTS):
        give_back(running.service.store, running.clock, taken(running).attempt, "its worker died")
    job = row(running, id_)
    assert (job.state, job.attempts) == ("failed", MOST_ATTEMPTS)
    assert job.error is not None
    assert job.error["code"] == "job_lost"


def test_an_attempt_that_nobody_began_does_not_count(running: Running) -> None:
    (id_,) = put(running)
    for _ in range(MOST_ATTEMPTS + 1):
        give_back(running.service.store, running.clock, taken(running).attempt, "no worker took it", tried=False)
    assert (row(running, id_).state, row(running, id_).attempts) == ("queued", 0)


def test_a_job_that_goes_on_after_its_limit_has_failed(running: Running) -> None:
    (id_,) = put(running)
    attempt = taken(running).attempt
    overrun(running.service.store, running.clock, attempt, 60)
    assert row(running, id_).state == "failed"
    assert not change(running, attempt, state="done")


def test_a_full_queue_refuses_and_says_when_to_come_again(serve: Serve, database_url: str) -> None:
    running = serve(database_url, most_queued=2)
    running.clock.now = START
    put(running, 2)
    wanted = {"territory": "main", "first": "2026-12-07"}
    dispatcher = running.as_("dispatcher")
    answer = dispatcher.post("/v1/plans", json=wanted)
    assert (answer.status_code, answer.json()["code"]) == (503, "queue_full")
    assert int(answer.headers["Retry-After"]) > 0
    assert len(put(running, urgent=True)) == 1, "urgent jobs are counted apart"
    taken(running)
    assert dispatcher.post("/v1/plans", json=wanted).status_code == 202


def test_a_job_says_how_many_are_before_it(running: Running) -> None:
    first, second = put(running, 2, territory="main")
    (urgent,) = put(running, urgent=True, territory="main")
    caller = running.as_("planner")
    positions = {each["id"]: each["position"] for each in caller.get("/v1/jobs").json()["items"]}
    assert positions == {urgent: 1, first: 2, second: 3}
    taken(running)
    assert caller.get(f"/v1/jobs/{first}").json()["position"] is None
    assert caller.get(f"/v1/jobs/{second}").json()["position"] == 2


def test_jobs_are_listed_page_by_page(running_on_sqlite: Running) -> None:
    running = running_on_sqlite
    ids = put(running, 5, territory="main")
    caller, after, seen = running.as_("dispatcher"), "", []
    while True:
        page = caller.get(f"/v1/jobs?limit=2{after and '&after=' + after}").json()
        seen += [each["id"] for each in page["items"]]
        if page["next"] is None:
            break
        after = page["next"]
    assert seen == sorted(ids, reverse=True)


def test_a_job_that_waits_is_stopped_at_once_and_one_that_runs_is_asked(running: Running) -> None:
    first, second = put(running, 2, territory="main")
    caller = running.as_("dispatcher")
    assert caller.post(f"/v1/jobs/{second}/stop").json()["state"] == "stopped"
    attempt = taken(running).attempt
    answer = caller.post(f"/v1/jobs/{first}/stop").json()
    assert (answer["state"], answer["stop_asked"]) == ("running", True)
    with running.service.store.writing(Author("tests", running.clock)) as session:
        heard = beat(session, attempt, {"cost": 1.0}, running.clock())
    assert heard is not None
    assert heard.stop_asked
    again = caller.post(f"/v1/jobs/{second}/stop")
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")


def test_a_job_of_another_territory_does_not_exist(running: Running) -> None:
    (id_,) = put(running, territory="main")
    (private,) = put(running)
    elsewhere = running.as_("dispatcher", territories=["north"])
    for path in (f"/v1/jobs/{id_}", f"/v1/jobs/{id_}/result", f"/v1/jobs/{id_}/events", f"/v1/jobs/{private}"):
        assert elsewhere.get(path).json()["code"] == "not_found", path
    assert elsewhere.post(f"/v1/jobs/{id_}/stop").status_code == 404
    assert elsewhere.get("/v1/jobs").json()["items"] == []
    assert running.as_("dispatcher").get(f"/v1/jobs/{private}").status_code == 404, "it was asked for by another"
    assert running.as_("administrator").get(f"/v1/jobs/{private}").status_code == 200


@pytest.mark.parametrize("role", ["engineer", "customer"])
def test_jobs_are_not_for_everybody(running_on_sqlite: Running, role: Any) -> None:
    assert running_on_sqlite.as_(role).get("/v1/jobs").status_code == 403


def test_events_tell_the_end_and_nothing_twice(running_on_sqlite: Running) -> None:
    running = running_on_sqlite
    (id_,) = put(running, territory="main")
    attempt = taken(running).attempt
    change(running, attempt, state="done", result={"plan_id": "p1"})
    caller = running.as_("dispatcher")
    answer = caller.get(f"/v1/jobs/{id_}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    lines = dict(line.split(": ", 1) for line in answer.text.splitlines() if line)
    assert lines["event"] == "done"
    assert '"plan":"p1"' in lines["data"].replace(" ", "")
    again = caller.get(f"/v1/jobs/{id_}/events", headers={"Last-Event-ID": lines["id"]})
    assert "event:" not in again.text


def test_a_job_without_a_result_says_so(running_on_sqlite: Running) -> None:
    (id_,) = put(running_on_sqlite, territory="main")
    answer = running_on_sqlite.as_("dispatcher").get(f"/v1/jobs/{id_}/result")
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")


def test_a_heartbeat_that_stands_still_is_noticed_and_one_that_moves_is_not() -> None:
    now = [0.0]
    watch = Watch(20, lambda: now[0])
    still = RunningJob(Attempt("still", "c1"), START, 1000)

    def moving() -> RunningJob:
        return RunningJob(Attempt("moving", "c2"), START.replace(second=int(now[0]) % 60), 30)

    silent, over = [], []
    for now[0] in range(0, 60, 5):
        found = watch.look([still, moving()])
        silent.append((now[0], [job.attempt.job for job in found.silent]))
        over.append((now[0], [job.attempt.job for job in found.overrun]))
    assert next(at for at, jobs in silent if jobs) == 25
    assert all("moving" not in jobs for _, jobs in silent)
    assert next(at for at, jobs in over if "moving" in jobs) == 55, "20 s more than its limit of 30"


def test_old_answers_are_forgotten_and_plans_made_are_remembered_longer(running: Running) -> None:
    ids = {}
    for kind in ("solve", "stateless"):
        with running.service.store.writing(Author("tests", running.clock)) as session:
            ids[kind] = enqueue(session, running.service, kind, {}, ACTOR).id
        change(running, taken(running).attempt, state="done", ended_at=running.clock())
    with running.service.store.writing(Author("tests", running.clock)) as session:
        waiting = enqueue(session, running.service, "stateless", {}, ACTOR).id

    def known() -> set[str]:
        forget(running.service.store, running.clock)
        with running.service.store.reading() as session:
            return set(session.scalars(select(Job.id)))

    running.clock.move(hours=23)
    assert known() == {*ids.values(), waiting}
    running.clock.move(hours=2)
    assert known() == {ids["solve"], waiting}
    running.clock.move(days=91)
    assert known() == {waiting}, "what has not ended is never forgotten"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_of_job_has_its_function(kind: str) -> None:
    assert callable(work_of(kind))
