"""From sequences of visits to routes with times, and what they cost: the way back from the arrays to the business."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from optimiser.inputs import Problem
from optimiser.objective import lateness_price, overtime_price
from optimiser.plan import Cost, Plan, Route, Stop, Unserved
from optimiser.problem import (
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
    ProblemArrays,
    prices_of,
    seconds_since,
)
from optimiser.timeline import ARRIVED, BEFORE, LEAVE, PARENT, READY_BREAKS, TIME, best_timing, labels, start_from

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
        start_s = int(start_from(v, self.time_s, self.facts))
        self.time_s, self.here = start_s + int(self.facts.visit_i[v, DURATION]), place
        self.stops.append(Stop("visit", self.arrays.at(start_s), self.arrays.at(self.time_s), name, arrive))


def timed_route(
    problem: Problem, arrays: ProblemArrays, s: int, visits: Sequence[int], begin_s: int | None = None
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

    Returns
    -------
    Route, or None where the sequence breaks a rule of the shift or there is nothing to do.
    """
    facts, prefix = arrays.facts, arrays.prefixes.get(s)
    if not visits and prefix is None:
        return None
    leave_s = max(int(facts.shift_i[s, START]), begin_s or -NEVER)
    chain: list[np.ndarray] = []
    if visits:
        room = labels(len(visits))
        k = int(best_timing(np.asarray(visits, dtype=np.int64), len(visits), s, leave_s, facts.shift_i[s, LIMIT], facts, room))
        if k < 0:
            return None
        for row in range(len(visits), -1, -1):
            chain.insert(0, room.fact[row, k])
            k = int(room.fact[row, k, PARENT])
        leave_s = int(chain[0][LEAVE]) if prefix is None else leave_s
    clock = _Clock(arrays, s, leave_s)
    clock.skip_breaks(leave_s if prefix is None else prefix.leave_s)
    for v, fact in zip(visits, chain[:-1], strict=True):
        clock.visit(problem.visits[arrays.visits[v]].id, v, fact)
    if chain:
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


def _head(problem: Problem, arrays: ProblemArrays, s: int) -> list[Stop]:
    """The stops under way of a shift."""
    prefix = arrays.prefixes.get(s)
    if prefix is None:
        return []
    rows = zip(prefix.visits, prefix.arrive_s, prefix.start_s, prefix.end_s, strict=True)
    at = arrays.at
    return [Stop("visit", at(begin), at(end), problem.visits[k].id, at(arrive)) for k, arrive, begin, end in rows]


def price_routes(problem: Problem, arrays: ProblemArrays, routes: Iterable[Route]) -> Cost:
    """What a plan of these routes costs, by part; every visit in none of them is skipped."""
    place = {p.id: k for k, p in enumerate(problem.places)}
    visits = {v.id: v for v in problem.visits}
    shift_of = {_ids(problem, arrays, s): s for s in range(len(arrays.shifts))}
    facts, origin = arrays.facts, arrays.start_at
    part = dict.fromkeys(("distance", "travel_time", "overtime", "lateness", "skipped", "fixed", "preference"), 0.0)
    served = set()
    for route in routes:
        s = shift_of[route.engineer, route.shift]
        key = arrays.shifts[s]
        shift = problem.engineers[key.engineer].shifts[key.shift]
        here = place[shift.at.place if shift.at else shift.from_]
        for stop in route.stops:
            if stop.visit is None:
                continue
            visit = visits[stop.visit]
            there = place[visit.place]
            seconds, metres = facts.legs[here, there] if here != there else (0, 0)
            part["distance"] += metres * facts.shift_f[s, PER_M]
            part["travel_time"] += seconds * facts.shift_f[s, PER_S]
            begin_s, end_s = seconds_since(origin, stop.start), seconds_since(origin, stop.end)
            part["lateness"] += lateness_price(np.array(prices_of(visit, origin)), begin_s, end_s)
            part["preference"] += visit.preference_costs.get(route.engineer, 0.0)
            served.add(visit.id)
            here = there
        seconds, metres = facts.legs[here, place[shift.to]] if here != place[shift.to] else (0, 0)
        part["distance"] += metres * facts.shift_f[s, PER_M]
        part["travel_time"] += seconds * facts.shift_f[s, PER_S]
        part["overtime"] += overtime_price(facts.shift_f[s], seconds_since(origin, route.back or route.stops[-1].end))
        part["fixed"] += facts.shift_f[s, FIXED]
    part["skipped"] = sum(v.skip_cost or 0.0 for v in problem.visits if v.id not in served)
    return Cost(**{name: float(value) for name, value in part.items()})


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
    routes, back_s = [], {}
    for s in range(len(arrays.shifts)):
        own = sequences.get(s, ())
        rivals = [back_s[r] for r in arrays.facts.rivals[s] if 0 <= r < s and r in back_s]
        route = timed_route(problem, arrays, s, own, max(rivals, default=None))
        if route is not None:
            routes.append(route)
            back_s[s] = int(seconds_since(arrays.start_at, route.back or route.stops[-1].end))
        elif own:
            raise ValueError(f"shift {_ids(problem, arrays, s)[1]} cannot serve its visits in this order")
    served = {stop.visit for route in routes for stop in route.stops}
    unserved = tuple(Unserved(v.id) for v in problem.visits if v.id not in served)
    return Plan(tuple(routes), unserved, price_routes(problem, arrays, routes))
