"""Whatever engineers report, and forget to report: the day can be planned anew, and no rule is broken."""

from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from api.plans.overlay import still_to_do
from api.plans.plain import plain
from api.plans.present import as_kept, present
from api.store.day_state import DayState
from api.store.tables import Ping, Site
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
    read_plan,
    read_problem,
    replan,
    solve,
    travel_times,
    with_way_home,
    write_plan,
    write_problem,
)
from tests.service.campus import DAY, NOW, REGIME
from tests.service.conftest import HandClock
from tests.service.test_present import Day

EFFORT = SolveParams(iterations=30)
LIMITS = (
    Limit("day", working_time=timedelta(hours=8), driving_time=timedelta(hours=2)),
    Limit("week", timedelta(hours=20)),
)
SITES = {
    row["id"]: Site(
        id=row["id"], document=row, lat=32.4, lon=119.4, contract_id="", territory_id="main", updated_at=NOW
    )
    for row in REGIME.book["sites"]
}
STATUSES = ("travelling", "on_site", "done", "failed")
Said = tuple[int, str, int, int]
"""One report: of which visit, what, how many minutes into the day, and how long before that somebody set out."""

Cut = tuple[float, float]
"""How much of each shift somebody is not there, at its beginning and at its end."""

shares = st.sampled_from([0.0, 0.25, 0.5, 1.0])
reports = st.lists(
    st.tuples(st.integers(0, 200), st.sampled_from(STATUSES), st.integers(0, 900), st.integers(0, 90)), max_size=12
)


def heard(day: Day, said: Said, now: datetime) -> None:
    """Let an engineer report a visit of the plan; nobody reports what is still to come."""
    number, status, minute, before = said
    visits = [stop.visit for route in day.plan.routes for stop in route.stops if stop.visit]
    at = min(NOW + timedelta(minutes=2 * minute), now)
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


def shortened(engineer: Engineer, cut: Cut | None) -> Engineer:
    """The engineer, who comes later to every shift, or leaves it earlier; who would be there for nothing stays away."""
    if cut is None:
        return engineer
    late, early = cut
    shifts = []
    for shift in engineer.shifts:
        length = shift.end - shift.start
        start, end = shift.start + length * late, shift.end - length * early
        pauses = tuple(each for each in shift.breaks if start <= each.earliest and each.latest + each.duration <= end)
        shifts.append(replace(shift, start=start, end=end, breaks=pauses))
    return replace(engineer, shifts=tuple(each for each in shifts if each.start < each.end))


def sound(problem: Problem, plan: Plan) -> None:
    """Explain and check a plan, and store and read it, as a job does."""
    travel = travel_times(problem)
    told = explain(problem, plan, travel)
    found = [each.message for each in check(problem, told, travel.seconds, travel.metres).violations]
    assert not found, found
    stored = read_problem(write_problem(problem))
    assert len(read_plan(write_plan(told), stored).routes) == len(told.routes)


@given(
    kind=st.sampled_from(["day", "halves", "two days"]),
    said=reports,
    seen=st.dictionaries(st.integers(0, 30), st.tuples(st.floats(32.2, 32.6), st.floats(119.2, 119.6)), max_size=4),
    absent=st.dictionaries(st.integers(0, 30), st.tuples(shares, shares), max_size=4),
    minute=st.integers(0, 900),
    later=st.booleans(),
    limited=st.booleans(),
)
@settings(max_examples=20, deadline=None)
def test_a_day_can_be_planned_anew_whatever_was_reported(
    kind: str,
    said: list[Said],
    seen: dict[int, tuple[float, float]],
    absent: dict[int, Cut],
    minute: int,
    later: bool,
    limited: bool,
) -> None:
    day, now = copy(planned(kind)), NOW + timedelta(minutes=minute, days=later and kind == "two days")
    day.rows, day.pings = {}, {}
    for each in said:
        heard(day, each, now)
    engineers, limits = day.problem.engineers, LIMITS if limited else ()
    for number, (lat, lon) in seen.items():
        name = engineers[number % len(engineers)].id
        day.pings[name] = Ping(engineer_id=name, lat=lat, lon=lon, at=now)
    there = (replace(shortened(each, absent.get(k)), limits=limits) for k, each in enumerate(engineers))
    known = replace(day.problem, engineers=tuple(there))
    state = DayState(day.rows, (), frozenset(), SITES, day.pings)

    problem = still_to_do(known, day.sources, state, now)
    travel = travel_times(problem)
    problem = with_way_home(problem, travel)
    sound(problem, solve(problem, travel, EFFORT, clock=lambda: 0.0))
    kept, _ = as_kept(problem, day.plan, travel, state, now)
    kept = replace(with_way_home(kept, travel), now=now)
    sound(kept, replan(kept, day.plan, travel, now, EFFORT, clock=lambda: 0.0).plan)
    asked = present(known, day.plan, travel_times(known), day.sources, state, now)
    assert {visit.id for visit in asked.problem.visits} == {visit.id for visit in kept.visits}
