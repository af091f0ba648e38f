"""Slots for customers: offered with their price, held while the customer decides, taken or released."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from api.clock import Clock
from api.errors import Refused
from api.identity.actor import Actor
from api.masters.kinds import KINDS
from api.masters.writing import add
from api.plans.amending import cost_document, rounded
from api.plans.offering import Work, question
from api.plans.opened import opened_plans
from api.schemas.slots import HoldAsked, SlotOffer, SlotOffers, SlotsAsked
from api.service import Service
from api.store.day_state import HELD, RELEASED, TAKEN
from api.store.house import house_of
from api.store.numbers import new_id
from api.store.publishing import lock_days
from api.store.slots import drop_appointment, published_plans, slots_of_ticket
from api.store.tables import HeldSlot, Plan
from optimiser import Problem, Slot, Window, raster, slots

_DAY = timedelta(days=1)
_SPAN: TypeAdapter[timedelta] = TypeAdapter(timedelta)


def offers(session: Session, service: Service, asked: SlotsAsked, work: Work) -> SlotOffers:
    """Say which slots can be offered, the cheapest first."""
    zone = ZoneInfo(house_of(session).document["time_zone"])
    named = None if asked.slots is None else [Window(each.opens_at, each.closes_at) for each in asked.slots]
    days = _days(asked, named, zone)
    plans = published_plans(session, asked.territory, days[0], days[-1])
    length = _SPAN.validate_python(asked.slot_length)
    found: list[SlotOffer] = []
    for row in {plans[on].id: plans[on] for on in days if on in plans}.values():
        own = [on for on in days if on in plans and plans[on].id == row.id]
        found += _of_plan(session, service, row, work, own, named, length, zone, asked.most)
    found.sort(key=lambda offer: (offer.price, offer.opens_at))
    return SlotOffers(items=found[: asked.most], days_without_plan=[on for on in days if on not in plans])


def _days(asked: SlotsAsked, named: Sequence[Window] | None, zone: ZoneInfo) -> list[date]:
    if named is not None:
        return sorted({window.open.astimezone(zone).date() for window in named})
    first = asked.first or date.min
    return [first + _DAY * k for k in range(((asked.last or first) - first).days + 1)]


def _of_plan(
    session: Session,
    service: Service,
    row: Plan,
    work: Work,
    days: Sequence[date],
    named: Sequence[Window] | None,
    length: timedelta,
    zone: ZoneInfo,
    most: int,
) -> list[SlotOffer]:
    now = service.clock()
    with opened_plans(service).of(session, row).asked() as plan:
        asked = question(session, plan, row, work, now)
        windows = _rasters(asked.opened.problem, days, length, zone) if named is None else _on(named, days, zone)
        ahead = [window for window in windows if window.close > now]
        return [_offer(slot) for slot in slots(asked.opened, asked.visit, ahead, most=most)]


def _rasters(problem: Problem, days: Sequence[date], length: timedelta, zone: ZoneInfo) -> list[Window]:
    """Cut each day into slots, from the full hour at which the first shift begins to the end of the last."""
    shifts = [shift for engineer in problem.engineers for shift in engineer.shifts]
    windows: list[Window] = []
    for on in days:
        own = [shift for shift in shifts if shift.start.astimezone(zone).date() == on]
        if own:
            first = min(shift.start for shift in own).replace(minute=0, second=0, microsecond=0)
            windows += raster(first, max(shift.end for shift in own), length)
    return windows


def _on(named: Sequence[Window], days: Sequence[date], zone: ZoneInfo) -> list[Window]:
    return [window for window in named if window.open.astimezone(zone).date() in days]


def _offer(slot: Slot) -> SlotOffer:
    return SlotOffer(
        opens_at=slot.window.open,
        closes_at=slot.window.close,
        engineer=slot.engineer,
        shift=slot.shift,
        start_at=slot.start,
        price=rounded(slot.cost_change),
        cost=cost_document(slot.cost),
    )


def hold_slot(session: Session, service: Service, asked: HoldAsked, work: Work, actor: Actor) -> HeldSlot:
    """Keep a slot free for a while; two never hold the same room.

    Whatever else was held for the same ticket stays, until one of them is taken.

    Raises
    ------
    Refused
        Where no plan is published for the day, or nobody can come then any more.
    """
    now = service.clock()
    zone = ZoneInfo(house_of(session).document["time_zone"])
    on = asked.opens_at.astimezone(zone).date()
    lock_days(session, asked.territory, on, on)  # whoever holds a slot of this day after us sees ours
    row = published_plans(session, asked.territory, on, on).get(on)
    if row is None:
        raise Refused("wrong_state", f"no plan is published for {on}; publish one first")
    with opened_plans(service).of(session, row).asked() as plan:
        ready = question(session, plan, row, work, now)
        found = slots(ready.opened, ready.visit, [Window(asked.opens_at, asked.closes_at)])
    if asked.closes_at <= now or not found:
        told = f"{asked.opens_at.isoformat()} to {asked.closes_at.isoformat()}"
        raise Refused("slot_gone", f"nobody can come from {told} any more; ask for the slots that are left")
    slot = HeldSlot(
        id=new_id("slot"),
        territory_id=asked.territory,
        site_id=work.site or "",
        ticket_id=work.ticket,
        on=on,
        opens_at=asked.opens_at,
        closes_at=asked.closes_at,
        engineer_id=found[0].engineer,
        price=rounded(found[0].cost_change),
        state=HELD,
        expires_at=now + timedelta(minutes=asked.minutes),
        document={"duration": work.duration, "skills": dict(work.skills), "kind": asked.kind},
        held_by=actor.id,
    )
    session.add(slot)
    session.flush()
    return slot


def take_slot(session: Session, slot: HeldSlot, actor: Actor, clock: Clock) -> None:
    """Let the customer have a slot: it binds every plan that is made from now on.

    Of a ticket, other slots are released; without a ticket, an appointment with the slot's id is made.

    Raises
    ------
    Refused
        Where it is not held any more.
    """
    if slot.state != HELD:
        raise Refused("wrong_state", f"the slot {slot.id} is {slot.state}; only one that is held can be taken")
    if slot.expires_at <= clock():
        raise Refused("slot_gone", f"the slot {slot.id} was held until {slot.expires_at.isoformat()}; hold one again")
    slot.state = TAKEN
    if slot.ticket_id is None:
        add(session, KINDS["appointments"], _appointment(slot), actor, clock)
        return
    for other in slots_of_ticket(session, slot.ticket_id, lock=True):
        if other.id != slot.id:
            other.state = RELEASED


def _appointment(slot: HeldSlot) -> dict[str, object]:
    told = slot.document
    return {
        "id": slot.id,
        "site": slot.site_id,
        "kind": told["kind"],
        "duration": told["duration"],
        "earliest": slot.opens_at.isoformat(),
        "latest": slot.closes_at.isoformat(),
        "skills": told["skills"],
    }


def release_slot(session: Session, slot: HeldSlot) -> None:
    """Give a slot back; the appointment that was made of it goes, too."""
    if slot.state == TAKEN and slot.ticket_id is None:
        drop_appointment(session, slot.id)
    slot.state = RELEASED


def state_of(slot: HeldSlot, now: datetime) -> str:
    """How a slot stands."""
    return "expired" if slot.state == HELD and slot.expires_at <= now else slot.state
