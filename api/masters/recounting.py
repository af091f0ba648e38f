"""The deadlines of open tickets, and of papers that are owed, counted anew in the transaction that changes what they
rest on.

::

    a policy, contract, calendar, zone, site or the house is written
      ─> its open tickets are locked ─> counted as one table ─> where something differs: row, revision, audit entry
      ─> so are its papers that nobody has written
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from api.masters.assembling import book_of_rows
from api.store.book_rows import promised_rows
from api.store.open_tickets import Due, lock_deadlines, lock_promises, open_tickets, put_deadlines
from api.store.papers import lock_owed, owed_papers, put_due
from api.store.resting import sites_resting_on
from api.store.tables import Paper, Ticket
from api.work.papers import due_dates
from api.work.retelling import retell_tickets
from optimiser import Book, deadlines

_RUNNING = ("open", "missed")


def recount(session: Session, kind: str, ids: Collection[str], now: datetime) -> None:
    """Count the deadlines of the open tickets and papers anew that rest on some masters of one kind.

    Parameters
    ----------
    kind : str
        As in the book: ``policies``.
    ids : collection of str
        Of what was written over; what is new has no tickets yet.
    now : datetime

    Raises
    ------
    FaultyInput
        Where a site is in no zone of its policy any more.
    """
    sites = sites_resting_on(kind, ids) if ids else None
    if sites is not None:
        _recount(session, open_tickets() & Ticket.site_id.in_(sites), owed_papers() & Paper.site_id.in_(sites), now)


def recount_all(session: Session, now: datetime, territory_id: str | None = None) -> None:
    """Count the deadlines of all open tickets and papers anew; of one territory, if one is named."""
    tickets, papers = open_tickets(), owed_papers()
    if territory_id is not None:
        tickets, papers = tickets & (Ticket.territory_id == territory_id), papers & (Paper.territory_id == territory_id)
    _recount(session, tickets, papers, now)


def running_deadlines(book: Book, now: datetime) -> dict[str, Due]:
    """Say by when the next steps of each ticket of a book are due: its promises that still run."""
    table = deadlines(book, book.tickets, now)

    def running(row: int, *kinds: Any) -> datetime | None:
        columns = [table.kinds.index(kind) for kind in kinds if table.state(row, kind) in _RUNNING]
        still = [table.kinds[column] for column in columns if table.stopped_s[row, column] > now.timestamp()]
        return min((at for at in (table.at(row, kind) for kind in still) if at is not None), default=None)

    return {
        id_: {
            "respond_by": running(row, "respond"),
            "onsite_by": running(row, "on_site", "send"),
            "restore_by": running(row, "restore", "workshop"),
        }
        for row, id_ in enumerate(table.tickets)
    }


def _recount(session: Session, tickets: ColumnElement[bool], papers: ColumnElement[bool], now: datetime) -> None:
    lock_promises(session, tickets)
    before, owed = lock_deadlines(session, tickets), lock_owed(session, papers)
    if not before and not owed:
        return
    book = book_of_rows(promised_rows(session, tickets))
    if before:
        counted = running_deadlines(book, now)
        changed = {id_: due for id_, due in counted.items() if due != before[id_]}
        put_deadlines(session, before, changed, now)
        retell_tickets(session, changed, now)
    due_before = {each.id: each.due_at for each in owed}
    due = due_dates(book, {each.id: (each.policy_id, each.kind, each.done_at) for each in owed})
    put_due(session, due_before, {id_: at for id_, at in due.items() if at != due_before[id_]})
