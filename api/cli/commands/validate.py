"""``roundsman validate``: whether a problem can be planned."""

from typing import Annotated

import typer
from rich.text import Text

from api.cli.exits import say
from api.cli.files import STREAM, check_writable, shown_name, write_bytes
from api.cli.layout import document_bytes
from api.cli.loading import LoadedProblem, load_problem
from api.cli.options import ProblemFile, TravelOption
from api.cli.printing import print_parts


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
    """Tell every fault of a problem document at once, each with its path, its value and what to try."""
    if output is not None and not expand:
        raise typer.BadParameter("is for --expand: nothing else is written", param_hint="--output")
    check_writable(output or STREAM)
    loaded = load_problem(problem, great_circle=travel is not None)
    if expand:
        _write_expanded(loaded, output or STREAM)
        return
    if loaded.problem.travel.kind != "osrm":  # whether a service answers is no matter of the document
        loaded.travel()
    print_parts(_counted(loaded))


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
    said = ", ".join(f"{count} {what}{'s' * (count != 1)}" for what, count in counts.items())
    return Text(f"{shown_name(loaded.source)} is valid: {said}; travel by {problem.travel.kind.replace('_', ' ')}.")
