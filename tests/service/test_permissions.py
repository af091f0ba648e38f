"""The authorisation table: every role at every operation."""

import re
from collections.abc import Iterator

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from api.app import ROUTERS
from api.identity.actor import ROLES
from api.identity.permissions import OPEN, OPERATIONS, require_complete
from tests.service.conftest import Running

ELSEWHERE = {"X-Forwarded-For": "203.0.113.7"}


def endpoints() -> Iterator[APIRoute]:
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            yield route


ENDPOINTS = {route.name: route for route in endpoints()}
GUARDED = sorted(set(ENDPOINTS) - OPEN)


def called(route: APIRoute) -> tuple[str, str]:
    """A method and a path at which nothing is."""
    path = re.sub(r"\{(\w*(?:date|_on|day))\}", "2026-12-07", route.path)
    path = re.sub(r"\{[^}]*\}", "none-of-ours", path)
    return min(route.methods - {"HEAD"}), path


def test_every_operation_has_a_row_and_every_row_an_operation() -> None:
    require_complete(ROUTERS)
    assert set(OPERATIONS) == set(GUARDED)
    assert set(ENDPOINTS) - set(GUARDED) == OPEN & set(ENDPOINTS) == OPEN
    assert not set(OPERATIONS) & OPEN


def test_an_endpoint_without_a_row_does_not_start() -> None:
    router = APIRouter()

    @router.get("/secret")
    def secret() -> None:
        """Nobody wrote a row for this."""

    with pytest.raises(RuntimeError, match="secret"):
        require_complete([*ROUTERS, router])


def test_each_role_may_what_its_column_says_and_nothing_else(running_on_sqlite: Running) -> None:
    callers = {role: running_on_sqlite.as_(role) for role in ROLES}
    wrong = []
    for name in GUARDED:
        method, path = called(ENDPOINTS[name])
        for role, caller in callers.items():
            answer = caller.request(method, path, headers=ELSEWHERE)
            refused = answer.status_code == 403 and answer.json()["code"] == "not_allowed"
            if refused is (role in OPERATIONS[name]) or answer.status_code in (401, 405, 500):
                wrong.append((name, role, answer.status_code, answer.text[:200]))
    assert not wrong


def test_nobody_gets_anywhere_without_a_key(serve, blank_sqlite, tmp_path) -> None:  # type: ignore[no-untyped-def]
    import shutil

    shutil.copy(blank_sqlite, tmp_path / "service.db")
    running = serve(f"sqlite:///{tmp_path / 'service.db'}", sign_in_rate_per_minute=10_000)
    caller = running.with_key(None)
    answers = {name: caller.request(*called(ENDPOINTS[name]), headers=ELSEWHERE) for name in GUARDED}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(GUARDED, 401)
