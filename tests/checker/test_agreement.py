"""The checker and the independent judge agree: on what is wrong, and on what a plan costs."""

from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.checker import Verdict, check
from optimiser.inputs import Matrix, Problem
from optimiser.plan import Plan

from . import days
from .random_days import DAMAGES, Damage, false_claim, greedy_plan, random_problem
from .referee import Ruling, judged, judged_outside, needs_judge, sayings_in, sayings_of
from .writing import plan_document, problem_document

pytestmark = needs_judge


def checked(problem: Problem, plan: Plan) -> Verdict:
    """Check a plan of a problem with a matrix."""
    assert isinstance(problem.travel, Matrix)
    return check(problem, plan, np.array(problem.travel.seconds), np.array(problem.travel.metres))


def ruled(problem: Problem, plan: Plan) -> Ruling:
    """Ask the judge about the same plan."""
    return judged(problem_document(problem), plan_document(plan))


def late_on_site(problem: Problem, plan: Plan) -> int:
    """How many visits are late for the checker by their start alone, as the judge counts."""
    visits = tuple(replace(visit, restore_by=None) for visit in problem.visits)
    return checked(replace(problem, visits=visits), plan).late


def assert_agreement(problem: Problem, plan: Plan) -> None:
    """The checker says what the judge says."""
    plan = replace(plan, claimed_total=plan.cost.total)
    verdict, ruling = checked(problem, plan), ruled(problem, plan)
    codes = {violation.code for violation in verdict.violations}
    assert sayings_of(codes) == sayings_in(ruling), (verdict.violations, ruling.said)
    assert vars(verdict.cost) == pytest.approx(ruling.cost, abs=1e-6)
    assert (verdict.served, verdict.must_unserved) == (ruling.served, ruling.must_unserved)
    assert late_on_site(problem, plan) == ruling.late <= verdict.late


def plan_of(seed: int) -> tuple[Problem, Plan]:
    """A random day and a greedy plan that claims its true cost."""
    random = Random(seed)
    problem = random_problem(random)
    plan = greedy_plan(problem, random)
    return problem, replace(plan, cost=checked(problem, plan).cost)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**9), st.lists(st.sampled_from(DAMAGES), max_size=3), st.booleans())
def test_a_random_plan_is_as_good_as_the_judge_says_whatever_is_damaged(
    seed: int, damages: list[Damage], claim: bool
) -> None:
    random = Random(seed)
    problem, plan = plan_of(seed)
    for damage in damages:
        plan = damage(plan, random)
    plan = replace(plan, cost=checked(problem, plan).cost)
    assert_agreement(problem, false_claim(plan, random) if claim else plan)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_one_kind_of_damage_at_a_time_is_judged_alike(damage: Damage) -> None:
    refused = 0
    for seed in range(40):
        problem, plan = plan_of(seed)
        if not checked(problem, plan).violations:
            damaged = damage(plan, Random(seed))
            assert_agreement(problem, damaged)
            refused += bool(checked(problem, damaged).violations)
    assert refused


def test_many_of_the_random_plans_are_good_and_many_serve_most_visits() -> None:
    verdicts = [checked(*plan_of(seed)) for seed in range(100)]
    assert sum(not verdict.violations for verdict in verdicts) >= 40
    assert sum(verdict.served >= 4 for verdict in verdicts) >= 40


@pytest.mark.parametrize("seed", range(5))
def test_a_day_of_thirty_visits_is_judged_alike_through_damage_after_damage(seed: int) -> None:
    random = Random(seed)
    problem = random_problem(random, visit_count=30)
    plan = greedy_plan(problem, random)
    for damage in (*DAMAGES, *DAMAGES):
        assert_agreement(problem, replace(plan, cost=checked(problem, plan).cost))
        plan = damage(plan, random)


def plain_day() -> Problem:
    """The day written by hand, without what the judge does not know."""
    problem = days.with_shift(days.good_problem(), max_duration=None, max_distance_m=None, max_stops=None, capacity={})
    for name in "ab":
        problem = days.with_visit(problem, name, delivered={}, collected={})
    return replace(problem, places=tuple(replace(place, setup=days.minutes(0)) for place in problem.places))


def collection() -> dict[str, tuple[Problem, Plan]]:
    """Good and damaged plans for the judge as a program."""
    day, plan = plain_day(), days.good_plan()
    random_days = {f"the greedy plan of day {seed}": plan_of(seed) for seed in range(3)}
    return {
        "a good plan": (day, plan),
        "a plan without lunch": (day, days.with_stops(plan, plan.routes[0].stops[:2])),
        "a plan that starts too early": (day, days.with_stop(plan, 1, start=days.clock(9, 30))),
        "a plan that claims too little": (day, replace(plan, cost=replace(plan.cost, distance=29.0))),
        "a plan that leaves all out": (day, replace(plan, routes=())),
        **random_days,
    }


@pytest.mark.parametrize(("problem", "plan"), collection().values(), ids=collection().keys())
def test_the_judge_as_a_program_gives_the_same_verdict_and_total(problem: Problem, plan: Plan, tmp_path: Path) -> None:
    verdict = checked(problem, plan)
    status, said = judged_outside(problem_document(problem), plan_document(plan), tmp_path)
    assert (status == 1) == bool(verdict.violations), (verdict.violations, said)
    assert said["total"] == pytest.approx(verdict.cost.total, abs=0.01)
    assert (said["served"], said["late"], said["must_unserved"]) == (
        verdict.served,
        late_on_site(problem, plan),
        verdict.must_unserved,
    )
