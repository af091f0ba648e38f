"""A problem as an OR-Tools routing model.

Exact there: travel prices, skills and pins, windows, overtime, lateness by the hour, preferences, fixed costs, skip
prices, set-up, stops, distance, duration and room in the van. Roughly: lateness by the day, with a cap or with two
deadlines is one straight line; a break is owed by every route that is out when it could be taken, and may interrupt
travel; many different prices of travel become a few. Whatever is rough here is made exact by whoever times the plan.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from ortools.constraint_solver import pywrapcp

from optimiser.facts import (
    BREAK,
    BREAKS,
    DURATION,
    EARLIEST,
    END,
    ENGINEER,
    FIXED,
    FROM,
    LATEST,
    LEFT,
    LENGTH,
    LIMIT,
    MAX_DURATION,
    MAX_METRES,
    MAX_STOPS,
    NEVER,
    OPEN,
    OVERTIME_PER_S,
    PER_M,
    PER_S,
    PLACE,
    SKIP,
    START,
    TO,
    WINDOW,
    WINDOWS,
    Facts,
    Ints,
    ProblemArrays,
)
from optimiser.objective import free_until, lateness_price

FINEST = 1_000_000  # units of a whole cost unit: lateness is priced by the second, in whole units
MOST_COST = 10**15  # so that sums of penalties stay within 64 bits
MOST_ARCS = 12_000_000  # entries of all cost matrices together: 100 MB
TIME, METRES, STOPS, PREFERENCE = "time", "metres", "stops", "preference"


@dataclass(frozen=True)
class RoutingModel:
    """The model, and what its nodes and vehicles stand for.

    Attributes
    ----------
    routing : pywrapcp.RoutingModel
    manager : pywrapcp.RoutingIndexManager
    visits : tuple of int
        The visit of each node; later nodes are places where routes begin and end.
    shifts : tuple of int
        The shift of each vehicle.
    unit : float
        Cost units of the model per unit of cost.
    """

    routing: pywrapcp.RoutingModel
    manager: pywrapcp.RoutingIndexManager
    visits: tuple[int, ...]
    shifts: tuple[int, ...]
    unit: float

    def sequences(self, following: Callable[[int], int]) -> dict[int, list[int]]:
        """The visits of each shift, given the index that follows each index."""
        found: dict[int, list[int]] = {}
        for vehicle, s in enumerate(self.shifts):
            index = following(self.routing.Start(vehicle))
            while not self.routing.IsEnd(index):
                found.setdefault(s, []).append(self.visits[self.manager.IndexToNode(index)])
                index = following(index)
        return found


def build(arrays: ProblemArrays, seed: int) -> RoutingModel | None:
    """Model a problem; None where there is nothing to decide.

    Parameters
    ----------
    seed : int
        Shuffles the order of the visits: the engine itself draws nothing at random.
    """
    facts = arrays.facts
    shifts = [s for s in range(len(facts.shift_i)) if _usable(arrays, s)]
    visits = [v for v in range(len(facts.visit_i)) if np.isfinite(facts.assign[v, shifts]).any() and _worth(facts, v)]
    if not visits:
        return None
    order = np.random.default_rng(seed).permutation(len(visits))
    return _Builder(arrays, shifts, [visits[k] for k in order]).model()


def _usable(arrays: ProblemArrays, s: int) -> bool:
    """Whether the shift may have any visit at all."""
    row = arrays.facts.shift_i[s]
    return bool(
        row[START] <= row[LIMIT]
        and row[MAX_STOPS] > 0
        and row[MAX_METRES] >= 0
        and (arrays.facts.room[s] >= -1e-9).all()
    )


def _worth(facts: Facts, v: int) -> bool:
    """Whether the visit's skip price is above the lateness that cannot be avoided any more."""
    begins_s = int(max(facts.visit_i[v, OPEN], facts.shift_i[:, START].min()))
    late = lateness_price(facts.visit_f[v], begins_s, begins_s + int(facts.visit_i[v, DURATION]))
    return bool(late < facts.visit_f[v, SKIP])


class _Builder:
    """Puts the model together; one method per group of rules."""

    def __init__(self, arrays: ProblemArrays, shifts: Sequence[int], visits: Sequence[int]) -> None:
        self.facts = arrays.facts
        self.shifts, self.visits = list(shifts), list(visits)
        self.rows, self.prices = self.facts.shift_i[self.shifts], self.facts.shift_f[self.shifts]
        self.zero_s = int(self.rows[:, START].min())  # the model counts from here: it knows no negative times
        self.last_s = int(self.rows[:, LIMIT].max()) - self.zero_s
        self.unit, self.most = self._unit()
        ends = sorted({int(p) for p in self.rows[:, [FROM, TO]].flat})
        node = {place: len(self.visits) + k for k, place in enumerate(ends)}
        self.places = np.concatenate([self.facts.visit_i[self.visits, PLACE], ends]).astype(np.int64)
        self.manager = pywrapcp.RoutingIndexManager(
            len(self.places),
            len(self.shifts),
            [node[int(p)] for p in self.rows[:, FROM]],
            [node[int(p)] for p in self.rows[:, TO]],
        )
        self.routing = pywrapcp.RoutingModel(self.manager)
        self.index = [int(self.manager.NodeToIndex(k)) for k in range(len(self.visits))]

    def model(self) -> RoutingModel:
        """The whole model."""
        self._time()
        self._windows()
        self._hours()
        self._breaks()
        self._apart()
        self._travel_prices()
        self._fixed_prices()
        self._who()
        self._preferences()
        self._metres()
        self._stops()
        for q in range(self.facts.delivered.shape[1]):
            self._room(q)
        return RoutingModel(self.routing, self.manager, tuple(self.visits), tuple(self.shifts), self.unit)

    def _unit(self) -> tuple[float, int]:
        """Units per unit of cost, and a price above that of every plan worth having."""
        dearest = float(self.facts.visit_f[self.visits, SKIP].sum() + self.prices[:, FIXED].sum())
        unit = min(float(FINEST), MOST_COST / max(1.0, dearest))
        return unit, math.ceil(unit * max(1.0, dearest)) + 1

    def units(self, price: float) -> int:
        """A price in the model's units."""
        return round(min(price * self.unit, self.most))

    def between(self, kind: int) -> Ints:
        """Seconds (0) or metres (1) from node to node."""
        values: Ints = self.facts.legs[self.places[:, None], self.places[None, :], kind].astype(np.int64)
        return values

    def matrix(self, values: Ints) -> int:
        """Register transits from node to node; from end to end, where an empty route goes, there are none."""
        count = len(self.visits)
        values[count:, count:] = 0
        return int(self.routing.RegisterTransitMatrix(values.tolist()))

    def _time(self) -> None:
        """The time dimension: when service starts. Set-up belongs to the way from another place."""
        count = len(self.visits)
        values = self.between(0)
        values[:count] += self.facts.visit_i[self.visits, DURATION][:, None]
        setup = self.facts.setup[self.places]
        setup[count:] = 0
        values += np.where(self.places[:, None] == self.places[None, :], 0, setup[None, :])
        self.routing.AddDimension(self.matrix(values), self.last_s, self.last_s, False, TIME)
        self.time = self.routing.GetDimensionOrDie(TIME)

    def _windows(self) -> None:
        """When service may start, what lateness costs, and what leaving a visit out costs."""
        for v, index in zip(self.visits, self.index, strict=True):
            first = self.facts.visit_i[v, WINDOW]
            bounds = self.facts.windows[first : first + self.facts.visit_i[v, WINDOWS]] - self.zero_s
            # Never empty: a visit is modelled where some shift here may serve it, within one of its windows.
            spans = [(max(0, int(lo)), min(self.last_s, int(hi))) for lo, hi in bounds if hi >= 0 and lo <= self.last_s]
            start = self.time.CumulVar(index)
            start.SetRange(spans[0][0], spans[-1][1])
            for (_, close), (opens, _) in pairwise(spans):
                start.RemoveInterval(close + 1, opens - 1)
            sunk = self._lateness(v, index, spans[0][0], spans[-1][1])
            self.routing.AddDisjunction([index], self.units(max(0.0, float(self.facts.visit_f[v, SKIP]) - sunk)))

    def _lateness(self, v: int, index: int, first_s: int, last_s: int) -> float:
        """Price lateness by a straight line from the last free start; return what cannot be avoided any more."""
        row, duration_s = self.facts.visit_f[v], int(self.facts.visit_i[v, DURATION])

        def price(start_s: int) -> float:
            begins_s = start_s + self.zero_s
            return float(lateness_price(row, begins_s, begins_s + duration_s))

        free_s = max(first_s, int(free_until(row, duration_s, NEVER)) - self.zero_s)
        sunk = price(first_s)
        if free_s < last_s:
            slope = (price(last_s) - sunk) / (last_s - free_s)
            self.time.SetCumulVarSoftUpperBound(index, free_s, self.units(slope))
        return sunk

    def _hours(self) -> None:
        """When routes may leave and must be back, and what overtime costs."""
        for vehicle, (row, price) in enumerate(zip(self.rows, self.prices, strict=True)):
            start_s, limit_s = int(row[START]) - self.zero_s, int(row[LIMIT]) - self.zero_s
            may_leave_later = row[LEFT] == -NEVER and (row[MAX_DURATION] < NEVER or row[BREAKS] > 0)
            self.time.CumulVar(self.routing.Start(vehicle)).SetRange(start_s, limit_s if may_leave_later else start_s)
            end = self.routing.End(vehicle)
            self.time.CumulVar(end).SetRange(start_s, limit_s)
            if price[OVERTIME_PER_S] > 0 and price[END] < row[LIMIT]:
                end_s = max(0, math.floor(price[END]) - self.zero_s)
                self.time.SetCumulVarSoftUpperBound(end, end_s, self.units(float(price[OVERTIME_PER_S])))
            if row[MAX_DURATION] < NEVER:
                self.time.SetSpanUpperBoundForVehicle(max(0, int(row[MAX_DURATION])), vehicle)

    def _breaks(self) -> None:
        """Breaks are taken on the route, or before it leaves or after it is back."""
        if not self.rows[:, BREAKS].any():
            return
        durations = [0] * self.routing.Size()
        for v, index in zip(self.visits, self.index, strict=True):
            durations[index] = int(self.facts.visit_i[v, DURATION])
        for vehicle, row in enumerate(self.rows):
            out_s = int(row[LEFT] if row[LEFT] > -NEVER else row[START])
            own = self.facts.breaks[row[BREAK] : row[BREAK] + row[BREAKS]]
            pauses = [
                self.routing.solver().FixedDurationIntervalVar(
                    int(pause[EARLIEST]) - self.zero_s,
                    int(pause[LATEST]) - self.zero_s,
                    int(pause[LENGTH]),
                    False,
                    f"break {k} of {vehicle}",
                )
                for k, pause in enumerate(own)
                if pause[EARLIEST] >= max(out_s, self.zero_s) and pause[LATEST] >= row[START]
            ]
            if pauses:
                self.time.SetBreakIntervalsOfVehicle(pauses, vehicle, durations)

    def _apart(self) -> None:
        """An engineer is back from one route before leaving on the next."""
        solver = self.routing.solver()
        for a, one in enumerate(self.rows):
            for b, other in enumerate(self.rows):
                later = (one[START], a) < (other[START], b)
                if one[ENGINEER] == other[ENGINEER] and later and one[LIMIT] > other[START]:
                    used = self.routing.ActiveVehicleVar(a) + self.routing.ActiveVehicleVar(b)
                    back, leave = self.time.CumulVar(self.routing.End(a)), self.time.CumulVar(self.routing.Start(b))
                    solver.Add(back <= leave + (2 - used) * self.last_s)

    def _travel_prices(self) -> None:
        """Kilometres and travel hours: a cost matrix for each pair of prices, or for each group of similar ones."""
        seconds, metres = self.between(0), self.between(1)
        pairs = sorted({(float(p[PER_M]), float(p[PER_S])) for p in self.prices})
        groups = np.array_split(np.array(pairs), min(len(pairs), max(1, MOST_ARCS // seconds.size)))
        for group in groups:
            per_m, per_s = group.mean(axis=0)
            cost = np.minimum(np.rint((metres * per_m + seconds * per_s) * self.unit), self.most).astype(np.int64)
            evaluator = self.routing.RegisterTransitMatrix(cost.tolist())
            members = {tuple(pair) for pair in group.tolist()}
            for vehicle, price in enumerate(self.prices):
                if (float(price[PER_M]), float(price[PER_S])) in members:
                    self.routing.SetArcCostEvaluatorOfVehicle(evaluator, vehicle)

    def _fixed_prices(self) -> None:
        """What a route costs by itself; one that is on the road costs it anyway, and goes home in any case."""
        for vehicle, (row, price) in enumerate(zip(self.rows, self.prices, strict=True)):
            if row[LEFT] > -NEVER:
                self.routing.SetVehicleUsedWhenEmpty(True, vehicle)
            elif price[FIXED] > 0:
                self.routing.SetFixedCostOfVehicle(self.units(float(price[FIXED])), vehicle)

    def _who(self) -> None:
        """Which shifts may serve each visit; -1 stands for none (SetAllowedVehiclesForIndex takes no lists)."""
        may = np.isfinite(self.facts.assign[np.ix_(self.visits, self.shifts)])
        for k, index in enumerate(self.index):
            if not may[k].all():
                self.routing.VehicleVar(index).SetValues([-1, *np.flatnonzero(may[k]).tolist()])

    def _preferences(self) -> None:
        """What it costs to give a visit to a shift, gathered along the route."""
        assign = self.facts.assign[np.ix_(self.visits, self.shifts)]
        assign = np.where(np.isfinite(assign), assign, 0.0)
        if not assign.any():
            return
        ends = [0] * (len(self.places) - len(self.visits))
        columns = [
            self.routing.RegisterUnaryTransitVector([self.units(float(p)) for p in column] + ends)
            for column in assign.T
        ]
        self.routing.AddDimensionWithVehicleTransits(columns, 0, MOST_COST, True, PREFERENCE)
        gathered = self.routing.GetDimensionOrDie(PREFERENCE)
        for vehicle in range(len(self.shifts)):
            gathered.SetSpanCostCoefficientForVehicle(1, vehicle)

    def _metres(self) -> None:
        """The longest distance of each route."""
        most = self.rows[:, MAX_METRES]
        if (most < NEVER).any():
            self.routing.AddDimensionWithVehicleCapacity(self.matrix(self.between(1)), 0, most.tolist(), True, METRES)

    def _stops(self) -> None:
        """The most visits of each route."""
        most = self.rows[:, MAX_STOPS]
        if (most < NEVER).any():
            ones = [1] * len(self.visits) + [0] * (len(self.places) - len(self.visits))
            count = self.routing.RegisterUnaryTransitVector(ones)
            self.routing.AddDimensionWithVehicleCapacity(count, 0, most.tolist(), True, STOPS)

    def _room(self, q: int) -> None:
        """Room in the van for one quantity: for what is brought, what is taken, and both where both ride."""
        brought, taken = self.facts.delivered[self.visits, q], self.facts.collected[self.visits, q]
        room = np.clip(self.facts.room[self.shifts, q], 0.0, brought.sum() + taken.sum())
        grain = 1_000_000 / max(1.0, float(brought.sum() + taken.sum()))
        # Rounded down alike: what fits exactly fits here too.
        spare = [np.floor(room[:, k] * grain * (1 + 1e-9) + 1e-6).astype(np.int64) for k in (0, 1)]
        brings, takes = (np.floor(amount * grain).astype(np.int64) for amount in (brought, taken))
        for name, amounts, most in (("brought", brings, spare[0]), ("taken", takes, spare[1])):
            self._gathered(f"{name} {q}", amounts, most, True)
        if brings.any() and takes.any():
            self._gathered(f"aboard {q}", takes - brings, spare[1], False)
            aboard, along = (self.routing.GetDimensionOrDie(f"{name} {q}") for name in ("aboard", "taken"))
            for vehicle in range(len(self.shifts)):
                end = self.routing.End(vehicle)
                # At the end only what was taken along is aboard: so the van sets out with all that it is to bring.
                self.routing.solver().Add(aboard.CumulVar(end) == along.CumulVar(end))

    def _gathered(self, name: str, amounts: Ints, most: Ints, from_zero: bool) -> None:
        """A dimension that adds up amounts of the visits."""
        if not amounts.any():
            return
        ends = [0] * (len(self.places) - len(self.visits))
        evaluator = self.routing.RegisterUnaryTransitVector(amounts.tolist() + ends)
        self.routing.AddDimensionWithVehicleCapacity(evaluator, 0, most.tolist(), from_zero, name)
