"""What routes tell about their stops: sites, customers, units and their history, tickets, rules, parts."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.schemas.routes import HISTORY_COUNT
from api.store.tables import (
    Contract,
    Customer,
    Engineer,
    Part,
    Rule,
    Site,
    Stock,
    Ticket,
    Unit,
    VisitReport,
    VisitState,
)

_IN_ONE_QUERY = 500  # SQLite takes so many values in a list, and many more


@dataclass(frozen=True)
class RouteFacts:
    """Rows by id, and what happened to units, newest first."""

    sites: Mapping[str, Site]
    customers: Mapping[str, str]
    units: Mapping[str, Unit]
    tickets: Mapping[str, Ticket]
    rules: Mapping[str, Rule]
    engineers: Mapping[str, Engineer]
    parts: Mapping[str, Part]
    vans: Mapping[str, frozenset[str]]
    states: Mapping[str, VisitState]
    history: Mapping[str, Sequence[tuple[datetime, str]]]


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
    asked = {part["part"] for each in found_tickets.values() for part in each.document.get("parts", ())}
    return RouteFacts(
        sites=found_sites,
        customers=_customers(session, {site.contract_id for site in found_sites.values()}),
        units=_by_id(session, Unit, units),
        tickets=found_tickets,
        rules=found_rules,
        engineers=_by_id(session, Engineer, engineers),
        parts=_by_id(session, Part, asked),
        vans=_vans(session, engineers, asked),
        states=_by_id(session, VisitState, visits),
        history=_history(session, units),
    )


def _by_id(session: Session, table: Any, ids: Collection[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for some in _groups(ids):
        found.update((row.id, row) for row in session.scalars(select(table).where(table.id.in_(some))))
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


def _vans(session: Session, engineers: Collection[str], parts: Collection[str]) -> dict[str, frozenset[str]]:
    """The parts that ride in each van, of those that are asked for."""
    found: dict[str, set[str]] = defaultdict(set)
    for some in _groups(parts):
        rows = session.execute(
            select(Stock.holder_id, Stock.part_id).where(
                Stock.holder_kind == "van", Stock.count > 0, Stock.part_id.in_(some)
            )
        )
        for holder, part in rows:
            if holder in engineers:
                found[holder].add(part)
    return {holder: frozenset(own) for holder, own in found.items()}


def _history(session: Session, units: Collection[str]) -> dict[str, list[tuple[datetime, str]]]:
    """The last that happened to each unit: tickets and reports of visits."""
    found: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for some in _groups(units):
        for unit, at, document, status in session.execute(_latest(Ticket, Ticket.reported_at, Ticket.status, some)):
            what = document.get("fault") or document.get("kind") or "fault"
            found[unit].append((at, f"{what} ({status})"))
        for unit, at, data, status in session.execute(_latest(VisitReport, VisitReport.at, VisitReport.status, some)):
            if data.get("note"):
                found[unit].append((at, f"{status}: {data['note'][:200]}"))
    return {unit: sorted(events, reverse=True)[:HISTORY_COUNT] for unit, events in found.items()}


def _latest(table: Any, at: Any, status: Any, units: Sequence[str]) -> Any:
    """Ask for the newest rows of each unit."""
    document = table.document if table is Ticket else table.data
    rank = func.row_number().over(partition_by=table.unit_id, order_by=at.desc()).label("rank")
    ranked = select(table.unit_id, at.label("at"), document.label("told"), status.label("status"), rank)
    rows = ranked.where(table.unit_id.in_(units)).subquery()
    return select(rows.c.unit_id, rows.c.at, rows.c.told, rows.c.status).where(rows.c.rank <= HISTORY_COUNT)
