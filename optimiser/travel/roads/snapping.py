"""From a place to the road: the nearest node, and the straight way there."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from optimiser.errors import Fault, FaultyInput
from optimiser.inputs import Place
from optimiser.travel.great_circle import metres_between
from optimiser.travel.roads.network import RoadNetwork

ACCESS_KMH = 10.0
"""From the road to the door: a drive, a yard, a car park."""

FARTHEST_M = 2_000.0
"""A place farther than this from any road is taken for a mistake in its coordinates, or in the extract."""


@dataclass(frozen=True, eq=False)
class Snapped:
    """Where places join the network.

    Attributes
    ----------
    node : numpy.ndarray of int
        The node of each place.
    access_m : numpy.ndarray of float64
        Great-circle metres from the place to its node.
    """

    node: NDArray[np.int64]
    access_m: NDArray[np.float64]


def snap(network: RoadNetwork, places: Sequence[Place], lat: NDArray[np.float64], lon: NDArray[np.float64]) -> Snapped:
    """Find the road node nearest to each place, motorways and ferries aside.

    Raises
    ------
    FaultyInput
        Naming every place that is farther than `FARTHEST_M` from any road.
    """
    candidates = np.flatnonzero(network.doors) if network.doors.any() else np.arange(len(network.lat))
    # Straight distances between points of the unit sphere order as distances along it do, poles and antimeridian too.
    tree = cKDTree(_on_unit_sphere(network.lat[candidates], network.lon[candidates]))
    _, nearest = tree.query(_on_unit_sphere(lat, lon))
    node = candidates[nearest]
    access_m = metres_between(lat, lon, network.lat[node], network.lon[node])
    faults = [_too_far(i, places[i], access_m[i]) for i in np.flatnonzero(access_m > FARTHEST_M).tolist()]
    if faults:
        raise FaultyInput(faults)
    return Snapped(node, access_m)


def _on_unit_sphere(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
    phi, theta = np.radians(lat), np.radians(lon)
    return np.stack((np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)), axis=-1)


def _too_far(index: int, place: Place, access_m: float) -> Fault:
    message = (
        f"place {place.id} at {place.lat}, {place.lon} is {access_m / 1000:.1f} km from the nearest road of the extract"
        f" (at most {FARTHEST_M / 1000:g} km): correct its coordinates, or take an extract that covers it"
    )
    return Fault(f"$.places[{index}]", "no_road_near", message, {"lat": place.lat, "lon": place.lon})
