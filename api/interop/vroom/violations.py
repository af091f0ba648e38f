"""What a given route breaks, in VROOM's words: by step, and summed over routes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from api.interop.vroom.itinerary import Itinerary, loads
from api.interop.vroom.question import Job, Legs, Request, Span, Vehicle

Json = dict[str, Any]


@dataclass(frozen=True)
class Violations:
    """What one route breaks: at leaving, at each job and break, and at the end; and as a whole."""

    of_steps: Sequence[list[Json]]
    of_route: list[Json]


def no_violations(route: Itinerary) -> Violations:
    """Of a route that keeps every rule."""
    return Violations([[] for _ in range(len(route.done) + 2)], [])


class _Travelled:
    """Adds up along a route what a vehicle has a limit for."""

    def __init__(self, vehicle: Vehicle, legs: Legs) -> None:
        self.vehicle, self.legs = vehicle, legs
        self.here = vehicle.start.place if vehicle.start else None
        self.driven_s, self.metres, self.tasks = 0, 0, 0

    def to(self, place: int) -> list[Json]:
        """Go there; what is beyond its limit then."""
        if self.here is not None:
            self.driven_s += int(self.legs.seconds[self.here, place])
            self.metres += 0 if self.legs.metres is None else int(self.legs.metres[self.here, place])
        self.here = place
        used = (
            ("max_travel_time", self.driven_s, self.vehicle.max_travel_s),
            ("max_distance", self.metres, self.vehicle.max_metres),
            ("max_tasks", self.tasks, self.vehicle.max_tasks),
        )
        return [{"cause": cause} for cause, amount, most in used if most is not None and amount > most]


def violations_of(request: Request, route: Itinerary) -> Violations:
    """Find everything that a route breaks."""
    vehicle = route.vehicle
    travelled = _Travelled(vehicle, request.legs[vehicle.legs])
    held = loads(route, request.quantities)
    full: list[list[Json]] = [[{"cause": "load"}] if _more(load, vehicle.capacity) else [] for load in held]
    steps = [[*_off((vehicle.window,), route.leave_s), *full[0]]]
    for k, (step, moment) in enumerate(zip(route.done, route.moments, strict=False), start=1):
        own = [*_off(step.windows, moment.start_s), *full[k]]
        if isinstance(step, Job):
            travelled.tasks += 1
            own += [{"cause": "skills"}] if step.skills - vehicle.skills else []
            own += travelled.to(step.place)
        elif step.max_load is not None and _more(held[k], step.max_load):
            own.append({"cause": "max_load"})
        steps.append(own)
    steps.append(_off((vehicle.window,), route.moments[-1].start_s))
    if vehicle.end:
        steps[-1] += travelled.to(vehicle.end.place)
    left_out = len(vehicle.breaks) - (len(route.done) - travelled.tasks)
    missing: list[Json] = [{"cause": "missing_break"}] if left_out > 0 else []
    return Violations(steps, _summed([*(violation for own in steps for violation in own), *missing]))


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
