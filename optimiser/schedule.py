"""From sequences of visits to routes with times, and what they cost: the way back from the arrays to the business."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from optimiser.facts import (
    BREAK,
    BREAKS,
    DURATION,
    EARLIEST,
    FIXED,
    FROM,
    LENGTH,
    LIMIT,
    NEVER,
    PER_M,
    PER_S,
    PLACE,
    START,
    TO,
    Facts,
    ProblemArrays,
    prices_of,
    seconds_since,
)
from optimiser.inputs import Problem, Shift, Visit
from optimiser.labels import ARRIVED, BEFORE, LEAVE, PARENT, READY_BREAKS, TIME, labels
from optimiser.objective import lateness_price, overtime_price, retiming_price
from optimiser.plan import Cost, Plan, Route, Stop, Unserved
from optimiser.serving import days_waited, move_price
from optimiser.timeline import best_timing, way_home

Sequences = Mapping[int, Sequence[int]]
"""The visits of each shift in order, both by their index in the arrays."""


class _Clock:
    """Walks along one route in time and writes down its stops."""

    def __init__(self, arrays: ProblemArrays, s: int, leave_s: int) -> None:
        self.arrays, self.facts = arrays, arrays.facts
        self.time_s, self.here = leave_s, int(self.facts.shift_i[s, FROM])
        self.pause = int(self.facts.shift_i[s, BREAK])
        self.last_pause = self.pause + int(self.facts.shift_i[s, BREAKS])
        self.stops: list[Stop] = []

    def skip_breaks(self, before_s: int) -> None:
        """Breaks that a route leaving then does not owe."""
        while self.pause < self.last_pause and self.facts.breaks[self.pause, EARLIEST] < before_s:
            self.pause += 1

    def take_breaks(self, count: int) -> None:
        for _ in range(count):
            start_s = max(self.time_s, int(self.facts.breaks[self.pause, EARLIEST]))
            self.time_s = start_s + int(self.facts.breaks[self.pause, LENGTH])
            self.stops.append(Stop("break", self.arrays.at(start_s), self.arrays.at(self.time_s)))
            self.pause += 1

    def travel(self, place: int) -> None:
        self.time_s += int(self.facts.legs[self.here, place, 0])

    def visit(self, name: str, v: int, fact: np.ndarray) -> None:
        place = int(self.facts.visit_i[v, PLACE])
        self.take_breaks(fact[BEFORE])
        self.travel(place)
        arrive = self.arrays.at(self.time_s)
        self.take_breaks(fact[ARRIVED])
        if place != self.here:
            self.time_s += int(self.facts.setup[place])
        self.take_breaks(fact[READY_BREAKS])
        end_s = int(fact[TIME])
        start_s = end_s - int(self.facts.visit_i[v, DURATION])
        self.time_s, self.here = end_s, place
        self.stops.append(Stop("visit", self.arrays.at(start_s), self.arrays.at(self.time_s), name, arrive))


def timed_route(
    problem: Problem,
    arrays: ProblemArrays,
    s: int,
    visits: Sequence[int],
    begin_s: int | None = None,
    limit_s: int | None = None,
) -> Route | None:
    """The route of one shift at its cheapest timing, leaving as late as that allows.

    Parameters
    ----------
    s : int
        The shift, by its index in the arrays.
    visits : sequence of int
        In order, by index in the arrays; what is under way comes before them by itself.
    begin_s : int, optional
        When the engineer is back from another route, if that is after the shift begins.
    limit_s : int, optional
        When the engineer must be back for another route, if that is before the shift's limit.

    Returns
    -------
    Route, or None where the sequence breaks a rule of the shift or there is nothing to do.
    """
    facts, prefix = arrays.facts, arrays.prefixes.get(s)
    if not visits and prefix is None:
        return None
    leave_s = max(int(facts.shift_i[s, START]), -NEVER if begin_s is None else begin_s)
    last_s = min(int(facts.shift_i[s, LIMIT]), NEVER if limit_s is None else limit_s)
    chain = _best_chain(arrays.facts, s, visits, leave_s, last_s)
    if chain is None:
        return None
    if prefix is None:
        leave_s = int(chain[0][LEAVE])
    clock = _Clock(arrays, s, leave_s)
    clock.skip_breaks(leave_s if prefix is None else prefix.leave_s)
    for v, fact in zip(visits, chain[:-1], strict=True):
        clock.visit(problem.visits[arrays.visits[v]].id, v, fact)
    clock.take_breaks(chain[-1][BEFORE])
    clock.travel(int(facts.shift_i[s, TO]))
    key = arrays.shifts[s]
    engineer = problem.engineers[key.engineer]
    head = _head(problem, arrays, s)
    return Route(
        engineer=engineer.id,
        shift=engineer.shifts[key.shift].id,
        stops=(*head, *clock.stops),
        leave=arrays.at(leave_s if prefix is None else prefix.leave_s),
        back=arrays.at(clock.time_s),
    )


def _best_chain(facts: Facts, s: int, visits: Sequence[int], begin_s: int, limit_s: int) -> list[np.ndarray] | None:
    """The labels of the cheapest timing, one per visit and one for the way home; None where none keeps the rules."""
    n, room = len(visits), labels(len(visits))
    if not visits:
        k = int(way_home(s, begin_s, limit_s, facts, room))
        return None if k < 0 else [room.fact[1, k]]
    k = int(best_timing(np.asarray(visits, dtype=np.int64), n, s, begin_s, limit_s, facts, room))
    if k < 0:
        return None
    chain: list[np.ndarray] = []
    for row in range(n, -1, -1):
        chain.insert(0, room.fact[row, k])
        k = int(room.fact[row, k, PARENT])
    return chain


def _head(problem: Problem, arrays: ProblemArrays, s: int) -> list[Stop]:
    """The stops under way of a shift."""
    prefix = arrays.prefixes.get(s)
    if prefix is None:
        return []
    rows = zip(prefix.visits, prefix.arrive_s, prefix.start_s, prefix.end_s, strict=True)
    at = arrays.at
    return [Stop("visit", at(begin), at(end), problem.visits[k].id, at(arrive)) for k, arrive, begin, end in rows]


class _Bill:
    """Adds up what routes cost, by part."""

    def __init__(self, problem: Problem, arrays: ProblemArrays) -> None:
        self.problem, self.arrays, self.facts = problem, arrays, arrays.facts
        self.place = {p.id: k for k, p in enumerate(problem.places)}
        self.visits = {v.id: v for v in problem.visits}
        self.shift_of = {_ids(problem, arrays, s): s for s in range(len(arrays.shifts))}
        names = ("distance", "travel_time", "overtime", "lateness", "skipped", "fixed", "preference")
        self.part = dict.fromkeys(names, 0.0)
        self.served: set[str] = set()

    def add(self, route: Route) -> None:
        """Everything about one route."""
        s = self.shift_of[route.engineer, route.shift]
        key = self.arrays.shifts[s]
        shift = self.problem.engineers[key.engineer].shifts[key.shift]
        here = self.place[shift.at.place if shift.at else shift.from_]
        for stop in route.stops:
            if stop.visit is None:
                continue
            visit = self.visits[stop.visit]
            there = self.place[visit.place]
            self._leg(s, here, there)
            self._service(visit, stop, route.engineer, shift)
            here = there
        self._leg(s, here, self.place[shift.to])
        back_s = seconds_since(self.arrays.start_at, route.back or route.stops[-1].end)
        self.part["overtime"] += overtime_price(self.facts.shift_f[s], back_s)
        self.part["fixed"] += self.facts.shift_f[s, FIXED]

    def _leg(self, s: int, here: int, there: int) -> None:
        seconds, metres = self.facts.legs[here, there] if here != there else (0, 0)
        self.part["distance"] += metres * self.facts.shift_f[s, PER_M]
        self.part["travel_time"] += seconds * self.facts.shift_f[s, PER_S]

    def _service(self, visit: Visit, stop: Stop, engineer: str, shift: Shift) -> None:
        origin = self.arrays.start_at
        row = np.array(prices_of(visit, origin))
        begin_s, end_s = seconds_since(origin, stop.start), seconds_since(origin, stop.end)
        self.part["lateness"] += lateness_price(row, begin_s, end_s)
        self.part["preference"] += visit.preference_costs.get(engineer, 0.0)
        self.part["preference"] += visit.wait_cost_per_day * days_waited(visit, shift.day, origin)
        if visit.planned is not None:
            self.part["preference"] += move_price(visit, shift.id) + retiming_price(row, begin_s)
        self.served.add(visit.id)

    def cost(self) -> Cost:
        """The sum; every visit in none of the routes is skipped."""
        self.part["skipped"] = sum(v.skip_cost or 0.0 for v in self.problem.visits if v.id not in self.served)
        return Cost(**{name: float(value) for name, value in self.part.items()})


def price_routes(problem: Problem, arrays: ProblemArrays, routes: Iterable[Route]) -> Cost:
    """What a plan of these routes costs, by part; every visit in none of them is skipped."""
    bill = _Bill(problem, arrays)
    for route in routes:
        bill.add(route)
    return bill.cost()


def _ids(problem: Problem, arrays: ProblemArrays, s: int) -> tuple[str, str]:
    engineer = problem.engineers[arrays.shifts[s].engineer]
    return engineer.id, engineer.shifts[arrays.shifts[s].shift].id


def plan_of(problem: Problem, arrays: ProblemArrays, sequences: Sequences) -> Plan:
    """The plan that serves these visits in this order; whatever is in none of them is unserved.

    Raises
    ------
    ValueError
        If a sequence breaks a rule of its shift.
    """
    routes = _all_timed(problem, arrays, sequences)
    served = {stop.visit for route in routes for stop in route.stops}
    unserved = tuple(Unserved(v.id) for v in problem.visits if v.id not in served)
    return Plan(tuple(routes), unserved, price_routes(problem, arrays, routes))


def _all_timed(problem: Problem, arrays: ProblemArrays, sequences: Sequences) -> list[Route]:
    """The routes, in the order of the shifts.

    Each is timed at its cheapest. Where that leaves too little to a later route of the same engineer, the earlier one
    has to be back sooner.
    """
    routes: dict[int, Route] = {}
    back_s: dict[int, int] = {}
    limit_s: dict[int, int] = {}
    s = 0
    while s < len(arrays.shifts):
        pairs = zip(arrays.facts.rivals[s].tolist(), arrays.facts.rest[s].tolist(), strict=True)
        free_s = {r: back_s[r] + rest_s for r, rest_s in pairs if 0 <= r < s and r in routes}
        last = max(free_s, key=free_s.__getitem__, default=None)
        own, begin_s = sequences.get(s, ()), None if last is None else free_s[last]
        route = timed_route(problem, arrays, s, own, begin_s, limit_s.get(s))
        if route is not None:
            routes[s] = route
            back_s[s] = int(seconds_since(arrays.start_at, route.back or route.stops[-1].end))
        elif own and (last is None or not sequences.get(last)):
            raise ValueError(f"shift {_ids(problem, arrays, s)[1]} cannot serve its visits in this order")
        elif own and last is not None:
            limit_s[last] = back_s[last] - 1
            routes = {r: routes[r] for r in routes if r < last}
            s = last
            continue
        s += 1
    return [routes[s] for s in sorted(routes)]
