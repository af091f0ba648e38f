"""The service history of a unit."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import AskedBy
from api.errors import Refused
from api.schemas.problems import PROBLEMS
from api.schemas.unit_history import UnitHappening, UnitHistory
from api.store.tables import Ticket, VisitReport
from api.store.unit_history import Happening, find_seen_unit, happenings
from api.transaction import TransactionalRoute

router = APIRouter(prefix="/v1", tags=["history"], route_class=TransactionalRoute, responses=PROBLEMS)


@router.get("/units/{unit}/history")
def read_unit_history(
    turn: AskedBy,
    unit: str,
    limit: Annotated[int, Query(ge=1, le=500, description="So many at most.")] = 100,
    after: Annotated[str | None, Query(max_length=500, description="The `next` of the page before.")] = None,
) -> UnitHistory:
    """Tell what happened to a unit: tickets, visits, parts, checklists, readings."""
    found = find_seen_unit(turn.session, turn.actor, unit, turn.service.clock())
    before = None if after is None else _read_key(after)
    rows = happenings(turn.session, found, before, limit + 1)
    page = rows[:limit]
    following = _write_key(page[-1]) if len(rows) > limit else None
    return UnitHistory(unit=found.id, items=[_document(each) for each in page], next=following)


def _write_key(happening: Happening) -> str:
    return f"{happening.at.isoformat()}/{happening.kind}/{happening.id}"


def _read_key(after: str) -> tuple[datetime, str, str]:
    at, _, rest = after.partition("/")
    kind, _, id_ = rest.partition("/")
    try:
        instant = datetime.fromisoformat(at)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None or kind not in ("ticket", "report"):
        raise Refused("bad_request", f"after={after[:80]!r} is no `next` of ours; leave it out for the first page")
    return instant, kind, id_


def _document(happening: Happening) -> UnitHappening:
    row = happening.row
    return _of_ticket(row) if isinstance(row, Ticket) else _of_report(row)


def _of_ticket(row: Ticket) -> UnitHappening:
    told = row.document
    return UnitHappening(
        at=row.reported_at,
        kind="ticket",
        id=row.id,
        what=told.get("fault") or told.get("name") or told.get("kind") or "fault",
        status=row.status,
        visit=None,
        ticket=row.id,
        engineer=told.get("owner"),
        note=told.get("note"),
        parts_used=[],
        results=[],
        readings=[],
    )


def _of_report(row: VisitReport) -> UnitHappening:
    told = row.data
    return UnitHappening(
        at=row.at,
        kind="report",
        id=row.id,
        what=", ".join(told.get("rules", ())) or "ticket",
        status=row.status,
        visit=row.visit_id,
        ticket=row.ticket_id,
        engineer=row.engineer_id,
        note=told.get("note"),
        parts_used=told.get("parts_used", []),
        results=told.get("results", []),
        readings=told.get("readings", []),
    )
