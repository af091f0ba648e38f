"""Queries for masters."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, delete, select
from sqlalchemy.orm import Session

from api.store.tables import Appointment, Cover, Depot, Engineer, Rule, Site, Territory, Ticket, TicketEvent, Unit
from api.store.tables.base import Base

T = TypeVar("T", bound=Base)
_MOST_NAMED = 500
"""So many ids go into one query; databases take only so many parameters."""


def by_id(session: Session, table: type[T], ids: Iterable[str]) -> dict[str, T]:
    """Read the rows that there are of some ids."""
    wanted = list(dict.fromkeys(ids))
    out: dict[str, T] = {}
    for first in range(0, len(wanted), _MOST_NAMED):
        chunk = wanted[first : first + _MOST_NAMED]
        out.update((row.id, row) for row in session.scalars(select(table).where(table.id.in_(chunk))))  # type: ignore[attr-defined]
    return out


def put(session: Session, table: type[T], id_: str, columns: Mapping[str, Any], row: T | None) -> T:
    """Change a row where it is known and differs, or add it."""
    if row is None:
        row = table(id=id_, **columns)
        session.add(row)
        return row
    if any(getattr(row, name) != value for name, value in columns.items() if name != "updated_at"):
        for name, value in columns.items():
            setattr(row, name, value)
    return row


def of_territory(session: Session, table: type[T], territory_id: str) -> Sequence[T]:
    """Read the rows that belong to a territory."""
    return session.scalars(in_territories(select(table), table, [territory_id])).all()


def in_territories(query: Select[T], table: type[T], territories: Collection[str]) -> Select[T]:
    """Keep of a query what belongs to some territories: by its own column, or by its site's."""
    if table in (Site, Engineer, Depot, Ticket):
        return query.where(table.territory_id.in_(territories))  # type: ignore[attr-defined]
    if table in (Unit, Rule, Appointment, Cover):
        here: ColumnElement[bool] = Site.territory_id.in_(territories)
        return query.join(Site, Site.id == table.site_id).where(here)  # type: ignore[attr-defined]
    return query


def ids_in(session: Session, table: type[T], ids: Iterable[str], territory_id: str) -> set[str]:
    """Tell which of some ids are in a territory."""
    wanted = list(ids)
    out: set[str] = set()
    for first in range(0, len(wanted), _MOST_NAMED):
        named = select(table).where(table.id.in_(wanted[first : first + _MOST_NAMED]))  # type: ignore[attr-defined]
        out.update(row.id for row in session.scalars(in_territories(named, table, [territory_id])))  # type: ignore[attr-defined]
    return out


def sites_elsewhere(session: Session, territory_id: str) -> bool:
    """Tell whether any other territory has sites."""
    return session.scalar(select(Site.id).where(Site.territory_id != territory_id).limit(1)) is not None


def territories_but(session: Session, territory_id: str) -> Sequence[str]:
    """Name all territories but one."""
    return session.scalars(select(Territory.id).where(Territory.id != territory_id).order_by(Territory.id)).all()


def drop_events(session: Session, tickets: Sequence[str], kinds: Collection[str]) -> None:
    """Forget what happened to some tickets, of some kinds; it is written anew in the same transaction."""
    for first in range(0, len(tickets), _MOST_NAMED):
        chunk = tickets[first : first + _MOST_NAMED]
        session.execute(delete(TicketEvent).where(TicketEvent.ticket_id.in_(chunk), TicketEvent.kind.in_(kinds)))
