"""The hard form of a problem: what solvers with windows and skills, but without soft deadlines, can be asked.

One reading for every peer, so that all are asked the same. What the form has no room for is listed by
:func:`beyond`, and a problem that needs it is refused: a peer measured on a bent problem would be no yardstick.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

EARTH_RADIUS_M = 6_371_009.0
UNIT_SECONDS = (604_800, 86_400, 3_600, 60, 1)
DURATION = re.compile(r"P(?:NW)?(?:ND)?(?:T(?:NH)?(?:NM)?(?:NS)?)?".replace("N", r"(\d+(?:[.,]\d+)?)"))
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class HardVisit:
    """A visit: served with its start in one of `windows` (first and last second), or left out at `skip_cost`."""

    id: str
    place: int
    duration_s: int
    windows: tuple[tuple[int, int], ...]
    skip_cost: float


@dataclass(frozen=True)
class HardShift:
    """A shift: away between `start_s` and `end_s`. ``may[j]`` says whether its engineer may serve visit j."""

    id: str
    engineer: str
    start_place: int
    end_place: int
    start_s: int
    end_s: int
    fixed_cost: float
    cost_per_km: float
    cost_per_travel_hour: float
    may: tuple[bool, ...]


@dataclass(frozen=True)
class HardProblem:
    """Visits and shifts, with metres and seconds from place to place. Seconds of the day count from `origin`."""

    origin: datetime
    visits: tuple[HardVisit, ...]
    shifts: tuple[HardShift, ...]
    metres: Whole
    seconds: Whole


def duration_s(text: str) -> float:
    """The seconds of an ISO 8601 duration of weeks to seconds."""
    found = DURATION.fullmatch(text)
    if not found:
        raise ValueError(f"not a duration: {text!r}")
    return sum(unit * float((n or "0").replace(",", ".")) for unit, n in zip(UNIT_SECONDS, found.groups(), strict=True))


def beyond(document: Mapping[str, Any]) -> list[str]:
    """Every rule of a problem document that the hard form has no room for, once each, in words."""
    return list(dict.fromkeys([*_beyond_problem(document), *_beyond_shifts(document), *_beyond_visits(document)]))


def _beyond_problem(document: Mapping[str, Any]) -> Iterator[str]:
    if document.get("now"):
        yield "a day that has begun (now)"
    if document["travel"]["kind"] not in ("great_circle", "matrix"):
        yield f"travel of kind {document['travel']['kind']} (write the problem out with its matrix)"
    if any(place.get("setup") for place in document["places"]):
        yield "set-up time at places"


def _beyond_shifts(document: Mapping[str, Any]) -> Iterator[str]:
    for engineer in document["engineers"]:
        spans = sorted(
            (datetime.fromisoformat(s["start"]), datetime.fromisoformat(s["end"])) for s in engineer["shifts"]
        )
        if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
            yield "overlapping shifts of one engineer"
        for shift in engineer["shifts"]:
            if shift.get("breaks"):
                yield "breaks"
            if shift.get("at"):
                yield "a shift that is under way (at)"
            if duration_s(shift.get("overtime_limit") or "PT0S") > 0:
                yield "overtime"
            for limit in "max_duration", "max_distance_m", "max_stops", "capacity":
                if shift.get(limit):
                    yield f"{limit} of shifts"


def _beyond_visits(document: Mapping[str, Any]) -> Iterator[str]:
    for visit in document["visits"]:
        if visit["skip_cost"] is None:
            yield "visits that must be served"
        if visit.get("onsite_by") and (visit.get("late_cost_per_hour") or visit.get("late_cost_per_started_day")):
            yield "soft on-site deadlines"
        if visit.get("restore_by") and visit.get("restore_late_cost_per_hour"):
            yield "soft restore deadlines"
        if any((visit.get("preference_costs") or {}).values()):
            yield "preference costs"
        if visit.get("pin"):
            yield "pins"
        if visit.get("delivered") or visit.get("collected"):
            yield "quantities delivered or collected"


def read(path: Path) -> HardProblem:
    """Read a problem document that :func:`beyond` finds nothing in.

    Fractions of a second are rounded to the safe side: windows shrink, durations grow.
    """
    document = json.loads(path.read_text())
    origin = datetime.fromisoformat(document["horizon"]["start"])
    place = {p["id"]: i for i, p in enumerate(document["places"])}
    metres, seconds = travel_matrices(document)
    visits = tuple(_visit(v, place, document["horizon"], origin) for v in document["visits"])
    shifts = tuple(
        _shift(shift, engineer, place, origin, tuple(_may(engineer, v) for v in document["visits"]))
        for engineer in document["engineers"]
        for shift in engineer["shifts"]
    )
    return HardProblem(origin, visits, shifts, metres, seconds)


def _since(when: str, origin: datetime) -> float:
    return (datetime.fromisoformat(when) - origin).total_seconds()


def _visit(
    visit: Mapping[str, Any], place: Mapping[str, int], horizon: Mapping[str, str], origin: datetime
) -> HardVisit:
    windows = visit.get("windows") or [{"open": horizon["start"], "close": horizon["end"]}]
    return HardVisit(
        id=visit["id"],
        place=place[visit["place"]],
        duration_s=math.ceil(duration_s(visit["duration"])),
        windows=tuple(
            sorted((math.ceil(_since(w["open"], origin)), math.floor(_since(w["close"], origin))) for w in windows)
        ),
        skip_cost=float(visit["skip_cost"]),
    )


def _shift(
    shift: Mapping[str, Any],
    engineer: Mapping[str, Any],
    place: Mapping[str, int],
    origin: datetime,
    may: tuple[bool, ...],
) -> HardShift:
    return HardShift(
        id=shift["id"],
        engineer=engineer["id"],
        start_place=place[shift["from"]],
        end_place=place[shift["to"]],
        start_s=math.ceil(_since(shift["start"], origin)),
        end_s=math.floor(_since(shift["end"], origin)),
        fixed_cost=float(shift.get("fixed_cost") or 0.0),
        cost_per_km=float(engineer.get("cost_per_km") or 0.0),
        cost_per_travel_hour=float(engineer.get("cost_per_travel_hour") or 0.0),
        may=may,
    )


def _may(engineer: Mapping[str, Any], visit: Mapping[str, Any]) -> bool:
    has = engineer.get("skills") or {}
    return engineer["id"] not in (visit.get("excluded_engineers") or ()) and all(
        has.get(skill, 0) >= level for skill, level in (visit.get("skills") or {}).items()
    )


def travel_matrices(document: Mapping[str, Any]) -> tuple[Whole, Whole]:
    """Metres and seconds between all places of a problem document, whole numbers."""
    travel = document["travel"]
    if travel["kind"] == "matrix":
        metres, seconds = np.asarray(travel["metres"], dtype=float), np.asarray(travel["seconds"], dtype=float)
    else:
        lat, lon = (np.radians([place[axis] for place in document["places"]]) for axis in ("lat", "lon"))
        metres = np.rint(travel["detour"] * _great_circle_m(lat, lon))
        seconds = np.rint(metres / (travel["speed_kmh"] / 3.6))
    for matrix in metres, seconds:
        np.fill_diagonal(matrix, 0)
    return metres.astype(np.int64), seconds.astype(np.int64)


def _great_circle_m(lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Metres along the sphere between all pairs of points, by the formula that keeps its digits at every distance."""
    a, b, turn = lat[:, None], lat[None, :], lon[None, :] - lon[:, None]
    across = np.hypot(np.cos(b) * np.sin(turn), np.cos(a) * np.sin(b) - np.sin(a) * np.cos(b) * np.cos(turn))
    along = np.sin(a) * np.sin(b) + np.cos(a) * np.cos(b) * np.cos(turn)
    return np.asarray(EARTH_RADIUS_M * np.arctan2(across, along))
