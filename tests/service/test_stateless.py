"""Problem documents planned for whoever sends them."""

from typing import Any

import pytest

from api.endpoints.stateless import EXAMPLE
from api.identity.actor import Role
from api.plans.stateless import MOST_PLACES, require_harmless
from api.store.audit import Author
from api.store.house import house_of
from api.store.tables import Job
from optimiser import FaultyInput, check, read_plan, read_problem, travel_times
from scenarios.library import demo_day
from tests.service.conftest import Running
from tests.service.working import PATIENCE_S, at_work

JSON = {"Content-Type": "application/json"}
REACHING_OUT: list[dict[str, Any]] = [
    {"kind": "roads", "extract": "/etc/passwd"},
    {"kind": "osrm", "url": "http://127.0.0.1:9/"},
]


def small() -> dict[str, Any]:
    """The bundled day with a third of its visits."""
    document = demo_day()
    document["visits"] = [each for each in document["visits"][::3] if "pin" not in each]
    return document


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a worker takes its time to start."""
    monkeypatch.setattr("api.endpoints.stateless._PATIENCE_S", PATIENCE_S)


def test_a_problem_is_answered_with_its_plan_and_faults_with_their_places(running: Running) -> None:
    caller = running.as_("planner")
    with at_work(running):
        answer = caller.post("/v1/solve?iterations=100&seed=3", json=small())
        again = caller.post("/v1/solve?iterations=100&seed=3", json=small())
        timed = caller.post("/v1/solve?seconds=0.2", json=small())
        faulty = caller.post("/v1/solve", json={"format": "roundsman/1", "visits": [{"id": 7}]})
        no_json = caller.post("/v1/solve", content=b'{"format": ', headers=JSON)
        strange = {
            travel["kind"]: caller.post("/v1/solve", json=small() | {"travel": travel}).json()
            for travel in REACHING_OUT
        }
    assert answer.status_code == 200, answer.text
    problem = read_problem(small())
    travel_of = travel_times(problem)
    assert not check(problem, read_plan(answer.json(), problem), travel_of.seconds, travel_of.metres).violations
    assert again.json() == answer.json()
    assert answer.json()["bound"] is None, "how good it is depends on the time that there was"
    bound, total = timed.json()["bound"], timed.json()["cost"]["total"]
    assert 0 < bound["lower"] <= total
    assert bound["gap"] == pytest.approx((total - bound["lower"]) / total, abs=1e-3)
    assert not check(problem, read_plan(timed.json(), problem), travel_of.seconds, travel_of.metres).violations
    assert (faulty.status_code, faulty.json()["code"]) == (422, "faulty_input")
    assert "$.visits[0].id" in [fault["path"] for fault in faulty.json()["faults"]]
    assert (no_json.status_code, no_json.json()["faults"][0]["code"]) == (422, "not_json")
    for kind, refusal in strange.items():
        assert [fault["code"] for fault in refusal["faults"]] == ["travel_not_allowed"], kind


@pytest.mark.parametrize("role", ["planner", "administrator"])
def test_only_the_houses_own_travel_reaches_out_and_only_for_administrators(
    running_on_sqlite: Running, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    monkeypatch.setattr("api.endpoints.stateless._PATIENCE_S", 0.0)
    running = running_on_sqlite
    with running.service.store.writing(Author("tests", running.clock)) as session:
        house = house_of(session)
        house.document = house.document | {"travel": REACHING_OUT[1]}
    job = running.as_(role).post("/v1/solve?seconds=0.1", json=small()).json()["id"]
    with running.service.store.reading() as session:
        allowed = session.get_one(Job, job).params["travel"]
    assert allowed == (REACHING_OUT[1] if role == "administrator" else None)
    document = small() | {"travel": REACHING_OUT[1]}
    if role == "administrator":
        require_harmless(document, allowed)
    else:
        with pytest.raises(FaultyInput):
            require_harmless(document, allowed)
    with pytest.raises(FaultyInput):
        require_harmless(small() | {"travel": REACHING_OUT[0]}, allowed)


def test_what_is_no_text_is_refused(running_on_sqlite: Running) -> None:
    answer = running_on_sqlite.as_("planner").post("/v1/solve", content=b"\xff\xfe", headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_json")


def test_who_cannot_wait_gets_the_job(running_on_sqlite: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a foreman nothing is ever done."""
    monkeypatch.setattr("api.endpoints.stateless._PATIENCE_S", 0.0)
    caller = running_on_sqlite.as_("planner")
    answer = caller.post("/v1/solve?seconds=0.1", json=small())
    assert answer.status_code == 202
    assert answer.headers["Location"] == f"/v1/jobs/{answer.json()['id']}"
    assert caller.get(answer.headers["Location"]).json()["state"] == "queued"
    assert running_on_sqlite.as_("planner").get(answer.headers["Location"]).status_code == 404, "it is somebody else's"


def test_a_document_that_is_too_large_is_refused(running_on_sqlite: Running) -> None:
    answer = running_on_sqlite.as_("planner").post("/v1/solve", content=b" " * 20_000_001, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_too_many_places_are_refused_before_anything_is_worked_out(running_on_sqlite: Running) -> None:
    with pytest.raises(FaultyInput) as caught:
        require_harmless({"places": [{}] * (MOST_PLACES + 1)}, None)
    assert [fault.path for fault in caught.value.faults] == ["$.places"]


def test_the_example_of_the_description_can_be_planned() -> None:
    assert read_problem(EXAMPLE).visits
