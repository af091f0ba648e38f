"""What has happened to the visits of some days, and what was promised besides: what a plan must start from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from api.store.subcontracts import OUTSIDE
from api.store.tables import Appointment, HeldSlot, Ping, Site, Subcontract, Ticket, VisitState

_IN_ONE_QUERY = 500
HELD, TAKEN, RELEASED = "held", "taken", "released"


@dataclass(frozen=True)
class DayState:
    """Rows that concern some days of a territory.

    Attributes
    ----------
    visits : mapping of str to VisitState
        What was reported of visits on these days, by visit.
    slots : sequence of HeldSlot
        Slots that are held and have not expired, and those that were taken for work that is still open; the first held
        first.
    outside : frozenset of str
        Visits that somebody outside does.
    sites : mapping of str to Site
        The sites of the visits and slots, by id.
    pings : mapping of str to Ping
        Where engineers with a report on these days were last known to be.
    idle : frozenset of str
        Tickets of a plan made earlier for which nobody need come now.
    """

    visits: Mapping[str, VisitState]
    slots: Sequence[HeldSlot]
    outside: frozenset[str]
    sites: Mapping[str, Site]
    pings: Mapping[str, Ping]
    idle: frozenset[str] = frozenset()


def day_state(session: Session, territory: str, first: date, last: date, now: datetime) -> DayState:
    """Read what has happened and what is promised on some days of a territory."""
    states = select(VisitState).where(VisitState.territory_id == territory, VisitState.on.between(first, last))
    outside = select(Subcontract.visit_id).where(Subcontract.territory_id == territory, Subcontract.state.in_(OUTSIDE))
    visits = {row.id: row for row in session.scalars(states.order_by(VisitState.id))}
    slots = list(session.scalars(_standing_slots(territory, first, last, now).order_by(HeldSlot.id)))
    needed = {row.site_id for row in visits.values()} | {row.site_id for row in slots}
    sites = {row.id: row for row in session.scalars(select(Site).where(Site.id.in_(needed)))}
    engineers = {row.engineer_id for row in visits.values()}
    pings = {row.engineer_id: row for row in session.scalars(select(Ping).where(Ping.engineer_id.in_(engineers)))}
    return DayState(visits, slots, frozenset(session.scalars(outside)), sites, pings)


def idle_tickets(session: Session, tickets: Collection[str]) -> frozenset[str]:
    """Name those of some tickets that are over, or wait."""
    found: set[str] = set()
    ids = sorted(tickets)
    waits = or_(Ticket.closed_at.is_not(None), Ticket.status.startswith("waiting"), Ticket.status == "in_workshop")
    for some in (ids[k : k + _IN_ONE_QUERY] for k in range(0, len(ids), _IN_ONE_QUERY)):
        found.update(session.scalars(select(Ticket.id).where(Ticket.id.in_(some), waits)))
    return frozenset(found)


def _standing_slots(territory: str, first: date, last: date, now: datetime) -> Select[HeldSlot]:
    """Slots that bind: held and not expired, or taken; none whose work is over, or was taken back."""
    held = and_(HeldSlot.state == HELD, HeldSlot.expires_at > now)
    open_work = or_(HeldSlot.ticket_id.is_not(None), and_(Appointment.id.is_not(None), Appointment.closed_at.is_(None)))
    return (
        select(HeldSlot)
        .outerjoin(Ticket, Ticket.id == HeldSlot.ticket_id)
        .outerjoin(Appointment, Appointment.id == HeldSlot.id)
        .where(HeldSlot.territory_id == territory, HeldSlot.on.between(first, last), HeldSlot.closes_at > now)
        .where(Ticket.closed_at.is_(None), or_(held, and_(HeldSlot.state == TAKEN, open_work)))
    )


def day_stamp(session: Session, territory: str, first: date, last: date) -> int:
    """Tell in one number how the days of a territory stand: another one once anything was reported or held since."""
    visits = select(VisitState.id, VisitState.status, VisitState.shift_id, VisitState.arrived_at, VisitState.ended_at)
    slots = select(HeldSlot.id, HeldSlot.state, HeldSlot.expires_at)
    own = visits.where(VisitState.territory_id == territory, VisitState.on.between(first, last)).order_by(VisitState.id)
    held = slots.where(HeldSlot.territory_id == territory, HeldSlot.on.between(first, last)).order_by(HeldSlot.id)
    rows = [tuple(row) for asked in (own, held) for row in session.execute(asked)]
    outside = select(Subcontract.id, Subcontract.state).where(Subcontract.territory_id == territory)
    return hash((*rows, *(tuple(row) for row in session.execute(outside.order_by(Subcontract.id)))))
