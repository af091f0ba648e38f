"""The authorisation table: every role at every operation."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from api.app import ROUTERS
from api.identity.actor import ROLES
from api.identity.permissions import OPEN, OPERATIONS, require_complete
from tests.service.conftest import Running, Serve

LET_IN = 0  # nobody waited for the answer
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
    path = re.sub(r"\{(\w*(?:date|_on|day)|on)\}", "2026-12-07", route.path)
    path = re.sub(r"\{[^}]*\}", "none-of-ours", path)
    return min(route.methods - {"HEAD"}), path


async def answered(app: FastAPI, name: str, key: str | None) -> int:
    """Call an operation; returns the status. Of an answer without end only the beginning is waited for."""
    method, path = called(ENDPOINTS[name])
    headers = {**ELSEWHERE, **({} if key is None else {"X-API-Key": key})}
    scope: dict[str, Any] = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "server": ("service", 80),
        "client": ("203.0.113.7", 1), "headers": [(each.lower().encode(), headers[each].encode()) for each in headers],
    }  # fmt: skip
    asked, endless = asyncio.Event(), asyncio.Event()
    messages: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if asked.is_set():
            return {"type": "http.disconnect"}  # nobody waits for what takes long
        asked.set()
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        messages.append(message)
        if any(value.startswith(b"text/event-stream") for _, value in message.get("headers", ())):
            endless.set()

    calling = asyncio.ensure_future(app(scope, receive, send))  # type: ignore[arg-type]
    waiting = asyncio.ensure_future(endless.wait())
    await asyncio.wait({calling, waiting}, return_when=asyncio.FIRST_COMPLETED)
    for each in (calling, waiting):
        each.cancel()
    await asyncio.gather(calling, waiting, return_exceptions=True)
    return int(messages[0]["status"]) if messages else LET_IN


def test_every_operation_has_a_row_and_every_row_an_operation() -> None:
    require_complete(ROUTERS)
    assert set(OPERATIONS) == set(GUARDED)
    assert set(ENDPOINTS) >= OPEN
    assert not set(OPERATIONS) & OPEN


def test_an_endpoint_without_a_row_does_not_start() -> None:
    router = APIRouter()

    @router.get("/secret")
    def secret() -> None:
        """Nobody wrote a row for this."""

    with pytest.raises(RuntimeError, match="secret"):
        require_complete([*ROUTERS, router])


def test_each_role_may_what_its_column_says_and_nothing_else(running_on_sqlite: Running) -> None:
    keys = {role: running_on_sqlite.key(role) for role in ROLES}

    async def all_wrong() -> list[tuple[object, ...]]:
        wrong: list[tuple[object, ...]] = []
        for name in GUARDED:
            for role, key in keys.items():
                status = await answered(running_on_sqlite.app, name, key)
                if (status == 403) is (role in OPERATIONS[name]) or status in (401, 405, 429, 500):
                    wrong.append((name, role, status))
        return wrong

    assert asyncio.run(all_wrong()) == []


def test_nobody_gets_anywhere_without_a_key(serve: Serve, blank_sqlite: Path, tmp_path: Path) -> None:
    copy(blank_sqlite, tmp_path / "service.db")
    app = serve(f"sqlite:///{tmp_path / 'service.db'}", sign_in_rate_per_minute=10_000).app

    async def statuses() -> dict[str, int]:
        return {name: await answered(app, name, None) for name in GUARDED}

    assert asyncio.run(statuses()) == dict.fromkeys(GUARDED, 401)
