"""VROOM's JSON over HTTP: its own examples, and the client of openrouteservice."""

import json
from collections.abc import Iterator
from pathlib import Path
from shutil import copy
from typing import Any

import httpx
import openrouteservice
import pytest
from openrouteservice import optimization
from openrouteservice.exceptions import ApiError
from pydantic import SecretStr

from api.app import make_app
from api.interop.vroom.examples import REQUEST_EXAMPLES
from api.settings import Settings
from tests.service.conftest import HandClock, Running, Serve
from tests.service.listening import listening
from tests.service.working import done_here, eventually
from tests.vroom_json.referee import check_answer

DATA = Path(__file__).parents[3] / "shared" / "data" / "vroom"
MATRIX = {
    "vehicles": [{"id": 0, "start_index": 0}],
    "jobs": [{"id": 1, "location_index": 1}],
    "matrix": [[0, 7], [7, 0]],
}


@pytest.fixture(scope="module")
def shared(blank_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Running]]:
    """One service that listens, for all tests here: its worker is started once."""
    file = tmp_path_factory.mktemp("vroom") / "service.db"
    copy(blank_sqlite, file)
    clock = HandClock()
    running = Running(make_app(Settings(database_url=SecretStr(f"sqlite:///{file}")), clock), clock)
    with listening(running) as address:
        travel_by_car(running)
        key = running.key("planner")
        eventually(lambda: asked(address, key, MATRIX).is_success, "a warm worker", patience_s=600)
        yield address, running
    running.close()


def travel_by_car(running: Running) -> None:
    """Let the house travel as VROOM's examples do, out of town."""
    administrator = running.as_("administrator")
    held = administrator.get("/v1/house")
    house = held.json() | {"travel": {"kind": "great_circle", "detour": 1.3, "speed_kmh": 50}}
    changed = administrator.put("/v1/house", json=house, headers={"If-Match": held.headers["ETag"]})
    assert changed.status_code == 200, changed.text


@pytest.fixture
def address(shared: tuple[str, Running]) -> str:
    return shared[0]


@pytest.fixture(scope="module")
def key(shared: tuple[str, Running]) -> str:
    return shared[1].key("planner")


def document_of(name: str) -> dict[str, Any]:
    file = DATA / name
    if not file.exists():
        pytest.skip(f"VROOM's example {name} is not beside the project")
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def asked(address: str, key: str, document: Any, path: str = "/optimization") -> httpx.Response:
    return httpx.post(address + path, json=document, headers={"Authorization": key}, timeout=120)


def test_the_client_of_openrouteservice_is_served_unchanged(address: str, key: str) -> None:
    jobs = [
        optimization.Job(id=1, location=[8.680916, 49.415776], service=300, amount=[1], skills=[1], priority=9),
        optimization.Job(id=2, location=[8.688641, 49.420577], service=300, amount=[2], time_windows=[[0, 7200]]),
        optimization.Job(id=3, location=[8.70, 49.43], skills=[7]),
    ]
    vehicles = [optimization.Vehicle(id=5, start=[8.69, 49.42], end=[8.69, 49.42], capacity=[3], skills=[1])]
    client = openrouteservice.Client(key=key, base_url=address)
    answer = client.optimization(jobs=jobs, vehicles=vehicles, geometry=True)
    assert answer["code"] == 0
    summary = answer["summary"]
    assert summary["cost"] == summary["duration"] == sum(route["duration"] for route in answer["routes"]) > 0
    assert [each["id"] for each in answer["unassigned"]] == [3]
    assert summary["unassigned"] == 1
    (route,) = answer["routes"]
    assert route["vehicle"] == 5
    assert sorted(step["job"] for step in route["steps"] if step["type"] == "job") == [1, 2]
    assert route["geometry"]


def test_the_client_is_told_what_is_wrong_as_it_is_told_elsewhere(address: str, key: str) -> None:
    step = optimization.ShipmentStep(id=1, location=[8.68, 49.41])
    shipments = [optimization.Shipment(pickup=step, delivery=step, amount=[1], skills=[1], priority=1)]
    vehicles = [optimization.Vehicle(id=0, start=[8.69, 49.42])]
    with pytest.raises(ApiError) as raised:
        openrouteservice.Client(key=key, base_url=address).optimization(vehicles=vehicles, shipments=shipments)
    status, body = raised.value.args
    assert (status, body["code"]) == (400, 2)
    assert body["error"].startswith("$.shipments: ")


@pytest.mark.parametrize("path", ["/optimization", "/"])
def test_the_first_example_of_vroom_less_its_shipment_is_planned_as_vroom_plans_it(
    address: str, key: str, path: str
) -> None:
    document, theirs = document_of("example_1.json"), document_of("example_1_sol.json")
    del document["shipments"]
    answer = asked(address, key, document, path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    ours = answer.json()
    assert (ours["code"], ours["unassigned"]) == (0, [])
    by_vehicle, expected = (
        {route["vehicle"]: {step["id"] for step in route["steps"] if step["type"] == "job"} for route in each["routes"]}
        for each in (ours, theirs)
    )
    assert by_vehicle == expected


def test_the_first_example_with_its_shipment_is_refused(address: str, key: str) -> None:
    answer = asked(address, key, document_of("example_1.json"))
    assert (answer.status_code, answer.json()["code"]) == (400, 2)


def test_the_example_with_a_matrix_has_vroom_s_best_order(address: str, key: str) -> None:
    document = document_of("vroom_custom_matrix.json")
    answer = asked(address, key, document).json()
    check_answer(document, answer)
    assert answer["summary"]["cost"] == 5461


@pytest.mark.parametrize("name", sorted(REQUEST_EXAMPLES))
def test_every_example_of_the_openapi_document_is_answered(address: str, key: str, name: str) -> None:
    answer = asked(address, key, REQUEST_EXAMPLES[name]["value"])
    assert (answer.status_code, answer.json()["code"]) == (200, 0)


@pytest.mark.parametrize("header", ["{}", "Bearer {}", "bearer {}"])
def test_a_key_is_taken_bare_or_as_a_bearer(address: str, key: str, header: str) -> None:
    answer = httpx.post(f"{address}/", json=MATRIX, headers={"Authorization": header.format(key)}, timeout=120)
    assert answer.json()["summary"]["cost"] == 7


def test_a_key_is_taken_in_its_own_header(address: str, key: str) -> None:
    answer = httpx.post(f"{address}/optimization", json=MATRIX, headers={"X-API-Key": key}, timeout=120)
    assert answer.json()["code"] == 0


def told_as_vroom_tells(answer: httpx.Response, status: int, code: int) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert body["code"] == code
    assert body["error"]
    assert body.keys() == {"code", "error"}


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"\xff", b'{"vehicles": NaN}', b"[" * 100_000, b"null", b'{"jobs": 3}'], ids=range(8)
)
def test_what_is_no_request_is_told_as_vroom_tells_it(address: str, key: str, body: bytes) -> None:
    answer = httpx.post(f"{address}/optimization", content=body, headers={"Authorization": key}, timeout=120)
    told_as_vroom_tells(answer, 400, 2)


def test_who_may_not_is_told_as_vroom_tells_it(shared: tuple[str, Running]) -> None:
    address, running = shared
    told_as_vroom_tells(httpx.post(f"{address}/optimization", json=MATRIX), 401, 2)
    told_as_vroom_tells(asked(address, "rk_wrong", MATRIX), 401, 2)
    told_as_vroom_tells(asked(address, running.key("customer"), MATRIX), 403, 2)


def test_a_path_beside_it_is_told_as_everywhere(address: str, key: str) -> None:
    answer = asked(address, key, MATRIX, "/optimisation")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.fixture
def url(blank_sqlite: Path, tmp_path: Path) -> str:
    copy(blank_sqlite, tmp_path / "service.db")
    return f"sqlite:///{tmp_path / 'service.db'}"


def test_too_much_and_too_often_are_told_as_vroom_tells_them(serve: Serve, url: str) -> None:
    caller = serve(url, most_body_bytes=1000, rate_per_minute=2).as_("planner")
    told_as_vroom_tells(caller.post("/optimization", content=b" " * 1001), 413, 2)
    caller.post("/", content=b" " * 1001)
    answer = caller.post("/", json=MATRIX)
    told_as_vroom_tells(answer, 429, 2)
    assert int(answer.headers["Retry-After"]) >= 1


def test_who_cannot_be_served_in_time_is_told_when_to_come_again(
    serve: Serve, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a foreman nothing is ever done; what nobody waits for any more is not done later either."""
    monkeypatch.setattr("api.endpoints.vroom._PATIENCE_S", 0.03)
    running = serve(url, most_queued=1)
    caller = running.as_("planner")
    answer = caller.post("/optimization", json=MATRIX)
    told_as_vroom_tells(answer, 503, 1)
    assert int(answer.headers["Retry-After"]) >= 1
    (job,) = running.as_("administrator").get("/v1/jobs").json()["items"]
    assert (job["kind"], job["state"]) == ("vroom", "stopped")


def test_a_full_queue_is_told_with_when_to_come_again(serve: Serve, url: str) -> None:
    running = serve(url, most_queued=1)
    caller = running.as_("planner")
    wanted = {"territory": "main", "first": running.clock().date().isoformat()}
    assert caller.post("/v1/plans", json=wanted).status_code == 202
    answer = caller.post("/optimization", json=MATRIX)
    told_as_vroom_tells(answer, 503, 1)
    assert int(answer.headers["Retry-After"]) >= 1


def test_a_mistake_of_ours_is_told_as_vroom_tells_it(serve: Serve, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A house whose travel cannot be read has been written past us; the worker fails over it."""
    running = serve(url)
    caller = running.as_("planner")
    monkeypatch.setattr("api.endpoints.vroom.pauses", lambda _patience_s: iter((0.0,)))
    with running.service.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE house SET document = '{}'")
    monkeypatch.setattr("api.endpoints.vroom.is_over", lambda _service, _job: done_here(running) is None)
    told_as_vroom_tells(caller.post("/optimization", json=MATRIX), 500, 1)
