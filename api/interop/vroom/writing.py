"""The answer: routes that are timed become VROOM's JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.interop.vroom.itinerary import Itinerary, loads
from api.interop.vroom.polyline import polyline
from api.interop.vroom.question import End, Job, Legs, Request
from api.interop.vroom.violations import Violations, summed

Json = dict[str, Any]


def written_answer(
    request: Request, routes: Sequence[Itinerary], found: Sequence[Violations], computing_times_ms: Mapping[str, int]
) -> Json:
    """Write the answer.

    Parameters
    ----------
    routes : sequence of Itinerary
        Those with a job, in the order in which they are to stand.
    found : sequence of Violations
        Of each of them.
    computing_times_ms : mapping of str to int
        ``loading``, ``solving`` and ``routing``.
    """
    served = {job.id for route in routes for job in route.jobs}
    left_out = [_unassigned(job) for job in request.jobs if job.id not in served]
    written = [_route(request, route, faults) for route, faults in zip(routes, found, strict=True)]
    summary: Json = {"cost": sum(r["cost"] for r in written), "routes": len(written), "unassigned": len(left_out)}
    for name in ("setup", "service", "duration", "waiting_time", "priority"):
        summary[name] = sum(r[name] for r in written)
    if written and all("distance" in r for r in written):
        summary["distance"] = sum(r["distance"] for r in written)
    if request.quantities:
        for name in ("delivery", "pickup"):
            summary[name] = [sum(r[name][q] for r in written) for q in range(request.quantities)]
    summary["violations"] = summed(found)
    summary["computing_times"] = dict(computing_times_ms)
    return {"code": 0, "summary": summary, "unassigned": left_out, "routes": written}


def _unassigned(job: Job) -> Json:
    return {"id": job.id, "type": "job", **_where(job), **_described(job.description)}


def _where(end: End | Job | None) -> Json:
    found: Json = {}
    if end is None:
        return found
    if end.location is not None:
        found["location"] = list(end.location)
    if end.location_index is not None:
        found["location_index"] = end.location_index
    return found


def _described(description: str | None) -> Json:
    return {} if description is None else {"description": description}


class _Way:
    """Adds up travel from stop to stop."""

    def __init__(self, route: Itinerary, legs: Legs) -> None:
        self.legs = legs
        self.here = route.vehicle.start.place if route.vehicle.start else None
        self.duration_s, self.metres, self.cost = 0, 0, 0
        self.pending_s = 0

    def on(self, driven_s: int) -> None:
        """Travel for so long, and stay between two places."""
        self.pending_s += driven_s

    def to(self, place: int | None) -> None:
        """Come to a place, having travelled all of the way there."""
        if self.here is not None and place is not None:
            self.duration_s += int(self.legs.seconds[self.here, place])
            if self.legs.metres is not None:
                self.metres += int(self.legs.metres[self.here, place])
            if self.legs.costs is not None:
                self.cost += int(self.legs.costs[self.here, place])
        self.here, self.pending_s = place if place is not None else self.here, 0

    def totals(self, following: int | None) -> Json:
        """Travel until now, also where now is between two places."""
        found: Json = {"duration": self.duration_s + self.pending_s}
        if self.legs.metres is not None:
            share = 0.0
            if self.pending_s and self.here is not None and following is not None:
                share = self.pending_s / int(self.legs.seconds[self.here, following])
                share *= int(self.legs.metres[self.here, following])
            found["distance"] = self.metres + round(share)
        return found


def _route(request: Request, route: Itinerary, found: Violations) -> Json:
    vehicle, legs = route.vehicle, request.legs[route.vehicle.legs]
    way = _Way(route, legs)
    steps = _steps(request, route, found, way)
    setup_s = sum(job.setup_s for job in route.jobs if job.id in route.paid_setup)
    written: Json = {
        "vehicle": vehicle.id,
        "cost": _cost(route, way, legs),
        "setup": setup_s,
        "service": sum(step.service_s for step in route.done),
        "duration": way.duration_s,
        "waiting_time": sum(step["waiting_time"] for step in steps),
        "priority": sum(job.priority for job in route.jobs),
    }
    if legs.metres is not None:
        written["distance"] = way.metres
    if request.quantities:
        written["delivery"] = [sum(job.delivery[q] for job in route.jobs) for q in range(request.quantities)]
        written["pickup"] = [sum(job.pickup[q] for job in route.jobs) for q in range(request.quantities)]
    written |= {"steps": steps, "violations": found.of_route, **_described(vehicle.description)}
    points = [request.points.get(place) for place in _stops(route)]
    if request.geometry and None not in points:
        written["geometry"] = polyline(point for point in points if point is not None)
    return written


def _stops(route: Itinerary) -> list[int]:
    ends = route.vehicle.start, route.vehicle.end
    rows = [None if end is None else end.place for end in ends]
    return [row for row in (rows[0], *(job.place for job in route.jobs), rows[1]) if row is not None]


def _cost(route: Itinerary, way: _Way, legs: Legs) -> int:
    vehicle = route.vehicle
    if legs.costs is not None:
        return vehicle.fixed + way.cost
    return vehicle.fixed + round(way.duration_s * vehicle.per_hour / 3600 + way.metres * vehicle.per_km / 1000)


def _steps(request: Request, route: Itinerary, found: Violations, way: _Way) -> list[Json]:
    vehicle, held = route.vehicle, loads(route, request.quantities)
    steps: list[Json] = []

    def add(kind: str, named: Json, arrive_s: int, wait_s: int, setup_s: int, service_s: int, totals: Json) -> None:
        k = len(steps)
        step: Json = {"type": kind, **named, "setup": setup_s, "service": service_s, "waiting_time": wait_s}
        if request.quantities:
            step["load"] = held[min(k, len(held) - 1)]
        steps.append({**step, "arrival": arrive_s, **totals, "violations": found.of_steps[k]})

    add("start", _where(vehicle.start), route.leave_s, 0, 0, 0, way.totals(None))
    following = [*(step.place if isinstance(step, Job) else None for step in route.done)]
    following.append(vehicle.end.place if vehicle.end else None)
    for k, (step, moment) in enumerate(zip(route.done, route.moments, strict=False)):
        wait_s, service_s = moment.start_s - moment.arrive_s, step.service_s
        named: Json = {"id": step.id, **_described(step.description)}
        if isinstance(step, Job):
            way.to(step.place)
            setup_s = step.setup_s if step.id in route.paid_setup else 0
            named |= {"job": step.id, **_where(step)}
            add("job", named, moment.arrive_s, wait_s, setup_s, service_s, way.totals(None))
        else:
            way.on(moment.driven_s)
            ahead = next((place for place in following[k:] if place is not None), None)
            add("break", named, moment.arrive_s, wait_s, 0, service_s, way.totals(ahead))
    way.to(vehicle.end.place if vehicle.end else None)
    back = route.moments[-1]
    add("end", _where(vehicle.end), back.arrive_s, back.start_s - back.arrive_s, 0, 0, way.totals(None))
    return steps
