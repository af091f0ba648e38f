"""The figures of a plan that lists and boards show, worked out once when it is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from api.plans.legs import Legs, driving_of
from optimiser import Plan, Problem, Route, Shift, Verdict

_ZERO = timedelta(0)


@dataclass(frozen=True)
class PlanFigures:
    """What a plan comes to.

    Attributes
    ----------
    visit_count, served_count, unserved_count, must_unserved_count, late_count : int
        Of its visits; `must_unserved_count` those among the unserved that are not for sale.
    travel_share : float
        Travel, as a share of the time from leaving to being back.
    utilisation : float
        Work and travel, as a share of the shifts' hours without their breaks; overtime can lift it above 1.
    """

    visit_count: int
    served_count: int
    unserved_count: int
    must_unserved_count: int
    late_count: int
    engineer_count: int
    engineers_used_count: int
    travel_s: int
    travel_m: int
    work_s: int
    away_s: int
    overtime_s: int
    shift_s: int
    travel_share: float
    utilisation: float


def figures_of(problem: Problem, plan: Plan, verdict: Verdict, legs: Legs) -> PlanFigures:
    """Work out the figures of a plan that was checked."""
    shifts = {shift.id: shift for engineer in problem.engineers for shift in engineer.shifts}
    busy = [route for route in plan.routes if any(stop.visit for stop in route.stops)]
    driven = [driving_of(legs[route.shift]) for route in busy]
    travel_s = sum(seconds for seconds, _ in driven)
    work_s = _seconds([_work(route) for route in busy])
    away_s = _seconds([_away(route) for route in busy])
    shift_s = _seconds([_hours(shift) for shift in shifts.values()])
    return PlanFigures(
        visit_count=len(problem.visits),
        served_count=verdict.served,
        unserved_count=len(plan.unserved),
        must_unserved_count=verdict.must_unserved,
        late_count=verdict.late,
        engineer_count=len(problem.engineers),
        engineers_used_count=len({route.engineer for route in busy}),
        travel_s=travel_s,
        travel_m=sum(metres for _, metres in driven),
        work_s=work_s,
        away_s=away_s,
        overtime_s=_seconds([_overtime(route, shifts[route.shift]) for route in busy]),
        shift_s=shift_s,
        travel_share=_share(travel_s, away_s),
        utilisation=_share(work_s + travel_s, shift_s),
    )


def _seconds(spans: Sequence[timedelta]) -> int:
    return round(sum(spans, _ZERO).total_seconds())


def _share(part: float, whole: float) -> float:
    return round(part / whole, 4) if whole else 0.0


def _work(route: Route) -> timedelta:
    return sum((stop.end - stop.start for stop in route.stops if stop.visit), _ZERO)


def _away(route: Route) -> timedelta:
    return route.back - route.leave if route.back and route.leave else _ZERO


def _overtime(route: Route, shift: Shift) -> timedelta:
    return max(_ZERO, route.back - shift.end) if route.back else _ZERO


def _hours(shift: Shift) -> timedelta:
    return shift.end - shift.start - sum((each.duration for each in shift.breaks), _ZERO)
