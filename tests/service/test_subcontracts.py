"""Visits given to somebody outside."""

from datetime import date

import pytest

from api.store.tables import Rule
from tests.service.calling import Caller
from tests.service.conftest import Running
from tests.service.ground import lay_ground
from tests.service.test_reports import rows
from tests.service.test_tickets import reported, tell


@pytest.fixture
def office(running: Running) -> Caller:
    lay_ground(running)
    return running.as_("dispatcher")


def test_what_is_done_outside_restores_the_ticket(office: Caller) -> None:
    id_ = reported(office)["id"]
    given = office.post("/v1/subcontracts", json={"ticket": id_, "subcontractor": "sub", "price": 120})
    assert given.status_code == 201, given.text
    path = f"/v1/subcontracts/{given.json()['id']}"
    assert office.post("/v1/subcontracts", json={"ticket": id_, "subcontractor": "sub", "price": 1}).status_code == 409
    accepted = office.patch(path, json={"state": "accepted"}, headers={"If-Match": given.headers["ETag"]})
    assert accepted.json()["state"] == "accepted"
    done = office.patch(path, json={"state": "done"}, headers={"If-Match": accepted.headers["ETag"]})
    assert done.status_code == 200, done.text
    ticket = office.get(f"/v1/tickets/{id_}").json()
    assert (ticket["status"], ticket["events"][-1]["by"]) == ("done", "sub")
    refused = office.patch(path, json={"state": "withdrawn"}, headers={"If-Match": done.headers["ETag"]})
    assert refused.status_code == 409


def test_what_was_withdrawn_can_be_given_again(office: Caller) -> None:
    id_ = reported(office)["id"]
    new = {"ticket": id_, "subcontractor": "sub", "price": 120}
    given = office.post("/v1/subcontracts", json=new)
    path = f"/v1/subcontracts/{given.json()['id']}"
    office.patch(path, json={"state": "withdrawn"}, headers={"If-Match": given.headers["ETag"]})
    assert office.post("/v1/subcontracts", json=new).status_code == 201
    assert len(office.get("/v1/subcontracts?state=given").json()["items"]) == 1


def test_an_inspection_done_outside_is_done(running: Running, office: Caller) -> None:
    new = {"visit": "r1:2026-12-01", "site": "s1", "subcontractor": "sub", "price": 80}
    given = office.post("/v1/subcontracts", json=new)
    path = f"/v1/subcontracts/{given.json()['id']}"
    office.patch(path, json={"state": "done"}, headers={"If-Match": given.headers["ETag"]})
    assert next(row.last_done_on for row in rows(running, Rule) if row.id == "r1") == date(2026, 12, 7)


def test_what_cannot_be_given_away(running: Running, office: Caller) -> None:
    over = reported(office)["id"]
    tell(office, over, "cancelled")
    asked = {"ticket": over, "subcontractor": "sub", "price": 1}
    assert office.post("/v1/subcontracts", json=asked).status_code == 409
    open_ = reported(office)["id"]
    assert office.post("/v1/subcontracts", json={**asked, "ticket": open_, "subcontractor": "x"}).status_code == 422
    assert office.post("/v1/subcontracts", json={**asked, "visit": "v"}).status_code == 422
    north = running.as_("dispatcher", territories=["north"])
    assert north.post("/v1/subcontracts", json={**asked, "ticket": open_}).status_code == 404
