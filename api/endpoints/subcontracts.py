"""Visits given to subcontractors, at a price each."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.dependencies import AskedBy, IfMatch, etag, require_match
from api.schemas.problems import PROBLEMS
from api.schemas.subcontracts import NewSubcontract, SubcontractChange, SubcontractDocument, SubcontractPage
from api.store.subcontracts import find_subcontract, list_subcontracts
from api.store.tables import Site, Subcontract
from api.store.tickets import find_site, find_ticket
from api.transaction import TransactionalRoute, Turn
from api.work.reporting import require_past
from api.work.subcontracts import Offer, SubcontractState, give_away, move_subcontract

router = APIRouter(prefix="/v1", tags=["subcontracts"], route_class=TransactionalRoute, responses=PROBLEMS)


@router.post("/subcontracts", status_code=201)
def create_subcontract(turn: AskedBy, new: NewSubcontract, response: Response) -> SubcontractDocument:
    """Give a visit to somebody outside; it is in no plan while that stands."""
    return _told(give_away(turn.session, _offer(turn, new), turn.service.clock()), response)


@router.get("/subcontracts")
def read_subcontracts(
    turn: AskedBy,
    state: SubcontractState | None = None,
    subcontractor: Annotated[str | None, Query(min_length=1, max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="So many at most.")] = 100,
    after: Annotated[str | None, Query(max_length=200, description="The `next` of the page before.")] = None,
) -> SubcontractPage:
    """List subcontracts, the latest first."""
    rows = list_subcontracts(
        turn.session, turn.actor, state=state, subcontractor=subcontractor, after=after, limit=limit + 1
    )
    page = rows[:limit]
    return SubcontractPage(items=[_document(row) for row in page], next=page[-1].id if len(rows) > limit else None)


@router.get("/subcontracts/{subcontract}")
def read_subcontract(turn: AskedBy, subcontract: str, response: Response) -> SubcontractDocument:
    """Read a subcontract."""
    return _told(find_subcontract(turn.session, turn.actor, subcontract), response)


@router.patch("/subcontracts/{subcontract}")
def update_subcontract(
    turn: AskedBy, subcontract: str, change: SubcontractChange, response: Response, if_match: IfMatch = None
) -> SubcontractDocument:
    """Note that it was accepted, declined or done, or take the visit back."""
    now = turn.service.clock()
    row = find_subcontract(turn.session, turn.actor, subcontract)
    require_match(if_match, row.revision)
    require_past({"at": change.at}, now)
    move_subcontract(turn.session, row, change.state, change.at or now, now)
    row.note = change.note if change.note is not None else row.note
    turn.session.flush()
    return _told(row, response)


def _offer(turn: Turn, new: NewSubcontract) -> Offer:
    if new.ticket is not None:
        ticket = find_ticket(turn.session, turn.actor, new.ticket, turn.service.clock(), lock=True)
        site = turn.session.get_one(Site, ticket.site_id)
        return Offer(ticket.id, site, ticket, new.subcontractor, new.price, new.note)
    site = find_site(turn.session, turn.actor, new.site or "")
    return Offer(new.visit or "", site, None, new.subcontractor, new.price, new.note)


def _told(row: Subcontract, response: Response) -> SubcontractDocument:
    response.headers["ETag"] = etag(row.revision)
    return _document(row)


def _document(row: Subcontract) -> SubcontractDocument:
    return SubcontractDocument(
        id=row.id,
        visit=row.visit_id,
        ticket=row.ticket_id,
        site=row.site_id,
        territory=row.territory_id,
        subcontractor=row.subcontractor_id,
        price=row.price,
        state=row.state,  # type: ignore[arg-type]
        given_at=row.given_at,
        ended_at=row.ended_at,
        note=row.note,
        revision=row.revision,
    )
