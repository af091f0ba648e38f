"""Queries of the open tickets whose deadlines rest on some masters."""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, bindparam, cast, or_, select, true, update
from sqlalchemy.orm import Session

from api.store.audit import note_updates
from api.store.tables import Contract, Policy, Site, Territory, Ticket

DEADLINES = ("respond_by", "onsite_by", "restore_by")
"""The columns of a ticket in which its running deadlines are noted."""
_MOST_NAMED = 500
"""So many ids go into one query; of more masters than these, every ticket is asked about."""

Due = Mapping[str, datetime | None]
"""By when the next steps of a ticket are due, by column."""


def open_tickets() -> ColumnElement[bool]:
    """Say which tickets are open; all territories are named because the index begins with them."""
    return and_(Ticket.territory_id.in_(select(Territory.id)), Ticket.closed_at.is_(None))


def open_tickets_resting_on(kind: str, ids: Collection[str]) -> ColumnElement[bool] | None:
    """Say on which open tickets' deadlines some masters may bear; None: on none, whatever is written of that kind.

    Parameters
    ----------
    kind : str
        The list of the masters, as in the book.
    """
    if kind not in _RESTING:
        return None
    return and_(open_tickets(), true() if len(ids) > _MOST_NAMED else _RESTING[kind](ids))


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


def _at(sites: Select[Any]) -> ColumnElement[bool]:
    return Ticket.site_id.in_(sites)


def _under(condition: ColumnElement[bool]) -> Select[Any]:
    contracts = select(Contract.id).join(Policy, Contract.policy_id == Policy.id).where(condition)
    return select(Site.id).where(Site.contract_id.in_(contracts))


def _naming(ids: Collection[str]) -> ColumnElement[bool]:
    """Ask for sites that name one of some ids, and for those under policies that do; and perhaps for more."""
    quoted = sorted({json.dumps(id_, ensure_ascii=False) for id_ in ids} | {json.dumps(id_) for id_ in ids})
    policies, sites = (
        or_(*(cast(table.document, Text).contains(each, autoescape=True) for each in quoted))
        for table in (Policy, Site)
    )
    return or_(_at(_under(policies)), _at(select(Site.id).where(sites)))


_RESTING: Mapping[str, Callable[[Collection[str]], ColumnElement[bool]]] = {
    "calendars": _naming,
    "zones": _naming,
    "policies": lambda ids: _at(_under(Policy.id.in_(ids))),
    "contracts": lambda ids: _at(select(Site.id).where(Site.contract_id.in_(ids))),
    "sites": lambda ids: Ticket.site_id.in_(ids),
}
