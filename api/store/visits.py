"""Queries of visits that were reported on, as far as they are for who asks."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, false, or_, select
from sqlalchemy.orm import Session

from api.errors import not_found
from api.identity.actor import Actor
from api.store.scope import in_territories
from api.store.tables import Contract, Ping, Site, StopTrace, VisitReport, VisitState


def visible_visits(actor: Actor) -> ColumnElement[bool]:
    """Say which visits somebody may see: customers those at their sites, engineers those they had on their routes."""
    if actor.role == "customer":
        own = select(Site.id).join(Contract, Site.contract_id == Contract.id)
        sites = own.where(Contract.customer_id == actor.customer_id)
        return VisitState.site_id.in_(sites) if actor.customer_id else false()
    if actor.role == "engineer":
        if not actor.engineer_id:
            return false()
        routed = exists().where(StopTrace.engineer_id == actor.engineer_id, StopTrace.stop_id == VisitState.id)
        return or_(VisitState.engineer_id == actor.engineer_id, routed)
    return in_territories(actor, VisitState.territory_id)


def find_visit(session: Session, actor: Actor, id_: str) -> VisitState:
    """Read a visit that was reported on, and that somebody may see.

    Raises
    ------
    Refused
        Where there is none.
    """
    found = session.scalar(select(VisitState).where(VisitState.id == id_, visible_visits(actor)))
    if found is None:
        raise not_found("report of a visit", id_, "a planned visit has some as soon as its engineer reports")
    return found


def list_reports(session: Session, visit: str, after: str | None, limit: int) -> list[VisitReport]:
    """List what was reported of a visit, in the order in which it happened."""
    asked = select(VisitReport).where(VisitReport.visit_id == visit)
    last = session.get(VisitReport, after) if after else None
    if last is not None:
        asked = asked.where((VisitReport.at > last.at) | ((VisitReport.at == last.at) & (VisitReport.id > last.id)))
    return list(session.scalars(asked.order_by(VisitReport.at, VisitReport.id).limit(limit)))


def keep_ping(session: Session, engineer: str, lat: float, lon: float, at: datetime) -> Ping:
    """Keep where an engineer is; an older position than the one that is known is let go."""
    row = session.get(Ping, engineer, with_for_update=True)
    if row is None:
        row = Ping(engineer_id=engineer, lat=lat, lon=lon, at=at)
        session.add(row)
    elif row.at <= at:
        row.lat, row.lon, row.at = lat, lon, at
    return row
