"""Queries of slots that are held for customers, and of the plans that hold for their days."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from api.identity.actor import Actor
from api.store.day_state import HELD, TAKEN
from api.store.tables import Appointment, HeldSlot, Plan, PublishedDay


def published_plans(session: Session, territory: str, first: date, last: date) -> dict[date, Plan]:
    """Find the plans that hold for some days of a territory, by day; without their documents."""
    asked = select(PublishedDay.on, Plan).join(Plan, PublishedDay.plan_id == Plan.id)
    held = asked.where(PublishedDay.territory_id == territory, PublishedDay.on.between(first, last))
    return dict(iter(session.execute(held.order_by(PublishedDay.on))))


def locked_slot(session: Session, actor: Actor, id_: str) -> HeldSlot | None:
    """Read a slot that is for this actor to see; nobody else changes it until the transaction ends."""
    return session.scalar(select(HeldSlot).where(HeldSlot.id == id_, *_limits(actor)).with_for_update())


def visible_slots(
    session: Session, actor: Actor, territory: str | None, on: date | None, limit: int, after: str | None
) -> Sequence[HeldSlot]:
    """List slots that are for this actor to see, the latest held first."""
    asked = select(HeldSlot).where(*_limits(actor)).order_by(HeldSlot.id.desc()).limit(limit)
    for column, wanted in ((HeldSlot.territory_id, territory), (HeldSlot.on, on)):
        if wanted is not None:
            asked = asked.where(column == wanted)
    return session.scalars(asked if after is None else asked.where(HeldSlot.id < after)).all()


def slots_of_ticket(session: Session, ticket: str, *, lock: bool = False) -> list[HeldSlot]:
    """List the slots that are held or taken for a ticket."""
    asked = select(HeldSlot).where(HeldSlot.ticket_id == ticket, HeldSlot.state.in_((HELD, TAKEN)))
    return list(session.scalars(asked.order_by(HeldSlot.id).with_for_update() if lock else asked.order_by(HeldSlot.id)))


def drop_appointment(session: Session, id_: str) -> None:
    """Take away an appointment that is still open."""
    row = session.get(Appointment, id_)
    if row is not None and row.closed_at is None:
        session.delete(row)


def _limits(actor: Actor) -> list[ColumnElement[bool]]:
    return [HeldSlot.territory_id.in_(actor.territories)] if actor.territories else []
