"""From the names on the command line to a problem, a plan and the travel between places."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.cli.exits import of_document
from api.cli.files import MOST_BYTES, STREAM, read_bytes, shown_name
from optimiser import Fault, FaultyInput

if TYPE_CHECKING:
    from optimiser import Explainer, Plan, Problem, TravelTimes

PROBLEM_FORMAT, BOOK_FORMAT = "roundsman/1", "roundsman-book/1"
_GREAT_CIRCLE = {"kind": "great_circle", "detour": 1.3, "speed_kmh": 30}


@dataclass(frozen=True)
class LoadedProblem:
    """A problem, the document that it was read from, and where that lies."""

    source: str
    document: Mapping[str, Any]
    problem: "Problem"

    @property
    def folder(self) -> Path:
        """Where the paths that the document names start."""
        return Path() if self.source == STREAM else Path(self.source).parent

    def travel(self) -> "TravelTimes":
        """Work out the travel between its places; what was worked out once is kept for the next run."""
        from optimiser import MatrixCache, travel_times

        with of_document(shown_name(self.source)):
            return travel_times(self.problem, cache=MatrixCache(), base=self.folder)


@dataclass(frozen=True)
class LoadedPlan:
    """A plan and the document that it was read from."""

    source: str
    document: Mapping[str, Any]
    plan: "Plan"

    @property
    def claimed(self) -> dict[str, float]:
        """The costs that the document states, and only those."""
        return {part: cost for part, cost in self.document["cost"].items() if isinstance(cost, int | float)}


def load_problem(source: str, *, great_circle: bool = False) -> LoadedProblem:
    """Read a problem document.

    Parameters
    ----------
    source : str
        A file, or ``-``.
    great_circle : bool
        Travel as the crow flies, whatever the problem says: for when its roads or its service are not to be had.

    Raises
    ------
    FaultyInput
        With every fault of the document.
    """
    from optimiser import parse, read_problem

    with of_document(shown_name(source)):
        document = parse(read_bytes(source), most_bytes=MOST_BYTES)
        refuse(document, BOOK_FORMAT, "this is a service book; `roundsman agenda` makes problems of it")
        if great_circle:
            document = {**document, "travel": _GREAT_CIRCLE}
        return LoadedProblem(source, document, read_problem(document))


def refuse(document: Any, other: str, message: str) -> None:
    """Say what a document is instead of all that it lacks to be another.

    Raises
    ------
    FaultyInput
        Where its format is the other one: with that fault alone.
    """
    if isinstance(document, Mapping) and document.get("format") == other:
        raise FaultyInput([Fault("$.format", "wrong_format", message, other)])


def load_plan(source: str, loaded: LoadedProblem) -> LoadedPlan:
    """Read a plan document of a problem.

    Raises
    ------
    FaultyInput
        With every fault of the document; a plan of another problem is one.
    """
    from optimiser import parse, read_plan

    with of_document(shown_name(source)):
        if source == STREAM == loaded.source:
            message = "standard input can be read once, for the problem or for the plan; name a file for the other"
            raise FaultyInput([Fault("$", "unreadable_file", message, source)])
        document = parse(read_bytes(source), most_bytes=MOST_BYTES)
        return LoadedPlan(source, document, read_plan(document, loaded.problem))


def opened(loaded: LoadedProblem, stated: LoadedPlan) -> "Explainer":
    """Open a plan for questions.

    Raises
    ------
    FaultyInput
        Where its routes cannot be timed within the rules: ``roundsman check`` says what is wrong with them.
    """
    travel = loaded.travel()
    from api.cli.warming import warm_up
    from optimiser import Explainer

    warm_up()
    with of_document(shown_name(stated.source)):
        return Explainer(loaded.problem, stated.plan, travel)


def require_visit(loaded: LoadedProblem, visit: str) -> None:
    """See to it that the problem has a visit of that id.

    Raises
    ------
    FaultyInput
        With the most similar id.
    """
    from optimiser.documents.findings import nearest, shown

    known = [each.id for each in loaded.problem.visits]
    if visit not in known:
        hint = nearest(visit, known) or f"name one of the {len(known)} that {shown_name(loaded.source)} has"
        raise FaultyInput([Fault("VISIT", "unknown_visit", f"there is no visit {shown(visit)}; {hint}", visit)])
