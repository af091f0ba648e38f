"""Queries of the parts that tickets ask for, where parts lie, and which of them are reserved."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import and_, delete, or_, select, tuple_
from sqlalchemy.orm import Session

from api.store.stock import DEPOT, VAN, Lying
from api.store.tables import Depot, Engineer, Reservation, Stock, Ticket, VisitReport

_IN_ONE_QUERY = 500


def parts_asked(session: Session, tickets: Collection[str]) -> dict[str, dict[str, int]]:
    """Read how many of which parts those of some tickets still ask for that are open; the rest is left out."""
    found: dict[str, Counter[str]] = {}
    ids = sorted(tickets)
    for some in (ids[k : k + _IN_ONE_QUERY] for k in range(0, len(ids), _IN_ONE_QUERY)):
        asked = select(Ticket.id, Ticket.document["parts"]).where(Ticket.id.in_(some), Ticket.closed_at.is_(None))
        for id_, parts in session.execute(asked):
            counts: Counter[str] = Counter()
            for each in parts or ():
                counts[each["part"]] += each.get("count", 1)
            if counts:
                found[id_] = counts
    used = parts_used(session, found)
    left = {id_: dict(counts - used.get(id_, Counter())) for id_, counts in found.items()}
    return {id_: counts for id_, counts in left.items() if counts}


def parts_used(session: Session, tickets: Collection[str]) -> dict[str, Counter[str]]:
    """Count which parts were reported as used for some tickets."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    ids = sorted(tickets)
    for some in (ids[k : k + _IN_ONE_QUERY] for k in range(0, len(ids), _IN_ONE_QUERY)):
        asked = select(VisitReport.ticket_id, VisitReport.data["parts_used"]).where(VisitReport.ticket_id.in_(some))
        for ticket, used in session.execute(asked):
            for each in used or ():
                found[ticket][each["part"]] += each["count"]
    return dict(found)


def stock_of(session: Session, territory: str, parts: Collection[str]) -> dict[Lying, int]:
    """Count some parts in the depots and vans of a territory."""
    vans = select(Engineer.id).where(Engineer.territory_id == territory)
    depots = select(Depot.id).where(Depot.territory_id == territory)
    in_vans = and_(Stock.holder_kind == VAN, Stock.holder_id.in_(vans))
    in_depots = and_(Stock.holder_kind == DEPOT, Stock.holder_id.in_(depots))
    asked = select(Stock).where(Stock.part_id.in_(sorted(parts)), or_(in_vans, in_depots))
    rows = session.scalars(asked.execution_options(populate_existing=True))
    return {(row.holder_kind, row.holder_id, row.part_id): row.count for row in rows}


def hold_shelves(session: Session, shelves: Collection[Lying]) -> None:
    """Keep others from changing some stock, and what is reserved of it, until the transaction ends."""
    key, ordered = tuple_(Stock.holder_kind, Stock.holder_id, Stock.part_id), sorted(shelves)
    for some in (ordered[k : k + _IN_ONE_QUERY] for k in range(0, len(ordered), _IN_ONE_QUERY)):
        asked = select(Stock.count).where(key.in_(some))
        session.execute(asked.order_by(Stock.holder_kind, Stock.holder_id, Stock.part_id).with_for_update()).all()


def hold_shelves_of(session: Session, tickets: Collection[str], *more: Lying) -> None:
    """Hold the stock of which something is reserved for some tickets, and some more."""
    reserved = {(row.holder_kind, row.holder_id, row.part_id) for row in reservations_for(session, tickets)}
    hold_shelves(session, {*reserved, *more})


def depots_of(session: Session, territory: str) -> Sequence[Depot]:
    """Read the depots of a territory."""
    return session.scalars(select(Depot).where(Depot.territory_id == territory).order_by(Depot.id)).all()


def reservations_in(session: Session, territory: str) -> Sequence[Reservation]:
    """Read what is reserved for the plans of a territory."""
    asked = select(Reservation).where(Reservation.territory_id == territory).order_by(*_ORDER)
    return session.scalars(asked.execution_options(populate_existing=True)).all()


def reservations_of(session: Session, parts: Collection[str]) -> Sequence[Reservation]:
    """Read what is reserved of some parts, wherever they lie."""
    asked = select(Reservation).where(Reservation.part_id.in_(sorted(parts))).order_by(*_ORDER)
    return session.scalars(asked.execution_options(populate_existing=True)).all()


def reservations_at(session: Session, kind: str, holder: str, part: str) -> Sequence[Reservation]:
    """Read what is reserved of a part where somebody holds it, what is needed first before the rest."""
    here = and_(Reservation.holder_kind == kind, Reservation.holder_id == holder, Reservation.part_id == part)
    return session.scalars(
        select(Reservation).where(here).order_by(*_ORDER).execution_options(populate_existing=True)
    ).all()


def reservations_on(session: Session, shelves: Collection[Lying]) -> Sequence[Reservation]:
    """Read what is reserved of some stock, what is needed first before the rest."""
    key = tuple_(Reservation.holder_kind, Reservation.holder_id, Reservation.part_id)
    found, ordered = list[Reservation](), sorted(shelves)
    for some in (ordered[k : k + _IN_ONE_QUERY] for k in range(0, len(ordered), _IN_ONE_QUERY)):
        asked = select(Reservation).where(key.in_(some)).order_by(*_ORDER)
        found += session.scalars(asked.execution_options(populate_existing=True))
    return found


def reservations_for(session: Session, tickets: Collection[str]) -> Sequence[Reservation]:
    """Read what is reserved for some tickets, what rides in vans before what lies in depots."""
    found: list[Reservation] = []
    ids = sorted(tickets)
    for some in (ids[k : k + _IN_ONE_QUERY] for k in range(0, len(ids), _IN_ONE_QUERY)):
        asked = select(Reservation).where(Reservation.ticket_id.in_(some))
        asked = asked.order_by(Reservation.ticket_id, Reservation.part_id, Reservation.holder_kind.desc())
        found += session.scalars(asked.order_by(Reservation.holder_id).execution_options(populate_existing=True))
    return found


def release_tickets(session: Session, tickets: Collection[str]) -> None:
    """Let go what is reserved for some tickets."""
    ids = sorted(tickets)
    for some in (ids[k : k + _IN_ONE_QUERY] for k in range(0, len(ids), _IN_ONE_QUERY)):
        session.execute(delete(Reservation).where(Reservation.ticket_id.in_(some)))


_ORDER = (Reservation.on, Reservation.ticket_id, Reservation.part_id, Reservation.holder_kind, Reservation.holder_id)
