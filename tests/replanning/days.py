"""Days to replan: places along a road, two engineers, and plans written down as sequences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from random import Random
from typing import Any

from optimiser.checker import check
from optimiser.inputs import Break, Engineer, Horizon, Matrix, Pin, Place, Problem, Shift, Visit, Window
from optimiser.plan import Cost, Plan, Stop
from optimiser.problem import arrays
from optimiser.schedule import plan_of
from optimiser.travel import TravelTimes, travel_times

KM = {"home": 0, "a": 5, "b": 10, "c": 15, "d": 20, "e": 30}


def clock(hour: int, minute: int = 0) -> datetime:
    """A time of the day."""
    return datetime(2026, 11, 23, hour, minute, tzinfo=timezone(timedelta(hours=8)))


def minutes(count: float) -> timedelta:
    """A span."""
    return timedelta(minutes=count)


def visit(name: str, place: str, **changes: Any) -> Visit:
    """An hour of work that is dear to leave out."""
    return replace(Visit(name, place, minutes(60), 500.0), **changes)


def engineer(name: str, **changes: Any) -> Engineer:
    """From eight to five, home to home."""
    shift = Shift(f"{name}-day", clock(8), clock(17), "home", "home", overtime_limit=minutes(60))
    prices: dict[str, Any] = {"cost_per_km": 1.0, "cost_per_travel_hour": 20.0, "cost_per_overtime_hour": 60.0}
    return replace(Engineer(name, (shift,), {"cctv": 1}, **prices), **changes)


def road_day(*visits: Visit, engineers: Sequence[Engineer] = (), now: datetime | None = None) -> Problem:
    """A problem on the road: a kilometre takes a minute."""
    metres = [[1000 * abs(x - y) for y in KM.values()] for x in KM.values()]
    travel = Matrix([[m * 60 // 1000 for m in row] for row in metres], metres)
    people = tuple(engineers) or (engineer("ann"), engineer("bob"))
    return Problem(Horizon(clock(0), clock(23, 59)), travel, tuple(map(Place, KM)), people, visits, now=now)


def random_day(seed: int, visits: int) -> Problem:
    """A day on the road with deadlines, windows, lunch and skills drawn at random."""
    random = Random(seed)
    lunch = (Break(clock(11, 30), clock(13), minutes(30)),) if random.random() < 0.5 else ()
    people = [engineer(name, skills={"cctv": random.randint(1, 2)}) for name in ("ann", "bob")]
    people = [replace(one, shifts=tuple(replace(shift, breaks=lunch) for shift in one.shifts)) for one in people]

    def work(k: int) -> Visit:
        opens = random.randint(8, 14)
        return visit(
            f"v{k}",
            random.choice("abcde"),
            duration=minutes(random.choice((20, 45, 90))),
            skip_cost=random.choice((None, 60.0, 200.0)),
            skills={"cctv": 2} if random.random() < 0.2 else {},
            windows=(Window(clock(opens), clock(opens + 2)),) if random.random() < 0.3 else (),
            onsite_by=clock(random.randint(9, 15)) if random.random() < 0.5 else None,
            late_cost_per_hour=30.0,
        )

    return road_day(*map(work, range(visits)), engineers=people)


@dataclass(frozen=True)
class World:
    """A problem with its travel."""

    problem: Problem
    travel: TravelTimes

    @classmethod
    def of(cls, problem: Problem) -> "World":
        """Work out the travel."""
        return cls(problem, travel_times(problem))

    def plan(self, routes: Mapping[str, Sequence[str]]) -> Plan:
        """The plan in which each shift serves these visits in this order, timed at its cheapest."""
        inside = arrays(self.problem, self.travel)
        number = {self.problem.visits[k].id: v for v, k in enumerate(inside.visits)}
        shifts = [self.problem.engineers[key.engineer].shifts[key.shift].id for key in inside.shifts]
        sequences = {shifts.index(shift): [number[name] for name in names] for shift, names in routes.items()}
        return plan_of(self.problem, inside, sequences)

    def cost(self, plan: Plan) -> Cost:
        """What the checker says a plan costs."""
        return check(self.problem, plan, self.travel.seconds, self.travel.metres).cost

    def faults(self, plan: Plan) -> list[str]:
        """What the checker finds wrong with a plan and its costs."""
        verdict = check(self.problem, plan, self.travel.seconds, self.travel.metres)
        return [violation.code for violation in verdict.violations]


def stops_of(plan: Plan) -> dict[str, tuple[str, Stop]]:
    """The shift and the stop of each visit that is served."""
    return {stop.visit: (route.shift, stop) for route in plan.routes for stop in route.stops if stop.visit}


def under_way(problem: Problem, plan: Plan, now: datetime) -> Problem:
    """The problem at that time, with every visit pinned that a plan has begun or sent its engineer to."""
    pins: dict[str, Pin] = {}
    for route in plan.routes:
        left = route.leave
        for stop in route.stops:
            if stop.visit is not None and left is not None and min(left, stop.start) < now:
                pins[stop.visit] = Pin(route.engineer, route.shift, stop.start, under_way=True)
            left = stop.end
    visits = tuple(replace(v, pin=pins[v.id]) if v.id in pins else v for v in problem.visits)
    return replace(problem, visits=visits, now=now)
