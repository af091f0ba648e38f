"""The first start on a machine: every kernel is compiled once, and whoever waits is told."""

from contextlib import suppress

from api.cli.watching import compiling

_MARK = "all_compiled"
_ITERATIONS = 100


def warm_up() -> None:
    """Compile the kernels of search and explanation where that was not done on this machine yet, and say so."""
    from optimiser.compiled import FOLDER

    if (FOLDER / _MARK).exists():
        return
    with compiling():
        _use_every_kernel()
    with suppress(OSError):  # where nothing can be kept, every start compiles
        (FOLDER / _MARK).touch()


def _use_every_kernel() -> None:
    """Plan and explain the bundled day, which has a bit of every rule."""
    from optimiser import Explainer, SolveParams, read_problem, solve, travel_times
    from scenarios.library import demo_day

    problem = read_problem(demo_day())
    travel = travel_times(problem)
    plan = solve(problem, travel, SolveParams(seconds=None, iterations=_ITERATIONS), clock=lambda: 0.0)
    explainer = Explainer(problem, plan, travel)
    explainer.explained()
    for visit in problem.visits[:5]:
        explainer.alternatives(visit.id)
