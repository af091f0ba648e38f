"""``roundsman solve``: from a problem to its plan."""

from typing import Annotated

import typer

from api.cli.files import STREAM, check_writable, write_bytes
from api.cli.layout import document_bytes
from api.cli.loading import load_problem
from api.cli.options import (
    Engine,
    EngineOption,
    IterationsOption,
    ProblemFile,
    SecondsOption,
    SeedOption,
    ThreadsOption,
    TravelOption,
)
from api.cli.planning import SearchOptions, planned
from api.cli.printing import on_terminal, print_plan
from api.cli.watching import ProgressForm

_ProgressOption = Annotated[
    ProgressForm,
    typer.Option(
        "--progress", help="auto: a live line on a terminal; json: a JSON line for each better plan, on stderr."
    ),
]


def solve(
    problem: ProblemFile,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="PLAN", help="Where the plan goes; - is standard output.")
    ] = STREAM,
    seconds: SecondsOption = None,
    iterations: IterationsOption = None,
    seed: SeedOption = 0,
    threads: ThreadsOption = None,
    engine: EngineOption = Engine.OURS,
    progress: _ProgressOption = ProgressForm.AUTO,
    travel: TravelOption = None,
) -> None:
    """Plan a day: write the plan of a problem. Ctrl-C ends the search early with the best plan so far."""
    check_writable(output, problem)
    loaded = load_problem(problem, great_circle=travel is not None)
    times = loaded.travel()
    options = SearchOptions(seconds, iterations, seed, threads, engine.value, progress)
    printing = output != STREAM and on_terminal()
    plan, bound = planned(loaded, times, options, bounded=printing)
    from optimiser import write_plan

    write_bytes(output, document_bytes(write_plan(plan)))
    if printing:
        print_plan(loaded.problem, plan, times, bound)
