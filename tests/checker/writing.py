"""Problems and plans as documents, written independently of the project's own writer."""

from datetime import datetime, timedelta
from typing import Any

from optimiser.inputs import Pin, Problem, Shift, Visit
from optimiser.plan import Plan, Route, Stop


def problem_document(problem: Problem) -> dict[str, Any]:
    """A problem of the plain format, its travel a matrix."""
    return {
        "format": problem.format,
        "horizon": {"start": _time(problem.horizon.start), "end": _time(problem.horizon.end)},
        "now": _time(problem.now),
        "travel": {"kind": "matrix", "seconds": problem.travel.seconds, "metres": problem.travel.metres},  # type: ignore[union-attr]
        "places": [{"id": place.id} for place in problem.places],
        "engineers": [
            {
                "id": engineer.id,
                "skills": dict(engineer.skills),
                "cost_per_km": engineer.cost_per_km,
                "cost_per_travel_hour": engineer.cost_per_travel_hour,
                "cost_per_overtime_hour": engineer.cost_per_overtime_hour,
                "shifts": [_shift(shift) for shift in engineer.shifts],
            }
            for engineer in problem.engineers
        ],
        "visits": [_visit(visit) for visit in problem.visits],
    }


def plan_document(plan: Plan) -> dict[str, Any]:
    """A plan with everything that it claims."""
    bound = None if plan.bound is None else {"lower": plan.bound.lower, "gap": plan.bound.gap}
    return {
        "format": "roundsman/1",
        "status": plan.status,
        "cost": {**vars(plan.cost), "total": plan.cost.total},
        "bound": bound,
        "routes": [_route(route) for route in plan.routes],
        "unserved": [{"visit": entry.visit, "reasons": []} for entry in plan.unserved],
    }


def _shift(shift: Shift) -> dict[str, Any]:
    return {
        "id": shift.id,
        "start": _time(shift.start),
        "end": _time(shift.end),
        "from": shift.from_,
        "to": shift.to,
        "overtime_limit": _span(shift.overtime_limit),
        "fixed_cost": shift.fixed_cost,
        "at": None if shift.at is None else {"place": shift.at.place, "time": _time(shift.at.time)},
        "breaks": [
            {"earliest": _time(b.earliest), "latest": _time(b.latest), "duration": _span(b.duration)}
            for b in shift.breaks
        ],
    }


def _visit(visit: Visit) -> dict[str, Any]:
    return {
        "id": visit.id,
        "place": visit.place,
        "duration": _span(visit.duration),
        "windows": [{"open": _time(window.open), "close": _time(window.close)} for window in visit.windows],
        "skills": dict(visit.skills),
        "excluded_engineers": list(visit.excluded_engineers),
        "preference_costs": dict(visit.preference_costs),
        "onsite_by": _time(visit.onsite_by),
        "late_cost_per_hour": visit.late_cost_per_hour,
        "late_cost_per_started_day": visit.late_cost_per_started_day,
        "late_cost_cap": visit.late_cost_cap,
        "restore_by": _time(visit.restore_by),
        "restore_late_cost_per_hour": visit.restore_late_cost_per_hour,
        "skip_cost": visit.skip_cost,
        "pin": None if visit.pin is None else _pin(visit.pin),
    }


def _pin(pin: Pin) -> dict[str, Any]:
    return {"engineer": pin.engineer, "shift": pin.shift, "start": _time(pin.start), "under_way": pin.under_way}


def _route(route: Route) -> dict[str, Any]:
    stated = {"leave": _time(route.leave), "back": _time(route.back)}
    document = {"engineer": route.engineer, "shift": route.shift, "stops": [_stop(stop) for stop in route.stops]}
    return document | {name: time for name, time in stated.items() if time is not None}


def _stop(stop: Stop) -> dict[str, Any]:
    document: dict[str, Any] = {"kind": stop.kind, "start": _time(stop.start), "end": _time(stop.end)}
    if stop.kind == "visit":
        document["visit"] = stop.visit
    if stop.arrive is not None:
        document["arrive"] = _time(stop.arrive)
    return document


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _span(span: timedelta) -> str:
    return f"PT{span.total_seconds():.6f}S"
