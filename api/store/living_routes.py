"""Queries of the routes that can still be driven: which tell of some stops or sites, and how they are rewritten."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, exists, false, or_, select
from sqlalchemy.orm import Session

from api.schemas.routes import RouteDocument
from api.store.routes import route_etag
from api.store.tables import Contract, Route, Rule, Site, StopTrace, Unit

_IN_ONE_QUERY = 500


def routes_telling(session: Session, stops: Collection[str], sites: Collection[str], since: date) -> Sequence[Route]:
    """Read the routes from a day on that have some stops, or stops at some sites; held until the transaction ends.

    They are held in the order in which publishing does it. Where very many are asked for, all routes from that day on
    are read.
    """
    asked = select(Route).where(Route.on >= since).order_by(Route.engineer_id, Route.on)
    if len(stops) + len(sites) <= _IN_ONE_QUERY:
        site = StopTrace.summary["site"]["id"].as_string()
        wanted = or_(StopTrace.stop_id.in_(sorted(stops)), site.in_(sorted(sites)) if sites else false())
        own = and_(StopTrace.engineer_id == Route.engineer_id, StopTrace.on == Route.on)
        asked = asked.where(exists().where(own, ~StopTrace.cancelled, wanted))
    return session.scalars(asked.with_for_update(of=Route).execution_options(populate_existing=True)).all()


def living_routes(session: Session, territory: str, since: date) -> Sequence[Route]:
    """Read a territory's routes from a day on; held until the transaction ends."""
    asked = select(Route).where(Route.territory_id == territory, Route.on >= since)
    held = asked.order_by(Route.engineer_id, Route.on).with_for_update(of=Route)
    return session.scalars(held.execution_options(populate_existing=True)).all()


def traces_of(session: Session, engineer: str, stops: Collection[str]) -> dict[str, StopTrace]:
    """Read how some stops stand in an engineer's calendar."""
    asked = select(StopTrace).where(StopTrace.engineer_id == engineer, StopTrace.stop_id.in_(sorted(stops)))
    return {row.stop_id: row for row in session.scalars(asked)}


def rewrite(row: Route, document: RouteDocument, now: datetime) -> None:
    """Put a document in the place of what a route was: one revision on."""
    row.revision += 1
    row.body = document.model_copy(update={"revision": row.revision}).model_dump_json().encode()
    row.etag, row.updated_at = route_etag(row.revision, document.plan_version), now


def sites_of(session: Session, kind: str, ids: Collection[str]) -> set[str]:
    """Name the sites whose stops tell of some masters of one kind, as the book calls it; none for other kinds."""
    customers = select(Site.id).join(Contract, Contract.id == Site.contract_id)
    columns: dict[str, tuple[Select[str], Any]] = {
        "sites": (select(Site.id), Site.id),
        "customers": (customers, Contract.customer_id),
        "contracts": (customers, Contract.id),
        "units": (select(Unit.site_id), Unit.id),
        "rules": (select(Rule.site_id), Rule.id),
    }
    if kind not in columns:
        return set()
    (asked, column), ordered = columns[kind], sorted(ids)
    groups = (ordered[k : k + _IN_ONE_QUERY] for k in range(0, len(ordered), _IN_ONE_QUERY))
    return {site for some in groups for site in session.scalars(asked.where(column.in_(some)))}
