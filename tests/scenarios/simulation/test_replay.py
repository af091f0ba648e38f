"""A simulated day, written down as a problem and its plan, passes the checker."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser import Route, check, write_plan, write_problem
from tests.cli.running import roundsman
from tests.scenarios.simulation.lives import live
from tests.scenarios.simulation.services import campus
from tests.scenarios.simulation.small_services import POLICIES, Case, cases


@settings(max_examples=25, deadline=None)
@given(cases(), st.sampled_from(POLICIES))
def test_a_day_as_it_was_lived_breaks_no_rule(case: Case, policy: str) -> None:
    _, watching = live(case, policy)
    for day in range(case.days):
        problem, plan = watching.day(day)
        assert check(problem, plan, problem.travel.seconds, problem.travel.metres).violations == ()  # type: ignore[union-attr]


@pytest.mark.parametrize("policy", ["first_come", "optimiser"])
def test_the_command_line_finds_nothing_wrong_with_a_simulated_day(policy: str, tmp_path: Path) -> None:
    _, watching = live(campus(days=2), policy)
    problem, plan = watching.day(1)
    assert len(plan.routes) > 3
    (tmp_path / "problem.json").write_text(json.dumps(write_problem(problem)), encoding="utf-8")
    (tmp_path / "plan.json").write_text(json.dumps(write_plan(plan)), encoding="utf-8")
    ran = roundsman("check", tmp_path / "problem.json", tmp_path / "plan.json")
    assert ran.status == 0, ran.err


def test_a_day_that_was_bent_is_found_out() -> None:
    _, watching = live(campus(days=1), "first_come")
    problem, plan = watching.day(0)
    bent = replace(plan, routes=(_with_a_visit_earlier(plan.routes[0]), *plan.routes[1:]))
    verdict = check(problem, bent, problem.travel.seconds, problem.travel.metres)  # type: ignore[union-attr]
    assert "STARTS_TOO_EARLY" in {violation.code for violation in verdict.violations}


def _with_a_visit_earlier(route: Route) -> Route:
    """A route whose last visit begins and ends an hour before it did."""
    *before, last = route.stops
    hour = timedelta(hours=1)
    assert last.arrive is not None
    return replace(
        route, stops=(*before, replace(last, start=last.start - hour, end=last.end - hour, arrive=last.arrive - hour))
    )
