"""Three days, written by hand: two engineers who visit, one resident, one who covers an event, one on call."""

from datetime import timedelta

from optimiser.inputs import Engineer, GreatCircle, Horizon, Place, Problem, Shift, Visit
from optimiser.plan import Cost, Plan, Route, Stop

from .days import Day, at, minutes


def _shift(id_: str, start: float, length: float, place: str = "home", kind: str = "duty") -> Shift:
    only = None if place == "home" else (place,)
    end = at(start) + timedelta(hours=length)
    return Shift(id_, at(start), end, place, place, serves_only=only, carried={"x_kind": kind})


def _stop(hours: float, visit: str) -> Stop:
    return Stop("visit", at(hours), at(hours + 1), visit, at(hours))


def small_week() -> Day:
    """From Monday to Wednesday; ``b`` is late on Tuesday, whose deadline was on Monday; ``d`` idles on Wednesday."""
    places = [
        Place("home", 36.00, 120.30),
        Place("a", 36.05, 120.35, carried={"name": "East Gate"}),
        Place("b", 36.08, 120.40),
    ]
    engineers = [
        Engineer("d", [_shift("d1", 8, 9), _shift("d2", 32, 9), _shift("d3", 56, 9)], cost_per_km=1.0),
        Engineer("r", [_shift("r1", 8, 9, "a", "resident"), _shift("r2", 32, 9, "a", "resident")]),
        Engineer("c", [_shift("c1", 16, 8, "a", "cover")]),
        Engineer("o", [_shift("o1", 17, 7, kind="on_call"), _shift("o2", 41, 7, kind="on_call")]),
    ]
    visits = [
        Visit("quarterly:2026-11-23", "a", minutes(60), 500.0, carried={"name": "Quarterly check, East Gate"}),
        Visit("b", "b", minutes(60), 500.0, "ticket", onsite_by=at(16), late_cost_per_hour=10.0),
        Visit("n", "a", minutes(60), 500.0, carried={"name": "gate stays shut"}),
    ]
    routes = [
        Route("d", "d1", [_stop(9, "quarterly:2026-11-23")], at(8.75), at(10.25)),
        Route("d", "d2", [_stop(33, "b")], at(32.75), at(34.25)),
        Route("o", "o2", [_stop(42, "n")], at(41.75), at(43.25)),
    ]
    problem = Problem(Horizon(at(0), at(72)), GreatCircle(1.3, 30), places, engineers, visits)
    seconds = [[0 if i == j else 900 for j in range(3)] for i in range(3)]
    metres = [[0 if i == j else 7500 for j in range(3)] for i in range(3)]
    return Day(problem, Plan(routes, [], Cost(45.0, lateness=170.0)), seconds, metres)
