"""A working week in one solve, against the same solver day by day."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks import targets
from benchmarks.bench import Bench, say
from benchmarks.judging import judge
from benchmarks.rows import Measure
from optimiser import (
    Plan,
    Problem,
    SolveParams,
    TravelTimes,
    Visit,
    parse,
    read_problem,
    solve,
    travel_times,
    write_plan,
)

VISITS, ENGINEERS, SEED = 1600, 40, 1
LIMIT_S, DAY_LIMIT_S = 60.0, 12.0
_INSTANCE = f"week-{VISITS}-{ENGINEERS}-{SEED}"


def run(bench: Bench, limit_s: float = LIMIT_S) -> None:
    """Draw the week, plan it at once and day by day, and let the judge look at the first."""
    path = _drawn(bench)
    began_s = time.monotonic()
    problem = read_problem(parse(path.read_text()))
    travel = travel_times(problem)
    read_s = time.monotonic() - began_s
    say("warming up ...")
    _planned(problem, travel, 0.1, bench.threads)
    first_s: list[float] = []
    plan = _planned(problem, travel, limit_s, bench.threads, first_s.append)
    plan_path = bench.folder / f"{_INSTANCE}.plan.json"
    plan_path.write_text(json.dumps(write_plan(plan)))
    verdict = judge(path, plan_path, bench.data)
    daily = _day_by_day(problem, travel, bench.threads, carried=False)
    carried = _day_by_day(problem, travel, bench.threads, carried=True)
    for measure, value, unit, target in (
        ("first complete plan, from reading the problem", read_s + first_s[0], "s", targets.WEEK_FIRST_S),
        (f"cost in one solve of {limit_s:g} s", verdict.cost, "", None),
        ("violations found by the judge", verdict.violations, "", 0.0),
        (f"cost day by day at {DAY_LIMIT_S:g} s", daily, "", None),
        ("share of the cost day by day", verdict.cost / daily, "", targets.WEEK_SHARE),
        ("cost day by day, left-overs carried to their next day", carried, "", None),
        ("share of that", verdict.cost / carried, "", targets.WEEK_SHARE),
    ):
        row = Measure(measure, _INSTANCE, round(float(value), 4), unit, target)
        say(f"    {measure}: {row.value:g} {unit}")
        bench.add(row)


def _drawn(bench: Bench) -> Path:
    """The problem as ``bench/week.py`` writes it."""
    path = bench.folder / f"{_INSTANCE}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    script = bench.data / "bench" / "week.py"
    asked = ["--visits", str(VISITS), "--engineers", str(ENGINEERS), "--seed", str(SEED)]
    said = subprocess.run([sys.executable, str(script), *asked], capture_output=True, text=True, check=True)
    path.write_text(said.stdout)
    return path


def _planned(
    problem: Problem,
    travel: TravelTimes,
    limit_s: float,
    threads: int,
    on_first: Callable[[float], None] | None = None,
) -> Plan:
    began_s = time.monotonic()
    told: list[float] = []

    def progress(_news: object) -> None:
        if on_first and not told:
            told.append(time.monotonic() - began_s)
            on_first(told[0])

    params = SolveParams(seconds=limit_s, seed=SEED, threads=threads)
    return solve(problem, travel, params, clock=time.monotonic, on_progress=progress)


def _day_by_day(problem: Problem, travel: TravelTimes, threads: int, *, carried: bool) -> float:
    """What the days cost one after the other, every visit on its first allowed day.

    With `carried`, a visit left out may come on its next allowed day, and only on its last does leaving it out cost.
    """
    days = sorted({shift.start.date() for engineer in problem.engineers for shift in engineer.shifts})
    left = {visit.id: visit for visit in problem.visits}
    cost = 0.0
    for day in days:
        today = [_on(visit, day) for visit in left.values() if day in _days(visit)]
        plan = _planned(_day(problem, today, day), travel, DAY_LIMIT_S, threads)
        cost += plan.cost.total - plan.cost.skipped
        out = {unserved.visit for unserved in plan.unserved}
        for visit in today:
            is_last = not carried or day == max(_days(left[visit.id]))
            if visit.id in out and is_last:
                cost += visit.skip_cost or 0.0
            if visit.id not in out or is_last:
                del left[visit.id]
    return cost


def _days(visit: Visit) -> set[date]:
    return {window.open.date() for window in visit.windows}


def _on(visit: Visit, day: date) -> Visit:
    return replace(visit, windows=tuple(w for w in visit.windows if w.open.date() == day))


def _day(problem: Problem, visits: Sequence[Visit], day: date) -> Problem:
    engineers = tuple(
        replace(engineer, shifts=tuple(s for s in engineer.shifts if s.start.date() == day))
        for engineer in problem.engineers
    )
    return replace(problem, engineers=engineers, visits=tuple(visits))
