"""Published periodic problems (Cordeau, Gendreau & Laporte 1997).

doi:10.1002/(SICI)1097-0037(199709)30:2<105::AID-NET5>3.0.CO;2-G

Every customer is visited a number of times on days that together are one of the customer's combinations; every day the
same number of vehicles leaves one depot; distances are Euclidean in double precision and the total is what counts.
Here a day is a day, a vehicle an engineer with a shift on each, a customer's visits a series, the load a quantity.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path

from optimiser import Engineer, Horizon, Matrix, Place, Plan, Problem, Series, Shift, Visit

START = datetime(2026, 11, 23, tzinfo=timezone(timedelta(0)))
_METRES, _SECONDS = 1000, 100  # per unit of length: metres decide, seconds only where days are limited


@dataclass(frozen=True)
class Customer:
    """Where, how long, how much, and on which sets of days (counted from 0)."""

    x: float
    y: float
    service: float
    demand: float
    patterns: tuple[tuple[int, ...], ...]

    @property
    def visits(self) -> int:
        """How often the customer is visited."""
        return len(self.patterns[0]) if self.patterns else 0


@dataclass(frozen=True)
class Instance:
    """One published problem; customer 0 is the depot. By day the longest route (0: any) and the largest load."""

    name: str
    vehicles: int
    longest: tuple[float, ...]
    load: tuple[float, ...]
    customers: tuple[Customer, ...]

    def distance(self, a: int, b: int) -> float:
        """Between two customers."""
        one, other = self.customers[a], self.customers[b]
        return math.hypot(one.x - other.x, one.y - other.y)


def read(path: Path) -> Instance:
    """Read a file: a header, a line per day, a line per customer."""
    rows = [[float(x) for x in line.split()] for line in path.read_text().splitlines() if line.strip()]
    _, vehicles, count, days = (int(x) for x in rows[0][:4])
    limits, lines = rows[1 : 1 + days], rows[1 + days : 2 + days + count]
    customers = tuple(_customer(row, days) for row in lines)
    return Instance(path.stem, vehicles, tuple(r[0] for r in limits), tuple(r[1] for r in limits), customers)


def _customer(row: list[float], days: int) -> Customer:
    """Number, x, y, service, demand, frequency, count of combinations, combinations: a bit per day, first highest."""
    combinations = [int(x) for x in row[7 : 7 + int(row[6])]] if row[5] else []
    patterns = [tuple(d for d in range(days) if c >> (days - 1 - d) & 1) for c in combinations]
    return Customer(row[1], row[2], row[3], row[4], tuple(patterns))


def problem_of(instance: Instance) -> Problem:
    """State a published problem as ours."""
    count, days = len(instance.customers), len(instance.longest)
    away = [[instance.distance(a, b) for b in range(count)] for a in range(count)]
    scale = _SECONDS if any(instance.longest) else 1
    return Problem(
        horizon=Horizon(START, START + timedelta(days=days)),
        travel=Matrix(
            [[math.ceil(scale * x - 1e-9) for x in row] for row in away],
            [[round(_METRES * x) for x in row] for row in away],
        ),
        places=tuple(Place(f"p{k}") for k in range(count)),
        engineers=tuple(
            Engineer(f"e{k}", tuple(_shifts(instance, k)), cost_per_km=1.0) for k in range(instance.vehicles)
        ),
        visits=tuple(_visits(instance, scale)),
        series=tuple(
            Series(f"c{k}", [f"c{k}-{j}" for j in range(c.visits)], [[_day(d) for d in p] for p in c.patterns])
            for k, c in enumerate(instance.customers)
            if c.visits
        ),
    )


def _day(d: int) -> date:
    return (START + timedelta(days=d)).date()


def _shifts(instance: Instance, vehicle: int) -> Iterator[Shift]:
    for d, (longest, load) in enumerate(zip(instance.longest, instance.load, strict=True)):
        start = START + timedelta(days=d)
        length = timedelta(seconds=_SECONDS * longest) if longest else timedelta(hours=23)
        yield Shift(f"e{vehicle}-d{d}", start, start + length, "p0", "p0", capacity={"load": load})


def _visits(instance: Instance, scale: int) -> Iterator[Visit]:
    for k, c in enumerate(instance.customers):
        for j in range(c.visits):
            duration = timedelta(seconds=scale * c.service)
            yield Visit(f"c{k}-{j}", f"p{k}", duration, None, delivered={"load": c.demand})


def length_of(instance: Instance, plan: Plan) -> float:
    """The total distance of a plan, in the published convention."""
    total = 0.0
    for route in plan.routes:
        stops = [0, *(int(stop.visit[1 : stop.visit.index("-")]) for stop in route.stops if stop.visit), 0]
        total += sum(instance.distance(a, b) for a, b in pairwise(stops))
    return total
