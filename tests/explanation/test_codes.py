"""Each code, in a day made by hand for it."""

from typing import Any

import pytest

from optimiser.documents import read_problem
from optimiser.explanation import CODES, explain, reasons
from optimiser.plan import Plan, Reason
from optimiser.travel import travel_times

from .applying import greedy_plan, plans_with, seen_to_fit
from .days import Document, at, plain_day, visit, window

FULL = [visit("long", "p1", 8, skip_cost=None, windows=[window(8, 9)])]


def reason_for(document: Document, name: str = "x") -> Reason:
    """The reason why the one engineer does not serve a visit; its change is seen to work."""
    problem = read_problem(document)
    travel = travel_times(problem)
    plan = greedy_plan(problem, travel)
    (reason,) = reasons(problem, plan, name, travel)
    if reason.change is not None:
        assert seen_to_fit(document, plan, name, reason, travel) == []
    return reason


def day_with(*others: Document, of_shift: dict[str, Any] | None = None, **of_visit: Any) -> Document:
    """A day with a visit x that has no place in it."""
    return plain_day([*others, visit("x", **of_visit)], **(of_shift or {}))


def test_a_missing_skill_is_raised() -> None:
    document = day_with(skills={"cctv": 2, "a/b": 1})
    document["engineers"][0]["skills"] = {"cctv": 1}
    reason = reason_for(document)
    assert reason.code == "NO_SKILL"
    assert reason.numbers == {"cctv_needed_level": 2, "cctv_has_level": 1, "a/b_needed_level": 1, "a/b_has_level": 0}
    assert reason.change == (
        {"op": "replace", "path": "/engineers/0/skills/cctv", "value": 2},
        {"op": "add", "path": "/engineers/0/skills/a~1b", "value": 1},
    )
    assert "cctv at level 2 (has 1)" in reason.message


def test_an_excluded_engineer_is_taken_off_the_list() -> None:
    reason = reason_for(day_with(excluded_engineers=["e0"]))
    assert (reason.code, reason.change) == ("EXCLUDED", ({"op": "remove", "path": "/visits/0/excluded_engineers/0"},))


def test_a_pin_to_somebody_else_is_taken_out() -> None:
    document = day_with(pin={"engineer": "e1"})
    document["engineers"].append({"id": "e1", "shifts": []})
    reason = reason_for(document)
    assert (reason.code, reason.change) == ("PINNED_ELSEWHERE", ({"op": "remove", "path": "/visits/0/pin"},))


def test_a_pinned_start_is_kept_when_only_the_engineer_is_unpinned() -> None:
    document = day_with(pin={"engineer": "e1", "start": at(600)})
    document["engineers"].append({"id": "e1", "shifts": []})
    assert reason_for(document).change == ({"op": "replace", "path": "/visits/0/pin", "value": {"start": at(600)}},)


def test_a_pin_that_cannot_hold_is_reported() -> None:
    reason = reason_for(day_with(*FULL, pin={"engineer": "e0", "start": at(11 * 60)}))
    assert reason.code == "PIN_CANNOT_HOLD"
    assert reason.message.startswith("The visit is pinned here, but that cannot hold: the day is full")
    assert reason.change is not None and any(step["path"] == "/visits/1/pin" for step in reason.change)


@pytest.mark.parametrize(("opens", "closes", "missing_s"), [(5, 7, 3600), (19, 20, 7200)])
def test_a_visit_outside_the_shift_is_reached_by_moving_the_nearer_bound(
    opens: float, closes: float, missing_s: int
) -> None:
    reason = reason_for(day_with(windows=[window(opens, closes)]))
    assert (reason.code, reason.numbers) == ("NOT_ON_SHIFT", {"missing_s": missing_s})
    assert reason.change


def test_a_visit_that_is_too_far_for_its_window_is_reached_later_or_by_an_earlier_start() -> None:
    reason = reason_for(day_with(place="p5", windows=[window(8, 8.5)]))
    assert (reason.code, reason.numbers) == ("CANNOT_REACH", {"missing_s": 20 * 60})
    (step,) = reason.change or ()
    assert step in (
        {"op": "replace", "path": "/visits/0/windows/0/close", "value": at(8 * 60 + 50)},
        {"op": "replace", "path": "/engineers/0/shifts/0/start", "value": at(7 * 60 + 40)},
    )


def test_a_visit_behind_no_road_cannot_be_reached_by_any_change() -> None:
    document = day_with(place="p5")
    for row in document["travel"]["seconds"][:5]:
        row[5] = 100_000_000
    reason = reason_for(document)
    assert (reason.code, reason.numbers, reason.change) == ("CANNOT_REACH", {}, None)


def test_the_overtime_limit_is_raised_by_what_is_missing() -> None:
    reason = reason_for(day_with(hours=2, windows=[window(16, 16.5)], of_shift={"overtime_limit": "PT30M"}))
    assert (reason.code, reason.numbers) == ("OVERTIME_LIMIT", {"missing_s": 2400, "limit_s": 1800})
    assert reason.change == (
        {"op": "replace", "path": "/engineers/0/shifts/0/overtime_limit", "value": "PT1H10M"},
    ) or reason.change == ({"op": "replace", "path": "/visits/0/windows/0/open", "value": at(16 * 60 - 40)},)


def test_a_full_day_takes_more_than_one_change() -> None:
    reason = reason_for(day_with(*FULL, windows=[window(9, 10)]))
    assert reason.code == "DAY_FULL"
    assert reason.numbers["visits"] == 1 and reason.numbers["missing_s"] > 0
    assert reason.change is not None


def test_a_longest_duration_is_raised() -> None:
    reason = reason_for(day_with(hours=3, place="p3", of_shift={"max_duration": "PT3H"}))
    assert (reason.code, reason.numbers) == ("ROUTE_DURATION", {"missing_s": 3600, "limit_s": 10800})
    assert reason.change == ({"op": "replace", "path": "/engineers/0/shifts/0/max_duration", "value": "PT4H"},)


def test_a_longest_distance_is_raised() -> None:
    reason = reason_for(day_with(place="p3", of_shift={"max_distance_m": 50_000}))
    assert (reason.code, reason.numbers) == ("ROUTE_DISTANCE", {"missing_m": 10_000, "limit_m": 50_000})
    assert reason.change == ({"op": "replace", "path": "/engineers/0/shifts/0/max_distance_m", "value": 60_000},)


def test_the_most_stops_are_raised() -> None:
    reason = reason_for(day_with(visit("a", skip_cost=None), of_shift={"max_stops": 1}))
    assert (reason.code, reason.numbers) == ("ROUTE_STOPS", {"missing": 1, "limit": 1})
    assert reason.change == ({"op": "replace", "path": "/engineers/0/shifts/0/max_stops", "value": 2},)


@pytest.mark.parametrize("capacity", [{}, {"crates": 1}, {"ladders": 1}])
def test_a_van_is_given_the_room_that_is_missing(capacity: dict[str, float]) -> None:
    reason = reason_for(day_with(delivered={"crates": 3}, of_shift={"capacity": capacity}))
    has = capacity.get("crates", 0)
    assert (reason.code, reason.numbers) == ("VAN_FULL", {"crates_missing": 3 - has, "crates_limit": has})
    assert "crates" in reason.message


def test_a_break_in_the_way_is_given_play() -> None:
    pause = {"earliest": at(600), "latest": at(610), "duration": "PT30M"}
    reason = reason_for(day_with(windows=[window(9.5, 9.6)], of_shift={"breaks": [pause]}))
    assert (reason.code, reason.numbers) == ("BREAK", {"break_s": 1800})
    assert reason.change


def test_a_visit_dearer_than_skipping_gets_a_higher_price() -> None:
    reason = reason_for(day_with(place="p5", skip_cost=10.0))
    assert reason.code == "DEARER_THAN_SKIPPING"
    assert reason.numbers == {"cost": pytest.approx(110.0), "skip_cost": 10.0}
    assert reason.change == ({"op": "replace", "path": "/visits/0/skip_cost", "value": 110.01},)
    assert reason.cost_change == pytest.approx(100.0)


def test_a_visit_that_would_pay_is_told_to_be_placed() -> None:
    document = day_with()
    problem = read_problem(document)
    travel = travel_times(problem)
    nothing = Plan((), (), greedy_plan(problem, travel).cost)
    (reason,) = reasons(problem, nothing, "x", travel)
    assert (reason.code, reason.change) == ("FITS", ())
    assert reason.cost_change == pytest.approx(20 + 2 - 500)
    assert plans_with("x", "mon", nothing, problem, travel)


def test_without_engineers_there_is_one_reason() -> None:
    document = day_with()
    document["engineers"] = []
    problem = read_problem(document)
    travel = travel_times(problem)
    (entry,) = explain(problem, greedy_plan(problem, travel), travel).unserved
    (reason,) = entry.reasons
    assert (reason.code, reason.engineer, reason.shift, reason.change) == ("NO_ENGINEERS", None, None, None)


def test_several_things_in_the_way_are_changed_together() -> None:
    document = day_with(*FULL, windows=[window(9, 10)], skills={"cctv": 1}, excluded_engineers=["e0"])
    reason = reason_for(document)
    assert reason.code == "NO_SKILL"
    paths = [step["path"] for step in reason.change or ()]
    assert "/engineers/0/skills" in paths and "/visits/1/excluded_engineers/0" in paths and len(paths) > 2


def test_every_code_is_described() -> None:
    import optimiser.explanation as package

    rows = [line.split()[0] for line in (package.__doc__ or "").splitlines() if line[:1].isupper() and "  " in line]
    assert [row for row in rows if row != "Code"] == list(CODES)
