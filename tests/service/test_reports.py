"""What engineers report of their stops, and all that follows from it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select

from api.store.tables import Paper, Rule, Stock, VisitReport, VisitState
from tests.service.calling import Caller
from tests.service.conftest import Running
from tests.service.ground import lay_ground
from tests.service.published import inspection_source, publish, ticket_source
from tests.service.test_tickets import reported, tell


@pytest.fixture
def office(running: Running) -> Caller:
    lay_ground(running)
    return running.as_("dispatcher")


@pytest.fixture
def engineer(running: Running, office: Caller) -> Caller:
    return running.as_("engineer", engineer_id="e1")


def post(caller: Caller, stop: str, status: str, engineer: str = "e1", **more: Any) -> httpx.Response:
    headers = more.pop("headers", {})
    path = f"/v1/engineers/{engineer}/routes/2026-12-07/stops/{stop}/reports"
    return caller.post(path, json={"status": status, **more}, headers=headers)


def report(caller: Caller, stop: str, status: str, **more: Any) -> dict[str, Any]:
    answer = post(caller, stop, status, **more)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def rows(running: Running, table: Any) -> list[Any]:
    with running.service.store.reading() as session:
        return list(session.scalars(select(table)))


def stop_status(caller: Caller, stop: str, engineer: str = "e1") -> str:
    route = caller.get(f"/v1/engineers/{engineer}/routes/2026-12-07").json()
    status: str = next(each.get("status", "planned") for each in route["stops"] if each["id"] == stop)
    return status


def test_a_repair_is_reported_from_the_call_to_the_end(running: Running, office: Caller, engineer: Caller) -> None:
    id_ = reported(office, unit="u1")["id"]
    publish(running, {id_: ticket_source(id_)})
    before = engineer.get("/v1/engineers/e1/routes/2026-12-07").headers["ETag"]
    seen = []
    for status in ("customer_called", "travelling", "on_site", "done"):
        running.clock.move(minutes=20)
        told = report(engineer, id_, status)
        assert told["warnings"] == []
        seen.append((told["ticket_status"], stop_status(engineer, id_)))
    assert seen == [
        ("customer_called", "customer_called"), ("travelling", "travelling"), ("on_site", "on_site"), ("done", "done"),
    ]  # fmt: skip
    assert engineer.get("/v1/engineers/e1/routes/2026-12-07").headers["ETag"] != before
    (state,) = rows(running, VisitState)
    assert (state.shift_id, state.customer_told) == ("e1/2026-12-07", True)
    assert state.travelling_at < state.arrived_at < state.ended_at
    ticket = office.get(f"/v1/tickets/{id_}").json()
    assert [each["kind"] for each in ticket["events"]] == ["customer_called", "travelling", "arrived", "restored"]
    assert {each["by"] for each in ticket["events"]} == {"e1"}


def test_papers_are_owed_after_a_visit(running: Running, office: Caller, engineer: Caller) -> None:
    id_ = reported(office)["id"]
    publish(running, {id_: ticket_source(id_)})
    report(engineer, id_, "on_site")
    report(engineer, id_, "done", left_at="2026-12-07T06:00:30Z")
    papers = {paper.kind: paper for paper in rows(running, Paper)}
    assert {kind: paper.due_at.isoformat() for kind, paper in papers.items()} == {
        "ticket": "2026-12-09T06:00:30+00:00",
        "follow_up": "2026-12-07T18:00:30+00:00",
    }


def test_a_repeated_report_counts_once(running: Running, office: Caller, engineer: Caller) -> None:
    id_, mine = reported(office)["id"], str(uuid4())
    publish(running, {id_: ticket_source(id_)})
    used = [{"part": "fan", "count": 2}]
    first = report(engineer, id_, "on_site", id=mine, parts_used=used, headers={"Idempotency-Key": "a"})
    same = post(engineer, id_, "on_site", id=mine, parts_used=used, headers={"Idempotency-Key": "a"})
    assert same.headers["Idempotent-Replayed"] == "true"
    other_key = report(engineer, id_, "on_site", id=mine, parts_used=used, headers={"Idempotency-Key": "b"})
    assert first == same.json() == other_key
    assert len(rows(running, VisitReport)) == 1
    assert [row.count for row in rows(running, Stock)] == [-2]


def test_an_id_belongs_to_one_stop(running: Running, office: Caller, engineer: Caller) -> None:
    one, two, mine = reported(office)["id"], reported(office)["id"], str(uuid4())
    publish(running, {one: ticket_source(one), two: ticket_source(two)})
    report(engineer, one, "travelling", id=mine)
    assert post(engineer, two, "travelling", id=mine).status_code == 409


def test_reports_that_come_late_take_their_place(running: Running, office: Caller, engineer: Caller) -> None:
    id_ = reported(office)["id"]
    publish(running, {id_: ticket_source(id_)})
    running.clock.move(hours=4)
    report(engineer, id_, "done", at="2026-12-07T09:00:00Z")
    report(engineer, id_, "on_site", at="2026-12-07T08:00:00Z")
    told = report(engineer, id_, "travelling", at="2026-12-07T07:30:00Z")
    assert (told["stop_status"], told["ticket_status"]) == ("done", "done")
    ticket = office.get(f"/v1/tickets/{id_}").json()
    assert [each["kind"] for each in ticket["events"]] == ["travelling", "arrived", "restored"]
    (state,) = rows(running, VisitState)
    assert state.arrived_at.isoformat() == "2026-12-07T08:00:00+00:00"


def test_a_report_on_a_cancelled_ticket_is_kept_and_told(running: Running, office: Caller, engineer: Caller) -> None:
    id_ = reported(office)["id"]
    publish(running, {id_: ticket_source(id_)})
    tell(office, id_, "cancelled")
    told = report(engineer, id_, "on_site")
    assert told["ticket_status"] == "cancelled"
    assert "cancelled" in told["warnings"][0]
    assert len(rows(running, VisitReport)) == 1


def test_waiting_stops_the_clock_and_driving_there_starts_it(
    running: Running, office: Caller, engineer: Caller
) -> None:
    id_ = reported(office)["id"]
    publish(running, {id_: ticket_source(id_)})
    report(engineer, id_, "on_site")
    told = report(engineer, id_, "waiting", waiting_for="part")
    assert (told["ticket_status"], told["stop_status"]) == ("waiting_for_part", "waiting_for_part")
    running.clock.move(hours=2)
    assert report(engineer, id_, "travelling")["ticket_status"] == "travelling"
    assert post(engineer, id_, "waiting").status_code == 422


@pytest.mark.parametrize(("arrives", "event"), [(True, "repair_failed"), (False, "visit_failed")])
def test_a_repair_fails_only_where_one_was_tried(
    running: Running, office: Caller, engineer: Caller, arrives: bool, event: str
) -> None:
    id_ = reported(office)["id"]
    publish(running, {id_: ticket_source(id_)})
    if arrives:
        report(engineer, id_, "on_site")
    assert report(engineer, id_, "failed")["ticket_status"] == "failed"
    assert office.get(f"/v1/tickets/{id_}").json()["events"][-1]["kind"] == event


def test_an_inspection_is_done_when_all_its_parts_are(running: Running, office: Caller, engineer: Caller) -> None:
    parts = {f"r1:2026-12-01:{k}": inspection_source(f"r1:2026-12-01:{k}", "r1", k, 2) for k in (1, 2)}
    publish(running, parts)
    first, second = parts
    running.clock.move(hours=4)
    report(engineer, first, "done", results=[{"item": "look", "result": "defect", "note": "rust"}])
    assert next(row.last_done_on for row in rows(running, Rule) if row.id == "r1") == date(2026, 11, 1)
    report(engineer, second, "done")
    done = next(row for row in rows(running, Rule) if row.id == "r1")
    assert (done.last_done_on, done.document["last_done_on"]) == (date(2026, 12, 7), "2026-12-07")
    assert {paper.kind for paper in rows(running, Paper)} == {"inspection", "follow_up"}
    (told,) = office.get(f"/v1/visits/{first}/reports").json()["items"]
    assert told["data"]["results"] == [{"item": "look", "result": "defect", "note": "rust"}]


def test_parts_that_nobody_knew_of_are_a_warning(running: Running, office: Caller, engineer: Caller) -> None:
    id_ = reported(office)["id"]
    publish(running, {id_: ticket_source(id_)})
    told = report(engineer, id_, "on_site", parts_used=[{"part": "fan"}, {"part": "unheard-of"}])
    assert len(told["warnings"]) == 2
    assert {row.part_id: row.count for row in rows(running, Stock)} == {"fan": -1}


def test_engineers_report_only_their_own_stops(running: Running, office: Caller, engineer: Caller) -> None:
    own, others = reported(office)["id"], reported(office, site="s2")["id"]
    publish(running, {own: ticket_source(own)})
    publish(running, {others: ticket_source(others, "s2")}, "e2", territory="north")
    assert post(engineer, others, "done", engineer="e2").status_code == 404
    assert post(engineer, others, "done").status_code == 404
    assert post(engineer, "nothing", "done").status_code == 404
    there = running.as_("dispatcher", territories=["north"])
    assert post(there, own, "done").status_code == 404
    assert post(there, others, "travelling", engineer="e2").status_code == 201
    assert running.as_("customer", customer_id="c1").get(f"/v1/visits/{others}/reports").status_code == 404


def test_a_stop_that_was_moved_away_meanwhile_is_still_reported(
    running: Running, office: Caller, engineer: Caller
) -> None:
    id_ = reported(office)["id"]
    publish(running, {id_: ticket_source(id_)})
    other = reported(office)["id"]
    publish(running, {other: ticket_source(other)}, version=2)
    assert report(engineer, id_, "done")["ticket_status"] == "done"


def test_what_has_not_happened_is_refused(running: Running, office: Caller, engineer: Caller) -> None:
    id_ = reported(office)["id"]
    publish(running, {id_: ticket_source(id_)})
    answer = post(engineer, id_, "done", at="2026-12-07T06:02:00Z", left_at="2026-12-07T06:05:00Z")
    assert {each["path"] for each in answer.json()["faults"]} == {"$.at", "$.left_at"}
    assert rows(running, VisitReport) == []


def test_only_the_latest_position_is_kept(running: Running, office: Caller, engineer: Caller) -> None:
    running.clock.move(hours=1)
    engineer.post("/v1/engineers/e1/ping", json={"lat": 36.1, "lon": 120.1})
    answer = engineer.post("/v1/engineers/e1/ping", json={"lat": 0, "lon": 0, "at": "2026-12-07T06:30:00Z"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["lat"] == 36.1
    assert engineer.post("/v1/engineers/e2/ping", json={"lat": 0, "lon": 0}).status_code == 404


def test_a_report_that_is_sent_twice_at_the_same_time_counts_once(running: Running, office: Caller) -> None:
    id_, mine = reported(office)["id"], str(uuid4())
    publish(running, {id_: ticket_source(id_)})
    phones = [running.as_("engineer", engineer_id="e1") for _ in range(4)]
    with ThreadPoolExecutor(len(phones)) as pool:
        sent = [pool.submit(post, phone, id_, "on_site", id=mine, parts_used=[{"part": "fan"}]) for phone in phones]
        answers = [each.result() for each in sent]
    assert {answer.status_code for answer in answers} == {201}, [answer.text for answer in answers]
    assert len(rows(running, VisitReport)) == 1
    assert [row.count for row in rows(running, Stock)] == [-1]
    assert [each["kind"] for each in office.get(f"/v1/tickets/{id_}").json()["events"]] == ["arrived"]
