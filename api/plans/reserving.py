"""Reserving the parts of a plan as it is published: what is out is released, what is needed now is kept for it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from api.plans.parts import parts_planned, with_parts
from api.plans.supply import released, supply_of
from api.store.reservations import hold_shelves, parts_asked, release_tickets, stock_of
from api.store.tables import Plan, Reservation


def reserve(session: Session, plan: Plan, now: datetime) -> None:
    """Reserve the parts that the visits of a plan need, as far as there are any, and write down in it where they lie.

    What was reserved for its tickets, for its days and for days that are over is released. Call it after tickets have
    been locked, and before routes are.
    """
    sources, days = plan.matter["sources"], (plan.first_on, plan.last_on)
    tickets = {source["id"] for source in sources.values() if source["kind"] == "ticket"}
    _hold(session, plan, tickets, released(session, plan.territory_id, tickets, days, now))
    supply = supply_of(session, plan.territory_id, sources, days, now)
    gone = {row.ticket_id for row in released(session, plan.territory_id, tickets, days, now)}
    release_tickets(session, gone)
    planned = parts_planned(supply, plan.problem, plan.document, sources)
    session.add_all(
        Reservation(
            ticket_id=each.ticket,
            part_id=each.part,
            holder_kind=place.kind,
            holder_id=place.id,
            count=place.count,
            territory_id=plan.territory_id,
            on=each.on,
            engineer_id=each.engineer,
            plan_id=plan.id,
        )
        for each in planned
        for place in each.take
    )
    if planned or plan.matter.get("parts"):
        plan.matter = with_parts(plan.matter, planned)
    session.flush()


def _hold(session: Session, plan: Plan, tickets: set[str], gone: Sequence[Reservation]) -> None:
    """Hold all stock that is released or may be reserved."""
    parts = {part for asked in parts_asked(session, tickets).values() for part in asked}
    shelves = {(row.holder_kind, row.holder_id, row.part_id) for row in gone}
    hold_shelves(session, {*shelves, *stock_of(session, plan.territory_id, parts)})
