"""A good plan is damaged in one way, and the checker names exactly that."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

import optimiser.checker
from optimiser.checker import check
from optimiser.inputs import Limit, Pin, Problem, Series
from optimiser.plan import Bound, Cost, Plan, Route, Unserved

from .days import (
    METRES,
    SECONDS,
    break_stop,
    claiming_its_cost,
    clock,
    good_cost,
    good_plan,
    good_problem,
    minutes,
    verdict_of,
    visit_stop,
    with_engineer,
    with_route,
    with_shift,
    with_stop,
    with_stops,
    with_visit,
)

Case = tuple[Problem, Plan]
P, Q = good_problem(), good_plan()
A, B, LUNCH, C = Q.routes[0].stops
IN_BOB_EARLY = with_route(with_stops(Q, (A, C)), engineer="bob", shift="bob-early")
ALL_OUT = replace(Q, routes=(), unserved=tuple(map(Unserved, "abcd")))


def pinned(name: str, **pin: object) -> Problem:
    """The good problem with a pin on one visit."""
    return with_visit(P, name, pin=Pin(**pin))  # type: ignore[arg-type]


def two_routes_of_bob(late_start_hour: int) -> Plan:
    """Bob serves a in the morning until long after his shift, and c in the evening."""
    early = Route("bob", "bob-early", (A,), leave=clock(8, 20), back=clock(18))
    start = clock(late_start_hour, 30)
    late = Route("bob", "bob-late", (visit_stop("c", start, 30),), leave=clock(late_start_hour))
    return Plan((early, late), (Unserved("b"), Unserved("d")), Cost())


def bob_may_be_late() -> Problem:
    """The good problem, with an early shift of Bob's that may last until six."""
    ann, bob = P.engineers
    early = replace(bob.shifts[0], overtime_limit=minutes(120))
    return replace(P, engineers=(ann, replace(bob, shifts=(early, bob.shifts[1]))))


def two_days_of_bob(**rules: object) -> Case:
    """Bob is out on Monday from 8:20 to 9:40 and on Tuesday from 6:00 to 7:30: 20 and 60 minutes of it on the way.

    Between them he rests for 20 h 20 min; `rules` are what else holds for him.
    """
    early, late = P.engineers[1].shifts
    tuesday = replace(late, id="bob-tue", start=clock(24 + 6), end=clock(24 + 10))
    problem = with_engineer(P, "bob", shifts=(early, tuesday), **rules)
    first = Route("bob", "bob-early", (A,), leave=clock(8, 20), back=clock(9, 40))
    second = Route("bob", "bob-tue", (visit_stop("c", clock(24 + 6, 30), 30),), leave=clock(24 + 6))
    return problem, Plan((first, second), (Unserved("b"), Unserved("d")), Cost())


def a_call_in_the_night(rest_h: int = 8, limits: Sequence[Limit] = (), **night: object) -> Case:
    """Bob is called out on Tuesday from 2:00 to 3:30, and is on duty from 8:00 to 9:20; the first day is of Monday."""
    early, late = P.engineers[1].shifts
    on_call = replace(late, id="bob-night", start=clock(24), end=clock(24 + 6), **night)  # type: ignore[arg-type]
    duty = replace(early, id="bob-tue", start=clock(24 + 8), end=clock(24 + 16))
    problem = with_engineer(P, "bob", shifts=(on_call, duty), min_rest=minutes(60 * rest_h), limits=limits)
    problem = with_visit(problem, "a", windows=())
    first = Route("bob", "bob-night", (visit_stop("c", clock(24 + 2, 30), 30),), leave=clock(24 + 2))
    served = visit_stop("a", clock(24 + 8, 10), 60)
    second = Route("bob", "bob-tue", (served,), leave=clock(24 + 8))
    return problem, Plan((first, second), (Unserved("b"), Unserved("d")), Cost())


def two_days_of_bob_in(problem: Problem) -> Case:
    """Bob's two days, with the series of a problem."""
    own, plan = two_days_of_bob()
    return replace(own, series=problem.series), plan


def of_bob_per_week(**limit: timedelta) -> Case:
    """Bob's two days, with a limit of the week."""
    return two_days_of_bob(limits=(Limit("week", **limit),))


def in_series(visits: str, *patterns: Sequence[int]) -> Problem:
    """The good problem with a series; its patterns are days of the month."""
    days = [[date(2026, 11, day) for day in pattern] for pattern in patterns]
    return replace(P, series=(Series("s", tuple(visits), days),))


DAMAGES: dict[str, tuple[str, Callable[[], Case]]] = {
    "a route of an engineer who does not exist": (
        "UNKNOWN_SHIFT",
        lambda: (P, replace(ALL_OUT, routes=(Route("zoe", "ann-day", ()),))),
    ),
    "a route in another engineer's shift": (
        "UNKNOWN_SHIFT",
        lambda: (P, replace(ALL_OUT, routes=(Route("bob", "ann-day", ()),))),
    ),
    "an empty second route of a shift": (
        "TWO_ROUTES_IN_SHIFT",
        lambda: (P, replace(Q, routes=(*Q.routes, Route("ann", "ann-day", ())))),
    ),
    "a stop at a visit that does not exist": (
        "UNKNOWN_VISIT",
        lambda: (P, with_stops(Q, (*Q.routes[0].stops, visit_stop("z", clock(15, 5), 5)))),
    ),
    "an unserved visit that does not exist": (
        "UNKNOWN_VISIT",
        lambda: (P, replace(Q, unserved=(*Q.unserved, Unserved("z")))),
    ),
    "a visit that nobody mentions": ("VISIT_MISSING", lambda: (P, replace(Q, unserved=()))),
    "a visit both served and left out": (
        "VISIT_TWICE",
        lambda: (P, replace(Q, unserved=(Unserved("d"), Unserved("a")))),
    ),
    "a visit left out twice": ("VISIT_TWICE", lambda: (P, replace(Q, unserved=(Unserved("d"), Unserved("d"))))),
    "a visit served twice": (
        "VISIT_TWICE",
        lambda: (with_shift(P, max_stops=None), with_stops(Q, (A, visit_stop("a", clock(9, 30), 60), B, LUNCH, C))),
    ),
    "a visit under way that is left out": ("UNDER_WAY_LEFT_OUT", lambda: (pinned("d", under_way=True), Q)),
    "leaving before the shift": (
        "LEAVES_TOO_EARLY",
        lambda: (with_shift(P, start=clock(8, 20, 1), max_duration=None), Q),
    ),
    "leaving before now": ("LEAVES_TOO_EARLY", lambda: (replace(P, now=clock(8, 20, 1)), Q)),
    "a visit that starts before now": (
        "STARTS_BEFORE_NOW",
        lambda: (replace(pinned("b", under_way=True), now=clock(9)), with_route(Q, leave=None)),
    ),
    "a break that starts before now": (
        "STARTS_BEFORE_NOW",
        lambda: (
            replace(with_shift(pinned("b", under_way=True), breaks=P.engineers[0].shifts[0].breaks), now=clock(11, 50)),
            with_stops(replace(Q, unserved=(Unserved("a"), Unserved("d"))), (B, LUNCH, C), leave=clock(10)),
        ),
    ),
    "a start before the way is done": (
        "STARTS_TOO_EARLY",
        lambda: (P, with_stop(with_route(Q, leave=clock(8, 20, 2)), 0, arrive=None)),
    ),
    "a start before the visit before is over": (
        "STARTS_TOO_EARLY",
        lambda: (
            with_visit(P, "b", place="p1"),
            with_stop(with_stop(Q, 1, start=clock(9, 29), arrive=None), 3, arrive=None),
        ),
    ),
    "a start two seconds before lunch is over": (
        "STARTS_TOO_EARLY",
        lambda: (P, with_stop(Q, 3, start=clock(12, 29, 58), end=clock(13, 30), arrive=clock(11, 45, 0))),
    ),
    "an arrival sooner than travel allows": (
        "STARTS_TOO_EARLY",
        lambda: (P, with_stop(Q, 1, arrive=clock(9, 39))),
    ),
    "an arrival after the start": (
        "ARRIVAL_IMPOSSIBLE",
        lambda: (P, with_stop(Q, 1, arrive=clock(10, 46))),
    ),
    "a departure after the start": (
        "STARTS_TOO_EARLY",
        lambda: (P, with_route(Q, leave=clock(8, 31))),
    ),
    "a set-up that is a minute short": ("SETUP_CUT_SHORT", lambda: (P, with_stop(Q, 1, arrive=clock(10, 41)))),
    "a start before its window": (
        "OUTSIDE_WINDOWS",
        lambda: (with_visit(P, "a", windows=(replace(P.visits[0].windows[0], open=clock(8, 31)),)), Q),
    ),
    "a start after its window": (
        "OUTSIDE_WINDOWS",
        lambda: (with_visit(P, "a", windows=(replace(P.visits[0].windows[0], close=clock(8, 29)),)), Q),
    ),
    "a start after the horizon": (
        "OUTSIDE_WINDOWS",
        lambda: (replace(P, horizon=replace(P.horizon, end=clock(14, 29))), Q),
    ),
    "a level that is too low": ("MISSING_SKILL", lambda: (with_visit(P, "b", skills={"cctv": 3}), Q)),
    "a skill that nobody has": ("MISSING_SKILL", lambda: (with_visit(P, "b", skills={"hvac": 1}), Q)),
    "an engineer who is excluded": ("EXCLUDED_ENGINEER", lambda: (with_visit(P, "b", excluded_engineers=("ann",)), Q)),
    "a certificate that ended the day before": (
        "CERTIFICATE_EXPIRED",
        lambda: (with_engineer(P, "ann", certificates={"cctv": date(2026, 11, 22)}), Q),
    ),
    "a place that the shift does not serve": (
        "SERVES_ONLY",
        lambda: (with_shift(P, serves_only=("p1", "p3", "home")), Q),
    ),
    "a shift that serves nothing": (
        "SERVES_ONLY",
        lambda: (
            with_shift(P, serves_only=()),
            with_stops(replace(Q, unserved=tuple(map(Unserved, "bcd"))), (A,), back=None),
        ),
    ),
    "a visit cut short by two seconds": ("CUT_SHORT", lambda: (P, with_stop(Q, 3, end=clock(14, 59, 58)))),
    "a visit that ends before it starts": ("CUT_SHORT", lambda: (P, with_stop(Q, 3, end=clock(14)))),
    "another engineer than the pinned one": ("PIN_ENGINEER", lambda: (pinned("a", engineer="bob"), Q)),
    "another shift than the pinned one": (
        "PIN_SHIFT",
        lambda: (pinned("a", shift="bob-late"), replace(IN_BOB_EARLY, unserved=(Unserved("b"), Unserved("d")))),
    ),
    "another start than the pinned one": ("PIN_START", lambda: (pinned("a", start=clock(8, 30, 2)), Q)),
    "a break that starts during a visit": (
        "BREAK_OVERLAPS",
        lambda: (P, with_stop(Q, 2, start=clock(11, 44), end=clock(12, 29))),
    ),
    "a break that ends before it starts": (
        "BREAK_OVERLAPS",
        lambda: (with_shift(P, breaks=()), with_stop(Q, 2, kind="rest", end=clock(11, 44))),
    ),
    "a break that is owed and not taken": ("BREAK_MISSED", lambda: (P, with_stops(Q, (A, B, C)))),
    "a break that starts too early": (
        "BREAK_MISPLACED",
        lambda: (
            with_shift(P, end=clock(12)),
            with_stops(
                replace(Q, unserved=tuple(map(Unserved, "bcd"))),
                (A, break_stop(clock(11, 29), 45)),
                back=None,
            ),
        ),
    ),
    "a break that is not one of the shift's": (
        "BREAK_MISPLACED",
        lambda: (P, with_stops(Q, (A, B, LUNCH, break_stop(clock(12, 40), 45), C))),
    ),
    "a return before the way home is done": ("BACK_TOO_EARLY", lambda: (P, with_route(Q, back=clock(15, 29, 58)))),
    "a return past the overtime limit": (
        "OVERTIME_LIMIT",
        lambda: (with_shift(P, max_duration=None), with_route(Q, back=clock(17, 0, 1))),
    ),
    "a route that takes too long": ("MAX_DURATION", lambda: (with_shift(P, max_duration=minutes(7 * 60 + 9)), Q)),
    "a route that is too far": ("MAX_DISTANCE", lambda: (with_shift(P, max_distance_m=29_999), Q)),
    "a route with too many visits": ("MAX_STOPS", lambda: (with_shift(P, max_stops=2), Q)),
    "a van that is too full on its last leg": ("CAPACITY", lambda: (with_shift(P, capacity={"boxes": 1.4}), Q)),
    "a van that is too full on its first leg": (
        "CAPACITY",
        lambda: (with_visit(with_shift(P, capacity={"boxes": 0.9}), "b", collected={}), Q),
    ),
    "a van without room for such things": ("CAPACITY", lambda: (with_shift(P, capacity={"crates": 9.0}), Q)),
    "an engineer on two routes at once": ("OVERLAPPING_ROUTES", lambda: (bob_may_be_late(), two_routes_of_bob(17))),
    "a night that is too short": ("REST", lambda: two_days_of_bob(min_rest=minutes(20 * 60 + 20, 2))),
    "a duty too soon after a call in the night": ("REST", lambda: a_call_in_the_night(dated=date(2026, 11, 23))),
    "a call in the night that counts on its eve": (
        "WORKING_TIME_LIMIT",
        lambda: a_call_in_the_night(0, dated=date(2026, 11, 23), limits=(Limit("day", minutes(89)),)),
    ),
    "a day with too much work": (
        "WORKING_TIME_LIMIT",
        lambda: (with_engineer(P, "ann", limits=(Limit("day", minutes(7 * 60 + 9)),)), Q),
    ),
    "a week with too much work": ("WORKING_TIME_LIMIT", lambda: of_bob_per_week(working_time=minutes(169))),
    "a day with too much travel": (
        "DRIVING_TIME_LIMIT",
        lambda: (with_engineer(P, "ann", limits=(Limit("day", None, minutes(59)),)), Q),
    ),
    "a week with too much travel": ("DRIVING_TIME_LIMIT", lambda: of_bob_per_week(driving_time=minutes(79))),
    "two visits of a series on one day": ("SERIES_DAYS", lambda: (in_series("ac", (23, 24)), Q)),
    "a series on a day of no pattern": ("SERIES_DAYS", lambda: (in_series("ad", (24, 25), (24, 26)), Q)),
    "a series on days of two patterns": (
        "SERIES_DAYS",
        lambda: two_days_of_bob_in(in_series("ac", (23, 25), (24, 26))),
    ),
}


@pytest.mark.parametrize(("code", "case"), DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_plan_is_refused_for_exactly_its_damage(code: str, case: Callable[[], Case]) -> None:
    problem, plan = case()
    verdict = verdict_of(problem, claiming_its_cost(problem, plan))
    assert [violation.code for violation in verdict.violations] == [code], verdict.violations


CLAIMS: dict[str, tuple[set[str], Plan]] = {
    "a part that is too dear": ({"COST_PART"}, replace(Q, cost=replace(good_cost(), skipped=75.1))),
    "two parts that are wrong, with a right total": (
        {"COST_PART"},
        replace(Q, cost=replace(good_cost(), skipped=105.0, lateness=0.0)),
    ),
    "a cost that is no number": ({"COST_PART"}, replace(Q, cost=replace(good_cost(), fixed=math.nan))),
    "a total that its parts do not add up to": ({"COST_TOTAL"}, replace(Q, claimed_total=178.9)),
    "a total that is no number": ({"COST_TOTAL"}, replace(Q, claimed_total=math.nan)),
    "a bound above the cost": ({"BOUND_ABOVE_COST"}, replace(Q, bound=Bound(180.0, -0.00559))),
    "a bound that is no number": ({"BOUND_ABOVE_COST"}, replace(Q, bound=Bound(math.nan, 0.0))),
    "a gap that is too small": ({"GAP"}, replace(Q, bound=Bound(89.5, 0.49))),
    "a gap that is no number": ({"GAP"}, replace(Q, bound=Bound(89.5, math.nan))),
    "an optimum without a bound": ({"STATUS"}, replace(Q, status="optimal")),
    "an optimum with a bound below it": ({"STATUS"}, replace(Q, status="optimal", bound=Bound(89.5, 0.5))),
    "a status that nobody knows": ({"STATUS"}, replace(Q, status="great")),  # type: ignore[arg-type]
}


@pytest.mark.parametrize(("codes", "plan"), CLAIMS.values(), ids=CLAIMS.keys())
def test_a_false_claim_is_named(codes: set[str], plan: Plan) -> None:
    assert {violation.code for violation in verdict_of(P, plan).violations} == codes


@pytest.mark.parametrize(
    "plan",
    [
        Q,
        replace(Q, cost=replace(good_cost(), skipped=75.009)),
        replace(Q, bound=Bound(89.5, 0.5)),
        replace(Q, bound=Bound(179.0, 0.0), status="optimal"),
        replace(Q, bound=Bound(179.01, 0.0), status="optimal"),
    ],
    ids=["none beyond its cost", "a rounded cost", "a bound", "an optimum", "an optimum with a rounded bound"],
)
def test_a_plan_with_true_claims_has_no_violation(plan: Plan) -> None:
    assert verdict_of(P, plan).violations == ()


def test_the_costs_of_a_document_are_judged_as_it_states_them() -> None:
    (violation,) = check(P, Q, SECONDS, METRES, claimed={"total": 178.9, "skipped": 75.0}).violations
    assert (violation.code, violation.numbers) == ("COST_TOTAL", {"claimed": 178.9, "cost": 179.0})


def test_a_document_may_state_its_total_alone() -> None:
    assert check(P, replace(Q, cost=Cost()), SECONDS, METRES, claimed={"total": 179.0}).violations == ()


def test_rounded_parts_may_add_up_beside_a_total_that_is_right() -> None:
    cost = replace(good_cost(), distance=30.006, lateness=30.006, skipped=75.006)
    assert verdict_of(P, replace(Q, cost=cost)).violations == ()
    assert verdict_of(P, replace(Q, cost=cost, claimed_total=179.0)).violations == ()


def test_every_documented_code_has_a_damage_that_shows_it() -> None:
    rows = (optimiser.checker.__doc__ or "").split("====\nCode")[1].splitlines()[2:]
    documented = {row.split()[0] for row in rows[: next(i for i, row in enumerate(rows) if row.startswith("===="))]}
    shown = {code for code, _ in DAMAGES.values()}.union(*(codes for codes, _ in CLAIMS.values()))
    assert documented == shown


def test_a_violation_says_where_it_is_and_by_how_much() -> None:
    verdict = verdict_of(P, with_stop(Q, 1, arrive=clock(10, 42)))
    (violation,) = verdict.violations
    assert (violation.visit, violation.engineer, violation.shift) == ("b", "ann", "ann-day")
    assert violation.numbers == {"missing_s": 120.0, "setup_s": 300.0}
    assert "2026-11-23T10:45:00+08:00" in violation.message and "120 s" in violation.message


NUMBERS: dict[str, dict[str, float]] = {
    "leaving before now": {"missing_s": 1},
    "a visit that starts before now": {"missing_s": 1800},
    "a break that starts before now": {"missing_s": 300},
    "an arrival sooner than travel allows": {"missing_s": 60},
    "a level that is too low": {"needed_level": 3, "level": 2},
    "a visit cut short by two seconds": {"missing_s": 2},
    "another start than the pinned one": {"off_s": -2},
    "a break that starts during a visit": {"missing_s": 60},
    "a break that is owed and not taken": {"duration_s": 2700},
    "a break that starts too early": {"duration_s": 2700},
    "a return before the way home is done": {"missing_s": 2},
    "a return past the overtime limit": {"over_s": 1},
    "a route that takes too long": {"duration_s": 25_800, "limit_s": 25_740},
    "a route that is too far": {"distance_m": 30_000, "limit_m": 29_999},
    "a route with too many visits": {"stops": 3, "limit": 2},
    "a van that is too full on its last leg": {"load": 1.5, "limit": 1.4},
    "an engineer on two routes at once": {"overlap_s": 3600},
    "a certificate that ended the day before": {"late_days": 1},
    "a night that is too short": {"rest_s": 73_200, "limit_s": 73_202},
    "a day with too much work": {"duration_s": 25_800, "limit_s": 25_740},
    "a week with too much work": {"duration_s": 10_200, "limit_s": 10_140},
    "a week with too much travel": {"duration_s": 4800, "limit_s": 4740},
    "two visits of a series on one day": {"visits": 2},
    "a series on days of two patterns": {"visits": 2},
}


@pytest.mark.parametrize(("name", "numbers"), NUMBERS.items(), ids=NUMBERS.keys())
def test_a_violation_carries_its_numbers(name: str, numbers: dict[str, float]) -> None:
    problem, plan = DAMAGES[name][1]()
    (violation,) = verdict_of(problem, claiming_its_cost(problem, plan)).violations
    assert violation.numbers == pytest.approx(numbers)


def edge_of_two_routes() -> Case:
    """Bob leaves on his second route a second before being back from the first."""
    early, late = two_routes_of_bob(18).routes
    late = replace(late, leave=clock(17, 59, 59))
    return bob_may_be_late(), Plan((early, late), (Unserved("b"), Unserved("d")), Cost())


EDGES: dict[str, Callable[[], Case]] = {
    "a start a second beside its pin": lambda: (pinned("a", start=clock(8, 30, 1)), Q),
    "a break at its latest": lambda: (
        with_shift(P, breaks=(replace(P.engineers[0].shifts[0].breaks[0], latest=clock(11, 45)),)),
        Q,
    ),
    "a departure a second before the return": edge_of_two_routes,
    "a certificate's last day": lambda: (with_engineer(P, "ann", certificates={"cctv": date(2026, 11, 23)}), Q),
    "an old certificate of what is not needed": lambda: (
        with_visit(with_engineer(P, "ann", certificates={"cctv": date(2020, 1, 1)}), "b", skills={"cctv": 0}),
        Q,
    ),
    "a shift that serves just its places": lambda: (with_shift(P, serves_only=("p1", "p2", "p3")), Q),
    "a night as short as may be": lambda: two_days_of_bob(min_rest=minutes(20 * 60 + 20)),
    "a night a second shorter": lambda: two_days_of_bob(min_rest=minutes(20 * 60 + 20, 1)),
    "a call in the night of the day itself": a_call_in_the_night,
    "a night's call and a duty, each within the limit of its day": lambda: a_call_in_the_night(
        0, dated=date(2026, 11, 23), limits=(Limit("day", minutes(90)),)
    ),
    "a rest between two routes of one day": lambda: (
        with_engineer(bob_may_be_late(), "bob", min_rest=minutes(600)),
        two_routes_of_bob(18),
    ),
    "a day as long as its limit": lambda: (
        with_engineer(P, "ann", limits=(Limit("day", minutes(7 * 60 + 10), minutes(60)), Limit("week"))),
        Q,
    ),
    "a week as long as its limit": lambda: of_bob_per_week(working_time=minutes(170), driving_time=minutes(80)),
    "two days each as long as their limit": lambda: two_days_of_bob(limits=(Limit("day", minutes(90), minutes(60)),)),
    "a series that leaves one of its visits out": lambda: (in_series("ad", (24, 25), (23, 26)), Q),
    "a series that is left out": lambda: (in_series("d", (24,)), Q),
    "a visit a second short": lambda: (P, with_stop(Q, 3, end=clock(14, 59, 59))),
    "a set-up a second short": lambda: (P, with_stop(Q, 1, arrive=clock(10, 40, 1))),
    "a return a second early": lambda: (P, with_route(Q, back=clock(15, 29, 59))),
    "a return at the overtime limit": lambda: (with_shift(P, max_duration=None), with_route(Q, back=clock(17))),
    "a start at the close of its window": lambda: (
        with_visit(P, "a", windows=(replace(P.visits[0].windows[0], close=clock(8, 30)),)),
        Q,
    ),
    "a departure at now": lambda: (replace(P, now=clock(8, 20)), Q),
    "as long, as far and with as many visits as allowed": lambda: (
        with_shift(P, max_duration=minutes(7 * 60 + 10), max_distance_m=30_000, max_stops=3, capacity={"boxes": 1.5}),
        Q,
    ),
}


@pytest.mark.parametrize("case", EDGES.values(), ids=EDGES.keys())
def test_what_just_holds_is_no_violation(case: Callable[[], Case]) -> None:
    problem, plan = case()
    assert verdict_of(problem, claiming_its_cost(problem, plan)).violations == ()
