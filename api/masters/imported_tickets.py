"""Tickets of a book, put into the store with all that has happened to them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api.clock import Clock
from api.masters.described import is_carried
from api.masters.recounting import running_deadlines
from api.store import masters
from api.store.reservations import hold_shelves_of, release_tickets
from api.store.tables import Ticket, TicketEvent
from api.work.life import BOOK_KINDS, NotPossible, Standing, Told, standing_of
from optimiser import Book, Fault, FaultyInput, describing

_IN_BOOK = frozenset(field.key for field in describing.BOOK_RECORDS["tickets"].fields)


def put_tickets(
    session: Session, book: Book, documents: Sequence[Mapping[str, Any]], territory_id: str, clock: Clock
) -> None:
    """Put a book's tickets into the store; one that is known is replaced with its history.

    Raises
    ------
    FaultyInput
        Where a history cannot be the life of a ticket, or a ticket is one of another territory.
    """
    standings = _standings(book)
    known = masters.by_id(session, Ticket, [ticket.id for ticket in book.tickets])
    strangers = [
        Fault(f"$.tickets[{i}].id", "already_exists", f"{ticket.id!r} is a ticket of another territory; rename it")
        for i, ticket in enumerate(book.tickets)
        if ticket.id in known and known[ticket.id].territory_id != territory_id
    ]
    if strangers:
        raise FaultyInput(strangers)
    masters.drop_events(session, list(known), BOOK_KINDS)
    contracts = {contract.id: contract for contract in book.contracts}
    sites = {site.id: site for site in book.sites}
    due = running_deadlines(book, clock())
    events: list[TicketEvent] = []
    for ticket, document, standing in zip(book.tickets, documents, standings, strict=True):
        contract = contracts[sites[ticket.site].contract]
        columns = {
            "site_id": ticket.site,
            "unit_id": ticket.unit,
            "contract_id": contract.id,
            "customer_id": contract.customer,
            "territory_id": territory_id,
            "status": standing.status,
            "severity": ticket.severity,
            "reported_at": ticket.reported_at,
            "closed_at": standing.closed_at,
            "document": _service_part(known.get(ticket.id)) | {k: v for k, v in document.items() if k != "history"},
            "updated_at": clock(),
            **due[ticket.id],
        }
        masters.put(session, Ticket, ticket.id, columns, known.get(ticket.id))
        events += _events(ticket.id, ticket.history, clock())
    session.flush()
    session.add_all(events)
    session.flush()
    over = [id_ for id_, row in known.items() if row.closed_at is not None]
    hold_shelves_of(session, over)
    release_tickets(session, over)


def _service_part(row: Ticket | None) -> dict[str, Any]:
    """What only the service knows of a ticket stays with it: the parts that it needs, for example."""
    told = {} if row is None else row.document
    return {key: value for key, value in told.items() if key not in _IN_BOOK and not is_carried(key)}


def _standings(book: Book) -> list[Standing]:
    """How each ticket stands after its history."""
    out, faults = [], []
    for i, ticket in enumerate(book.tickets):
        try:
            out.append(standing_of(Told(each.kind, each.at, each.by, each.waiting_for) for each in ticket.history))
        except NotPossible as error:
            faults.append(Fault(f"$.tickets[{i}].history", "impossible_history", str(error)))
    if faults:
        raise FaultyInput(faults)
    return out


def _events(ticket_id: str, history: Iterable[Any], now: datetime) -> list[TicketEvent]:
    return [
        TicketEvent(
            ticket_id=ticket_id,
            kind=each.kind,
            at=each.at,
            by=each.by,
            waiting_for=each.waiting_for,
            recorded_at=now,
        )
        for each in history
    ]
