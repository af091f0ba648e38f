"""Queries of complaints."""

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.orm import Session

from api.errors import not_found
from api.identity.actor import Actor
from api.store.scope import in_territories
from api.store.tables import Complaint, Contract, Site


def visible_complaints(actor: Actor) -> ColumnElement[bool]:
    """Say which complaints somebody may see."""
    if actor.role == "customer":
        return Complaint.customer_id == actor.customer_id if actor.customer_id else false()
    return in_territories(actor, Complaint.territory_id)


def find_complaint(session: Session, actor: Actor, id_: str) -> Complaint:
    """Read a complaint that somebody may see.

    Raises
    ------
    Refused
        Where there is none.
    """
    found = session.scalar(select(Complaint).where(Complaint.id == id_, visible_complaints(actor)))
    if found is None:
        raise not_found("complaint", id_)
    return found


def list_complaints(
    session: Session, actor: Actor, *, state: str | None, ticket: str | None, after: str | None, limit: int
) -> list[Complaint]:
    """List complaints, the latest first."""
    asked = select(Complaint).where(visible_complaints(actor))
    if state is not None:
        asked = asked.where(Complaint.state == state)
    if ticket is not None:
        asked = asked.where(Complaint.ticket_id == ticket)
    if after is not None:
        asked = asked.where(Complaint.id < after)
    return list(session.scalars(asked.order_by(Complaint.id.desc()).limit(limit)))


def territory_of(session: Session, actor: Actor, customer: str) -> str | None:
    """Name a territory in which a customer has a site, of those that are for who asks; None where there is none."""
    asked = select(Site.territory_id).join(Contract, Site.contract_id == Contract.id)
    asked = asked.where(Contract.customer_id == customer)
    if actor.role != "customer" and actor.territories:
        asked = asked.where(Site.territory_id.in_(actor.territories))
    return session.scalars(asked.order_by(Site.id)).first()
