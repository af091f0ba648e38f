"""A problem at a later time of its day, its plan kept to so far: what has begun is under way, breaks taken are over."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from optimiser.facts import SECOND
from optimiser.inputs import Break, Engineer, Pin, Problem, Shift
from optimiser.plan import Plan, Route
from optimiser.travel import TravelTimes

Begun = Mapping[tuple[str, str], Route]
"""By engineer and shift: the stops of the route that have begun."""


def as_of(problem: Problem, plan: Plan, travel: TravelTimes, now: datetime) -> Problem:
    """The problem at a later time, at which the plan was kept to.

    Every visit that the plan has begun by then, or for which the engineer has left, is under way; breaks that were
    taken are no longer owed, and of one that is being taken the rest is. What is under way already stays as it is.

    Parameters
    ----------
    problem : Problem
    plan : Plan
        Of the problem.
    travel : TravelTimes
        Between the problem's places: says when the engineers leave for their stops.
    now : datetime
        Not before the problem's own.
    """
    begun = {(route.engineer, route.shift): _begun(problem, route, travel, now) for route in plan.routes}
    pins = {
        stop.visit: Pin(route.engineer, route.shift, stop.start, under_way=True)
        for route in begun.values()
        for stop in route.stops
        if stop.visit is not None
    }
    visits = tuple(
        visit if visit.pin and visit.pin.under_way else replace(visit, pin=pins.get(visit.id, visit.pin))
        for visit in problem.visits
    )
    engineers = tuple(_rested(engineer, begun, now) for engineer in problem.engineers)
    return replace(problem, now=now, visits=visits, engineers=engineers)


def _begun(problem: Problem, route: Route, travel: TravelTimes, now: datetime) -> Route:
    """The stops of a route up to the last that has begun, or for which the engineer has left."""
    row = {place.id: k for k, place in enumerate(problem.places)}
    place_of = {visit.id: visit.place for visit in problem.visits}
    shift = next(s for e in problem.engineers if e.id == route.engineer for s in e.shifts if s.id == route.shift)
    here, last = row[shift.at.place if shift.at else shift.from_], 0
    for k, stop in enumerate(route.stops):
        left = stop.start
        if stop.visit is not None:
            there = row[place_of[stop.visit]]
            way = int(travel.seconds[here, there]) * SECOND if here != there else 0 * SECOND
            left, here = (stop.arrive or stop.start) - way, there
        if left <= now:
            last = k + 1
    return replace(route, stops=tuple(route.stops[:last]))


def _rested(engineer: Engineer, begun: Begun, now: datetime) -> Engineer:
    """The engineer, the breaks that were taken no longer owed."""
    shifts = []
    for shift in engineer.shifts:
        route = begun.get((engineer.id, shift.id))
        shifts.append(replace(shift, breaks=_owed(shift, route, now)) if route and shift.breaks else shift)
    return replace(engineer, shifts=tuple(shifts))


def _owed(shift: Shift, route: Route, now: datetime) -> tuple[Break, ...]:
    """The breaks of a shift that are still to be taken, and the rest of one that is being taken."""
    left = list(shift.breaks)
    for k, stop in enumerate(route.stops):
        if stop.kind != "break":
            continue
        fitting = (j for j, own in enumerate(left) if own.earliest <= stop.start <= own.latest)
        own = next(fitting, None)
        if own is None:
            continue
        left = left[own + 1 :]
        if k + 1 == len(route.stops) and stop.end > now:
            left.insert(0, Break(now, now + SECOND, stop.end - now))
    return tuple(left)
