"""Queries of what happened to a unit: tickets about it, and reports of visits to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import Session

from api.errors import not_found
from api.identity.actor import Actor
from api.store.scope import in_territories
from api.store.tables import Contract, Site, StopTrace, Ticket, Unit, VisitReport, VisitState

_SEEN_DAYS = 30


@dataclass(frozen=True)
class Happening:
    """Something that happened to a unit; ``kind`` is ticket or report."""

    at: datetime
    kind: str
    id: str
    row: Any

    @property
    def key(self) -> tuple[datetime, str, str]:
        """By what happenings are ordered."""
        return self.at, self.kind, self.id


def find_seen_unit(session: Session, actor: Actor, id_: str, now: datetime) -> Unit:
    """Read a unit that somebody may see: customers their own, engineers those at sites on their routes.

    Raises
    ------
    Refused
        Where there is none.
    """
    asked = select(Unit).join(Site, Unit.site_id == Site.id).where(Unit.id == id_, _seen(actor, now))
    found = session.scalar(asked)
    if found is None:
        raise not_found("unit", id_)
    return found


def _seen(actor: Actor, now: datetime) -> ColumnElement[bool]:
    if actor.role == "customer":
        own = select(Contract.id).where(Contract.customer_id == actor.customer_id)
        return Site.contract_id.in_(own) if actor.customer_id else false()
    if actor.role == "engineer":
        if not actor.engineer_id:
            return false()
        since = (now - timedelta(days=_SEEN_DAYS)).date()
        routed = exists().where(
            StopTrace.engineer_id == actor.engineer_id,
            StopTrace.on >= since,
            StopTrace.summary[("site", "id")].as_string() == Site.id,
        )
        there = exists().where(VisitState.engineer_id == actor.engineer_id, VisitState.site_id == Site.id)
        return or_(routed, there)
    return in_territories(actor, Site.territory_id)


def happenings(session: Session, unit: Unit, before: tuple[datetime, str, str] | None, limit: int) -> list[Happening]:
    """List what happened to a unit, the latest first.

    Parameters
    ----------
    before : tuple, optional
        The key of the last happening of the page before.
    """
    both = [*_tickets(session, unit, before, limit), *_reports(session, unit, before, limit)]
    return sorted(both, key=lambda each: each.key, reverse=True)[:limit]


def _tickets(session: Session, unit: Unit, before: tuple[datetime, str, str] | None, limit: int) -> Iterator[Happening]:
    asked = select(Ticket).where(Ticket.unit_id == unit.id, *_earlier("ticket", Ticket.reported_at, Ticket.id, before))
    for row in session.scalars(asked.order_by(Ticket.reported_at.desc(), Ticket.id.desc()).limit(limit)):
        yield Happening(row.reported_at, "ticket", row.id, row)


def _reports(session: Session, unit: Unit, before: tuple[datetime, str, str] | None, limit: int) -> Iterator[Happening]:
    """Reports of its tickets, and of inspections of several units of its site that it is one of."""
    of_several = and_(
        VisitReport.site_id == unit.site_id,
        VisitReport.unit_id.is_(None),
        VisitReport.data["units"].as_string().contains(f'"{unit.id}"', autoescape=True),
    )
    asked = select(VisitReport).where(
        or_(VisitReport.unit_id == unit.id, of_several), *_earlier("report", VisitReport.at, VisitReport.id, before)
    )
    for row in session.scalars(asked.order_by(VisitReport.at.desc(), VisitReport.id.desc()).limit(limit)):
        if unit.id in row.data.get("units", ()):
            yield Happening(row.at, "report", row.id, row)


def _earlier(kind: str, at: Any, id_: Any, before: tuple[datetime, str, str] | None) -> Iterator[ColumnElement[bool]]:
    if before is None:
        return
    last_at, last_kind, last_id = before
    if kind == last_kind:
        yield or_(at < last_at, and_(at == last_at, id_ < last_id))
    else:
        yield at <= last_at if kind < last_kind else at < last_at
