"""Reserved parts, as stock moves: they come along into the van of who needs them, or are gone.

Nowhere is more reserved than there is: what is taken away from a reservation is told, so that somebody looks for more.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from api.store.reservations import hold_shelves_of, parts_used, reservations_at, reservations_for, reservations_on
from api.store.stock import DEPOT, VAN, Lying
from api.store.tables import Reservation, Stock

Lacking = list[tuple[Reservation, int]]


@dataclass
class Followed:
    """What became of reservations: warnings for a person, and the tickets whose parts lie elsewhere now."""

    warnings: list[str] = field(default_factory=list)
    tickets: set[str] = field(default_factory=set)


def keep_needed(session: Session, ticket: str, parts: Iterable[Mapping[str, Any]]) -> None:
    """Let go what a ticket has reserved beyond what it needs now; what rides in vans is kept first."""
    needed: Counter[str] = Counter()
    for each in parts:
        needed[each["part"]] += each.get("count", 1)
    needed -= parts_used(session, [ticket]).get(ticket, Counter())
    hold_shelves_of(session, [ticket])
    for row in reservations_for(session, [ticket]):
        kept = min(row.count, needed[row.part_id])
        needed[row.part_id] -= kept
        lessen(session, row, row.count - kept)
    session.flush()


def follow_move(session: Session, source: Stock, target: Stock, count: int) -> Followed:
    """Let reservations go along with parts that were moved, into the van of who needs them or to another depot.

    Parameters
    ----------
    source, target : Stock
        As they are after the move, held by this transaction.
    count : int
        How many were moved.
    """
    followed = Followed()
    count = min(count, target.count - sum(row.count for row in _at(session, target)))
    for row in _at(session, source):
        if target.holder_kind == VAN and row.engineer_id == target.holder_id and count > 0:
            moved = min(count, row.count)
            count -= moved
            _bring(session, row, target, moved, followed)
    for row, short in _lacking(source, _at(session, source)):
        if target.holder_kind == DEPOT and count > 0:
            moved = min(count, short)
            count -= moved
            _bring(session, row, target, moved, followed)
    _release(session, source, _lacking(source, _at(session, source)), followed)
    session.flush()
    return followed


def follow_counts(session: Session, counted: Sequence[Stock]) -> Followed:
    """Release what is no longer there, of the visits that come last first.

    Parameters
    ----------
    counted : sequence of Stock
        As it is now, held by this transaction.
    """
    session.flush()
    followed, reserved = Followed(), defaultdict[Lying, list[Reservation]](list)
    for row in reservations_on(session, [_shelf(stock) for stock in counted]):
        reserved[_shelf(row)].append(row)
    for stock in counted:
        _release(session, stock, _lacking(stock, reserved[_shelf(stock)]), followed)
    session.flush()
    return followed


def _shelf(row: Stock | Reservation) -> Lying:
    return row.holder_kind, row.holder_id, row.part_id


def _release(session: Session, stock: Stock, short_rows: Lacking, followed: Followed) -> None:
    place = f"depot {stock.holder_id}" if stock.holder_kind == DEPOT else f"van of {stock.holder_id}"
    for row, short in short_rows:
        followed.tickets.add(row.ticket_id)
        followed.warnings.append(
            f"{short} of part {stock.part_id} in the {place} {'was' if short == 1 else 'were'} reserved for ticket "
            f"{row.ticket_id}, and {'is' if short == 1 else 'are'} there no longer: get more, or plan anew"
        )
        lessen(session, row, short)


def _lacking(stock: Stock, reserved: Sequence[Reservation]) -> Lacking:
    """Find the reservations for which there is not enough, and how many each lacks."""
    there, found = max(0, stock.count), []
    for row in reserved:
        short = row.count - min(row.count, there)
        there -= row.count - short
        if short:
            found.append((row, short))
    return found


def _at(session: Session, stock: Stock) -> Sequence[Reservation]:
    session.flush()
    return reservations_at(session, stock.holder_kind, stock.holder_id, stock.part_id)


def lessen(session: Session, row: Reservation, count: int) -> None:
    """Take so many away from a reservation; one of none is none."""
    row.count -= count
    if row.count == 0 and row not in session.deleted:
        session.delete(row)


def _bring(session: Session, row: Reservation, target: Stock, count: int, followed: Followed) -> None:
    """Move so many of a reservation to where the parts are now."""
    followed.tickets.add(row.ticket_id)
    key = row.ticket_id, row.part_id, target.holder_kind, target.holder_id
    there = session.get(Reservation, key)
    if there is None:
        there = Reservation(
            ticket_id=row.ticket_id,
            part_id=row.part_id,
            holder_kind=target.holder_kind,
            holder_id=target.holder_id,
            count=0,
            territory_id=row.territory_id,
            on=row.on,
            engineer_id=row.engineer_id,
            plan_id=row.plan_id,
        )
        session.add(there)
    there.count += count
    lessen(session, row, count)
