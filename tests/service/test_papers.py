"""Reports and calls that are owed, and tell when they are overdue."""

from datetime import datetime

import pytest

from api.masters.book import book_of
from optimiser import agenda_of
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


def papers_in_the_book(running: Running) -> list[tuple[str, bool]]:
    with running.service.store.reading() as session:
        book = book_of(session, "main", running.clock())
    today = running.clock().date()
    return [(paper.source.id, paper.overdue) for paper in agenda_of(book, today, today, running.clock()).papers]


def test_the_book_owes_the_report_on_a_ticket_until_it_was_written(running: Running, office: Caller) -> None:
    id_ = done_ticket(running, office)
    running.clock.move(hours=49)
    assert (id_, True) in papers_in_the_book(running)
    paper = next(each for each in office.get("/v1/papers").json()["items"] if each["kind"] == "ticket")
    assert office.post(f"/v1/papers/{paper['id']}/written", json={}).status_code == 200
    assert id_ not in dict(papers_in_the_book(running))
    assert office.get(f"/v1/tickets/{id_}").json()["status"] == "done"


def test_a_ticket_that_is_told_to_have_its_report_owes_none(running: Running, office: Caller) -> None:
    id_ = done_ticket(running, office)
    told = {"kind": "report_written", "at": running.clock().isoformat()}
    assert office.post(f"/v1/tickets/{id_}/events", json=told).status_code == 201
    assert [each["kind"] for each in office.get("/v1/papers?owed=true").json()["items"]] == ["follow_up"]
    assert office.post(f"/v1/tickets/{id_}/events", json={**told, "kind": "followed_up"}).status_code == 201
    assert office.get("/v1/papers?owed=true").json()["items"] == []


def test_a_book_that_says_what_was_written_settles_what_is_owed(running: Running, office: Caller) -> None:
    id_ = done_ticket(running, office)
    boss = running.as_("administrator")
    book = boss.get("/v1/book?territory=main").json()
    (history,) = (ticket["history"] for ticket in book["tickets"] if ticket["id"] == id_)
    assert boss.put("/v1/book?territory=main", json=book).status_code == 200
    assert [each["kind"] for each in office.get("/v1/papers?owed=true").json()["items"]] == ["follow_up", "ticket"]
    history.append({"kind": "report_written", "at": running.clock().isoformat()})
    assert boss.put("/v1/book?territory=main", json=book).status_code == 200
    assert [each["kind"] for each in office.get("/v1/papers?owed=true").json()["items"]] == ["follow_up"]
    assert office.get("/v1/papers?owed=false").json()["items"][0]["written_at"] == told(running.clock())


def test_a_book_that_says_when_an_inspection_was_reported_on_settles_its_report(
    running: Running, office: Caller
) -> None:
    publish(running, {"r1:2026-12-01": inspection_source("r1:2026-12-01", "r1")})
    report(office, "r1:2026-12-01", "on_site")
    report(office, "r1:2026-12-01", "done")
    boss = running.as_("administrator")
    book = boss.get("/v1/book?territory=main").json()
    assert boss.put("/v1/book?territory=main", json=book).status_code == 200
    owed = [each["kind"] for each in office.get("/v1/papers?owed=true").json()["items"]]
    assert "inspection" in owed
    (rule,) = (each for each in book["rules"] if each["id"] == "r1")
    rule["last_report_on"] = rule["last_done_on"]
    assert boss.put("/v1/book?territory=main", json=book).status_code == 200
    owed.remove("inspection")
    assert [each["kind"] for each in office.get("/v1/papers?owed=true").json()["items"]] == owed


def told(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def test_the_book_owes_the_report_on_an_inspection_until_it_was_written(running: Running, office: Caller) -> None:
    publish(running, {"r1:2026-12-01": inspection_source("r1:2026-12-01", "r1")})
    report(office, "r1:2026-12-01", "on_site")
    report(office, "r1:2026-12-01", "done")
    assert papers_in_the_book(running) == [("r1", False)]
    paper = next(each for each in office.get("/v1/papers").json()["items"] if each["kind"] == "inspection")
    assert office.post(f"/v1/papers/{paper['id']}/written", json={}).status_code == 200
    assert papers_in_the_book(running) == []
    rule = office.get("/v1/rules/r1").json()
    assert rule["last_report_on"] == rule["last_done_on"] == running.clock().date().isoformat()


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
