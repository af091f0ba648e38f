"""Spare parts in plans that jobs make: reserved before the trip, as the contracts for office equipment ask for it."""

from typing import Any

import pytest

from api.masters.book import put_book
from api.plans.carrying import FETCH_COST
from api.store.audit import Author
from scenarios import library
from tests.service.calling import Caller
from tests.service.conftest import Running
from tests.service.working import done_here

REGIME = library.regime("office_care")
NEEDED = {
    each["id"]: each["x_parts_reserved"]
    for each in REGIME.book["tickets"]
    if each.get("x_parts_reserved") and each["history"][-1]["kind"] == "part_arrived"
}
"""What the book's own tickets need, of those that can be planned."""


@pytest.fixture
def office(running_on_sqlite: Running) -> Caller:
    """A house that cares for office equipment; its tickets need the parts that its book names."""
    running = running_on_sqlite
    running.clock.now = REGIME.now
    put(running, REGIME.book)
    caller = running.as_("administrator")
    depot = {"id": "store", "territory": "main", "lat": 31.2, "lon": 121.4}
    assert caller.post("/v1/depots", json=depot).status_code == 201
    for part in sorted({part for parts in NEEDED.values() for part in parts}):
        assert caller.post("/v1/parts", json={"id": part, "name": part}).status_code == 201
    for ticket, parts in NEEDED.items():
        path = f"/v1/tickets/{ticket}"
        asked = {"parts": [{"part": part} for part in parts]}
        changed = caller.patch(path, json=asked, headers={"If-Match": caller.get(path).headers["ETag"]})
        assert changed.status_code == 200, changed.text
    return caller


def put(running: Running, book: dict[str, Any]) -> None:
    with running.service.store.writing(Author("tests", running.clock)) as session:
        put_book(session, book, "main", running.clock)


def planned(running: Running, office: Caller) -> dict[str, Any]:
    wanted = {"territory": "main", "first": REGIME.day.isoformat(), "iterations": 300}
    job = office.post("/v1/plans", json=wanted).headers["Location"]
    done_here(running)
    found = office.get(job).json()
    assert found["state"] == "done", found
    plan: dict[str, Any] = office.get(f"/v1/plans/{found['plan']}").json()
    return plan


def held(office: Caller) -> dict[tuple[str, str], tuple[int, int]]:
    """Count and reserved, by holder and part."""
    items = office.get("/v1/stock").json()["items"]
    return {(row["holder"]["id"], row["part"]): (row["count"], row["reserved"]) for row in items}


def going(plan: dict[str, Any]) -> dict[str, str]:
    """The engineer of each ticket that is served."""
    sources = plan["matter"]["sources"]
    stops = [(route["engineer"], stop) for route in plan["plan"]["routes"] for stop in route["stops"]]
    served = [(engineer, sources[stop["visit"]]) for engineer, stop in stops if stop.get("visit")]
    return {source["id"]: engineer for engineer, source in served if source["kind"] == "ticket"}


def test_spare_parts_are_reserved_before_the_trip(running_on_sqlite: Running, office: Caller) -> None:
    parts = sorted({part for parts in NEEDED.values() for part in parts})
    for part in parts:
        office.put(f"/v1/stock/depot/store/{part}", json={"count": 10})
    plan = planned(running_on_sqlite, office)
    assert going(plan).keys() >= NEEDED.keys(), "the tickets whose parts are there are served"
    assert [each for each in plan["matter"]["warnings"] if "missing" in each] == []
    assert {reserved for _, reserved in held(office).values()} == {0}, "a draft keeps nothing"
    published = office.post(f"/v1/plans/{plan['id']}/publish", headers={"If-Match": f'"{plan["revision"]}"'})
    assert published.status_code == 200, published.text
    asked = [part for parts in NEEDED.values() for part in parts]
    assert held(office) == {("store", part): (10, asked.count(part)) for part in parts}
    for ticket, engineer in going(plan).items():
        route = office.get(f"/v1/engineers/{engineer}/routes/{REGIME.day}").json()
        (stop,) = [each for each in route["stops"] if each.get("ticket", {}).get("id") == ticket]
        told = [each["part"] for each in stop.get("parts", ()) if each["take"] == [{"depot": "store"}]]
        assert told == NEEDED.get(ticket, [])
    put(running_on_sqlite, REGIME.book)
    assert sum(reserved for _, reserved in held(office).values()) == len(asked), "needs of the service stay with it"
    put(running_on_sqlite, with_an_end(REGIME.book, min(NEEDED)))
    left = len(asked) - len(NEEDED[min(NEEDED)])
    assert sum(reserved for _, reserved in held(office).values()) == left, "a ticket that ended keeps nothing"


def with_an_end(book: dict[str, Any], ticket: str) -> dict[str, Any]:
    """The book in which a ticket is cancelled."""
    end = {"kind": "cancelled", "at": REGIME.now.isoformat()}
    tickets = [
        {**each, "history": [*each.get("history", ()), end]} if each["id"] == ticket else each
        for each in book["tickets"]
    ]
    return {**book, "tickets": tickets}


def test_those_who_carry_the_parts_are_preferred_and_edits_by_hand_plan_the_parts_anew(
    running_on_sqlite: Running, office: Caller
) -> None:
    before = planned(running_on_sqlite, office)
    assert len(shortages(before)) == sum(map(len, NEEDED.values()))
    ticket = min(NEEDED)
    empty = going(before)[ticket]
    assert costs(office, before)[ticket].get(empty, 0.0) == 0.0, "nobody carries the parts: nobody is preferred"
    others = {engineer["id"] for engineer in REGIME.book["engineers"]} - {empty}
    for engineer in sorted(others):
        office.put(f"/v1/stock/van/{engineer}/{NEEDED[ticket][0]}", json={"count": 1})
    plan = planned(running_on_sqlite, office)
    assert going(plan)[ticket] in others
    own = costs(office, plan)[ticket]
    assert own[empty] == FETCH_COST and not others & own.keys()
    match = {"If-Match": f'"{before["revision"]}"'}
    visit = next(each["visit"] for each in before["matter"]["parts"] if each["ticket"] == ticket)
    edit = {"edit": {"kind": "unassign", "visit": visit}}
    done = office.post(f"/v1/plans/{before['id']}/edits", json=edit, headers=match)
    assert done.status_code in (200, 201), done.text
    edited = office.get(f"/v1/plans/{before['id']}").json()
    assert ticket not in {each["ticket"] for each in edited["matter"]["parts"]}
    assert not any(ticket in each for each in shortages(edited))


def shortages(plan: dict[str, Any]) -> list[str]:
    return [each for each in plan["matter"]["warnings"] if "missing" in each]


def costs(office: Caller, plan: dict[str, Any]) -> dict[str, dict[str, float]]:
    """What a plan's problem says of whom not to send, by ticket."""
    problem = office.get(f"/v1/plans/{plan['id']}/problem").json()
    sources = plan["matter"]["sources"]
    return {sources[each["id"]]["id"]: each.get("preference_costs", {}) for each in problem["visits"]}
