"""The checker prices every departure from a plan that people were told of."""

from dataclasses import replace

import pytest

from optimiser.inputs import Planned, Problem
from optimiser.plan import Plan

from .days import clock, good_plan, good_problem, minutes, verdict_of, with_stop, with_visit

P, Q = good_problem(), good_plan()


def stood(hour: int, minute: int, shift: str = "ann-day", **prices: float) -> Problem:
    """The good problem; b, which starts at 10:45 with Ann, stood then in that shift."""
    planned = Planned(
        clock(hour, minute),
        shift,
        minutes(prices.get("free_min", 0.0)),
        prices.get("earlier", 0.0),
        prices.get("later", 0.0),
        prices.get("move", 0.0),
    )
    return with_visit(P, "b", planned=planned)


def preference_of(problem: Problem, plan: Plan = Q) -> float:
    """The cost of preferences."""
    return verdict_of(problem, plan).cost.preference


def codes_of(problem: Problem, plan: Plan) -> set[str]:
    """The codes of what is wrong with a plan."""
    return {violation.code for violation in verdict_of(problem, plan).violations}


def test_where_and_when_it_stood_costs_nothing() -> None:
    assert preference_of(stood(10, 45, earlier=60.0, later=60.0, move=30.0)) == 0.0


@pytest.mark.parametrize(
    ("hour", "minute", "cost"), [(11, 45, 40.0), (9, 45, 60.0), (11, 0, 10.0), (10, 44, 1.0)], ids=str
)
def test_an_hour_earlier_and_an_hour_later_have_their_own_prices(hour: int, minute: int, cost: float) -> None:
    assert preference_of(stood(hour, minute, earlier=40.0, later=60.0)) == pytest.approx(cost)


@pytest.mark.parametrize(
    ("hour", "minute", "cost"), [(10, 55, 0.0), (11, 0, 5.0), (10, 35, 0.0), (10, 15, 20.0)], ids=str
)
def test_what_is_free_costs_nothing_and_only_what_is_beyond_it_costs(hour: int, minute: int, cost: float) -> None:
    assert preference_of(stood(hour, minute, earlier=60.0, later=60.0, free_min=10.0)) == pytest.approx(cost)


def test_another_shift_costs_its_price_even_where_the_old_one_has_gone() -> None:
    assert preference_of(stood(10, 45, "gone", move=30.0)) == 30.0
    assert preference_of(stood(11, 45, "gone", move=30.0, earlier=40.0)) == 70.0


def test_a_visit_left_out_pays_its_price_for_that_and_no_other() -> None:
    without = replace(P.visits[3], planned=Planned(clock(9), "ann-day", minutes(0), 40.0, 40.0, 30.0))
    verdict = verdict_of(replace(P, visits=(*P.visits[:3], without)), Q)
    assert (verdict.cost.preference, verdict.cost.skipped) == (0.0, 75.0)


def test_a_plan_that_does_not_own_up_to_what_it_changed_is_found_out() -> None:
    problem = stood(11, 45, earlier=40.0)
    told = replace(Q, cost=replace(Q.cost, preference=40.0))
    assert verdict_of(problem, told).violations == ()
    assert codes_of(problem, Q) == {"COST_PART"}
    later = with_stop(told, 1, start=clock(10, 50), end=clock(11, 50), arrive=None)
    assert preference_of(problem, later) == pytest.approx(40.0 * 55 / 60)
    assert {"COST_PART"} <= codes_of(problem, later)
