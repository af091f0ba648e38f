"""A quarter of 400 sites and 25 engineers: what its plan is like, how long it takes, whether it keeps its rules."""

import time
from datetime import timedelta

from benchmarks import targets
from benchmarks.bench import Bench, say
from benchmarks.quarter import DAYS, FIRST, quarter_book
from benchmarks.rows import Measure
from optimiser import HorizonParams, HorizonPlan, check_horizon, horizon_question, plan_horizon

LIMIT_S = 60.0
SITES, ENGINEERS = 400, 25
SEEDS = (1, 2, 3)


def run(bench: Bench, limit_s: float = LIMIT_S) -> None:
    """Plan the quarter of each seed, from the book to the checked plan."""
    say("warming up ...")
    _planned(0, 20, 3, 0.1, bench.threads)
    for seed in SEEDS:
        name = f"quarter-{SITES}-{ENGINEERS}-{seed}"
        say(f"{name}: planning for {limit_s:g} s ...")
        began_s = time.monotonic()
        plan, violation_count = _planned(seed, SITES, ENGINEERS, limit_s, bench.threads)
        _add(bench, name, plan, violation_count, time.monotonic() - began_s)


def _planned(seed: int, sites: int, engineers: int, limit_s: float, threads: int) -> tuple[HorizonPlan, int]:
    book = quarter_book(sites, engineers, seed)
    question = horizon_question(book, FIRST, FIRST + timedelta(days=DAYS - 1))
    plan = plan_horizon(question, HorizonParams(seconds=limit_s, seed=seed, threads=threads), clock=time.monotonic)
    return plan, len(check_horizon(question, plan))


def _add(bench: Bench, name: str, plan: HorizonPlan, violation_count: int, took_s: float) -> None:
    figures = plan.measures
    for measure, value, unit, target in (
        ("quarter planned", took_s, "s", targets.QUARTER_S),
        ("rules broken", violation_count, "", 0.0),
        ("rules that could not be kept", len(plan.unkept), "", 0.0),
        ("inspections", figures.inspection_count, "", None),
        ("trips", figures.trip_count, "", None),
        ("travel", figures.travel_km, "km", None),
        ("spread of days", figures.day_load_spread, "", None),
        ("spread of engineers", figures.engineer_load_spread, "", None),
        ("engineers per customer", figures.engineers_per_customer, "", None),
        ("into the room for tickets", figures.over_room_hours, "h", None),
        ("off the ideal day", figures.off_ideal_days, "days", None),
    ):
        row = Measure(measure, name, round(float(value), 4), unit, target)
        say(f"    {measure}: {row.value:g} {unit}")
        bench.add(row)
