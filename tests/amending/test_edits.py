"""Each edit on a small day, with what it is refused for."""

from datetime import timedelta

import pytest

from optimiser.amending import Amended, Assign, Edit, Lock, Move, Refusal, Refused, Swap, Unassign, Unlock, amend
from optimiser.documents import read_problem
from optimiser.errors import FaultyInput
from optimiser.inputs import Pin
from optimiser.offers import OpenPlan, open_plan
from optimiser.travel import travel_times
from tests.explanation.days import Document, at, plain_day, visit, window
from tests.explanation.weeks import careful_plan, two_days
from tests.offers.placing import in_order

SECOND_ENGINEER = {
    "id": "e1",
    "cost_per_km": 2.0,
    "shifts": [{"id": "late", "start": at(8 * 60), "end": at(17 * 60), "from": "p0", "to": "p0"}],
}


def two_engineers(*visits: Document, **of_shift: object) -> OpenPlan:
    """The plain day with a second engineer, dearer on the road."""
    document = plain_day(visits, **of_shift)
    document["engineers"].append(SECOND_ENGINEER)
    problem = read_problem(document)
    travel = travel_times(problem)
    return open_plan(problem, in_order(problem, travel), travel)


def order(amended: Amended) -> dict[str, list[str]]:
    """The visits of each shift."""
    return {route.shift: [stop.visit for stop in route.stops if stop.visit] for route in amended.plan.routes}


def done(opened: OpenPlan, edit: Edit) -> Amended:
    amended = amend(opened, edit)
    assert isinstance(amended, Amended), amended
    return amended


def refused(opened: OpenPlan, edit: Edit) -> Refusal:
    amended = amend(opened, edit)
    assert isinstance(amended, Refused), amended
    (refusal,) = amended.refusals
    return refusal


def test_moving_to_a_dearer_engineer_has_its_price_by_part() -> None:
    amended = done(two_engineers(visit("a"), visit("b", "p3")), Move("a", "late"))
    assert order(amended) == {"mon": ["b"], "late": ["a"]}
    assert amended.cost_change == pytest.approx(40.0)
    assert (amended.cost.distance, amended.cost.travel_time) == (pytest.approx(40.0), 0.0)


def test_a_position_may_be_asked_for_and_counts_without_the_visit() -> None:
    opened = two_engineers(visit("a"), visit("b", "p2"), visit("c", "p3"))
    assert order(done(opened, Move("a", "mon", 2)))["mon"] == ["b", "c", "a"]
    assert order(done(opened, Move("a", "mon", 1)))["mon"] == ["b", "a", "c"]


def test_who_becomes_late_is_told_with_seconds() -> None:
    opened = two_engineers(visit("a", onsite_by=at(8 * 60 + 30), late_cost_per_hour=36.0), visit("b", "p1"))
    amended = done(opened, Move("a", "mon", 1))
    assert amended.made_late == {"a": 2400.0}
    assert (amended.late_change, amended.cost.lateness) == (1, pytest.approx(24.0))


def test_swapping_two_shifts_puts_each_where_it_is_cheapest() -> None:
    opened = two_engineers(visit("a"), visit("b", "p2"), visit("c", pin={"engineer": "e1"}))
    unlocked = done(opened, Unlock("c"))
    again = open_plan(unlocked.problem, unlocked.plan, opened.travel)
    assert order(done(again, Swap("b", "c"))) == {"mon": ["a", "c"], "late": ["b"]} or order(
        done(again, Swap("b", "c"))
    ) == {"mon": ["c", "a"], "late": ["b"]}


def test_swapping_within_a_shift_exchanges_positions() -> None:
    opened = two_engineers(visit("a"), visit("b", "p2"), visit("c", "p3"))
    assert order(done(opened, Swap("a", "c")))["mon"] == ["c", "b", "a"]


def test_leaving_out_costs_the_skip_price_less_the_way() -> None:
    amended = done(two_engineers(visit("a"), visit("b", "p3", skip_cost=70.0)), Unassign("b"))
    assert [entry.visit for entry in amended.plan.unserved] == ["b"]
    assert amended.cost.skipped == 70.0
    assert amended.cost_change == pytest.approx(70.0 - 40.0 - 4.0)


def test_an_engineer_whose_only_visit_goes_stays_at_home() -> None:
    assert order(done(two_engineers(visit("a")), Unassign("a"))) == {}


def test_a_visit_that_is_left_out_is_assigned_although_it_is_dear() -> None:
    opened = two_engineers(visit("a", "p5", skip_cost=1.0))
    amended = done(opened, Assign("a", "late"))
    assert order(amended) == {"late": ["a"]} and amended.cost_change == pytest.approx(199.0)


def test_a_lock_pins_to_engineer_and_shift_and_the_start_where_asked() -> None:
    opened = two_engineers(visit("a"))
    start = opened.problem.horizon.start + timedelta(hours=8, minutes=10)
    assert done(opened, Lock("a")).problem.visits[0].pin == Pin("e0", "mon")
    assert done(opened, Lock("a", start=True)).problem.visits[0].pin == Pin("e0", "mon", start)
    assert done(two_engineers(visit("a", pin={"engineer": "e0"})), Unlock("a")).problem.visits[0].pin is None


NAMED = {
    "skill": ([visit("a", skills={"cctv": 1}, skip_cost=1.0)], Assign("a", "mon"), "NO_SKILL"),
    "excluded": ([visit("a", excluded_engineers=["e1"])], Move("a", "late"), "EXCLUDED"),
    "pinned elsewhere": ([visit("a", pin={"engineer": "e0"})], Move("a", "late"), "PINNED_ELSEWHERE"),
    "full": ([visit("a", hours=5), visit("b", hours=5, skip_cost=1.0)], Assign("b", "mon"), "OVERTIME_LIMIT"),
    "must": ([visit("a", skip_cost=None)], Unassign("a"), "MUST_BE_SERVED"),
    "pinned": ([visit("a", pin={"engineer": "e0"})], Unassign("a"), "PINNED"),
    "position": (
        [visit("a", windows=[window(9, 9)]), visit("b", windows=[window(11, 11)])],
        Move("a", "mon", 1),
        "POSITION",
    ),
    "swap": (
        [visit("a", windows=[window(9, 9)]), visit("b", windows=[window(11, 11)])],
        Swap("a", "b"),
        "ROUTE_CANNOT_HOLD",
    ),
}


@pytest.mark.parametrize(("visits", "edit", "code"), NAMED.values(), ids=NAMED)
def test_what_breaks_a_rule_is_refused_with_its_code(visits: list[Document], edit: Edit, code: str) -> None:
    refusal = refused(two_engineers(*visits), edit)
    assert (refusal.code, refusal.visit) == (code, edit.visit) and refusal.message.endswith(".")


def test_a_refused_position_names_the_nearest_that_fits() -> None:
    opened = two_engineers(visit("a", windows=[window(9, 9)]), visit("b", windows=[window(11, 11)]))
    assert refused(opened, Move("a", "mon", 1)).numbers == {"position": 1, "nearest_position": 0}


def test_what_is_under_way_stays() -> None:
    opened = two_engineers(visit("a"), visit("b"))
    later = open_plan(
        opened.problem, opened.plan, opened.travel, now=opened.problem.horizon.start + timedelta(hours=8, minutes=20)
    )
    edits: list[Edit] = [Move("a", "late"), Swap("b", "a"), Unassign("a"), Lock("a"), Unlock("a"), Assign("a", "late")]
    assert {refused(later, edit).code for edit in edits} == {"UNDER_WAY"}
    assert order(done(later, Move("b", "late"))) == {"mon": ["a"], "late": ["b"]}


SENSELESS = {
    "visit": (Unassign("x"), "$.visit", "unknown_visit"),
    "shift": (Move("a", "x"), "$.shift", "unknown_shift"),
    "position": (Move("a", "late", 1), "$.position", "unknown_position"),
    "not served": (Move("b", "late"), "$.visit", "not_served"),
    "lock": (Lock("b"), "$.visit", "not_served"),
    "other": (Swap("a", "b"), "$.other", "not_served"),
    "itself": (Swap("a", "a"), "$.other", "same_visit"),
    "served": (Assign("a", "late"), "$.routes", "already_served"),
}


@pytest.mark.parametrize(("edit", "path", "code"), SENSELESS.values(), ids=SENSELESS)
def test_what_makes_no_sense_is_a_fault(edit: Edit, path: str, code: str) -> None:
    opened = two_engineers(visit("a"), visit("b", skip_cost=0.0))
    with pytest.raises(FaultyInput) as caught:
        amend(opened, edit)
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [(path, code)]


def test_what_a_visit_leaves_to_a_limit_of_the_week_is_free_for_it_on_another_day() -> None:
    document = two_days({"limits": [{"per": "week", "working_time": "PT4H40M"}]}, skip_cost=0.0)
    problem = read_problem(document)
    travel = travel_times(problem)
    opened = open_plan(problem, careful_plan(problem, travel), travel)
    home = {stop.visit: route.shift for route in opened.plan.routes for stop in route.stops}
    moved = done(opened, Move("a", "tue" if home["a"] == "mon" else "mon"))
    done(open_plan(moved.problem, moved.plan, travel), Move("a", home["a"]))


def test_the_open_plan_answers_the_same_after_an_edit() -> None:
    opened = two_engineers(visit("a"), visit("b", "p3"))
    first = done(opened, Move("a", "late"))
    done(opened, Unassign("b"))
    assert done(opened, Move("a", "late")) == first
