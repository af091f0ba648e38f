"""What has happened to the visits of some days, and what was promised besides: what a plan must start from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.tables import HeldSlot, Site, Subcontract, VisitState

HELD, TAKEN = "held", "taken"
STANDING = ("given", "accepted")


@dataclass(frozen=True)
class DayState:
    """Rows that concern some days of a territory.

    Attributes
    ----------
    visits : mapping of str to VisitState
        What was reported of visits on these days, by visit.
    slots : sequence of HeldSlot
        Slots that are held and have not expired, and those that were taken.
    outside : frozenset of str
        Visits that somebody outside does.
    sites : mapping of str to Site
        The sites of the visits and slots, by id.
    """

    visits: Mapping[str, VisitState]
    slots: Sequence[HeldSlot]
    outside: frozenset[str]
    sites: Mapping[str, Site]


def day_state(session: Session, territory: str, first: date, last: date, now: datetime) -> DayState:
    """Read what has happened and what is promised on some days of a territory."""
    states = select(VisitState).where(VisitState.territory_id == territory, VisitState.on.between(first, last))
    slots = select(HeldSlot).where(HeldSlot.territory_id == territory, HeldSlot.on.between(first, last))
    standing = (HeldSlot.state == TAKEN) | ((HeldSlot.state == HELD) & (HeldSlot.expires_at > now))
    outside = select(Subcontract.visit_id).where(Subcontract.territory_id == territory, Subcontract.state.in_(STANDING))
    visits = {row.id: row for row in session.scalars(states)}
    held = list(session.scalars(slots.where(standing).order_by(HeldSlot.opens_at, HeldSlot.id)))
    needed = {row.site_id for row in visits.values()} | {row.site_id for row in held}
    sites = {row.id: row for row in session.scalars(select(Site).where(Site.id.in_(needed)))}
    return DayState(visits, held, frozenset(session.scalars(outside)), sites)
