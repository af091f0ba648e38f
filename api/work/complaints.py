"""Complaints: made, answered, closed; and opened again where the answer was none."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from api.errors import Refused, not_found
from api.identity.actor import Actor
from api.store.complaints import territory_of
from api.store.numbers import new_id
from api.store.tables import Complaint, Ticket
from optimiser import Fault, FaultyInput

ComplaintState = Literal["open", "answered", "closed"]

_FOLLOWS: Mapping[ComplaintState, frozenset[ComplaintState]] = {
    "open": frozenset({"open", "answered", "closed"}),
    "answered": frozenset({"answered", "open", "closed"}),
    "closed": frozenset({"closed", "open"}),
}


def make_complaint(
    session: Session, actor: Actor, text: str, ticket: Ticket | None, customer: str | None, now: datetime
) -> Complaint:
    """Take a complaint, about a ticket or about anything.

    Raises
    ------
    Refused
        Where nobody can tell whose it is.
    FaultyInput
        Where the ticket is another customer's.
    """
    whose = actor.customer_id if actor.role == "customer" else customer
    if ticket is not None and whose not in (None, ticket.customer_id):
        message = f"ticket {ticket.id} is of customer {ticket.customer_id!r}, not of {whose!r}; leave one of them out"
        raise FaultyInput([Fault("$.customer", "contradiction", message, whose)])
    whose = whose if ticket is None else ticket.customer_id
    if whose is None:
        raise Refused("bad_request", "name the ticket or the customer that the complaint is of")
    territory = territory_of(session, actor, whose) if ticket is None else ticket.territory_id
    if territory is None:
        raise not_found("customer with a site", whose)
    row = Complaint(
        id=new_id("complaint"),
        customer_id=whose,
        territory_id=territory,
        ticket_id=None if ticket is None else ticket.id,
        state="open",
        text=text,
        made_at=now,
    )
    session.add(row)
    session.flush()
    return row


def answer_complaint(
    session: Session, row: Complaint, state: ComplaintState | None, answer: str | None, now: datetime
) -> None:
    """Answer a complaint, close it or open it again.

    Raises
    ------
    Refused
        Where it cannot follow, or an answer is said to be there and is not.
    """
    wanted = state or ("answered" if answer is not None and row.state == "open" else row.state)
    if wanted not in _FOLLOWS[row.state]:  # type: ignore[index]
        raise Refused("wrong_state", f"complaint {row.id} is {row.state}: open it again first")
    row.answer = answer if answer is not None else row.answer
    if wanted == "answered" and not row.answer:
        raise Refused("wrong_state", f"complaint {row.id} has no answer; say what was answered")
    if wanted != row.state:
        row.closed_at = now if wanted == "closed" else None
    row.state = wanted
    session.flush()
