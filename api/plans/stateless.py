"""A problem document in, a plan document out, and nothing is kept: the job of kind ``stateless``."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from api.jobs.kinds import Outcome, Task
from api.plans.searching import searched, travelled
from optimiser import Fault, FaultyInput, parse, read_problem, write_plan

MOST_PLACES = 4000
"""Travel times are a matrix; that of more places than this does not fit beside other work."""

REACHES_OUT = frozenset({"roads", "osrm"})
"""Kinds of travel that open files or addresses."""


def solve_document(task: Task) -> Outcome:
    """Plan a problem document.

    Params: ``text``, the document; ``travel``, the house's travel where the asker may use it; ``seconds``,
    ``iterations``, ``seed``.

    Raises
    ------
    FaultyInput
        With every fault of the document.
    """
    params = task.params
    document = parse(params["text"])
    require_harmless(document, params.get("travel"))
    problem = read_problem(document)
    task.hearing.tell(visits=len(problem.visits))
    travel = travelled(task, problem)
    found = searched(task, problem, travel, params.get("seconds"), params.get("iterations"), params.get("seed") or 0)
    # What counts iterations is the same each time; how good a bound is depends on the time that there was.
    bound = None if params.get("iterations") else found.bound
    return Outcome(write_plan(replace(found.plan, bound=bound)))


def require_harmless(document: Mapping[str, Any], allowed: Mapping[str, Any] | None) -> None:
    """See to it that a stranger's document neither opens files or addresses in our name, nor takes all memory.

    Parameters
    ----------
    allowed : mapping or None
        Travel that may reach out all the same.

    Raises
    ------
    FaultyInput
        Where it does.
    """
    faults = []
    travel = document.get("travel")
    kind = travel.get("kind") if isinstance(travel, Mapping) else None
    if kind in REACHES_OUT and travel != allowed:
        message = f"travel of kind {kind!r} is not open to documents sent here; send a matrix, or great_circle"
        faults.append(Fault("$.travel.kind", "travel_not_allowed", message, kind))
    places = document.get("places")
    if isinstance(places, Sequence) and len(places) > MOST_PLACES:
        message = f"{len(places)} places are more than the {MOST_PLACES} that are taken here; send fewer"
        faults.append(Fault("$.places", "out_of_range", message, len(places)))
    if faults:
        raise FaultyInput(faults)
