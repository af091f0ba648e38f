"""Quotes: the clock stands while the customer thinks."""

import pytest

from tests.service.calling import Caller
from tests.service.conftest import Running
from tests.service.ground import lay_ground
from tests.service.test_tickets import promise, reported, tell


@pytest.fixture
def office(running: Running) -> Caller:
    lay_ground(running)
    return running.as_("dispatcher")


OFFER = {"amount": 480.0, "text": "a new fan", "lines": [{"text": "fan", "amount": 480}]}


@pytest.mark.parametrize(("decision", "state"), [("approve", "approved"), ("reject", "rejected")])
def test_the_clock_stands_until_the_customer_decides(
    running: Running, office: Caller, decision: str, state: str
) -> None:
    id_ = reported(office)["id"]
    quote = office.post(f"/v1/tickets/{id_}/quotes", json=OFFER)
    assert quote.status_code == 201, quote.text
    assert office.get(f"/v1/tickets/{id_}").json()["status"] == "waiting_for_quote"
    running.clock.move(hours=2)
    customer = running.as_("customer", customer_id="c1")
    path = f"/v1/tickets/{id_}/quotes/{quote.json()['id']}/{decision}"
    answer = customer.post(path, json={"note": "fine"})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["state"], answer.json()["note"]) == (state, "fine")
    ticket = office.get(f"/v1/tickets/{id_}").json()
    assert ticket["status"] == "reported"
    assert promise(ticket, "on_site")["paused_s"] == 7200
    assert customer.post(path, json={}).status_code == 409
    (told,) = office.get(f"/v1/tickets/{id_}/quotes").json()["items"]
    assert told["decided_by"].startswith("key:")


def test_one_quote_at_a_time_and_none_after_the_end(office: Caller) -> None:
    id_ = reported(office)["id"]
    assert office.post(f"/v1/tickets/{id_}/quotes", json=OFFER).status_code == 201
    assert office.post(f"/v1/tickets/{id_}/quotes", json=OFFER).status_code == 409
    over = reported(office)["id"]
    tell(office, over, "cancelled")
    assert office.post(f"/v1/tickets/{over}/quotes", json=OFFER).status_code == 409
    assert office.get(f"/v1/tickets/{over}/quotes").json() == {"items": []}


def test_others_do_not_decide(running: Running, office: Caller) -> None:
    id_ = reported(office)["id"]
    quote = office.post(f"/v1/tickets/{id_}/quotes", json=OFFER).json()["id"]
    stranger = running.as_("customer", customer_id="c2")
    assert stranger.post(f"/v1/tickets/{id_}/quotes/{quote}/approve", json={}).status_code == 404
    other = reported(office)["id"]
    assert office.post(f"/v1/tickets/{other}/quotes/{quote}/approve", json={}).status_code == 404
