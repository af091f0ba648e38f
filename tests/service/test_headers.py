"""Headers of every answer, the pages' policies, other origins."""

import re
from pathlib import Path
from shutil import copy

import pytest

from tests.service.conftest import Running, Serve

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.parametrize("path", ["/v1/me", "/nowhere", "/docs", "/setup", "/healthz", "/openapi.json", "/v1/keys"])
def test_every_answer_keeps_browsers_in_check(running_on_sqlite: Running, path: str) -> None:
    answer = running_on_sqlite.as_("planner").get(path)
    assert ALWAYS.items() <= {name: answer.headers.get(name) for name in ALWAYS}.items()
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "server" not in answer.headers


def test_a_mistake_of_ours_is_answered_as_a_problem_with_all_headers(running_on_sqlite: Running) -> None:
    async def broken() -> None:
        raise ZeroDivisionError("the secret of the house")

    running_on_sqlite.app.add_api_route("/broken", broken)
    answer = running_on_sqlite.with_key(None).get("/broken", headers={"X-Request-ID": "r-1"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"] == "r-1"
    assert "secret" not in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_private_is_kept_by_nobody(running_on_sqlite: Running) -> None:
    administrator = running_on_sqlite.as_("administrator")
    assert administrator.get("/v1/me").headers["Cache-Control"] == "no-store"
    given = {"name": "wang", "full_name": "Wang", "role": "planner"}
    id_ = administrator.post("/v1/accounts", json=given).json()["account"]["id"]
    answer = administrator.get(f"/v1/accounts/{id_}")
    assert answer.headers["ETag"]
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_the_page_of_endpoints_needs_no_internet_and_no_inline_script(running_on_sqlite: Running) -> None:
    caller = running_on_sqlite.with_key(None)
    page = caller.get("/docs")
    assert "script-src 'self';" in page.headers["Content-Security-Policy"]
    assert not re.search(r"https?://|<script>", page.text)
    for asset in re.findall(r'(?:src|href)="(assets/[^"]*)"', page.text):
        answer = caller.get(f"/{asset}")
        assert answer.status_code == 200, asset
        assert answer.content


def test_the_document_says_how_to_sign_in_and_who_may(running_on_sqlite: Running) -> None:
    document = running_on_sqlite.with_key(None).get("/openapi.json").json()
    assert document["components"]["securitySchemes"]["password"]["flows"]["password"]["tokenUrl"] == "v1/token"
    assert document["paths"]["/healthz"]["get"]["security"] == []
    assert document["paths"]["/v1/keys"]["post"]["x-roles"] == ["administrator"]
    assert {"key": []} in document["paths"]["/v1/keys"]["post"]["security"]


def test_other_origins_are_kept_out_unless_they_are_named(
    serve: Serve, blank_sqlite: Path, tmp_path: Path, running_on_sqlite: Running
) -> None:
    asked = {"Origin": "https://board.example", "Access-Control-Request-Method": "GET"}
    assert "access-control-allow-origin" not in running_on_sqlite.with_key(None).get("/healthz", headers=asked).headers
    copy(blank_sqlite, tmp_path / "open.db")
    named = serve(f"sqlite:///{tmp_path / 'open.db'}", cors_origins=("https://board.example",)).with_key(None)
    answer = named.request("OPTIONS", "/v1/me", headers=asked)
    assert answer.headers["access-control-allow-origin"] == "https://board.example"
    other = named.request("OPTIONS", "/v1/me", headers=asked | {"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers


def test_no_request_carries_cookies(running_on_sqlite: Running) -> None:
    answer = running_on_sqlite.as_("planner").get("/v1/me")
    assert "set-cookie" not in answer.headers
