"""A small day, written by hand, for the page and the terminal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from optimiser.inputs import Break, Engineer, GreatCircle, Horizon, Pin, Place, Problem, Shift, Visit, Window
from optimiser.plan import Bound, Cost, Plan, Reason, Route, Stop, Unserved

ZONE = timezone(timedelta(hours=8))
MIDNIGHT = datetime(2026, 11, 23, tzinfo=ZONE)


def at(hours: float) -> datetime:
    """So many hours after midnight."""
    return MIDNIGHT + timedelta(hours=hours)


def minutes(count: float) -> timedelta:
    """A span."""
    return timedelta(minutes=count)


@dataclass(frozen=True)
class Day:
    """A problem, a plan of it, and the travel between its places."""

    problem: Problem
    plan: Plan
    seconds: Sequence[Sequence[int]]
    metres: Sequence[Sequence[int]]


def small_day(ids: Sequence[str] = ("v0", "v1", "v2", "v3"), people: Sequence[str] = ("e0", "e1", "e2")) -> Day:
    """Two shifts that work (one past midnight), one that idles; v1 is late, v3 left out, v2 on time to the second."""
    early, late, out = ids[:2], ids[2], ids[3]
    places = [
        Place("home", 36.00, 120.30),
        Place("a", 36.05, 120.35, setup=minutes(5)),
        Place("b", 36.08, 120.40),
        Place("c", 36.02, 120.45),
    ]
    pause = Break(at(11.5), at(13), minutes(45))
    shifts = [
        Shift("day", at(8), at(17), "home", "home", overtime_limit=minutes(120), breaks=[pause]),
        Shift("night", at(20), at(28), "home", "home"),
        Shift("spare", at(8), at(17), "home", "home"),
    ]
    engineers = [
        Engineer(person, [shift], {"cctv": 1}, 1.2, 24.0, 90.0) for person, shift in zip(people, shifts, strict=True)
    ]
    visits = [
        Visit(early[0], "a", minutes(60), 500.0, "ticket", [Window(at(8), at(20))], onsite_by=at(10)),
        Visit(
            early[1], "b", minutes(30), 500.0, "ticket", onsite_by=at(12), late_cost_per_hour=120.0, pin=Pin(people[0])
        ),
        Visit(late, "c", minutes(45), 120.0, "inspection", onsite_by=at(23.5), restore_by=at(24.25)),
        Visit(out, "b", minutes(30), None, "inspection", [Window(at(9), at(10)), Window(at(14), at(15))], {"power": 2}),
    ]
    routes = [
        Route(
            people[0],
            "day",
            [
                Stop("visit", at(9), at(10), early[0], at(8.5)),
                Stop("break", at(11.5), at(12.25)),
                Stop("visit", at(12.5), at(13), early[1], at(12.5)),
            ],
            at(8.25),
            at(17.5),
        ),
        Route(people[1], "night", [Stop("visit", at(23.5), at(24.25), late, at(23.25))], at(23), at(24.5)),
        Route(people[2], "spare", []),
    ]
    problem = Problem(Horizon(at(0), at(36)), GreatCircle(1.3, 30), places, engineers, visits, now=at(8))
    plan = Plan(routes, [Unserved(out, reasons(people))], Cost(20.0, 24.0, 45.0, 60.0), bound=Bound(100.0, 0.3289))
    seconds = [[0 if i == j else 900 for j in range(4)] for i in range(4)]
    metres = [[0 if i == j else 7500 for j in range(4)] for i in range(4)]
    return Day(problem, plan, seconds, metres)


def reasons(people: Sequence[str]) -> list[Reason]:
    """One with a dear change, one with a cheap one, one without, one that nobody knows."""
    overtime = [{"op": "replace", "path": "/engineers/1/shifts/0/overtime_limit", "value": "PT2H25M"}]
    skill = [{"op": "add", "path": "/engineers/0/skills/power", "value": 2}]
    return [
        Reason(people[0], "day", "NO_SKILL", f"{people[0]} lacks power 2.", {}, skill, 41.5),
        Reason(people[1], "night", "OVERTIME_LIMIT", "25 minutes past the limit.", {"missing_s": 1500}, overtime, -3.0),
        Reason(people[2], "spare", "NOT_ON_SHIFT", "Not on shift.", {}),
        Reason(None, None, "NEWER_THAN_THIS_PAGE", "Something else is in the way.", {}),
    ]
