"""Papers written and calls made: the book is told of them, and a ticket whose customer was called is followed up."""

from collections.abc import Iterable
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

_WRITTEN = frozenset({"report_written", "followed_up"})


def paper_written(session: Session, paper: Paper, at: datetime, note: str | None, by: str, now: datetime) -> None:
    """Note that a paper was written; one that was, stays as it is.

    Parameters
    ----------
    note : str, optional
        What the customer said on the telephone.
    """
    # Papers are locked last, as where a visit is reported: neither waits for the other for ever.
    ticket = session.get(Ticket, paper.ticket_id, with_for_update={"of": Ticket}) if paper.ticket_id else None
    rules = _rules_of(session, paper) if ticket is None and paper.kind != FOLLOW_UP else []
    session.refresh(paper, with_for_update=True)
    if paper.written_at is not None:
        return
    paper.written_at = at
    if ticket is not None:
        data = {"visit": paper.visit_id} | ({"note": note} if note else {})
        record(session, ticket, [Told(_written_with(paper), at, by, None, data)], now)
    _rules_reported(session, rules, at, now)
    session.flush()


def settle_papers(session: Session, ticket: Ticket, told: Told) -> None:
    """Note that what a ticket owes was written, where an event that was told of it says so."""
    if told.kind in _WRITTEN:
        for paper in unwritten_of_ticket(session, ticket.id):
            if _written_with(paper) == told.kind:
                paper.written_at = told.at


def _written_with(paper: Paper) -> EventName:
    return "followed_up" if paper.kind == FOLLOW_UP else "report_written"


def _rules_of(session: Session, paper: Paper) -> list[Rule]:
    """Read the rules that a visit did, as a book groups them; held until the transaction ends."""
    done_on = paper.done_at.astimezone(_zone(session)).date()
    policy = ground_of(session, paper.site_id).policy
    asked = select(Rule).where(Rule.site_id == paper.site_id, Rule.last_done_on == done_on).order_by(Rule.id)
    return [
        row
        for row in session.scalars(asked.with_for_update())
        if report_kind(policy, (row.document.get("kind", "inspection"), "inspection")) == paper.kind
    ]


def _rules_reported(session: Session, rules: Iterable[Rule], at: datetime, now: datetime) -> None:
    """Note in rules that their report is written."""
    for row in rules:
        on = at.astimezone(_zone(session)).date()
        row.document, row.updated_at = {**row.document, "last_report_on": on.isoformat()}, now


def _zone(session: Session) -> ZoneInfo:
    return ZoneInfo(house_of(session).document["time_zone"])
