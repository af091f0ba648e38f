"""Times ``place`` once everything is loaded: ``python -m benchmarks.placing PROBLEM PLAN VISIT ...``.

The only file here that calls the software from Python: starting the command line would hide what is measured. Each
visit is taken out of the plan, then placed again; the seconds of the placing go to standard error as a JSON list.
"""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def main(arguments: Sequence[str]) -> int:
    """Print the seconds that each placing takes."""
    from optimiser import Explainer, parse, read_plan, read_problem, travel_times  # slow to import

    problem_path, plan_path, *visits = arguments
    problem = read_problem(parse(Path(problem_path).read_bytes()))
    travel = travel_times(problem, base=Path(problem_path).parent)
    written = parse(Path(plan_path).read_bytes())
    unclaimed = {"cost": {"total": 0.0}}  # a plan document states a cost; placing does not read it
    plans = [(visit, read_plan({**without(written, visit), **unclaimed}, problem)) for visit in visits]
    Explainer(problem, plans[0][1], travel).place(plans[0][0])  # compiles what it needs
    times = []
    for visit, plan in plans:
        opened = Explainer(problem, plan, travel)
        begun = time.perf_counter()
        opened.place(visit)
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
