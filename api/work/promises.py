"""The deadlines of one ticket, counted with the small part of the book that they depend on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from api.store.house import house_of
from api.store.tables import Ticket, Unit
from api.store.tickets import Ground, ground_of
from api.work.life import BOOK_KINDS, Told
from optimiser import Book, Fault, FaultyInput, book_schema, deadlines_of, read_book


@dataclass(frozen=True)
class Promise:
    """One deadline of a ticket, and how it stands with it.

    ``at`` is None while its clock stands; ``paused`` is the open time by which it moved.
    """

    kind: str
    at: datetime | None
    state: str
    stopped_at: datetime | None
    paused: timedelta
    late_by: timedelta
    source: str


@dataclass(frozen=True)
class Clock:
    """All deadlines of a ticket at one time; ``onsite_by`` and ``restore_by`` are those that still run."""

    promises: tuple[Promise, ...]
    paused_since: datetime | None
    respond_by: datetime | None
    onsite_by: datetime | None
    restore_by: datetime | None


def book_around(session: Session, ticket: Ticket, told: Iterable[Told]) -> Book:
    """Make the book of one ticket: its history, its site, and what is promised there.

    Raises
    ------
    FaultyInput
        Where the ticket or its history cannot be true; paths are those of the ticket's own document.
    """
    ground = ground_of(session, ticket.site_id)
    unit = session.get(Unit, ticket.unit_id) if ticket.unit_id else None
    own = {key: value for key, value in _part("Ticket", ticket.document).items() if key != "owner"}
    own["history"] = [_clock_event(each) for each in told if each.kind in BOOK_KINDS]
    units = [] if unit is None else [_part("Unit", unit.document)]
    try:
        return promised_at(session, ground, units=units, tickets=[own])
    except FaultyInput as faulty:
        raise FaultyInput([_nearer(fault) for fault in faulty.faults]) from None


def promised_at(session: Session, ground: Ground, **lists: list[dict[str, Any]]) -> Book:
    """Make the book of one site: its contract, policy, zones and calendars, and whatever `lists` add."""
    document = {
        "format": "roundsman-book/1",
        "id": "site",
        "time_zone": house_of(session).document["time_zone"],
        "engineers": [],
        **_promised(ground),
        **lists,
    }
    return read_book(document)


def clock_of(book: Book, now: datetime) -> Clock:
    """Count the deadlines of a book's only ticket out."""
    clock = deadlines_of(book, book.tickets[0], now)
    respond = clock.deadlines.get("respond")
    return Clock(
        tuple(
            Promise(kind, due.at, due.state, due.stopped_at, due.paused, due.late_by(now), due.target.source)
            for kind, due in clock.deadlines.items()
        ),
        clock.paused_since,
        respond.at if respond is not None and respond.is_running else None,
        None if clock.going is None else clock.going.at,
        None if clock.repair is None else clock.repair.at,
    )


def keep_deadlines(ticket: Ticket, clock: Clock) -> None:
    """Note in a ticket's row what still runs, for lists and warnings."""
    ticket.respond_by, ticket.onsite_by, ticket.restore_by = clock.respond_by, clock.onsite_by, clock.restore_by


def _promised(ground: Ground) -> dict[str, Any]:
    site = {key: value for key, value in _part("Site", ground.site.document).items() if key != "access"}
    site |= {"id": ground.site.id, "contract": ground.contract.id, "lat": ground.site.lat, "lon": ground.site.lon}
    return {
        "calendars": [_part("Calendar", each.document) for each in ground.calendars],
        "zones": [_part("Zone", each.document) for each in ground.zones],
        "policies": [_part("Policy", ground.policy.document)],
        "contracts": [_part("Contract", ground.contract.document)],
        "sites": [site],
    }


def _part(kind: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """What the book knows of a document."""
    known = _known(kind)
    return {key: value for key, value in document.items() if key in known or key.startswith("x_")}


@cache
def _known(kind: str) -> frozenset[str]:
    return frozenset(book_schema()["$defs"][kind]["properties"])


def _clock_event(told: Told) -> dict[str, Any]:
    event = {"kind": told.kind, "at": told.at.isoformat(), "waiting_for": told.waiting_for, "by": told.by}
    return {key: value for key, value in event.items() if value is not None}


def _nearer(fault: Fault) -> Fault:
    """Give a fault its path in the ticket, where it stands there."""
    prefix = "$.tickets[0]"
    if not fault.path.startswith(prefix):
        return fault
    return Fault("$" + fault.path[len(prefix) :], fault.code, fault.message, fault.value)
