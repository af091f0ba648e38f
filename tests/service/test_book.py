"""A whole book goes into the store and comes out as it was."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from api.masters.book import book_of, put_book, whole_book_of
from api.store.audit import Author
from optimiser import Book, read_book
from scenarios.library import regime, regimes
from tests.service.conftest import Running


def in_order(book: Book) -> Book:
    """The same book with its lists in the order of ids, as the store tells them."""
    names = ("calendars", "zones", "policies", "contracts", "sites", "units", "engineers", "tickets", "rules")
    sorted_ = {
        name: tuple(sorted(getattr(book, name), key=lambda each: each.id))
        for name in (*names, "appointments", "covers")
    }
    return replace(book, **sorted_)


def put(running: Running, document: Any, territory: str = "main") -> None:
    with running.service.store.writing(Author("tests", running.clock)) as session:
        put_book(session, document, territory, running.clock)


@pytest.mark.parametrize("name", regimes())
def test_a_regime_comes_out_of_the_store_as_it_went_in(running: Running, name: str) -> None:
    document = regime(name).book
    put(running, document)
    with running.service.store.reading() as session:
        assert in_order(whole_book_of(session, "main")) == in_order(read_book(document))


def test_the_book_to_plan_with_has_what_is_open_or_was_closed_lately(running: Running) -> None:
    given = regime("office_care")
    put(running, given.book)
    with running.service.store.reading() as session:
        now, late = book_of(session, "main", given.now), book_of(session, "main", given.now + timedelta(days=400))
    assert len(now.tickets) == len(given.book["tickets"])
    over = {"restored", "solved_remotely", "cancelled"}
    still_open = {each.id for each in now.tickets if not over & {event.kind for event in each.history}}
    assert {each.id for each in late.tickets} == still_open != {each.id for each in now.tickets}
