"""What the rows of a territory say, as a book needs it: a fixed number of queries, each by an index."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, or_, select
from sqlalchemy.orm import Session

from api.store.subcontracts import STANDING
from api.store.tables import (
    Appointment,
    Calendar,
    Contract,
    Cover,
    Engineer,
    House,
    Policy,
    Rule,
    Site,
    Subcontract,
    Territory,
    Ticket,
    TicketEvent,
    Unit,
    Zone,
)


@dataclass(frozen=True)
class BookRows:
    """The documents of a territory's things, as text, by the book's lists.

    Attributes
    ----------
    house, territory : mapping
        The house's document and the territory's.
    documents : mapping of str to sequence of str
        JSON, in the order of the ids.
    tickets : sequence of (id, JSON)
    events : mapping of str to sequence of rows
        What happened to each of them, in order: kind, at, waiting_for, by.
    last_done_on : mapping of str to date or None
        By rule.
    """

    house: Mapping[str, Any]
    territory: Mapping[str, Any]
    documents: Mapping[str, Sequence[str]]
    tickets: Sequence[tuple[str, str]]
    events: Mapping[str, Sequence[Any]]
    last_done_on: Mapping[str, date | None]


def present_rows(session: Session, territory: Territory, closed_since: datetime, ended_since: datetime) -> BookRows:
    """Read what plans are made of: what is open, and what was closed lately."""
    lately = or_(
        (Ticket.territory_id == territory.id) & Ticket.closed_at.is_(None),
        (Ticket.territory_id == territory.id) & (Ticket.closed_at >= closed_since),
    )
    outside = select(Subcontract.ticket_id).where(
        Subcontract.territory_id == territory.id, Subcontract.state.in_(STANDING), Subcontract.ticket_id.is_not(None)
    )
    tickets = lately & Ticket.id.not_in(outside)
    contracts = select(Contract).where(
        Contract.id.in_(select(Site.contract_id).where(Site.territory_id == territory.id))
    )
    appointments = Appointment.closed_at.is_(None)
    return _rows(session, territory, contracts, appointments, Cover.ends_at >= ended_since, tickets)


def all_rows(session: Session, territory: Territory) -> BookRows:
    """Read everything that belongs to a territory, with the contracts that have no site at all."""
    elsewhere = select(Site.contract_id).where(Site.territory_id != territory.id)
    here = select(Site.contract_id).where(Site.territory_id == territory.id)
    contracts = select(Contract).where(or_(Contract.id.in_(here), Contract.id.not_in(elsewhere)))
    always = Ticket.territory_id == territory.id
    return _rows(session, territory, contracts, Appointment.id.is_not(None), Cover.id.is_not(None), always)


def promised_rows(session: Session, chosen: ColumnElement[bool], sites: Sequence[str] = ()) -> BookRows:
    """Read some tickets with what is promised for them, and nothing else.

    Parameters
    ----------
    chosen : condition
        On tickets.
    sites : sequence of str
        Whose ground is wanted besides.
    """
    found = select(Ticket.id, cast(Ticket.document, Text)).where(chosen).order_by(Ticket.id)
    tickets = [(id_, text) for id_, text in session.execute(found)]
    here = or_(Site.id.in_(select(Ticket.site_id).where(chosen)), Site.id.in_(sites))
    queries = {
        "calendars": (Calendar, select(Calendar)),
        "zones": (Zone, select(Zone)),
        "policies": (Policy, select(Policy)),
        "contracts": (Contract, select(Contract).where(Contract.id.in_(select(Site.contract_id).where(here)))),
        "sites": (Site, select(Site).where(here)),
        "units": (Unit, select(Unit).where(Unit.id.in_(select(Ticket.unit_id).where(chosen)))),
    }
    documents: dict[str, Sequence[str]] = dict.fromkeys(("engineers", "rules", "appointments", "covers"), ())
    documents |= {name: _texts(session, table, query) for name, (table, query) in queries.items()}
    house = session.scalars(select(House.document)).one()
    return BookRows(house, {}, documents, tickets, _events(session, chosen), {})


def _rows(
    session: Session,
    territory: Territory,
    contracts: Select[Any],
    appointments: ColumnElement[bool],
    covers: ColumnElement[bool],
    tickets: ColumnElement[bool],
) -> BookRows:
    here = Site.territory_id == territory.id
    at_sites = {
        table: select(table).join(Site, Site.id == table.site_id).where(here)
        for table in (Unit, Rule, Appointment, Cover)
    }
    queries = {
        "calendars": (Calendar, select(Calendar)),
        "zones": (Zone, select(Zone)),
        "policies": (Policy, select(Policy)),
        "contracts": (Contract, contracts),
        "sites": (Site, select(Site).where(here)),
        "units": (Unit, at_sites[Unit]),
        "engineers": (Engineer, select(Engineer).where(Engineer.territory_id == territory.id)),
        "rules": (Rule, at_sites[Rule]),
        "appointments": (Appointment, at_sites[Appointment].where(appointments)),
        "covers": (Cover, at_sites[Cover].where(covers)),
    }
    documents = {name: _texts(session, table, query) for name, (table, query) in queries.items()}
    done = session.execute(at_sites[Rule].with_only_columns(Rule.id, Rule.last_done_on)).all()
    found = select(Ticket.id, cast(Ticket.document, Text)).where(tickets).order_by(Ticket.id)
    house = session.scalars(select(House.document)).one()
    return BookRows(
        house,
        territory.document,
        documents,
        [(id_, text) for id_, text in session.execute(found)],
        _events(session, tickets),
        {each.id: each.last_done_on for each in done},
    )


def _texts(session: Session, table: Any, query: Select[Any]) -> list[str]:
    return list(session.scalars(query.with_only_columns(cast(table.document, Text)).order_by(table.id)))


def _events(session: Session, chosen: ColumnElement[bool]) -> dict[str, list[Any]]:
    """Read what happened to some tickets: as much of it as a book tells, and no objects that would be kept track of."""
    out: dict[str, list[Any]] = defaultdict(list)
    columns = select(TicketEvent.ticket_id, TicketEvent.kind, TicketEvent.at, TicketEvent.waiting_for, TicketEvent.by)
    asked = columns.join(Ticket).where(chosen).order_by(TicketEvent.ticket_id, TicketEvent.at, TicketEvent.id)
    for row in session.execute(asked):
        out[row.ticket_id].append(row)
    return out
