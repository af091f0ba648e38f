"""What "evenly" means to CP-SAT, and how it is asked so that the answer is always the same.

OR-Tools is imported where it is needed: it takes longer to load than most rosters take to plan.
"""

from collections.abc import Sequence
from typing import Any

_EFFORT = 2.0  # deterministic time, in about seconds; the answer is the same on every machine


def unevenness(model: Any, counts: Sequence[Any], most: int, total: int) -> Any:
    """How uneven `counts` are: the difference of the largest and the smallest, and all that lies off the even share.

    It is 0 where all counts are the total divided by their number, rounded down or up, and not where any is not.

    Parameters
    ----------
    model : CpModel
    counts : sequence of linear expressions
    most : int
        What no count can exceed.
    total : int
        What the counts add up to.
    """
    if len(counts) < 2:  # one alone is always even
        return 0
    low, high = total // len(counts), -(-total // len(counts))
    largest, smallest = model.new_int_var(high, max(most, high), ""), model.new_int_var(0, low, "")
    off = []
    for count in counts:
        over, under = model.new_int_var(0, max(most, high), ""), model.new_int_var(0, low, "")
        model.add(over >= count - high)
        model.add(under >= low - count)
        model.add(largest >= count)
        model.add(smallest <= count)
        off += [over, under]
    return largest - high + low - smallest + sum(off)


def solved(model: Any) -> Any:
    """The solver after solving; the same model gives the same values, always.

    Where the model has hints, the answer is theirs unless another one costs less.
    """
    from ortools.sat.python import cp_model

    hinted = None
    if model.proto.solution_hint.vars:
        hinted = _solver(fix_variables_to_their_hinted_value=True)
        hinted.solve(model)
        if hinted.response_proto.solution:
            _hint_all(model, hinted.response_proto.solution)
    solver = _solver()
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        # Every model here leaves open what nobody can do, so that something always fits.
        raise RuntimeError(f"the roster's model has no answer: {status}")
    if hinted is not None and hinted.response_proto.solution and hinted.objective_value <= solver.objective_value:
        return hinted
    return solver


def _solver(**parameters: Any) -> Any:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = _EFFORT
    for name, value in parameters.items():
        setattr(solver.parameters, name, value)
    return solver


def _hint_all(model: Any, values: Sequence[int]) -> None:
    """Give every variable of the model a hint."""
    model.clear_hints()
    for index, value in enumerate(values):
        model.add_hint(model.get_int_var_from_proto_index(index), value)
