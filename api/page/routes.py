"""Each shift's day, leg by leg, as the page and the terminal show it: read from the plan, nothing decided anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from optimiser import Engineer, Plan, Problem, Route, Shift, Stop, Visit

if TYPE_CHECKING:  # whoever has an array has numpy
    from numpy.typing import NDArray

Table: TypeAlias = "Sequence[Sequence[float]] | NDArray[Any]"
"""Seconds or metres from place to place, n×n, in the order of the problem's places."""

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class MissedDeadline:
    """One deadline that a visit does not keep, and what that costs."""

    visit: Visit
    engineer: Engineer
    deadline: Literal["onsite", "restore"]
    due_at: datetime
    late_s: float
    price: float


@dataclass(frozen=True)
class Leg:
    """One drive."""

    start_at: datetime
    end_at: datetime
    travel_m: float

    @property
    def travel_s(self) -> float:
        """How long it takes."""
        return (self.end_at - self.start_at).total_seconds()


@dataclass(frozen=True)
class ShownBreak:
    """A break."""

    start_at: datetime
    end_at: datetime
    visit: None = None


@dataclass(frozen=True)
class ShownVisit:
    """A visit with its number along the route, the drive to it, the set-up and the waiting before it."""

    start_at: datetime
    end_at: datetime
    visit: Visit
    number: int
    arrive_at: datetime
    leg: Leg
    setup: Span | None = None
    waiting_s: float = 0.0
    missed: Sequence[MissedDeadline] = ()

    @property
    def late(self) -> bool:
        """Whether a deadline is missed."""
        return bool(self.missed)

    @property
    def late_s(self) -> float:
        """By how much, at the worse of the two deadlines."""
        return max((missed.late_s for missed in self.missed), default=0.0)


@dataclass(frozen=True)
class ShownShift:
    """A shift and the route that the plan gives it; without visits it is idle and has neither leave nor back."""

    engineer: Engineer
    shift: Shift
    stops: Sequence[ShownVisit | ShownBreak] = ()
    leave_at: datetime | None = None
    back_at: datetime | None = None
    homeward: Leg | None = None
    visits: Sequence[ShownVisit] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "visits", tuple(stop for stop in self.stops if isinstance(stop, ShownVisit)))

    @property
    def idle(self) -> bool:
        """Whether nobody is visited."""
        return not self.visits

    @property
    def kind(self) -> str | None:
        """``duty``, ``on_call``, ``resident`` at a site, ``cover`` of an event: what shifts of a service book carry."""
        kind = self.shift.carried.get("x_kind")
        return next((known for known in ("duty", "on_call", "resident", "cover") if known == kind), None)

    @property
    def stands(self) -> str | None:
        """What the shift is for even without a visit: its kind, unless it is ordinary duty."""
        return None if self.kind == "duty" else self.kind

    @property
    def present(self) -> tuple[datetime, datetime]:
        """From when to when they are out: who stays at a site, for the whole shift even where the work ends sooner."""
        leaves, back = self.leave_at or self.shift.start, self.back_at or self.shift.end
        if self.kind in ("resident", "cover"):
            return min(leaves, self.shift.start), max(back, self.shift.end)
        return leaves, back

    @property
    def legs(self) -> list[Leg]:
        """Every drive, the last one home."""
        return [*(stop.leg for stop in self.visits), *([self.homeward] if self.homeward else [])]

    @property
    def travel_s(self) -> float:
        """Seconds on the road."""
        return sum(leg.travel_s for leg in self.legs)

    @property
    def travel_m(self) -> float:
        """Metres on the road."""
        return sum(leg.travel_m for leg in self.legs)

    @property
    def onsite_s(self) -> float:
        """Seconds in service."""
        return sum((stop.end_at - stop.start_at).total_seconds() for stop in self.visits)

    @property
    def waiting_s(self) -> float:
        """Seconds at a door that is not open yet."""
        return sum(stop.waiting_s for stop in self.visits)

    @property
    def working_s(self) -> float:
        """Seconds from leaving to being back."""
        return (self.back_at - self.leave_at).total_seconds() if self.leave_at and self.back_at else 0.0

    @property
    def overtime_s(self) -> float:
        """Seconds past the shift's end."""
        return max(0.0, (self.back_at - self.shift.end).total_seconds()) if self.back_at else 0.0

    @property
    def from_(self) -> str:
        """The place where the route begins."""
        return self.shift.at.place if self.shift.at else self.shift.from_


def missed_deadlines(
    visit: Visit, engineer: Engineer, start_at: datetime, end_at: datetime
) -> tuple[MissedDeadline, ...]:
    """Which of its deadlines a visit misses, and at what price."""
    missed = []
    if visit.onsite_by and start_at > visit.onsite_by:
        late = start_at - visit.onsite_by
        days = -(-late // timedelta(days=1))
        price = late.total_seconds() / 3600 * visit.late_cost_per_hour + days * visit.late_cost_per_started_day
        capped = price if visit.late_cost_cap is None else min(price, visit.late_cost_cap)
        missed.append(MissedDeadline(visit, engineer, "onsite", visit.onsite_by, late.total_seconds(), capped))
    if visit.restore_by and end_at > visit.restore_by:
        late_s = (end_at - visit.restore_by).total_seconds()
        price = late_s / 3600 * visit.restore_late_cost_per_hour
        missed.append(MissedDeadline(visit, engineer, "restore", visit.restore_by, late_s, price))
    return tuple(missed)


def shown_shifts(problem: Problem, plan: Plan, seconds: Table, metres: Table) -> list[ShownShift]:
    """Every shift of the problem, in its order, with the route that the plan gives it.

    Parameters
    ----------
    problem, plan
        The plan must be one of this problem: who, when and where are looked up by id.
    seconds, metres : n×n
        Travel between the problem's places, in their order.
    """
    routes = {(route.engineer, route.shift): route for route in plan.routes}
    walk = _Walk(problem, seconds, metres)
    return [
        walk.shift(engineer, shift, routes.get((engineer.id, shift.id)))
        for engineer in problem.engineers
        for shift in engineer.shifts
    ]


class _Walk:
    """Goes along one route after another."""

    def __init__(self, problem: Problem, seconds: Table, metres: Table) -> None:
        self.seconds, self.metres = seconds, metres
        self.order = {place.id: index for index, place in enumerate(problem.places)}
        self.setups = {place.id: place.setup for place in problem.places}
        self.visits: Mapping[str, Visit] = {visit.id: visit for visit in problem.visits}

    def shift(self, engineer: Engineer, shift: Shift, route: Route | None) -> ShownShift:
        """The day of one shift."""
        if route is None or not any(stop.kind == "visit" for stop in route.stops):
            return ShownShift(engineer, shift)
        here = shift.at.place if shift.at else shift.from_
        shown: list[ShownVisit | ShownBreak] = []
        gap, number = _Gap(route.leave), 0
        for stop in route.stops:
            if stop.visit is None:
                shown.append(ShownBreak(stop.start, stop.end))
                gap.pauses.append((stop.start, stop.end))
                continue
            number += 1
            shown.append(self._visit(engineer, self.visits[stop.visit], stop, here, gap, number))
            here, gap = self.visits[stop.visit].place, _Gap(stop.end)
        homeward = self._homeward(route, here, shift.to, max(stop.end for stop in route.stops))
        first = next(stop.leg for stop in shown if isinstance(stop, ShownVisit))
        leave_at, back_at = route.leave or first.start_at, route.back or homeward.end_at
        return ShownShift(engineer, shift, tuple(shown), leave_at, back_at, homeward)

    def _visit(self, engineer: Engineer, visit: Visit, stop: Stop, here: str, gap: "_Gap", number: int) -> ShownVisit:
        """One visit, with the drive to it."""
        seconds, metres = self._leg(here, visit.place)
        setup = self.setups[visit.place] if here != visit.place else timedelta(0)
        arrive_at = stop.arrive or gap.arrival(seconds, stop.start - setup)
        at_door = [(start_at, end_at) for start_at, end_at in gap.pauses if start_at >= arrive_at]
        ready_at = arrive_at if not at_door else stop.start - setup
        paused = sum((end_at - start_at for start_at, end_at in at_door), timedelta(0))
        return ShownVisit(
            start_at=stop.start,
            end_at=stop.end,
            visit=visit,
            number=number,
            arrive_at=arrive_at,
            leg=Leg(arrive_at - seconds, arrive_at, metres),
            setup=(ready_at, ready_at + setup) if setup else None,
            waiting_s=max(0.0, (stop.start - arrive_at - setup - paused).total_seconds()),
            missed=missed_deadlines(visit, engineer, stop.start, stop.end),
        )

    def _homeward(self, route: Route, here: str, home: str, last_end: datetime) -> Leg:
        """The drive home: the plan says when it ends, or it begins when the last stop is over."""
        seconds, metres = self._leg(here, home)
        back_at = route.back or last_end + seconds
        return Leg(back_at - seconds, back_at, metres)

    def _leg(self, a: str, b: str) -> tuple[timedelta, float]:
        if a == b:
            return timedelta(0), 0.0
        i, j = self.order[a], self.order[b]
        return timedelta(seconds=float(self.seconds[i][j])), float(self.metres[i][j])


@dataclass
class _Gap:
    """The time since the visit before (or since leaving, if the plan says when), with the pauses in it."""

    since_at: datetime | None
    pauses: list[Span] = field(default_factory=list)

    def arrival(self, seconds: timedelta, latest: datetime) -> datetime:
        """When a plan that does not say so arrives: as soon as the drive fits beside pauses, at first just in time."""
        if self.since_at is None:
            return latest
        free_at = self.since_at
        for start_at, end_at in self.pauses:
            if free_at + seconds <= start_at:
                break
            free_at = max(free_at, end_at)
        return min(free_at + seconds, latest)
