"""Queries for parts in depots and vans."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.orm import Session

from api.identity.actor import Actor
from api.store.tables import Depot, Engineer, Part, Reservation, Stock

VAN, DEPOT = "van", "depot"
_IN_ONE_QUERY = 500

Lying = tuple[str, str, str]
"""Kind and id of whoever holds a part, and the part."""


def visible_stock(actor: Actor) -> Select[Stock]:
    """Ask for the stock that is for somebody's eyes: an engineer's own van, or what lies in the territories."""
    query = select(Stock)
    if actor.role == "engineer":
        return query.where(Stock.holder_kind == VAN, Stock.holder_id == (actor.engineer_id or ""))
    if not actor.territories:
        return query
    vans = select(Engineer.id).where(Engineer.territory_id.in_(actor.territories))
    depots = select(Depot.id).where(Depot.territory_id.in_(actor.territories))
    in_vans = (Stock.holder_kind == VAN) & Stock.holder_id.in_(vans)
    return query.where(or_(in_vans, (Stock.holder_kind == DEPOT) & Stock.holder_id.in_(depots)))


def stock_page(
    session: Session, actor: Actor, holder: str | None, part: str | None, after: tuple[str, str, str] | None, limit: int
) -> Sequence[tuple[Stock, str, int]]:
    """Read some stock, each row with the part's name and how many are reserved; one more where there is more."""
    visible = visible_stock(actor).join(Part, Part.id == Stock.part_id)
    query = visible.with_only_columns(Stock, Part.document, _reserved())
    if holder is not None:
        query = query.where(Stock.holder_id == holder)
    if part is not None:
        query = query.where(Stock.part_id == part)
    if after is not None:
        kind, id_, name = after
        query = query.where(
            or_(
                Stock.holder_kind > kind,
                (Stock.holder_kind == kind) & (Stock.holder_id > id_),
                (Stock.holder_kind == kind) & (Stock.holder_id == id_) & (Stock.part_id > name),
            )
        )
    rows = session.execute(query.order_by(Stock.holder_kind, Stock.holder_id, Stock.part_id).limit(limit + 1))
    return [(stock, document["name"], reserved) for stock, document, reserved in rows]


def reserved_count(session: Session, row: Stock) -> int:
    """Count what is reserved where somebody holds a part."""
    key = Stock.holder_kind == row.holder_kind, Stock.holder_id == row.holder_id, Stock.part_id == row.part_id
    return session.execute(select(_reserved()).where(*key)).scalar_one()


def _reserved() -> ColumnElement[int]:
    """How many are reserved of a row of stock."""
    same = (
        Reservation.holder_kind == Stock.holder_kind,
        Reservation.holder_id == Stock.holder_id,
        Reservation.part_id == Stock.part_id,
    )
    counted = select(func.coalesce(func.sum(Reservation.count), 0)).where(*same).correlate(Stock)
    return counted.scalar_subquery()


def held(session: Session, kind: str, holder: str, part: str) -> Stock | None:
    """Read how many of a part somebody holds, and keep others from changing it meanwhile."""
    return session.get(Stock, (kind, holder, part), with_for_update=True)


def held_all(session: Session, shelves: Collection[Lying]) -> dict[Lying, Stock]:
    """Read much stock at once, and keep others from changing it meanwhile; where nothing lies, there is no row."""
    key, ordered, found = tuple_(Stock.holder_kind, Stock.holder_id, Stock.part_id), sorted(shelves), {}
    for some in (ordered[k : k + _IN_ONE_QUERY] for k in range(0, len(ordered), _IN_ONE_QUERY)):
        asked = select(Stock).where(key.in_(some)).order_by(Stock.holder_kind, Stock.holder_id, Stock.part_id)
        for row in session.scalars(asked.with_for_update().execution_options(populate_existing=True)):
            found[row.holder_kind, row.holder_id, row.part_id] = row
    return found


def is_holder(session: Session, kind: str, holder: str, actor: Actor) -> bool:
    """Tell whether there is such a depot, or an engineer with a van, for somebody's eyes."""
    row = session.get(Depot, holder) if kind == DEPOT else session.get(Engineer, holder)
    return row is not None and actor.sees_territory(row.territory_id)
