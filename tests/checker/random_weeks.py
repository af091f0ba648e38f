"""Random spans of several days with the rules over days, and an oracle of these rules that reads documents.

The plans are greedy ones that know nothing of the rules over days, so that they break most of them now and then.
"""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, pairwise
from random import Random
from typing import Any

from optimiser.inputs import Engineer, Limit, Problem, Series, Shift, Visit, Window
from optimiser.plan import Plan

from .random_days import SKILLS, greedy_plan, random_problem

DAYS = tuple(date(2026, 11, 28) + timedelta(days=count) for count in range(4))
"""Saturday to Tuesday: two weeks have a part in it."""

Finding = tuple[str, str]
"""A code, and the id of the visit, engineer or series that it is about."""


def random_week(random: Random) -> Problem:
    """The engineers and visits of a random day, on four days, under the rules over days."""
    problem = replace(random_problem(random, visit_count=14), now=None)
    first = DAYS[0] - problem.horizon.start.date()
    engineers = tuple(_engineer(engineer, first, random) for engineer in problem.engineers)
    visits = tuple(_visit(visit, first, random) for visit in problem.visits)
    horizon = replace(problem.horizon, start=problem.horizon.start + first, end=problem.horizon.end + first * 2)
    names = [visit.id for visit in visits]
    series = tuple(_series(f"s{number}", names[3 * number : 3 * number + 3], random) for number in range(2))
    return replace(problem, horizon=horizon, engineers=engineers, visits=visits, series=series)


def _engineer(engineer: Engineer, first: timedelta, random: Random) -> Engineer:
    shifts = [_moved(shift, first, count, random) for count in range(len(DAYS)) for shift in engineer.shifts]
    return replace(
        engineer,
        shifts=tuple(shifts),
        certificates={skill: random.choice(DAYS) for skill in SKILLS if random.random() < 0.5},
        limits=tuple(_limit(random) for _ in range(random.randint(0, 2))),
        min_rest=timedelta(hours=random.choice((0, 11, 16, 20))),
    )


def _moved(shift: Shift, first: timedelta, count: int, random: Random) -> Shift:
    by = first + timedelta(days=count)
    places = [f"p{number}" for number in range(5) if random.random() < 0.7]
    day = (shift.start + by).date()
    return replace(
        shift,
        id=f"{shift.id}-{count}",
        start=shift.start + by,
        end=shift.end + by,
        at=None,
        breaks=(),
        serves_only=places if random.random() < 0.3 else None,
        dated=day - timedelta(days=1) if random.random() < 0.2 else None,
    )


def _limit(random: Random) -> Limit:
    hours = [None if random.random() < 0.3 else timedelta(hours=random.choice(of)) for of in ((2, 5, 9), (0.5, 1, 2))]
    return Limit(random.choice(("day", "week")), *hours)


def _visit(visit: Visit, first: timedelta, random: Random) -> Visit:
    days = [first + timedelta(days=count) for count in random.sample(range(len(DAYS)), k=random.randint(1, 3))]
    windows = [Window(own.open + day, own.close + day) for own in visit.windows for day in days]
    return replace(
        visit,
        windows=tuple(windows),
        onsite_by=None,
        restore_by=None,
        pin=None,
        wait_cost_per_day=random.choice((0.0, 2.5, 10.0)),
    )


def _series(name: str, visits: list[str], random: Random) -> Series:
    patterns = list(combinations(DAYS, 3))
    return Series(name, visits, random.sample(patterns, k=random.randint(1, 3)))


def week_of(seed: int) -> tuple[Problem, Plan]:
    """A random week and a greedy plan of it that states all its times."""
    random = Random(seed)
    problem = random_week(random)
    return problem, greedy_plan(problem, random, stated_share=1.0)


def broken_rules(problem: Problem, plan: Plan) -> set[Finding]:
    """Every rule over days that a plan breaks which states all its times, worked out once more and the long way."""
    found: set[Finding] = set()
    visits = {visit.id: visit for visit in problem.visits}
    days: dict[str, date] = {}
    for engineer in problem.engineers:
        shifts = {shift.id: shift for shift in engineer.shifts}
        routes = [route for route in plan.routes if route.engineer == engineer.id and route.stops]
        for route in routes:
            day = _day(shifts[route.shift])
            for stop in route.stops:
                visit = visits[str(stop.visit)]
                days[visit.id] = day
                for skill, level in visit.skills.items():
                    if level and skill in engineer.certificates and day > engineer.certificates[skill]:
                        found.add(("CERTIFICATE_EXPIRED", visit.id))
                allowed = shifts[route.shift].serves_only
                if allowed is not None and visit.place not in allowed:
                    found.add(("SERVES_ONLY", visit.id))
        found |= _tired(problem, engineer, [(_day(shifts[route.shift]), route) for route in routes])
    for series in problem.series:
        own = [days[visit] for visit in series.visits if visit in days]
        if len(set(own)) < len(own) or not any(all(day in pattern for day in own) for pattern in series.patterns):
            found.add(("SERIES_DAYS", series.id))
    return found


def _day(shift: Shift) -> date:
    return shift.dated or shift.start.date()


def _tired(problem: Problem, engineer: Engineer, routes: list[tuple[date, Any]]) -> set[Finding]:
    found: set[Finding] = set()
    for day, route in routes:
        for other_day, other in routes:
            rest = other.leave - route.back
            later = other.leave >= route.leave and other_day != day
            if later and engineer.min_rest and rest < engineer.min_rest:
                found.add(("REST", engineer.id))
    for limit in engineer.limits:
        for start in {day if limit.per == "day" else day - timedelta(days=day.weekday()) for day, _ in routes}:
            length = timedelta(days=1 if limit.per == "day" else 7)
            together = [route for day, route in routes if start <= day < start + length]
            worked = sum((route.back - route.leave for route in together), timedelta(0))
            driven = sum((_driven(problem, engineer, route) for route in together), timedelta(0))
            if limit.working_time is not None and worked > limit.working_time:
                found.add(("WORKING_TIME_LIMIT", engineer.id))
            if limit.driving_time is not None and driven > limit.driving_time:
                found.add(("DRIVING_TIME_LIMIT", engineer.id))
    return found


def _driven(problem: Problem, engineer: Engineer, route: Any) -> timedelta:
    shift = next(shift for shift in engineer.shifts if shift.id == route.shift)
    visits = {visit.id: visit.place for visit in problem.visits}
    order = [place.id for place in problem.places]
    way = [order.index(place) for place in (shift.from_, *(visits[stop.visit] for stop in route.stops), shift.to)]
    seconds = problem.travel.seconds  # type: ignore[union-attr]
    return timedelta(seconds=sum(seconds[a][b] for a, b in pairwise(way) if a != b))


def waiting_cost(problem: Problem, plan: Plan) -> float:
    """What the visits cost for the days on which they waited, worked out once more."""
    shifts = {shift.id: shift for engineer in problem.engineers for shift in engineer.shifts}
    visits = {visit.id: visit for visit in problem.visits}
    cost = 0.0
    for route in plan.routes:
        for stop in route.stops:
            visit = visits[str(stop.visit)]
            first = min([window.open for window in visit.windows] or [problem.horizon.start]).date()
            cost += max(0, (_day(shifts[route.shift]) - first).days) * visit.wait_cost_per_day
    return cost
