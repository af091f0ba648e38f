"""Plans on standard output, as tables."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console, RenderableType
from rich.text import Text

if TYPE_CHECKING:
    from optimiser import Bound, Plan, Problem, TravelTimes

_PIPED_WIDTH = 120


class _Output(Console):
    """A console that leaves it to the command to end where nobody reads on."""

    def on_broken_pipe(self) -> None:
        """Let the exception pass, for :func:`api.cli.exits.told_to_people`."""
        raise BrokenPipeError


def console() -> Console:
    """Standard output; as wide as the terminal, or wide enough for tables where it is none."""
    found = _Output(highlight=False)
    return found if found.is_terminal else _Output(highlight=False, width=_PIPED_WIDTH)


def on_terminal() -> bool:
    """Whether a person looks at standard output."""
    return Console().is_terminal


def print_parts(*parts: RenderableType) -> None:
    """Print texts and tables; a text is never broken where no terminal breaks it."""
    out = console()
    for part in parts:
        out.print(part, soft_wrap=isinstance(part, Text))


def print_json(value: Any) -> None:
    """Print one JSON document."""
    print(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False, default=_as_text))


def _as_text(value: Any) -> str:
    """Write a time as documents do."""
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no part of a document")


def print_plan(problem: "Problem", plan: "Plan", travel: "TravelTimes", bound: "Bound | None" = None) -> None:
    """Print the routes, the cost by part, what is late, what is left out and why, and how cheap any plan can be."""
    from api.terminal import bound_text, cost_table, late_table, routes_table, summary_text, unserved_table

    whole = problem, plan, travel.seconds, travel.metres
    print_parts(routes_table(*whole), cost_table(plan.cost))
    if any(visit.onsite_by or visit.restore_by for visit in problem.visits):
        print_parts(late_table(*whole))
    if plan.unserved:
        print_parts(unserved_table(problem, plan))
    print_parts(summary_text(*whole))
    if bound is not None:
        print_parts(bound_text(bound))
