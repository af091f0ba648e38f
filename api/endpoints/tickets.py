"""Tickets through their life."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from api.dependencies import AskedBy, IfMatch, etag, require_match
from api.errors import Refused
from api.identity.actor import Actor
from api.schemas.problems import PROBLEMS
from api.schemas.tickets import (
    NewEvent,
    NewTicket,
    PromiseDocument,
    TicketChange,
    TicketDocument,
    TicketEventDocument,
    TicketPage,
    TicketRow,
)
from api.store.tables import Ticket, TicketEvent
from api.store.tickets import TicketFilter, events_of, find_ticket, list_tickets
from api.transaction import TransactionalRoute, Turn
from api.work.events import record, told_of
from api.work.followed import settle_papers
from api.work.life import TicketStatus, Told
from api.work.promises import Clock, book_around, clock_of
from api.work.tickets import change_ticket, report_ticket

router = APIRouter(prefix="/v1", tags=["tickets"], route_class=TransactionalRoute, responses=PROBLEMS)

Limit = Annotated[int, Query(ge=1, le=500, description="So many at most.")]
After = Annotated[str | None, Query(max_length=200, description="The `next` of the page before.")]
Wanted = Annotated[str | None, Query(min_length=1, max_length=200)]
_CUSTOMERS_EVENTS = frozenset({"cancelled"})
_IN_THE_FIELD = frozenset({"travelling", "arrived", "restored", "repair_failed", "visit_failed", "needs_visit"})


@router.post("/tickets", status_code=201)
def create_ticket(turn: AskedBy, new: NewTicket, response: Response) -> TicketDocument:
    """Report a ticket."""
    told = {**_given(new), "reported_at": new.reported_at}
    ticket = report_ticket(turn.session, turn.actor, told, turn.service.clock())
    turn.session.flush()
    response.headers["Location"] = f"/v1/tickets/{ticket.id}"
    return _told(turn, ticket, response)


@router.get("/tickets")
def read_tickets(
    turn: AskedBy,
    status: TicketStatus | None = None,
    open: bool | None = None,  # noqa: A002 -- the parameter's name
    site: Wanted = None,
    unit: Wanted = None,
    customer: Wanted = None,
    severity: Wanted = None,
    territory: Wanted = None,
    text: Annotated[str | None, Query(min_length=1, max_length=200, description="In id, name, note or fault.")] = None,
    order: Annotated[Literal["reported", "deadline"], Query(description="What comes first.")] = "reported",
    limit: Limit = 100,
    after: After = None,
) -> TicketPage:
    """List tickets: the latest report first, or what is due first."""
    wanted = TicketFilter(status, open, site, unit, customer, severity, territory, text)
    now = turn.service.clock()
    rows = list_tickets(turn.session, turn.actor, wanted, order, after, limit + 1, now)
    page = rows[:limit]
    return TicketPage(
        items=[TicketRow(**ticket_row(each)) for each in page], next=page[-1].id if len(rows) > limit else None
    )


@router.get("/tickets/{ticket}")
def read_ticket(turn: AskedBy, ticket: str, response: Response) -> TicketDocument:
    """Read a ticket with what happened and how it stands with each deadline."""
    return _told(turn, find_ticket(turn.session, turn.actor, ticket, turn.service.clock()), response)


@router.patch("/tickets/{ticket}")
def update_ticket(
    turn: AskedBy, ticket: str, change: TicketChange, response: Response, if_match: IfMatch = None
) -> TicketDocument:
    """Change a ticket's facts; deadlines follow."""
    now = turn.service.clock()
    found = find_ticket(turn.session, turn.actor, ticket, now, lock=True)
    require_match(if_match, found.revision)
    change_ticket(turn.session, found, change.model_dump(mode="json", exclude_unset=True), now)
    turn.session.flush()
    return _told(turn, found, response)


@router.post("/tickets/{ticket}/events", status_code=201)
def create_ticket_event(turn: AskedBy, ticket: str, event: NewEvent, response: Response) -> TicketDocument:
    """Tell what happened to a ticket, now or before."""
    now = turn.service.clock()
    if turn.actor.role == "customer" and event.kind not in _CUSTOMERS_EVENTS:
        raise Refused("not_allowed", f"customers may cancel a ticket; {event.kind} is told by the office")
    found = find_ticket(turn.session, turn.actor, ticket, now, lock=True)
    data = dict(event.data or {}) | ({"note": event.note} if event.note else {})
    by = turn.actor.engineer_id if turn.actor.role == "engineer" else event.by or _who_did(event, turn.actor)
    told = Told(event.kind, event.at or now, by, event.waiting_for, data)
    record(turn.session, found, [told], now)
    settle_papers(turn.session, found, told)
    turn.session.flush()
    return _told(turn, found, response)


def _who_did(event: NewEvent, actor: Actor) -> str | None:
    """Whoever tells it, unless it is what an engineer does: then who did it is not known, and owes no report."""
    return None if event.kind in _IN_THE_FIELD else actor.id


def ticket_row(ticket: Ticket) -> dict[str, Any]:
    """Tell a ticket as a row of a list."""
    return {
        "id": ticket.id,
        "status": ticket.status,
        "severity": ticket.severity,
        "name": ticket.document.get("name"),
        "site": ticket.site_id,
        "unit": ticket.unit_id,
        "customer": ticket.customer_id,
        "territory": ticket.territory_id,
        "reported_at": ticket.reported_at,
        "closed_at": ticket.closed_at,
        "respond_by": ticket.respond_by,
        "onsite_by": ticket.onsite_by,
        "restore_by": ticket.restore_by,
        "revision": ticket.revision,
    }


def _told(turn: Turn, ticket: Ticket, response: Response) -> TicketDocument:
    rows = events_of(turn.session, ticket.id)
    clock = clock_of(book_around(turn.session, ticket, told_of(rows)), turn.service.clock())
    response.headers["ETag"] = etag(ticket.revision)
    return _document(ticket, rows, clock)


def _document(ticket: Ticket, rows: list[TicketEvent], clock: Clock) -> TicketDocument:
    facts = ticket.document
    plain = {key: facts.get(key) for key in ("note", "fault", "complexity", "contact", "likelihood", "owner")}
    return TicketDocument.model_validate(
        {
            **ticket_row(ticket),
            **plain,
            "kind": facts.get("kind", "fault"),
            "contract": ticket.contract_id,
            "duration": facts["duration"],
            "skills": facts.get("skills") or {},
            "remote": bool(facts.get("remote")),
            "parts": facts.get("parts") or [],
            "paused_since": clock.paused_since if ticket.closed_at is None else None,
            "promises": [
                PromiseDocument(
                    kind=each.kind,
                    at=each.at,
                    state=each.state,
                    stopped_at=each.stopped_at,
                    paused_s=each.paused.total_seconds(),
                    late_s=each.late_by.total_seconds(),
                )
                for each in clock.promises
            ],
            "events": [
                TicketEventDocument(
                    kind=row.kind,  # type: ignore[arg-type]
                    at=row.at,
                    by=row.by,
                    waiting_for=row.waiting_for,  # type: ignore[arg-type]
                    data=row.data,
                    recorded_at=row.recorded_at,
                )
                for row in rows
            ],
        }
    )


def _given(new: BaseModel) -> dict[str, Any]:
    return new.model_dump(mode="json", exclude_none=True)
