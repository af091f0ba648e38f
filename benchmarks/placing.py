"""Times ``place`` once everything is loaded: ``python -m benchmarks.placing PROBLEM PLAN VISIT ...``.

The only file here that calls the software from Python: starting the command line would hide what is measured. Each
visit is taken out of the plan, then placed again; the seconds of the placing go to standard error as a JSON list.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Placing = Callable[[Any, Any, str], object]
"""Takes the loaded problem, a loaded plan that leaves the visit out, and the visit's id."""


def main(arguments: Sequence[str]) -> int:
    """Print the seconds that each placing takes."""
    problem_path, plan_path, *visits = arguments
    try:
        load_problem, load_plan, place = _entry_points()
    except ImportError as error:
        print(f"place is not there to be timed: {error}", file=sys.stderr)
        return 1
    problem, written = load_problem(Path(problem_path).read_text()), json.loads(Path(plan_path).read_text())
    plans = [(visit, load_plan(json.dumps(without(written, visit)), problem)) for visit in visits]
    place(problem, plans[0][1], plans[0][0])  # loads and compiles what it needs
    times = []
    for visit, plan in plans:
        begun = time.perf_counter()
        place(problem, plan, visit)
        times.append(time.perf_counter() - begun)
    print(json.dumps(times), file=sys.stderr)
    return 0


def without(plan: dict[str, Any], visit: str) -> dict[str, Any]:
    """The plan document without one visit, which then is unserved. Its claims of cost go, for they no longer hold."""
    routes = [{**r, "stops": [s for s in r["stops"] if s.get("visit") != visit]} for r in plan["routes"]]
    unserved = [one for one in plan["unserved"] if one["visit"] != visit]
    kept = {key: value for key, value in plan.items() if key not in ("cost", "bound")}
    routes = [r for r in routes if r["stops"]]
    return {**kept, "status": "feasible", "routes": routes, "unserved": [*unserved, {"visit": visit, "reasons": []}]}


def _entry_points() -> tuple[Callable[[str], Any], Callable[[str, Any], Any], Placing]:
    """What reads a problem, what reads a plan, and what places a visit, from the optimiser's front door."""
    from optimiser import place, read_plan, read_problem  # type: ignore[attr-defined]

    return read_problem, read_plan, place


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
