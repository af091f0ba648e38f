"""Whose customers were called: a query that routes and replanning ask."""

from collections.abc import Collection

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from api.store.tables import TicketEvent

_IN_ONE_QUERY = 500
_CALLED = "customer_called"
_OVER = ("unplanned", "visit_failed", "repair_failed", "needs_visit", "to_workshop", "paused", "cancelled")
"""After these the time that the customer was told does not hold any more."""


def called_tickets(session: Session, tickets: Collection[str]) -> frozenset[str]:
    """Name those of some tickets whose customer was told when somebody comes, by engineer or office."""
    found: set[str] = set()
    ids = sorted(tickets)
    called_at = func.max(case((TicketEvent.kind == _CALLED, TicketEvent.at)))
    over_at = func.max(case((TicketEvent.kind != _CALLED, TicketEvent.at)))
    for some in (ids[k : k + _IN_ONE_QUERY] for k in range(0, len(ids), _IN_ONE_QUERY)):
        asked = select(TicketEvent.ticket_id).where(
            TicketEvent.ticket_id.in_(some), TicketEvent.kind.in_((_CALLED, *_OVER))
        )
        holds = called_at.is_not(None) & (over_at.is_(None) | (over_at < called_at))
        found.update(session.scalars(asked.group_by(TicketEvent.ticket_id).having(holds)))
    return frozenset(found)
