"""Which deadlines a plan will miss, or might, as the day goes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from optimiser.figures.ways import Ways
from optimiser.inputs import Problem, Shift, Visit
from optimiser.plan import Plan, Route, Stop
from optimiser.travel import TravelTimes

SECOND = timedelta(seconds=1)
MARGIN = timedelta(minutes=30)
"""Deadlines that are met by less are at risk, unless another margin is asked for."""


@dataclass(frozen=True)
class RiskOfLate:
    """A deadline that will be missed, or is met by little.

    Attributes
    ----------
    visit : str
    deadline : str
        ``onsite`` for the start of service, ``restore`` for its end.
    by : datetime
        When it is due.
    engineer, shift : str or None
        Who serves the visit; None where nobody does.
    planned : datetime or None
        When service starts, or ends, by the plan.
    expected : datetime or None
        The same as the day goes: never before the plan says so.
    slack_s : float
        Seconds left between what is expected and the deadline, negative where it is missed; where nobody serves the
        visit, between now and the deadline.
    """

    visit: str
    deadline: Literal["onsite", "restore"]
    by: datetime
    engineer: str | None
    shift: str | None
    planned: datetime | None
    expected: datetime | None
    slack_s: float


def warnings_of(
    problem: Problem, plan: Plan, travel: TravelTimes, now: datetime, *, margin: timedelta = MARGIN
) -> tuple[RiskOfLate, ...]:
    """List the deadlines that are missed or at risk, the worst first.

    Each route is followed from where its engineer is: what has begun is under way in the problem, every other stop
    waits for the ones before it and is not before now. Visits that nobody serves are at risk where they are due within
    the horizon.

    Parameters
    ----------
    problem : Problem
        As it is now: visits that have begun are under way, engineers whose position is known are ``at`` it.
    plan : Plan
        Its stops that the problem no longer has are over.
    travel : TravelTimes
        Between the problem's places, in their order.
    now : datetime
    margin : timedelta
        Deadlines that are met by less than this are at risk.
    """
    visits = {visit.id: visit for visit in problem.visits}
    walk = _Walk(problem, travel, now)
    found = [risk for route in plan.routes for risk in walk.risks(visits, route) if risk.slack_s < margin / SECOND]
    served = {stop.visit for route in plan.routes for stop in route.stops}
    for visit in problem.visits:
        if visit.id not in served:
            found += [
                RiskOfLate(visit.id, deadline, by, None, None, None, None, (by - now) / SECOND)
                for deadline, by in _deadlines(visit)
                if by <= problem.horizon.end
            ]
    return tuple(sorted(found, key=lambda risk: (risk.slack_s, risk.visit)))


def _deadlines(visit: Visit) -> Iterator[tuple[Literal["onsite", "restore"], datetime]]:
    if visit.onsite_by:
        yield "onsite", visit.onsite_by
    if visit.restore_by:
        yield "restore", visit.restore_by


class _Walk:
    """Follows routes from now on."""

    def __init__(self, problem: Problem, travel: TravelTimes, now: datetime) -> None:
        self.now, self.ways = now, Ways(problem, travel)
        self.setup = {place.id: place.setup for place in problem.places}
        self.shifts = {(engineer.id, shift.id): shift for engineer in problem.engineers for shift in engineer.shifts}

    def risks(self, visits: dict[str, Visit], route: Route) -> Iterator[RiskOfLate]:
        """Every deadline of a route that is still open, with its slack."""
        stops = [stop for stop in route.stops if stop.visit is None or stop.visit in visits]
        for stop, start in self._expected(self.shifts[route.engineer, route.shift], visits, stops):
            end = start + (stop.end - stop.start)
            for deadline, by in _deadlines(visits[stop.visit or ""]):
                expected, planned = (start, stop.start) if deadline == "onsite" else (end, stop.end)
                if deadline == "onsite" and _begun(visits[stop.visit or ""]):
                    continue
                slack_s = (by - expected) / SECOND
                yield RiskOfLate(
                    stop.visit or "", deadline, by, route.engineer, route.shift, planned, expected, slack_s
                )

    def _expected(self, shift: Shift, visits: dict[str, Visit], stops: list[Stop]) -> Iterator[tuple[Stop, datetime]]:
        """The visits that are not over, each with when it is expected to start: waiting gives way, breaks do not."""
        here, free = (shift.at.place, shift.at.time) if shift.at else (shift.from_, shift.start)
        begun = [k for k, stop in enumerate(stops) if stop.visit and _begun(visits[stop.visit])]
        last, paused = begun[-1] if begun else -1, timedelta(0)
        for k, stop in enumerate(stops):
            if stop.visit is None:
                paused += stop.end - stop.start
                continue
            there, start = visits[stop.visit].place, stop.start
            if k > last:
                way_s, _ = self.ways.between(here, there)
                setup = self.setup[there] if there != here else timedelta(0)
                start = max(start, max(free, self.now) + paused + way_s * SECOND + setup)
            here, free, paused = there, start + (stop.end - stop.start), timedelta(0)
            if k > last or (k == last and free > self.now):
                yield stop, start


def _begun(visit: Visit) -> bool:
    return bool(visit.pin and visit.pin.under_way)
