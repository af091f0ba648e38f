"""The published periodic problems: how far our plans lie above the best known."""

import csv
import time

from benchmarks import targets
from benchmarks.bench import Bench, say
from benchmarks.errors import BenchmarkError
from benchmarks.pvrp import length_of, problem_of, read
from benchmarks.rows import Measure
from optimiser import SolveParams, check, solve, travel_times

LIMIT_S = 60.0


def run(bench: Bench, limit_s: float = LIMIT_S) -> None:
    """Plan every problem of the shared folder for so many seconds, and check every plan."""
    folder = bench.data / "data" / "pvrp"
    if not (folder / "bks.csv").exists():
        raise BenchmarkError(f"{folder / 'bks.csv'} is missing: give the shared folder with --data")
    with (folder / "bks.csv").open(newline="") as lines:
        known = {row["instance"]: float(row["bks"]) for row in csv.DictReader(lines)}
    gaps = []
    for name, best in known.items():
        instance = read(folder / f"{name}.txt")
        problem = problem_of(instance)
        travel = travel_times(problem)
        params = SolveParams(seconds=limit_s, seed=1, threads=bench.threads)
        plan = solve(problem, travel, params, clock=time.monotonic)
        wrong = len(check(problem, plan, travel.seconds, travel.metres).violations) + len(plan.unserved)
        if wrong:
            raise BenchmarkError(f"{name}: {wrong} rules broken or visits left out")
        length = length_of(instance, plan)
        gaps.append(round(100 * (length / best - 1), 2) + 0.0)  # no minus zero
        say(f"    {name}: {length:.2f}, best known {best:.2f}, {gaps[-1]:+.2f} %")
        bench.add(Measure(f"gap at {limit_s:g} s", f"{name} ({best:g})", gaps[-1], "%", None))
    bench.add(Measure("mean gap", f"{len(gaps)} problems", round(sum(gaps) / len(gaps), 2), "%", targets.PERIODIC_GAP))
