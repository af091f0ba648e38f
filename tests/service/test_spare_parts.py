"""Spare parts: known to the masters, planned with the visits that need them, and reserved once the plan is out."""

from typing import Any

import httpx
import pytest

from tests.service.calling import Caller
from tests.service.conftest import Running
from tests.service.ground import lay_ground
from tests.service.published import publish, ticket_source
from tests.service.test_reports import report
from tests.service.test_tickets import reported, tell

DEPOT, VAN = {"kind": "depot", "id": "d1"}, {"kind": "van", "id": "e1"}


@pytest.fixture
def running(running_on_sqlite: Running) -> Running:
    """One kind of database will do here; a walk through all of it is taken on both, in the file of the laws."""
    return running_on_sqlite


@pytest.fixture
def office(running: Running) -> Caller:
    return stocked(running)


def stocked(running: Running) -> Caller:
    """An administrator of a house with a depot; fans and lenses are known, and nowhere yet."""
    lay_ground(running)
    caller = running.as_("administrator")
    depot = {"id": "d1", "territory": "main", "lat": 36.1, "lon": 120.0, "name": "North"}
    assert caller.post("/v1/depots", json=depot).status_code == 201
    for part in ("fan", "lens"):
        assert caller.post("/v1/parts", json={"id": part, "name": part.title()}).status_code in (201, 409)
    return caller


def put(caller: Caller, kind: str, holder: str, part: str, count: int) -> list[str]:
    """Count parts; returns the warnings."""
    answer = caller.put(f"/v1/stock/{kind}/{holder}/{part}", json={"count": count})
    assert answer.status_code == 200, answer.text
    warnings: list[str] = answer.json()["warnings"]
    return warnings


def shelves(caller: Caller) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Count, reserved and free, by holder and part."""
    items = caller.get("/v1/stock").json()["items"]
    return {(row["holder"]["id"], row["part"]): (row["count"], row["reserved"], row["free"]) for row in items}


def needing(caller: Caller, **parts: int) -> str:
    """Report a ticket that needs parts; returns its id."""
    id_: str = reported(caller, parts=[{"part": part, "count": count} for part, count in parts.items()])["id"]
    return id_


def change(caller: Caller, ticket: str, **parts: int) -> httpx.Response:
    """Say which parts a ticket needs from now on."""
    path = f"/v1/tickets/{ticket}"
    asked = [{"part": part, "count": count} for part, count in parts.items()]
    return caller.patch(path, json={"parts": asked}, headers={"If-Match": caller.get(path).headers["ETag"]})


def parts_on_route(caller: Caller, stop: str, engineer: str = "e1") -> list[dict[str, Any]]:
    route = caller.get(f"/v1/engineers/{engineer}/routes/2026-12-07").json()
    parts: list[dict[str, Any]] = next(each["parts"] for each in route["stops"] if each["id"] == stop)
    return parts


def test_a_ticket_cannot_need_a_part_that_nobody_knows(office: Caller) -> None:
    answer = office.post(
        "/v1/tickets", json={"site": "s1", "severity": "1", "parts": [{"part": "fan"}, {"part": "zz"}]}
    )
    assert answer.status_code == 422
    (error,) = answer.json()["faults"]
    assert (error["path"], error["code"], error["value"]) == ("$.parts[1].part", "unknown_part", "zz")
    assert "'zz'" in error["message"]
    ticket = needing(office, fan=1)
    changed = change(office, ticket, zz=1)
    assert (changed.status_code, changed.json()["faults"][0]["code"]) == (422, "unknown_part")


def test_the_van_is_asked_before_the_depot_and_the_route_says_where_to_take_what(
    running: Running, office: Caller
) -> None:
    put(office, "van", "e1", "fan", 1)
    put(office, "depot", "d1", "fan", 5)
    ticket = needing(office, fan=3, lens=1)
    publish(running, {ticket: ticket_source(ticket)})
    assert shelves(office) == {("e1", "fan"): (1, 1, 0), ("d1", "fan"): (5, 2, 3)}
    assert parts_on_route(office, ticket) == [
        {"part": "fan", "count": 3, "name": "Fan", "take": [{}, {"count": 2, "depot": "d1", "name": "North"}]},
        {"part": "lens", "name": "Lens", "missing": 1},
    ]
    plan = office.get("/v1/plans/plan-main-1").json()
    assert plan["matter"]["warnings"] == [
        f"{ticket} needs 1 x lens; e1's van has none free, no depot has any: 1 is missing"
    ]
    assert [(each["part"], each["missing"]) for each in plan["matter"]["parts"]] == [("fan", 0), ("lens", 1)]


def test_who_comes_first_takes_the_last_part(running: Running, office: Caller) -> None:
    put(office, "van", "e1", "fan", 3)
    first, second = needing(office, fan=2), needing(office, fan=2)
    publish(running, {first: ticket_source(first), second: ticket_source(second)})
    assert (parts_on_route(office, first)[0].get("in_van"), parts_on_route(office, second)[0]["missing"]) == (True, 1)


def test_a_newer_plan_releases_and_reserves_anew(running: Running, office: Caller) -> None:
    put(office, "van", "e1", "fan", 1)
    put(office, "depot", "d1", "fan", 1)
    first, second = needing(office, fan=1), needing(office, fan=1)
    publish(running, {first: ticket_source(first)})
    assert shelves(office)["e1", "fan"] == (1, 1, 0)
    publish(running, {second: ticket_source(second)}, version=2)
    assert shelves(office) == {("e1", "fan"): (1, 1, 0), ("d1", "fan"): (1, 0, 1)}
    publish(running, {}, version=3)
    assert {reserved for _, reserved, _ in shelves(office).values()} == {0}


def test_what_is_done_or_cancelled_keeps_no_parts(running: Running, office: Caller) -> None:
    put(office, "van", "e1", "fan", 5)
    done, cancelled, kept = (needing(office, fan=1) for _ in range(3))
    publish(running, {each: ticket_source(each) for each in (done, cancelled, kept)})
    assert shelves(office)["e1", "fan"] == (5, 3, 2)
    tell(office, cancelled, "cancelled")
    assert shelves(office)["e1", "fan"] == (5, 2, 3)
    report(running.as_("engineer", engineer_id="e1"), done, "done", parts_used=[{"part": "fan"}])
    assert shelves(office)["e1", "fan"] == (4, 1, 3)


def test_what_is_used_beyond_the_free_ones_is_missing_elsewhere(running: Running, office: Caller) -> None:
    put(office, "van", "e1", "fan", 2)
    first, second = needing(office, fan=1), needing(office, fan=1)
    publish(running, {first: ticket_source(first), second: ticket_source(second)})
    told = report(running.as_("engineer", engineer_id="e1"), first, "on_site", parts_used=[{"part": "fan", "count": 2}])
    (warning,) = told["warnings"]
    assert second in warning and "get more" in warning
    assert shelves(office)["e1", "fan"] == (0, 0, 0)


def test_reserved_parts_go_along_into_the_van_that_needs_them(running: Running, office: Caller) -> None:
    put(office, "depot", "d1", "fan", 3)
    ticket = needing(office, fan=2)
    publish(running, {ticket: ticket_source(ticket)})
    assert parts_on_route(office, ticket)[0]["take"] == [{"count": 2, "depot": "d1", "name": "North"}]
    moved = office.post("/v1/stock/moves", json={"part": "fan", "count": 2, "source": DEPOT, "target": VAN}).json()
    assert (moved["source"]["reserved"], moved["target"]["reserved"], moved["warnings"]) == (0, 2, [])
    assert parts_on_route(office, ticket)[0]["in_van"] is True, "the phone is told"
    back = office.post("/v1/stock/moves", json={"part": "fan", "count": 1, "source": VAN, "target": DEPOT}).json()
    assert (back["source"]["reserved"], back["target"]["reserved"], back["warnings"]) == (1, 1, [])


def test_whoever_takes_reserved_parts_away_is_warned(running: Running, office: Caller) -> None:
    put(office, "depot", "d1", "fan", 2)
    ticket = needing(office, fan=2)
    publish(running, {ticket: ticket_source(ticket)})
    other = {"kind": "van", "id": "e2"}
    moved = office.post("/v1/stock/moves", json={"part": "fan", "count": 1, "source": DEPOT, "target": other})
    assert moved.status_code in (201, 404), moved.text
    (warning,) = moved.json()["warnings"] if moved.status_code == 201 else put(office, "depot", "d1", "fan", 1)
    assert warning == (
        f"1 of part fan in the depot d1 was reserved for ticket {ticket}, and is there no longer: get more, "
        "or plan anew"
    )
    assert shelves(office)["d1", "fan"] == (1, 1, 0)
    assert parts_on_route(office, ticket)[0]["missing"] == 1


def test_a_ticket_that_needs_less_keeps_less(running: Running, office: Caller) -> None:
    put(office, "van", "e1", "fan", 1)
    put(office, "depot", "d1", "fan", 2)
    put(office, "depot", "d1", "lens", 2)
    ticket = needing(office, fan=3, lens=2)
    publish(running, {ticket: ticket_source(ticket)})
    assert change(office, ticket, fan=2).status_code == 200
    assert shelves(office) == {("e1", "fan"): (1, 1, 0), ("d1", "fan"): (2, 1, 1), ("d1", "lens"): (2, 0, 2)}
    take = [{}, {"depot": "d1", "name": "North"}]
    assert parts_on_route(office, ticket) == [{"part": "fan", "count": 2, "name": "Fan", "take": take}]


def test_what_was_fetched_where_it_was_reserved_is_taken_out_of_there(running: Running, office: Caller) -> None:
    put(office, "van", "e1", "fan", 1)
    put(office, "depot", "d1", "fan", 5)
    ticket = needing(office, fan=3)
    publish(running, {ticket: ticket_source(ticket)})
    engineer = running.as_("engineer", engineer_id="e1")
    told = report(engineer, ticket, "on_site", parts_used=[{"part": "fan", "count": 2}])
    assert (told["warnings"], shelves(office)) == ([], {("e1", "fan"): (0, 0, 0), ("d1", "fan"): (4, 1, 3)})
    (warning,) = report(engineer, ticket, "done", parts_used=[{"part": "fan", "count": 2}])["warnings"]
    assert "the van of e1 has -1 of part 'fan'" in warning
    assert shelves(office) == {("e1", "fan"): (-1, 0, -1), ("d1", "fan"): (3, 0, 3)}


def test_what_was_used_already_is_not_needed_once_more(running: Running, office: Caller) -> None:
    put(office, "van", "e1", "fan", 4)
    ticket = needing(office, fan=2)
    publish(running, {ticket: ticket_source(ticket)})
    report(running.as_("engineer", engineer_id="e1"), ticket, "on_site", parts_used=[{"part": "fan", "count": 1}])
    assert parts_on_route(office, ticket) == [{"part": "fan", "count": 2, "name": "Fan", "in_van": True, "take": [{}]}]
    publish(running, {ticket: ticket_source(ticket)}, version=2)
    assert shelves(office)["e1", "fan"] == (3, 1, 2)
