"""One small day, written by hand, on which every rule can be broken; and the clock that its times are read from.

Four places in a row, ten minutes and five kilometres apart. Two engineers from ``home``; a good plan serves three of
the four visits and leaves one out.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import numpy as np

from optimiser.checker import Verdict, check
from optimiser.inputs import Break, Engineer, Horizon, Matrix, Place, Problem, Shift, Visit, Window
from optimiser.plan import Cost, Plan, Route, Stop, Unserved

ZONE = timezone(timedelta(hours=8))
PLACES = ("home", "p1", "p2", "p3")
SECONDS = np.array([[600 * abs(a - b) for b in range(4)] for a in range(4)])
METRES = np.array([[5000 * abs(a - b) for b in range(4)] for a in range(4)])


def clock(hours: int, minutes: int = 0, seconds: float = 0) -> datetime:
    """A time of the day; hours may go past 24."""
    return datetime(2026, 11, 23, tzinfo=ZONE) + timedelta(hours=hours, minutes=minutes, seconds=seconds)


def minutes(count: float, seconds: float = 0) -> timedelta:
    """A span."""
    return timedelta(minutes=count, seconds=seconds)


def visit_stop(visit: str, start: datetime, long: float, arrive: datetime | None = None) -> Stop:
    """A stop that serves `visit` for `long` minutes."""
    return Stop("visit", start, start + minutes(long), visit, arrive)


def break_stop(start: datetime, long: float) -> Stop:
    """A break of `long` minutes."""
    return Stop("break", start, start + minutes(long))


def good_problem() -> Problem:
    """The day; its rules beyond the plain format are all in use, and met by :func:`good_plan`."""
    lunch = Break(clock(11, 30), clock(13), minutes(45))
    morning = Shift(
        id="ann-day",
        start=clock(8),
        end=clock(16),
        from_="home",
        to="home",
        overtime_limit=minutes(60),
        fixed_cost=20.0,
        breaks=(lunch,),
        max_duration=minutes(8 * 60),
        max_distance_m=40_000,
        max_stops=3,
        capacity={"boxes": 2.0},
    )
    prices: dict[str, Any] = {"cost_per_km": 1.0, "cost_per_travel_hour": 24.0, "cost_per_overtime_hour": 90.0}
    ann = Engineer("ann", (morning,), {"cctv": 2}, **prices)
    evening = Shift("bob-late", clock(17), clock(22), "home", "home")
    early = Shift("bob-early", clock(8), clock(16), "home", "home", capacity={"boxes": 9.0})
    bob = Engineer("bob", (early, evening), {"cctv": 1}, **prices)
    visits = (
        Visit("a", "p1", minutes(60), 200.0, windows=(Window(clock(8), clock(10)),), delivered={"boxes": 1.0}),
        Visit("b", "p2", minutes(60), 200.0, skills={"cctv": 2}, collected={"boxes": 1.5}),
        Visit("c", "p3", minutes(30), 200.0, onsite_by=clock(14), late_cost_per_hour=60.0),
        Visit("d", "p2", minutes(30), 75.0),
    )
    places = tuple(Place(name, setup=minutes(5) if name == "p2" else minutes(0)) for name in PLACES)
    travel = Matrix(SECONDS.tolist(), METRES.tolist())
    return Problem(Horizon(clock(0), clock(36)), travel, places, (ann, bob), visits)


def good_plan() -> Plan:
    """Ann serves a, b and c, with lunch between b and c; c is late, d is left out."""
    stops = (
        visit_stop("a", clock(8, 30), 60, arrive=clock(8, 30)),
        visit_stop("b", clock(10, 45), 60, arrive=clock(10, 40)),
        break_stop(clock(11, 45), 45),
        visit_stop("c", clock(14, 30), 30, arrive=clock(12, 40)),
    )
    route = Route("ann", "ann-day", stops, leave=clock(8, 20), back=clock(15, 30))
    return Plan((route,), (Unserved("d"),), good_cost())


def good_cost() -> Cost:
    """What the good plan costs, worked out by hand."""
    return Cost(distance=30.0, travel_time=24.0, lateness=30.0, skipped=75.0, fixed=20.0)


def verdict_of(problem: Problem, plan: Plan) -> Verdict:
    """Check a plan of this day."""
    return check(problem, plan, SECONDS, METRES)


def claiming_its_cost(problem: Problem, plan: Plan) -> Plan:
    """The plan, claiming what it costs: so that a damage shows itself and not the cost that it changes."""
    return replace(plan, cost=verdict_of(problem, plan).cost)


def codes_of(problem: Problem, plan: Plan) -> list[str]:
    """The codes of everything wrong with a plan that claims its true cost."""
    return [violation.code for violation in verdict_of(problem, claiming_its_cost(problem, plan)).violations]


def with_stop(plan: Plan, number: int, **changes: Any) -> Plan:
    """The plan with one stop of its first route changed."""
    stops = list(plan.routes[0].stops)
    stops[number] = replace(stops[number], **changes)
    return with_stops(plan, stops)


def with_stops(plan: Plan, stops: Sequence[Stop], **changes: Any) -> Plan:
    """The plan with other stops in its first route."""
    return replace(plan, routes=(replace(plan.routes[0], stops=tuple(stops), **changes), *plan.routes[1:]))


def with_route(plan: Plan, **changes: Any) -> Plan:
    """The plan with its first route changed."""
    return replace(plan, routes=(replace(plan.routes[0], **changes), *plan.routes[1:]))


def with_visit(problem: Problem, name: str, **changes: Any) -> Problem:
    """The problem with one visit changed."""
    return replace(problem, visits=tuple(replace(v, **changes) if v.id == name else v for v in problem.visits))


def with_engineer(problem: Problem, name: str, **changes: Any) -> Problem:
    """The problem with one engineer changed."""
    return replace(problem, engineers=tuple(replace(e, **changes) if e.id == name else e for e in problem.engineers))


def with_shift(problem: Problem, **changes: Any) -> Problem:
    """The problem with Ann's shift changed."""
    ann, *others = problem.engineers
    return replace(problem, engineers=(replace(ann, shifts=(replace(ann.shifts[0], **changes),)), *others))
