"""What deadlines rest on is corrected: those of open tickets are right at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, text

from api.identity.actor import Actor
from api.store.audit import Author
from api.store.tables import Paper, Ticket
from api.work.tickets import report_ticket
from scenarios.library import regime
from tests.service.calling import Caller
from tests.service.conftest import Running, Serve
from tests.service.ground import lay_ground
from tests.service.test_query_counts import counted

OFFICE_HOURS = [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "08:00", "until": "18:00"}]
RULES: dict[str, Any] = {
    "id": "office",
    "zones": ["inner", "outer"],
    "severities": {"1": "it is down", "2": "it limps"},
    "targets": [
        {"kind": "on_site", "span": {"calendar": "day", "within": "PT4H"}, "where": {"zone": ["inner"]}},
        {"kind": "on_site", "span": {"calendar": "day", "within": "PT9H"}},
    ],
}
SITE = {"id": "s9", "contract": "k9", "lat": 36.0, "lon": 120.0, "territory": "main", "district": "Shibei"}
DOCUMENTS: dict[str, dict[str, Any]] = {
    "calendars/day": {"id": "day", "time_zone": "UTC", "hours": OFFICE_HOURS},
    "zones/inner": {"id": "inner", "districts": ["Shibei"]},
    "zones/outer": {"id": "outer"},
    "policies/office": RULES,
    "contracts/k9": {"id": "k9", "customer": "c1", "policy": "office"},
    "sites/s9": SITE,
}
HALF_OFF = {"id": "day", "time_zone": "UTC", "hours": [{**OFFICE_HOURS[0], "from": "13:00"}]}
CORRECTIONS: dict[str, tuple[str, dict[str, Any], str]] = {
    "policy": ("policies/office", {**RULES, "targets": RULES["targets"][1:]}, "2026-12-07T17:00:00Z"),
    "calendar": ("calendars/day", HALF_OFF, "2026-12-07T17:00:00Z"),
    "zone": ("zones/inner", {"id": "inner", "districts": ["Laoshan"]}, "2026-12-07T17:00:00Z"),
    "contract": ("contracts/k9", {**DOCUMENTS["contracts/k9"], "policy": "gold"}, "2026-12-07T10:00:00Z"),
    "site that moves": ("sites/s9", {**SITE, "district": "Laoshan"}, "2026-12-07T17:00:00Z"),
    "site under another contract": ("sites/s9", {**SITE, "contract": "k1"}, "2026-12-07T10:00:00Z"),
}
"""What is put where, and by when somebody must then be on site."""


def put(caller: Caller, path: str, document: dict[str, Any]) -> None:
    answer = caller.put(f"/v1/{path}", json=document, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text


def prepared(running: Running) -> Caller:
    """A house with office hours, and an administrator."""
    lay_ground(running)
    office = running.as_("administrator")
    for path, document in DOCUMENTS.items():
        kind = path.split("/")[0]
        assert office.post(f"/v1/{kind}", json=document).status_code == 201, path
    return office


def report(office: Caller, **more: Any) -> str:
    answer = office.post("/v1/tickets", json={"site": "s9", "severity": "1", **more})
    assert answer.status_code == 201, answer.text
    id_: str = answer.json()["id"]
    return id_


def onsite_by(office: Caller, ticket: str) -> str | None:
    """By when somebody must be on site: as it is kept, which must be as it is counted."""
    told = office.get(f"/v1/tickets/{ticket}").json()
    counted_anew = [each["at"] for each in told["promises"] if each["kind"] == "on_site" and each["state"] == "open"]
    assert [told["onsite_by"]] == (counted_anew or [None])
    kept: str | None = told["onsite_by"]
    return kept


@pytest.mark.parametrize("correction", CORRECTIONS)
def test_a_correction_moves_the_deadlines_of_open_tickets(running: Running, correction: str) -> None:
    path, document, expected = CORRECTIONS[correction]
    office = prepared(running)
    id_ = report(office)
    before = office.get(f"/v1/tickets/{id_}")
    assert onsite_by(office, id_) == "2026-12-07T12:00:00Z"
    running.clock.move(minutes=5)
    put(office, path, document)
    assert onsite_by(office, id_) == expected
    assert office.get(f"/v1/tickets/{id_}").headers["ETag"] != before.headers["ETag"]


def test_a_table_of_corrections_moves_deadlines_too(running_on_sqlite: Running) -> None:
    office = prepared(running_on_sqlite)
    id_ = report(office)
    table = "id,district\ns9,Laoshan\n"
    answer = office.post("/v1/imports/sites", content=table, headers={"Content-Type": "text/csv"})
    assert answer.status_code == 200, answer.text
    assert onsite_by(office, id_) == "2026-12-07T17:00:00Z"


def test_what_a_correction_does_not_concern_stays_as_it_is(running: Running) -> None:
    office = prepared(running)
    elsewhere, over, paused = report(office, site="s1"), report(office), report(office)
    office.post(f"/v1/tickets/{over}/events", json={"kind": "cancelled"})
    office.post(f"/v1/tickets/{paused}/events", json={"kind": "paused", "waiting_for": "customer"})
    tickets = elsewhere, over, paused
    before = [office.get(f"/v1/tickets/{each}").headers["ETag"] for each in tickets]
    put(office, *CORRECTIONS["policy"][:2])
    assert [office.get(f"/v1/tickets/{each}").headers["ETag"] for each in tickets] == before
    running.clock.move(hours=3)
    office.post(f"/v1/tickets/{paused}/events", json={"kind": "resumed"})
    assert onsite_by(office, paused) == "2026-12-07T18:00:00Z"


def test_the_log_has_an_entry_for_each_deadline_that_moves(running: Running) -> None:
    office = prepared(running)
    moved, stays = report(office), report(office, site="s1")
    answer = office.put(
        "/v1/policies/office", json=CORRECTIONS["policy"][1], headers={"If-Match": "*", "X-Request-ID": "mend-1"}
    )
    assert answer.status_code == 200
    question = {"subject": "tickets", "request_id": "mend-1"}
    log = [each for each in office.get("/v1/audit", params=question).json()["items"] if each["request_id"] == "mend-1"]
    assert [each["subject_id"] for each in log if each["subject"] == "tickets"] == [moved] != [stays]
    assert log[0]["before"] == {"onsite_by": "2026-12-07T12:00:00+00:00"}
    assert log[0]["after"] == {"onsite_by": "2026-12-07T17:00:00+00:00"}
    assert log[0]["actor"] == office.get("/v1/me").json()["id"]


def test_many_tickets_are_counted_with_as_many_statements_as_few(running: Running) -> None:
    office = prepared(running)
    id_ = report(office)
    asked = []
    for k, document in enumerate((CORRECTIONS["policy"][1], RULES)):
        with counted(running) as statements:
            put(office, "policies/office", document)
        asked.append(len(statements))
        if k == 0:
            multiply(running, id_, 50)
    assert asked[0] == asked[1]
    listed = office.get("/v1/tickets").json()["items"]
    assert [each["onsite_by"] for each in listed] == ["2026-12-07T12:00:00Z"] * 51


def owed(running: Running, count: int, ticket: str) -> None:
    """Note calls that are owed, and were to be made in two hours, for visits that ended at noon; one was made."""
    ended = datetime(2026, 12, 7, 12, tzinfo=UTC)
    with running.service.store.writing(Author("tests", running.clock)) as session:
        for k in range(count):
            paper = Paper(
                id=f"p{k}",
                kind="follow_up",
                visit_id=f"v{k}",
                ticket_id=ticket,
                site_id="s9",
                territory_id="main",
                done_at=ended,
                due_at=ended + timedelta(hours=2),
                written_at=ended if k == 0 else None,
            )
            session.add(paper)


def due(office: Caller) -> dict[str, str]:
    return {each["id"]: each["due_at"] for each in office.get("/v1/papers").json()["items"]}


CALLED = {**RULES, "follow_up": {"calendar": "day", "within": "PT4H"}}


def test_papers_that_are_owed_follow_a_policy_and_its_calendar(running: Running) -> None:
    office = prepared(running)
    owed(running, 2, report(office))
    put(office, "policies/office", CALLED)
    assert due(office) == {"p0": "2026-12-07T14:00:00Z", "p1": "2026-12-07T16:00:00Z"}
    put(office, "calendars/day", {**DOCUMENTS["calendars/day"], "hours": [{**OFFICE_HOURS[0], "until": "15:00"}]})
    assert due(office) == {"p0": "2026-12-07T14:00:00Z", "p1": "2026-12-08T09:00:00Z"}
    put(office, "policies/office", RULES)
    assert due(office)["p1"] == "2026-12-08T09:00:00Z"
    log = office.get("/v1/audit", params={"subject": "papers"}).json()["items"]
    told = [(each["subject_id"], each["after"]["due_at"]) for each in log if each["action"] == "update"]
    assert sorted(told) == [("p1", "2026-12-07T16:00:00+00:00"), ("p1", "2026-12-08T09:00:00+00:00")]


def test_many_papers_are_counted_with_as_many_statements_as_few(running_on_sqlite: Running) -> None:
    running = running_on_sqlite
    office = prepared(running)
    id_ = report(office)
    asked = []
    for k, count in enumerate((2, 50)):
        if k:
            remove_papers(running)
        owed(running, count, id_)
        with counted(running) as statements:
            put(office, "policies/office", {**CALLED, "follow_up": {"calendar": "day", "within": f"PT{4 - k}H"}})
        asked.append(len(statements))
    assert asked[0] == asked[1]
    assert list(due(office).values()) == ["2026-12-07T14:00:00Z"] + ["2026-12-07T15:00:00Z"] * 49


def remove_papers(running: Running) -> None:
    with running.service.store.writing(Author("tests", running.clock)) as session:
        session.execute(delete(Paper))


def multiply(running: Running, ticket: str, count: int) -> None:
    with running.service.store.writing(Author("tests", running.clock)) as session:
        row = session.get_one(Ticket, ticket)
        told = {column.key: getattr(row, column.key) for column in Ticket.__mapper__.column_attrs}
        ids = [f"{ticket}-{k}" for k in range(count)]
        copies = [{**told, "id": id_, "document": {**row.document, "id": id_}} for id_ in ids]
        session.execute(insert(Ticket.__table__), copies)  # type: ignore[arg-type]


def test_a_book_that_does_not_name_a_ticket_counts_it_too(running_on_sqlite: Running) -> None:
    office = running_on_sqlite.as_("administrator")
    given = regime("office_care")
    running_on_sqlite.clock.now = given.now
    assert office.put("/v1/book?territory=main", json=given.book).status_code == 200
    listed = office.get("/v1/tickets", params={"open": "true", "order": "deadline"}).json()["items"]
    first = next(each for each in listed if each["onsite_by"])
    policies = [
        {**policy, "targets": [each for each in policy["targets"] if each["kind"] != "on_site"]}
        for policy in given.book["policies"]
    ]
    answer = office.put("/v1/book?territory=main", json={**given.book, "tickets": [], "policies": policies})
    assert answer.status_code == 200, answer.text
    assert onsite_by(office, first["id"]) is None


def test_a_ticket_reported_while_a_policy_is_corrected_is_counted_by_the_new_one(
    serve: Serve, postgres_database_url: str
) -> None:
    running = serve(postgres_database_url)
    office, actor, now = prepared(running), Actor("tests", "tests", "administrator"), running.clock()
    with ThreadPoolExecutor(1) as threads, running.service.store.writing(Author("tests", running.clock)) as session:
        report_ticket(session, actor, {"id": "t9", "site": "s9", "severity": "1"}, now)
        session.flush()
        correcting = threads.submit(put, office, *CORRECTIONS["policy"][:2])
        while not correcting.done() and not is_waited_for(running):
            pass
        session.commit()
        correcting.result()
    assert onsite_by(office, "t9") == CORRECTIONS["policy"][2]


def is_waited_for(running: Running) -> bool:
    with running.service.store.reading() as session:
        return bool(session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))
