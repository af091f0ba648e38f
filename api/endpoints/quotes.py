"""Quotes, and the customer's answer."""

from fastapi import APIRouter

from api.dependencies import AskedBy
from api.schemas.problems import PROBLEMS
from api.schemas.quotes import NewQuote, QuoteDecision, QuoteDocument, QuoteLine, Quotes
from api.store.quotes import find_quote, quotes_of
from api.store.tables import Quote
from api.store.tickets import find_ticket
from api.transaction import TransactionalRoute, Turn
from api.work.quotes import Decision, decide_quote, send_quote

router = APIRouter(prefix="/v1", tags=["quotes"], route_class=TransactionalRoute, responses=PROBLEMS)


@router.post("/tickets/{ticket}/quotes", status_code=201)
def create_quote(turn: AskedBy, ticket: str, new: NewQuote) -> QuoteDocument:
    """Send the customer an offer; the ticket's clock stands until it is decided."""
    now = turn.service.clock()
    found = find_ticket(turn.session, turn.actor, ticket, now, lock=True)
    offer = new.model_dump(mode="json", include={"text", "lines"})
    quote = send_quote(turn.session, found, new.amount, offer, turn.actor.id, now)
    turn.session.flush()
    return _document(quote)


@router.get("/tickets/{ticket}/quotes")
def read_quotes(turn: AskedBy, ticket: str) -> Quotes:
    """List a ticket's quotes."""
    found = find_ticket(turn.session, turn.actor, ticket, turn.service.clock())
    return Quotes(items=[_document(quote) for quote in quotes_of(turn.session, found.id)])


@router.post("/tickets/{ticket}/quotes/{quote}/approve")
def approve_quote(turn: AskedBy, ticket: str, quote: str, decision: QuoteDecision) -> QuoteDocument:
    """Approve an offer; the clock goes on."""
    return _decided(turn, ticket, quote, "approved", decision.note)


@router.post("/tickets/{ticket}/quotes/{quote}/reject")
def reject_quote(turn: AskedBy, ticket: str, quote: str, decision: QuoteDecision) -> QuoteDocument:
    """Reject an offer; the clock goes on."""
    return _decided(turn, ticket, quote, "rejected", decision.note)


def _decided(turn: Turn, ticket: str, quote: str, decision: Decision, note: str | None) -> QuoteDocument:
    now = turn.service.clock()
    found = find_ticket(turn.session, turn.actor, ticket, now, lock=True)
    offer = find_quote(turn.session, found.id, quote)
    decide_quote(turn.session, found, offer, decision, turn.actor.id, now)
    if note is not None:
        offer.document = {**offer.document, "note": note}
    turn.session.flush()
    return _document(offer)


def _document(quote: Quote) -> QuoteDocument:
    told = quote.document
    return QuoteDocument(
        id=quote.id,
        ticket=quote.ticket_id,
        state=quote.state,  # type: ignore[arg-type]
        amount=quote.amount,
        text=told.get("text"),
        lines=[QuoteLine(**each) for each in told.get("lines", ())],
        note=told.get("note"),
        sent_at=quote.sent_at,
        decided_at=quote.decided_at,
        decided_by=quote.decided_by,
    )
