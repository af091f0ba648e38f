"""Small random days, and the cheapest plan of each by trying everything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from itertools import permutations
from random import Random

from optimiser.checker import Verdict, check
from optimiser.facts import ProblemArrays
from optimiser.inputs import Break, Engineer, Horizon, Matrix, Pin, Place, Position, Problem, Shift, Visit, Window
from optimiser.plan import Plan
from optimiser.problem import arrays
from optimiser.schedule import plan_of
from optimiser.travel import travel_times

Sequences = dict[int, list[int]]


def clock(hours: float) -> datetime:
    """A time of the day."""
    return datetime(2026, 11, 23, tzinfo=timezone(timedelta(hours=8))) + timedelta(hours=hours)


def minutes(count: float) -> timedelta:
    """A span."""
    return timedelta(minutes=count)


@dataclass(frozen=True)
class Day:
    """A problem with its arrays."""

    problem: Problem
    arrays: ProblemArrays

    @classmethod
    def of(cls, problem: Problem) -> "Day":
        """Put a problem into arrays."""
        return cls(problem, arrays(problem, travel_times(problem)))

    def plan(self, sequences: Sequences) -> Plan:
        """The plan of these sequences."""
        return plan_of(self.problem, self.arrays, sequences)

    def verdict(self, plan: Plan) -> Verdict:
        """What the checker says about it."""
        travel = travel_times(self.problem)
        return check(self.problem, plan, travel.seconds, travel.metres)

    def codes(self, plan: Plan) -> list[str]:
        """The codes of what is wrong with it."""
        return [violation.code for violation in self.verdict(plan).violations]

    def price(self, plan: Plan) -> tuple[int, float]:
        """By which plans are compared: visits left out that must be served, then cost."""
        verdict = self.verdict(plan)
        return verdict.must_unserved, round(verdict.cost.total, 6)

    def cheapest(self) -> tuple[int, float]:
        """The price of the cheapest valid plan there is, by trying all."""
        best = (len(self.problem.visits) + 1, 0.0)
        for sequences in every_plan(self.arrays):
            try:
                plan = self.plan(sequences)
            except ValueError:
                continue
            if not self.codes(plan):
                best = min(best, self.price(plan))
        return best


def every_plan(data: ProblemArrays) -> Iterator[Sequences]:
    """Every way to deal visits out to shifts in order, some left out."""
    visits, shifts = range(len(data.visits)), range(len(data.shifts))
    for count in range(len(visits) + 1):
        for order in permutations(visits, count):
            yield from _cut(list(order), list(shifts))


def _cut(order: list[int], shifts: list[int]) -> Iterator[Sequences]:
    """Every way to cut an order into one part for each shift."""
    if not shifts:
        if not order:
            yield {}
        return
    for size in range(len(order) + 1):
        for rest in _cut(order[size:], shifts[1:]):
            yield {shifts[0]: order[:size], **rest}


def matrix(random: Random, places: int) -> Matrix:
    """Travel between points of a plane, a little one-way."""
    points = [(random.uniform(0, 20), random.uniform(0, 20)) for _ in range(places)]
    metres = [
        [0 if a == b else round(1000 * (abs(a[0] - b[0]) + abs(a[1] - b[1])) * random.uniform(1, 1.1)) for b in points]
        for a in points
    ]
    return Matrix([[m // 8 for m in row] for row in metres], metres)


def exact_day(seed: int, visit_count: int = 4) -> Problem:
    """A day with all the rules that OR-Tools routing can state exactly."""
    random = Random(seed)
    places = tuple(Place(f"p{k}", setup=minutes(random.choice((0, 0, 10)))) for k in range(5))
    engineers = tuple(_engineer(k, random) for k in range(2))
    visits = tuple(_visit(k, random) for k in range(visit_count))
    return Problem(Horizon(clock(0), clock(30)), matrix(random, 5), places, engineers, visits)


def _engineer(number: int, random: Random) -> Engineer:
    shift = Shift(
        id=f"s{number}",
        start=clock(8),
        end=clock(random.choice((11, 13, 17))),
        from_=f"p{number}",
        to=f"p{random.choice((number, 4))}",
        overtime_limit=minutes(random.choice((0, 60))),
        fixed_cost=random.choice((0.0, 12.5)),
        max_duration=random.choice((None, minutes(200))),
        max_distance_m=random.choice((None, 60_000)),
        max_stops=random.choice((None, 2)),
        capacity={"boxes": random.choice((1.0, 2.5, 4.0))},
    )
    skills = {"cctv": random.randint(1, 2)}
    return Engineer(f"e{number}", (shift,), skills, random.choice((0.8, 1.2)), 24.0, 90.0)


def _visit(number: int, random: Random) -> Visit:
    opens = sorted(random.sample((8, 9, 10, 11, 13), 2))
    windows = tuple(Window(clock(hour), clock(hour + 0.75)) for hour in opens)
    return Visit(
        id=f"v{number}",
        place=f"p{random.randint(0, 4)}",
        duration=minutes(random.choice((0, 20, 45))),
        skip_cost=random.choice((None, 25.0, 60.0, 150.0)),
        windows=windows[: random.randint(0, 2)],
        skills={"cctv": 2} if random.random() < 0.2 else {},
        preference_costs={"e0": 15.0} if random.random() < 0.3 else {},
        onsite_by=clock(random.choice((7, 9.5, 12))) if random.random() < 0.6 else None,
        late_cost_per_hour=random.choice((12.0, 30.0)),
        delivered={"boxes": 1.5} if random.random() < 0.3 else {},
        collected={"boxes": 1.0} if random.random() < 0.3 else {},
    )


def rich_day(seed: int, visit_count: int = 6) -> Problem:
    """A day with breaks, lateness of every kind, two shifts of one engineer, pins, and a time that it is."""
    random = Random(seed)
    now = clock(random.choice((8.5, 10))) if random.random() < 0.5 else None
    visits = [_rich_visit(k, random) for k in range(visit_count)]
    if now:
        visits[0] = Visit("v0", "p0", minutes(40), 90.0, pin=Pin("e0", "early", clock(8.25), under_way=True))
        visits[1] = Visit("v1", "p3", minutes(20), 90.0, pin=Pin(engineer=random.choice(("e0", "e1"))))
    lunch = Break(clock(11.5), clock(random.choice((11.5, 13))), minutes(45))
    at = Position("p4", clock(8.75)) if now else None
    shifts = (
        Shift("early", clock(8), clock(13), "p0", "p0", minutes(120), breaks=(lunch,)),
        Shift("late", clock(13.5), clock(18), "p0", "p1", minutes(60), 10.0, max_duration=minutes(180)),
    )
    other = Shift("day", clock(8), clock(16), "p1", "p1", minutes(60), 5.0, at=at, breaks=(lunch,))
    prices = {"cost_per_km": 1.2, "cost_per_travel_hour": 24.0, "cost_per_overtime_hour": 90.0}
    engineers = (Engineer("e0", shifts, **prices), Engineer("e1", (other,), **prices))
    places = tuple(Place(f"p{k}") for k in range(5))
    return Problem(Horizon(clock(0), clock(30)), matrix(random, 5), places, engineers, tuple(visits), now=now)


def _rich_visit(number: int, random: Random) -> Visit:
    due = clock(random.choice((8, 10, 12)))
    return Visit(
        id=f"v{number}",
        place=f"p{random.randint(0, 4)}",
        duration=minutes(random.choice((20, 60, 90))),
        skip_cost=random.choice((None, 100.0, 250.0)),
        onsite_by=due,
        late_cost_per_hour=random.choice((0.0, 30.0)),
        late_cost_per_started_day=random.choice((0.0, 20.0)),
        late_cost_cap=random.choice((None, 40.0)),
        restore_by=due + minutes(90),
        restore_late_cost_per_hour=random.choice((0.0, 30.0)),
    )


def with_visits(problem: Problem, visits: Sequence[Visit]) -> Problem:
    """The problem with other visits."""
    return replace(problem, visits=tuple(visits))


def with_engineers(problem: Problem, engineers: Sequence[Engineer]) -> Problem:
    """The problem with other engineers; nobody is preferred any more."""
    visits = tuple(replace(visit, preference_costs={}) for visit in problem.visits)
    return replace(problem, engineers=tuple(engineers), visits=visits)
