"""Inspections that are due."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import AskedBy
from api.schemas.inspections import DueInspection, DueInspections
from api.schemas.problems import PROBLEMS
from api.transaction import TransactionalRoute
from api.work.inspections import due_inspections
from optimiser import Inspection

router = APIRouter(prefix="/v1", tags=["inspections"], route_class=TransactionalRoute, responses=PROBLEMS)


@router.get("/inspections/due")
def read_inspections_due(
    turn: AskedBy,
    territory: Annotated[str, Query(min_length=1, max_length=200)],
    first: Annotated[date, Query(description="The first day.")],
    last: Annotated[date, Query(description="The last day.")],
    limit: Annotated[int, Query(ge=1, le=1000, description="So many at most.")] = 500,
    after: Annotated[str | None, Query(max_length=200, description="The `next` of the page before.")] = None,
) -> DueInspections:
    """List what may or must be inspected: overdue, due, and what may be done early."""
    due = due_inspections(turn.session, turn.actor, territory, first, last, turn.service.clock())
    begin = next((k + 1 for k, each in enumerate(due) if each.id == after), 0)
    page = due[begin : begin + limit]
    following = page[-1].id if begin + limit < len(due) else None
    items = [_document(each) for each in page]
    return DueInspections(territory=territory, first=first, last=last, items=items, next=following)


def _document(due: Inspection) -> DueInspection:
    return DueInspection(
        id=due.id,
        site=due.site,
        rules=list(due.rules),
        units=list(due.units),
        kind=due.kind,
        ready_on=due.ready_on,
        ideal_on=due.ideal_on,
        due_on=due.due_on,
        overdue_days=due.overdue_days,
        duration_s=int(due.duration.total_seconds()),
        skills=dict(due.skills),
        checklist=list(due.checklist),
        preferred_engineer=due.preferred_engineer,
        remote=due.remote,
    )
