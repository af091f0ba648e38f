"""Queries of papers: reports and calls that are owed after visits."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, bindparam, false, select, update
from sqlalchemy.orm import Session

from api.errors import not_found
from api.identity.actor import Actor
from api.store.audit import note_updates
from api.store.scope import in_territories
from api.store.tables import Contract, Paper, Site, Territory


def visible_papers(actor: Actor) -> ColumnElement[bool]:
    """Say which papers somebody may see: engineers their own, the office those of its territories."""
    if actor.role == "engineer":
        return Paper.engineer_id == actor.engineer_id if actor.engineer_id else false()
    if actor.role == "customer":
        return false()
    return in_territories(actor, Paper.territory_id)


def find_paper(session: Session, actor: Actor, id_: str) -> Paper:
    """Read a paper that somebody may see.

    Raises
    ------
    Refused
        Where there is none.
    """
    found = session.scalar(select(Paper).where(Paper.id == id_, visible_papers(actor)))
    if found is None:
        raise not_found("paper", id_)
    return found


def list_papers(
    session: Session,
    actor: Actor,
    *,
    owed: bool | None,
    overdue_at: datetime | None,
    kind: str | None,
    engineer: str | None,
    after: str | None,
    limit: int,
) -> list[Paper]:
    """List papers in the order in which they are due.

    Parameters
    ----------
    owed : bool, optional
        Only those that are still to be written, or only those that are.
    overdue_at : datetime, optional
        Only those that should have been written by then, and were not.
    """
    asked = select(Paper).where(visible_papers(actor))
    if owed is not None:
        asked = asked.where(Paper.written_at.is_(None) if owed else Paper.written_at.is_not(None))
    if overdue_at is not None:
        asked = asked.where(Paper.written_at.is_(None), Paper.due_at < overdue_at)
    if kind is not None:
        asked = asked.where(Paper.kind == kind)
    if engineer is not None:
        asked = asked.where(Paper.engineer_id == engineer)
    last = session.get(Paper, after) if after else None
    if last is not None:
        asked = asked.where((Paper.due_at > last.due_at) | ((Paper.due_at == last.due_at) & (Paper.id > last.id)))
    return list(session.scalars(asked.order_by(Paper.due_at, Paper.id).limit(limit)))


def unwritten(session: Session, visit: str, kind: str) -> Paper | None:
    """Find what is owed of a kind after a visit, and was not written yet."""
    asked = select(Paper).where(Paper.visit_id == visit, Paper.kind == kind, Paper.written_at.is_(None))
    return session.scalars(asked).first()


def unwritten_of_ticket(session: Session, ticket: str) -> list[Paper]:
    """Read what is owed after the visits for a ticket, and was not written yet."""
    asked = select(Paper).where(Paper.ticket_id == ticket, Paper.written_at.is_(None)).order_by(Paper.id)
    return list(session.scalars(asked.with_for_update()))


def owed_papers() -> ColumnElement[bool]:
    """Say which papers are not written; all territories are named because the index begins with them."""
    return and_(Paper.territory_id.in_(select(Territory.id)), Paper.written_at.is_(None))


def lock_owed(session: Session, chosen: ColumnElement[bool]) -> Sequence[Row[str, str, datetime, datetime, str]]:
    """Read papers with the policies by which they are owed, and hold the papers until the transaction ends.

    Returns
    -------
    sequence of rows
        With ``id``, ``kind``, ``done_at``, ``due_at`` and ``policy_id``.
    """
    columns = select(Paper.id, Paper.kind, Paper.done_at, Paper.due_at, Contract.policy_id)
    owed = columns.join(Site, Site.id == Paper.site_id).join(Contract, Contract.id == Site.contract_id)
    return session.execute(owed.where(chosen).order_by(Paper.id).with_for_update(of=Paper)).all()


def put_due(session: Session, before: Mapping[str, datetime], after: Mapping[str, datetime]) -> None:
    """Write by when papers that are locked are due: two statements, however many there are."""
    if not after:
        return
    papers = Paper.__table__
    statement = update(papers).where(papers.c.id == bindparam("paper")).values(due_at=bindparam("new_due_at"))  # type: ignore[arg-type]
    session.connection().execute(statement, [{"paper": id_, "new_due_at": at} for id_, at in after.items()])
    old, new = ({id_: {"due_at": at[id_]} for id_ in after} for at in (before, after))
    note_updates(session, Paper.__tablename__, old, new)


def unwritten_of_territory(session: Session, territory_id: str) -> list[Paper]:
    """Read what is owed after visits in a territory, and was not written yet."""
    asked = select(Paper).where(Paper.territory_id == territory_id, Paper.written_at.is_(None)).order_by(Paper.id)
    return list(session.scalars(asked.with_for_update()))
