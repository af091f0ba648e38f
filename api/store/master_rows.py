"""Lists of masters: a page at a time, of what may be seen."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, or_, select
from sqlalchemy.orm import Session

from api.identity.actor import Actor
from api.store.masters import in_territories
from api.store.tables import Contract, Customer, Depot, Engineer, Site, Ticket, Unit
from api.store.tables.masters import Master

Filters = Mapping[str, str]
"""By ``site``, ``contract``, ``customer``, ``territory`` or ``text``."""


def visible(table: type[Master], actor: Actor) -> Select[Any]:
    """Ask for the rows of a table that are for somebody's eyes."""
    query: Select[Any] = select(table)
    if actor.role == "customer":
        return _of_customer(query, table, actor.customer_id or "")
    if not actor.territories:
        return query
    if table is Contract:
        return query.where(_here_or_nowhere(select(Site.id).where(Site.contract_id == Contract.id), actor.territories))
    if table is Customer:
        theirs = select(Site.id).join(Contract, Contract.id == Site.contract_id)
        return query.where(_here_or_nowhere(theirs.where(Contract.customer_id == Customer.id), actor.territories))
    if table.__tablename__ == "territories":
        return query.where(table.id.in_(actor.territories))
    return in_territories(query, table, actor.territories)


def _of_customer(query: Select[Any], table: type[Master], customer_id: str) -> Select[Any]:
    if table is Unit:
        query = query.join(Site, Site.id == Unit.site_id)
    own = select(Contract.id).where(Contract.customer_id == customer_id)
    return query.where(Site.contract_id.in_(own))


def _here_or_nowhere(sites: Select[Any], territories: Sequence[str]) -> ColumnElement[bool]:
    """Keep what has a site in one of the territories, or none at all yet."""
    return or_(sites.where(Site.territory_id.in_(territories)).exists(), ~sites.exists())


def one(session: Session, table: type[Master], id_: str, actor: Actor) -> Master | None:
    """Read one row, if it is for somebody's eyes."""
    found: Master | None = session.scalar(visible(table, actor).where(table.id == id_))
    return found


def page(
    session: Session, table: type[Master], actor: Actor, filters: Filters, after: str | None, limit: int
) -> Sequence[Master]:
    """Read up to so many rows, and one more where there are more, behind the id `after`."""
    query = visible(table, actor)
    for name, value in filters.items():
        query = query.where(_FILTERS[name](table, value))
    if after is not None:
        query = query.where(table.id > after)
    rows: Sequence[Master] = session.scalars(query.order_by(table.id).limit(limit + 1)).all()
    return rows


def seen(session: Session, table: type[Master], ids: Sequence[str], actor: Actor) -> set[str]:
    """Tell which of some ids are for somebody's eyes."""
    out: set[str] = set()
    for first in range(0, len(ids), 500):
        rows = session.scalars(visible(table, actor).where(table.id.in_(ids[first : first + 500])))
        out.update(row.id for row in rows)
    return out


def documents(session: Session, table: type[Master], actor: Actor, most: int) -> Sequence[dict[str, Any]]:
    """Read the documents that are for somebody's eyes, by their ids."""
    query = visible(table, actor).order_by(table.id).limit(most)
    found: Sequence[dict[str, Any]] = session.scalars(query.with_only_columns(table.document)).all()
    return found


def _by_site(table: Any, value: str) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = table.id == value if table is Site else table.site_id == value
    return condition


def _by_contract(table: Any, value: str) -> ColumnElement[bool]:
    if table is Site:
        return Site.contract_id == value
    condition: ColumnElement[bool] = table.site_id.in_(select(Site.id).where(Site.contract_id == value))
    return condition


def _by_customer(table: Any, value: str) -> ColumnElement[bool]:
    if table is Contract:
        return Contract.customer_id == value
    contracts = select(Contract.id).where(Contract.customer_id == value)
    if table is Site:
        return Site.contract_id.in_(contracts)
    condition: ColumnElement[bool] = table.site_id.in_(select(Site.id).where(Site.contract_id.in_(contracts)))
    return condition


def _by_territory(table: Any, value: str) -> ColumnElement[bool]:
    if table in (Site, Engineer, Depot):
        found: ColumnElement[bool] = table.territory_id == value
        return found
    condition: ColumnElement[bool] = table.site_id.in_(select(Site.id).where(Site.territory_id == value))
    return condition


def holds_text(table: Any, value: str) -> ColumnElement[bool]:
    """Ask for documents with a text in them, however the database writes what is not ASCII."""
    written = {value, json.dumps(value, ensure_ascii=False)[1:-1], json.dumps(value)[1:-1]}
    return or_(*(cast(table.document, Text).icontains(each, autoescape=True) for each in sorted(written)))


_FILTERS = {
    "site": _by_site,
    "contract": _by_contract,
    "customer": _by_customer,
    "territory": _by_territory,
    "text": holds_text,
}


def naming(session: Session, table: type[Master], id_: str) -> Sequence[Master]:
    """Read the rows whose documents may name an id: all that hold it as a text of their own, and perhaps more."""
    quoted = {json.dumps(id_, ensure_ascii=False), json.dumps(id_)}
    texts = [cast(table.document, Text).contains(each, autoescape=True) for each in sorted(quoted)]
    return session.scalars(select(table).where(or_(*texts)).order_by(table.id)).all()


def tickets_naming(session: Session, kind: str, id_: str, most: int) -> Sequence[str]:
    """Name some tickets that are about a site, a unit or a contract."""
    column = {"sites": Ticket.site_id, "units": Ticket.unit_id, "contracts": Ticket.contract_id}[kind]
    return session.scalars(select(Ticket.id).where(column == id_).limit(most)).all()


def open_tickets(session: Session, column: str, ids: Sequence[str]) -> list[tuple[str, dict[str, Any]]]:
    """Read the open tickets about some sites or units: their ids and documents."""
    out: list[tuple[str, dict[str, Any]]] = []
    for first in range(0, len(ids), 500):
        chunk = getattr(Ticket, column).in_(ids[first : first + 500])
        rows = session.execute(select(Ticket.id, Ticket.document).where(chunk, Ticket.closed_at.is_(None)))
        out += [(id_, document) for id_, document in rows]
    return out


def rows_where(session: Session, table: type[Master], column: str, ids: Sequence[str]) -> list[Master]:
    """Read the rows of which a column names one of some ids."""
    out: list[Master] = []
    for first in range(0, len(ids), 500):
        out += session.scalars(select(table).where(getattr(table, column).in_(ids[first : first + 500])))
    return out
