"""Reports and calls that are owed, and tell when they are overdue."""

import pytest

from tests.service.calling import Caller
from tests.service.conftest import Running
from tests.service.ground import lay_ground
from tests.service.published import publish, ticket_source
from tests.service.test_reports import report
from tests.service.test_tickets import reported


@pytest.fixture
def office(running: Running) -> Caller:
    lay_ground(running)
    return running.as_("dispatcher")


def done_ticket(running: Running, office: Caller) -> str:
    id_: str = reported(office)["id"]
    publish(running, {id_: ticket_source(id_)})
    report(office, id_, "on_site")
    report(office, id_, "done")
    return id_


def test_a_call_that_was_made_follows_the_ticket_up(running: Running, office: Caller) -> None:
    id_ = done_ticket(running, office)
    call, paper = office.get("/v1/papers?owed=true").json()["items"]
    assert (call["kind"], paper["kind"]) == ("follow_up", "ticket")
    running.clock.move(hours=1)
    answer = office.post(f"/v1/papers/{call['id']}/written", json={"note": "all well"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["overdue"] is False
    assert office.get(f"/v1/tickets/{id_}").json()["status"] == "followed_up"
    running.clock.move(hours=1)
    assert office.post(f"/v1/papers/{call['id']}/written", json={}).json() == answer.json()
    assert [each["id"] for each in office.get("/v1/papers?owed=true").json()["items"]] == [paper["id"]]


def test_what_is_overdue_is_listed(running: Running, office: Caller) -> None:
    done_ticket(running, office)
    assert office.get("/v1/papers?overdue=true").json()["items"] == []
    running.clock.move(hours=13)
    assert [each["kind"] for each in office.get("/v1/papers?overdue=true").json()["items"]] == ["follow_up"]
    page = office.get("/v1/papers?limit=1").json()
    following = office.get("/v1/papers", params={"after": page["next"]}).json()
    assert [each["kind"] for each in page["items"] + following["items"]] == ["follow_up", "ticket"]


def test_engineers_see_their_own(running: Running, office: Caller) -> None:
    done_ticket(running, office)
    assert len(running.as_("engineer", engineer_id="e1").get("/v1/papers").json()["items"]) == 2
    other = running.as_("engineer", engineer_id="e2")
    assert other.get("/v1/papers").json()["items"] == []
    id_ = office.get("/v1/papers").json()["items"][0]["id"]
    assert other.post(f"/v1/papers/{id_}/written", json={}).status_code == 404
