"""How long a person waits: the first plan, the start, one placing, one explanation; and how much memory it takes."""

import json
from collections.abc import Callable
from pathlib import Path

from benchmarks import ours, targets
from benchmarks.bench import Bench, say
from benchmarks.children import Ended
from benchmarks.children import run as run_child
from benchmarks.errors import BenchmarkError
from benchmarks.problems import City
from benchmarks.rows import Measure

SMALL, MIDDLE, LARGE = City(30, 4, 1, "plain"), City(300, 32, 2, "plain"), City(800, 85, 3, "plain")
LIMIT_S = 10.0
PLACED_COUNT = 50
"""How many visits are placed, one by one; the middle time counts."""


def run(bench: Bench, limit_s: float = LIMIT_S) -> None:
    """Measure the software, warm."""
    say("warming up ...")
    plan = bench.plan_path("ours", SMALL, 1.0, 0)
    plan.parent.mkdir(parents=True, exist_ok=True)
    ours.warm_up(bench.problem(SMALL), plan, bench.threads)
    for city in MIDDLE, LARGE:
        _solve(bench, city, limit_s)
    problem, plan = bench.problem(MIDDLE), bench.plan_path("ours", MIDDLE, limit_s, 0)
    _measure(bench, "explanation", MIDDLE, "s", targets.EXPLAIN_S, lambda: ours.explain_seconds(problem, plan))
    _measure(bench, "place", MIDDLE, "s", targets.PLACE_S, lambda: _place(problem, plan))


def _solve(bench: Bench, city: City, limit_s: float) -> None:
    """One solve that says when it had its first plan; what else it shows is measured along."""
    problem, plan = bench.problem(city), bench.plan_path("ours", city, limit_s, 0)
    asked = ours.solve_command(problem, plan, seconds=limit_s, seed=0, threads=bench.threads, progress=True)
    say(f"{city.name}: solving for {limit_s:g} s ...")
    ended = run_child(asked)
    _measure(bench, "first plan", city, "s", targets.FIRST_PLAN_S[city.visit_count], lambda: _first(ended).elapsed_s)
    _measure(bench, "warm start", city, "s", targets.WARM_START_S, lambda: _before_search(ended))
    memory_target = targets.PEAK_MB if city is LARGE else None
    _measure(bench, "peak memory", city, "MB", memory_target, lambda: _ended_well(ended).peak_mb)


def _first(ended: Ended) -> ours.Progress:
    lines = ours.progress_lines(_ended_well(ended))
    if not lines:
        raise BenchmarkError("roundsman solve said nothing of its progress")
    return lines[0]


def _before_search(ended: Ended) -> float:
    """The seconds from the start of the process to the start of the search."""
    first = _first(ended)
    return first.written_s - first.elapsed_s


def _ended_well(ended: Ended) -> Ended:
    if ended.code != 0:
        raise BenchmarkError(f"roundsman solve ended with {ended.code}: {ended.last_words}")
    return ended


def _place(problem: Path, plan: Path) -> float:
    routes = json.loads(plan.read_text())["routes"]
    served = [stop["visit"] for route in routes for stop in route["stops"] if stop.get("visit")]
    return ours.place_seconds(problem, plan, served[:: max(1, len(served) // PLACED_COUNT)][:PLACED_COUNT])


def _measure(
    bench: Bench, measure: str, city: City, unit: str, target: float | None, take: Callable[[], float]
) -> None:
    """Take one figure; where that fails, the row says why."""
    try:
        row = Measure(measure, city.name, round(take(), 4), unit, target)
    except (BenchmarkError, OSError) as error:
        row = Measure(measure, city.name, None, unit, target, str(error))
    say(f"    {measure}, {city.name}: {row.note if row.value is None else f'{row.value:g} {unit}'}")
    bench.add(row)
