"""Accounts: made by administrators, given their password by their people."""

from typing import Any

import pytest

from tests.service.conftest import Running
from tests.service.test_identity import GOOD, WRONG, bearing, first_administrator, sign_in

WANG = {"name": "wang", "full_name": "Wang Fang", "role": "dispatcher", "territories": ["main"]}


def invited(running: Running, **changes: object) -> dict[str, Any]:
    """Make an account; returns its invitation."""
    answer = running.as_("administrator").post("/v1/accounts", json=WANG | changes)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def accept(running: Running, invitation: dict[str, Any], word: str = GOOD) -> Any:
    setup = {"token": invitation["token"], "password": word}
    return running.with_key(None).post("/v1/setup", json=setup)


def test_an_invited_person_sets_the_password_and_signs_in(running: Running) -> None:
    invitation = invited(running)
    assert invitation["link"] == f"http://service/setup#{invitation['token']}"
    assert sign_in(running, "wang").status_code == 401
    assert accept(running, invitation).status_code == 200
    assert accept(running, invitation).status_code == 410
    myself = bearing(running.with_key(None), sign_in(running, "wang").json()["access_token"]).json()
    assert (myself["role"], myself["territories"]) == ("dispatcher", ["main"])


def test_a_new_invitation_ends_the_earlier_one_and_unlocks(running: Running) -> None:
    first = invited(running)
    for _ in range(5):
        sign_in(running, "wang", WRONG)
    assert sign_in(running, "wang").json()["code"] == "account_locked"
    administrator = running.as_("administrator")
    second = administrator.post(f"/v1/accounts/{first['account']['id']}/invitation").json()
    assert accept(running, first).status_code == 410
    assert accept(running, second).status_code == 200
    assert sign_in(running, "wang").status_code == 200


def test_a_name_is_taken_once_whatever_its_letters(running: Running) -> None:
    invited(running)
    answer = running.as_("administrator").post("/v1/accounts", json=WANG | {"name": "WANG"})
    assert (answer.status_code, answer.json()["code"]) == (409, "already_exists")


def test_a_change_needs_the_present_revision(running: Running) -> None:
    path = f"/v1/accounts/{invited(running)['account']['id']}"
    administrator = running.as_("administrator")
    tag = administrator.get(path).headers["ETag"]
    assert administrator.put(path, json=WANG).status_code == 428
    changed = administrator.put(path, json=WANG | {"full_name": "Wang F."}, headers={"If-Match": tag})
    assert changed.json()["full_name"] == "Wang F."
    assert administrator.put(path, json=WANG, headers={"If-Match": tag}).status_code == 412
    assert administrator.put(path, json=WANG, headers={"If-Match": changed.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("change", [{"role": "planner"}, {"territories": []}, {"active": False}], ids=str)
def test_open_sessions_end_where_the_powers_change(running_on_sqlite: Running, change: dict[str, object]) -> None:
    invitation = invited(running_on_sqlite)
    access = accept(running_on_sqlite, invitation).json()["access_token"]
    path = f"/v1/accounts/{invitation['account']['id']}"
    administrator, wang = running_on_sqlite.as_("administrator"), running_on_sqlite.with_key(None)
    renamed = administrator.put(path, json=WANG | {"full_name": "W. F."}, headers={"If-Match": "*"})
    assert renamed.status_code == 200
    assert bearing(wang, access).status_code == 200
    assert administrator.put(path, json=WANG | change, headers={"If-Match": "*"}).status_code == 200
    assert bearing(wang, access).status_code == 401


def test_who_is_not_active_cannot_sign_in(running_on_sqlite: Running) -> None:
    invitation = invited(running_on_sqlite)
    accept(running_on_sqlite, invitation)
    path = f"/v1/accounts/{invitation['account']['id']}"
    running_on_sqlite.as_("administrator").put(path, json=WANG | {"active": False}, headers={"If-Match": "*"})
    assert sign_in(running_on_sqlite, "wang").json()["code"] == "bad_credentials"


def test_the_last_administrator_stays(running: Running) -> None:
    first_administrator(running)
    administrator = running.as_("administrator")
    account = administrator.get("/v1/accounts").json()["items"][0]
    path, match = f"/v1/accounts/{account['id']}", {"If-Match": "*"}
    given = {"name": "lin", "full_name": "Lin Wei", "role": "administrator"}
    for change in ({"role": "planner"}, {"active": False}):
        assert administrator.put(path, json=given | change, headers=match).json()["code"] == "wrong_state"
    assert administrator.delete(path, headers=match).json()["code"] == "wrong_state"
    second = invited(running, name="zhao", role="administrator", territories=[])
    assert administrator.delete(path, headers=match).json()["code"] == "wrong_state"  # no password yet
    accept(running, second)
    assert administrator.delete(path, headers=match).status_code == 204
    assert sign_in(running).status_code == 401


def test_a_deleted_account_is_gone_with_its_sessions(running: Running) -> None:
    invitation = invited(running)
    access = accept(running, invitation).json()["access_token"]
    path = f"/v1/accounts/{invitation['account']['id']}"
    administrator = running.as_("administrator")
    assert administrator.delete(path, headers={"If-Match": "*"}).status_code == 204
    assert administrator.get(path).status_code == 404
    assert bearing(running.with_key(None), access).status_code == 401


def test_no_answer_shows_a_hash(running_on_sqlite: Running) -> None:
    accept(running_on_sqlite, invited(running_on_sqlite))
    administrator = running_on_sqlite.as_("administrator")
    for path in ("/v1/accounts", "/v1/audit", "/v1/keys"):
        text = administrator.get(path).text
        assert "argon2" not in text
        assert '"key_hash": "(' in text or "key_hash" not in text or "(not shown)" in text
