"""A house with a past: tickets with their stories, routes, visits, slips and papers, straight into the store."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from api.store.audit import Author
from api.store.tables import Paper, Plan, Policy, Route, Slip, Ticket, TicketEvent, VisitState
from tests.service.conftest import Running
from tests.service.ground import POLICY, lay_ground

PAID_POLICY: dict[str, Any] = {
    **POLICY,
    "on_time_share": 0.9,
    "targets": [
        {"kind": "respond", "span": {"calendar": "always", "within": "PT1H"}, "late": {"per_hour": 10.0}},
        {"kind": "on_site", "span": {"calendar": "always", "within": "PT4H"}, "late": {"per_started_day": 100.0}},
    ],
    "charges": [{"kind": "call_out", "amount": 50.0}, {"kind": "second_trip", "amount": 20.0}],
}
DECEMBER = {"first": "2026-12-01", "last": "2026-12-31"}
WHOLE = "2026-12-01/2026-12-31"


def at(day: int, hour: float = 0, month: int = 12) -> datetime:
    return datetime(2026, month, day, tzinfo=UTC) + timedelta(hours=hour)


def on(day: int) -> date:
    return date(2026, 12, day)


def lay(running: Running) -> None:
    lay_ground(running)
    running.clock.now = at(20)
    with running.service.store.writing(Author("tests", running.clock)) as session:
        session.get_one(Policy, "gold").document = PAID_POLICY


def put(house: Running, *rows: Any) -> None:
    with house.service.store.writing(Author("tests", house.clock)) as session:
        for row in rows:
            session.add(row)
            session.flush()


def ticket(
    id_: str, reported_at: datetime, *events: tuple[str, datetime], status: str = "reported", **rest: Any
) -> list[Any]:
    """A ticket's row and those of its events."""
    number = rest.pop("customer", 1)
    closed_at = next((when for kind, when in events if kind in ("restored", "solved_remotely", "cancelled")), None)
    severity, territory = rest.pop("severity", "1"), "main" if number == 1 else "north"
    unit = f"u{number}" if rest.pop("on_unit", "fault" in rest) else None
    document = {
        "id": id_,
        "site": f"s{number}",
        "reported_at": reported_at.isoformat(),
        "severity": severity,
        "duration": "PT1H",
        **({"unit": unit} if unit else {}),
        **rest,
    }
    row = Ticket(
        id=id_,
        site_id=f"s{number}",
        unit_id=unit,
        contract_id=f"k{number}",
        customer_id=f"c{number}",
        territory_id=territory,
        status=status,
        severity=severity,
        reported_at=reported_at,
        closed_at=closed_at,
        document=document,
        updated_at=reported_at,
    )
    told = [TicketEvent(ticket_id=id_, kind=kind, at=when, recorded_at=when) for kind, when in events]
    return [row, *told]


def kpis(house: Running, **question: Any) -> dict[str, Any]:
    answer = house.as_("planner").get("/v1/kpis", params={**DECEMBER, **question})
    assert answer.status_code == 200, answer.text
    out: dict[str, Any] = answer.json()
    return out


def without_period(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != "period"} for row in rows]


def a_plan() -> Plan:
    packed: dict[str, Any] = {"cost": {}, "figures": {}, "problem": {}, "document": {}, "matter": {}}
    days = {"first_on": on(1), "last_on": on(31)}
    made = {"origin": "solve", "created_at": at(1), "created_by": "tests"}
    return Plan(id="p1", kind="days", territory_id="main", state="published", **days, **made, **packed)


def a_route(engineer: str, day: int, territory: str = "main", **figures: float) -> Route:
    return Route(
        engineer_id=engineer,
        on=on(day),
        territory_id=territory,
        plan_id="p1",
        revision=1,
        etag="x",
        figures={"ends_s": at(day, 17).timestamp(), "driving_m": 1000, "overtime_s": 0, **figures},
        body=b"{}",
        updated_at=at(1),
    )


def a_visit(id_: str, engineer: str, day: int, *hours: float | None) -> VisitState:
    told = dict(zip(("travelling_at", "arrived_at", "ended_at"), hours, strict=True))
    instants = {name: None if hour is None else at(day, hour) for name, hour in told.items()}
    return VisitState(
        id=id_,
        source_kind="ticket",
        source_id=id_,
        site_id="s1",
        territory_id="main",
        engineer_id=engineer,
        on=on(day),
        status="done",
        updated_at=at(day),
        **instants,
    )


def a_slip(number: str, signed_at: datetime, rating: str, engineer: str = "e1") -> Slip:
    return Slip(
        number=number,
        visit_id=number,
        site_id="s1",
        engineer_id=engineer,
        document={},
        issued_at=signed_at,
        signed_at=signed_at,
        rating=rating,
    )


def a_paper(id_: str, done_at: datetime, due_at: datetime, written_at: datetime | None = None) -> Paper:
    ids = {"id": id_, "kind": "ticket", "visit_id": id_, "site_id": "s1", "territory_id": "main"}
    return Paper(**ids, done_at=done_at, due_at=due_at, written_at=written_at)
