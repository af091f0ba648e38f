"""Warnings: what is in danger is told once, and taken back when it is over."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from api.store.audit import Author
from api.store.tables import HeldSlot, Paper, Plan, Route, Subcontract, VisitState
from api.watch.gathering import KnownRoutes, gather
from api.watch.scene import LeadTimes
from api.watch.watcher import Watcher
from tests.service.conftest import START, Running
from tests.service.ground import lay_ground
from tests.service.notices import raise_notice

LEADS = LeadTimes()
TODAY = date(2026, 12, 7)


def at(hour: float) -> datetime:
    """An hour of the day on which all of this happens."""
    return datetime(2026, 12, 7, tzinfo=UTC) + timedelta(hours=hour)


@pytest.fixture
def house(running: Running) -> Running:
    lay_ground(running)
    return running


def look_now(house: Running) -> None:
    Watcher(house.service).look()


def report(house: Running, site: str = "s1", **facts: Any) -> str:
    answer = house.as_("administrator").post(
        "/v1/tickets", json={"site": site, "severity": "1", "duration": "PT1H", **facts}
    )
    assert answer.status_code == 201, answer.text
    id_: str = answer.json()["id"]
    return id_


def open_warnings(house: Running) -> list[tuple[str, str]]:
    items = house.as_("dispatcher").get("/v1/warnings").json()["items"]
    return [(each["kind"], each["subject"]["id"]) for each in items]


def publish(house: Running, ticket: str, start: datetime, etag: str = "1") -> None:
    """Put a ticket on the route of e1, as publishing does."""
    body = {
        "engineer": "e1",
        "engineer_name": "Engineer 1",
        "date": TODAY.isoformat(),
        "stops": [
            {
                "id": ticket,
                "kind": "visit",
                "visit": ticket,
                "start_at": start.isoformat(),
                "end_at": (start + timedelta(hours=1)).isoformat(),
                "travel_s": 600,
                "site": {"id": "s1", "lat": 36.0, "lon": 120.0},
                "ticket": {"id": ticket, "severity": "1"},
            }
        ],
    }
    with house.service.store.writing(Author("tests", house.clock)) as session:
        if session.get(Plan, "p1") is None:
            packed: dict[str, Any] = {"cost": {}, "figures": {}, "problem": {}, "document": {}, "matter": {}}
            days = {"first_on": TODAY, "last_on": TODAY}
            session.add(
                Plan(
                    id="p1",
                    kind="days",
                    territory_id="main",
                    state="published",
                    origin="solve",
                    created_at=START,
                    created_by="tests",
                    **days,
                    **packed,
                )
            )
            session.flush()
        session.merge(
            Route(
                engineer_id="e1",
                on=TODAY,
                territory_id="main",
                plan_id="p1",
                revision=1,
                etag=etag,
                figures={},
                body=json.dumps(body).encode(),
                updated_at=START,
            )
        )


def test_a_notice_is_raised_once_kept_up_to_date_and_cleared(house: Running) -> None:
    ticket = report(house)
    look_now(house)
    assert open_warnings(house) == []
    house.clock.move(minutes=56)
    look_now(house)
    house.clock.move(minutes=10)
    look_now(house)
    assert open_warnings(house) == [("respond_near", ticket)]
    [told] = house.as_("dispatcher").get("/v1/warnings").json()["items"]
    assert told["raised_at"] == "2026-12-07T06:56:00Z"
    assert "has passed" in told["message"]
    house.as_("dispatcher").post(f"/v1/tickets/{ticket}/events", json={"kind": "responded"})
    look_now(house)
    assert open_warnings(house) == []
    [told] = house.as_("dispatcher").get("/v1/warnings", params={"open": "false"}).json()["items"]
    assert told["cleared_at"] == "2026-12-07T07:06:00Z"


def test_the_published_route_decides_and_a_new_one_is_read(house: Running) -> None:
    ticket = report(house)
    house.as_("dispatcher").post(f"/v1/tickets/{ticket}/events", json={"kind": "responded"})
    watcher = Watcher(house.service)
    publish(house, ticket, at(10.5))
    watcher.look()
    assert open_warnings(house) == [("on_site_late", ticket)]
    publish(house, ticket, at(9.75), etag="2")
    watcher.look()
    assert open_warnings(house) == []
    house.clock.move(hours=4, minutes=15)
    watcher.look()
    assert set(open_warnings(house)) == {("running_late", "e1"), ("on_site_late", ticket)}


def test_what_was_reported_of_a_visit_counts(house: Running) -> None:
    ticket = report(house)
    publish(house, ticket, at(9))
    with house.service.store.writing(Author("tests", house.clock)) as session:
        session.add(
            VisitState(
                id=ticket,
                source_kind="ticket",
                source_id=ticket,
                site_id="s1",
                territory_id="main",
                on=TODAY,
                status="on_site",
                arrived_at=at(9),
                updated_at=START,
            )
        )
    house.clock.move(hours=4.75)
    look_now(house)
    assert ("running_late", "e1") in open_warnings(house)


def test_papers_and_held_slots_and_subcontracts_are_read(house: Running) -> None:
    ticket = report(house)
    with house.service.store.writing(Author("tests", house.clock)) as session:
        session.add(
            Paper(id="p1", kind="ticket", visit_id="v", site_id="s1", territory_id="main", done_at=at(1), due_at=at(7))
        )
        session.add(
            HeldSlot(
                id="h1",
                territory_id="main",
                site_id="s1",
                on=TODAY,
                opens_at=at(9),
                closes_at=at(10),
                engineer_id="e1",
                price=1.0,
                state="held",
                expires_at=at(6.2),
                document={},
                held_by="tests",
            )
        )
        session.add(
            Subcontract(
                id="sc1",
                visit_id=ticket,
                ticket_id=ticket,
                site_id="s1",
                territory_id="main",
                subcontractor_id="sub",
                price=100.0,
                state="given",
                given_at=START,
            )
        )
    look_now(house)
    assert open_warnings(house) == [("hold_expires", "h1"), ("paper_due", "p1")]
    house.clock.move(hours=3.5)
    look_now(house)
    items = house.as_("dispatcher").get("/v1/warnings", params={"kind": "on_site_near"}).json()["items"]
    assert "Sub & Co does it" in items[0]["message"]


def test_only_one_process_has_the_turn(house: Running) -> None:
    house.service.settings.watch_s = 30
    first, second = Watcher(house.service), Watcher(house.service)
    assert [first._may_look(), second._may_look(), first._may_look()] == [True, False, False]
    house.clock.move(seconds=30)
    assert [second._may_look(), first._may_look()] == [True, False]


def test_the_number_of_queries_does_not_grow(house: Running) -> None:
    asked: list[str] = []
    event.listen(house.service.store.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    counts = []
    for _ in range(2):
        report(house)
        asked.clear()
        with house.service.store.reading() as session:
            gather(session, KnownRoutes(), LEADS, house.clock())
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_lists_come_in_pages_and_by_territory(house: Running) -> None:
    ids = [raise_notice(house, territory) for territory in ("main", "north", "main", "main")]
    office = house.as_("dispatcher")
    page = office.get("/v1/warnings", params={"limit": 3}).json()
    assert ([each["id"] for each in page["items"]], page["next"]) == (ids[:3], str(ids[2]))
    page = office.get("/v1/warnings", params={"limit": 3, "after": page["next"]}).json()
    assert ([each["id"] for each in page["items"]], page["next"]) == (ids[3:], None)
    assert len(office.get("/v1/warnings", params={"territory": "north"}).json()["items"]) == 1
    northern = house.as_("dispatcher", territories=["north"])
    assert [each["territory"] for each in northern.get("/v1/warnings").json()["items"]] == ["north"]
    assert northern.get("/v1/warnings", params={"territory": "main"}).json()["items"] == []


def test_a_warning_is_seen_once_and_only_by_those_who_may(house: Running) -> None:
    id_ = raise_notice(house)
    first = house.as_("dispatcher").post(f"/v1/warnings/{id_}/seen").json()["seen_by"]
    assert first.startswith("key:")
    assert house.as_("administrator").post(f"/v1/warnings/{id_}/seen").json()["seen_by"] == first
    northern = house.as_("dispatcher", territories=["north"])
    assert northern.post(f"/v1/warnings/{id_}/seen").status_code == 404
    assert house.as_("dispatcher").post("/v1/warnings/999/seen").status_code == 404
    assert house.as_("dispatcher").post("/v1/warnings/99999999999/seen").status_code == 422


@pytest.mark.parametrize("after", ["x", "-1", "99999999999", "²"])
def test_a_position_that_is_none_is_refused(running_on_sqlite: Running, after: str) -> None:
    answer = running_on_sqlite.as_("dispatcher").get("/v1/warnings", params={"after": after})
    assert answer.status_code == 400
