"""What tickets learn of a plan that is published: that they are planned, or no longer."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.tables import Ticket, TicketEvent
from api.work.events import told_of
from api.work.life import NotPossible, Told, after, standing_of

_BOOKED = frozenset({"planned", "customer_called"})
_IN_ONE_QUERY = 500


def note_planned(
    session: Session,
    planned: Collection[str],
    unplanned: Collection[str],
    now: datetime,
    *,
    by: str | None = None,
    plan: str | None = None,
) -> None:
    """Tell tickets that a plan serves them, or that it no longer does; no deadline depends on it.

    Who knows it already, or is past it, is not told again.

    Parameters
    ----------
    planned, unplanned : collection of str
        Ids of tickets.
    by, plan : str, optional
        Who published which plan.
    """
    data = {} if plan is None else {"plan": plan}
    ids = sorted({*planned, *unplanned})
    for some in (ids[k : k + _IN_ONE_QUERY] for k in range(0, len(ids), _IN_ONE_QUERY)):
        asked = select(Ticket).where(Ticket.id.in_(some)).order_by(Ticket.id).with_for_update()
        tickets = [row for row in session.scalars(asked) if (row.status in _BOOKED) != (row.id in planned)]
        events = _events(session, [row.id for row in tickets])
        for row in tickets:
            told = Told("planned" if row.id in planned else "unplanned", now, by, None, data)
            _tell(session, row, told_of(events[row.id]), told, now)


def _tell(session: Session, ticket: Ticket, known: list[Told], told: Told, now: datetime) -> None:
    try:
        standing = after(standing_of(known), told)
    except NotPossible:  # it waits, or somebody is there: nothing to be told
        return
    session.add(
        TicketEvent(
            ticket_id=ticket.id, kind=told.kind, at=told.at, by=told.by, data=dict(told.data or {}), recorded_at=now
        )
    )
    ticket.status, ticket.updated_at = standing.status, now


def _events(session: Session, tickets: Collection[str]) -> dict[str, list[TicketEvent]]:
    found: dict[str, list[TicketEvent]] = defaultdict(list)
    asked = select(TicketEvent).where(TicketEvent.ticket_id.in_(tickets)).order_by(TicketEvent.at, TicketEvent.id)
    for row in session.scalars(asked):
        found[row.ticket_id].append(row)
    return found
