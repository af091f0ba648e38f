"""Tickets of a book, put into the store with all that has happened to them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api.clock import Clock
from api.store import masters
from api.store.tables import Ticket, TicketEvent
from api.work.life import BOOK_KINDS, NotPossible, Standing, Told, standing_of
from optimiser import Book, Fault, FaultyInput, deadlines

_RUNNING = ("open", "missed")


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
    due = _due(book, clock())
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
            "document": {key: value for key, value in document.items() if key != "history"},
            "updated_at": clock(),
            **due.get(ticket.id, _NOTHING_DUE),
        }
        masters.put(session, Ticket, ticket.id, columns, known.get(ticket.id))
        events += _events(ticket.id, ticket.history, clock())
    session.flush()
    session.add_all(events)
    session.flush()


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


_NOTHING_DUE: Mapping[str, datetime | None] = {"respond_by": None, "onsite_by": None, "restore_by": None}


def _due(book: Book, now: datetime) -> dict[str, dict[str, datetime | None]]:
    """By when the next steps of each ticket are due: its promises that still run."""
    table = deadlines(book, book.tickets, now)

    def running(row: int, *kinds: Any) -> datetime | None:
        columns = [table.kinds.index(kind) for kind in kinds if table.state(row, kind) in _RUNNING]
        still = [table.kinds[column] for column in columns if table.stopped_s[row, column] > now.timestamp()]
        return min((at for at in (table.at(row, kind) for kind in still) if at is not None), default=None)

    return {
        id_: {
            "respond_by": running(row, "respond"),
            "onsite_by": running(row, "on_site", "send"),
            "restore_by": running(row, "restore", "workshop"),
        }
        for row, id_ in enumerate(table.tickets)
    }
