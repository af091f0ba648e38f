"""Parts that were used: out of the van, or fetched from the depot in which they were reserved."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from api.store.reservations import hold_shelves_of, reservations_at, reservations_for
from api.store.stock import DEPOT, VAN, held
from api.store.tables import Part, Reservation, Stock
from api.work.reserved import follow_counts, lessen


def use_parts(session: Session, engineer: str, used: Sequence[Mapping[str, Any]], ticket: str | None) -> list[str]:
    """Take parts out of an engineer's van; whatever the count was, they were used.

    What the van does not have, and the ticket had reserved in a depot, was fetched there.

    Returns
    -------
    list of str
        What a person should look at: parts that were not in the van, as far as anybody knew, or were kept for others.
    """
    warnings = []
    for each in used:
        if session.get(Part, each["part"]) is None:
            warnings.append(f"there is no part {each['part']!r}: it is in the report, and was taken out of no stock")
        else:
            warnings += _use(session, engineer, each["part"], each["count"], ticket)
    return warnings


def hold_parts(session: Session, engineer: str, used: Sequence[Mapping[str, Any]], ticket: str | None) -> None:
    """Hold all stock that a report may touch, before routes are held: what it used, what its ticket has reserved."""
    hold_shelves_of(session, [ticket] if ticket else [], *((VAN, engineer, each["part"]) for each in used))


def _use(session: Session, engineer: str, part: str, count: int, ticket: str | None) -> list[str]:
    reserved = [] if ticket is None else [row for row in reservations_for(session, [ticket]) if row.part_id == part]
    depots = {row.holder_id: held(session, DEPOT, row.holder_id, part) for row in reserved if row.holder_kind == DEPOT}
    van = held(session, VAN, engineer, part)
    if van is None:
        van = Stock(holder_kind=VAN, holder_id=engineer, part_id=part, count=0)
        session.add(van)
    others = sum(row.count for row in reservations_at(session, VAN, engineer, part) if row.ticket_id != ticket)
    left = count - max(0, van.count - others)
    for row in reserved:
        depot = depots.get(row.holder_id) if row.holder_kind == DEPOT else None
        if depot is not None and left > 0:
            fetched = min(left, row.count)
            depot.count -= fetched
            lessen(session, row, fetched)
            left, count = left - fetched, count - fetched
    van.count -= count
    _let_go(session, reserved, count)
    warnings = follow_counts(session, [van]).warnings
    if van.count < 0:
        warnings.append(f"the van of {engineer} has {van.count} of part {part!r} now: count it, and correct the stock")
    return warnings


def _let_go(session: Session, reserved: Sequence[Reservation], count: int) -> None:
    for row in reserved:
        used = min(count, row.count)
        count -= used
        lessen(session, row, used)
