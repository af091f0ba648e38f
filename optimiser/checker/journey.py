"""A route retraced: what really happens along it, from the times that the plan states."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from optimiser.checker.lookup import SLACK_S, Lookup, is_under_way
from optimiser.checker.passage import Gap, Leg, best_passage
from optimiser.inputs import Engineer, Shift, Visit
from optimiser.plan import Route, Stop


@dataclass(frozen=True, slots=True)
class Pause:
    """Time spent on the spot.

    Attributes
    ----------
    overlap_s : float
        How long before the end of the previous activity it begins.
    begun : bool
        Whether a visit that is under way comes after it: then it lies in the past.
    """

    stop: Stop
    start_s: float
    end_s: float
    overlap_s: float
    begun: bool


@dataclass(frozen=True, slots=True)
class Call:
    """One visit of a journey.

    Attributes
    ----------
    start_s, end_s : float
        As the plan states them.
    short_s : float
        By how many seconds it starts before the engineer can be there and has set up; not positive in a good plan.
    reach_short_s : float
        The same without the set-up.
    true_start_s, true_end_s : float
        What is priced: rounding makes a start up to a second later, and service lasts its duration.
    """

    visit: Visit
    leg: Leg
    start_s: float
    end_s: float
    short_s: float
    reach_short_s: float
    true_start_s: float
    true_end_s: float
    latest_leave_s: float | None


@dataclass(frozen=True, slots=True)
class Journey:
    """A route with at least one visit, retraced.

    Attributes
    ----------
    begin_s : float
        When the route may leave: the start of the shift, or the time of its ``at``.
    leave_s, stated_back_s : float or None
        As the plan states them.
    away_s : float
        When the engineer is no longer at the origin.
    out_s : float
        When the engineer sets out: as stated, or as late as the plan's times allow.
    soonest_back_s, back_s : float
        When the engineer can be back, and when he is: a stated later time counts.
    """

    engineer: Engineer
    shift: Shift
    calls: tuple[Call, ...]
    pauses: tuple[Pause, ...]
    begin_s: float
    leave_s: float | None
    stated_back_s: float | None
    away_s: float
    out_s: float
    home_s: float
    home_m: float
    soonest_back_s: float
    back_s: float

    @property
    def day(self) -> date:
        """The day to which the shift belongs."""
        return self.shift.day

    @property
    def metres(self) -> float:
        """How far the journey is."""
        return sum(call.leg.metres for call in self.calls) + self.home_m

    @property
    def travel_s(self) -> float:
        """How long the journey is on the road."""
        return sum(call.leg.travel_s for call in self.calls) + self.home_s


@dataclass(slots=True)
class _Position:
    """Where the engineer is while a route is retraced, since when he is free, and the gaps since the last visit."""

    place: str
    free_s: float
    gaps: list[Gap]


def retrace(lookup: Lookup, engineer: Engineer, shift: Shift, route: Route) -> Journey | None:
    """Retrace a route; None where it has no visit that exists, for then nobody goes anywhere."""
    position = _Position(shift.at.place if shift.at else shift.from_, _begin_s(shift), [])
    calls: list[Call] = []
    pauses: list[Pause] = []
    begun = _begun_count(lookup, route)
    for number, stop in enumerate(route.stops):
        if stop.kind != "visit":
            pauses.append(_pause(position, stop, number < begun))
        elif stop.visit in lookup.visits:
            calls.append(_call(lookup, position, stop, None if calls else route.leave))
    return _journey(lookup, engineer, shift, route, position, calls, pauses) if calls else None


def _begun_count(lookup: Lookup, route: Route) -> int:
    """How many stops, counted from the first, lie before or at the last visit that is under way."""
    numbers = (
        number
        for number, stop in enumerate(route.stops, start=1)
        if stop.kind == "visit" and stop.visit in lookup.visits and is_under_way(lookup.visits[stop.visit])
    )
    return max(numbers, default=0)


def _pause(position: _Position, stop: Stop, begun: bool) -> Pause:
    """Spend a pause where the engineer is."""
    start_s, end_s = stop.start.timestamp(), stop.end.timestamp()
    overlap_s = position.free_s - start_s
    position.gaps.append(Gap(position.free_s, start_s))
    rounded = 0 < overlap_s <= SLACK_S
    position.free_s = (position.free_s if rounded else start_s) + max(0.0, end_s - start_s)
    return Pause(stop, start_s, end_s, overlap_s, begun)


def _call(lookup: Lookup, position: _Position, stop: Stop, leave: datetime | None) -> Call:
    """Go to a visit and serve it. `leave` is the stated departure of the whole route, before its first visit."""
    visit = lookup.visits[stop.visit or ""]
    start_s, end_s = stop.start.timestamp(), stop.end.timestamp()
    travel_s, metres = lookup.leg(position.place, visit.place)
    leg = Leg(
        travel_s=travel_s,
        metres=metres,
        setup_s=0.0 if position.place == visit.place else lookup.setups_s[visit.place],
        soonest_s=-math.inf if is_under_way(visit) else lookup.now_s,
        leave_s=_stated_s(leave),
        arrive_s=_stated_s(stop.arrive),
    )
    position.gaps.append(Gap(position.free_s, start_s))
    short_s, latest_leave_s = _short_s(leg, position, start_s)
    reach_short_s = _short_s(replace(leg, setup_s=0.0), position, start_s)[0] if leg.setup_s else short_s
    true_start_s = start_s + short_s if 0 < short_s <= SLACK_S else start_s
    duration_s = visit.duration.total_seconds()
    cut_short = end_s - start_s < duration_s - SLACK_S
    true_end_s = max(start_s, end_s) if cut_short else max(end_s, true_start_s + duration_s)
    position.place, position.free_s, position.gaps = visit.place, true_end_s, []
    return Call(visit, leg, start_s, end_s, short_s, reach_short_s, true_start_s, true_end_s, latest_leave_s)


def _short_s(leg: Leg, position: _Position, start_s: float) -> tuple[float, float | None]:
    """By how much a start is too early for the leg or for the last activity, and the latest departure."""
    short_s, latest_leave_s = best_passage(leg, position.gaps)
    return round(max(position.free_s - start_s, short_s), 3), latest_leave_s


def _journey(
    lookup: Lookup,
    engineer: Engineer,
    shift: Shift,
    route: Route,
    position: _Position,
    calls: Sequence[Call],
    pauses: Sequence[Pause],
) -> Journey:
    """Go home from `position`, and put the journey together."""
    leave_s, stated_back_s = _stated_s(route.leave), _stated_s(route.back)
    home_s, home_m = lookup.leg(position.place, shift.to)
    soonest_back_s = _free_for_home_s(position, stated_back_s) + home_s
    away_s = _away_s(calls[0]) if leave_s is None else leave_s
    latest_leave_s = away_s if calls[0].latest_leave_s is None else calls[0].latest_leave_s
    late_back = stated_back_s is not None and stated_back_s > soonest_back_s + SLACK_S
    return Journey(
        engineer=engineer,
        shift=shift,
        calls=tuple(calls),
        pauses=tuple(pauses),
        begin_s=_begin_s(shift),
        leave_s=leave_s,
        stated_back_s=stated_back_s,
        away_s=away_s,
        out_s=latest_leave_s if leave_s is None else leave_s,
        home_s=home_s,
        home_m=home_m,
        soonest_back_s=soonest_back_s,
        back_s=stated_back_s if late_back and stated_back_s is not None else soonest_back_s,
    )


def _begin_s(shift: Shift) -> float:
    """When a route may leave: the start of the shift, or when the engineer was last seen."""
    return shift.at.time.timestamp() if shift.at else shift.start.timestamp()


def _stated_s(moment: datetime | None) -> float | None:
    """A time that a plan may leave out, in POSIX seconds."""
    return None if moment is None else moment.timestamp()


def _away_s(first: Call) -> float:
    """When the engineer is away from the origin, of a plan that does not state it."""
    leg = first.leg
    return (first.start_s - leg.setup_s if leg.arrive_s is None else leg.arrive_s) - leg.travel_s


def _free_for_home_s(position: _Position, stated_back_s: float | None) -> float:
    """When the way home begins: a break after a stated return is taken at home, any other one before it."""
    wanted_s = math.inf if stated_back_s is None else stated_back_s
    gaps = [*position.gaps, Gap(position.free_s, math.inf)]
    return next(gap.free_s for gap in gaps if gap.until_s >= wanted_s)


def busy_until_s(journey: Journey) -> float:
    """When the last visit under way ends as the plan states it; minus infinity without one."""
    return max((call.end_s for call in journey.calls if is_under_way(call.visit)), default=-math.inf)
