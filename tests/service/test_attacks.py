"""What strangers and low roles try: each of these was tried against the service, and must come to nothing."""

import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jwt
import pytest
from sqlalchemy import func, select

from api.identity.lockout import MOST_FAILURES
from api.masters.book import put_book
from api.store.audit import Author
from api.store.house import PLAIN_TRAVEL, house_of
from api.store.tables import Account, Customer, Ticket
from optimiser import MOST_BOOK_BYTES, parse
from tests.service.calling import Caller
from tests.service.conftest import Running
from tests.service.ground import lay_ground
from tests.service.test_identity import first_administrator, sign_in
from tests.service.three_houses import Ids

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_JSON = {"Content-Type": "application/json"}


@pytest.fixture
def office(running: Running) -> Caller:
    lay_ground(running)
    return running.as_("dispatcher")


@pytest.fixture
def desk(running_on_sqlite: Running) -> Caller:
    lay_ground(running_on_sqlite)
    return running_on_sqlite.as_("administrator")


def counted(running: Running, table: Any) -> int:
    with running.service.store.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


# texts and numbers that nothing can keep

UNKEEPABLE = {
    "nul": '"a\\u0000b"',
    "half-a-character": '"a\\ud800b"',
    "key-with-nul": '{"a\\u0000": 1}',
    "nested": '[[{"a": "\\udfff"}]]',
    "nan": "NaN",
    "infinity": "-Infinity",
    "overflow": "1e999",
    "deep": "[" * 300 + "]" * 300,
}


@pytest.mark.parametrize("id_", ["a\nb", "\x07", "p\x9f"], ids=["line feed", "bell", "C1"])
def test_an_id_has_no_control_characters(desk: Caller, id_: str) -> None:
    for path, body in (
        ("parts", {"id": id_, "name": "P"}),
        ("zones", {"id": id_}),
        ("tickets", {"id": id_, "site": "s1", "severity": "1"}),
    ):
        answer = desk.post(f"/v1/{path}", json=body)
        assert [each["path"] for each in answer.json()["faults"]] == ["$.id"], path
        assert answer.status_code == 422


@pytest.mark.parametrize("value", UNKEEPABLE.values(), ids=UNKEEPABLE)
def test_what_no_database_keeps_is_refused_before_it_is_kept(running: Running, office: Caller, value: str) -> None:
    ticket = office.post("/v1/tickets", json={"site": "s1", "severity": "1"}).json()["id"]
    path = f"/v1/tickets/{ticket}/events"
    for body in ('{"kind": "responded", "data": {"k": %s}}', '{"kind": "responded", "note": %s}'):
        answer = office.post(path, content=body % value, headers=_JSON)
        assert answer.status_code in (400, 422), answer.text
    new = f'{{"site": "s1", "severity": "1", "name": {value}}}'
    assert office.post("/v1/tickets", content=new, headers=_JSON).status_code in (400, 422)
    assert [each["kind"] for each in office.get(f"/v1/tickets/{ticket}").json()["events"]] == []
    assert counted(running, Ticket) == 1


@pytest.mark.parametrize("said", ["application/json", "application/vnd.x+json; charset=utf-8"])
def test_an_id_with_half_a_character_is_told(running: Running, said: str) -> None:
    caller = running.as_("administrator")
    answer = caller.post("/v1/customers", content=b'{"id": "a\\ud800", "name": "A"}', headers={"Content-Type": said})
    assert (answer.status_code, answer.json()["faults"][0]["code"]) == (422, "bad_text")


def test_a_character_in_two_halves_is_one(office: Caller) -> None:
    new = b'{"site": "s1", "severity": "1", "name": "\\ud83d\\ude00 \\\\u0000"}'
    answer = office.post("/v1/tickets", content=new, headers=_JSON)
    assert (answer.status_code, answer.json()["name"]) == (201, "\U0001f600 \\u0000")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_time_are_no_days_of_a_rota(desk: Caller, day: str) -> None:
    assert desk.get(f"/v1/on-call/rota?territory=main&first={day}&last={day}").status_code == 422


# tables


def test_a_number_of_thousands_of_digits_is_told_with_its_cell(desk: Caller) -> None:
    table = b"id,name,price\nfan,Fan," + b"9" * 5000 + b"\n"
    answer = desk.post("/v1/imports/parts", content=table, headers={"Content-Type": "text/csv"})
    assert (answer.status_code, answer.json()["faults"][0]["path"]) == (422, "row 2, column price")


def test_a_field_named_with_control_characters_does_not_break_the_workbook(desk: Caller) -> None:
    assert desk.post("/v1/parts", json={"id": "p", "name": "P", "x_\x01": "\x02"}).status_code == 201
    answer = desk.get("/v1/exports/parts.xlsx")
    assert answer.status_code == 200
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(desk: Caller) -> None:
    packed = io.BytesIO(desk.get("/v1/exports/parts.xlsx").content)
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(11):
            archive.writestr(f"x{number}", bytes(10_000_000))
    answer = desk.post("/v1/imports/parts", content=packed.getvalue(), headers={"Content-Type": _XLSX})
    assert (answer.status_code, answer.json()["faults"][0]["code"]) == (422, "too_large")


@pytest.mark.parametrize("declared", ['<!ENTITY i SYSTEM "file:///etc/hostname">', '<!ENTITY i "&j;&j;">'])
def test_a_workbook_opens_no_files_and_no_entities(desk: Caller, declared: str) -> None:
    made = zipfile.ZipFile(io.BytesIO(desk.get("/v1/exports/parts.xlsx").content))
    files = {name: made.read(name) for name in made.namelist()}
    sheet = files["xl/worksheets/sheet1.xml"].decode().partition("?>")[2] or files["xl/worksheets/sheet1.xml"].decode()
    row = '<row r="3"><c r="A3" t="inlineStr"><is><t>&i;</t></is></c></row></sheetData>'
    files["xl/worksheets/sheet1.xml"] = (
        f'<?xml version="1.0"?><!DOCTYPE x [{declared}]>' + sheet.replace("</sheetData>", row)
    ).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    answer = desk.post("/v1/imports/parts", content=packed.getvalue(), headers={"Content-Type": _XLSX})
    assert (answer.status_code, answer.json()["faults"][0]["code"]) == (422, "file")


def test_what_a_spreadsheet_takes_for_a_formula_is_exported_as_text(desk: Caller) -> None:
    part = {"id": "=HYPERLINK(1)", "name": "@SUM(1)", "note": "+1", "x_a": "-cmd"}
    assert desk.post("/v1/parts", json=part).status_code == 201
    cells = desk.get("/v1/exports/parts.csv").text.splitlines()[1].split(",")
    assert all(cell.startswith(("'", '"""')) or not cell for cell in cells), cells
    table = desk.get("/v1/exports/parts.csv").content
    assert desk.post("/v1/imports/parts", content=table, headers={"Content-Type": "text/csv"}).json() == {
        "added_count": 0, "changed_count": 0, "unchanged_count": 2, "encoding": "utf-8", "warnings": [],
    }  # fmt: skip


# territories


def test_a_dispatcher_sees_and_changes_no_customer_of_another_territory(running: Running) -> None:
    lay_ground(running)
    dispatcher = running.as_("dispatcher", territories=["main"])
    assert [each["id"] for each in dispatcher.get("/v1/customers").json()["items"]] == ["c1"]
    assert "Customer 2" not in dispatcher.get("/v1/exports/customers.csv").text
    renamed = {"id": "c2", "name": "mine"}
    assert dispatcher.put("/v1/customers/c2", json=renamed, headers={"If-Match": "*"}).status_code == 404
    assert dispatcher.get("/v1/customers/c2").status_code == 404


def test_a_site_under_a_foreign_contract_is_no_way_to_its_customer(running: Running) -> None:
    lay_ground(running)
    dispatcher = running.as_("dispatcher", territories=["main"])
    site = {"id": "s3", "contract": "k2", "lat": 36.0, "lon": 120.0, "territory": "main"}
    answer = dispatcher.post("/v1/sites", json=site)
    assert [fault["code"] for fault in answer.json()["faults"]] == ["unknown_contract"]
    moved = {"id": "s1", **site, "contract": "k2"} | {"id": "s1"}
    assert dispatcher.put("/v1/sites/s1", json=moved, headers={"If-Match": "*"}).status_code == 422
    table = b"id,contract,lat,lon,territory\ns3,k2,36,120,main\n"
    refused = dispatcher.post("/v1/imports/sites", content=table, headers={"Content-Type": "text/csv"})
    assert refused.status_code == 422
    assert dispatcher.get("/v1/contracts/k2").status_code == 404


def test_a_book_that_travels_plainly_leaves_the_house_with_a_way_to_travel(running: Running) -> None:
    document = {
        "format": "roundsman-book/1", "id": "b", "time_zone": "UTC", "travel": PLAIN_TRAVEL,
        **{kind: [] for kind in ("calendars", "zones", "policies", "contracts", "sites", "engineers")},
    }  # fmt: skip
    with running.service.store.writing(Author("tests", running.clock)) as session:
        put_book(session, parse(json.dumps(document).encode(), most_bytes=MOST_BOOK_BYTES), "main", running.clock)
        assert house_of(session).document["travel"] == PLAIN_TRAVEL


# who asks


def test_tokens_of_others_are_none_of_ours(running_on_sqlite: Running) -> None:
    running = running_on_sqlite
    access = first_administrator(running)["access_token"]
    claims = jwt.decode(access, options={"verify_signature": False})
    secret = running.service.secret
    forged = {
        "unsigned": jwt.encode(claims, "", "none"),
        "other key": jwt.encode(claims, bytes(32), "HS256"),
        "other algorithm": jwt.encode(claims, secret + secret, "HS512"),
        "no generation": jwt.encode({k: v for k, v in claims.items() if k != "gen"}, secret, "HS256"),
        "no end": jwt.encode({k: v for k, v in claims.items() if k != "exp"}, secret, "HS256"),
        "older generation": jwt.encode({**claims, "gen": claims["gen"] - 1}, secret, "HS256"),
        "nobody": jwt.encode({**claims, "sub": "account-none"}, secret, "HS256"),
        "cut": access.rpartition(".")[0] + ".",
    }
    caller = running.with_key(None)
    for what, token in forged.items():
        answer = caller.get("/v1/me", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401, what
    assert caller.get("/v1/me", headers={"Authorization": f"Bearer {access}"}).status_code == 200


def test_other_letters_of_a_name_do_not_count_anew(running: Running) -> None:
    first_administrator(running)
    for name in ("lin", "LIN", "Lin", "lIN", "liN")[:MOST_FAILURES]:
        assert sign_in(running, name, "a wrong password").status_code == 401
    assert sign_in(running, "LiN").json()["code"] == "account_locked"


def test_no_account_is_made_in_passing(running_on_sqlite: Running) -> None:
    for role in ("dispatcher", "planner", "engineer", "customer"):
        caller = running_on_sqlite.as_(role)
        new = {"name": "eve", "full_name": "Eve", "role": "administrator"}
        assert caller.post("/v1/accounts", json=new).status_code == 403
        assert caller.post("/v1/keys", json={"name": "eve", "role": "administrator"}).status_code == 403
    assert counted(running_on_sqlite, Account) == 0


# at the same time


def test_a_request_sent_twice_at_once_is_done_once(running: Running, office: Caller) -> None:
    key = running.key("dispatcher")
    callers = [running.with_key(key) for _ in range(4)]
    body = {"site": "s1", "severity": "1", "name": "once"}

    def send(caller: Caller) -> Any:
        return caller.post("/v1/tickets", json=body, headers={"Idempotency-Key": "one"})

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, callers))
    assert {answer.status_code for answer in answers} <= {201, 409, 503}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    assert send(callers[0]).status_code == 201
    assert counted(running, Ticket) == 1


def test_of_two_who_change_one_thing_at_once_one_is_told_to_look_again(running: Running, office: Caller) -> None:
    tag = office.get("/v1/customers/c1").headers["ETag"]
    callers = [running.as_("dispatcher") for _ in range(4)]

    def change(number: int) -> int:
        document = {"id": "c1", "name": f"name {number}"}
        return callers[number].put("/v1/customers/c1", json=document, headers={"If-Match": tag}).status_code

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(change, range(4)))
    assert statuses.count(200) == 1
    assert set(statuses) <= {200, 412, 503}
    with running.service.store.reading() as session:
        assert session.get_one(Customer, "c1").document["name"].startswith("name ")


# pages and headers

SCRIPT = "<script>alert(1)</script>{{7*7}}{0}%s"


def test_names_are_text_on_every_page(houses: tuple[Running, Ids], tmp_path: Path) -> None:
    running, ids = houses
    boss = running.as_("administrator")
    for kind in ("sites", "engineers"):
        id_ = f"{kind[0]}-a"
        document = {**boss.get(f"/v1/{kind}/{id_}").json(), "name": SCRIPT}
        assert boss.put(f"/v1/{kind}/{id_}", json=document, headers={"If-Match": "*"}).status_code == 200
    draft = ids.of("plan")[1]
    pages = [f"/v1/plans/{draft}/page", f"/v1/slips/{ids.of('number')[0]}/page"]
    for page in pages:
        text = boss.get(page).text
        assert "<script>alert" not in text
        assert "49{0}" not in text


@pytest.mark.parametrize("name", ['a"; filename="b.exe', "x\u202egnp.exe", "漏.png", "a;b'c"])
def test_a_files_name_stays_inside_its_header(desk: Caller, name: str) -> None:
    ticket = desk.post("/v1/tickets", json={"site": "s1", "severity": "1"}).json()["id"]
    path = f"/v1/tickets/{ticket}/attachments"
    made = desk.post(path, params={"name": name}, content=b"words", headers={"Content-Type": "text/plain"})
    shown = desk.get(f"/v1/attachments/{made.json()['id']}").headers["Content-Disposition"]
    assert shown.startswith("attachment; filename*=UTF-8''")
    assert shown.isascii()
    assert not set(' ";') & set(shown.partition("''")[2])


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\\b", "a\r\nX-Injected: 1", "a\x00.png"])
def test_a_files_name_is_no_way(desk: Caller, name: str) -> None:
    ticket = desk.post("/v1/tickets", json={"site": "s1", "severity": "1"}).json()["id"]
    path = f"/v1/tickets/{ticket}/attachments"
    answer = desk.post(path, params={"name": name}, content=b"words", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 422


@pytest.mark.parametrize("text", ["%", "_", "\\", "'--", '"'])
def test_a_search_takes_its_text_as_it_is(office: Caller, text: str) -> None:
    for path in ("/v1/tickets", "/v1/customers"):
        answer = office.get(path, params={"text": text})
        assert answer.status_code == 200
        found = [each for each in answer.json()["items"] if text not in json.dumps(each)]
        assert not found
