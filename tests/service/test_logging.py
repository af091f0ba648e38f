"""Logs: one JSON line a request, with its id, and never a secret."""

import json
import logging

import pytest

from api.platform.logs import JsonLines
from tests.service.conftest import Running


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [json.loads(JsonLines().format(each)) for each in caplog.records if each.name == "roundsman.requests"]


def test_each_request_has_one_line(running_on_sqlite: Running, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    caller = running_on_sqlite.as_("administrator")
    myself = caller.get("/v1/me", headers={"X-Request-ID": "r.1"}).json()
    caller.get("/v1/accounts/account-17")
    caller.get("/nowhere")
    first, second, third = lines(caplog)
    assert first["request_id"] == "r.1"
    assert (first["method"], first["path"], first["status"]) == ("GET", "/v1/me", 200)
    assert first["actor"] == myself["id"]
    assert isinstance(first["duration_s"], float)
    assert (second["path"], second["status"]) == ("/v1/accounts/{account_id}", 404)
    assert (third["path"], third["status"], third["actor"]) == ("unknown", 404, None)


def test_a_sane_request_id_is_kept_and_another_replaced(running_on_sqlite: Running) -> None:
    caller = running_on_sqlite.with_key(None)
    for given in ("a", "A-b_c.9", "x" * 64):
        answer = caller.get("/v1/me", headers={"X-Request-ID": given})
        assert answer.headers["X-Request-ID"] == answer.json()["request_id"] == given
    made = set()
    for given in ("", "x" * 65, "a b", 'a"b', "ä".encode("latin-1")):
        answer = caller.get("/v1/me", headers={"X-Request-ID": given})
        made.add(answer.headers["X-Request-ID"])
    assert len(made) == 5
    assert all(len(each) == 32 for each in made)


def test_no_secret_is_in_the_log(running_on_sqlite: Running, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caller = running_on_sqlite.as_("administrator")
    shown = caller.post("/v1/keys", json={"name": "x", "role": "planner"}).json()["key"]
    running_on_sqlite.with_key(shown).get("/v1/me?token=hidden-in-query")
    caller.post("/v1/token", data={"grant_type": "password", "username": "lin", "password": "hidden-in-form"})
    caller.post("/v1/setup", json={"token": "first_hidden", "password": "hidden-in-body"})
    ours = [JsonLines().format(each) for each in caplog.records if not each.name.startswith("httpx")]
    assert ours
    for secret in (shown, "hidden"):
        assert not [line for line in ours if secret in line]


def test_a_mistake_of_ours_is_logged_under_its_request(
    running_on_sqlite: Running, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken() -> None:
        raise ZeroDivisionError

    running_on_sqlite.app.add_api_route("/broken", broken)
    running_on_sqlite.with_key(None).get("/broken", headers={"X-Request-ID": "r-9"})
    line = next(json.loads(JsonLines().format(each)) for each in caplog.records if each.levelname == "ERROR")
    assert line["request_id"] == "r-9"
    assert "ZeroDivisionError" in line["exception"]
    assert "\n" not in JsonLines().format(caplog.records[0])
