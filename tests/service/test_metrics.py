"""Figures for Prometheus, and who may see them."""

from prometheus_client.parser import text_string_to_metric_families

from api.store.audit import Author
from api.store.tables import Job
from tests.service.conftest import START, Running
from tests.service.test_permissions import ELSEWHERE


def figures(running: Running) -> dict[tuple[str, tuple[str, ...]], float]:
    text = running.with_key(None).get("/metrics").text
    return {
        (sample.name, tuple(sorted(sample.labels.values()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_requests_are_counted_by_operation_and_status(running_on_sqlite: Running) -> None:
    caller = running_on_sqlite.as_("planner")
    for _ in range(3):
        caller.get("/v1/me")
    caller.get("/v1/keys")
    caller.get("/nowhere")
    found = figures(running_on_sqlite)
    name = "roundsman_request_duration_seconds_count"
    assert found[name, ("200", "GET", "whoami")] == 3
    assert found[name, ("403", "GET", "list_keys")] == 1
    assert found[name, ("404", "GET", "unknown")] == 1


def test_jobs_are_counted_by_state(running: Running) -> None:
    with running.service.store.writing(Author("tests", running.clock)) as session:
        for number, state in enumerate(["queued", "queued", "running", "failed"]):
            job = Job(
                id=f"j{number}", kind="solve", state=state, params={}, limit_s=1, created_by="t", created_at=START
            )
            session.add(job)
    found = figures(running)
    assert found["roundsman_jobs", ("queued",)] == 2
    assert found["roundsman_jobs", ("running",)] == 1
    assert found["roundsman_jobs", ("done",)] == 0
    assert found["roundsman_queue_length", ()] == 2


def test_two_services_in_one_process_count_apart(running_on_sqlite: Running, running: Running) -> None:
    running.with_key(None).get("/healthz")
    key = "roundsman_request_duration_seconds_count", ("200", "GET", "healthz")
    assert figures(running)[key] == 1
    assert key not in figures(running_on_sqlite)


def test_strangers_do_not_see_the_figures(running_on_sqlite: Running) -> None:
    for role, status in (("administrator", 200), ("dispatcher", 403)):
        assert running_on_sqlite.as_(role).get("/metrics", headers=ELSEWHERE).status_code == status
    assert running_on_sqlite.with_key(None).get("/metrics", headers=ELSEWHERE).status_code == 401
