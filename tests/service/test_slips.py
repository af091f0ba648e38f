"""Service slips: made of reports, printed, signed and rated."""

import base64

import pytest

from tests.service.calling import Caller
from tests.service.conftest import Running
from tests.service.ground import lay_ground
from tests.service.published import publish, ticket_source
from tests.service.test_attachments import PNG
from tests.service.test_reports import report
from tests.service.test_tickets import reported

IMAGE = "data:image/png;base64," + base64.b64encode(PNG).decode()


@pytest.fixture
def office(running: Running) -> Caller:
    lay_ground(running)
    return running.as_("dispatcher")


@pytest.fixture
def visit(running: Running, office: Caller) -> str:
    id_: str = reported(office, unit="u1")["id"]
    publish(running, {id_: ticket_source(id_)})
    report(office, id_, "travelling")
    running.clock.move(minutes=15)
    report(office, id_, "on_site", parts_used=[{"part": "fan", "serial": "F-1"}])
    running.clock.move(minutes=45)
    report(
        office,
        id_,
        "done",
        note="fan replaced",
        results=[{"item": "look", "result": "ok"}],
        readings=[{"name": "voltage", "value": 231, "unit": "V"}],
    )
    return id_


def test_a_slip_tells_what_was_done(office: Caller, visit: str) -> None:
    answer = office.post(f"/v1/visits/{visit}/slip")
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert told["number"] == "S-2026-000001"
    slip = told["slip"]
    assert (slip["customer"], slip["engineer_name"], slip["travel_s"]) == ("Customer 1", "Engineer 1", 900)
    assert slip["parts"] == [{"part": "fan", "name": "Fan", "serial": "F-1"}]
    assert (slip["work_done"], slip["result"], slip["units"][0]["id"]) == ("fan replaced", "done", "u1")
    assert office.post(f"/v1/visits/{visit}/slip").json() == told
    page = office.get("/v1/slips/S-2026-000001/page")
    assert page.status_code == 200
    assert "fan replaced" in page.text


def test_a_signature_signs_the_ticket_and_holds(running: Running, office: Caller, visit: str) -> None:
    number = office.post(f"/v1/visits/{visit}/slip").json()["number"]
    path = f"/v1/slips/{number}"
    assert office.post(f"{path}/signature", json={"name": "Ms Li", "rating": "superb"}).status_code == 422
    answer = office.post(f"{path}/signature", json={"name": "Ms Li", "image": IMAGE, "rating": "good"})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["signed_by"], answer.json()["rating"]) == ("Ms Li", "good")
    assert office.get(f"/v1/tickets/{visit}").json()["status"] == "signed"
    assert IMAGE in office.get(f"{path}/page").text
    assert office.post(f"{path}/signature", json={"name": "Mr Wu"}).status_code == 409
    assert office.post(f"{path}/rating", json={"rating": "poor"}).status_code == 409
    report(office, visit, "done", note="once more")
    assert office.post(f"/v1/visits/{visit}/slip").json()["slip"]["work_done"] == "fan replaced"


def test_customers_rate_their_own(running: Running, office: Caller, visit: str) -> None:
    number = office.post(f"/v1/visits/{visit}/slip").json()["number"]
    stranger, customer = running.as_("customer", customer_id="c2"), running.as_("customer", customer_id="c1")
    assert stranger.get(f"/v1/slips/{number}").status_code == 404
    assert stranger.post(f"/v1/slips/{number}/rating", json={"rating": "good"}).status_code == 404
    answer = customer.post(f"/v1/slips/{number}/rating", json={"rating": "poor", "rating_note": "late"})
    assert (answer.json()["rating"], answer.json()["rating_note"]) == ("poor", "late")


def test_no_slip_before_somebody_was_there(running: Running, office: Caller) -> None:
    id_ = reported(office)["id"]
    publish(running, {id_: ticket_source(id_)})
    assert office.post(f"/v1/visits/{id_}/slip").status_code == 404
    report(office, id_, "travelling")
    assert office.post(f"/v1/visits/{id_}/slip").status_code == 409
    assert office.get("/v1/slips/S-2026-000009").status_code == 404
