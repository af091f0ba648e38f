"""From a problem to its travel times, whatever kind of travel it states."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimiser.inputs import GreatCircle, Matrix, Place, Problem, Roads, TableService
from optimiser.travel.cache import MatrixCache, cache_key
from optimiser.travel.given import given_times
from optimiser.travel.great_circle import great_circle_times
from optimiser.travel.places import coordinates
from optimiser.travel.times import TravelTimes

# Goes up when the same extract or settings would give other numbers than before, so that old files are not used.
CACHE_VERSION = 1

Degrees = NDArray[np.float64]


def travel_times(problem: Problem, *, cache: MatrixCache | None = None, base: Path | None = None) -> TravelTimes:
    """Work out seconds and metres between all places of a problem.

    Parameters
    ----------
    problem : Problem
        Whose `travel` says how.
    cache : MatrixCache, optional
        Where matrices and road networks are kept between runs; None keeps nothing. Great circles and given matrices
        never need it.
    base : Path, optional
        The folder that a road extract's path starts from: the problem document's. By default the current one.

    Returns
    -------
    TravelTimes
        n×n, in the order of ``problem.places``.

    Raises
    ------
    FaultyInput
        A place without coordinates or far from any road, an extract that does not exist, an address that is none.
    TravelUnavailable
        A routing service that is down or refuses, an extract that cannot be read.
    """
    travel = problem.travel
    if isinstance(travel, Matrix):
        return given_times(travel, len(problem.places))
    lat, lon = coordinates(problem.places)
    if isinstance(travel, GreatCircle):
        return great_circle_times(lat, lon, travel.detour, travel.speed_kmh)
    if isinstance(travel, Roads):
        return _over_roads(travel, problem.places, lat, lon, cache, base or Path())
    return _from_service(travel, lat, lon, cache)


def _over_roads(
    travel: Roads, places: Sequence[Place], lat: Degrees, lon: Degrees, cache: MatrixCache | None, base: Path
) -> TravelTimes:
    # Imported here: networkx, scipy and osmium take half a second that other kinds of travel need not wait for.
    from optimiser.travel.roads.file import extract_path, file_state
    from optimiser.travel.roads.network import RoadNetwork, read_network
    from optimiser.travel.roads.table import road_times

    path = extract_path(travel, base)
    file = {"version": CACHE_VERSION, **file_state(path)}

    def network() -> RoadNetwork:
        key = cache_key({"network": file})
        kept = RoadNetwork.of_arrays(cache.load(key) or {}) if cache is not None else None
        if kept is None:
            kept = read_network(path)
            if cache is not None:
                cache.store(key, kept.arrays())
        return kept

    settings = {"kind": "roads", "speed_factor": travel.speed_factor, **file}
    return _kept(cache, settings, lat, lon, lambda: road_times(network(), places, lat, lon, travel.speed_factor))


def _from_service(travel: TableService, lat: Degrees, lon: Degrees, cache: MatrixCache | None) -> TravelTimes:
    from optimiser.travel.table_service import table_times  # httpx takes a fifth of a second to import

    settings = {"version": CACHE_VERSION, "kind": "osrm", "url": travel.url, "profile": travel.profile}
    return _kept(cache, settings, lat, lon, lambda: table_times(travel, lat, lon))


def _kept(
    cache: MatrixCache | None,
    settings: Mapping[str, Any],
    lat: Degrees,
    lon: Degrees,
    compute: Callable[[], TravelTimes],
) -> TravelTimes:
    """Take a matrix from the cache, or compute and keep it."""
    if cache is None:
        return compute()
    key = cache_key(settings, lat, lon)
    found = cache.load(key)
    if found is not None and _is_matrix(found, len(lat)):
        return TravelTimes(found["seconds"], found["metres"])
    times = compute()
    cache.store(key, {"seconds": times.seconds, "metres": times.metres})
    return times


def _is_matrix(arrays: Mapping[str, NDArray[Any]], count: int) -> bool:
    return set(arrays) == {"seconds", "metres"} and all(
        array.shape == (count, count) and array.dtype == np.int32 for array in arrays.values()
    )
