"""Queries of quotes."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.errors import not_found
from api.store.tables import Quote


def quotes_of(session: Session, ticket: str) -> list[Quote]:
    """List a ticket's quotes, the first that was sent first."""
    return list(session.scalars(select(Quote).where(Quote.ticket_id == ticket).order_by(Quote.sent_at, Quote.id)))


def find_quote(session: Session, ticket: str, id_: str) -> Quote:
    """Read a ticket's quote; nobody else decides on it until the transaction ends.

    Raises
    ------
    Refused
        Where the ticket has no such quote.
    """
    asked = select(Quote).where(Quote.id == id_, Quote.ticket_id == ticket)
    found = session.scalar(asked.with_for_update())
    if found is None:
        raise not_found("quote", id_)
    return found
