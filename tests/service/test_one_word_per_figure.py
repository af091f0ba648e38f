"""A figure is the same in a plan, in a comparison, on its page and among the key figures."""

from datetime import timedelta
from typing import Any

import pytest

from api.page.figures import figures
from optimiser import Problem, read_plan, read_problem, travel_times, write_problem
from tests.service.campus import DAY, planned, published, stored
from tests.service.conftest import Running

_EARLIER = timedelta(minutes=1)


def with_repairs_missed(plan: Any) -> Problem:
    """The plan's problem, but every third visit that is served was to be done a minute before it is."""
    problem = read_problem(plan.problem)
    stops = [stop for route in read_plan(plan.document, problem).routes for stop in route.stops if stop.visit]
    due = {stop.visit: (stop.end - _EARLIER).isoformat() for stop in stops[::3]}
    document = write_problem(problem)
    for visit in document["visits"]:
        if visit["id"] in due:
            visit["restore_by"] = due[visit["id"]]
    return read_problem(document)


def test_a_plan_and_its_comparison_tell_the_same(campus_on_sqlite: Running) -> None:
    stored(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    caller = campus_on_sqlite.as_("planner")
    told = caller.get("/v1/plans/p1").json()["figures"]
    before = caller.get("/v1/plans/p1/compare/p1").json()["before"]
    assert told == {name: figure for name, figure in before.items() if name != "cost"}
    assert 0 < told["travel_share"] < 1 and told["utilisation_share"] > 0


def test_late_on_the_page_is_late_in_the_figures(campus_on_sqlite: Running) -> None:
    plan = planned(campus_on_sqlite.clock, "p1")
    problem = with_repairs_missed(plan)
    plan.problem = write_problem(problem)
    stored(campus_on_sqlite, plan)
    before = campus_on_sqlite.as_("planner").get("/v1/plans/p1/compare/p1").json()["before"]
    travel = travel_times(problem)
    page = figures(problem, read_plan(plan.document, problem), travel.seconds, travel.metres).totals
    assert page.late_count == before["late_count"] >= before["served_count"] / 3
    share = page.travel_s / (page.travel_s + page.onsite_s)
    assert share == pytest.approx(before["travel_share"], abs=1e-6)


def test_the_key_figures_of_a_published_day_are_those_of_its_plan(campus_on_sqlite: Running) -> None:
    plan = published(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    asked = f"/v1/kpis?first={DAY}&last={DAY}"
    (work,) = campus_on_sqlite.as_("planner").get(asked).json()["work"]
    kinds = {shift["x_kind"] for engineer in plan.problem["engineers"] for shift in engineer["shifts"]}
    assert "on_call" in kinds
    assert work["shift_s"] == plan.figures["shift_s"]
    assert work["planned"]["work_s"] == plan.figures["work_s"]
    for name in ("travel_share", "utilisation_share"):
        assert work["planned"][name] == pytest.approx(plan.figures[name], abs=1e-6)
