"""Loads, and the first time on a machine compiles, every kernel of search, bound and explanation."""

_ITERATIONS = 100


def warm_up() -> None:
    """Plan and explain the bundled day, which has a bit of every rule."""
    from optimiser import Explainer, SolveParams, lower_bound, read_problem, solve, travel_times
    from scenarios.library import demo_day

    problem = read_problem(demo_day())
    travel = travel_times(problem)
    plan = solve(problem, travel, SolveParams(seconds=None, iterations=_ITERATIONS), clock=lambda: 0.0)
    lower_bound(problem, travel)
    explainer = Explainer(problem, plan, travel)
    explainer.explained()
    for visit in problem.visits[:5]:
        explainer.alternatives(visit.id)
