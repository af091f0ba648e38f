"""However many rows are shown, as many queries are asked: none is asked once for each row."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from api.app import make_app
from api.masters.examples import EXAMPLES
from api.masters.kinds import KINDS
from api.settings import Settings
from api.store.audit import Author
from api.store.tables import (
    Account,
    ApiKey,
    Attachment,
    Base,
    Complaint,
    HeldSlot,
    Job,
    Notice,
    Paper,
    Part,
    Plan,
    Quote,
    Stock,
    Study,
    Subcontract,
    Ticket,
    TicketEvent,
    VisitReport,
    VisitState,
)
from tests.service.conftest import HandClock, Running
from tests.service.examples import add_examples
from tests.service.published import ON, publish, ticket_source

FEW, MANY = 3, 60
HERE = EXAMPLES["sites"]["territory"]
SITE, UNIT, ENGINEER = (EXAMPLES[kind]["id"] for kind in ("sites", "units", "engineers"))
TICKET, VISIT, PLAN = "t-000", "v000", f"plan-{HERE}-1"
ROUTE = f"/v1/engineers/{ENGINEER}/routes/{ON}"
LISTS = [
    *(f"/v1/{kind}" for kind in KINDS),
    "/v1/tickets",
    "/v1/tickets?order=deadline",
    "/v1/complaints",
    "/v1/subcontracts",
    "/v1/papers",
    "/v1/plans",
    "/v1/jobs",
    "/v1/studies",
    "/v1/slots",
    "/v1/warnings",
    "/v1/stock",
    "/v1/accounts",
    "/v1/keys",
    "/v1/audit",
    f"/v1/inspections/due?territory={HERE}&first={ON}&last={ON + timedelta(days=90)}",
    f"/v1/units/{UNIT}/history",
    f"/v1/tickets/{TICKET}/attachments",
    f"/v1/tickets/{TICKET}/quotes",
    f"/v1/visits/{VISIT}/attachments",
    f"/v1/visits/{VISIT}/reports",
]
"""They answer with a row for each."""
WHOLES = [
    f"/v1/tickets/{TICKET}",
    f"/v1/plans/{PLAN}",
    f"/v1/plans/{PLAN}/geojson",
    ROUTE,
    f"{ROUTE}/geojson",
    f"{ROUTE}/page",
    f"/v1/book?territory={HERE}",
]
"""They answer with one thing that has many parts."""


def rows(count: int, at: Any) -> Iterator[Base]:
    """So many of everything that is not a master, all of the same ticket, visit, unit."""
    customer, contract, sub = (EXAMPLES[kind]["id"] for kind in ("customers", "contracts", "subcontractors"))
    place: dict[str, Any] = {"site_id": SITE, "territory_id": HERE}
    for k in range(count):
        id_ = f"t-{k:03}"
        told = {"id": id_, "site": SITE, "reported_at": at.isoformat(), "severity": "1", "duration": "PT1H"}
        yield Ticket(
            id=id_, **place, unit_id=UNIT, contract_id=contract, customer_id=customer, status="reported",
            severity="1", reported_at=at, document=told, updated_at=at,
        )  # fmt: skip
    yield VisitState(
        id=VISIT, source_kind="ticket", source_id=TICKET, **place, engineer_id=ENGINEER, on=ON, status="planned",
        updated_at=at,
    )  # fmt: skip
    for k in range(count):
        mine: dict[str, Any] = {"id": f"x{k:03}", "ticket_id": TICKET}
        visit = {**mine, "visit_id": VISIT}
        yield TicketEvent(ticket_id=TICKET, kind="responded", at=at, data={}, recorded_at=at)
        yield Complaint(**mine, customer_id=customer, territory_id=HERE, state="open", text="slow", made_at=at)
        yield Subcontract(**visit, **place, subcontractor_id=sub, price=1.0, state="given", given_at=at)
        yield Paper(**visit, **place, kind="report", done_at=at, due_at=at)
        yield Quote(**mine, state="sent", amount=1.0, document={"lines": []}, sent_at=at)
        yield VisitReport(
            **visit, site_id=SITE, unit_id=UNIT, engineer_id=ENGINEER, status="arrived", at=at, data={}, recorded_at=at
        )
        yield Attachment(
            **visit, kind="photo", name="photo", media_type="image/png", size=1, sha256="0" * 64, by="tests",
            added_at=at, content=b"x",
        )  # fmt: skip
        yield HeldSlot(
            **mine, **place, on=ON, opens_at=at, closes_at=at + timedelta(hours=1), engineer_id=ENGINEER, price=1.0,
            state="held", expires_at=at, document={"duration": "PT1H", "skills": {}}, held_by="tests",
        )  # fmt: skip
        yield Job(
            id=f"j{k:03}", kind="solve", state="queued", territory_id=HERE, params={}, limit_s=1.0, created_by="tests",
            created_at=at,
        )  # fmt: skip
        yield Study(
            id=f"w{k:03}", name="more hands?", territory_id=HERE, job_id=f"j{k:03}", first_on=ON, last_on=ON,
            outline={"days": 1, "scenarios": [], "policies": [], "replications": 1, "seed": 1}, document={},
            created_at=at, created_by="tests",
        )  # fmt: skip
        yield Notice(
            territory_id=HERE, kind="on_site_late", subject_kind="ticket", subject_id=f"t-{k:03}", message="late",
            data={}, raised_at=at,
        )  # fmt: skip
        yield Account(id=f"a{k:03}", name=f"a{k}", full_name=f"A {k}", role="planner", created_at=at)
        yield ApiKey(id=f"b{k:03}", name="b", key_hash=f"{k:064}", role="planner", created_at=at, created_by="tests")


def multiply(session: Session, table: type[Base], count: int) -> None:
    """Copy the one row of a table until there are so many."""
    found = dict(session.execute(select(table.__table__)).mappings().first() or {})
    copies = []
    for k in range(1, count):
        id_ = f"{found['id']}-{k:03}"
        told = {"document": {**found["document"], "id": id_}} if "id" in found["document"] else {}
        copies.append({**found, "id": id_, **told})
    session.execute(insert(table.__table__), copies)


def fill(running: Running, count: int) -> None:
    """Put so many of everything into a service."""
    add_examples(running.as_("administrator"))
    at = running.clock()
    with running.service.store.writing(Author("tests", running.clock)) as session:
        for row in rows(count, at):
            session.add(row)
            session.flush()
    publish(running, {f"v{k:03}": ticket_source(f"t-{k:03}", SITE) for k in range(count)}, ENGINEER, territory=HERE)
    with running.service.store.writing(Author("tests", running.clock)) as session:
        for kind in KINDS.values():
            multiply(session, kind.table, count)
        multiply(session, Plan, count)
        parts = session.scalars(select(Part.id)).all()
        session.add_all(Stock(holder_kind="van", holder_id=ENGINEER, part_id=part, count=1) for part in parts)


@pytest.fixture(scope="module")
def services(blank_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, Running]]:
    """A service with few rows of everything, and one with many; they are only read."""
    found = {}
    for count in (FEW, MANY):
        file = tmp_path_factory.mktemp("counts") / "service.db"
        shutil.copy(blank_sqlite, file)
        clock = HandClock()
        settings = Settings(database_url=SecretStr(f"sqlite:///{file}"), rate_per_minute=100_000)
        found[count] = Running(make_app(settings, clock), clock)
        fill(found[count], count)
    yield found
    for each in found.values():
        each.close()


@pytest.fixture(scope="module")
def callers(services: dict[int, Running]) -> dict[int, Any]:
    return {count: running.as_("administrator") for count, running in services.items()}


@contextmanager
def counted(running: Running) -> Iterator[list[str]]:
    """Note the statements that a service sends to its database."""
    engine, statements = running.service.store.engine, list[str]()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def asked(running: Running, caller: Any, path: str) -> tuple[Any, list[str]]:
    """Read something for the second time, and how that is asked of the database."""
    caller.get(path)
    with counted(running) as statements:
        answer = caller.get(path)
    assert answer.status_code == 200, answer.text
    return answer, statements


UNPAGED = {"/v1/tickets/t-000/quotes"}
"""Lists that come whole."""


@pytest.mark.parametrize("path", LISTS)
def test_a_list_asks_as_much_for_many_rows_as_for_few(
    services: dict[int, Running], callers: dict[int, Any], path: str
) -> None:
    statements = {}
    for count in (FEW, MANY):
        longer = path if path in UNPAGED else f"{path}{'&' if '?' in path else '?'}limit=100"
        answer, statements[count] = asked(services[count], callers[count], longer)
        assert len(answer.json()["items"]) >= count
    assert len(statements[FEW]) == len(statements[MANY])


@pytest.mark.parametrize("path", WHOLES)
def test_a_whole_asks_as_much_for_many_parts_as_for_few(
    services: dict[int, Running], callers: dict[int, Any], path: str
) -> None:
    (few, few_asked), (many, many_asked) = (asked(services[count], callers[count], path) for count in (FEW, MANY))
    assert len(many.content) > len(few.content)
    assert len(few_asked) == len(many_asked)


def test_a_route_is_pulled_with_two_reads(services: dict[int, Running], callers: dict[int, Any]) -> None:
    _, statements = asked(services[MANY], callers[MANY], ROUTE)
    assert [each.split()[0] for each in statements] == ["BEGIN", "SELECT", "SELECT"]
