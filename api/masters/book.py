"""From the store to the book that plans are made of, and from a book into the store."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from api.clock import Clock
from api.errors import not_found
from api.masters.book_import import X_BOOK, drop_others, put_house, put_masters
from api.masters.described import is_carried
from api.masters.imported_tickets import put_tickets
from api.masters.records import DESCRIBED
from api.masters.texts import unaddressable, unkeepable
from api.store.book_rows import BookRows, all_rows, present_rows
from api.store.masters import territories_but
from api.store.tables import Territory, TicketEvent
from optimiser import Book, Fault, FaultyInput, Ticket, describing, read_book, write_book

CLOSED_FOR = timedelta(days=60)
"""How long a closed ticket still matters: for repeats, loan units to fetch back, reports owed."""
_COVERED_FOR = timedelta(days=7)
_REMEMBERED = 50_000
_EVENT = describing.CLOCK_EVENT
_EVENT_KINDS = frozenset(_EVENT.fields[0].kind.words)  # type: ignore[attr-defined]


def book_of(session: Session, territory_id: str, now: datetime) -> Book:
    """Put together what there is to plan in a territory: a sound book, as the store keeps nothing else.

    Closed tickets are in it for `CLOSED_FOR`; what somebody outside does is not.

    Raises
    ------
    Refused
        Where there is no such territory.
    """
    territory = _territory(session, territory_id)
    return book_of_rows(present_rows(session, territory, now - CLOSED_FOR, now - _COVERED_FOR))


def whole_book_of(session: Session, territory_id: str) -> Book:
    """Put together all that the store knows of a territory, however old.

    Raises
    ------
    Refused
        Where there is no such territory.
    """
    territory = _territory(session, territory_id)
    return book_of_rows(all_rows(session, territory))


def put_book(session: Session, document: Mapping[str, Any], territory_id: str, clock: Clock) -> Book:
    """Put a book into a territory: what has an id that is known is replaced, what is not in it goes.

    Calendars, zones, policies and contracts are shared by all territories, and stay; so do tickets. What only the
    service knows of a thing, as its address, stays with it.

    Parameters
    ----------
    document : mapping
        A book document. Its travel, time zone and rota become the house's.
    territory_id : str
        It is made where it is new.

    Returns
    -------
    Book
        All that the territory has now.

    Raises
    ------
    FaultyInput
        With every fault of the document; or where it does not go together with what other territories have.
    """
    book = read_book(document)
    written = write_book(book)
    _check_texts(written)
    put_house(session, written, territory_id, clock)
    if put_masters(session, written, territory_id, clock):
        _check_others(session, territory_id)
    put_tickets(session, book, written.get("tickets", ()), territory_id, clock)
    drop_others(session, written, territory_id)
    return whole_book_of(session, territory_id)


def book_of_rows(rows: BookRows) -> Book:
    """Put a book together from rows that were read: all of a territory, or what some tickets need."""
    about = dict(rows.territory.get(X_BOOK, {}))
    lists: dict[str, Any] = {kind: [_thing(kind, text) for text in texts] for kind, texts in rows.documents.items()}
    lists["rules"] = [_done(rule, rows) for rule in lists["rules"]]
    names = {engineer.id for engineer in lists["engineers"]}
    lists["tickets"] = [_ticket(text, rows.events.get(id_, ()), names) for id_, text in rows.tickets]
    found = describing.Findings()
    travel = describing.TRAVEL.read(rows.house["travel"], ("travel",), found)
    on_call = rows.house.get("on_call")
    return Book(
        id=about.pop("id", rows.house["id"]),
        time_zone=rows.house["time_zone"],
        travel=travel,
        on_call=None if on_call is None else describing.ON_CALL.read(on_call, ("on_call",), found),
        carried=about,
        **lists,
    )


def _check_texts(written: Mapping[str, Any]) -> None:
    faults = unkeepable(written)
    for kind, items in written.items():
        if kind in describing.BOOK_RECORDS:
            for i, each in enumerate(items):
                faults += unaddressable(each["id"], (kind, i))
    if faults:
        raise FaultyInput(faults)


def _check_others(session: Session, territory_id: str) -> None:
    """See to it that the books of the other territories are still sound with what is shared by all."""
    faults = []
    for other in territories_but(session, territory_id):
        try:
            read_book(write_book(whole_book_of(session, other)))
        except FaultyInput as faulty:
            faults += [
                Fault("$", each.code, f"the territory {other!r} would not fit any more: {each.path} {each.message}")
                for each in faulty.faults
            ]
    if faults:
        raise FaultyInput(faults)


def _territory(session: Session, territory_id: str) -> Territory:
    territory = session.get(Territory, territory_id)
    if territory is None:
        raise not_found("territory", territory_id)
    return territory


@lru_cache(maxsize=_REMEMBERED)
def _thing(kind: str, text: str) -> Any:
    """Read one object of the book; most are the same from one plan to the next, so they are remembered by their text.

    The store holds nothing that was not read before: a fault here is a mistake of ours.
    """
    found = describing.Findings()
    record = describing.BOOK_RECORDS[kind]
    thing = record.read(_book_part(kind, json.loads(text)), (kind,), found)
    found.raise_any({})
    return thing


def _book_part(kind: str, document: Mapping[str, Any]) -> Mapping[str, Any]:
    if kind in DESCRIBED:
        return DESCRIBED[kind].book_part(document)
    keys = {field.key for field in describing.BOOK_RECORDS[kind].fields} - {"history"}
    return {key: value for key, value in document.items() if key in keys or is_carried(key)}


def _done(rule: Any, rows: BookRows) -> Any:
    """A rule with the day on which it was last done, which the row knows best."""
    last = rows.last_done_on.get(rule.id)
    return rule if rule.last_done_on == last else replace(rule, last_done_on=last)


def _ticket(text: str, events: Sequence[TicketEvent], engineers: set[str]) -> Ticket:
    """A ticket with what has happened to it; an owner in another territory is nobody here."""
    ticket: Ticket = _thing("tickets", text)
    history = tuple(
        _EVENT.made({"kind": each.kind, "at": each.at, "waiting_for": each.waiting_for, "by": each.by})
        for each in events
        if each.kind in _EVENT_KINDS
    )
    owner = ticket.owner if ticket.owner in engineers else None
    return replace(ticket, history=history, owner=owner)
