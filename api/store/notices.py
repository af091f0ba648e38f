"""Queries of notices, and of what they are raised about. Each reads by an index, whatever lies in the store."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from api.identity.actor import Actor
from api.store.scope import in_territories
from api.store.subcontracts import STANDING
from api.store.tables import (
    Counter,
    Engineer,
    HeldSlot,
    Notice,
    Paper,
    Ping,
    Route,
    Subcontract,
    Subcontractor,
    Territory,
    Ticket,
    VisitState,
)

_TURN = "watch"
RouteKey = tuple[str, date]

_EVERYWHERE = select(Territory.id)  # indexes begin with the territory: naming all of them is faster than none
_HOLDS = (Notice.territory_id.in_(_EVERYWHERE), Notice.cleared_at.is_(None))


@dataclass(frozen=True)
class NoticeFilter:
    """Which notices to list; None: any. Only those that still hold, unless ``is_open`` is False."""

    territory: str | None = None
    kind: str | None = None
    is_open: bool = True


def visible_notices(actor: Actor) -> Select[Notice]:
    """Ask for the notices that somebody may see."""
    asked = select(Notice)
    return asked.where(in_territories(actor, Notice.territory_id))


def list_notices(
    session: Session, actor: Actor, wanted: NoticeFilter, after: int, limit: int | None = None
) -> Sequence[Notice]:
    """List notices in the order in which they were raised, from behind one of them on."""
    asked = visible_notices(actor).where(Notice.id > after)
    if wanted.is_open:
        asked = asked.where(Notice.cleared_at.is_(None))
    if wanted.territory is not None:
        asked = asked.where(Notice.territory_id == wanted.territory)
    if wanted.kind is not None:
        asked = asked.where(Notice.kind == wanted.kind)
    return session.scalars(asked.order_by(Notice.id).limit(limit)).all()


def find_notice(session: Session, actor: Actor, id_: int) -> Notice | None:
    """Find a notice that somebody may see; locked until the transaction ends."""
    return session.scalar(visible_notices(actor).where(Notice.id == id_).with_for_update())


def last_notice_id(session: Session) -> int:
    """Say how far the notices go."""
    return session.scalar(select(Notice.id).order_by(Notice.id.desc()).limit(1)) or 0


def news_of_notices(session: Session, after: int, open_ids: Collection[int]) -> tuple[list[Notice], list[Notice]]:
    """Read what was raised behind a notice, and which of those that were open have been cleared."""
    raised = session.scalars(select(Notice).where(Notice.id > after).order_by(Notice.id)).all()
    still = set(session.scalars(select(Notice.id).where(*_HOLDS)))
    gone = sorted(set(open_ids) - still)
    cleared = session.scalars(select(Notice).where(Notice.id.in_(gone)).order_by(Notice.id)).all() if gone else []
    return list(raised), list(cleared)


def open_notices(session: Session) -> Sequence[Notice]:
    """Read all notices that hold."""
    return session.scalars(select(Notice).where(*_HOLDS).order_by(Notice.id)).all()


def take_turn(session: Session, now_s: int, rest_s: float) -> bool:
    """Take the turn to look, unless another process has had one less than ``rest_s`` seconds ago.

    Who has it may write notices until the transaction ends; others do not wait for it.
    """
    row = session.scalar(select(Counter).where(Counter.name == _TURN).with_for_update(skip_locked=True))
    if row is None:
        if session.scalar(select(Counter.name).where(Counter.name == _TURN)) is not None:
            return False
        session.add(Counter(name=_TURN, value=now_s))
        session.flush()
        return True
    if 0 <= now_s - row.value < rest_s:
        return False
    row.value = now_s
    return True


def hold_turn(session: Session) -> None:
    """Wait until nobody else writes notices."""
    session.scalar(select(Counter.name).where(Counter.name == _TURN).with_for_update())


def open_tickets(session: Session) -> Sequence[Any]:
    """Read the open tickets that have a deadline."""
    columns = (
        Ticket.id, Ticket.territory_id, Ticket.severity, Ticket.site_id,
        Ticket.respond_by, Ticket.onsite_by, Ticket.restore_by,
    )  # fmt: skip
    some = Ticket.respond_by.is_not(None) | Ticket.onsite_by.is_not(None) | Ticket.restore_by.is_not(None)
    is_open = Ticket.territory_id.in_(_EVERYWHERE), Ticket.closed_at.is_(None)
    return session.execute(select(*columns).where(*is_open, some).order_by(Ticket.id)).all()


def tickets_outside(session: Session) -> dict[str, str]:
    """Name the subcontractor of each ticket that somebody outside does."""
    asked = (
        select(Subcontract.ticket_id, Subcontractor.id, Subcontractor.document)
        .join(Subcontractor)
        .where(Subcontract.state.in_(STANDING), Subcontract.ticket_id.is_not(None))
    )
    return {ticket: document.get("name") or id_ for ticket, id_, document in session.execute(asked)}


def route_etags(session: Session, first: date, last: date) -> dict[RouteKey, str]:
    """Say which routes there are for some days, and by which ETag each is known."""
    asked = select(Route.engineer_id, Route.on, Route.etag).where(Route.on.between(first, last))
    return {(engineer, on): etag for engineer, on, etag in session.execute(asked)}


def route_bodies(session: Session, keys: Collection[RouteKey]) -> list[tuple[str, date, str, bytes]]:
    """Read routes as they are pulled: engineer, day, territory, JSON."""
    found: list[tuple[str, date, str, bytes]] = []
    for on in sorted({on for _, on in keys}):
        wanted = {engineer for engineer, day in keys if day == on}
        columns = select(Route.engineer_id, Route.on, Route.territory_id, Route.body).where(Route.on == on)
        found += [(row[0], row[1], row[2], row[3]) for row in session.execute(columns) if row[0] in wanted]
    return found


def reported_visits(session: Session, first: date, last: date) -> Sequence[Any]:
    """Read what was reported of the visits of some days."""
    columns = (
        VisitState.id, VisitState.status, VisitState.on,
        VisitState.travelling_at, VisitState.arrived_at, VisitState.ended_at,
    )  # fmt: skip
    return session.execute(
        select(*columns).where(VisitState.territory_id.in_(_EVERYWHERE), VisitState.on.between(first, last))
    ).all()


def pings(session: Session, since: datetime) -> Sequence[Ping]:
    """Read where engineers were last seen, if that is not long ago."""
    return session.scalars(select(Ping).where(Ping.at >= since)).all()


def owed_papers(session: Session, until: datetime) -> Sequence[Paper]:
    """Read the papers that are not written and due until some time."""
    return session.scalars(
        select(Paper)
        .where(Paper.territory_id.in_(_EVERYWHERE), Paper.written_at.is_(None), Paper.due_at <= until)
        .order_by(Paper.id)
    ).all()


def certified_engineers(session: Session) -> Sequence[Any]:
    """Read all engineers: id, territory, document."""
    columns = select(Engineer.id, Engineer.territory_id, Engineer.document)
    return session.execute(columns.order_by(Engineer.id)).all()


def expiring_holds(session: Session, today: date, after: datetime, until: datetime) -> Sequence[HeldSlot]:
    """Read the held slots that expire in some time, for a day from `today` on."""
    asked = select(HeldSlot).where(
        HeldSlot.territory_id.in_(_EVERYWHERE),
        HeldSlot.on >= today,
        HeldSlot.state == "held",
        HeldSlot.expires_at > after,
        HeldSlot.expires_at <= until,
    )
    return session.scalars(asked.order_by(HeldSlot.id)).all()
