"""What routes tell about their stops: sites, customers, units and their history, tickets, rules, parts."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.schemas.routes import HISTORY_COUNT
from api.store.calls import called_tickets
from api.store.reservations import parts_used, reservations_for
from api.store.subcontracts import visits_outside
from api.store.tables import (
    Contract,
    Customer,
    Depot,
    Engineer,
    Part,
    Reservation,
    Rule,
    Site,
    Ticket,
    Unit,
    VisitReport,
    VisitState,
)

_IN_ONE_QUERY = 500  # SQLite takes so many values in a list, and many more


@dataclass(frozen=True)
class UnitNews:
    """Something that happened to a unit; ``ticket`` where it is that this was reported."""

    at: datetime
    what: str
    ticket: str | None = None


@dataclass(frozen=True)
class RouteFacts:
    """Rows by id, and what happened to units, newest first.

    ``reserved`` are the parts kept for each ticket, ``used`` counts those that were used for it by part, ``depots`` are
    those in which reserved parts lie. ``called`` are the tickets whose customers were called since somebody was there
    last, ``outside`` the visits that somebody outside does.
    """

    sites: Mapping[str, Site]
    customers: Mapping[str, str]
    units: Mapping[str, Unit]
    tickets: Mapping[str, Ticket]
    rules: Mapping[str, Rule]
    engineers: Mapping[str, Engineer]
    parts: Mapping[str, Part]
    reserved: Mapping[str, Sequence[Reservation]]
    used: Mapping[str, Mapping[str, int]]
    depots: Mapping[str, Depot]
    states: Mapping[str, VisitState]
    history: Mapping[str, Sequence[UnitNews]]
    called: frozenset[str]
    outside: frozenset[str]


def facts_of(
    session: Session,
    sites: Collection[str],
    tickets: Collection[str],
    rules: Collection[str],
    engineers: Collection[str],
    visits: Collection[str],
) -> RouteFacts:
    """Read what routes need, in a fixed number of queries for each five hundred stops."""
    found_sites = _by_id(session, Site, sites)
    found_tickets = _by_id(session, Ticket, tickets)
    found_rules = _by_id(session, Rule, rules)
    units = {each.unit_id for each in found_tickets.values() if each.unit_id}
    units.update(unit for rule in found_rules.values() for unit in rule.document.get("units", ()))
    asked = {part["part"] for each in found_tickets.values() for part in each.document.get("parts") or ()}
    needing = [each.id for each in found_tickets.values() if each.document.get("parts")]
    reserved = _reserved(session, needing)
    return RouteFacts(
        sites=found_sites,
        customers=_customers(session, {site.contract_id for site in found_sites.values()}),
        units=_by_id(session, Unit, units),
        tickets=found_tickets,
        rules=found_rules,
        engineers=_by_id(session, Engineer, engineers),
        parts=_by_id(session, Part, asked),
        reserved=reserved,
        used=parts_used(session, needing),
        depots=_by_id(session, Depot, {row.holder_id for rows in reserved.values() for row in rows}),
        states=_by_id(session, VisitState, visits),
        history=_history(session, units),
        called=called_tickets(session, tickets),
        outside=visits_outside(session, visits),
    )


def _by_id(session: Session, table: Any, ids: Collection[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for some in _groups(ids):
        asked = select(table).where(table.id.in_(some)).execution_options(populate_existing=True)
        found.update((row.id, row) for row in session.scalars(asked))  # as it is, whatever statements wrote meanwhile
    return found


def _groups(ids: Collection[str]) -> list[list[str]]:
    ordered = sorted(ids)
    return [ordered[k : k + _IN_ONE_QUERY] for k in range(0, len(ordered), _IN_ONE_QUERY)]


def _customers(session: Session, contracts: Collection[str]) -> dict[str, str]:
    """The customer's name, by contract."""
    names: dict[str, str] = {}
    for some in _groups(contracts):
        rows = session.execute(
            select(Contract.id, Customer.id, Customer.document).join(Customer).where(Contract.id.in_(some))
        )
        names.update((contract, document.get("name") or customer) for contract, customer, document in rows)
    return names


def _reserved(session: Session, tickets: Collection[str]) -> dict[str, list[Reservation]]:
    """The parts that are reserved for some tickets, by ticket."""
    found: dict[str, list[Reservation]] = defaultdict(list)
    for row in reservations_for(session, tickets):
        found[row.ticket_id].append(row)
    return found


def _history(session: Session, units: Collection[str]) -> dict[str, list[UnitNews]]:
    """The last that happened to each unit: tickets and reports; one more than is shown: one may be the stop's own."""
    found: dict[str, list[UnitNews]] = defaultdict(list)
    for some in _groups(units):
        for unit, at, document, status, id_ in session.execute(_latest(Ticket, Ticket.reported_at, some)):
            what = document.get("name") or document.get("fault") or document.get("kind") or "fault"
            found[unit].append(UnitNews(at, f"{what} ({status})", id_))
        for unit, at, data, status, _ in session.execute(_latest(VisitReport, VisitReport.at, some)):
            if data.get("note"):
                found[unit].append(UnitNews(at, f"{status}: {data['note'][:200]}"))
    return {unit: sorted(events, key=lambda each: each.at, reverse=True) for unit, events in found.items()}


def _latest(table: Any, at: Any, units: Sequence[str]) -> Any:
    """Ask for the newest rows of each unit."""
    document = table.document if table is Ticket else table.data
    rank = func.row_number().over(partition_by=table.unit_id, order_by=at.desc()).label("rank")
    columns = table.unit_id, at.label("at"), document.label("told"), table.status.label("status"), table.id.label("id")
    rows = select(*columns, rank).where(table.unit_id.in_(units)).subquery()
    newest = select(rows.c.unit_id, rows.c.at, rows.c.told, rows.c.status, rows.c.id)
    return newest.where(rows.c.rank <= HISTORY_COUNT + 1)
