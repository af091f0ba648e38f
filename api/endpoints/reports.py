"""What engineers report of their stops, and where they are."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from api.dependencies import AskedBy
from api.errors import not_found
from api.schemas.problems import PROBLEMS
from api.schemas.reports import (
    NewPing,
    NewReport,
    PingDocument,
    ReportDocument,
    VisitReportDocument,
)
from api.store.routes import engineer_row
from api.store.tables import Engineer, VisitReport
from api.store.visits import find_visit, keep_ping, list_reports
from api.transaction import TransactionalRoute, Turn
from api.work.reporting import Report, Taken, require_past, take_report

router = APIRouter(prefix="/v1", tags=["visits"], route_class=TransactionalRoute, responses=PROBLEMS)

Limit = Annotated[int, Query(ge=1, le=500, description="So many at most.")]
After = Annotated[str | None, Query(max_length=200, description="The `next` of the page before.")]


class VisitReportPage(BaseModel):
    """One page of reports; `next` goes into `after` for the following one."""

    model_config = ConfigDict(strict=True)
    items: list[VisitReportDocument]
    next: str | None


@router.post("/engineers/{engineer}/routes/{on}/stops/{stop}/reports", status_code=201)
def create_report(turn: AskedBy, engineer: str, on: date, stop: str, new: NewReport) -> ReportDocument:
    """Report how it stands with a stop; a report that was sent before counts once."""
    now = turn.service.clock()
    told = new.model_dump(mode="json", include={"note", "results", "readings", "parts_used"}, exclude_none=True)
    data = {key: value for key, value in told.items() if value}
    report = Report(
        None if new.id is None else str(new.id), new.stop_status, new.at or now, new.left_at, {**data, "visit": stop}
    )
    taken = take_report(turn.session, _engineer(turn, engineer), on, stop, report, now)
    return _document(taken)


@router.get("/visits/{visit}/reports")
def read_reports(turn: AskedBy, visit: str, limit: Limit = 100, after: After = None) -> VisitReportPage:
    """List what was reported of a visit, in the order in which it happened."""
    find_visit(turn.session, turn.actor, visit)
    rows = list_reports(turn.session, visit, after, limit + 1)
    page = rows[:limit]
    return VisitReportPage(
        items=[report_document(row) for row in page], next=page[-1].id if len(rows) > limit else None
    )


@router.post("/engineers/{engineer}/ping")
def create_ping(turn: AskedBy, engineer: str, ping: NewPing) -> PingDocument:
    """Tell where an engineer is."""
    now = turn.service.clock()
    at = ping.at or now
    require_past({"at": at}, now)
    row = keep_ping(turn.session, _engineer(turn, engineer).id, ping.lat, ping.lon, at)
    return PingDocument(engineer=row.engineer_id, lat=row.lat, lon=row.lon, at=row.at)


def report_document(row: VisitReport) -> VisitReportDocument:
    """Tell a report in full."""
    return VisitReportDocument(
        id=row.id,
        visit=row.visit_id,
        ticket=row.ticket_id,
        site=row.site_id,
        engineer=row.engineer_id,
        status=row.status,
        at=row.at,
        recorded_at=row.recorded_at,
        data=row.data,
    )


def _engineer(turn: Turn, engineer: str) -> Engineer:
    found = engineer_row(turn.session, turn.actor, engineer)
    if found is None:
        raise not_found("engineer", engineer)
    return found


def _document(taken: Taken) -> ReportDocument:
    row = taken.row
    return ReportDocument(
        id=row.id,
        visit=row.visit_id,
        engineer=row.engineer_id or "",
        date=date.fromisoformat(row.data["on"]),
        status=row.status,  # type: ignore[arg-type]
        at=row.at,
        recorded_at=row.recorded_at,
        ticket=row.ticket_id,
        ticket_status=None if taken.ticket is None else taken.ticket.status,
        stop_status=taken.state.status,
        warnings=row.data.get("warnings", []),
    )
