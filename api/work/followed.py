"""Papers written and calls made: the book is told of them, and a ticket whose customer was called is followed up."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.house import house_of
from api.store.papers import unwritten_of_ticket
from api.store.tables import Paper, Rule, Ticket
from api.store.tickets import ground_of
from api.work.events import record
from api.work.life import EventName, Told
from api.work.papers import FOLLOW_UP, report_kind


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
    if ticket is not None:
        kind: EventName = "followed_up" if paper.kind == FOLLOW_UP else "report_written"
        data = {"visit": paper.visit_id} | ({"note": note} if note else {})
        record(session, ticket, [Told(kind, at, by, None, data)], now)
    elif paper.kind != FOLLOW_UP:
        _rules_reported(session, paper, at, now)
    session.flush()


def settle_papers(session: Session, ticket: Ticket, told: Told) -> None:
    """Note that what a ticket owes was written, where an event that was told of it says so."""
    if told.kind in ("report_written", "followed_up"):
        for paper in unwritten_of_ticket(session, ticket.id):
            if (paper.kind == FOLLOW_UP) == (told.kind == "followed_up"):
                paper.written_at = told.at


def _rules_reported(session: Session, paper: Paper, at: datetime, now: datetime) -> None:
    """Note in the rules that a visit did, as a book groups them, that their report is written."""
    zone = ZoneInfo(house_of(session).document["time_zone"])
    on, done_on = at.astimezone(zone).date(), paper.done_at.astimezone(zone).date()
    policy = ground_of(session, paper.site_id).policy
    asked = select(Rule).where(Rule.site_id == paper.site_id, Rule.last_done_on == done_on).order_by(Rule.id)
    for row in session.scalars(asked.with_for_update()):
        if report_kind(policy, (row.document.get("kind", "inspection"), "inspection")) == paper.kind:
            row.document, row.updated_at = {**row.document, "last_report_on": on.isoformat()}, now
