"""What is contradictory is told, what is unknown is not passed over, and HTTP is spoken as others speak it."""

import pytest

from tests.service.campus import planned, published
from tests.service.conftest import Running
from tests.service.examples import add_examples, codes, example
from tests.service.ground import lay_ground
from tests.service.published import publish, ticket_source
from tests.service.test_slots import site_of
from tests.service.test_tickets import reported


@pytest.fixture
def ground(running_on_sqlite: Running) -> Running:
    lay_ground(running_on_sqlite)
    return running_on_sqlite


def test_a_complaint_about_a_ticket_of_another_customer_is_a_contradiction(ground: Running) -> None:
    office = ground.as_("dispatcher")
    ticket = reported(office)["id"]
    answer = office.post("/v1/complaints", json={"text": "too late", "ticket": ticket, "customer": "c99"})
    assert answer.status_code == 422
    assert codes(answer) == {"$.customer": "contradiction"}
    assert "c99" in answer.json()["faults"][0]["message"]
    assert office.post("/v1/complaints", json={"text": "late", "ticket": ticket, "customer": "c1"}).status_code == 201


def test_the_lines_of_a_quote_add_up_to_its_amount(ground: Running) -> None:
    office = ground.as_("dispatcher")
    path = f"/v1/tickets/{reported(office)['id']}/quotes"
    lines = [{"text": "fan", "amount": 400.1}, {"text": "work", "amount": 69.9}]
    answer = office.post(path, json={"amount": 480.0, "lines": lines})
    assert codes(answer) == {"$.lines": "bad_value"}
    assert "470.00" in answer.json()["faults"][0]["message"]
    assert office.post(path, json={"amount": 470.0, "lines": lines}).status_code == 201


def test_where_nobody_can_be_there_first_it_says_why(campus_on_sqlite: Running) -> None:
    plan = published(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    asked = {"territory": "main", "site": site_of(plan), "skills": {"juggling": 3}, "most": 3}
    answer = campus_on_sqlite.as_("dispatcher").post("/v1/first-there", json=asked)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["items"] == []
    assert {each["code"] for each in told["reasons"]} == {"NO_SKILL"}
    assert len({each["shift"] for each in told["reasons"]}) == 3
    assert all("juggling" in each["message"] for each in told["reasons"])


def test_a_parameter_that_is_not_known_is_refused_with_the_nearest_that_is(ground: Running) -> None:
    answer = ground.as_("dispatcher").get("/v1/tickets?sevrity=1&colour=red&limit=5")
    assert answer.status_code == 422
    assert codes(answer) == {"query sevrity": "unknown_field", "query colour": "unknown_field"}
    nearest, other = (fault["message"] for fault in answer.json()["faults"])
    assert nearest == 'is no parameter here; did you mean "severity"?'
    assert other == "is no parameter here; take it out"


def test_a_stranger_is_not_told_which_parameters_there_are(ground: Running) -> None:
    assert ground.with_key(None).get("/v1/tickets?colour=red").status_code == 401


def test_geojson_has_the_media_type_of_geojson(campus_on_sqlite: Running) -> None:
    published(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    answer = campus_on_sqlite.as_("dispatcher").get("/v1/plans/p1/geojson")
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert answer.json()["type"] == "FeatureCollection"
    documented = campus_on_sqlite.app.openapi()["paths"]["/v1/plans/{plan}/geojson"]["get"]["responses"]["200"]
    assert list(documented["content"]) == ["application/geo+json"]


@pytest.mark.parametrize("path", ["/v1/plans/p1/page", "/v1/plans/p1", "/v1/tickets", "/docs", "/openapi.json"])
def test_head_answers_as_get_does_without_the_body(campus_on_sqlite: Running, path: str) -> None:
    published(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    caller = campus_on_sqlite.as_("dispatcher")
    whole, head = caller.get(path), caller.request("HEAD", path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "content-length", "etag"):
        assert head.headers.get(name) == whole.headers.get(name)


def test_head_of_a_calendar_is_answered_and_that_of_an_endless_stream_is_not(ground: Running) -> None:
    caller = ground.as_("dispatcher")
    link = caller.post("/v1/engineers/e1/calendar-link").json()["url"]
    path = link.partition("http://service")[2] or link
    assert caller.request("HEAD", path).status_code == 200
    assert caller.request("HEAD", "/v1/warnings/events").status_code == 405


def test_whoever_has_any_version_of_a_route_is_told_that_there_is_one(ground: Running) -> None:
    ticket = reported(ground.as_("dispatcher"))["id"]
    publish(ground, {ticket: ticket_source(ticket)})
    engineer = ground.as_("engineer", engineer_id="e1")
    path = "/v1/engineers/e1/routes/2026-12-07"
    assert engineer.get(path, headers={"If-None-Match": "*"}).status_code == 304
    assert engineer.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_master_is_changed_with_any_version_where_that_is_asked_for(running_on_sqlite: Running) -> None:
    caller = running_on_sqlite.as_("administrator")
    add_examples(caller)
    lamp = example("parts", name="Lamp")
    assert caller.put(f"/v1/parts/{lamp['id']}", json=lamp, headers={"If-Match": "*"}).status_code == 200
