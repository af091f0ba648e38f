"""What a good plan costs, and what the rules allow at their edges."""

from dataclasses import replace
from datetime import datetime

import pytest

from optimiser.checker import check
from optimiser.inputs import Horizon, Matrix, Pin, Position, Problem
from optimiser.plan import Cost, Plan, Unserved

from .days import (
    METRES,
    SECONDS,
    break_stop,
    clock,
    codes_of,
    good_cost,
    good_plan,
    good_problem,
    minutes,
    verdict_of,
    visit_stop,
    with_route,
    with_shift,
    with_stop,
    with_stops,
    with_visit,
)

P, Q = good_problem(), good_plan()
A, B, LUNCH, C = Q.routes[0].stops


def only(plan: Plan, *stops: object, out: str) -> Plan:
    """The plan with these stops alone, stating no leave nor back, and these visits left out."""
    changed = with_stops(plan, stops, leave=None, back=None)  # type: ignore[arg-type]
    return replace(changed, unserved=tuple(map(Unserved, out)))


def test_a_good_plan_costs_what_was_worked_out_by_hand() -> None:
    verdict = verdict_of(P, Q)
    assert verdict.cost == good_cost()
    assert (verdict.violations, verdict.served, verdict.late_visits, verdict.late) == ((), 3, ("c",), 1)
    assert verdict.must_unserved == 0


def test_a_visit_that_must_be_served_and_is_not_is_counted_and_costs_nothing() -> None:
    verdict = verdict_of(with_visit(P, "d", skip_cost=None), replace(Q, cost=replace(good_cost(), skipped=0.0)))
    assert (verdict.violations, verdict.must_unserved, verdict.cost.skipped) == ((), 1, 0.0)


def test_the_plan_of_an_empty_problem_is_good() -> None:
    nothing = Problem(Horizon(clock(0), clock(24)), Matrix([], []), (), (), ())
    assert check(nothing, Plan((), (), Cost()), SECONDS[:0, :0], METRES[:0, :0]).violations == ()


def test_arrays_of_another_problem_are_refused_at_once() -> None:
    with pytest.raises(ValueError, match="4 places"):
        check(P, Q, SECONDS[:3, :3], METRES)


def test_a_started_day_late_is_paid_from_its_first_second_up_to_the_cap() -> None:
    late = with_visit(P, "c", onsite_by=clock(14, 29, 59), late_cost_per_hour=0.0, late_cost_per_started_day=7.0)
    assert verdict_of(late, Q).cost.lateness == 7.0
    assert verdict_of(with_visit(late, "c", late_cost_cap=5.0), Q).cost.lateness == 5.0
    assert verdict_of(with_visit(late, "c", onsite_by=clock(14, 30)), Q).cost.lateness == 0.0


def test_ending_after_restore_by_is_paid_outside_the_cap() -> None:
    priced = {"restore_by": clock(14, 30), "restore_late_cost_per_hour": 10.0, "late_cost_cap": 1.0}
    assert verdict_of(with_visit(P, "c", **priced), Q).cost.lateness == pytest.approx(1.0 + 5.0)


def test_whoever_is_there_in_time_and_done_too_late_is_late() -> None:
    hurried = with_visit(P, "a", restore_by=clock(9, 1))
    assert verdict_of(hurried, Q).late_visits == ("a", "c")


def test_a_later_return_than_needed_is_paid() -> None:
    assert verdict_of(P, with_route(Q, back=clock(16, 20))).cost.overtime == pytest.approx(30.0)


def test_preferences_are_paid_for_the_engineer_who_serves() -> None:
    preferring = with_visit(P, "a", preference_costs={"ann": 4.0, "bob": 9.0})
    assert verdict_of(preferring, Q).cost.preference == 4.0


def test_a_stay_is_set_up_once() -> None:
    d = visit_stop("d", clock(11, 45), 30)
    plan = only(Q, A, B, d, out="c")
    assert codes_of(with_shift(P, breaks=()), plan) == []


def test_a_break_does_not_end_a_stay() -> None:
    plan = only(Q, A, B, LUNCH, visit_stop("d", clock(12, 30), 30), out="c")
    assert codes_of(P, plan) == []


def test_coming_back_to_a_place_is_set_up_again() -> None:
    tight = with_visit(with_shift(P, breaks=(), max_stops=None), "c", duration=minutes(30))
    c = visit_stop("c", clock(11, 55), 30)
    assert codes_of(tight, only(Q, A, B, c, visit_stop("d", clock(12, 35), 30), out="")) == ["SETUP_CUT_SHORT"]
    assert codes_of(tight, only(Q, A, B, c, visit_stop("d", clock(12, 40), 30), out="")) == []


def test_a_route_that_begins_at_a_place_does_not_set_it_up() -> None:
    begun = with_shift(P, at=Position("p2", clock(10, 45)))
    assert codes_of(begun, only(Q, replace(B, arrive=None), LUNCH, C, out="ad")) == []
    elsewhere = with_shift(P, at=Position("p1", clock(10, 35)))
    assert codes_of(elsewhere, only(Q, replace(B, arrive=None), LUNCH, C, out="ad")) == ["SETUP_CUT_SHORT"]


@pytest.mark.parametrize(
    ("lunch_from", "start", "codes"),
    [
        ((11, 50), (12, 35), []),  # travel 10 min from 11:35, set-up 11:45 to 11:50, lunch
        ((11, 45), (12, 35), []),  # travel, lunch, set-up 12:30 to 12:35
        ((11, 47), (12, 35), ["SETUP_CUT_SHORT"]),  # neither two minutes before lunch nor three after it are enough
        ((11, 35), (12, 35), []),  # lunch before travel, then set-up
        ((11, 40), (12, 35), ["SETUP_CUT_SHORT"]),  # travel fits only after lunch, and leaves nothing for the set-up
        ((11, 40), (12, 34), ["STARTS_TOO_EARLY"]),  # not even travel fits
    ],
)
def test_a_break_lies_before_or_after_the_setup_and_never_within(
    lunch_from: tuple[int, int], start: tuple[int, int], codes: list[str]
) -> None:
    problem = with_visit(P, "a", duration=minutes(60), windows=())
    a = visit_stop("a", clock(10, 35), 60)
    plan = only(Q, a, break_stop(clock(*lunch_from), 45), visit_stop("b", clock(*start), 60), out="cd")
    assert codes_of(problem, plan) == codes


def test_a_second_of_rounding_is_forgiven_and_charged() -> None:
    verdict = verdict_of(P, with_stop(with_route(Q, leave=clock(8, 20, 1)), 0, arrive=None))
    assert verdict.violations == ()
    overdue = with_visit(P, "a", onsite_by=clock(8, 30), late_cost_per_hour=3600.0)
    charged = verdict_of(overdue, with_stop(with_route(Q, leave=clock(8, 20, 1)), 0, arrive=None))
    assert charged.cost.lateness == pytest.approx(1.0 + 30.0)


def test_seconds_of_rounding_do_not_add_up_along_a_route() -> None:
    tight = with_visit(with_shift(P, breaks=()), "d", place="p1")
    a, d = visit_stop("a", clock(8, 30), 60), visit_stop("d", clock(9, 29, 59), 30)
    assert codes_of(tight, only(Q, a, d, out="bc")) == []
    b = visit_stop("b", clock(10, 14, 58), 60)
    assert codes_of(tight, only(Q, a, d, b, out="c")) == ["SETUP_CUT_SHORT"]
    assert codes_of(tight, only(Q, a, d, visit_stop("b", clock(10, 14, 59), 60), out="c")) == []


def test_a_capacity_may_be_filled_to_the_brim_by_a_sum_of_floats() -> None:
    tenths = with_visit(with_visit(P, "a", delivered={"boxes": 0.1}), "b", delivered={"boxes": 0.2}, collected={})
    assert codes_of(with_shift(tenths, capacity={"boxes": 0.3}), Q) == []
    assert codes_of(with_shift(tenths, capacity={"boxes": 0.2999}), Q) == ["CAPACITY"]


def test_what_is_delivered_makes_room_for_what_is_collected() -> None:
    swap = with_visit(with_visit(P, "a", delivered={"boxes": 2.0}), "b", delivered={}, collected={"boxes": 2.0})
    assert codes_of(swap, Q) == []


def test_an_unstated_departure_is_as_late_as_the_plan_allows() -> None:
    plan = with_stop(with_route(Q, leave=None), 0, arrive=None)
    assert codes_of(with_shift(P, max_duration=minutes(7 * 60 + 10)), plan) == []
    assert codes_of(with_shift(P, max_duration=minutes(7 * 60 + 9)), plan) == ["MAX_DURATION"]


def test_what_is_under_way_may_have_begun_before_now() -> None:
    begun = replace(with_visit(P, "a", pin=Pin("ann", "ann-day", clock(8, 30), under_way=True)), now=clock(9))
    assert codes_of(begun, Q) == []


def test_a_break_that_can_no_longer_be_taken_is_not_owed() -> None:
    begun = replace(with_visit(P, "b", pin=Pin(under_way=True)), now=clock(13, 1))
    plan = only(Q, B, replace(C, arrive=None), out="ad")
    assert codes_of(begun, plan) == []
    assert codes_of(replace(begun, now=clock(13)), plan) == ["BREAK_MISSED"]


def test_a_break_at_home_after_the_return_counts() -> None:
    problem = with_shift(P, breaks=(replace(P.engineers[0].shifts[0].breaks[0], latest=clock(17)),), end=clock(18))
    plan = with_stops(Q, (A, B, C, break_stop(clock(15, 30), 45)))
    assert codes_of(problem, plan) == []
    assert verdict_of(problem, plan).cost.overtime == 0.0


@pytest.mark.parametrize(
    ("leave", "back", "codes"),
    [
        (clock(11, 30), clock(13, 45), ["BREAK_MISSED"]),
        (clock(11, 30, 1), clock(13, 45), []),
        (clock(11, 30), clock(13, 44, 59), []),
    ],
)
def test_a_break_is_owed_by_a_route_that_is_out_during_its_whole_span(
    leave: datetime, back: datetime, codes: list[str]
) -> None:
    d = visit_stop("d", clock(12, 30), 30)
    plan = with_stops(replace(Q, unserved=tuple(map(Unserved, "abc"))), (d,), leave=leave, back=back)
    assert codes_of(P, plan) == codes


def test_a_break_taken_may_stand_for_the_later_of_two_that_it_fits() -> None:
    lunch = P.engineers[0].shifts[0].breaks[0]
    problem = with_shift(P, breaks=(replace(lunch, earliest=clock(8)), lunch))
    assert codes_of(problem, Q) == []
    assert codes_of(with_shift(P, breaks=(replace(lunch, earliest=clock(9)), lunch)), Q) == ["BREAK_MISSED"]


def test_two_breaks_are_taken_in_their_order() -> None:
    lunch = P.engineers[0].shifts[0].breaks[0]
    tea = replace(lunch, earliest=clock(12, 30), latest=clock(14), duration=minutes(15))
    plan = only(Q, A, B, LUNCH, break_stop(clock(12, 30), 15), replace(C, arrive=None), out="d")
    assert codes_of(with_shift(P, breaks=(lunch, tea)), plan) == []
    assert codes_of(with_shift(P, breaks=(tea, lunch)), plan) == ["BREAK_MISSED", "BREAK_MISPLACED"]


def test_a_break_a_second_too_early_is_forgiven_and_delays_what_follows() -> None:
    early = break_stop(clock(11, 44, 59), 45)
    d = visit_stop("d", clock(12, 29, 59), 30)
    problem = with_visit(P, "d", onsite_by=clock(12, 30), late_cost_per_hour=3600.0)
    on_time = only(Q, A, B, early, d, out="c")
    assert codes_of(problem, on_time) == []
    assert verdict_of(problem, on_time).cost.lateness == pytest.approx(0.0)
    sooner_due = with_visit(problem, "d", onsite_by=clock(12, 29, 59))
    assert verdict_of(sooner_due, on_time).cost.lateness == pytest.approx(1.0)


def test_an_unstated_departure_to_a_door_with_a_break_is_before_the_break() -> None:
    lunch = P.engineers[0].shifts[0].breaks[0]
    problem = with_shift(P, max_duration=minutes(20 + 45 + 5 + 60 + 20), breaks=(lunch,))
    plan = only(Q, break_stop(clock(11, 30), 45), visit_stop("b", clock(12, 20), 60), out="acd")
    # Lunch at home would leave 5 minutes for 20 of travel, so that the route leaves at 11:10.
    assert codes_of(problem, plan) == []
    assert codes_of(with_shift(problem, max_duration=minutes(149)), plan) == ["MAX_DURATION"]


def test_a_break_that_ends_before_it_starts_says_by_how_much() -> None:
    plan = with_stop(with_route(Q, back=None), 2, kind="rest", end=clock(11, 44))
    (violation,) = verdict_of(with_shift(P, breaks=()), plan).violations
    assert (violation.code, violation.numbers) == ("BREAK_OVERLAPS", {"missing_s": 60.0})


def test_a_break_before_a_visit_under_way_may_have_begun_before_now() -> None:
    begun = replace(with_visit(P, "c", pin=Pin(under_way=True)), now=clock(14, 40))
    assert codes_of(begun, only(Q, LUNCH, replace(C, arrive=None), out="abd")) == []
    assert codes_of(replace(P, now=clock(11, 50)), only(Q, LUNCH, replace(C, arrive=None), out="abd")) == [
        "STARTS_BEFORE_NOW"
    ]


def test_an_unstated_departure_leaves_room_for_the_setup() -> None:
    def out_from(start: datetime) -> list[str]:
        d = replace(visit_stop("d", start, 30), end=clock(13, 25))
        return codes_of(P, only(Q, d, out="abc"))

    # Twenty minutes of travel and five of set-up before the start: out from 11:30, when lunch may begin.
    assert out_from(clock(11, 55)) == ["BREAK_MISSED"]
    assert out_from(clock(11, 55, 1)) == []
