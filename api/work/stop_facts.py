"""What a stop tells beside its planned times: site, ticket, units, parts, and how it stands by all that was told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from api.interop.navigation import navigation_to
from api.schemas.routes import (
    HISTORY_COUNT,
    TO_COME,
    Contact,
    PartPlace,
    RouteStop,
    StopInspection,
    StopPart,
    StopSite,
    StopStatus,
    StopTicket,
    StopUnit,
    UnitEvent,
)
from api.store.route_facts import RouteFacts
from api.store.stock import VAN
from api.store.tables import Reservation, Site, Ticket, VisitState

LOAN_PREFIX = "loan "
_ORDER: Sequence[StopStatus] = ("planned", "customer_called", "travelling", "on_site")
_BOOKED = frozenset({"planned", "customer_called"})
_NOBODY_COMES: Mapping[str, StopStatus] = {
    "cancelled": "cancelled",
    "solved_remotely": "cancelled",
    "done": "done",
    "signed": "done",
    "followed_up": "done",
    "in_workshop": "in_workshop",
    "waiting": "waiting",
    "waiting_for_customer": "waiting_for_customer",
    "waiting_for_quote": "waiting_for_quote",
    "waiting_for_part": "waiting_for_part",
}
"""How a stop stands where its ticket stands so: nobody need come, or not now."""


@dataclass(frozen=True)
class Whose:
    """Whose route a stop is on, of which day, and the zone that its days are those of."""

    engineer: str
    on: date
    zone: ZoneInfo


def stop_facts(source: Mapping[str, Any], visit: str, facts: RouteFacts, whose: Whose) -> dict[str, Any]:
    """Write the fields of a stop that do not come from the plan.

    Parameters
    ----------
    source : mapping
        What the visit came from, as plans keep it.
    visit : str
    facts : RouteFacts
        With the source's site, at least.
    whose : Whose

    Returns
    -------
    dict
        Fields of :class:`api.schemas.routes.RouteStop`; times only where the visit is over, as they were.
    """
    site = facts.sites[source["site"]]
    ticket = facts.tickets.get(source["id"]) if source["kind"] in ("ticket", "loan") else None
    state = facts.states.get(visit)
    if state is not None and state.on != whose.on:
        state = None  # what was reported on another day says nothing of this one
    repaired = ticket if source["kind"] == "ticket" else None  # a loan unit is fetched back after the repair
    status: StopStatus = "cancelled" if visit in facts.outside else standing(repaired, state)
    called = repaired is not None and status in TO_COME and repaired.id in facts.called
    desk = bool(source.get("desk"))
    other = None if state is None or state.engineer_id == whose.engineer else state.engineer_id
    return {
        "id": visit,
        "visit": visit,
        "status": status,
        "desk": desk,
        "other_engineer": other,
        "customer_told": called or (state is not None and state.customer_told),
        "customer": facts.customers.get(site.contract_id),
        "inspection": _inspection(source),
        "site": site_told(site),
        "ticket": None if ticket is None else _for_the_phone(ticket, whose.zone),
        "navigation": None if desk else navigation_to(site.lat, site.lon, site.document.get("name") or site.id),
        **_work(source, ticket, facts, whose),
        **_as_it_was(state, status, whose.zone),
    }


def source_of(stop: RouteStop) -> dict[str, Any]:
    """Read what a visit came from out of its stop, as far as :func:`stop_facts` asks."""
    due = None if stop.inspection is None else stop.inspection.due_on
    kind = "inspection" if stop.inspection is not None else "appointment"
    if stop.ticket is not None:
        kind = "loan" if stop.id.startswith(LOAN_PREFIX) else "ticket"
    return {
        "kind": kind,
        "id": stop.id if stop.ticket is None else stop.ticket.id,
        "site": "" if stop.site is None else stop.site.id,
        "rules": [] if stop.inspection is None else list(stop.inspection.rules),
        "due_on": None if due is None else due.isoformat(),
        "desk": stop.desk,
    }


def standing(ticket: Ticket | None, state: VisitState | None) -> StopStatus:
    """Say how a stop stands: by what was reported of it, and by what the office knows of its ticket.

    What ends the work counts, whoever told it; of two steps on the way there the later one.
    """
    reported: StopStatus = "planned" if state is None else state.status  # type: ignore[assignment]
    if ticket is None:
        return reported
    status: Any = ticket.status
    if reported not in TO_COME:
        return status if status in _BOOKED else reported  # planned once more for the same day
    if status in _NOBODY_COMES:
        return _NOBODY_COMES[status]
    return max(reported, status, key=_ORDER.index) if status in _ORDER else reported


def ticket_told(ticket: Ticket) -> StopTicket:
    """Tell an engineer, or a customer on paper, what a ticket is about."""
    told = ticket.document
    return StopTicket(
        id=ticket.id,
        severity=ticket.severity,
        name=told.get("name"),
        fault=told.get("fault"),
        description=told.get("note"),
        contact=_contact(told.get("contact")),
        onsite_by=ticket.onsite_by,
        restore_by=ticket.restore_by,
    )


def _for_the_phone(ticket: Ticket, zone: ZoneInfo) -> StopTicket:
    """Tell its deadlines in the route's own time, as the stop's times are."""
    told = ticket_told(ticket)
    due = {"onsite_by": told.onsite_by, "restore_by": told.restore_by}
    return told.model_copy(update={key: at and at.astimezone(zone) for key, at in due.items()})


def site_told(site: Site) -> StopSite:
    """Tell where a site is, whom to ask for, and how to get in."""
    told = site.document
    return StopSite(
        id=site.id,
        lat=site.lat,
        lon=site.lon,
        name=told.get("name"),
        address=told.get("address"),
        district=told.get("district"),
        contact=_contact(told.get("contact")),
        access_note=told.get("access_note"),
    )


def _contact(told: Mapping[str, Any] | None) -> Contact | None:
    return Contact(name=told.get("name"), phone=told.get("phone")) if told else None


def _as_it_was(state: VisitState | None, status: StopStatus, zone: ZoneInfo) -> dict[str, datetime | None]:
    """The times of a visit that is over; where nobody told of arriving, all that is known is when it ended."""
    if state is None or state.ended_at is None or status in TO_COME or status != state.status:
        return {}
    arrived_at = None if state.arrived_at is None else state.arrived_at.astimezone(zone)
    ended_at = state.ended_at.astimezone(zone)
    return {"arrive_at": arrived_at, "start_at": min(arrived_at or ended_at, ended_at), "end_at": ended_at}


def _work(source: Mapping[str, Any], ticket: Ticket | None, facts: RouteFacts, whose: Whose) -> dict[str, Any]:
    rules = [facts.rules[rule] for rule in source.get("rules", ()) if rule in facts.rules]
    units = [ticket.unit_id] if ticket is not None and ticket.unit_id else []
    units += [unit for rule in rules for unit in rule.document.get("units", ())]
    own = None if ticket is None else ticket.id
    asked = () if ticket is None else ticket.document.get("parts") or ()
    return {
        "units": tuple(_unit(facts, unit, own, whose.zone) for unit in dict.fromkeys(units) if unit in facts.units),
        "checklist": tuple(dict.fromkeys(point for rule in rules for point in rule.document.get("checklist", ()))),
        "parts": tuple(_parts(facts, ticket, whose.engineer, asked)),
    }


def _inspection(source: Mapping[str, Any]) -> StopInspection | None:
    if source["kind"] != "inspection":
        return None
    due = source.get("due_on")
    return StopInspection(rules=tuple(source.get("rules", ())), due_on=None if due is None else date.fromisoformat(due))


def _unit(facts: RouteFacts, unit: str, own_ticket: str | None, zone: ZoneInfo) -> StopUnit:
    """Tell a unit, and what happened to it before: that the stop's own ticket was reported is no news at the stop."""
    told = facts.units[unit].document
    until = told.get("warranty_until")
    events = [each for each in facts.history.get(unit, ()) if own_ticket is None or each.ticket != own_ticket]
    return StopUnit(
        id=unit,
        kind=told["kind"],
        serial=told.get("serial"),
        count=told.get("count", 1),
        warranty_until=None if until is None else date.fromisoformat(until),
        history=tuple(
            UnitEvent(date=each.at.astimezone(zone).date(), what=each.what) for each in events[:HISTORY_COUNT]
        ),
    )


def _parts(
    facts: RouteFacts, ticket: Ticket | None, engineer: str, asked: Sequence[Mapping[str, Any]]
) -> Iterator[StopPart]:
    """Tell the parts that a stop needs; where they are to be taken as long as the ticket is open."""
    for each in asked:
        part, count = facts.parts.get(each["part"]), each.get("count", 1)
        told = StopPart(part=each["part"], count=count, name=None if part is None else part.document.get("name"))
        if ticket is None or ticket.closed_at is not None:
            yield told
            continue
        held = [row for row in facts.reserved.get(ticket.id, ()) if row.part_id == each["part"]]
        own = sum(row.count for row in held if row.holder_kind == VAN and row.holder_id == engineer)
        used = facts.used.get(ticket.id, {}).get(each["part"], 0)
        news = {
            "in_van": own + used >= count,
            "take": tuple(_taken(row, facts) for row in held),
            "missing": max(0, count - used - sum(row.count for row in held)),
        }
        yield told.model_copy(update=news)


def _taken(row: Reservation, facts: RouteFacts) -> PartPlace:
    if row.holder_kind == VAN:
        return PartPlace(count=row.count)
    depot = facts.depots.get(row.holder_id)
    name = None if depot is None else depot.document.get("name")
    return PartPlace(count=row.count, depot=row.holder_id, name=name)
