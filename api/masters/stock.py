"""Parts in depots and vans: counted, and moved from one to the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from api.errors import Refused, not_found
from api.identity.actor import Actor
from api.store import stock
from api.store.stock import Lying
from api.store.tables import Part, Stock
from api.work.reserved import follow_counts, follow_move
from api.work.retelling import retell_tickets

HolderKind = Literal["depot", "van"]


@dataclass(frozen=True)
class Holder:
    """A depot, or the van of an engineer."""

    kind: HolderKind
    id: str


@dataclass(frozen=True)
class Counted:
    """Counts as they are now, and what a person should look at: parts that were reserved, and are not there."""

    rows: Sequence[Stock]
    warnings: Sequence[str]


def set_count(session: Session, holder: Holder, part: str, count: int, actor: Actor, now: datetime) -> Counted:
    """Say how many of a part somebody holds, as they were counted.

    Raises
    ------
    Refused
        Where there is no such part or holder.
    """
    _require(session, holder, part, actor)
    row = _held(session, holder, part)
    row.count = count
    return _counted(session, [row], now)


def set_counts(session: Session, counts: Mapping[Lying, int], now: datetime) -> tuple[Counted, int]:
    """Say how many of many parts somebody holds, as they were counted.

    Parameters
    ----------
    counts : mapping of (str, str, str) to int
        By kind and id of the holder and by part; all of them are there.

    Returns
    -------
    Counted
        What differs from what was known.
    int
        How many of them were not known before.
    """
    rows = stock.held_all(session, counts)
    changed, added_count = [], 0
    for shelf in sorted(counts):
        row = rows.get(shelf)
        if row is None:
            row = Stock(holder_kind=shelf[0], holder_id=shelf[1], part_id=shelf[2], count=counts[shelf])
            session.add(row)
            added_count += 1
        elif row.count == counts[shelf]:
            continue
        row.count = counts[shelf]
        changed.append(row)
    return _counted(session, changed, now), added_count


def _counted(session: Session, rows: Sequence[Stock], now: datetime) -> Counted:
    followed = follow_counts(session, rows)
    retell_tickets(session, followed.tickets, now)
    return Counted(rows, followed.warnings)


def move(
    session: Session, part: str, count: int, source: Holder, target: Holder, actor: Actor, now: datetime
) -> Counted:
    """Move some of a part from one holder to another; what is reserved of them goes along where it is of use.

    Returns
    -------
    Counted
        The source, then the target.

    Raises
    ------
    Refused
        Where there is no such part or holder, or there are not so many.
    """
    if source == target:
        raise Refused("wrong_state", f"the parts are in the {source.kind} {source.id!r} already; name another target")
    for holder in (source, target):
        _require(session, holder, part, actor)
    # In one order whoever moves, so that two who move against each other do not wait for ever.
    rows = {
        holder: _held(session, holder, part)
        for holder in sorted((source, target), key=lambda each: (each.kind, each.id))
    }
    if rows[source].count < count:
        there = rows[source].count
        raise Refused("wrong_state", f"{there} of {part!r} are in the {source.kind} {source.id!r}, not {count}")
    rows[source].count -= count
    rows[target].count += count
    followed = follow_move(session, rows[source], rows[target], count)
    retell_tickets(session, followed.tickets, now)
    return Counted((rows[source], rows[target]), followed.warnings)


def _require(session: Session, holder: Holder, part: str, actor: Actor) -> None:
    if session.get(Part, part) is None:
        raise not_found("part", part)
    if not stock.is_holder(session, holder.kind, holder.id, actor):
        raise not_found("depot" if holder.kind == "depot" else "engineer", holder.id)


def _held(session: Session, holder: Holder, part: str) -> Stock:
    row = stock.held(session, holder.kind, holder.id, part)
    if row is None:
        row = Stock(holder_kind=holder.kind, holder_id=holder.id, part_id=part, count=0)
        session.add(row)
    return row
