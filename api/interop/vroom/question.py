"""A request once it is read: what to plan, and what the answer is written from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from api.interop.vroom.document import LATEST_S
from optimiser import GreatCircle, Problem, Roads, TableService, TravelTimes

Whole = NDArray[np.int64]
Span = tuple[int, int]
Point = tuple[float, float]
"""Longitude and latitude in degrees, as VROOM has it."""
RoadTravel = GreatCircle | Roads | TableService
"""Travel that is worked out from coordinates."""

ALWAYS: Sequence[Span] = ((0, LATEST_S),)
"""The windows of what has none."""


@dataclass(frozen=True)
class Pause:
    """A break of a vehicle; `windows` bound its start, in seconds."""

    id: int
    windows: Sequence[Span]
    service_s: int
    description: str | None = None
    max_load: Sequence[int] | None = None


@dataclass(frozen=True)
class Job:
    """Work at one place, a row of the matrices; `windows` bound when set-up and then service begin, in seconds."""

    id: int
    place: int
    setup_s: int
    service_s: int
    delivery: Sequence[int]
    pickup: Sequence[int]
    skills: frozenset[int]
    priority: int
    windows: Sequence[Span]
    description: str | None = None
    location: Point | None = None
    location_index: int | None = None


@dataclass(frozen=True)
class Given:
    """A step that a vehicle is given, by the id of its job or break; its start is firmly within the two bounds."""

    kind: Literal["start", "job", "break", "end"]
    id: int | None
    soonest_s: int = 0
    latest_s: int = LATEST_S


@dataclass(frozen=True)
class End:
    """Where a vehicle begins or ends: a row of the matrices, and how the request wrote it."""

    place: int
    location: Point | None = None
    location_index: int | None = None


@dataclass(frozen=True, eq=False)
class Legs:
    """Travel of some vehicles, between all places of the request.

    Attributes
    ----------
    seconds : int64 array, n×n
        With the vehicles' speed factor in it.
    metres : int64 array, n×n, or None
        None where the request gives durations only.
    costs : int64 array, n×n, or None
        A matrix of costs of its own, which then is all that travel costs.
    """

    seconds: Whole
    metres: Whole | None
    costs: Whole | None


@dataclass(frozen=True)
class Vehicle:
    """Who goes, for one period. `window` bounds leaving and being back, in seconds; `legs` is a key of the legs."""

    id: int
    profile: str
    start: End | None
    end: End | None
    capacity: Sequence[int]
    skills: frozenset[int]
    window: Span
    breaks: Sequence[Pause]
    legs: tuple[str, float]
    fixed: int = 0
    per_hour: int = 3600
    per_km: int = 0
    max_tasks: int | None = None
    max_travel_s: int | None = None
    max_metres: int | None = None
    steps: Sequence[Given] | None = None
    description: str | None = None


@dataclass(frozen=True)
class Request:
    """Everything that a request says, checked.

    Attributes
    ----------
    quantities : int
        How many numbers each amount has.
    geometry : bool
        Whether the answer shall hold the routes' lines.
    points : mapping of int to Point
        Where the rows of the matrices are, as far as the request says.
    """

    jobs: Sequence[Job]
    vehicles: Sequence[Vehicle]
    legs: Mapping[tuple[str, float], Legs]
    quantities: int
    mode: Literal["solve", "plan"]
    geometry: bool
    points: Mapping[int, Point]


@dataclass(frozen=True)
class VroomQuestion:
    """A request, and the problem that stands for it.

    Attributes
    ----------
    request : Request
    problem : Problem
        Its visits are called as the jobs, its engineers and shifts as the vehicles. In the plan mode nothing is
        searched for, and it has neither.
    travel : TravelTimes
        Between the problem's places, to be solved with.
    """

    request: Request
    problem: Problem
    travel: TravelTimes

    @property
    def mode(self) -> Literal["solve", "plan"]:
        """Whether to search for routes, or to time those that the vehicles are given."""
        return self.request.mode
