"""How often and how much: rates and sizes."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import pytest

from tests.service.conftest import Running, Serve


@pytest.fixture
def url(blank_sqlite: Path, tmp_path: Path) -> str:
    copy(blank_sqlite, tmp_path / "service.db")
    return f"sqlite:///{tmp_path / 'service.db'}"


@pytest.fixture
def narrow(serve: Serve, url: str) -> Running:
    """A service that takes little."""
    return serve(url, rate_per_minute=5, sign_in_rate_per_minute=3, most_body_bytes=1000)


def test_who_asks_too_often_is_told_when_to_come_again(narrow: Running) -> None:
    caller = narrow.as_("planner")
    assert [caller.get("/v1/me").status_code for _ in range(6)] == [200] * 5 + [429]
    answer = caller.get("/v1/me")
    assert answer.json()["code"] == "too_many_requests"
    assert 1 <= int(answer.headers["Retry-After"]) <= 60


def test_one_who_asks_too_often_does_not_hold_up_others(narrow: Running) -> None:
    loud, quiet = narrow.as_("planner"), narrow.as_("planner")
    for _ in range(6):
        loud.get("/v1/me")
    assert loud.get("/v1/me").status_code == 429
    assert quiet.get("/v1/me").status_code == 200


def test_signs_of_life_are_never_refused(narrow: Running) -> None:
    caller = narrow.with_key(None)
    assert {caller.get("/healthz").status_code for _ in range(10)} == {200}


def test_signing_in_is_limited_more_strictly(narrow: Running) -> None:
    caller = narrow.with_key(None)
    statuses = [caller.post("/v1/token", data={"grant_type": "magic"}).status_code for _ in range(4)]
    assert statuses == [422] * 3 + [429]


def test_guessing_keys_with_a_new_one_each_time_does_not_help(narrow: Running) -> None:
    caller = narrow.with_key(None)
    statuses = [caller.get("/v1/me", headers={"X-API-Key": f"rk_{guess}"}).status_code for guess in range(5)]
    assert statuses == [401] * 3 + [429] * 2


def test_a_large_body_is_refused_before_it_is_read(narrow: Running) -> None:
    answer = narrow.as_("administrator").post("/v1/keys", content=b"x" * 1001)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert "1001" in answer.json()["detail"]


def test_a_body_that_comes_in_pieces_is_refused_when_it_grows_too_large(narrow: Running) -> None:
    async def pieces() -> Iterator[bytes]:  # type: ignore[misc]
        for _ in range(11):
            yield b"x" * 100

    for path in ("/v1/keys", "/v1/setup"):
        answer = narrow.as_("administrator").post(path, content=pieces())
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_body_of_just_the_allowed_size_is_read(narrow: Running) -> None:
    answer = narrow.as_("administrator").post(
        "/v1/keys", content=b"x" * 1000, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_json")
