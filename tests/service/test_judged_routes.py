"""Every endpoint refuses parameters that it does not know and bodies of a type that it does not take, all alike."""

import re
from typing import Any

import pytest
from fastapi.routing import APIRoute

from api.app import ROUTERS
from api.judged_route import JudgedRoute
from tests.service.conftest import Running
from tests.service.examples import codes

LENIENT = {"optimize", "optimize_at_root", "healthz", "readyz", "metrics", "read_calendar"}
"""Who asks there may add parameters of its own; why, stands beside their routers."""
ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
JUDGED = {route.name: route for route in ROUTES if route.name not in LENIENT}
ODD = {"Content-Type": "application/x-nothing"}


def called(route: APIRoute) -> tuple[str, str]:
    """Its method, and an address of it."""
    path = re.sub(r"\{(?:on|first)\}", "2026-12-07", route.path)
    return min((route.methods or set()) - {"HEAD"}), re.sub(r"\{[^}]*\}", "7", path)


def operations(running: Running) -> dict[str, dict[str, Any]]:
    paths = running.app.openapi()["paths"]
    return {each["operationId"]: each for path in paths.values() for each in path.values()}


def test_all_but_the_lenient_are_judged() -> None:
    assert {route.name for route in ROUTES if not isinstance(route, JudgedRoute)} == LENIENT


def test_no_endpoint_passes_over_a_parameter_that_it_does_not_know(running_on_sqlite: Running) -> None:
    documented = operations(running_on_sqlite)
    callers = {role: running_on_sqlite.as_(role) for role in ("administrator", "engineer", "customer")}
    for name, route in JUDGED.items():
        method, path = called(route)
        able = documented[name].get("x-roles", ["administrator"])
        caller = next(callers[role] for role in callers if role in able)
        answer = caller.request(method, f"{path}?colour=red")
        assert (answer.status_code, codes(answer)) == (422, {"query colour": "unknown_field"}), name
        assert "422" in documented[name]["responses"], name


def test_no_endpoint_reads_a_body_of_another_type_than_it_documents(running_on_sqlite: Running) -> None:
    documented = operations(running_on_sqlite)
    caller = running_on_sqlite.as_("administrator")
    reading = [name for name in JUDGED if "requestBody" in documented[name]]
    assert reading
    for name in reading:
        answer = caller.request(*called(JUDGED[name]), content=b"{}", headers=ODD)
        if "administrator" in documented[name].get("x-roles", ["administrator"]):
            assert (answer.status_code, answer.json()["code"]) == (415, "wrong_media_type"), name
            assert all(taken in answer.json()["detail"] for taken in documented[name]["requestBody"]["content"]), name
        assert "415" in documented[name]["responses"], name


def test_a_parameter_that_is_given_twice_is_not_taken_once(running_on_sqlite: Running) -> None:
    answer = running_on_sqlite.as_("administrator").get("/v1/tickets?status=planned&limit=5&status=done")
    assert (answer.status_code, codes(answer)) == (422, {"query status": "named_twice"})
    assert answer.json()["faults"][0]["message"] == "is given 2 times; give it once"


@pytest.mark.parametrize("path", ["/v1/parts", "/v1/imports/parts", "/v1/solve", "/v1/studies", "/v1/plans/p/replan"])
def test_a_stranger_is_not_told_what_is_taken(running_on_sqlite: Running, path: str) -> None:
    answer = running_on_sqlite.with_key(None).post(f"{path}?colour=red", content=b"{}", headers=ODD)
    assert answer.status_code == 401


def test_a_body_that_says_nothing_of_itself_is_not_read(running_on_sqlite: Running) -> None:
    answer = running_on_sqlite.as_("administrator").post("/v1/parts", content=b'{"id": "p", "name": "P"}')
    assert answer.status_code == 415
    assert "comes as 'nothing'; send it as application/json" in answer.json()["detail"]


def test_clients_of_vroom_may_send_what_they_always_sent(running_on_sqlite: Running) -> None:
    answer = running_on_sqlite.as_("planner").post("/optimization?api_key=x", content=b"\xff", headers=ODD)
    assert answer.status_code == 400, "it is read"
