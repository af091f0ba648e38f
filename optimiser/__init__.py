"""The front door: what the service, the command line and whoever plans in Python need.

Read a problem, work out the travel, plan, and ask about the plan::

    import json, time
    from pathlib import Path
    from optimiser import check, explain, parse, read_problem, solve, travel_times, write_plan

    problem = read_problem(parse(Path("problem.json").read_bytes()))
    travel = travel_times(problem)
    plan = explain(problem, solve(problem, travel, clock=time.monotonic), travel)
    verdict = check(problem, plan, travel.seconds, travel.metres)
    assert not verdict.violations
    print(json.dumps(write_plan(plan)))

Each name is loaded when it is first asked for: whoever only reads documents does not wait for compilers and solvers.
"""

from importlib import import_module
from typing import TYPE_CHECKING

__all__ = [
    "Alternative",
    "Bound",
    "Break",
    "Cost",
    "Engineer",
    "Explainer",
    "Fault",
    "FaultyInput",
    "GreatCircle",
    "Horizon",
    "ImpossiblePlan",
    "Lateness",
    "Matrix",
    "MatrixCache",
    "Pin",
    "Place",
    "Placement",
    "Plan",
    "Position",
    "Problem",
    "Progress",
    "Reason",
    "Roads",
    "RoundsmanError",
    "Route",
    "Shift",
    "SolveParams",
    "Stop",
    "TableService",
    "TravelTimes",
    "TravelUnavailable",
    "Unserved",
    "Verdict",
    "Violation",
    "Visit",
    "Window",
    "check",
    "explain",
    "parse",
    "place",
    "plan_schema",
    "problem_schema",
    "read_plan",
    "read_problem",
    "reasons",
    "solve",
    "travel_times",
    "with_matrix",
    "write_plan",
    "write_problem",
]

if TYPE_CHECKING:
    from optimiser.checker import Verdict, Violation, check
    from optimiser.documents import (
        parse,
        plan_schema,
        problem_schema,
        read_plan,
        read_problem,
        with_matrix,
        write_plan,
        write_problem,
    )
    from optimiser.errors import Fault, FaultyInput, ImpossiblePlan, RoundsmanError, TravelUnavailable
    from optimiser.explanation import Alternative, Explainer, Lateness, Placement, explain, place, reasons
    from optimiser.inputs import (
        Break,
        Engineer,
        GreatCircle,
        Horizon,
        Matrix,
        Pin,
        Place,
        Position,
        Problem,
        Roads,
        Shift,
        TableService,
        Visit,
        Window,
    )
    from optimiser.plan import Bound, Cost, Plan, Reason, Route, Stop, Unserved
    from optimiser.solver import Progress, SolveParams, solve
    from optimiser.travel import MatrixCache, TravelTimes, travel_times

_ROOMS = {
    "checker": "Verdict Violation check",
    "documents": "parse plan_schema problem_schema read_plan read_problem with_matrix write_plan write_problem",
    "errors": "Fault FaultyInput ImpossiblePlan RoundsmanError TravelUnavailable",
    "explanation": "Alternative Explainer Lateness Placement explain place reasons",
    "inputs": (
        "Break Engineer GreatCircle Horizon Matrix Pin Place Position Problem Roads Shift TableService Visit Window"
    ),
    "plan": "Bound Cost Plan Reason Route Stop Unserved",
    "solver": "Progress SolveParams solve",
    "travel": "MatrixCache TravelTimes travel_times",
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names.split()}

if not TYPE_CHECKING:  # a type checker that saw this would let every misspelt name pass

    def __getattr__(name: str) -> object:
        """Load a name when it is first asked for, and keep it."""
        room = _ROOM_OF.get(name)
        if room is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(f"{__name__}.{room}"), name)
        return found

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
