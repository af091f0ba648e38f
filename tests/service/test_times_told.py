"""One instant has one form in answers: UTC; only a route, which a phone shows as it is, has the time of its place."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from api.schemas.times import Instant
from tests.service.campus import planned, published
from tests.service.conftest import Running
from tests.service.ground import lay_ground
from tests.service.published import publish, ticket_source
from tests.service.test_reports import post
from tests.service.test_tickets import reported

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(Z|[+-]\d\d:\d\d)")
ANSWERED: TypeAdapter[datetime] = TypeAdapter(Instant)
OFFSETS = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(at=st.datetimes(min_value=datetime(1980, 1, 1), max_value=datetime(2190, 1, 1)), offset=OFFSETS)
def test_one_instant_is_written_the_same_whatever_offset_it_was_given_with(at: datetime, offset: timezone) -> None:
    instant = at.replace(tzinfo=UTC)
    written = ANSWERED.dump_json(instant.astimezone(offset))
    assert written == ANSWERED.dump_json(instant)
    assert ANSWERED.validate_json(written) == instant


@pytest.fixture
def office_and_ground(running_on_sqlite: Running) -> Running:
    lay_ground(running_on_sqlite)
    return running_on_sqlite


def test_a_ticket_is_answered_as_it_is_read_again(office_and_ground: Running) -> None:
    office = office_and_ground.as_("dispatcher")
    made = office.post("/v1/tickets", json={"site": "s1", "severity": "1", "reported_at": "2026-12-07T13:30:00+08:00"})
    assert made.status_code == 201, made.text
    assert made.json()["reported_at"] == "2026-12-07T05:30:00Z"
    assert set(INSTANT.findall(made.text)) == {"Z"}
    again = office.get(f"/v1/tickets/{made.json()['id']}")
    assert {**again.json(), "warnings": []} == {**made.json(), "warnings": []}


def test_a_report_that_is_sent_again_is_answered_with_the_same_bytes(office_and_ground: Running) -> None:
    office = office_and_ground.as_("dispatcher")
    ticket = reported(office)["id"]
    publish(office_and_ground, {ticket: ticket_source(ticket)})
    engineer = office_and_ground.as_("engineer", engineer_id="e1")
    said = {"id": "0d5c1b52-6b2e-4a53-8a44-3f6f0b0c2b7e", "at": "2026-12-07T13:45:00+08:00"}
    first, second = (post(engineer, ticket, "travelling", **said) for _ in range(2))
    assert first.status_code == second.status_code == 201, first.text
    assert first.json()["at"] == "2026-12-07T05:45:00Z"
    assert first.content == second.content


def test_a_route_tells_times_and_deadlines_as_clocks_show_them_there(campus_on_sqlite: Running) -> None:
    published(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    caller = campus_on_sqlite.as_("dispatcher")
    routes = [
        route.json()
        for engineer in caller.get("/v1/engineers").json()["items"]
        if (route := caller.get(f"/v1/engineers/{engineer['id']}/routes/2026-12-10")).status_code == 200
    ]
    tickets = [stop["ticket"] for route in routes for stop in route["stops"] if "ticket" in stop]
    deadlines = [ticket[key] for ticket in tickets for key in ("onsite_by", "restore_by") if key in ticket]
    starts = [stop["start_at"] for route in routes for stop in route["stops"]]
    assert deadlines
    assert starts
    assert {INSTANT.fullmatch(text)[1] for text in (*deadlines, *starts)} == {"+08:00"}  # type: ignore[index]
