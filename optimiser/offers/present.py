"""A day that is running, its plan kept to so far: what has begun is under way, breaks taken are over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from optimiser.facts import SECOND
from optimiser.inputs import Break, Pin, Place, Problem, Shift, Visit
from optimiser.plan import Plan, Route, Stop
from optimiser.travel import TravelTimes


def as_of(problem: Problem, plan: Plan, travel: TravelTimes, now: datetime) -> tuple[Problem, Plan]:
    """The problem, and its plan, at a later time at which the plan was kept to.

    Every visit that the plan has begun by then, or for which the engineer had to leave, is under way. Breaks that were
    taken are no longer owed and no longer stops; of one that is being taken, the rest is. What was under way before
    stays as it is. Of a route that its shift cannot have done as planned nothing has begun: it begins later now, or is
    over by then, or work on the way lasts longer.

    Parameters
    ----------
    problem : Problem
    plan : Plan
        Of the problem.
    travel : TravelTimes
        Between the problem's places: says when the engineers leave for their stops.
    now : datetime
        Not before the problem's own.
    """
    ground = _Ground(problem, travel)
    shifts = {(e.id, shift.id): shift for e in problem.engineers for shift in e.shifts}
    pins: dict[str, Pin] = {}
    routes = []
    for route in plan.routes:
        key = (route.engineer, route.shift)
        count = ground.begun(shifts[key], route, now)
        begun, rest = route.stops[:count], route.stops[count:]
        pins |= {s.visit: Pin(*key, s.start, under_way=True) for s in begun if s.visit is not None}
        shifts[key] = replace(shifts[key], breaks=_owed(shifts[key], begun, now))
        routes.append(replace(route, stops=(*_shown(begun, now), *ground.to_come(shifts[key], begun, rest, now))))
    visits = tuple(
        visit if visit.pin and visit.pin.under_way else replace(visit, pin=pins.get(visit.id, visit.pin))
        for visit in problem.visits
    )
    engineers = tuple(replace(e, shifts=tuple(shifts[e.id, own.id] for own in e.shifts)) for e in problem.engineers)
    later = replace(problem, now=now, visits=visits, engineers=engineers)
    return later, replace(plan, routes=tuple(routes))


@dataclass(frozen=True)
class _Way:
    seconds: int
    setup_s: float


class _Ground:
    """Places and travel, for telling when an engineer has to leave for a stop."""

    def __init__(self, problem: Problem, travel: TravelTimes) -> None:
        self.travel = travel
        self.row = {place.id: k for k, place in enumerate(problem.places)}
        self.places: Mapping[str, Place] = {place.id: place for place in problem.places}
        self.visits: Mapping[str, Visit] = {visit.id: visit for visit in problem.visits}

    def begun(self, shift: Shift, route: Route, now: datetime) -> int:
        """How many stops of a route have begun, or had to be left for."""
        count = self._due(shift, route, now)
        return count if self._possible(shift, route.stops[:count]) else 0

    def _possible(self, shift: Shift, begun: Sequence[Stop]) -> bool:
        """Whether the shift can have come to each of these visits in time."""
        here, free = (shift.at.place, shift.at.time) if shift.at else (shift.from_, shift.start)
        for stop in begun:
            if stop.visit is None:
                continue
            visit = self.visits[stop.visit]
            way = self._way(here, visit.place)
            soonest = free + (way.seconds + way.setup_s) * SECOND
            if stop.start < soonest - SECOND or stop.start > shift.end + shift.overtime_limit:
                return False
            here, free = visit.place, stop.start + visit.duration
        return True

    def _due(self, shift: Shift, route: Route, now: datetime) -> int:
        """How many stops of a route have begun, or had to be left for, where the plan is kept."""
        here, count = shift.at.place if shift.at else shift.from_, 0
        for k, stop in enumerate(route.stops):
            left = stop.start
            if stop.visit is not None:
                there = self.visits[stop.visit].place
                left = self._left(here, there, stop, route.stops[:k])
                here = there
            if left <= now:
                count = k + 1
        return count

    def to_come(self, shift: Shift, begun: Sequence[Stop], rest: Sequence[Stop], now: datetime) -> Sequence[Stop]:
        """The stops after those that have begun; who would wait at the first of them leaves later.

        Where a break comes before it, the arrival is left open.
        """
        first = next((k for k, stop in enumerate(rest) if stop.visit is not None), None)
        arrive = None if first is None else rest[first].arrive
        if first is None or arrive is None:
            return rest
        here = shift.at.place if shift.at else shift.from_
        for stop in begun:
            here = self.visits[stop.visit].place if stop.visit is not None else here
        way_s = self._way(here, self.visits[rest[first].visit or ""].place).seconds
        free = max([now, *(stop.end for stop in begun[-1:])])
        if arrive - way_s * SECOND >= free:
            return rest
        later = replace(rest[first], arrive=None if first else free + way_s * SECOND)
        return (*rest[:first], later, *rest[first + 1 :])

    def _left(self, here: str, there: str, stop: Stop, before: Sequence[Stop]) -> datetime:
        """When an engineer has to leave for a visit: so as to start in time, also where a break is taken there."""
        way = self._way(here, there)
        latest = stop.start - (way.seconds + way.setup_s) * SECOND
        pause = before[-1] if before and before[-1].kind == "break" else None
        if pause is not None and stop.arrive is not None and pause.end > latest:
            return min(latest, stop.arrive - way.seconds * SECOND)
        return latest

    def _way(self, here: str, there: str) -> _Way:
        if here == there:
            return _Way(0, 0.0)
        return _Way(int(self.travel.seconds[self.row[here], self.row[there]]), self.places[there].setup / SECOND)


def _shown(begun: Sequence[Stop], now: datetime) -> tuple[Stop, ...]:
    """The visits that have begun, and the rest of a break that is being taken."""
    last = len(begun) - 1
    rest = [replace(s, start=now) for k, s in enumerate(begun) if k == last and s.kind == "break" and s.end > now]
    return (*(stop for stop in begun if stop.visit is not None), *rest)


def _owed(shift: Shift, begun: Sequence[Stop], now: datetime) -> tuple[Break, ...]:
    """The breaks of a shift that are still to be taken, and the rest of one that is being taken."""
    left = list(shift.breaks)
    for k, stop in enumerate(begun):
        if stop.kind != "break":
            continue
        own = next((j for j, pause in enumerate(left) if pause.earliest <= stop.start <= pause.latest), None)
        if own is None:
            continue
        left = left[own + 1 :]
        if k + 1 == len(begun) and stop.end > now:
            left.insert(0, Break(now, now + SECOND, stop.end - now))
    return tuple(left)
