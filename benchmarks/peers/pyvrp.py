"""PyVRP: iterated local search on one thread.

What was tried on the hard days of 100 and 300 visits, and what is kept:

- Leaving a visit out is the work of one more kind of vehicle, whose way to a visit costs its skip price, instead of an
  optional client with a prize: 4 900 in 10 s against 8 700 in 8 s at 300 visits (one seed each), since every move then
  trades served for unserved. That vehicle drives at the common speed, or the neighbourhoods are drawn from its own.
- A visit that an engineer may not serve is a very dear leg of the engineer's profile. A load that exceeds a capacity
  was no better at 100 visits and ended without a feasible plan at 300.
- At most 10 perturbations instead of 25: more than twice the iterations in the same time.
- Penalties for being late stay near the skip costs instead of far above them, where PyVRP would start: 3 040 to 3 070
  in 10 000 iterations at 100 visits against 3 370 to 3 920 in 8 000, three seeds each. At 300 visits, where two seeds
  differ by more than that, no level between the two was clearly best.

The settings were thus chosen, among about thirty and by one to three seeds, on two of the days that are then measured.
That favours PyVRP there, as it should be for a yardstick; on fresh problems nothing was chosen.
"""

from typing import Any

import numpy as np
import pyvrp
from pyvrp.search import PerturbationParams
from pyvrp.solve import SolveParams
from pyvrp.stop import MaxRuntime

from benchmarks.errors import NoPlan
from benchmarks.hardform import HardProblem, HardShift

Matrix = Any
"""An array of whole numbers: the types that PyVRP declares for its matrices are not ones that numpy's can meet."""

COST_UNIT = 0.01
"""Money of one unit in PyVRP's whole-number costs."""
MAX_PERTURBATIONS = 10
LATE_AS_SKIPPED_S = 1_200.0
"""How late a visit has to be in the search for its penalty, at its highest, to match the dearest skip cost."""
SECONDS_IF_UNSAID = 60.0
"""PyVRP does not end by itself."""


def beyond(problem: HardProblem) -> list[str]:
    """What PyVRP has no words for besides what the hard form leaves out."""
    return ["several windows for one visit"] if any(len(visit.windows) > 1 for visit in problem.visits) else []


def solve(problem: HardProblem, seconds: float | None, seed: int, threads: int) -> dict[int, list[int]]:
    """Ask PyVRP for a plan.

    Parameters
    ----------
    problem : HardProblem
        The problem.
    seconds : float or None
        How long it searches; building the model is not counted.
    seed : int
        For its random choices.
    threads : int
        Unused: PyVRP has one thread.

    Returns
    -------
    dict of int to list of int
        For each shift that goes out the order of its visits, by index.

    Raises
    ------
    NoPlan
        Where it finds nothing that it calls feasible.
    """
    limit_s = SECONDS_IF_UNSAID if seconds is None else seconds
    model = _Model(problem)
    data, parameters = model.data(), model.parameters()
    best = pyvrp.solve(data, MaxRuntime(limit_s), seed=seed, collect_stats=False, params=parameters).best
    if not best.is_feasible():
        raise NoPlan(f"PyVRP found no feasible plan in {limit_s:g} s")
    orders: dict[int, list[int]] = {}
    for route in best.routes():
        k = route.vehicle_type()
        if k < len(problem.shifts):
            may = problem.shifts[k].may
            visits = [activity.idx for activity in route if activity.is_client()]
            orders[k] = [j for j in visits if may[j]]
    return orders


class _Model:
    """The problem in PyVRP's words. Every visit is a location of its own, then come the places of the shifts."""

    def __init__(self, problem: HardProblem) -> None:
        self.problem = problem
        self.homes = sorted({place for s in problem.shifts for place in (s.start_place, s.end_place)})
        self.places = np.array([*(visit.place for visit in problem.visits), *self.homes])
        self.skip_costs = np.array([_units(visit.skip_cost) for visit in problem.visits], dtype=np.int64)
        self.durations = problem.seconds[np.ix_(self.places, self.places)]
        self.origin_s = min(0, *(v.windows[0][0] for v in problem.visits), *(s.start_s for s in problem.shifts))

    def parameters(self) -> SolveParams:
        """How PyVRP searches; what is not said here is left as it comes."""
        highest = max(1.0, float(self.skip_costs.max()) / LATE_AS_SKIPPED_S)
        return SolveParams(
            penalty=pyvrp.PenaltyParams(max_penalty=highest),
            perturbation=PerturbationParams(max_perturbations=MAX_PERTURBATIONS),
        )

    def data(self) -> pyvrp.ProblemData:
        """The whole problem."""
        profiles: dict[tuple[float, float, tuple[bool, ...]], int] = {}
        for shift in self.problem.shifts:
            profiles.setdefault((shift.cost_per_km, shift.cost_per_travel_hour, shift.may), len(profiles))
        vehicles = [
            self._vehicle(k, shift, profiles[shift.cost_per_km, shift.cost_per_travel_hour, shift.may])
            for k, shift in enumerate(self.problem.shifts)
        ]
        return pyvrp.ProblemData(
            locations=[pyvrp.Location(0, 0) for _ in self.places],
            clients=self._clients(),
            depots=[pyvrp.Depot(len(self.problem.visits) + h) for h in range(len(self.homes))],
            vehicle_types=[*vehicles, self._left_out(len(profiles))],
            distance_matrices=[*(self._costs(*profile) for profile in profiles), self._skipping_costs()],
            duration_matrices=[*(self.durations for _ in profiles), self._skipping_durations()],
        )

    def _clients(self) -> list[pyvrp.Client]:
        return [
            pyvrp.Client(
                location=j,
                service_duration=visit.duration_s,
                tw_early=visit.windows[0][0] - self.origin_s,
                tw_late=visit.windows[0][1] - self.origin_s,
            )
            for j, visit in enumerate(self.problem.visits)
        ]

    def _vehicle(self, k: int, shift: HardShift, profile: int) -> pyvrp.VehicleType:
        return pyvrp.VehicleType(
            start_depot=self.homes.index(shift.start_place),
            end_depot=self.homes.index(shift.end_place),
            fixed_cost=_units(shift.fixed_cost),
            tw_early=shift.start_s - self.origin_s,
            tw_late=shift.end_s - self.origin_s,
            profile=profile,
            name=str(k),
        )

    def _left_out(self, profile: int) -> pyvrp.VehicleType:
        """The kind of vehicle, as many as there are visits, whose work is what the plan leaves out."""
        return pyvrp.VehicleType(num_available=len(self.problem.visits), profile=profile, name="left out")

    def _costs(self, per_km: float, per_hour: float, may: tuple[bool, ...]) -> Matrix:
        metres = self.problem.metres[np.ix_(self.places, self.places)]
        costs = np.rint((metres / 1000 * per_km + self.durations / 3600 * per_hour) / COST_UNIT).astype(np.int64)
        barred = [j for j, allowed in enumerate(may) if not allowed]
        # Far dearer than leaving the visit out, and still near enough to the other figures not to blind the search.
        costs[:, barred] = costs[barred, :] = 2 * int(self.skip_costs.max()) + int(costs.max())
        np.fill_diagonal(costs, 0)
        return costs

    def _skipping_costs(self) -> Matrix:
        costs = np.zeros_like(self.durations)
        costs[:, : len(self.skip_costs)] = self.skip_costs
        np.fill_diagonal(costs, 0)
        return costs

    def _skipping_durations(self) -> Matrix:
        """As everyone drives, but out and home in no time, so that each visit can be left out in its own window."""
        durations = self.durations.copy()
        visit_count = len(self.problem.visits)
        durations[visit_count:, :] = durations[:, visit_count:] = 0
        return durations


def _units(cost: float) -> int:
    return round(cost / COST_UNIT)
