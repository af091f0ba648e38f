"""``roundsman validate``: whether a problem can be planned, or a service book be read."""

from collections.abc import Mapping
from typing import Annotated

import typer
from rich.text import Text

from api.cli.books import LoadedBook, load_book
from api.cli.exits import say
from api.cli.files import STREAM, check_writable, shown_name, write_bytes
from api.cli.layout import document_bytes
from api.cli.loading import BOOK_FORMAT, LoadedProblem, load_problem
from api.cli.options import ProblemFile, TravelOption
from api.cli.printing import print_parts
from optimiser import FaultyInput


def validate(
    problem: ProblemFile,
    expand: Annotated[
        bool, typer.Option("--expand", help="Write the problem with its travel as a matrix inside.")
    ] = False,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where --expand writes.  [default: standard output]"),
    ] = None,
    travel: TravelOption = None,
) -> None:
    """Tell every fault of a problem or a service book at once, each with its path, its value and what to try."""
    if output is not None and not expand:
        raise typer.BadParameter("is for --expand: nothing else is written", param_hint="--output")
    check_writable(output or STREAM)
    try:
        loaded = load_problem(problem, great_circle=travel is not None)
    except FaultyInput as faulty:
        if expand or problem == STREAM or not _is_book(faulty):
            raise
        print_parts(_book_counted(load_book(problem)))
        return
    if expand:
        _write_expanded(loaded, output or STREAM)
        return
    if loaded.problem.travel.kind != "osrm":  # whether a service answers is no matter of the document
        loaded.travel()
    print_parts(_counted(loaded))


def _is_book(faulty: FaultyInput) -> bool:
    """Whether a document is no problem because it says that it is a book."""
    return any(fault.path == "$.format" and fault.value == BOOK_FORMAT for fault in faulty.faults)


def _write_expanded(loaded: LoadedProblem, target: str) -> None:
    from optimiser import with_matrix

    times = loaded.travel()
    write_bytes(target, document_bytes(with_matrix(loaded.document, times.seconds, times.metres)))
    if target != STREAM:
        say(f"{target}: {len(loaded.problem.places)} places, with the matrix between them")


def _counted(loaded: LoadedProblem) -> Text:
    problem = loaded.problem
    shifts = sum(len(engineer.shifts) for engineer in problem.engineers)
    counts = {
        "visit": len(problem.visits),
        "engineer": len(problem.engineers),
        "shift": shifts,
        "place": len(problem.places),
    }
    return Text(
        f"{shown_name(loaded.source)} is valid: {_listed(counts)}; travel by {problem.travel.kind.replace('_', ' ')}."
    )


def _book_counted(loaded: LoadedBook) -> Text:
    book = loaded.book
    counts = {
        "contract": len(book.contracts),
        "site": len(book.sites),
        "engineer": len(book.engineers),
        "ticket": len(book.tickets),
        "inspection rule": len(book.rules),
        "appointment": len(book.appointments),
    }
    return Text(f"{shown_name(loaded.source)} is a valid book: {_listed(counts)}.")


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {what}{'s' * (count != 1)}" for what, count in counts.items())
