"""The audit log: who changed what, when, from what to what."""

from datetime import timedelta
from typing import Any

import pytest

from api.store.audit import Author
from api.store.tables import Customer
from tests.service.conftest import START, Running
from tests.service.test_accounts import WANG, invited


def entries(running: Running, **question: object) -> list[dict[str, Any]]:
    answer = running.as_("administrator").get("/v1/audit", params=question)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_a_life_in_the_log_from_first_to_last(running: Running) -> None:
    id_ = invited(running)["account"]["id"]
    path, match = f"/v1/accounts/{id_}", {"If-Match": "*", "X-Request-ID": "change-1"}
    administrator = running.as_("administrator")
    myself = administrator.get("/v1/me").json()["id"]
    running.clock.move(hours=1)
    administrator.put(path, json=WANG | {"full_name": "W. F.", "territories": []}, headers=match)
    administrator.delete(path, headers={"If-Match": "*"})
    deleted, updated, inserted = entries(running, subject="accounts", subject_id=id_)
    assert [each["action"] for each in (inserted, updated, deleted)] == ["insert", "update", "delete"]
    assert (inserted["before"], inserted["after"]["name"]) == (None, "wang")
    assert updated["before"]["full_name"], updated["after"]["full_name"] == ("Wang Fang", "W. F.")
    assert updated["before"]["territories"], updated["after"]["territories"] == (["main"], [])
    assert "name" not in updated["after"]
    assert (updated["actor"], updated["request_id"]) == (myself, "change-1")
    assert updated["at"] == (START + timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    assert (deleted["before"]["full_name"], deleted["after"]) == ("W. F.", None)


def test_a_change_inside_a_document_shows_both_documents(running: Running) -> None:
    author = Author("tests", running.clock)
    with running.service.store.writing(author) as session:
        session.add(Customer(id="c1", document={"id": "c1", "names": ["a"]}, updated_at=START))
    with running.service.store.writing(author) as session:
        customer = session.get_one(Customer, "c1")
        customer.document = {**customer.document, "names": ["a", "b"]}
    newest = entries(running, subject="customers")[0]
    assert newest["before"]["document"] == {"id": "c1", "names": ["a"]}
    assert newest["after"]["document"] == {"id": "c1", "names": ["a", "b"]}


def test_what_is_refused_leaves_no_entry(running: Running) -> None:
    count = len(entries(running, subject="accounts"))
    running.as_("administrator").post("/v1/accounts", json=WANG | {"territories": ["moon"]})
    assert len(entries(running, subject="accounts")) == count


def test_secrets_are_not_shown(running_on_sqlite: Running) -> None:
    running_on_sqlite.key("planner")
    assert {each["after"]["key_hash"] for each in entries(running_on_sqlite, subject="api_keys")} == {"(not shown)"}


def test_filters_narrow_the_log(running: Running) -> None:
    running.key("planner")
    running.clock.move(hours=1)
    invited(running)
    later = (START + timedelta(minutes=30)).isoformat()
    assert {each["subject"] for each in entries(running, subject="accounts")} == {"accounts"}
    assert {each["actor"] for each in entries(running, actor="tests")} == {"tests"}
    assert all(each["action"] == "insert" for each in entries(running, action="insert"))
    assert all(each["at"] >= later for each in entries(running, since=later))
    assert entries(running, until=START.isoformat(), since=START.isoformat()) == []
    assert entries(running, request_id="nobody's") == []


def test_pages_follow_each_other_without_gap_or_repetition(running: Running) -> None:
    for _ in range(5):
        running.key("planner")
    administrator = running.as_("administrator")
    whole = [each["id"] for each in administrator.get("/v1/audit").json()["items"]]
    found: list[int] = []
    after: str | None = None
    while True:
        page = administrator.get("/v1/audit", params={"limit": 2} | ({"after": after} if after else {})).json()
        found += [each["id"] for each in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert found == whole == sorted(whole, reverse=True)


@pytest.mark.parametrize("question", [{"after": "x"}, {"after": "9" * 15}], ids=str)
def test_a_position_that_is_none_is_told(running_on_sqlite: Running, question: dict[str, str]) -> None:
    answer = running_on_sqlite.as_("administrator").get("/v1/audit", params=question)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


@pytest.mark.parametrize("question", [{"limit": 0}, {"action": "look"}, {"since": "yesterday"}], ids=str)
def test_a_question_that_is_none_is_told(running_on_sqlite: Running, question: dict[str, str]) -> None:
    assert running_on_sqlite.as_("administrator").get("/v1/audit", params=question).status_code == 422
