"""The promise of every reason: apply its change to the document, and the visit fits into the plan at the price told."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from optimiser.documents import read_problem, write_plan, write_problem
from optimiser.explanation import CODES, Explainer
from optimiser.inputs import Problem
from optimiser.plan import Plan, Reason
from optimiser.travel import TravelTimes, travel_times

from .applying import after, good, greedy_plan, seen_to_fit
from .days import Document, random_day

CITY = Path(__file__).parents[3] / "shared" / "bench" / "city.py"


def opened(document: Document) -> tuple[Problem, TravelTimes, Plan]:
    """A day with a plan of it."""
    problem = read_problem(document)
    travel = travel_times(problem)
    return problem, travel, greedy_plan(problem, travel)


def reasons_of(problem: Problem, plan: Plan, travel: TravelTimes) -> list[tuple[str, Reason]]:
    explained = Explainer(problem, plan, travel).explained()
    return [(entry.visit, reason) for entry in explained.unserved for reason in entry.reasons]


def broken_promises(document: Document, few: int | None = None) -> tuple[list[Any], Counter[str]]:
    """What does not come out as told, and how often each code was tried."""
    problem, travel, plan = opened(document)
    if not good(plan, problem, travel):  # what is under way may break rules that no plan can mend
        return [], Counter()
    told = [(name, reason) for name, reason in reasons_of(problem, plan, travel) if reason.change is not None]
    if few is not None:
        Random(0).shuffle(told)
    wrong, tried = [], Counter[str]()
    for name, reason in told[:few]:
        tried[reason.code] += 1
        wrong += [(name, reason, fault) for fault in seen_to_fit(document, plan, name, reason, travel)]
    return wrong, tried


def test_after_each_change_of_days_with_every_rule_the_visit_fits_at_the_price_told() -> None:
    tried = Counter[str]()
    for seed in range(30):
        wrong, counted = broken_promises(random_day(Random(seed)))
        assert not wrong, (seed, wrong[:3])
        tried += counted
    assert tried.total() > 500
    assert len(tried) >= 9, tried


@pytest.mark.skipif(not CITY.exists(), reason="the problems of ../shared/bench are not here")
@pytest.mark.parametrize("options", [["--breaks"], ["--hard"], ["--breaks", "--hard"]])
def test_after_each_change_of_a_city_day_the_visit_fits_at_the_price_told(options: list[str]) -> None:
    size = ["--visits", "60", "--engineers", "4", "--seed", "5"]
    made = subprocess.run([sys.executable, str(CITY), *size, *options], capture_output=True, check=True, text=True)
    wrong, tried = broken_promises(json.loads(made.stdout), few=60)
    assert not wrong, wrong[:3]
    assert tried.total() == 60


def test_a_change_applies_to_every_document_of_the_problem() -> None:
    count = 0
    for seed in range(8):
        document = random_day(Random(seed))
        problem, travel, plan = opened(document)
        for _, reason in reasons_of(problem, plan, travel):
            if reason.change is not None:
                spare, spelled_out = write_problem(problem), with_defaults(document)
                first = after(document, reason.change)
                assert after(spare, reason.change) == first == after(spelled_out, reason.change), reason.change
                count += 1
    assert count > 100


def with_defaults(document: Document) -> Document:
    """The same problem with what may be left out written down."""
    empty = {"skills": {}, "excluded_engineers": [], "pin": None, "windows": []}
    shift = {
        "overtime_limit": "PT0S",
        "breaks": [],
        "capacity": {},
        "max_stops": None,
        "max_duration": None,
        "at": None,
    }
    engineers = [
        {"skills": None, **engineer, "shifts": [{**shift, **own} for own in engineer["shifts"]]}
        for engineer in document["engineers"]
    ]
    return {**document, "engineers": engineers, "visits": [{**empty, **visit} for visit in document["visits"]]}


def test_reasons_are_one_for_each_shift_and_can_be_written() -> None:
    for seed in range(6):
        problem, travel, plan = opened(random_day(Random(seed)))
        explained = Explainer(problem, plan, travel).explained()
        shifts = sorted(shift.id for engineer in problem.engineers for shift in engineer.shifts)
        for entry in explained.unserved:
            assert sorted(str(reason.shift) for reason in entry.reasons) == shifts
            assert all(reason.code in CODES and reason.message for reason in entry.reasons)
            told = [reason.change is not None for reason in entry.reasons]
            assert told == sorted(told, reverse=True)
        assert json.loads(json.dumps(write_plan(explained)))["unserved"]


def test_asking_changes_nothing() -> None:
    problem, travel, plan = opened(random_day(Random(3)))
    explainer = Explainer(problem, plan, travel)
    first = explainer.explained()
    for route in plan.routes:
        for stop in route.stops:
            if stop.visit:
                explainer.alternatives(stop.visit)
    assert explainer.explained() == first == Explainer(problem, plan, travel).explained()


def test_a_limit_on_changes_keeps_the_codes() -> None:
    problem, travel, plan = opened(random_day(Random(4), visit_count=40))
    explainer = Explainer(problem, plan, travel)
    name = explainer.explained().unserved[0].visit
    every, few = explainer.reasons(name), explainer.reasons(name, most_changes=1)
    assert sum(reason.change is not None for reason in few) <= 1
    assert {(r.shift, r.code) for r in every} == {(r.shift, r.code) for r in few}
    assert few[0] == every[0]


def test_a_day_with_ten_times_more_visits_than_can_be_served_is_explained() -> None:
    problem, travel, plan = opened(random_day(Random(5), visit_count=200))
    explained = Explainer(problem, plan, travel).explained(most_changes=1)
    assert len(explained.unserved) > 150
    assert all(entry.reasons for entry in explained.unserved)
