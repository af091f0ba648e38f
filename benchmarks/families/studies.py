"""Studies: a year of a campus, what more effort would change, what a second worker brings, how memory grows."""

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from benchmarks import children, targets
from benchmarks.bench import Bench, say
from benchmarks.errors import BenchmarkError
from benchmarks.rows import Goal, Measure
from scenarios import Replications, Study, StudyResult, library, load_study, run_study

YEAR, MONTH = 365, 28
_EFFORTS = 6
"""Replications of a month each, to see what four times the effort changes."""
_CASES = 12
"""Replications of a month each, with one worker and with two: a year of days, as starting counts too."""
_WATCHED = (
    "on_time", "inspections_on_time", "penalty", "utilisation", "travel_share", "overtime_h", "backlog", "wait_h",
    "wait_p90_h", "cost_per_visit", "cost_per_day",
)  # fmt: skip
_ALONE = """
import json, sys, time
from benchmarks.families.studies import campus
from scenarios import readings, simulate

study = campus({days})
service = study.scenarios[0].change(study.service)
began_s = time.monotonic()
tally = simulate(service, "optimiser", study.first, {days}, study.seed, 0)
took_s = time.monotonic() - began_s
found = {{name: value for (name, group), value in readings(tally, 7).items() if not group}}
print(json.dumps({{"took_s": took_s, **found}}), file=sys.stderr)
"""


def campus(days: int) -> Study:
    """The library's campus with 25 engineers, as it is."""
    study = load_study(library.study_path("elv_campus"))
    return replace(study, days=days, scenarios=study.scenarios[:1])


def run(bench: Bench) -> None:
    """Measure everything."""
    add = partial(_add, bench)
    month, year = (_alone(days) for days in (MONTH, YEAR))
    operations = campus(1).service.operations
    effort = f"{operations.morning_iterations} iterations a morning, {operations.replan_iterations} a replan"
    add(f"a year of the campus, {effort}", "one process", year["took_s"], "s", targets.CAMPUS_YEAR_S)
    for measure in ("tickets", "visits", "replans"):
        add(f"{measure} a day", "that year", year[measure], "")
    add("memory after a month", "one process", month["peak_mb"], "MB")
    add("memory after a year", "one process", year["peak_mb"], "MB")
    add("memory, year over month", "one process", year["peak_mb"] / month["peak_mb"], "", targets.YEAR_MEMORY_RATIO)
    _workers(bench)
    _effort(bench)


def _add(
    bench: Bench,
    measure: str,
    instance: str,
    value: float,
    unit: str,
    target: float | None = None,
    goal: Goal = "at most",
) -> None:
    row = Measure(measure, instance, round(float(value), 4), unit, target, goal=goal)
    say(f"    {measure}, {instance}: {row.value:g} {unit}")
    bench.add(row)


def _alone(days: int) -> dict[str, float]:
    """Live through some days in a process of its own, and tell what it took."""
    say(f"{days} days of the campus ...")
    ended = children.run([sys.executable, "-c", _ALONE.format(days=days)])
    if ended.code:
        raise BenchmarkError(f"the campus could not be simulated: {ended.last_words}")
    found: dict[str, float] = json.loads(ended.last_words)
    return {**found, "peak_mb": ended.peak_mb}


def _workers(bench: Bench) -> None:
    """The same cases by one worker and by two; the workers start before the clock does."""
    took_s = {}
    for count in (1, 2):
        say(f"{_CASES} months by {count} workers ...")
        began_s = time.monotonic()
        run_study(_months(_CASES), workers=count)
        took_s[count] = time.monotonic() - began_s
        _add(bench, f"{_CASES} months, their start with it", f"{count} workers", took_s[count], "s")
    ratio = took_s[1] / took_s[2]
    _add(bench, "two workers over one", f"{_CASES} months", ratio, "", targets.TWO_WORKERS_RATIO, "at least")


def _effort(bench: Bench) -> None:
    """What four times the effort changes, beyond the interval of each measure."""
    say(f"{_EFFORTS} months with four times the effort ...")
    plain = _months(_EFFORTS)
    operations = plain.service.operations
    more = replace(
        operations,
        morning_iterations=4 * operations.morning_iterations,
        replan_iterations=4 * operations.replan_iterations,
    )
    harder = replace(plain, service=replace(plain.service, operations=more))
    less, most = (_means(run_study(study)) for study in (plain, harder))
    moved = 0
    for measure in _WATCHED:
        mean, half_width = less[measure]
        _add(bench, f"{measure}: four times the effort, difference", f"{_EFFORTS} months", most[measure][0] - mean, "")
        _add(bench, f"{measure}: half width of its interval", f"{_EFFORTS} months", half_width, "")
        moved += abs(most[measure][0] - mean) > half_width
    _add(bench, "measures moved beyond their interval", f"{_EFFORTS} months", moved, "", 0.0)


def _months(count: int) -> Study:
    return replace(campus(MONTH), warm_up=7, replications=Replications(count, count))


def _means(result: StudyResult) -> dict[str, tuple[float, float]]:
    """Mean and half width of each measure of all."""
    rows = result.measures[result.measures["group"] == ""]
    names: Sequence[str] = rows["measure"].tolist()
    halves = (rows["high"] - rows["low"]) / 2
    return dict(zip(names, zip(rows["mean"].tolist(), halves.tolist(), strict=True), strict=True))
