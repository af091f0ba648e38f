"""The rules over days: what they cost, where they end, and random weeks against an oracle."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from optimiser.checker import Violation, check
from optimiser.inputs import Limit, Problem, Series, Window
from optimiser.plan import Plan

from .days import (
    clock,
    codes_of,
    good_plan,
    good_problem,
    minutes,
    verdict_of,
    with_engineer,
    with_route,
    with_shift,
    with_stop,
    with_visit,
)
from .random_weeks import broken_rules, waiting_cost, week_of

P, Q = good_problem(), good_plan()
OVER_DAYS = {"CERTIFICATE_EXPIRED", "SERVES_ONLY", "REST", "WORKING_TIME_LIMIT", "DRIVING_TIME_LIMIT", "SERIES_DAYS"}


def preference_of(problem: Problem, plan: Plan = Q) -> float:
    """What a plan costs besides ways, time and lateness."""
    return verdict_of(problem, plan).cost.preference


def opening(problem: Problem, *opens: datetime) -> Problem:
    """The problem with visit a open from each of these moments, for long."""
    windows = tuple(Window(moment, moment + timedelta(days=9)) for moment in opens)
    return with_visit(problem, "a", windows=windows, wait_cost_per_day=3.0)


@pytest.mark.parametrize(
    ("opens", "cost"),
    [
        ([clock(8)], 0.0),
        ([clock(-1)], 3.0),
        ([clock(-25)], 6.0),
        ([clock(4), clock(-49)], 9.0),  # the earliest, in whatever order they stand
        ([datetime(2026, 11, 22, 15, 59, tzinfo=UTC)], 3.0),  # a minute before midnight in the horizon's offset
        ([datetime(2026, 11, 22, 16, 0, tzinfo=UTC)], 0.0),
    ],
)
def test_waiting_is_paid_by_the_day_from_the_first_opening(opens: list[datetime], cost: float) -> None:
    assert preference_of(opening(P, *opens)) == cost


def test_a_visit_without_windows_waits_from_the_start_of_the_horizon() -> None:
    waiting = with_visit(P, "c", wait_cost_per_day=5.0)
    assert preference_of(waiting) == 0.0
    assert preference_of(replace(waiting, horizon=replace(P.horizon, start=clock(-24)))) == 5.0


def test_the_day_on_which_a_visit_is_served_is_the_shifts_by_its_own_offset() -> None:
    in_utc = with_shift(P, start=clock(7).astimezone(UTC), max_duration=None)  # the day before, there
    open_before = opening(in_utc, clock(-1))
    assert preference_of(open_before) == 0.0
    assert preference_of(opening(P, clock(-1))) == 3.0


def test_waiting_never_pays() -> None:
    by_night = with_shift(P, start=clock(-1), max_duration=None)
    assert preference_of(opening(by_night, clock(8))) == 0.0


def test_waiting_is_paid_besides_the_preference_for_an_engineer() -> None:
    assert preference_of(with_visit(opening(P, clock(-1)), "a", preference_costs={"ann": 4.0})) == 7.0


def test_what_is_left_out_does_not_wait() -> None:
    assert preference_of(with_visit(P, "d", windows=(Window(clock(-99), clock(9)),), wait_cost_per_day=5.0)) == 0.0


def test_an_unstated_departure_is_as_late_as_the_plan_allows_for_limits_and_rest() -> None:
    plan = with_stop(with_route(Q, leave=None), 0, arrive=None)
    assert codes_of(with_engineer(P, "ann", limits=(Limit("day", minutes(7 * 60 + 10)),)), plan) == []
    assert codes_of(with_engineer(P, "ann", limits=(Limit("day", minutes(7 * 60 + 9)),)), plan) == [
        "WORKING_TIME_LIMIT"
    ]


def test_time_that_a_plan_states_beyond_need_is_worked() -> None:
    limited = with_engineer(P, "ann", limits=(Limit("day", minutes(7 * 60 + 10)),))
    assert codes_of(limited, with_route(Q, back=clock(15, 40))) == ["WORKING_TIME_LIMIT"]
    assert codes_of(limited, with_route(Q, leave=clock(8, 10))) == ["WORKING_TIME_LIMIT"]


def test_every_limit_that_is_broken_is_named_once() -> None:
    limits = (Limit("day", minutes(60), minutes(10)), Limit("week", minutes(60)), Limit("week", minutes(900)))
    assert codes_of(with_engineer(P, "ann", limits=limits), Q) == [
        "WORKING_TIME_LIMIT",
        "DRIVING_TIME_LIMIT",
        "WORKING_TIME_LIMIT",
    ]


def test_a_skill_at_too_low_a_level_is_not_named_again_for_its_certificate() -> None:
    weak = with_engineer(P, "ann", certificates={"cctv": date(2026, 11, 1)}, skills={"cctv": 1})
    assert codes_of(weak, Q) == ["MISSING_SKILL"]


def test_the_day_of_a_certificate_and_of_a_series_is_the_shifts_by_its_own_offset() -> None:
    in_utc = with_shift(P, start=clock(7).astimezone(UTC), max_duration=None)
    certified = with_engineer(in_utc, "ann", certificates={"cctv": date(2026, 11, 22)})
    assert codes_of(certified, Q) == []
    assert codes_of(replace(in_utc, series=(Series("s", "a", [[date(2026, 11, 22)]]),)), Q) == []


def about(violation: Violation) -> str:
    """The visit or engineer that a violation is about, or the series that its sentence names."""
    if violation.code == "SERIES_DAYS":
        return violation.message.split("series ")[1].split()[0]
    return violation.visit or violation.engineer or ""


def test_the_rules_over_days_of_random_weeks_are_those_of_the_oracle() -> None:
    shown: set[str] = set()
    for seed in range(200):
        problem, plan = week_of(seed)
        travel = problem.travel
        verdict = check(problem, plan, travel.seconds, travel.metres)  # type: ignore[union-attr]
        found = {(own.code, about(own)) for own in verdict.violations if own.code in OVER_DAYS}
        assert found == broken_rules(problem, plan), seed
        shown |= {code for code, _ in found}
    assert shown == OVER_DAYS


def test_waiting_in_random_weeks_costs_what_the_oracle_says() -> None:
    waited = 0
    for seed in range(100):
        problem, plan = week_of(seed)
        travel = problem.travel
        without = replace(problem, visits=tuple(replace(visit, wait_cost_per_day=0.0) for visit in problem.visits))
        costs = [check(own, plan, travel.seconds, travel.metres).cost for own in (problem, without)]  # type: ignore[union-attr]
        more = costs[0].total - costs[1].total
        assert more == pytest.approx(waiting_cost(problem, plan))
        assert costs[0].preference - costs[1].preference == pytest.approx(more)
        waited += more > 0
    assert waited > 20


def test_a_good_plan_of_a_random_week_claims_its_cost_with_the_waiting() -> None:
    problem, plan = week_of(0)
    travel = problem.travel
    cost = check(problem, plan, travel.seconds, travel.metres).cost  # type: ignore[union-attr]
    claims = check(problem, replace(plan, cost=cost), travel.seconds, travel.metres)  # type: ignore[union-attr]
    assert not {"COST_TOTAL", "COST_PART"} & {violation.code for violation in claims.violations}
