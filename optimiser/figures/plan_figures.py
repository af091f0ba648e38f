"""The figures of one plan: of each route, and all together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from optimiser.figures.defined import SECOND, is_paid_shift, lateness_s, past_s, travel_share, utilisation_share
from optimiser.figures.ways import Ways
from optimiser.inputs import Problem, Shift, Visit
from optimiser.plan import Cost, Plan, Route
from optimiser.travel import TravelTimes


@dataclass(frozen=True)
class ServedVisit:
    """Who serves a visit, and when.

    ``late_s`` is by how many seconds it starts after ``onsite_by`` or ends after ``restore_by``, whichever is more.
    """

    visit: str
    engineer: str
    shift: str
    start: datetime
    end: datetime
    late_s: float


@dataclass(frozen=True)
class RouteFigures:
    """What one route comes to.

    Attributes
    ----------
    engineer, shift : str
        Ids.
    served_count, late_count : int
        Visits, and those of them that miss a deadline.
    travel_s, travel_m : int
        On the road.
    work_s : float
        In service.
    working_s : float
        From leaving to being back.
    overtime_s : float
        Past the end of the shift.
    late_s : float
        Over all late visits.
    """

    engineer: str
    shift: str
    served_count: int
    late_count: int
    travel_s: int
    travel_m: int
    work_s: float
    working_s: float
    overtime_s: float
    late_s: float


@dataclass(frozen=True)
class PlanFigures:
    """What a plan comes to.

    Attributes
    ----------
    cost : Cost
        As the plan states it.
    visits : mapping of str to ServedVisit
        By id, those that are served.
    unserved : tuple of str
        Ids of those that are not.
    routes : tuple of RouteFigures
        Of the shifts that serve anybody, in the order of the plan.
    shift_s : float
        What all shifts of the problem last from start to end, those on call left aside.
    due_count : int
        Served visits that have a deadline.
    must_unserved_count : int
        Those of the unserved that are not for sale.
    engineer_count : int
        Of the problem.
    """

    cost: Cost
    visits: Mapping[str, ServedVisit]
    unserved: tuple[str, ...]
    routes: tuple[RouteFigures, ...]
    shift_s: float
    due_count: int
    must_unserved_count: int
    engineer_count: int

    @property
    def visit_count(self) -> int:
        """Visits of the problem."""
        return self.served_count + self.unserved_count

    @property
    def engineers_used_count(self) -> int:
        """Engineers who serve anybody."""
        return len({route.engineer for route in self.routes})

    @property
    def served_count(self) -> int:
        """Visits that are served."""
        return len(self.visits)

    @property
    def unserved_count(self) -> int:
        """Visits that are left out."""
        return len(self.unserved)

    @property
    def late_count(self) -> int:
        """Served visits that miss a deadline."""
        return sum(route.late_count for route in self.routes)

    @property
    def late_s(self) -> float:
        """By how many seconds they miss it, all together."""
        return sum(route.late_s for route in self.routes)

    @property
    def on_time_share(self) -> float | None:
        """The share of the served visits with a deadline that meet it; None where there are none."""
        return 1 - self.late_count / self.due_count if self.due_count else None

    @property
    def travel_s(self) -> int:
        """Seconds on the road."""
        return sum(route.travel_s for route in self.routes)

    @property
    def travel_m(self) -> int:
        """Metres on the road."""
        return sum(route.travel_m for route in self.routes)

    @property
    def work_s(self) -> float:
        """Seconds in service."""
        return sum(route.work_s for route in self.routes)

    @property
    def working_s(self) -> float:
        """Seconds from leaving to being back, of all routes."""
        return sum(route.working_s for route in self.routes)

    @property
    def overtime_s(self) -> float:
        """Seconds past the ends of shifts."""
        return sum(route.overtime_s for route in self.routes)

    @property
    def travel_share(self) -> float | None:
        """The share of work and travel that is travel; None where nobody is out."""
        return travel_share(self.work_s, self.travel_s)

    @property
    def utilisation_share(self) -> float | None:
        """Work and travel as a share of what paid shifts last; None without such shifts."""
        return utilisation_share(self.work_s, self.travel_s, self.shift_s)


def figures_of(problem: Problem, plan: Plan, travel: TravelTimes) -> PlanFigures:
    """Say what a plan comes to.

    Parameters
    ----------
    problem : Problem
    plan : Plan
        Of the problem.
    travel : TravelTimes
        Between the problem's places, in their order.
    """
    ways = Ways(problem, travel)
    known = {visit.id: visit for visit in problem.visits}
    shifts = {(engineer.id, shift.id): shift for engineer in problem.engineers for shift in engineer.shifts}
    visits = {one.visit: one for route in plan.routes for one in _served(known, route)}
    routes = tuple(_route(ways, shifts[route.engineer, route.shift], visits, route) for route in plan.routes)
    return PlanFigures(
        cost=plan.cost,
        visits=visits,
        unserved=tuple(name for name in known if name not in visits),
        routes=tuple(route for route in routes if route.served_count),
        shift_s=sum((shift.end - shift.start) / SECOND for shift in shifts.values() if is_paid_shift(shift)),
        due_count=sum(known[name].onsite_by is not None or known[name].restore_by is not None for name in visits),
        must_unserved_count=sum(visit.skip_cost is None for visit in problem.visits if visit.id not in visits),
        engineer_count=len(problem.engineers),
    )


def _served(known: Mapping[str, Visit], route: Route) -> Iterator[ServedVisit]:
    for stop in route.stops:
        if stop.visit is not None:
            visit = known[stop.visit]
            late_s = lateness_s(visit, stop.start, stop.end)
            yield ServedVisit(stop.visit, route.engineer, route.shift, stop.start, stop.end, late_s)


def _route(ways: Ways, shift: Shift, visits: Mapping[str, ServedVisit], route: Route) -> RouteFigures:
    own = [visits[stop.visit] for stop in route.stops if stop.visit is not None]
    legs = ways.along(shift, [one.visit for one in own]) if own else []
    leave, back = _span(legs, route) if own else (shift.start, shift.start)
    return RouteFigures(
        engineer=route.engineer,
        shift=route.shift,
        served_count=len(own),
        late_count=sum(one.late_s > 0 for one in own),
        travel_s=sum(seconds for seconds, _ in legs),
        travel_m=sum(metres for _, metres in legs),
        work_s=sum((one.end - one.start) / SECOND for one in own),
        working_s=(back - leave) / SECOND,
        overtime_s=past_s(back, shift.end),
        late_s=sum(one.late_s for one in own),
    )


def _span(legs: Sequence[tuple[int, int]], route: Route) -> tuple[datetime, datetime]:
    """When a route leaves and is back: as it states, or just in time and straight home."""
    first = next(stop for stop in route.stops if stop.visit is not None)
    leave = route.leave or (first.arrive or first.start) - legs[0][0] * SECOND
    return leave, route.back or max(stop.end for stop in route.stops) + legs[-1][0] * SECOND
