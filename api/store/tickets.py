"""Queries about tickets and what happened to them. Who asks sees only what is for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session

from api.errors import not_found
from api.identity.actor import Actor
from api.store.scope import in_territories
from api.store.tables import (
    Calendar,
    Contract,
    Policy,
    Site,
    StopTrace,
    Ticket,
    TicketEvent,
    Unit,
    VisitState,
    Zone,
)

_SEEN_DAYS = 30
"""So long an engineer sees the tickets of stops on the own routes."""


@dataclass(frozen=True)
class Ground:
    """What the promises for a site are made of."""

    site: Site
    contract: Contract
    policy: Policy
    zones: Sequence[Zone]
    calendars: Sequence[Calendar]


@dataclass(frozen=True)
class TicketFilter:
    """Which tickets to list; None: any."""

    status: str | None = None
    open: bool | None = None
    site: str | None = None
    unit: str | None = None
    customer: str | None = None
    severity: str | None = None
    territory: str | None = None
    text: str | None = None


def visible_tickets(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Say which tickets somebody may see.

    Engineers see those they own, those they reported on, and those that were on their routes in the last thirty days.
    """
    if actor.role == "customer":
        return Ticket.customer_id == actor.customer_id if actor.customer_id else false()
    if actor.role == "engineer":
        return _of_engineer(actor.engineer_id, now) if actor.engineer_id else false()
    return in_territories(actor, Ticket.territory_id)


def _of_engineer(engineer: str, now: datetime) -> ColumnElement[bool]:
    reported = exists().where(
        VisitState.source_id == Ticket.id,
        VisitState.source_kind.in_(("ticket", "loan")),
        VisitState.engineer_id == engineer,
    )
    since = (now - timedelta(days=_SEEN_DAYS)).date()
    routed = exists().where(
        StopTrace.engineer_id == engineer,
        StopTrace.stop_id.in_((Ticket.id, "ticket:" + Ticket.id, "loan " + Ticket.id)),
        StopTrace.on >= since,
    )
    return or_(Ticket.document["owner"].as_string() == engineer, reported, routed)


def find_ticket(session: Session, actor: Actor, id_: str, now: datetime, lock: bool = False) -> Ticket:
    """Read a ticket that somebody may see; locked, nobody else changes it until the transaction ends.

    Raises
    ------
    Refused
        Where there is none.
    """
    asked = select(Ticket).where(Ticket.id == id_, visible_tickets(actor, now))
    if lock:
        asked = asked.with_for_update(of=Ticket)
    found = session.scalar(asked)
    if found is None:
        raise not_found("ticket", id_)
    return found


def list_tickets(
    session: Session, actor: Actor, wanted: TicketFilter, order: str, after: str | None, limit: int, now: datetime
) -> list[Ticket]:
    """List tickets, one page of them.

    Parameters
    ----------
    order : {"reported", "deadline"}
        The latest report first; or what is due first, first, and what has no deadline last.
    after : str, optional
        The id of the last ticket of the page before.
    """
    asked = select(Ticket).where(visible_tickets(actor, now), *_conditions(wanted))
    last = session.get(Ticket, after) if after else None
    ordered = _by_deadline(asked, last) if order == "deadline" else _by_report(asked, last)
    return list(session.scalars(ordered.limit(limit)))


def _conditions(wanted: TicketFilter) -> list[ColumnElement[bool]]:
    equal = {
        Ticket.status: wanted.status,
        Ticket.site_id: wanted.site,
        Ticket.unit_id: wanted.unit,
        Ticket.customer_id: wanted.customer,
        Ticket.severity: wanted.severity,
        Ticket.territory_id: wanted.territory,
    }
    conditions: list[ColumnElement[bool]] = [column == value for column, value in equal.items() if value is not None]
    if wanted.open is not None:
        conditions.append(Ticket.closed_at.is_(None) if wanted.open else Ticket.closed_at.is_not(None))
    if wanted.text is not None:
        texts = [Ticket.id, *(Ticket.document[key].as_string() for key in ("name", "note", "fault"))]
        conditions.append(or_(*(func.lower(text).contains(wanted.text.lower(), autoescape=True) for text in texts)))
    return conditions


def _by_report(asked: Select[Ticket], last: Ticket | None) -> Select[Ticket]:
    if last is not None:
        same = and_(Ticket.reported_at == last.reported_at, Ticket.id < last.id)
        asked = asked.where(or_(Ticket.reported_at < last.reported_at, same))
    return asked.order_by(Ticket.reported_at.desc(), Ticket.id.desc())


def _by_deadline(asked: Select[Ticket], last: Ticket | None) -> Select[Ticket]:
    due = func.coalesce(Ticket.onsite_by, Ticket.restore_by)
    if last is not None:
        last_due = last.onsite_by or last.restore_by
        if last_due is None:
            asked = asked.where(due.is_(None), Ticket.id > last.id)
        else:
            asked = asked.where(or_(due > last_due, due.is_(None), and_(due == last_due, Ticket.id > last.id)))
    return asked.order_by(due.is_(None), due, Ticket.id)


def events_of(session: Session, ticket: str) -> list[TicketEvent]:
    """List what happened to a ticket, in the order in which it happened."""
    asked = select(TicketEvent).where(TicketEvent.ticket_id == ticket)
    return list(session.scalars(asked.order_by(TicketEvent.at, TicketEvent.id)))


def ground_of(session: Session, site: str) -> Ground:
    """Read what the promises for a site are made of."""
    found = session.execute(
        select(Site, Contract, Policy)
        .join(Contract, Site.contract_id == Contract.id)
        .join(Policy, Contract.policy_id == Policy.id)
        .where(Site.id == site)
    ).one()
    policy = found[2]
    zones = {row.id: row for row in session.scalars(select(Zone).where(Zone.id.in_(policy.document["zones"])))}
    ordered = [zones[each] for each in policy.document["zones"] if each in zones]
    return Ground(found[0], found[1], policy, ordered, list(session.scalars(select(Calendar).order_by(Calendar.id))))


def visible_sites(actor: Actor) -> ColumnElement[bool]:
    """Say which sites somebody may see and report for."""
    if actor.role == "customer":
        own = select(Contract.id).where(Contract.customer_id == actor.customer_id)
        return Site.contract_id.in_(own) if actor.customer_id else false()
    return in_territories(actor, Site.territory_id)


def find_site(session: Session, actor: Actor, id_: str) -> Site:
    """Read a site that somebody may see.

    Raises
    ------
    Refused
        Where there is none.
    """
    found = session.scalar(select(Site).where(Site.id == id_, visible_sites(actor)))
    if found is None:
        raise not_found("site", id_)
    return found


def find_unit(session: Session, id_: str, site: str) -> Unit:
    """Read a unit of a site.

    Raises
    ------
    Refused
        Where the site has no such unit.
    """
    found = session.scalar(select(Unit).where(Unit.id == id_, Unit.site_id == site))
    if found is None:
        raise not_found("unit", id_)
    return found
