"""Signing in: tokens, refresh tokens, lockout, one-time links, passwords."""

from typing import Any

import pytest
from argon2 import PasswordHasher, Type

from api.identity.links import first_link
from api.identity.lockout import (
    LOCKED_FOR,
    MOST_FAILURES,
    MOST_FROM_ANYWHERE,
    Claim,
    note_failure,
    require_unlocked,
    unlock,
)
from api.store.audit import Author
from tests.service.calling import Caller
from tests.service.conftest import Running

GOOD = "rainy days in Qingdao"
BETTER = "sunny days in Jinan"
WRONG = "a wrong password"


def first_administrator(running: Running) -> dict[str, Any]:
    """Set the service up as its first administrator does; returns the tokens."""
    token = first_link(running.service)
    setup = {"token": token, "name": "Lin", "full_name": "Lin Wei", "password": GOOD}
    answer = running.with_key(None).post("/v1/setup", json=setup)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def sign_in(running: Running, name: str = "lin", word: str = GOOD, address: str = "127.0.0.1") -> Any:
    form = {"grant_type": "password", "username": name, "password": word}
    return running.with_key(None, address).post("/v1/token", data=form)


def refreshed(running: Running, token: str) -> Any:
    form = {"grant_type": "refresh_token", "refresh_token": token}
    return running.with_key(None).post("/v1/token", data=form)


def bearing(caller: Caller, token: str) -> Any:
    return caller.get("/v1/me", headers={"Authorization": f"Bearer {token}"})


def test_the_first_administrator_sets_a_password_and_signs_in(running: Running) -> None:
    first_administrator(running)
    tokens = sign_in(running, "LIN").json()
    assert tokens.keys() == {"access_token", "token_type", "expires_in", "refresh_token"}
    myself = bearing(running.with_key(None), tokens["access_token"]).json()
    assert (myself["name"], myself["role"]) == ("Lin Wei", "administrator")


def test_a_set_up_link_works_once_and_only_while_there_is_no_account(running: Running) -> None:
    spare = first_link(running.service)
    first_administrator(running)
    assert first_link(running.service) is None
    setup = {"token": spare, "name": "eve", "password": GOOD}
    answer = running.with_key(None).post("/v1/setup", json=setup)
    assert (answer.status_code, answer.json()["code"]) == (410, "gone")


def test_a_set_up_link_expires(running_on_sqlite: Running) -> None:
    token = first_link(running_on_sqlite.service)
    running_on_sqlite.clock.move(days=4)
    setup = {"token": token, "name": "lin", "password": GOOD}
    assert running_on_sqlite.with_key(None).post("/v1/setup", json=setup).status_code == 410


def test_whoever_takes_the_passwords_away_tries_few_a_second(real_hasher: PasswordHasher) -> None:
    assert real_hasher.type is Type.ID
    assert real_hasher.memory_cost >= 19 * 1024, "KiB: at least what OWASP's password storage cheat sheet asks for"
    assert real_hasher.time_cost >= 2


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "lindalindalinda", "x" * 201])
def test_weak_passwords_are_refused_and_not_repeated(running_on_sqlite: Running, password: str) -> None:
    setup = {"token": first_link(running_on_sqlite.service), "name": "linda", "password": password}
    answer = running_on_sqlite.with_key(None).post("/v1/setup", json=setup)
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["code"] == "weak_password"
    assert password not in answer.text


def test_an_access_token_ends_by_the_services_clock(running: Running) -> None:
    access = first_administrator(running)["access_token"]
    caller = running.with_key(None)
    running.clock.move(minutes=29)
    assert bearing(caller, access).status_code == 200
    running.clock.move(minutes=1)
    assert bearing(caller, access).json()["code"] == "bad_credentials"


def test_a_refresh_token_gives_new_tokens_once(running: Running) -> None:
    first = first_administrator(running)
    second = refreshed(running, first["refresh_token"]).json()
    caller = running.with_key(None)
    assert bearing(caller, second["access_token"]).status_code == 200
    assert refreshed(running, second["refresh_token"]).status_code == 200


def test_a_refresh_token_used_twice_ends_all_sessions(running: Running) -> None:
    stolen = first_administrator(running)["refresh_token"]
    renewed = refreshed(running, stolen).json()
    other = sign_in(running).json()
    assert refreshed(running, stolen).status_code == 401
    caller = running.with_key(None)
    for tokens in (renewed, other):
        assert bearing(caller, tokens["access_token"]).status_code == 401
        assert refreshed(running, tokens["refresh_token"]).status_code == 401


def test_refresh_tokens_expire(running_on_sqlite: Running) -> None:
    token = first_administrator(running_on_sqlite)["refresh_token"]
    running_on_sqlite.clock.move(days=30)
    assert refreshed(running_on_sqlite, token).status_code == 401


def test_signing_out_ends_all_sessions(running: Running) -> None:
    tokens = first_administrator(running)
    caller = running.with_key(None)
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert caller.post("/v1/sign-out", headers=headers).status_code == 204
    assert bearing(caller, tokens["access_token"]).status_code == 401
    assert refreshed(running, tokens["refresh_token"]).status_code == 401


def test_a_key_has_no_session_and_no_password(running_on_sqlite: Running) -> None:
    caller = running_on_sqlite.as_("dispatcher")
    change = {"current": GOOD, "new": GOOD}
    assert caller.post("/v1/sign-out").json()["code"] == "wrong_state"
    assert caller.post("/v1/password", json=change).json()["code"] == "wrong_state"


def test_a_changed_password_ends_all_sessions_but_the_new_one(running: Running) -> None:
    old = first_administrator(running)["access_token"]
    caller = running.with_key(None)
    change = {"current": GOOD, "new": BETTER}
    answer = caller.post("/v1/password", json=change, headers={"Authorization": f"Bearer {old}"})
    assert answer.status_code == 200
    assert bearing(caller, old).status_code == 401
    assert bearing(caller, answer.json()["access_token"]).status_code == 200
    assert sign_in(running).status_code == 401
    assert sign_in(running, word=BETTER).status_code == 200


def test_changing_a_password_takes_the_present_one(running_on_sqlite: Running) -> None:
    access = first_administrator(running_on_sqlite)["access_token"]
    change = {"current": WRONG, "new": BETTER}
    headers = {"Authorization": f"Bearer {access}"}
    answer = running_on_sqlite.with_key(None).post("/v1/password", json=change, headers=headers)
    assert answer.status_code == 401
    assert sign_in(running_on_sqlite).status_code == 200


def test_five_failures_lock_a_name_for_a_quarter_of_an_hour(running: Running) -> None:
    first_administrator(running)
    for _ in range(MOST_FAILURES):
        assert sign_in(running, word=WRONG).json()["code"] == "bad_credentials"
    locked = sign_in(running)
    assert (locked.status_code, locked.json()["code"]) == (403, "account_locked")
    assert 0 < int(locked.headers["Retry-After"]) <= LOCKED_FOR.total_seconds() + 1
    running.clock.move(minutes=15)
    assert sign_in(running).status_code == 200


@pytest.mark.parametrize(
    ("stranger", "same"),
    [("203.0.113.7", "::ffff:203.0.113.7"), ("2001:db8:1:2::3", "2001:db8:1:2:aaaa::9")],
    ids=["IPv4", "IPv6"],
)
def test_a_stranger_who_guesses_locks_out_only_himself(running: Running, stranger: str, same: str) -> None:
    first_administrator(running)
    for _ in range(MOST_FAILURES):
        sign_in(running, word=WRONG, address=stranger)
    for address in (stranger, same):
        assert sign_in(running, address=address).json()["code"] == "account_locked"
    for address in ("127.0.0.1", "203.0.113.8", "2001:db8:1:3::3"):
        assert sign_in(running, address=address).status_code == 200
    assert sign_in(running, address=stranger).json()["code"] == "account_locked", "others' success does not let him in"


def test_a_stranger_who_never_stops_does_not_lock_the_name(running_on_sqlite: Running) -> None:
    store, now = running_on_sqlite.service.store, running_on_sqlite.clock()
    with store.writing(Author("tests", running_on_sqlite.clock)) as session:
        for _ in range(2 * MOST_FROM_ANYWHERE // MOST_FAILURES):
            for _ in range(MOST_FAILURES):
                note_failure(session, Claim("lin", "203.0.113.7"), now)
            now += LOCKED_FOR
        require_unlocked(session, Claim("lin", "127.0.0.1"), now)


def test_many_addresses_together_lock_the_name_for_all(running: Running) -> None:
    first_administrator(running)
    store, now = running.service.store, running.clock()
    with store.writing(Author("tests", running.clock)) as session:
        for k in range(MOST_FROM_ANYWHERE):
            require_unlocked(session, Claim("Lin", "127.0.0.1"), now)
            note_failure(session, Claim("Lin", f"203.0.113.{k}"), now)
    assert sign_in(running).json()["code"] == "account_locked"
    with store.writing(Author("tests", running.clock)) as session:
        unlock(session, "lin")
    assert sign_in(running).status_code == 200
    assert sign_in(running, address="203.0.113.1").status_code == 200


def test_a_success_begins_to_count_anew(running_on_sqlite: Running) -> None:
    first_administrator(running_on_sqlite)
    for _ in range(2):
        for _ in range(MOST_FAILURES - 1):
            assert sign_in(running_on_sqlite, word=WRONG).status_code == 401
        assert sign_in(running_on_sqlite).status_code == 200


def test_a_name_that_nobody_has_is_answered_like_one_that_somebody_has(running_on_sqlite: Running) -> None:
    first_administrator(running_on_sqlite)

    def told(name: str) -> list[dict[str, Any]]:
        answers = [sign_in(running_on_sqlite, name, WRONG) for _ in range(MOST_FAILURES + 1)]
        assert answers[-1].status_code == 403
        return [answer.json() | {"request_id": None} for answer in answers]

    assert told("lin") == told("nobody")


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"grant_type": "magic"},
        {"grant_type": "password", "username": "lin"},
        {"grant_type": "refresh_token"},
        {"grant_type": "password", "username": "x" * 201, "password": "y"},
    ],
    ids=["nothing", "unknown grant", "no password", "no token", "long name"],
)
def test_a_faulty_form_is_told(running_on_sqlite: Running, form: dict[str, str]) -> None:
    answer = running_on_sqlite.with_key(None).post("/v1/token", data=form)
    assert answer.status_code == 422
    assert answer.json()["faults"]


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "rk_unknown", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."])
def test_credentials_that_are_none_of_ours_are_refused(running_on_sqlite: Running, token: str) -> None:
    answer = bearing(running_on_sqlite.with_key(None), token)
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_credentials")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_the_set_up_page_is_ours_and_needs_no_internet(running_on_sqlite: Running) -> None:
    caller = running_on_sqlite.with_key(None)
    page = caller.get("/setup")
    assert page.status_code == 200
    assert "http" not in page.text
    for asset in ("setup.js", "setup.css"):
        assert f"assets/{asset}" in page.text
        assert caller.get(f"/assets/{asset}").status_code == 200
