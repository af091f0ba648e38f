"""VROOM, through pyvroom: construction and local search that end by themselves."""

import time
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import vroom

from benchmarks.hardform import HardProblem, HardShift, HardVisit
from benchmarks.plandocument import plan_cost

Prices = tuple[float, float]
"""Per kilometre and per hour of travel."""

COST_UNITS = (0.01, 0.001)
"""Money of one unit in VROOM's whole-number costs, in the order tried.

The unit decides ties only, yet moves the outcome either way: 3 724 and 3 529 at 100 visits, 4 051 and 4 538 at 300.
"""
AGAIN_WITHIN_S = 60.0
"""Where VROOM has no limit, it is run in the next unit as long as that should end within this time."""
LARGEST_COST = 1e8
"""What one leg may cost in VROOM's units, so that the legs of a route fit into its 32 bits."""
EXPLORATION_LEVEL = 5
"""The most thorough."""
HIGHEST_PRIORITY = 100


def beyond(problem: HardProblem) -> list[str]:
    """What VROOM has no words for besides what the hard form leaves out.

    It serves as much priority as it can, whatever the way costs: skip costs that differ would become ranks.
    """
    return ["skip costs that differ"] if len({visit.skip_cost for visit in problem.visits}) > 1 else []


def solve(problem: HardProblem, seconds: float | None, seed: int, threads: int) -> dict[int, list[int]]:
    """Ask VROOM for a plan.

    Parameters
    ----------
    problem : HardProblem
        The problem.
    seconds : float or None
        Its limit; None lets it end by itself. It stops between its searches, hence somewhat late. What it leaves of
        the limit is used for another run in a finer unit of cost, and the cheaper plan counts.
    seed : int
        Unused: VROOM draws nothing.
    threads : int
        How many threads it may use.

    Returns
    -------
    dict of int to list of int
        For each shift that goes out the order of its visits, by index.
    """
    begun = time.monotonic()
    found = [_run(problem, COST_UNITS[0], seconds, threads)]
    took_s = time.monotonic() - begun
    left_s = (AGAIN_WITHIN_S if seconds is None else seconds) - took_s
    if took_s <= left_s:
        found.append(_run(problem, COST_UNITS[1], left_s, threads))
    return min(found, key=lambda orders: plan_cost(problem, orders))


def _run(problem: HardProblem, finest: float, seconds: float | None, threads: int) -> dict[int, list[int]]:
    model = vroom.Input()
    unit = _unit(problem, finest)
    names = _add_travel(model, problem, unit)
    exceptional = [j for j in range(len(problem.visits)) if not all(shift.may[j] for shift in problem.shifts)]
    for k, shift in enumerate(problem.shifts):
        may = {j for j in exceptional if shift.may[j]}
        profile = names[shift.cost_per_km, shift.cost_per_travel_hour]
        model.add_vehicle(_vehicle(k, shift, profile, may, round(shift.fixed_cost / unit)))
    for j, visit in enumerate(problem.visits):
        model.add_job(_job(j, visit, {j}.intersection(exceptional)))
    timeout = {} if seconds is None else {"timeout": timedelta(seconds=seconds)}
    found = model.solve(exploration_level=EXPLORATION_LEVEL, nb_threads=threads, **timeout)
    orders: dict[int, list[int]] = {}
    for step in found.routes.itertuples():
        if step.type == "job":
            orders.setdefault(int(step.vehicle_id), []).append(int(step.id))
    return orders


def _add_travel(model: vroom.Input, problem: HardProblem, unit: float) -> dict[Prices, str]:
    """A pair of matrices for each pair of prices, under the profile name that is returned for it."""
    names: dict[Prices, str] = {}
    for shift in problem.shifts:
        prices = shift.cost_per_km, shift.cost_per_travel_hour
        if prices not in names:
            names[prices] = f"prices{len(names)}"
            model.set_durations_matrix(names[prices], problem.seconds)
            model.set_costs_matrix(names[prices], np.rint(_leg_costs(problem, prices) / unit))
    return names


def _unit(problem: HardProblem, finest: float) -> float:
    """Money of one unit of cost: the one that is asked for, or coarser where the largest leg needs it."""
    prices = {(shift.cost_per_km, shift.cost_per_travel_hour) for shift in problem.shifts}
    return max(finest, *(float(_leg_costs(problem, pair).max()) / LARGEST_COST for pair in prices))


def _leg_costs(problem: HardProblem, prices: Prices) -> npt.NDArray[np.float64]:
    return np.asarray(problem.metres / 1000 * prices[0] + problem.seconds / 3600 * prices[1])


def _vehicle(k: int, shift: HardShift, profile: str, skills: set[int], fixed: int) -> vroom.Vehicle:
    return vroom.Vehicle(
        k,
        start=shift.start_place,
        end=shift.end_place,
        profile=profile,
        skills=skills,
        time_window=vroom.TimeWindow(shift.start_s, shift.end_s),
        costs=vroom.VehicleCosts(fixed=fixed),
    )


def _job(j: int, visit: HardVisit, skills: set[int]) -> vroom.Job:
    """A visit. What it asks of an engineer is one skill of its own, which those who may serve it have."""
    return vroom.Job(
        j,
        location=visit.place,
        default_service=visit.duration_s,
        skills=skills,
        priority=HIGHEST_PRIORITY,
        time_windows=[vroom.TimeWindow(first, last) for first, last in visit.windows],
    )
