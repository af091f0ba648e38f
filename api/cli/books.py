"""From the names on the command line to a service book, and the days of it that are asked about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from api.cli.exits import of_document
from api.cli.files import read_bytes, shown_name
from api.cli.loading import PROBLEM_FORMAT, refuse

if TYPE_CHECKING:
    from optimiser import Agenda, Book

MOST_DAYS = 370
_YEARS = range(1970, 2200)
"""Those that documents may speak of."""


@dataclass(frozen=True)
class LoadedBook:
    """A book, the document that it was read from, and where that lies."""

    source: str
    document: Mapping[str, Any]
    book: "Book"

    def agenda(self, first: date, days: int, now: datetime | None) -> "Agenda":
        """Gather what is due in some days; a time without an offset is one on the book's clocks.

        Raises
        ------
        FaultyInput
            With every fault of the book that keeps it from being planned.
        """
        from optimiser import agenda_of

        if now is not None and now.tzinfo is None:
            now = now.replace(tzinfo=ZoneInfo(self.book.time_zone))
        with of_document(shown_name(self.source)):
            return agenda_of(self.book, first, first + timedelta(days=days - 1), now)


def load_book(source: str) -> LoadedBook:
    """Read a book document from a file, or from ``-``.

    Raises
    ------
    FaultyInput
        With every fault of the document.
    """
    from optimiser import MOST_BOOK_BYTES, parse, read_book

    with of_document(shown_name(source)):
        document = parse(read_bytes(source), most_bytes=MOST_BOOK_BYTES)
        refuse(document, PROBLEM_FORMAT, "this is a problem, not a service book; `roundsman solve` plans it")
        return LoadedBook(source, document, read_book(document))


def read_day(text: str) -> date:
    """Read a day from the command line."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; write it as 2026-11-23") from None
    _check_year(text, day.year)
    return day


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is no time; write it as 2026-11-23T07:30 or 2026-11-23T07:30:00+08:00"
        raise typer.BadParameter(message) from None
    _check_year(text, moment.year)
    return moment


def _check_year(text: str, year: int) -> None:
    """See to it that calendars can be asked about a year, and about the days around it."""
    if year not in _YEARS:
        raise typer.BadParameter(f"{text!r} is outside the years {_YEARS[0]} to {_YEARS[-1]}; look at the year")


BookFile = Annotated[str, typer.Argument(metavar="BOOK", help="The book document; - is standard input.")]
FromOption = Annotated[
    date, typer.Option("--from", parser=read_day, metavar="DATE", help="The first day, by the book's clocks.")
]
DaysOption = Annotated[int, typer.Option("--days", min=1, max=MOST_DAYS, metavar="N", help="So many days.")]
NowOption = Annotated[
    datetime | None,
    typer.Option("--now", parser=_moment, metavar="TIME", help="What was reported or happened later is not known yet."),
]
