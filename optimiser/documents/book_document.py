"""The book document: what is owed to whom, by when, and who there is to do it; read, checked and written."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from optimiser.book import Book
from optimiser.documents.book_people import COVER, ENGINEER, ON_CALL
from optimiser.documents.book_promises import CONTRACT, POLICY, ZONE
from optimiser.documents.book_times import CALENDAR, TIME_ZONE
from optimiser.documents.book_work import APPOINTMENT, RULE, SITE, TICKET, UNIT
from optimiser.documents.findings import EnoughFaults, Findings
from optimiser.documents.kinds import Choice, ListOf, Name
from optimiser.documents.problem_document import GREAT_CIRCLE, ROADS, TABLE_SERVICE
from optimiser.documents.records import Field, OneOf, Record

BOOK_FORMAT = "roundsman-book/1"
MOST_BOOK_BYTES = 50_000_000
"""How large a book may be, for :func:`optimiser.documents.parse`: a hundred thousand tickets with their histories."""

TRAVEL = OneOf("travel", {"great_circle": GREAT_CIRCLE, "roads": ROADS, "osrm": TABLE_SERVICE})

BOOK = Record(
    "a book",
    Book,
    "Everything that visits and their deadlines are made of.",
    [
        Field("format", Choice([BOOK_FORMAT], "wrong_format"), "Name and version of this format.", required=True),
        Field("id", Name("an id"), "What the book is called.", required=True),
        Field("time_zone", TIME_ZONE, "Where days begin and end: a name of the tz database.", required=True),
        Field("travel", TRAVEL, "How long and how far it is from place to place."),
        Field("calendars", ListOf(CALENDAR, "a list of calendars", most=1000), "When time counts.", required=True),
        Field("zones", ListOf(ZONE, "a list of zones", most=1000), "Areas that promises differ by.", required=True),
        Field("policies", ListOf(POLICY, "a list of policies", most=1000), "What is promised.", required=True),
        Field(
            "contracts", ListOf(CONTRACT, "a list of contracts", most=50_000), "Who is promised what.", required=True
        ),
        Field("sites", ListOf(SITE, "a list of sites", most=50_000), "Where work is done.", required=True),
        Field("units", ListOf(UNIT, "a list of units", most=200_000), "On what work is done."),
        Field("tickets", ListOf(TICKET, "a list of tickets", most=200_000), "What customers reported."),
        Field("rules", ListOf(RULE, "a list of inspection rules", most=50_000), "What recurs."),
        Field("appointments", ListOf(APPOINTMENT, "a list of appointments", most=50_000), "Work of any other kind."),
        Field("engineers", ListOf(ENGINEER, "a list of engineers", most=5000), "Who can go.", required=True),
        Field("on_call", ON_CALL, "When somebody is on call; null: never."),
        Field("covers", ListOf(COVER, "a list of covers", most=1000), "Events that are covered around the clock."),
    ],
)

_LISTS = {
    "calendar": "calendars",
    "zone": "zones",
    "policy": "policies",
    "contract": "contracts",
    "site": "sites",
    "unit": "units",
    "engineer": "engineers",
}
"""The list where each kind of thing that can be referred to stands."""


def read_book(document: Mapping[str, Any]) -> Book:
    """Read a book document.

    Parameters
    ----------
    document : mapping
        What :func:`optimiser.documents.parse` returns.

    Returns
    -------
    Book

    Raises
    ------
    FaultyInput
        With every fault of the document, in its order.
    """
    found = Findings()
    draft: dict[str, Any] = {}
    with suppress(EnoughFaults):
        draft = BOOK.draft(document, (), found) or {}
        if draft:
            _check_links(draft, found)
            found.settle(_unreadable(document, draft))
    found.raise_any(document)
    return Book(**draft)


def _check_links(draft: Mapping[str, Any], found: Findings) -> None:
    # Deadlines and calendars load numpy, which whoever reads other documents need not wait for.
    from optimiser.documents.book_links import check_links

    check_links(draft, found)


def _unreadable(document: Mapping[str, Any], draft: Mapping[str, Any]) -> list[str]:
    """Say which kinds of things cannot be referred to because their list cannot be read: that is told once."""
    required = {field.key for field in BOOK.fields if field.required}
    lists = ((kind, key) for kind, key in _LISTS.items() if key not in draft)
    return [kind for kind, key in lists if key in required or document.get(key) is not None]


def write_book(book: Book) -> dict[str, Any]:
    """Write a book as a document that reads back as an equal one.

    Parameters
    ----------
    book : Book
        Its costs, levels and shares are finite; its travel is no matrix.

    Returns
    -------
    dict
        What is at its default is left out.
    """
    out: dict[str, Any] = BOOK.write(book)
    return out
