"""Twenty problems that nobody has seen, drawn at each run, with the same time for everyone."""

import math
import os
import random
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.bench import Bench, say
from benchmarks.problems import City
from benchmarks.rows import Row

COUNT = 20
LIMIT_S = 20.0
VISITS = (30, 120)
TIGHT = (9.0, 11.0)
"""Visits per engineer on days with more work than hands,"""
LOOSE = (5.0, 7.0)
"""and on days with hands to spare."""
SOLVERS = ("ours", "pyvrp", "vroom")
SAME_COST = 0.02
"""Costs this near are the same: two plans of one price, each rounded by the judge."""


@dataclass(frozen=True)
class Standing:
    """How the software stands against the best peer over a set of problems."""

    compared: int
    dearer: tuple[str, ...]
    worst_ratio: float | None


def new_seed() -> int:
    """A seed that was never used, from the system's randomness."""
    return int.from_bytes(os.urandom(4))


def drawn(seed: int, count: int = COUNT) -> list[City]:
    """The problems of a seed: half of them tight, half loose, all hard."""
    chance = random.Random(seed)
    days = []
    for n in range(count):
        visits = chance.randint(*VISITS)
        per_engineer = chance.uniform(*(TIGHT if n % 2 == 0 else LOOSE))
        engineers = max(2, round(visits / per_engineer))
        days.append(City(visits, engineers, chance.randrange(2**31), "hard"))
    return days


def run(bench: Bench, limit_s: float = LIMIT_S, seed: int | None = None, count: int = COUNT) -> Standing:
    """Draw problems, run every wanted solver on each for the same time, and compare."""
    chosen = new_seed() if seed is None else seed
    say(f"fresh problems of seed {chosen} (--seed {chosen} draws them again)")
    for city in drawn(chosen, count):
        for solver in bench.wanted(city):
            if solver in SOLVERS:
                bench.solve(solver, city, limit_s)
    return standing([row for row in bench.rows if isinstance(row, Row)])


def standing(rows: Sequence[Row]) -> Standing:
    """Compare the software with the best valid peer, problem by problem; no valid plan of ours counts as dearer."""
    dearer, ratios = [], []
    for instance in dict.fromkeys(row.instance for row in rows if row.solver == "ours"):
        costs = {
            row.solver: row.cost for row in rows if row.instance == instance and row.valid and row.cost is not None
        }
        mine = costs.pop("ours", math.inf)
        if not costs:
            continue
        best = min(costs.values())
        ratios.append(mine / best if best > 0 else 1.0)
        if mine > best + SAME_COST:
            dearer.append(instance)
    return Standing(len(ratios), tuple(dearer), max(ratios, default=None))
