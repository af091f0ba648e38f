"""What is in danger is seen before it is too late: scenes made by hand, with a clock set by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from api.watch.following import follow
from api.watch.looking import Danger, look
from api.watch.scene import (
    Certificate,
    DayRoute,
    Hold,
    LastSeen,
    LeadTimes,
    OpenTicket,
    OwedPaper,
    PlannedStop,
    Reported,
    Scene,
)
from api.watch.wording import how_long, when

LEADS = LeadTimes()
TODAY = date(2026, 12, 7)


def at(hour: float) -> datetime:
    """An hour of the day on which all of this happens."""
    return datetime(2026, 12, 7, tzinfo=UTC) + timedelta(hours=hour)


def stop(visit: str, start: float, end: float, **rest: Any) -> PlannedStop:
    return PlannedStop(visit, at(start), at(start), at(end), rest.pop("travel_s", 1800), **rest)


def a_route(*stops: PlannedStop) -> DayRoute:
    return DayRoute("e1", "Ann", "main", TODAY, stops)


def a_scene(now: float, **rest: Any) -> Scene:
    return Scene(at(now), rest.pop("zone", UTC), **rest)


def kinds(dangers: list[Danger]) -> list[tuple[str, str]]:
    return [(each.kind, each.subject_id) for each in dangers]


@pytest.mark.parametrize(
    ("field", "kind", "lead"),
    [
        ("respond_by", "respond_near", LEADS.respond),
        ("onsite_by", "on_site_near", LEADS.on_site),
        ("restore_by", "restore_near", LEADS.restore),
    ],
    ids=["respond", "on_site", "restore"],
)
def test_a_deadline_that_nothing_keeps_is_told_when_it_is_near(field: str, kind: str, lead: timedelta) -> None:
    scene = a_scene(10, tickets=[OpenTicket("t1", "main", "1", "s1", **{field: at(10) + lead + timedelta(seconds=1)})])
    assert look(scene, LEADS) == []
    found = look(replace(scene, now=scene.now + timedelta(seconds=1)), LEADS)
    assert kinds(found) == [(kind, "t1")]
    assert when(found[0].due_at, UTC) in found[0].message
    long_past = look(replace(scene, now=at(40)), LEADS)
    assert kinds(long_past) == [(kind, "t1")]
    assert "has passed" in long_past[0].message


def test_a_deadline_that_a_route_keeps_is_in_no_danger() -> None:
    ticket = OpenTicket("t1", "main", "1", "s1", onsite_by=at(10), restore_by=at(11))
    scene = a_scene(9.9, tickets=[ticket], routes=[a_route(stop("t1", 10, 11, ticket="t1"))])
    assert look(scene, LEADS) == []
    assert kinds(look(replace(scene, routes=()), LEADS)) == [("on_site_near", "t1"), ("restore_near", "t1")]


def test_a_route_that_misses_a_deadline_is_told_at_once() -> None:
    ticket = OpenTicket("t1", "main", "1", "s1", onsite_by=at(15), restore_by=at(18))
    scene = a_scene(6, tickets=[ticket], routes=[a_route(stop("t1", 15.5, 18.25, ticket="t1"))])
    found = look(scene, LEADS)
    assert kinds(found) == [("on_site_late", "t1"), ("restore_late", "t1")]
    assert [each.data["late_s"] for each in found] == [1800, 900]
    assert "Ann" in found[0].message
    assert "30 min late" in found[0].message


def test_a_stop_that_takes_too_long_pushes_those_behind_it() -> None:
    day = a_route(stop("a", 8, 9), stop("b", 10, 11, ticket="t1"))
    begun = {"a": Reported(arrived_at=at(8))}
    ticket = OpenTicket("t1", "main", "1", "s1", onsite_by=at(10.25))
    scene = a_scene(9.5, tickets=[ticket], routes=[day], reported=begun)
    assert kinds(look(scene, LEADS)) == [("running_late", "e1")]  # by half an hour: b can still be on time
    found = look(replace(scene, now=at(10)), LEADS)
    assert kinds(found) == [("running_late", "e1"), ("on_site_late", "t1")]
    assert found[1].data == {"engineer": "e1", "expected_at": at(10.5).isoformat(), "late_s": 900}
    assert found[0].data == {"late_s": 3600, "visits": ["a", "b"]}
    left = {"a": Reported(at(7), at(8), at(9), is_over=True)}
    assert look(replace(scene, reported=left), LEADS) == []


def test_a_stop_that_nobody_need_drive_to_is_told_and_makes_nobody_late() -> None:
    ticket = OpenTicket("t1", "main", "1", "s1", onsite_by=at(20))
    day = a_route(stop("a", 8, 9, ticket="t1", off="waiting_for_part"), stop("b", 10, 11))
    scene = a_scene(8.75, tickets=[ticket], routes=[day])
    (found,) = look(scene, LEADS)
    assert (found.kind, found.subject_kind, found.subject_id) == ("stop_off", "visit", "a")
    assert "waiting for part" in found.message
    assert [each.stop.visit for each in follow(day, {}, None, at(8.75))] == ["b"]
    assert look(replace(scene, now=at(9)), LEADS) == [], "its time has passed: nothing can be made of it"


def test_what_was_reported_on_another_day_says_nothing_of_this_one() -> None:
    yesterday = {"a": Reported(at(-16), at(-15), at(-14), is_over=True, on=TODAY - timedelta(days=1))}
    day = a_route(stop("a", 8, 9))
    assert [each.stop.visit for each in follow(day, yesterday, None, at(8))] == ["a"]


def test_a_stop_that_nobody_reached_is_pushed_by_the_clock_alone() -> None:
    day = a_route(stop("a", 8, 9), stop("b", 9.5, 10))
    expected = follow(day, {}, None, at(8.75))
    assert [(each.start_at, each.end_at) for each in expected] == [(at(8.75), at(9.75)), (at(10.25), at(10.75))]


def test_a_ping_from_far_away_tells_that_somebody_will_be_late() -> None:
    day = a_route(stop("a", 8, 9, lat=36.0, lon=120.0))
    on_the_way = {"a": Reported(travelling_at=at(7.5))}
    here, far = LastSeen(36.0, 120.0, at(7.75)), LastSeen(37.0, 120.0, at(7.75))
    assert follow(day, on_the_way, here, at(7.75))[0].start_at == at(8)
    assert follow(day, on_the_way, far, at(7.75))[0].start_at > at(8.9)
    before_leaving = replace(far, at=at(7))
    assert follow(day, on_the_way, before_leaving, at(7.75))[0].start_at == at(8)


def test_a_day_that_nobody_reported_on_promises_nothing_for_ever() -> None:
    day = a_route(stop("t1", 8, 9, ticket="t1"))
    ticket = OpenTicket("t1", "main", "1", "s1", onsite_by=at(20))
    assert kinds(look(a_scene(12, tickets=[ticket], routes=[day]), LEADS)) == [("running_late", "e1")]
    assert kinds(look(a_scene(19.5, tickets=[ticket], routes=[day]), LEADS)) == [("on_site_near", "t1")]


def test_a_break_lasts_as_long_as_it_is_planned() -> None:
    day = a_route(stop("a", 8, 9), PlannedStop(None, at(9), at(9), at(10)), stop("b", 10.5, 11))
    expected = follow(day, {"a": Reported(arrived_at=at(8.5))}, None, at(9))
    assert [each.start_at for each in expected] == [at(8.5), at(11)]


def test_of_two_who_go_the_first_is_on_site_and_the_last_repairs() -> None:
    ticket = OpenTicket("t1", "main", "1", "s1", onsite_by=at(9), restore_by=at(12))
    early, late = a_route(stop("t1", 9, 10, ticket="t1")), a_route(stop("t1 2", 11, 13, ticket="t1"))
    scene = a_scene(6, tickets=[ticket], routes=[early, replace(late, engineer="e2", name="Bo")])
    assert kinds(look(scene, LEADS)) == [("restore_late", "t1")]
    assert look(scene, LEADS)[0].data["engineer"] == "e2"


def test_what_somebody_outside_does_is_asked_for_there() -> None:
    ticket = OpenTicket("t1", "main", "1", "s1", onsite_by=at(10), outside="Sub & Co")
    assert "Sub & Co does it" in look(a_scene(9.5, tickets=[ticket]), LEADS)[0].message


def test_papers_certificates_and_held_slots_have_their_time() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    scene = a_scene(
        6,
        zone=shanghai,
        papers=[
            OwedPaper("p1", "ticket", "main", "s1", at(8), "e1", "t1"),
            OwedPaper("p2", "follow_up", "main", "s1", at(8.1)),
        ],
        certificates=[
            Certificate("e1", "Ann", "main", "high voltage", date(2027, 1, 5)),
            Certificate("e1", "Ann", "main", "lifts", date(2027, 1, 6)),
        ],
        holds=[
            Hold("h1", "main", "s1", at(30), at(6.25)),
            Hold("h2", "main", "s1", at(30), at(6.3)),
            Hold("h3", "main", "s1", at(30), at(6)),
        ],
    )
    found = look(scene, LEADS)
    assert kinds(found) == [("hold_expires", "h1"), ("paper_due", "p1"), ("certificate_ends", "e1/high voltage")]
    assert "Mon 7 Dec 16:00" in found[1].message  # on the wall in Shanghai
    assert found[2].due_at == datetime(2027, 1, 6, tzinfo=shanghai)
    over = look(replace(scene, now=found[2].due_at), LEADS)
    assert ("certificate_ends", "e1/high voltage") in kinds(over)
    assert any("has ended" in each.message for each in over)


def test_lengths_of_time_are_told_as_people_say_them() -> None:
    spans = {1: "1 min", 60: "1 min", 61: "2 min", 3600: "1 h", 3660: "1 h 1 min", 2 * 86400: "2 days"}
    assert {seconds: how_long(timedelta(seconds=seconds)) for seconds in spans} == spans
