"""Nobody reads or changes what belongs to others: every operation, with every id that there is."""

import io
import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from openpyxl import load_workbook

from api.identity.permissions import OPEN, OPERATIONS
from tests.service.calling import Caller
from tests.service.conftest import Running
from tests.service.three_houses import ACTORS, DAY, MARKS, Ids, known_ids, marks_in

MARKED = {
    "list_customers", "read_customer", "list_sites", "read_site", "list_units", "read_unit", "list_engineers",
    "read_engineer", "list_depots", "list_rules", "list_appointments", "list_absences", "export_masters_csv",
    "export_masters_xlsx", "read_tickets", "read_ticket", "read_quotes", "read_complaints", "read_complaint",
    "read_subcontracts", "read_subcontract", "read_slip", "read_slip_page", "read_reports", "read_unit_history",
    "read_ticket_attachments", "read_visit_attachments", "read_route", "read_route_geojson", "read_route_page",
    "list_audit", "read_studies", "read_study",
}  # fmt: skip
"""Where something of each house is told to who sees all of them: the other tests look there."""
Operation = tuple[str, str, dict[str, Any]]
_ENDLESS = ("read_warning_events", "read_job_events")
_FIXED = {"territory": "main", "first": "2026-12-01", "last": "2026-12-31"}
_OTHERS = {
    "contract": "k-c", "site": "s-c", "unit": "u-c", "engineer": "e-c", "owner": "e-c", "territory": "north",
    "customer": "c-customer", "holder": "e-c",
}  # fmt: skip


def operations(running: Running, who: str, *, reading: bool) -> Iterator[Operation]:
    """The operations that an actor may use: method, path and description."""
    for path, methods in running.app.openapi()["paths"].items():
        for method, told in methods.items():
            name = told["operationId"]
            allowed = name not in OPEN and ACTORS[who].role in OPERATIONS[name]
            if allowed and (method == "get") is reading and name not in _ENDLESS:
                yield method.upper(), path, told


def addresses(path: str, ids: Ids) -> Iterator[str]:
    """The path with every id that there is in the places for them."""
    names = re.findall(r"{(\w+)}", path)
    known = [known_ids(path, name, ids) or ["none-of-ours"] for name in names]
    for chosen in itertools.islice(itertools.product(*known), 150):
        yield path.format(**dict(zip(names, chosen, strict=True)))


def questions(told: dict[str, Any]) -> Iterator[dict[str, str]]:
    """The queries that an operation needs, and each of its filters with something of others."""
    parameters = [each for each in told.get("parameters", []) if each["in"] == "query"]
    needed = {each["name"]: _FIXED[each["name"]] for each in parameters if each["required"]}
    yield needed
    for each in parameters:
        if each["name"] in _OTHERS:
            yield {**needed, each["name"]: _OTHERS[each["name"]]}
        if each["name"] == "text":
            yield {**needed, "text": MARKS["c"]}


def text_of(answer: Any) -> str:
    """All that an answer says, in a workbook too."""
    if answer.content[:2] != b"PK":
        return str(answer.text)
    sheets = load_workbook(io.BytesIO(answer.content)).worksheets
    return str([cell.value for sheet in sheets for row in sheet.rows for cell in row])


def read_everywhere(running: Running, ids: Ids, who: str, caller: Caller) -> Iterator[tuple[str, str, str]]:
    """All that an actor can read: the operation, its address, and what it says."""
    for method, path, told in operations(running, who, reading=True):
        for address in addresses(path, ids):
            for query in questions(told):
                answer = caller.request(method, address, params=query)
                assert answer.status_code < 500, (address, query, answer.text)
                yield told["operationId"], f"{address} {query}", text_of(answer)


@pytest.mark.parametrize("who", [who for who, actor in ACTORS.items() if actor.foreign])
def test_nobody_reads_what_belongs_to_others(houses: tuple[Running, Ids], who: str) -> None:
    running, ids = houses
    caller = running.as_(ACTORS[who].role, **ACTORS[who].scope)
    own = set()
    for operation, address, text in read_everywhere(running, ids, who, caller):
        assert not marks_in(text, ACTORS[who]), (operation, address)
        if MARKS["a"] in text:
            own.add(operation)
    assert len(own) >= {"dispatcher": 30, "planner": 30, "engineer": 10, "customer": 12}[who], sorted(own)


def test_the_marks_are_where_an_administrator_looks(houses: tuple[Running, Ids]) -> None:
    running, ids = houses
    caller = running.as_("administrator")
    seen = {name for name, _, text in read_everywhere(running, ids, "administrator", caller) if MARKS["c"] in text}
    missing = MARKED - seen
    assert not missing


def of_house(ids: list[str], house: str) -> list[str]:
    """The ids that belong to a house: each has as many, in their order."""
    share = len(ids) // 3
    begin = "abc".index(house) * share
    return ids[begin : begin + share]


@pytest.mark.parametrize("who", [who for who, actor in ACTORS.items() if actor.foreign])
def test_nobody_changes_what_belongs_to_others(houses: tuple[Running, Ids], who: str) -> None:
    running, ids = houses
    caller = running.as_(ACTORS[who].role, **ACTORS[who].scope)
    document = running.app.openapi()
    done = []
    for house in ACTORS[who].foreign:
        for method, path, told in operations(running, who, reading=False):
            for address in _addresses_of(path, ids, house):
                answer = caller.request(method, address, json=_example(told, document), headers={"If-Match": "*"})
                assert answer.status_code < 500, (address, answer.text)
                if answer.status_code < 300:
                    done.append((method, address))
    assert not done


_BY_NAME = ("engineer", "site", "unit", "contract", "rule", "appointment", "depot", "customer", "ticket", "quote")
_IN_THREES = (*_BY_NAME, "study", "complaint", "subcontract", "number", "visit", "stop")


def _addresses_of(path: str, ids: Ids, house: str) -> Iterator[str]:
    """The path with ids of another house; none where it names nothing that belongs to anybody."""
    names = re.findall(r"{(\w+)}", path)
    theirs = Ids({kind: of_house(ids.of(kind), house) for kind in _IN_THREES})
    known = {name: known_ids(path, name, theirs) for name in names}
    if not any(known.get(name) for name in names if name not in ("on", "first", "part_id", "holder_kind", "kind")):
        return
    for chosen in itertools.islice(itertools.product(*(known[name] or ["fan"] for name in names)), 20):
        yield path.format(**dict(zip(names, chosen, strict=True)))


def _example(told: dict[str, Any], document: dict[str, Any]) -> Any:
    content = told.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return None
    if "example" in content:
        return content["example"]
    schema = content["schema"]
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    example = dict((schema.get("examples") or [{}])[0])
    example.pop("id", None)
    return example


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("/v1/sites", {"contract": "k-c", "lat": 36.0, "lon": 120.0, "territory": "main"}),
        ("/v1/sites", {"contract": "k-a", "lat": 36.0, "lon": 120.0, "territory": "north"}),
        ("/v1/units", {"site": "s-c", "kind": "pump"}),
        ("/v1/engineers", {"lat": 36.0, "lon": 120.0, "territory": "north"}),
        ("/v1/tickets", {"site": "s-c", "severity": "1"}),
        ("/v1/tickets", {"site": "s-a", "unit": "u-c", "severity": "1"}),
        ("/v1/complaints", {"text": "theirs", "customer": "c-customer"}),
        ("/v1/slots", {"territory": "north", "site": "s-c", "duration": "PT1H", "first": str(DAY), "last": str(DAY)}),
        ("/v1/slots", {"territory": "main", "site": "s-c", "duration": "PT1H", "first": str(DAY), "last": str(DAY)}),
        ("/v1/first-there", {"territory": "north", "site": "s-c", "duration": "PT1H"}),
        ("/v1/plans", {"territory": "north", "first": str(DAY)}),
        ("/v1/studies?territory=north", {"format": "roundsman-study/1", "name": "theirs", "book": "store"}),
        ("/v1/stock/moves", {"part": "fan", "count": 1, "from": {"kind": "van", "id": "e-c"}}),
    ],
    ids=lambda each: each if isinstance(each, str) else "-".join(each),
)
def test_a_dispatcher_reaches_nothing_of_another_territory_through_a_body(
    houses: tuple[Running, Ids], address: str, body: dict[str, Any]
) -> None:
    dispatcher = houses[0].as_("dispatcher", territories=["main"])
    answer = dispatcher.post(address, json=body)
    assert answer.status_code in (404, 422), answer.text
    assert not marks_in(answer.text, ACTORS["dispatcher"])


def test_a_customer_reports_and_complains_for_itself_only(houses: tuple[Running, Ids]) -> None:
    running, ids = houses
    customer = running.as_("customer", customer_id="a-customer")
    theirs = of_house(ids.of("ticket"), "b")[0]
    assert customer.post("/v1/tickets", json={"site": "s-b", "severity": "1"}).status_code in (404, 422)
    assert customer.post("/v1/complaints", json={"text": "x", "ticket": theirs}).status_code == 404
    made = customer.post("/v1/complaints", json={"text": "x", "customer": "b-customer"})
    assert made.json()["customer"] == "a-customer"  # whoever is named, it is the own


def test_what_one_had_solved_is_not_for_others(houses: tuple[Running, Ids], monkeypatch: pytest.MonkeyPatch) -> None:
    from api.endpoints.stateless import EXAMPLE

    monkeypatch.setattr("api.endpoints.stateless._PATIENCE_S", 0.0)
    running, _ = houses
    job = running.as_("planner", territories=["north"]).post("/v1/solve?seconds=0.001", json=EXAMPLE).json()["id"]
    other = running.as_("planner", territories=["main"])
    assert other.get(f"/v1/jobs/{job}").status_code == 404
    assert other.get(f"/v1/jobs/{job}/result").status_code == 404
    assert other.post(f"/v1/jobs/{job}/stop").status_code == 404
    assert job not in other.get("/v1/jobs").text
