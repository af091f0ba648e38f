"""API keys: shown once, kept as a hash, limited in what and how long."""

from datetime import timedelta

import pytest

from api.store.tables import ApiKey, Engineer, Territory
from tests.cli.running import roundsman
from tests.service.conftest import START, Running


def master(running: Running, row: type, id_: str, **columns: object) -> None:
    from api.store.audit import Author

    with running.service.store.writing(Author("tests", running.clock)) as session:
        session.add(row(id=id_, document={"id": id_}, updated_at=START, **columns))


def test_a_new_key_is_shown_once_and_works(running: Running) -> None:
    administrator = running.as_("administrator")
    made = administrator.post("/v1/keys", json={"name": "ERP", "role": "planner"})
    assert made.status_code == 201
    key = made.json()["key"]
    assert running.with_key(key).get("/v1/me").json()["role"] == "planner"
    assert key not in administrator.get("/v1/keys").text
    with running.service.store.reading() as session:
        assert all(key not in str(vars(row)) for row in session.query(ApiKey))


def test_a_key_is_taken_bare_as_bearer_and_in_its_own_header(running_on_sqlite: Running) -> None:
    key = running_on_sqlite.key("planner")
    caller = running_on_sqlite.with_key(None)
    for headers in ({"X-API-Key": key}, {"Authorization": key}, {"Authorization": f"bearer {key}"}):
        assert caller.get("/v1/me", headers=headers).status_code == 200


def test_a_revoked_key_ends_at_once(running: Running) -> None:
    administrator = running.as_("administrator")
    made = administrator.post("/v1/keys", json={"name": "ERP", "role": "planner"}).json()
    assert administrator.delete(f"/v1/keys/{made['about']['id']}").status_code == 204
    assert administrator.delete(f"/v1/keys/{made['about']['id']}").status_code == 204
    assert running.with_key(made["key"]).get("/v1/me").json()["code"] == "bad_credentials"


def test_a_key_ends_when_it_says(running: Running) -> None:
    expires_at = (START + timedelta(days=1)).isoformat()
    given = {"name": "ERP", "role": "planner", "expires_at": expires_at}
    caller = running.with_key(running.as_("administrator").post("/v1/keys", json=given).json()["key"])
    running.clock.move(hours=23, minutes=59)
    assert caller.get("/v1/me").status_code == 200
    running.clock.move(minutes=1)
    assert caller.get("/v1/me").status_code == 401


@pytest.mark.parametrize(
    ("given", "path", "code"),
    [
        ({"role": "engineer"}, "$.engineer_id", "missing"),
        ({"role": "engineer", "engineer_id": "nobody"}, "$.engineer_id", "unknown_engineer"),
        ({"role": "customer"}, "$.customer_id", "missing"),
        ({"role": "planner", "customer_id": "c1"}, "$.customer_id", "not_for_role"),
        ({"role": "planner", "territories": ["main", "moon"]}, "$.territories[1]", "unknown_territory"),
        ({"role": "administrator", "territories": ["main"]}, "$.territories", "not_for_role"),
        ({"role": "planner", "expires_at": START.isoformat()}, "$.expires_at", "in_the_past"),
        ({"role": "boss"}, "$.role", "bad_value"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_faulty_key_is_told(running_on_sqlite: Running, given: dict[str, object], path: str, code: str) -> None:
    answer = running_on_sqlite.as_("administrator").post("/v1/keys", json={"name": "x", **given})
    assert answer.status_code == 422
    assert [(fault["path"], fault["code"]) for fault in answer.json()["faults"]] == [(path, code)]


def test_a_key_of_an_engineer_is_that_engineers(running: Running) -> None:
    master(running, Territory, "north")
    master(running, Engineer, "e1", territory_id="north")
    given = {"name": "phone", "role": "engineer", "engineer_id": "e1"}
    made = running.as_("administrator").post("/v1/keys", json=given).json()
    assert running.with_key(made["key"]).get("/v1/me").json()["engineer_id"] == "e1"


def test_keys_are_listed_page_by_page(running_on_sqlite: Running) -> None:
    administrator = running_on_sqlite.as_("administrator")
    for number in range(4):
        administrator.post("/v1/keys", json={"name": f"k{number}", "role": "planner"})
    found, after = [], None
    while True:
        page = administrator.get("/v1/keys", params={"limit": 2} | ({"after": after} if after else {})).json()
        found += [each["id"] for each in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert len(found) == len(set(found)) == 5


def test_an_answer_that_is_shown_once_is_not_kept_for_repeated_requests(running_on_sqlite: Running) -> None:
    administrator = running_on_sqlite.as_("administrator")
    answer = administrator.post("/v1/keys", json={"name": "x", "role": "planner"}, headers={"Idempotency-Key": "1"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert len(administrator.get("/v1/keys").json()["items"]) == 1


def test_the_command_line_makes_lists_and_revokes_keys(running: Running, database_url: str) -> None:
    url = {"ROUNDSMAN_DATABASE_URL": database_url}
    made = roundsman("key", "create", "night shift", "--role", "planner", "--territory", "main", **url)
    assert made.status == 0, made.err
    caller = running.with_key(made.out.strip())
    running.clock.now = running.clock.now.replace(year=2020)
    assert caller.get("/v1/me").json()["territories"] == ["main"]
    listed = roundsman("key", "list", **url).out
    assert "night shift" in listed
    assert "in use" in listed
    id_ = next(line.split()[0] for line in listed.splitlines() if "night shift" in line)
    assert roundsman("key", "revoke", id_, **url).status == 0
    assert caller.get("/v1/me").status_code == 401
    assert "revoked" in roundsman("key", "list", **url).out


def test_the_command_line_tells_what_is_wrong_with_a_key(running_on_sqlite: Running, tmp_path) -> None:  # type: ignore[no-untyped-def]
    url = {"ROUNDSMAN_DATABASE_URL": f"sqlite:///{tmp_path / 'service.db'}"}
    for arguments, told in [
        (("create", "x", "--role", "boss"), "administrator, dispatcher, planner"),
        (("create", "x", "--role", "engineer"), "say which engineer"),
        (("revoke", "nothing"), "no key"),
    ]:
        ran = roundsman("key", *arguments, **url)
        assert ran.status == 2
        assert told in ran.err
