"""The arguments and options that commands share: one name and one meaning each."""

import math
from enum import StrEnum
from typing import Annotated

import typer

_MOST_SECONDS = 1e6
_MOST_ITERATIONS = 2**53
_MOST_SEED = 2**32 - 1
_MOST_THREADS = 256


class Engine(StrEnum):
    """Which search makes the plan."""

    OURS = "ours"
    ROUTING = "routing"


class TravelInstead(StrEnum):
    """What may take the place of the problem's travel."""

    GREAT_CIRCLE = "great_circle"


def seconds(text: str) -> float:
    """Read a limit on time: no infinity, no NaN."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number <= _MOST_SECONDS:
        raise typer.BadParameter(f"{text!r} is no number of seconds above 0 and up to {_MOST_SECONDS:.0f}; try 10")
    return number


ProblemFile = Annotated[str, typer.Argument(metavar="PROBLEM", help="The problem document; - is standard input.")]
PlanFile = Annotated[str, typer.Argument(metavar="PLAN", help="The plan document; - is standard input.")]
VisitId = Annotated[str, typer.Argument(metavar="VISIT", help="The id of a visit.")]
TravelOption = Annotated[
    TravelInstead | None,
    typer.Option("--travel", help="Travel as the crow flies (detour 1.3, 30 km/h) instead of as the problem says."),
]
SecondsOption = Annotated[
    float | None,
    typer.Option(
        "--seconds", parser=seconds, metavar="S", help="Search for so long.  [default: 10; none with --iterations]"
    ),
]
IterationsOption = Annotated[
    int | None,
    typer.Option(
        "--iterations",
        min=0,
        max=_MOST_ITERATIONS,
        metavar="N",
        help="Search so many iterations: with the same seed the plan is the same, byte for byte.",
    ),
]
SeedOption = Annotated[
    int, typer.Option("--seed", min=0, max=_MOST_SEED, metavar="N", help="Another seed, another search.")
]
ThreadsOption = Annotated[
    int | None,
    typer.Option("--threads", min=1, max=_MOST_THREADS, metavar="N", help="Search in so many.  [default: all cores]"),
]
EngineOption = Annotated[
    Engine, typer.Option("--engine", help="Our search, or OR-Tools routing, which knows fewer rules: a yardstick.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print data instead of tables.")]
