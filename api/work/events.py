"""What happens to a ticket: told in any order, kept in the order in which it happened, never against the rules."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from api.errors import Refused
from api.store.reservations import hold_shelves_of, release_tickets
from api.store.tables import Ticket, TicketEvent
from api.store.tickets import events_of
from api.work.life import NotPossible, Standing, Told, after, standing_of
from api.work.promises import Clock, book_around, clock_of, keep_deadlines
from api.work.retelling import retell_tickets
from optimiser import Book, Fault, FaultyInput

AHEAD = timedelta(minutes=1)
"""By so much a phone's clock may be fast."""
_LEAVES = frozenset({"needs_visit", "visit_failed"})


def told_of(rows: Iterable[TicketEvent]) -> list[Told]:
    """Read events as they were told."""
    return [Told(row.kind, row.at, row.by, row.waiting_for, row.data) for row in rows]  # type: ignore[arg-type]


def record(session: Session, ticket: Ticket, news: Sequence[Told], now: datetime) -> Clock:
    """Add what happened to a ticket: its status, its end, its deadlines and the routes that tell of it follow.

    Parameters
    ----------
    ticket : Ticket
        Locked by this transaction.
    news : sequence of Told
        In order of time; each may have happened before what is known already, and takes its place there.

    Returns
    -------
    Clock
        The ticket's deadlines, as they are now.

    Raises
    ------
    Refused
        Where an event cannot have happened as the ticket stood.
    FaultyInput
        Where it contradicts the history, lies before the report, or in the future.
    """
    for told in news:
        _require_past(told, ticket, now)
    known = told_of(events_of(session, ticket.id))
    added: list[Told] = []
    for told in news:
        for each in _with_leaving(known, told):
            _insert(known, each)
            added.append(each)
    try:
        standing = standing_of(known)
    except NotPossible as refusal:
        raise Refused("wrong_state", f"ticket {ticket.id}: {refusal}") from None
    book = _checked(session, ticket, known)
    clock = clock_of(book, now)
    session.add_all(
        TicketEvent(
            ticket_id=ticket.id,
            kind=told.kind,
            at=told.at,
            by=told.by,
            waiting_for=told.waiting_for,
            data=dict(told.data or {}),
            recorded_at=now,
        )
        for told in added
    )
    _settle(session, ticket, standing, clock, now)
    return clock


def refresh(session: Session, ticket: Ticket, now: datetime) -> Clock:
    """Count a ticket's deadlines anew, after its facts have changed, and tell it anew on routes.

    Raises
    ------
    FaultyInput
        Where the facts cannot be.
    """
    known = told_of(events_of(session, ticket.id))
    clock = clock_of(book_around(session, ticket, known), now)
    _settle(session, ticket, standing_of(known), clock, now)
    return clock


def _settle(session: Session, ticket: Ticket, standing: Standing, clock: Clock, now: datetime) -> None:
    ticket.status, ticket.closed_at, ticket.updated_at = standing.status, standing.closed_at, now
    keep_deadlines(ticket, clock)
    if standing.closed_at is not None:
        hold_shelves_of(session, [ticket.id])
        release_tickets(session, [ticket.id])
    retell_tickets(session, [ticket.id], now)


def _require_past(told: Told, ticket: Ticket, now: datetime) -> None:
    if told.at > now + AHEAD:
        message = f"{told.kind} at {told.at.isoformat()} lies in the future; it is {now.isoformat()}: tell it then"
        raise FaultyInput([Fault("$.at", "in_the_future", message, told.at.isoformat())])
    if told.at < ticket.reported_at:
        at = ticket.reported_at.isoformat()
        message = f"{told.kind} at {told.at.isoformat()} comes before the report at {at}: correct the time"
        raise FaultyInput([Fault("$.at", "wrong_order", message, told.at.isoformat())])


def _insert(known: list[Told], told: Told) -> None:
    """Put an event behind all that happened until then."""
    place = len(known)
    while place > 0 and known[place - 1].at > told.at:
        place -= 1
    known.insert(place, told)


def _with_leaving(known: Sequence[Told], told: Told) -> list[Told]:
    """Let whoever is on site leave with a visit that did not restore anything.

    In the book a pause ends a stay; one of no length moves no deadline.
    """
    if told.kind not in _LEAVES or _standing_at(known, told.at).status != "on_site":
        return [told]
    return [Told("paused", told.at, told.by), Told("resumed", told.at, told.by), told]


def _standing_at(known: Sequence[Told], at: datetime) -> Standing:
    standing = Standing()
    for each in known:
        if each.at > at:
            break
        standing = after(standing, each)
    return standing


def _checked(session: Session, ticket: Ticket, known: Sequence[Told]) -> Book:
    try:
        return book_around(session, ticket, known)
    except FaultyInput as faulty:
        at_event = [
            Fault("$.kind", f.code, f.message, f.value) for f in faulty.faults if f.path.startswith("$.history")
        ]
        raise FaultyInput(at_event or faulty.faults) from None
