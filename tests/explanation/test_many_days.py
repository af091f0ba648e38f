"""Reasons and changes under the rules over days: each code by hand; in random weeks every change is applied."""

from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from optimiser.documents import read_problem
from optimiser.explanation import Explainer, explain, place
from optimiser.plan import Plan, Reason
from optimiser.travel import travel_times

from .applying import good, seen_to_fit
from .days import Document, at, window
from .weeks import broken_promises, careful_plan, left_out, random_week, two_days

MONDAY, TUESDAY = [window(8, 14)], [window(32, 38)]
OVER_DAYS = ("CERTIFICATE_EXPIRED", "SERVES_ONLY", "SERIES_DAYS", "WORKING_TIME_LIMIT", "DRIVING_TIME_LIMIT", "REST")


def told_of(document: Document) -> dict[str, Reason]:
    """Why the new visit is in neither shift; changes are seen to work."""
    problem = read_problem(document)
    travel = travel_times(problem)
    plan = careful_plan(problem, travel)
    assert left_out(plan) == ["new"] and good(plan, problem, travel)
    (entry,) = explain(problem, plan, travel).unserved
    for reason in entry.reasons:
        if reason.change is not None:
            assert seen_to_fit(document, plan, "new", reason, travel) == [], reason
    return {str(reason.shift): reason for reason in entry.reasons}


def test_a_certificate_that_has_ended_is_renewed_until_the_day() -> None:
    rules = {"skills": {"cctv": 2}, "certificates": {"cctv": "2026-11-23"}}
    reason = told_of(two_days(rules, skills={"cctv": 2}, windows=TUESDAY))["tue"]
    assert (reason.code, reason.numbers) == ("CERTIFICATE_EXPIRED", {"cctv_late_days": 1})
    assert reason.change == ({"op": "replace", "path": "/engineers/0/certificates/cctv", "value": "2026-11-24"},)
    assert reason.message == (
        "Has no valid certificate any more: that of cctv ended 1 day before. "
        "To fit it: renew the certificate of cctv until 2026-11-24; the plan then costs 500.00 less."
    )


def test_a_level_that_is_too_low_is_named_first_and_the_certificate_renewed_with_it() -> None:
    rules = {"skills": {"cctv": 1}, "certificates": {"cctv": "2026-11-20"}}
    reason = told_of(two_days(rules, skills={"cctv": 2}, windows=TUESDAY))["tue"]
    assert reason.code == "NO_SKILL"
    assert [step["path"] for step in reason.change or ()] == [
        "/engineers/0/skills/cctv",
        "/engineers/0/certificates/cctv",
    ]


def test_a_place_that_the_shift_does_not_serve_is_added() -> None:
    document = two_days({}, windows=TUESDAY)
    document["engineers"][0]["shifts"][1]["serves_only"] = ["p0"]
    reason = told_of(document)["tue"]
    assert (reason.code, reason.numbers) == ("SERVES_ONLY", {})
    assert reason.change == ({"op": "add", "path": "/engineers/0/shifts/1/serves_only/-", "value": "p1"},)
    assert "let the shift serve p1" in reason.message


def test_a_day_in_no_pattern_of_the_series_is_given_a_pattern() -> None:
    document = two_days({}, windows=TUESDAY)
    document["series"] = [{"id": "s", "visits": ["a", "new"], "patterns": [["2026-11-23", "2026-11-25"]]}]
    document["visits"][0]["windows"] = MONDAY
    reason = told_of(document)["tue"]
    assert (reason.code, reason.numbers) == ("SERIES_DAYS", {"patterns": 1})
    assert reason.change == ({"op": "add", "path": "/series/0/patterns/-", "value": ["2026-11-23", "2026-11-24"]},)
    assert "let its series be on 2026-11-23, 2026-11-24" in reason.message


def test_a_new_pattern_has_a_day_for_each_visit_of_the_series() -> None:
    document = two_days({}, windows=TUESDAY)
    days = ["2026-11-23", "2026-11-25", "2026-11-26"]
    document["series"] = [{"id": "s", "visits": ["b", "a", "new"], "patterns": [days]}]
    for number in (0, 1):
        document["visits"][number] |= {"windows": MONDAY, "skip_cost": 500.0 - 499.0 * number}
    problem = read_problem(document)
    travel = travel_times(problem)
    plan = careful_plan(problem, travel)
    assert left_out(plan) == ["b", "new"]
    reasons = {str(reason.shift): reason for reason in Explainer(problem, plan, travel).reasons("new")}
    (step,) = reasons["tue"].change or ()
    assert step["value"] == ["2026-11-23", "2026-11-24", "2026-11-25"]
    assert seen_to_fit(document, plan, "new", reasons["tue"], travel) == []


def test_no_change_puts_two_visits_of_a_series_on_one_day() -> None:
    document = two_days({}, windows=MONDAY)
    document["series"] = [{"id": "s", "visits": ["a", "new"], "patterns": [["2026-11-23", "2026-11-24"]]}]
    document["visits"][0]["windows"] = MONDAY
    reason = told_of(document)["mon"]
    assert (reason.code, reason.numbers, reason.change) == ("SERIES_DAYS", {"visits_that_day": 1}, None)
    assert reason.message.startswith("Another visit of its series is on that day.")


@pytest.mark.parametrize(
    ("limit", "codes", "missing_s", "days"),
    [
        ({"per": "day", "working_time": "PT4H"}, {"mon": "WORKING_TIME_LIMIT", "tue": "WORKING_TIME_LIMIT"}, 1200, 1),
        ({"per": "week", "working_time": "PT6H"}, {"mon": "WORKING_TIME_LIMIT", "tue": "WORKING_TIME_LIMIT"}, 1200, 7),
    ],
)
def test_a_limit_on_working_time_is_raised(limit: Document, codes: dict[str, str], missing_s: int, days: int) -> None:
    told = told_of(two_days({"limits": [limit]}))
    assert {shift: reason.code for shift, reason in told.items()} == codes
    hours = 4 if days == 1 else 6
    reason = told["mon"]
    assert reason.numbers == {"missing_s": missing_s, "limit_s": hours * 3600, "days": days}
    (step,) = reason.change or ()
    assert step == {"op": "replace", "path": "/engineers/0/limits/0/working_time", "value": f"PT{hours}H20M"}
    span = "day" if days == 1 else "week"
    assert f"Would work 20 min more in the {span} than the limit of {hours} h 00 min." in reason.message


def test_a_limit_on_travel_is_raised() -> None:
    reason = told_of(two_days({"limits": [{"per": "week", "driving_time": "PT30M"}]}, windows=TUESDAY))["tue"]
    assert (reason.code, reason.numbers) == ("DRIVING_TIME_LIMIT", {"missing_s": 600, "limit_s": 1800, "days": 7})
    assert reason.change == ({"op": "replace", "path": "/engineers/0/limits/0/driving_time", "value": "PT40M"},)
    assert "raise the limit on travel in the week to 40 min" in reason.message


def test_every_limit_that_is_in_the_way_is_raised() -> None:
    limits = [
        {"per": "day", "working_time": "PT4H"},
        {"per": "week", "working_time": "PT5H", "driving_time": "PT45M"},
        {"per": "week", "working_time": "PT20H"},
    ]
    told = told_of(two_days({"limits": limits}))
    assert [step["path"] for step in told["mon"].change or ()] == [
        "/engineers/0/limits/0/working_time",
        "/engineers/0/limits/1/working_time",
    ]


def resting(**new: Any) -> Document:
    """Back on Monday at 10:20, out on Tuesday from 8:00; twenty hours of rest between them."""
    document = two_days({"min_rest": "PT20H"}, **new)
    document["visits"][0]["windows"], document["visits"][1]["windows"] = [window(8, 9)], [window(32, 33)]
    document["visits"][1]["windows"][0]["close"] = at(32 * 60 + 10)
    return document


def test_a_rest_that_is_too_long_is_shortened() -> None:
    reason = told_of(resting(windows=[window(13, 14)]))["mon"]  # back at 15:10, 16 h 50 min before eight o'clock
    assert (reason.code, reason.numbers) == ("REST", {"missing_s": 3 * 3600 + 600, "limit_s": 20 * 3600})
    assert reason.change == ({"op": "replace", "path": "/engineers/0/min_rest", "value": "PT16H50M"},)
    assert reason.message.startswith(
        "Would leave less than 20 h 00 min of rest beside a route of another day, 3 h 10 min of it."
    )


def test_a_visit_that_leaves_enough_rest_may_be_put_before_the_others() -> None:
    document = resting(windows=[window(8, 12)])
    document["visits"][2]["duration"] = "PT1H"
    problem = read_problem(document)
    travel = travel_times(problem)
    assert left_out(careful_plan(problem, travel)) == []


def test_a_plan_that_states_no_times_is_explained_alike() -> None:
    document = two_days({"min_rest": "PT23H"}, windows=[window(13, 14)])
    document["visits"][0]["windows"] = [window(8, 9)]
    document["visits"][1]["windows"] = TUESDAY  # out from 9:20, an hour and twenty minutes after the shift begins
    problem = read_problem(document)
    travel = travel_times(problem)
    plan = careful_plan(problem, travel)
    assert left_out(plan) == ["new"]
    silent = replace(plan, routes=tuple(replace(route, leave=None, back=None) for route in plan.routes))
    told, alike = (Explainer(problem, own, travel).reasons("new") for own in (plan, silent))
    assert {reason.shift: reason.code for reason in told} == {"mon": "REST", "tue": "NOT_ON_SHIFT"}
    assert told == alike


def test_waiting_is_in_the_price_of_a_placement() -> None:
    problem = read_problem(two_days({}, wait_cost_per_day=7.5, skip_cost=1.0))
    travel = travel_times(problem)
    first = careful_plan(problem, travel)
    plan = first if "new" in left_out(first) else _without_new(first)
    prices = {one.shift: one.cost_change for one in place(problem, plan, "new", travel, most=9)}
    assert prices["tue"] - prices["mon"] == pytest.approx(7.5)


def _without_new(plan: Plan) -> Plan:
    routes = tuple(replace(r, stops=tuple(stop for stop in r.stops if stop.visit != "new")) for r in plan.routes)
    return replace(plan, routes=tuple(route for route in routes if route.stops))


def test_after_each_change_of_random_weeks_the_visit_fits_at_the_price_told() -> None:
    tried = Counter[str]()
    for seed in range(20):
        document = random_week(Random(seed))
        problem = read_problem(document)
        travel = travel_times(problem)
        plan = careful_plan(problem, travel)
        assert good(plan, problem, travel), seed
        for entry in Explainer(problem, plan, travel).explained().unserved:
            for reason in entry.reasons:
                if reason.change is not None:
                    tried[reason.code] += 1
                    wrong = broken_promises(document, plan, entry.visit, reason, travel)
                    assert not wrong, (seed, entry.visit, reason, wrong)
    assert set(OVER_DAYS) <= set(tried), tried
