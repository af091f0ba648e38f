"""Tickets through their life, as everybody may see them."""

from typing import Any

import pytest

from api.store.audit import Author
from api.work.planned import note_planned
from tests.service.calling import Caller
from tests.service.conftest import Running
from tests.service.ground import lay_ground


@pytest.fixture
def office(running: Running) -> Caller:
    lay_ground(running)
    return running.as_("dispatcher")


def reported(caller: Caller, **more: Any) -> dict[str, Any]:
    answer = caller.post("/v1/tickets", json={"site": "s1", "severity": "1", **more})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def tell(caller: Caller, ticket: str, kind: str, **more: Any) -> dict[str, Any]:
    answer = caller.post(f"/v1/tickets/{ticket}/events", json={"kind": kind, **more})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def promise(ticket: dict[str, Any], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in ticket["promises"] if each["kind"] == kind)
    return found


def test_a_ticket_is_numbered_and_its_deadlines_run(office: Caller) -> None:
    ticket = reported(office, unit="u1", name="no water", contact={"name": "Ms Li"})
    assert ticket["id"] == "T-2026-000001"
    assert ticket["status"] == "reported"
    assert (ticket["respond_by"], ticket["onsite_by"]) == ("2026-12-07T07:00:00Z", "2026-12-07T10:00:00Z")
    assert promise(ticket, "restore")["state"] == "open"
    assert reported(office)["id"] == "T-2026-000002"


def test_a_whole_life_ends_followed_up(running: Running, office: Caller) -> None:
    id_ = reported(office)["id"]
    steps = ["responded", "diagnosed", "planned", "customer_called", "travelling", "arrived", "restored", "signed"]
    seen = []
    for step in steps:
        running.clock.move(minutes=10)
        seen.append(tell(office, id_, step)["status"])
    assert seen == [
        "reported", "diagnosed", "planned", "customer_called", "travelling", "on_site", "done", "signed",
    ]  # fmt: skip
    ticket = tell(office, id_, "followed_up")
    assert ticket["status"] == "followed_up"
    assert ticket["closed_at"] == "2026-12-07T07:10:00Z"
    assert {each["state"] for each in ticket["promises"]} == {"met"}
    assert ticket["onsite_by"] is ticket["restore_by"] is None


def test_a_pause_moves_the_deadline(running: Running, office: Caller) -> None:
    id_ = reported(office)["id"]
    running.clock.move(hours=1)
    paused = tell(office, id_, "paused", waiting_for="customer")
    assert paused["status"] == "waiting_for_customer"
    assert promise(paused, "on_site")["at"] is None
    running.clock.move(hours=2)
    resumed = tell(office, id_, "resumed")
    assert resumed["status"] == "reported"
    assert resumed["onsite_by"] == "2026-12-07T12:00:00Z"
    assert promise(resumed, "on_site")["paused_s"] == 7200


def test_what_is_told_late_takes_its_place(running: Running, office: Caller) -> None:
    id_ = reported(office)["id"]
    running.clock.move(hours=3)
    tell(office, id_, "arrived")
    ticket = tell(office, id_, "responded", at="2026-12-07T06:30:00Z")
    assert [each["kind"] for each in ticket["events"]] == ["responded", "arrived"]
    assert ticket["status"] == "on_site"
    assert promise(ticket, "respond")["state"] == "met"


@pytest.mark.parametrize(
    ("event", "status", "code"),
    [
        ({"kind": "resumed"}, 409, "wrong_state"),
        ({"kind": "from_workshop"}, 422, "faulty_input"),
        ({"kind": "responded", "at": "2026-12-07T08:00:00Z"}, 422, "faulty_input"),
        ({"kind": "responded", "at": "2026-12-07T05:00:00Z"}, 422, "faulty_input"),
        ({"kind": "responded", "waiting_for": "part"}, 422, "faulty_input"),
        ({"kind": "exploded"}, 422, "faulty_input"),
        ({"kind": "responded", "at": "0001-01-01T00:00:00+14:00"}, 422, "faulty_input"),
    ],
    ids=lambda value: value["kind"] + value.get("at", "")[:1] if isinstance(value, dict) else str(value),
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    office: Caller, event: dict[str, Any], status: int, code: str
) -> None:
    before = reported(office)
    answer = office.post(f"/v1/tickets/{before['id']}/events", json=event)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert office.get(f"/v1/tickets/{before['id']}").json() == before


def test_nothing_but_the_aftermath_follows_the_end(office: Caller) -> None:
    id_ = reported(office)["id"]
    tell(office, id_, "cancelled")
    answer = office.post(f"/v1/tickets/{id_}/events", json={"kind": "arrived"})
    assert answer.status_code == 409
    assert "new ticket" in answer.json()["detail"]


def test_leaving_without_a_repair_ends_the_stay_in_the_book(office: Caller) -> None:
    id_ = reported(office)["id"]
    tell(office, id_, "arrived")
    ticket = tell(office, id_, "needs_visit")
    assert ticket["status"] == "needs_visit"
    assert [each["kind"] for each in ticket["events"]] == ["arrived", "paused", "resumed", "needs_visit"]


def test_facts_change_with_the_revision_that_was_read(office: Caller) -> None:
    ticket = reported(office)
    path = f"/v1/tickets/{ticket['id']}"
    assert office.patch(path, json={"severity": "2"}).status_code == 428
    assert office.patch(path, json={"severity": "2"}, headers={"If-Match": '"99"'}).status_code == 412
    answer = office.patch(
        path, json={"severity": "2", "note": "limps"}, headers={"If-Match": office.get(path).headers["ETag"]}
    )
    assert answer.status_code == 200, answer.text
    assert (answer.json()["severity"], answer.json()["onsite_by"]) == ("2", "2026-12-08T06:00:00Z")
    answer = office.patch(path, json={"note": None}, headers={"If-Match": answer.headers["ETag"]})
    assert answer.json()["note"] is None


def test_every_fault_of_a_report_is_told(office: Caller) -> None:
    told = {"site": "s1", "severity": "9", "unit": "u2", "owner": "nobody", "reported_at": "2027-01-01T00:00:00Z"}
    answer = office.post("/v1/tickets", json=told)
    assert answer.status_code == 422
    paths = {each["path"] for each in answer.json()["faults"]}
    assert paths == {"$.severity", "$.unit", "$.owner", "$.reported_at"}
    assert office.post("/v1/tickets", json={"site": "s1", "severity": "1", "duration": "P"}).status_code == 422
    assert office.post("/v1/tickets", json={"site": "nowhere", "severity": "1"}).status_code == 404


def test_customers_see_and_report_only_their_own(running: Running, office: Caller) -> None:
    mine, others = reported(office), reported(office, site="s2")
    customer = running.as_("customer", customer_id="c1")
    assert [each["id"] for each in customer.get("/v1/tickets").json()["items"]] == [mine["id"]]
    assert customer.get(f"/v1/tickets/{others['id']}").status_code == 404
    assert customer.post("/v1/tickets", json={"site": "s2", "severity": "1"}).status_code == 404
    assert customer.post("/v1/tickets", json={"site": "s1", "severity": "1", "owner": "e1"}).status_code == 422
    own = reported(customer)
    assert customer.post(f"/v1/tickets/{own['id']}/events", json={"kind": "restored"}).status_code == 403
    assert tell(customer, own["id"], "cancelled")["status"] == "cancelled"


def test_engineers_see_tickets_that_they_own(running: Running, office: Caller) -> None:
    own, others = reported(office, owner="e1"), reported(office)
    engineer = running.as_("engineer", engineer_id="e1")
    assert [each["id"] for each in engineer.get("/v1/tickets").json()["items"]] == [own["id"]]
    assert engineer.get(f"/v1/tickets/{others['id']}").status_code == 404
    assert tell(engineer, own["id"], "responded")["events"][0]["by"] == "e1"


def test_territories_part_dispatchers(running: Running, office: Caller) -> None:
    north = reported(office, site="s2")
    reported(office)
    there = running.as_("dispatcher", territories=["north"])
    assert [each["id"] for each in there.get("/v1/tickets").json()["items"]] == [north["id"]]
    assert there.post("/v1/tickets", json={"site": "s1", "severity": "1"}).status_code == 404


def test_pages_follow_each_other_without_gaps(running: Running, office: Caller) -> None:
    ids = []
    for number in range(5):
        ids.append(reported(office, severity="12"[number % 2])["id"])
        running.clock.move(minutes=number % 3)
    for order in ("reported", "deadline"):
        seen: list[str] = []
        after: dict[str, str] = {}
        while True:
            page = office.get("/v1/tickets", params={"limit": 2, "order": order, **after}).json()
            seen += [each["id"] for each in page["items"]]
            if page["next"] is None:
                break
            after = {"after": page["next"]}
        assert sorted(seen) == ids, order
    by_deadline = [each["severity"] for each in office.get("/v1/tickets?order=deadline").json()["items"]]
    assert by_deadline == ["1", "1", "1", "2", "2"]


def test_lists_are_filtered(office: Caller) -> None:
    first = reported(office, name="Pump leaks", unit="u1")
    reported(office, severity="2")
    tell(office, first["id"], "cancelled")
    for query, count in (
        ("open=true", 1), ("open=false", 1), ("status=cancelled", 1), ("severity=2", 1), ("unit=u1", 1),
        ("text=pump", 1), ("text=%25", 0), ("site=s2", 0), ("customer=c1", 2), ("territory=north", 0),
    ):  # fmt: skip
        assert len(office.get(f"/v1/tickets?{query}").json()["items"]) == count, query


def test_a_published_plan_is_told_to_its_tickets(running: Running, office: Caller) -> None:
    ids = [reported(office)["id"] for _ in range(3)]
    tell(office, ids[1], "paused", waiting_for="part")
    author = Author("tests", running.clock)
    with running.service.store.writing(author) as session:
        note_planned(session, ids[:2], [], running.clock())
    assert [office.get(f"/v1/tickets/{id_}").json()["status"] for id_ in ids] == [
        "planned", "waiting_for_part", "reported",
    ]  # fmt: skip
    with running.service.store.writing(author) as session:
        note_planned(session, ids[2:], ids[:2], running.clock())
    assert [office.get(f"/v1/tickets/{id_}").json()["status"] for id_ in ids] == [
        "reported", "waiting_for_part", "planned",
    ]  # fmt: skip
