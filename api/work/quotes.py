"""Quotes: the ticket's clock stands while a customer thinks about an offer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from api.errors import Refused
from api.store.numbers import new_id
from api.store.quotes import quotes_of
from api.store.tables import Quote, Ticket
from api.work.events import record
from api.work.life import Told

SENT = "sent"
Decision = Literal["approved", "rejected"]


def send_quote(
    session: Session, ticket: Ticket, amount: float, offer: Mapping[str, Any], by: str, now: datetime
) -> Quote:
    """Send the customer an offer; the ticket waits for the answer.

    Parameters
    ----------
    amount : float
        What the customer is to pay.
    offer : mapping
        What it is for.

    Raises
    ------
    Refused
        Where another quote is open, the ticket waits for something else, or is over.
    """
    if any(quote.state == SENT for quote in quotes_of(session, ticket.id)):
        raise Refused("wrong_state", f"ticket {ticket.id} has a quote that is not decided; let it be decided first")
    quote = Quote(id=new_id("quote"), ticket_id=ticket.id, state=SENT, amount=amount, document=dict(offer), sent_at=now)
    session.add(quote)
    record(session, ticket, [Told("paused", now, by, "quote", {"quote": quote.id})], now)
    return quote


def decide_quote(session: Session, ticket: Ticket, quote: Quote, decision: Decision, by: str, now: datetime) -> None:
    """Note what the customer says to an offer; the ticket's clock goes on.

    Raises
    ------
    Refused
        Where it was decided already.
    """
    if quote.state != SENT:
        raise Refused("wrong_state", f"quote {quote.id} is {quote.state} already; send another one")
    quote.state, quote.decided_at, quote.decided_by = decision, now, by
    if ticket.status == "waiting_for_quote":  # the office may have let it go on, or cancelled it
        record(session, ticket, [Told("resumed", now, by, None, {"quote": quote.id, "decision": decision})], now)
