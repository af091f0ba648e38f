"""Three city days in two forms, at 10 and 60 seconds: the comparison with the peers."""

from collections.abc import Sequence

from benchmarks.bench import Bench, say
from benchmarks.problems import City

DAYS = tuple(
    City(visits, engineers, seed, form)
    for form in ("plain", "hard")
    for visits, engineers, seed in ((100, 11, 1), (300, 32, 2), (800, 85, 3))
)
LIMITS_S = (10.0, 60.0)
SLOW_VISITS = 500
"""From here on VROOM takes minutes."""


def run(bench: Bench, limits_s: Sequence[float] = LIMITS_S, skip_slow: bool = False) -> None:
    """Run every wanted solver on every day that it can read.

    VROOM ends by itself: it is run once, whatever the limits.
    """
    for city in DAYS:
        for solver in bench.wanted(city):
            if solver != "vroom":
                for limit_s in limits_s:
                    bench.solve(solver, city, limit_s)
            elif skip_slow and city.visit_count >= SLOW_VISITS:
                say(f"{city.name}: vroom is left out, as asked: it takes minutes")
            else:
                bench.solve(solver, city, None)
