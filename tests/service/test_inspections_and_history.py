"""What is due to be inspected, and what happened to a unit."""

from typing import Any

import pytest

from tests.service.calling import Caller
from tests.service.conftest import Running
from tests.service.ground import lay_ground
from tests.service.published import inspection_source, publish, ticket_source
from tests.service.test_reports import report
from tests.service.test_tickets import reported


@pytest.fixture
def office(running: Running) -> Caller:
    lay_ground(running)
    return running.as_("dispatcher")


def test_what_was_done_is_not_due_any_more(running: Running, office: Caller) -> None:
    asked = {"territory": "main", "first": "2026-12-01", "last": "2026-12-31"}
    due = office.get("/v1/inspections/due", params=asked)
    assert due.status_code == 200, due.text
    (inspection,) = due.json()["items"]
    assert (inspection["rules"], inspection["due_on"], inspection["duration_s"]) == (["r1"], "2026-12-01", 3600)
    publish(running, {inspection["id"]: inspection_source(inspection["id"], "r1")})
    report(office, inspection["id"], "done")
    assert office.get("/v1/inspections/due", params=asked).json()["items"] == []


def test_only_days_in_order_of_ones_own_territory(running: Running, office: Caller) -> None:
    asked = {"territory": "main", "first": "2026-12-01", "last": "2026-12-31"}
    assert office.get("/v1/inspections/due", params={**asked, "last": "2026-11-01"}).status_code == 400
    assert office.get("/v1/inspections/due", params={**asked, "last": "2036-11-01"}).status_code == 400
    assert office.get("/v1/inspections/due", params={**asked, "territory": "nowhere"}).status_code == 404
    north = running.as_("dispatcher", territories=["north"])
    assert north.get("/v1/inspections/due", params=asked).status_code == 404


def test_a_units_history_tells_tickets_visits_and_parts(running: Running, office: Caller) -> None:
    id_ = reported(office, unit="u1", fault="no flow")["id"]
    visit = "r1:2026-12-01"
    publish(running, {id_: ticket_source(id_), visit: inspection_source(visit, "r1")})
    running.clock.move(hours=1)
    report(office, id_, "on_site", parts_used=[{"part": "fan"}])
    running.clock.move(hours=1)
    report(office, visit, "done", results=[{"item": "look", "result": "ok"}])
    told = office.get("/v1/units/u1/history").json()["items"]
    assert [(each["kind"], each["what"]) for each in told] == [
        ("report", "r1"), ("report", "ticket"), ("ticket", "no flow"),
    ]  # fmt: skip
    assert told[1]["parts_used"] == [{"part": "fan", "count": 1}]
    seen: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    while True:
        page = office.get("/v1/units/u1/history", params={"limit": 1, **after}).json()
        seen += page["items"]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert seen == told
    assert office.get("/v1/units/u1/history?after=x").status_code == 400
    assert running.as_("engineer", engineer_id="e1").get("/v1/units/u1/history").status_code == 200
    assert running.as_("engineer", engineer_id="e2").get("/v1/units/u1/history").status_code == 404
    assert running.as_("customer", customer_id="c2").get("/v1/units/u1/history").status_code == 404
