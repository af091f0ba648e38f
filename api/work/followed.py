"""Papers written and calls made: a ticket whose customer was called is followed up."""

from datetime import datetime

from sqlalchemy.orm import Session

from api.store.tables import Paper, Ticket
from api.work.events import record
from api.work.life import Told
from api.work.papers import FOLLOW_UP


def paper_written(session: Session, paper: Paper, at: datetime, note: str | None, by: str, now: datetime) -> None:
    """Note that a paper was written; one that was, stays as it is.

    Parameters
    ----------
    note : str, optional
        What the customer said on the telephone.
    """
    if paper.written_at is not None:
        return
    paper.written_at = at
    ticket = session.get(Ticket, paper.ticket_id, with_for_update={"of": Ticket}) if paper.ticket_id else None
    if paper.kind == FOLLOW_UP and ticket is not None:
        data = {"visit": paper.visit_id} | ({"note": note} if note else {})
        record(session, ticket, [Told("followed_up", at, by, None, data)], now)
    session.flush()
