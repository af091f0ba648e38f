"""Whatever engineers report, and forget to report: the day can be planned anew, and no rule is broken."""

from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from api.plans.overlay import still_to_do
from api.plans.plain import plain
from api.plans.present import as_kept
from optimiser import (
    Engineer,
    Limit,
    Plan,
    Problem,
    SolveParams,
    agenda_of,
    check,
    explain,
    read_book,
    replan,
    solve,
    travel_times,
    with_way_home,
)
from tests.service.campus import DAY, NOW, REGIME
from tests.service.conftest import HandClock
from tests.service.test_present import Day

_EFFORT = SolveParams(iterations=30)
_LIMITS = (
    Limit("day", working_time=timedelta(hours=8), driving_time=timedelta(hours=2)),
    Limit("week", timedelta(hours=20)),
)
Said = tuple[int, str, int, int]
"""One report: of which visit, what, how many minutes into the day, and how long before that somebody set out."""

STATUSES = ("travelling", "on_site", "done", "failed")
reports = st.lists(
    st.tuples(st.integers(0, 200), st.sampled_from(STATUSES), st.integers(0, 900), st.integers(0, 90)), max_size=12
)


def heard(day: Day, said: Said, now: datetime) -> None:
    """Let an engineer report a visit of the plan; nobody reports what is still to come."""
    number, status, minute, before = said
    visits = [stop.visit for route in day.plan.routes for stop in route.stops if stop.visit]
    at = min(NOW + timedelta(minutes=minute * 2), now)
    set_out = max(NOW, at - timedelta(minutes=before))
    names = {"travelling": ("travelling_at",), "on_site": ("travelling_at", "arrived_at")}
    times = dict(zip(names.get(status, ("arrived_at", "ended_at")), (set_out, at), strict=False))
    day.report(visits[number % len(visits)], status, **times)


def halved(engineer: Engineer) -> Engineer:
    """The engineer, with the duty of the day in two shifts."""
    shifts = []
    for shift in engineer.shifts:
        if shift.end - shift.start < timedelta(hours=8):
            shifts.append(shift)
            continue
        noon = shift.start + (shift.end - shift.start) / 2
        shifts.append(replace(shift, end=noon, breaks=(), overtime_limit=timedelta(minutes=30)))
        shifts.append(replace(shift, id=f"{shift.id} later", start=noon, breaks=()))
    return replace(engineer, shifts=tuple(shifts))


@cache
def planned(kind: str) -> Day:
    """The campus's day, the same with duty in halves, or with the day after it; nothing was reported yet."""
    day = Day(HandClock())
    if kind == "halves":
        day.problem = replace(day.problem, engineers=tuple(map(halved, day.problem.engineers)))
    elif kind == "two days":
        agenda = agenda_of(read_book(REGIME.book), DAY, DAY + timedelta(days=1), NOW)
        day.problem, day.sources = agenda.problem, plain(agenda.sources)
    if kind != "day":
        day.plan = solve(day.problem, travel_times(day.problem), SolveParams(iterations=200), clock=lambda: 0.0)
    return day


def sound(problem: Problem, plan: Plan) -> Plan:
    """Explain and check a plan, as a job does."""
    travel = travel_times(problem)
    told = explain(problem, plan, travel)
    found = [each.message for each in check(problem, told, travel.seconds, travel.metres).violations]
    assert not found, found
    return told


@given(
    kind=st.sampled_from(["day", "halves", "two days"]),
    said=reports,
    minute=st.integers(0, 900),
    later=st.booleans(),
    limited=st.booleans(),
)
@settings(max_examples=20, deadline=None)
def test_a_day_can_be_planned_anew_whatever_was_reported(
    kind: str, said: list[Said], minute: int, later: bool, limited: bool
) -> None:
    day, now = copy(planned(kind)), NOW + timedelta(minutes=minute, days=later and kind == "two days")
    day.rows = {}
    for each in said:
        heard(day, each, now)
    limits = _LIMITS if limited else ()
    known = replace(day.problem, engineers=tuple(replace(each, limits=limits) for each in day.problem.engineers))
    problem = still_to_do(known, day.sources, day.state, now)
    travel = travel_times(problem)
    problem = with_way_home(problem, travel)
    sound(problem, solve(problem, travel, _EFFORT, clock=lambda: 0.0))
    kept, _ = as_kept(problem, day.plan, travel, day.state, now)
    kept = with_way_home(kept, travel)
    sound(replace(kept, now=now), replan(kept, day.plan, travel, now, _EFFORT, clock=lambda: 0.0).plan)
