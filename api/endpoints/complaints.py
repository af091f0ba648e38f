"""Complaints, and what was answered."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.dependencies import AskedBy, IfMatch, etag, require_match
from api.schemas.complaints import ComplaintChange, ComplaintDocument, ComplaintPage, NewComplaint
from api.schemas.problems import PROBLEMS
from api.store.complaints import find_complaint, list_complaints
from api.store.tables import Complaint
from api.store.tickets import find_ticket
from api.transaction import TransactionalRoute
from api.work.complaints import ComplaintState, answer_complaint, make_complaint

router = APIRouter(prefix="/v1", tags=["complaints"], route_class=TransactionalRoute, responses=PROBLEMS)


@router.post("/complaints", status_code=201)
def create_complaint(turn: AskedBy, new: NewComplaint, response: Response) -> ComplaintDocument:
    """Take a complaint."""
    now = turn.service.clock()
    ticket = find_ticket(turn.session, turn.actor, new.ticket, now) if new.ticket else None
    return _told(make_complaint(turn.session, turn.actor, new.text, ticket, new.customer, now), response)


@router.get("/complaints")
def read_complaints(
    turn: AskedBy,
    state: ComplaintState | None = None,
    ticket: Annotated[str | None, Query(min_length=1, max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="So many at most.")] = 100,
    after: Annotated[str | None, Query(max_length=200, description="The `next` of the page before.")] = None,
) -> ComplaintPage:
    """List complaints, the latest first."""
    rows = list_complaints(turn.session, turn.actor, state=state, ticket=ticket, after=after, limit=limit + 1)
    page = rows[:limit]
    return ComplaintPage(items=[_document(row) for row in page], next=page[-1].id if len(rows) > limit else None)


@router.get("/complaints/{complaint}")
def read_complaint(turn: AskedBy, complaint: str, response: Response) -> ComplaintDocument:
    """Read a complaint."""
    return _told(find_complaint(turn.session, turn.actor, complaint), response)


@router.patch("/complaints/{complaint}")
def update_complaint(
    turn: AskedBy, complaint: str, change: ComplaintChange, response: Response, if_match: IfMatch = None
) -> ComplaintDocument:
    """Answer a complaint, close it or open it again."""
    row = find_complaint(turn.session, turn.actor, complaint)
    require_match(if_match, row.revision)
    answer_complaint(turn.session, row, change.state, change.answer, turn.service.clock())
    return _told(row, response)


def _told(row: Complaint, response: Response) -> ComplaintDocument:
    response.headers["ETag"] = etag(row.revision)
    return _document(row)


def _document(row: Complaint) -> ComplaintDocument:
    return ComplaintDocument(
        id=row.id,
        state=row.state,  # type: ignore[arg-type]
        text=row.text,
        answer=row.answer,
        ticket=row.ticket_id,
        customer=row.customer_id,
        territory=row.territory_id,
        made_at=row.made_at,
        closed_at=row.closed_at,
        revision=row.revision,
    )
