"""Ten seeds at 100 visits, plain and hard: how much luck there is in a plan."""

from benchmarks.bench import Bench
from benchmarks.problems import City

DAYS = (City(100, 11, 1, "plain"), City(100, 11, 1, "hard"))
SEEDS = range(10)
LIMIT_S = 60.0


def run(bench: Bench, limit_s: float = LIMIT_S) -> None:
    """Run the software with each seed on each day."""
    for city in DAYS:
        for seed in SEEDS:
            if "ours" in bench.only:
                bench.solve("ours", city, limit_s, seed)
