"""Queries of open tickets with their deadlines."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, select, update
from sqlalchemy.orm import Session

from api.store.audit import note_updates
from api.store.tables import Contract, Policy, Site, Territory, Ticket

DEADLINES = ("respond_by", "onsite_by", "restore_by")
"""The columns of a ticket in which its running deadlines are noted."""

Due = Mapping[str, datetime | None]
"""By when the next steps of a ticket are due, by column."""


def open_tickets() -> ColumnElement[bool]:
    """Say which tickets are open; all territories are named because the index begins with them."""
    return and_(Ticket.territory_id.in_(select(Territory.id)), Ticket.closed_at.is_(None))


def lock_promises(session: Session, chosen: ColumnElement[bool]) -> None:
    """Wait for the tickets that are being reported under the policies of some tickets' sites, and hold up the next.

    They are counted with the masters as they were; once they are there, they are counted again.
    """
    policies = select(Contract.policy_id).join(Site, Site.contract_id == Contract.id)
    here = policies.where(Site.id.in_(select(Ticket.site_id).where(chosen)))
    session.execute(
        select(Policy.id).where(Policy.id.in_(here)).order_by(Policy.id).with_for_update(key_share=True)
    ).all()


def lock_deadlines(session: Session, chosen: ColumnElement[bool]) -> dict[str, Due]:
    """Read the deadlines of some tickets and hold these until the transaction ends; in one order, so that none waits
    in a ring.
    """
    columns = select(Ticket.id, *(getattr(Ticket, name) for name in DEADLINES))
    asked = columns.where(chosen).order_by(Ticket.id).with_for_update(of=Ticket)
    return {row.id: {name: getattr(row, name) for name in DEADLINES} for row in session.execute(asked)}


def put_deadlines(session: Session, before: Mapping[str, Due], after: Mapping[str, Due], now: datetime) -> None:
    """Write new deadlines of tickets that are locked: two statements and two lists of values, however many there are.

    Parameters
    ----------
    before, after : mapping of str to mapping
        What changes, by ticket.
    """
    if not after:
        return
    tickets = Ticket.__table__
    revised = {"revision": tickets.c.revision + 1, "updated_at": now}
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in DEADLINES}
    statement = update(tickets).where(tickets.c.id == bindparam("ticket")).values(**values, **revised)  # type: ignore[arg-type]
    rows = [{"ticket": id_, **{f"new_{name}": at for name, at in due.items()}} for id_, due in after.items()]
    session.connection().execute(statement, rows)
    note_updates(session, Ticket.__tablename__, before, after)
