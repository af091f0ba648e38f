"""``roundsman agenda``: from a service book to the problem of some days."""

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.books import BookFile, DaysOption, FromOption, NowOption, load_book
from api.cli.exits import say
from api.cli.files import STREAM, check_writable, write_bytes
from api.cli.layout import document_bytes

if TYPE_CHECKING:
    from optimiser import Agenda


def agenda(
    book: BookFile,
    first: FromOption,
    days: DaysOption = 1,
    now: NowOption = None,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="PROBLEM", help="Where the problem goes; - is standard output.")
    ] = STREAM,
) -> None:
    """Gather what a service book owes in some days: write the problem that solve plans."""
    check_writable(output, book)
    gathered = load_book(book).agenda(first, days, now)
    from optimiser import write_problem

    write_bytes(output, document_bytes(write_problem(gathered.problem)))
    for sentence in gathered.warnings:
        say(f"warning: {sentence}")
    if output != STREAM:
        say(f"{output}: {_counted(gathered)}")


def _counted(gathered: "Agenda") -> str:
    """What there is, in one line."""
    kinds = Counter(source.kind for source in gathered.sources.values())
    visits = ", ".join(f"{count} of {kind}s" for kind, count in kinds.items())
    total = len(gathered.sources)
    said = f"{total} visit{'s' * (total != 1)}{f' ({visits})' if visits else ''}"
    return f"{said}; {len(gathered.waiting)} waiting, {len(gathered.calls)} to be met without a visit"
