"""Warnings: what is in danger is told before it is too late, once, and taken back when it is over."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
import uvicorn
from sqlalchemy import event

from api.platform.server import Server
from api.store.audit import Author
from api.store.tables import HeldSlot, Notice, Paper, Plan, Route, Subcontract, VisitState
from api.watch.following import follow
from api.watch.gathering import KnownRoutes, gather
from api.watch.looking import Danger, look
from api.watch.scene import (
    Certificate,
    DayRoute,
    Hold,
    LastSeen,
    LeadTimes,
    OpenTicket,
    OwedPaper,
    PlannedStop,
    Reported,
    Scene,
)
from api.watch.watcher import Watcher
from api.watch.wording import how_long, when
from tests.service.conftest import START, Running
from tests.service.ground import lay_ground
from tests.service.postgres import free_port

LEADS = LeadTimes()
TODAY = date(2026, 12, 7)


def at(hour: float) -> datetime:
    """An hour of the day on which all of this happens."""
    return datetime(2026, 12, 7, tzinfo=UTC) + timedelta(hours=hour)


def stop(visit: str, start: float, end: float, **rest: Any) -> PlannedStop:
    return PlannedStop(visit, at(start), at(start), at(end), rest.pop("travel_s", 1800), **rest)


def a_route(*stops: PlannedStop) -> DayRoute:
    return DayRoute("e1", "Ann", "main", TODAY, stops)


def a_scene(now: float, **rest: Any) -> Scene:
    return Scene(at(now), rest.pop("zone", UTC), **rest)


def kinds(dangers: list[Danger]) -> list[tuple[str, str]]:
    return [(each.kind, each.subject_id) for each in dangers]


# -- what is looked at, with a clock set by hand


@pytest.mark.parametrize(
    ("field", "kind", "lead"),
    [
        ("respond_by", "respond_near", LEADS.respond),
        ("onsite_by", "on_site_near", LEADS.on_site),
        ("restore_by", "restore_near", LEADS.restore),
    ],
    ids=["respond", "on_site", "restore"],
)
def test_a_deadline_that_nothing_keeps_is_told_when_it_is_near(field: str, kind: str, lead: timedelta) -> None:
    scene = a_scene(10, tickets=[OpenTicket("t1", "main", "1", "s1", **{field: at(10) + lead + timedelta(seconds=1)})])
    assert look(scene, LEADS) == []
    found = look(replace(scene, now=scene.now + timedelta(seconds=1)), LEADS)
    assert kinds(found) == [(kind, "t1")]
    assert when(found[0].due_at, UTC) in found[0].message
    long_past = look(replace(scene, now=at(40)), LEADS)
    assert kinds(long_past) == [(kind, "t1")]
    assert "has passed" in long_past[0].message


def test_a_deadline_that_a_route_keeps_is_in_no_danger() -> None:
    ticket = OpenTicket("t1", "main", "1", "s1", onsite_by=at(10), restore_by=at(11))
    scene = a_scene(9.9, tickets=[ticket], routes=[a_route(stop("t1", 10, 11, ticket="t1"))])
    assert look(scene, LEADS) == []
    assert kinds(look(replace(scene, routes=()), LEADS)) == [("on_site_near", "t1"), ("restore_near", "t1")]


def test_a_route_that_misses_a_deadline_is_told_at_once() -> None:
    ticket = OpenTicket("t1", "main", "1", "s1", onsite_by=at(15), restore_by=at(18))
    scene = a_scene(6, tickets=[ticket], routes=[a_route(stop("t1", 15.5, 18.25, ticket="t1"))])
    found = look(scene, LEADS)
    assert kinds(found) == [("on_site_late", "t1"), ("restore_late", "t1")]
    assert [each.data["late_s"] for each in found] == [1800, 900]
    assert "Ann" in found[0].message
    assert "30 min late" in found[0].message


def test_a_stop_that_takes_too_long_pushes_those_behind_it() -> None:
    day = a_route(stop("a", 8, 9), stop("b", 10, 11, ticket="t1"))
    begun = {"a": Reported(arrived_at=at(8))}
    ticket = OpenTicket("t1", "main", "1", "s1", onsite_by=at(10.25))
    scene = a_scene(9.5, tickets=[ticket], routes=[day], reported=begun)
    assert kinds(look(scene, LEADS)) == [("running_late", "e1")]  # by half an hour: b can still be on time
    found = look(replace(scene, now=at(10)), LEADS)
    assert kinds(found) == [("running_late", "e1"), ("on_site_late", "t1")]
    assert found[1].data == {"engineer": "e1", "expected_at": at(10.5).isoformat(), "late_s": 900}
    assert found[0].data == {"late_s": 3600, "visits": ["a", "b"]}
    left = {"a": Reported(at(7), at(8), at(9), is_over=True)}
    assert look(replace(scene, reported=left), LEADS) == []


def test_a_stop_that_nobody_reached_is_pushed_by_the_clock_alone() -> None:
    day = a_route(stop("a", 8, 9), stop("b", 9.5, 10))
    expected = follow(day, {}, None, at(8.75))
    assert [(each.start_at, each.end_at) for each in expected] == [(at(8.75), at(9.75)), (at(10.25), at(10.75))]


def test_a_ping_from_far_away_tells_that_somebody_will_be_late() -> None:
    day = a_route(stop("a", 8, 9, lat=36.0, lon=120.0))
    on_the_way = {"a": Reported(travelling_at=at(7.5))}
    here, far = LastSeen(36.0, 120.0, at(7.75)), LastSeen(37.0, 120.0, at(7.75))
    assert follow(day, on_the_way, here, at(7.75))[0].start_at == at(8)
    assert follow(day, on_the_way, far, at(7.75))[0].start_at > at(8.9)
    before_leaving = replace(far, at=at(7))
    assert follow(day, on_the_way, before_leaving, at(7.75))[0].start_at == at(8)


def test_a_day_that_nobody_reported_on_promises_nothing_for_ever() -> None:
    day = a_route(stop("t1", 8, 9, ticket="t1"))
    ticket = OpenTicket("t1", "main", "1", "s1", onsite_by=at(20))
    assert kinds(look(a_scene(12, tickets=[ticket], routes=[day]), LEADS)) == [("running_late", "e1")]
    assert kinds(look(a_scene(19.5, tickets=[ticket], routes=[day]), LEADS)) == [("on_site_near", "t1")]


def test_a_break_lasts_as_long_as_it_is_planned() -> None:
    day = a_route(stop("a", 8, 9), PlannedStop(None, at(9), at(9), at(10)), stop("b", 10.5, 11))
    expected = follow(day, {"a": Reported(arrived_at=at(8.5))}, None, at(9))
    assert [each.start_at for each in expected] == [at(8.5), at(11)]


def test_of_two_who_go_the_first_is_on_site_and_the_last_repairs() -> None:
    ticket = OpenTicket("t1", "main", "1", "s1", onsite_by=at(9), restore_by=at(12))
    early, late = a_route(stop("t1", 9, 10, ticket="t1")), a_route(stop("t1 2", 11, 13, ticket="t1"))
    scene = a_scene(6, tickets=[ticket], routes=[early, replace(late, engineer="e2", name="Bo")])
    assert kinds(look(scene, LEADS)) == [("restore_late", "t1")]
    assert look(scene, LEADS)[0].data["engineer"] == "e2"


def test_what_somebody_outside_does_is_asked_for_there() -> None:
    ticket = OpenTicket("t1", "main", "1", "s1", onsite_by=at(10), outside="Sub & Co")
    assert "Sub & Co does it" in look(a_scene(9.5, tickets=[ticket]), LEADS)[0].message


def test_papers_certificates_and_held_slots_have_their_time() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    scene = a_scene(
        6,
        zone=shanghai,
        papers=[
            OwedPaper("p1", "ticket", "main", "s1", at(8), "e1", "t1"),
            OwedPaper("p2", "follow_up", "main", "s1", at(8.1)),
        ],
        certificates=[
            Certificate("e1", "Ann", "main", "high voltage", date(2027, 1, 5)),
            Certificate("e1", "Ann", "main", "lifts", date(2027, 1, 6)),
        ],
        holds=[
            Hold("h1", "main", "s1", at(30), at(6.25)),
            Hold("h2", "main", "s1", at(30), at(6.3)),
            Hold("h3", "main", "s1", at(30), at(6)),
        ],
    )
    found = look(scene, LEADS)
    assert kinds(found) == [("hold_expires", "h1"), ("paper_due", "p1"), ("certificate_ends", "e1/high voltage")]
    assert "Mon 7 Dec 16:00" in found[1].message  # on the wall in Shanghai
    assert found[2].due_at == datetime(2027, 1, 6, tzinfo=shanghai)
    over = look(replace(scene, now=found[2].due_at), LEADS)
    assert ("certificate_ends", "e1/high voltage") in kinds(over)
    assert any("has ended" in each.message for each in over)


def test_lengths_of_time_are_told_as_people_say_them() -> None:
    spans = {1: "1 min", 60: "1 min", 61: "2 min", 3600: "1 h", 3660: "1 h 1 min", 2 * 86400: "2 days"}
    assert {seconds: how_long(timedelta(seconds=seconds)) for seconds in spans} == spans


# -- from the store to the notices


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


# -- the endpoints


def raise_notice(house: Running, territory: str = "main", subject: str = "t1", **rest: Any) -> int:
    notice = Notice(
        territory_id=territory,
        kind="on_site_near",
        subject_kind="ticket",
        subject_id=subject,
        message="see to it",
        raised_at=house.clock(),
        **rest,
    )
    with house.service.store.writing(Author("tests", house.clock)) as session:
        session.add(notice)
        session.flush()
        return notice.id


def clear_notice(house: Running, id_: int) -> None:
    with house.service.store.writing(Author("tests", house.clock)) as session:
        session.get_one(Notice, id_).cleared_at = house.clock()


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


# -- the stream, over a real connection


@contextmanager
def listening(house: Running) -> Iterator[tuple[str, Server]]:
    """The service behind a real web server on a free port."""
    port = free_port()
    config = uvicorn.Config(house.app, host="127.0.0.1", port=port, log_level="error", lifespan="off")
    server = Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        with httpx.Client() as client:
            for _ in range(1000):
                try:
                    client.get(f"http://127.0.0.1:{port}/healthz")
                    break
                except httpx.TransportError:
                    threading.Event().wait(0.01)
        yield f"http://127.0.0.1:{port}", server
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive()


class Stream:
    """A client of a stream of events."""

    def __init__(self, client: httpx.Client, url: str, key: str, **rest: Any) -> None:
        headers = {"X-API-Key": key, **rest.pop("headers", {})}
        self._context = client.stream("GET", f"{url}/v1/warnings/events", headers=headers, **rest)
        self.response = self._context.__enter__()
        self._lines = self.response.iter_lines()

    def next(self) -> dict[str, str]:
        """The next event; comments are left out."""
        event: dict[str, str] = {}
        for line in self._lines:
            if line and not line.startswith(":"):
                name, _, value = line.partition(": ")
                event[name] = value
            elif not line and "data" in event:
                return event
            elif not line:
                event = {}
        return {}

    def close(self) -> None:
        self._context.__exit__(None, None, None)


Open = Callable[..., Stream]


@pytest.fixture
def streams() -> Iterator[Open]:
    opened: list[Stream] = []
    with httpx.Client(timeout=20) as client:

        def open_(url: str, key: str, **rest: Any) -> Stream:
            opened.append(Stream(client, url, key, **rest))
            return opened[-1]

        yield open_
        for each in opened:
            each.close()


def test_a_stream_tells_what_holds_what_comes_and_what_is_over(house: Running, streams: Open) -> None:
    first = raise_notice(house)
    with listening(house) as (url, _):
        stream = streams(url, house.key("dispatcher"))
        northern = streams(url, house.key("dispatcher", territories=["north"]))
        assert stream.response.headers["content-type"].startswith("text/event-stream")
        event = stream.next()
        assert (event["event"], event["id"], json.loads(event["data"])["message"]) == (
            "raised",
            str(first),
            "see to it",
        )
        second, third = raise_notice(house), raise_notice(house, "north")
        assert [stream.next()["id"] for _ in range(2)] == [str(second), str(third)]
        assert northern.next()["id"] == str(third)
        clear_notice(house, first)
        event = stream.next()
        assert (event["event"], event.get("id"), json.loads(event["data"])["id"]) == ("cleared", None, first)
        again = streams(url, house.key("dispatcher"), headers={"Last-Event-ID": str(second)})
        assert again.next()["id"] == str(third)


def test_a_stream_ends_when_the_service_does(house: Running, streams: Open) -> None:
    with listening(house) as (url, server):
        stream = streams(url, house.key("dispatcher"))
        raise_notice(house)
        assert stream.next()["event"] == "raised"
        server.should_exit = True
        assert stream.next() == {}


def test_many_listeners_share_one_reader(running_on_sqlite: Running, streams: Open) -> None:
    house = running_on_sqlite
    key = house.key("dispatcher")
    of_others = set(threading.enumerate())  # those of a service that is just ending, maybe
    with listening(house) as (url, _):
        several = [streams(url, key) for _ in range(50)]
        raise_notice(house)
        assert [each.next()["event"] for each in several] == ["raised"] * 50
        assert sum(each.name == "bulletin" for each in set(threading.enumerate()) - of_others) == 1
        assert house.service.store.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


@pytest.mark.parametrize(("role", "status"), [("engineer", 403), ("customer", 403), ("planner", 403), (None, 401)])
def test_a_stream_is_for_the_office_only(running_on_sqlite: Running, role: Any, status: int) -> None:
    caller = running_on_sqlite.with_key(None) if role is None else running_on_sqlite.as_(role)
    answer = caller.get("/v1/warnings/events")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
