"""A plan as its day stands: reports are believed, silence is taken for keeping to the plan."""

import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from api.plans.opened import OpenedPlans, matter_of
from api.plans.overlay import still_to_do
from api.plans.present import present
from api.store.day_state import DayState
from api.store.tables import Ping, Plan, VisitState
from optimiser import MatrixCache, read_plan, read_problem, travel_times
from tests.service.campus import DAY, planned, stored, visits_of
from tests.service.conftest import HandClock, Running


class Day:
    """A plan of the campus, and what was reported of it."""

    def __init__(self, clock: HandClock) -> None:
        self.row = planned(clock, "p1")
        self.problem = read_problem(self.row.problem)
        self.plan = read_plan(self.row.document, self.problem)
        self.sources = self.row.matter["sources"]
        self.rows: dict[str, VisitState] = {}
        self.pings: dict[str, Ping] = {}

    def report(self, visit: str, status: str, **times: datetime) -> VisitState:
        route = next(each for each in self.plan.routes if visit in [stop.visit for stop in each.stops])
        source = self.sources[visit]
        self.rows[visit] = VisitState(
            id=visit,
            source_kind=source["kind"],
            source_id=source["id"],
            site_id=source["site"],
            territory_id="main",
            engineer_id=route.engineer,
            shift_id=route.shift,
            on=DAY,
            status=status,
            updated_at=max(times.values()),
            **times,
        )
        return self.rows[visit]

    @property
    def state(self) -> DayState:
        return DayState(self.rows, (), frozenset(), {}, self.pings)

    def at(self, now: datetime) -> Any:
        travel = travel_times(self.problem, cache=MatrixCache())
        return present(self.problem, self.plan, travel, self.sources, self.state, now)

    def busiest(self) -> list[Any]:
        """The stops at visits of the engineer who has most of them, without any that is pinned."""
        pinned = {visit.id for visit in self.problem.visits if visit.pin}
        routes = ([stop for stop in route.stops if stop.visit] for route in self.plan.routes)
        return max((stops for stops in routes if not pinned & {stop.visit for stop in stops}), key=len)


@pytest.fixture
def day() -> Day:
    return Day(HandClock())


def starts(opened: Any) -> dict[str, datetime]:
    return {stop.visit: stop.start for route in opened.plan.routes for stop in route.stops if stop.visit}


def test_a_visit_that_was_done_late_pushes_the_next(day: Day) -> None:
    first, second = day.busiest()[:2]
    over = second.start + timedelta(hours=1)
    day.report(first.visit, "done", arrived_at=first.start, ended_at=over)
    found = starts(day.at(over))
    assert first.visit not in found
    assert second.visit not in found or found[second.visit] >= over


def test_who_is_on_site_longer_than_planned_is_there_until_now(day: Day) -> None:
    first, second = day.busiest()[:2]
    day.report(first.visit, "on_site", arrived_at=first.start)
    now = second.start + timedelta(minutes=30)
    opened = day.at(now)
    assert first.visit in opened.kept.under_way
    assert second.visit not in starts(opened) or starts(opened)[second.visit] >= now


def test_an_engineer_on_the_way_has_not_arrived_before_now(day: Day) -> None:
    first = day.busiest()[0]
    day.report(first.visit, "travelling", travelling_at=first.start - timedelta(hours=1))
    now = first.start + timedelta(minutes=45)
    opened = day.at(now)
    assert first.visit in opened.kept.under_way
    assert starts(opened)[first.visit] >= now


def test_whoever_arrives_elsewhere_has_left(day: Day) -> None:
    first, second = day.busiest()[:2]
    day.report(first.visit, "on_site", arrived_at=first.start)
    day.report(second.visit, "on_site", arrived_at=second.start)
    opened = day.at(second.start + timedelta(minutes=5))
    assert second.visit in opened.kept.under_way
    assert first.visit not in opened.kept.under_way


def test_a_phone_says_where_an_engineer_is(day: Day) -> None:
    first, second = day.busiest()[:2]
    row = day.report(first.visit, "done", arrived_at=first.start, ended_at=first.end)
    seen = first.end + timedelta(minutes=10)
    day.pings[row.engineer_id or ""] = Ping(engineer_id=row.engineer_id, lat=32.5, lon=119.5, at=seen)
    problem = still_to_do(day.problem, day.sources, day.state, seen)
    shift = next(s for e in problem.engineers for s in e.shifts if s.id == row.shift_id)
    place = next(place for place in problem.places if shift.at and place.id == shift.at.place)
    assert (place.lat, place.lon) == (32.5, 119.5)
    assert second.visit not in starts(day.at(seen)) or starts(day.at(seen))[second.visit] > second.start
    late = still_to_do(day.problem, day.sources, day.state, seen + timedelta(hours=1))
    shift = next(s for e in late.engineers for s in e.shifts if s.id == row.shift_id)
    assert shift.at is not None
    assert shift.at.time == first.end, "what the phone said an hour ago is old"


def test_an_inspection_that_failed_is_not_tried_again_the_same_day_and_a_ticket_is(day: Day) -> None:
    sources, served = day.sources, visits_of(day.row)
    pinned = {visit.id for visit in day.problem.visits if visit.pin}
    free = [visit for visit in served if visit not in pinned]
    kinds = {kind: next(v for v in free if sources[v]["kind"] == kind) for kind in ("ticket", "inspection")}
    now = day.problem.now
    assert now is not None
    for visit in kinds.values():
        day.report(visit, "failed", ended_at=now)
    left = {visit.id for visit in still_to_do(day.problem, sources, day.state, now).visits}
    assert kinds["ticket"] in left
    assert kinds["inspection"] not in left


def test_an_absent_engineer_holds_nothing(day: Day) -> None:
    first = day.busiest()[0]
    row = day.report(first.visit, "on_site", arrived_at=first.start)
    engineers = tuple(replace(e, shifts=()) if e.id == row.engineer_id else e for e in day.problem.engineers)
    day.problem = replace(day.problem, engineers=engineers)
    opened = day.at(first.start + timedelta(minutes=5))
    assert first.visit not in opened.kept.under_way
    assert first.visit in [each.visit for each in opened.plan.unserved]


def test_a_plan_is_opened_once_for_each_revision(campus_on_sqlite: Running) -> None:
    for name in ("p1", "p2", "p3"):
        stored(campus_on_sqlite, planned(campus_on_sqlite.clock, name))
    room = OpenedPlans(most=2)
    with campus_on_sqlite.service.store.reading() as session:
        rows = [session.get_one(Plan, name) for name in ("p1", "p2", "p3")]
        first = room.of(session, rows[0])
        assert room.of(session, rows[0]) is first
        for row in rows[1:]:
            room.of(session, row)
        assert room.of(session, rows[0]) is not first, "only those asked last stay open"
        assert matter_of(session, rows[0]).plan == first.matter.plan


def test_the_web_process_loads_no_solver() -> None:
    code = (
        "import sys; import api.app; from optimiser import amend, check, explain, first_there, hold, open_plan, slots; "
        "sys.exit('ortools' in sys.modules or 'pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
