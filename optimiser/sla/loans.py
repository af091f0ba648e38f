"""Loan units that were lent and are not back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from optimiser.book import Book, ClockEvent, Ticket
from optimiser.sla.history import end_of, known_events
from optimiser.sla.promises import Promises


@dataclass(frozen=True)
class LoanOut:
    """A loan unit at a customer's site.

    ``fetch_from`` is from when it can be fetched back: when the ticket ended. None: it is still needed.
    """

    ticket: Ticket
    site: str
    lent_at: datetime
    fetch_from: datetime | None


def loans_out(
    book: Book | Promises, tickets: Iterable[Ticket] | None = None, now: datetime | None = None
) -> list[LoanOut]:
    """List the loan units that are out, in the order of the tickets: those of the book, unless given."""
    asked = Promises.of(book).book.tickets if tickets is None else tickets
    out: list[LoanOut] = []
    for ticket in asked:
        events = known_events(ticket, now)
        lent, end = _lent(events), end_of(events)
        if lent is not None:
            out.append(LoanOut(ticket, ticket.site, lent.at, None if end is None else max(lent.at, end.at, key=_at_s)))
    return out


def _lent(events: Iterable[ClockEvent]) -> ClockEvent | None:
    """Find the arrival of the loan unit that is still out."""
    lent: ClockEvent | None = None
    for event in events:
        if event.kind == "loan_arrived":
            lent = event
        elif event.kind == "loan_returned":
            lent = None
    return lent


def _at_s(at: datetime) -> float:
    return at.timestamp()
