"""VROOM's JSON in, VROOM's JSON out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from api.interop.vroom.document import parse_document
from api.interop.vroom.given_routes import given_itinerary
from api.interop.vroom.itinerary import Itinerary, breaks_fit, itinerary
from api.interop.vroom.posing import EPOCH, at, posed
from api.interop.vroom.question import Job, Request, RoadTravel, Vehicle, VroomQuestion
from api.interop.vroom.soundness import sound_request
from api.interop.vroom.violations import no_violations, violations_of
from api.interop.vroom.writing import written_answer
from optimiser import (
    Fault,
    FaultyInput,
    GreatCircle,
    Horizon,
    Matrix,
    Plan,
    Problem,
    SolveParams,
    TravelTimes,
    TravelUnavailable,
    solve,
)

Json = dict[str, Any]

INPUT_ERROR, ROUTING_ERROR = 2, 3
"""VROOM's codes for what can go wrong here; 0 is none, 1 is an internal error."""


@dataclass(frozen=True)
class VroomSettings:
    """How requests are answered.

    Attributes
    ----------
    travel : GreatCircle, Roads or TableService
        Travel between the coordinates of requests without matrices; every profile shares it.
    seconds, seconds_per_job : float
        A search takes `seconds_per_job` for each job, at least half a second, and at most `seconds`.
    iterations : int or None
        Search so many iterations instead: the same request then has the same answer.
    threads : int or None
        How many threads search; None: one per core.
    """

    travel: RoadTravel = field(default_factory=lambda: GreatCircle(detour=1.3, speed_kmh=50.0))
    seconds: float = 30.0
    seconds_per_job: float = 0.05
    iterations: int | None = None
    threads: int | None = None

    def params(self, job_count: int) -> SolveParams:
        """How to search for the routes of so many jobs."""
        seconds = min(self.seconds, max(0.5, self.seconds_per_job * job_count))
        return SolveParams(seconds=seconds, iterations=self.iterations, threads=self.threads)


def read_vroom(document: Any, travel: RoadTravel) -> VroomQuestion:
    """Read a request.

    Parameters
    ----------
    document : Any
        The request, decoded from JSON.
    travel : GreatCircle, Roads or TableService
        Travel between its coordinates, where it brings no matrices.

    Raises
    ------
    FaultyInput
        With every fault, each with its JSON path.
    TravelUnavailable
        Where `travel` cannot be had.
    """
    request = sound_request(parse_document(document), travel)
    if request.mode == "plan":
        nothing = np.zeros((0, 0), dtype=np.int32)
        problem = Problem(Horizon(EPOCH, at(1)), Matrix((), ()), [], [], [])
        return VroomQuestion(request, problem, TravelTimes(nothing, nothing))
    faults = list(_not_plannable(request))
    if faults:
        raise FaultyInput(faults)
    return VroomQuestion(request, *posed(request))


def _not_plannable(request: Request) -> Sequence[Fault]:
    """What a given route may have and a searched one may not."""
    faults: list[Fault] = []
    first = request.legs[request.vehicles[0].legs]
    for k, vehicle in enumerate(request.vehicles):
        path, legs = f"$.vehicles[{k}]", request.legs[vehicle.legs]
        own = (legs.seconds, legs.metres, legs.costs)
        if not all(_alike(a, b) for a, b in zip(own, (first.seconds, first.metres, first.costs), strict=True)):
            message = (
                f"travels otherwise than the first vehicle (profile {vehicle.profile!r}, speed_factor "
                f"{vehicle.legs[1]:g}); plan vehicles that travel differently in separate requests"
            )
            faults.append(Fault(path, "not_supported", message))
        if legs.costs is not None and vehicle.max_metres is not None:
            message = f"is {vehicle.max_metres}; it cannot be kept beside a matrix of costs: leave one of the two out"
            faults.append(Fault(f"{path}.max_distance", "not_supported", message))
        if vehicle.breaks and not breaks_fit(vehicle):
            message = f"cannot all be taken between {vehicle.window[0]} and {vehicle.window[1]}; widen their windows"
            faults.append(Fault(f"{path}.breaks", "wrong_value", message))
        if any(pause.max_load is not None for pause in vehicle.breaks):
            message = "has a max_load, which is kept only on given routes (options.c); leave it out"
            faults.append(Fault(f"{path}.breaks", "not_supported", message))
    return faults


def _alike(a: np.ndarray | None, b: np.ndarray | None) -> bool:
    return a is b or (a is not None and b is not None and np.array_equal(a, b))


def write_vroom(question: VroomQuestion, plan: Plan, computing_times_ms: Mapping[str, int] | None = None) -> Json:
    """Write a plan of the question's problem as VROOM's answer.

    Routes are timed anew, as VROOM times them. Should one not fit then, its jobs of least priority are left out until
    it does.

    Parameters
    ----------
    plan : Plan
        Looked at for who serves what in which order only.
    computing_times_ms : mapping of str to int, optional
        ``loading``, ``solving`` and ``routing``; by default 0 each.
    """
    request = question.request
    jobs = {str(job.id): job for job in request.jobs}
    by_vehicle = {r.shift: [jobs[stop.visit] for stop in r.stops if stop.visit in jobs] for r in plan.routes}
    routes = [_fitting(request, v, by_vehicle[str(v.id)]) for v in request.vehicles if str(v.id) in by_vehicle]
    kept = [route for route in routes if route is not None]
    return written_answer(request, kept, [no_violations(route) for route in kept], _times(computing_times_ms))


def _times(computing_times_ms: Mapping[str, int] | None) -> Mapping[str, int]:
    return computing_times_ms or {"loading": 0, "solving": 0, "routing": 0}


def _fitting(request: Request, vehicle: Vehicle, jobs: Sequence[Job]) -> Itinerary | None:
    """The jobs in their order, without those that must go for the rest to fit."""
    left = list(jobs)
    while left:
        route = itinerary(request, vehicle, left)
        if route is not None:
            return route
        by_worth = sorted(left, key=lambda job: job.priority)
        without = ([job for job in left if job is not out] for out in by_worth)
        fitting = (rest for rest in without if rest and itinerary(request, vehicle, rest))
        left = next(fitting, [job for job in left if job is not by_worth[0]])
    return None


def _timed_routes(question: VroomQuestion, computing_times_ms: Mapping[str, int]) -> Json:
    """The answer in the plan mode.

    Raises
    ------
    FaultyInput
        Where the bounds of a vehicle's steps contradict each other.
    """
    request = question.request
    routes: list[Itinerary] = []
    faults: list[Fault] = []
    for k, vehicle in enumerate(request.vehicles):
        if not any(step.kind == "job" for step in vehicle.steps or ()):
            continue
        route = given_itinerary(request, vehicle)
        if route is None:
            message = "cannot be kept: service_at, service_after and service_before contradict each other; widen them"
            faults.append(Fault(f"$.vehicles[{k}].steps", "wrong_value", message))
        else:
            routes.append(route)
    if faults:
        raise FaultyInput(faults)
    return written_answer(request, routes, [violations_of(request, route) for route in routes], computing_times_ms)


def answer_vroom(
    document: Any,
    clock: Callable[[], float],
    settings: VroomSettings | None = None,
    *,
    should_stop: Callable[[], bool] | None = None,
) -> Json:
    """Answer a request, planning in this process.

    Parameters
    ----------
    document : Any
        The request, decoded from JSON.
    clock : callable
        Seconds since any instant, never going back.
    settings : VroomSettings, optional
    should_stop : callable, optional
        Asked often; once it answers True the best routes so far are the answer.

    Returns
    -------
    dict
        VROOM's answer; where the request cannot be planned, ``{"code": 2, "error": …}``, and where travel cannot be
        had, ``{"code": 3, "error": …}``.
    """
    settings = settings or VroomSettings()
    begun_s = clock()
    try:
        question = read_vroom(document, settings.travel)
        read_s = clock()
        if question.mode == "plan":
            return _timed_routes(question, {"loading": _ms(read_s - begun_s), "solving": 0, "routing": 0})
        params = settings.params(len(question.request.jobs))
        plan = solve(question.problem, question.travel, params, clock=clock, should_stop=should_stop)
        spent = {"loading": _ms(read_s - begun_s), "solving": _ms(clock() - read_s), "routing": 0}
        return write_vroom(question, plan, spent)
    except FaultyInput as error:
        return {"code": INPUT_ERROR, "error": "\n".join(map(str, error.faults))}
    except TravelUnavailable as error:
        return {"code": ROUTING_ERROR, "error": str(error)}


def _ms(seconds: float) -> int:
    return max(0, round(seconds * 1000))
