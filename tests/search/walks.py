"""Random days with every rule, lanes that are changed at random, and what their plans really cost."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import numpy as np

from optimiser.inputs import Break, Engineer, Horizon, Matrix, Pin, Place, Position, Problem, Shift, Visit, Window
from optimiser.search.editing import cut, forget, put, refresh_rivals, undo
from optimiser.search.lane import ABSENT, ABSENT_COUNT, VISIT, Lane
from optimiser.search.state import new_lane, refresh

from .small_days import Day, Sequences, clock, minutes


def any_day(seed: int, visit_count: int = 7, *, two_shifts: bool = False) -> Problem:
    """A day with all rules: of two engineers, or of one with two shifts that may overlap.

    No way round is shorter than the direct one.
    """
    random = Random(seed)
    places = tuple(Place(f"p{k}", setup=minutes(random.choice((0, 0, 0, 8)))) for k in range(5))
    now = clock(random.choice((8.5, 9.25))) if random.random() < 0.4 else None
    shifts = [_shift(k, random, begin=8 + 3 * k * two_shifts) for k in range(2)]
    visits = [_visit(k, random) for k in range(visit_count)]
    if now and random.random() < 0.7:
        begun = clock(8.25) if random.random() < 0.5 else None
        visits[0] = replace(visits[0], windows=(), skills={}, pin=Pin("e0", "s0", begun, under_way=True))
        shifts[0] = replace(shifts[0], start=clock(7))
    elif now and random.random() < 0.5:
        shifts[0] = replace(shifts[0], at=Position("p3", clock(8.75)))
    prices = [(random.choice((0.0, 0.8, 1.2)), 24.0, random.choice((0.0, 90.0))) for _ in range(2)]
    if two_shifts:
        engineers: tuple[Engineer, ...] = (Engineer("e0", tuple(shifts), {"cctv": 2}, *prices[0]),)
    else:
        engineers = tuple(Engineer(f"e{k}", (shifts[k],), {"cctv": 2 - k}, *prices[k]) for k in range(2))
    return Problem(Horizon(clock(0), clock(30)), metric(random, 5), places, engineers, tuple(visits), now=now)


def metric(random: Random, places: int) -> Matrix:
    seconds = [[0 if a == b else random.randint(200, 2000) for b in range(places)] for a in range(places)]
    for k in range(places):
        for a in range(places):
            for b in range(places):
                seconds[a][b] = min(seconds[a][b], seconds[a][k] + seconds[k][b])
    return Matrix(seconds, [[8 * s for s in row] for row in seconds])


def _shift(number: int, random: Random, begin: float) -> Shift:
    lunch = Break(clock(11.5), clock(random.choice((11.5, 12.5))), minutes(40))
    tea = Break(clock(14), clock(15), minutes(15))
    return Shift(
        id=f"s{number}",
        start=clock(begin),
        end=clock(begin + random.choice((3, 4, 7))),
        from_=f"p{random.randint(0, 4)}",
        to=f"p{random.randint(0, 4)}",
        overtime_limit=minutes(random.choice((0, 60, 120))),
        fixed_cost=random.choice((0.0, 12.5)),
        breaks=random.choice(((), (), (lunch,), (lunch, tea))),
        max_duration=random.choice((None, None, minutes(200))),
        max_distance_m=random.choice((None, None, 45_000)),
        max_stops=random.choice((None, None, 3)),
        capacity={"boxes": random.choice((2.0, 3.5))},
    )


def _visit(number: int, random: Random) -> Visit:
    opens = sorted(random.sample((8, 9, 10, 11, 13), 2))
    windows = tuple(Window(clock(hour), clock(hour + 0.75)) for hour in opens)
    due = clock(random.choice((-20, 9, 10.5)))
    return Visit(
        id=f"v{number}",
        place=f"p{random.randint(0, 4)}",
        duration=minutes(random.choice((0, 15, 30))),
        skip_cost=random.choice((None, 25.0, 60.0, 150.0)),
        windows=windows[: random.choice((0, 0, 1, 2))],
        skills={"cctv": 2} if random.random() < 0.15 else {},
        preference_costs={"e0": 15.0} if random.random() < 0.3 else {},
        onsite_by=due if random.random() < 0.6 else None,
        late_cost_per_hour=random.choice((0.0, 12.0, 30.0)),
        late_cost_per_started_day=random.choice((0.0, 20.0)),
        late_cost_cap=random.choice((None, None, 35.0)),
        restore_by=due + minutes(40) if random.random() < 0.4 else None,
        restore_late_cost_per_hour=random.choice((0.0, 18.0)),
        delivered={"boxes": 1.5} if random.random() < 0.3 else {},
        collected={"boxes": 1.0} if random.random() < 0.3 else {},
    )


@dataclass(frozen=True)
class Walk:
    """A lane of a day that is changed at random."""

    day: Day
    lane: Lane
    random: Random

    @classmethod
    def of(cls, day: Day, seed: int) -> "Walk":
        """A lane with nothing in it."""
        return cls(day, new_lane(day.arrays.facts), Random(seed))

    def sequences(self) -> Sequences:
        """The visits of each shift."""
        rows = self.lane.row
        return {s: [int(v) for v in rows[s, 1 : n + 1, VISIT]] for s, n in enumerate(self.lane.count)}

    def absent(self) -> list[int]:
        """The visits that no route serves."""
        return [int(v) for v in np.flatnonzero(self.lane.home == ABSENT)]

    def put_some(self, best_in_route: Callable[..., Any], count: int) -> None:
        """Place so many visits wherever they fit, not only where they are cheapest."""
        facts = self.day.arrays.facts
        for _ in range(count):
            absent = self.absent()
            if not absent:
                return
            v, s = self.random.choice(absent), self.random.randrange(len(facts.shift_i))
            if math.isfinite(facts.assign[v, s]):
                price, p = best_in_route(v, s, facts, self.lane)
                if math.isfinite(price):
                    put(v, s, p, facts, self.lane)

    def cut_some(self) -> None:
        """Cut a string out of a route."""
        facts, lane = self.day.arrays.facts, self.lane
        busy = [s for s, n in enumerate(lane.count) if n]
        if not busy:
            return
        s = self.random.choice(busy)
        p = self.random.randint(1, int(lane.count[s]))
        cut(s, p, self.random.randint(1, int(lane.count[s]) - p + 1), lane)
        refresh(s, facts, lane)
        refresh_rivals(s, facts, lane)

    def steps(self, best_in_route: Callable[..., Any], count: int) -> Iterator[None]:
        """Change the lane so many times, sometimes taking the change back."""
        for _ in range(count):
            self.cut_some()
            self.put_some(best_in_route, 4)
            if self.random.random() < 0.3:
                undo(self.day.arrays.facts, self.lane)
            else:
                forget(self.lane)
            yield

    def picture(self) -> dict[str, object]:
        """Everything that the lane says about its routes."""
        lane = self.lane
        used = [slice(0, int(n) + 2) for n in lane.count]
        return {
            "rows": [lane.row[s, rows].tolist() for s, rows in enumerate(used)],
            "after": [lane.after[s, rows].tolist() for s, rows in enumerate(used)],
            "load": [lane.load[s, rows].tolist() for s, rows in enumerate(used)],
            "routes": [lane.count.tolist(), lane.version.tolist(), lane.metres.tolist(), lane.away.tolist()],
            "prices": [lane.price.tolist(), lane.soft.tolist()],
            "home": lane.home.tolist(),
            "absent": sorted(lane.absent[: lane.clock[ABSENT_COUNT]].tolist()),
        }
