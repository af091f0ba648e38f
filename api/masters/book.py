"""From the store to the book that plans are made of, and from a book into the store."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from api.clock import Clock
from api.errors import not_found
from api.masters.assembling import book_of_rows
from api.masters.book_import import drop_others, put_house, put_masters
from api.masters.imported_tickets import put_tickets
from api.masters.recounting import recount_all
from api.masters.texts import unaddressable, unkeepable
from api.store.book_rows import all_rows, present_rows
from api.store.masters import territories_but
from api.store.publishing import lock_territory
from api.store.tables import Territory
from api.work.retelling import retell_all
from api.work.told_written import settle_papers_of_book
from optimiser import Book, Fault, FaultyInput, describing, read_book, write_book

CLOSED_FOR = timedelta(days=60)
"""How long a closed ticket still matters: for repeats, loan units to fetch back, reports owed."""
_COVERED_FOR = timedelta(days=7)


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
    lock_territory(session, territory_id)  # routes that are published meanwhile would tell of the book before
    put_house(session, written, territory_id, clock)
    concerns_all = put_masters(session, written, territory_id, clock)
    if concerns_all:
        _check_others(session, territory_id)
    put_tickets(session, book, written.get("tickets", ()), territory_id, clock)
    settle_papers_of_book(session, book, territory_id)
    drop_others(session, written, territory_id)
    recount_all(session, clock(), None if concerns_all else territory_id)
    retell_all(session, clock(), territory_id)
    return whole_book_of(session, territory_id)


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
