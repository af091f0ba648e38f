"""Complaints, about a ticket or in general."""

import pytest

from tests.service.calling import Caller
from tests.service.conftest import Running
from tests.service.ground import lay_ground
from tests.service.test_tickets import reported


@pytest.fixture
def office(running: Running) -> Caller:
    lay_ground(running)
    return running.as_("dispatcher")


def test_a_complaint_is_made_answered_closed_and_opened_again(running: Running, office: Caller) -> None:
    id_ = reported(office)["id"]
    customer = running.as_("customer", customer_id="c1")
    made = customer.post("/v1/complaints", json={"text": "nobody called", "ticket": id_})
    assert made.status_code == 201, made.text
    path, match = f"/v1/complaints/{made.json()['id']}", made.headers["ETag"]
    assert office.patch(path, json={"state": "answered"}, headers={"If-Match": match}).status_code == 409
    answered = office.patch(path, json={"answer": "we are sorry"}, headers={"If-Match": match})
    assert answered.json()["state"] == "answered"
    assert office.patch(path, json={"state": "closed"}, headers={"If-Match": match}).status_code == 412
    closed = office.patch(path, json={"state": "closed"}, headers={"If-Match": answered.headers["ETag"]})
    assert closed.json()["closed_at"] is not None
    again = office.patch(path, json={"state": "open"}, headers={"If-Match": closed.headers["ETag"]})
    assert (again.json()["state"], again.json()["closed_at"]) == ("open", None)
    assert customer.get(path).json()["answer"] == "we are sorry"


def test_complaints_are_for_whom_they_concern(running: Running, office: Caller) -> None:
    customer, stranger = running.as_("customer", customer_id="c1"), running.as_("customer", customer_id="c2")
    id_ = reported(office)["id"]
    assert stranger.post("/v1/complaints", json={"text": "no", "ticket": id_}).status_code == 404
    mine = customer.post("/v1/complaints", json={"text": "in general"}).json()
    assert mine["territory"] == "main"
    assert stranger.get(f"/v1/complaints/{mine['id']}").status_code == 404
    assert stranger.get("/v1/complaints").json()["items"] == []
    north = running.as_("dispatcher", territories=["north"])
    assert north.get("/v1/complaints").json()["items"] == []
    assert north.post("/v1/complaints", json={"text": "x", "customer": "c1"}).status_code == 404
    assert office.post("/v1/complaints", json={"text": "x"}).status_code == 400
    office.post("/v1/complaints", json={"text": "x", "customer": "c2"})
    first = office.get("/v1/complaints?limit=1").json()
    second = office.get("/v1/complaints", params={"after": first["next"]}).json()
    assert [each["customer"] for each in first["items"] + second["items"]] == ["c2", "c1"]
