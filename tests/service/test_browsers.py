"""What browsers do by themselves: ask for a password, and send it along."""

import base64

import pytest

from tests.service.conftest import Running


def basic(word: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"anybody:{word}".encode()).decode()}


def test_a_key_is_taken_as_the_password_of_a_page(running_on_sqlite: Running) -> None:
    key = running_on_sqlite.key("planner")
    caller = running_on_sqlite.with_key(None)
    assert caller.get("/v1/me", headers=basic(key)).json()["role"] == "planner"


def test_it_is_taken_for_reading_only_as_browsers_send_it_unasked(running_on_sqlite: Running) -> None:
    key = running_on_sqlite.key("administrator")
    caller = running_on_sqlite.with_key(None)
    answer = caller.post("/v1/territories", json={"id": "north"}, headers=basic(key))
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_credentials")


@pytest.mark.parametrize("header", ["Basic", "Basic ", "Basic ?", "Basic eDp5", "Basic " + "/w==", "Basic eA=="])
def test_a_wrong_password_is_asked_for_again(running_on_sqlite: Running, header: str) -> None:
    caller = running_on_sqlite.with_key(None)
    answer = caller.get("/v1/me", headers={"Authorization": header, "Accept": "text/html,*/*"})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")


def test_programs_are_not_asked_as_browsers_are(running_on_sqlite: Running) -> None:
    answer = running_on_sqlite.with_key(None).get("/v1/me")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_who_opens_the_bare_address_comes_to_the_endpoints(running_on_sqlite: Running) -> None:
    answer = running_on_sqlite.with_key(None).get("/")
    assert (answer.status_code, answer.headers["Location"]) == (307, "/docs")
