"""What a given route breaks, in VROOM's words: by step, and summed over routes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from api.interop.vroom.itinerary import Itinerary, loads
from api.interop.vroom.question import Job, Request, Span

Json = dict[str, Any]


@dataclass(frozen=True)
class Violations:
    """What one route breaks: at leaving, at each job and break, and at the end; and as a whole."""

    of_steps: Sequence[list[Json]]
    of_route: list[Json]


def no_violations(route: Itinerary) -> Violations:
    """Of a route that keeps every rule."""
    return Violations([[] for _ in range(len(route.done) + 2)], [])


def violations_of(request: Request, route: Itinerary) -> Violations:
    """Find everything that a route breaks."""
    vehicle, legs = route.vehicle, request.legs[route.vehicle.legs]
    steps: list[list[Json]] = [_off((vehicle.window,), route.leave_s)]
    held = loads(route, request.quantities)
    here = vehicle.start.place if vehicle.start else None
    driven_s = metres = tasks = 0

    def travel(place: int) -> None:
        nonlocal here, driven_s, metres
        if here is not None:
            driven_s += int(legs.seconds[here, place])
            metres += 0 if legs.metres is None else int(legs.metres[here, place])
        here = place

    def limits() -> list[Json]:
        over = (
            ("max_travel_time", vehicle.max_travel_s is not None and driven_s > vehicle.max_travel_s),
            ("max_distance", vehicle.max_metres is not None and metres > vehicle.max_metres),
            ("max_tasks", vehicle.max_tasks is not None and tasks > vehicle.max_tasks),
        )
        return [{"cause": cause} for cause, broken in over if broken]

    if _more(held[0], vehicle.capacity):
        steps[0].append({"cause": "load"})
    for step, moment, load in zip(route.done, route.moments, held[1:], strict=False):
        own = _off(step.windows, moment.start_s)
        if _more(load, vehicle.capacity):
            own.append({"cause": "load"})
        if isinstance(step, Job):
            tasks += 1
            travel(step.place)
            own += [{"cause": "skills"}] if step.skills - vehicle.skills else []
            own += limits()
        elif step.max_load is not None and _more(load, step.max_load):
            own.append({"cause": "max_load"})
        steps.append(own)
    last = _off((vehicle.window,), route.moments[-1].start_s)
    if vehicle.end:
        travel(vehicle.end.place)
        last += limits()
    steps.append(last)
    left_out = len(vehicle.breaks) - (len(route.done) - tasks)
    missing: list[Json] = [{"cause": "missing_break"}] if left_out > 0 else []
    return Violations(steps, _summed([*(v for own in steps for v in own), *missing]))


def summed(found: Iterable[Violations]) -> list[Json]:
    """What some routes break: each cause once, with the seconds that belong to it."""
    return _summed(violation for route in found for violation in route.of_route)


def _summed(violations: Iterable[Json]) -> list[Json]:
    total: dict[str, Json] = {}
    for violation in violations:
        one = total.setdefault(violation["cause"], {"cause": violation["cause"]})
        if "duration" in violation:
            one["duration"] = one.get("duration", 0) + violation["duration"]
    return list(total.values())


def _more(load: Sequence[int], limit: Sequence[int]) -> bool:
    return any(held > most for held, most in zip(load, limit, strict=True))


def _off(windows: Sequence[Span], start_s: int) -> list[Json]:
    """How far a start is from the nearest window."""
    early_s = min((opens - start_s for opens, _ in windows if opens > start_s), default=None)
    late_s = min((start_s - closes for _, closes in windows if closes < start_s), default=None)
    if any(opens <= start_s <= closes for opens, closes in windows):
        return []
    if late_s is None or (early_s is not None and early_s < late_s):
        return [{"cause": "lead_time", "duration": early_s}]
    return [{"cause": "delay", "duration": late_s}]
