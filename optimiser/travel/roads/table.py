"""Travel among places over a road network: to the road, along the fastest way, and from the road to the door."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from optimiser.inputs import Place
from optimiser.travel.great_circle import metres_between
from optimiser.travel.roads.contraction import contracted
from optimiser.travel.roads.fastest import fastest_ways
from optimiser.travel.roads.network import RoadNetwork
from optimiser.travel.roads.snapping import ACCESS_KMH, snap
from optimiser.travel.times import TravelTimes, whole_times


def road_times(
    network: RoadNetwork,
    places: Sequence[Place],
    lat: NDArray[np.float64],
    lon: NDArray[np.float64],
    speed_factor: float = 1.0,
) -> TravelTimes:
    """Travel among places over a road network.

    Parameters
    ----------
    network : RoadNetwork
        All of whose nodes reach each other.
    places, lat, lon
        The places, and their coordinates in degrees.
    speed_factor : float
        What the speeds of the network are multiplied by: below 1, all roads are slower.

    Returns
    -------
    TravelTimes
        Places that share a node of the network are joined by a straight line, not by way of the road.

    Raises
    ------
    FaultyInput
        Naming every place that is too far from any road.
    """
    snapped = snap(network, places, lat, lon)
    seconds, metres = fastest_ways(*contracted(network, snapped.node))
    access_s = snapped.access_m / (ACCESS_KMH / 3.6)
    seconds = seconds / speed_factor + access_s[:, None] + access_s
    metres = metres + snapped.access_m[:, None] + snapped.access_m
    for row, node in enumerate(snapped.node):
        (near,) = np.nonzero(snapped.node == node)
        metres[row, near] = metres_between(lat[row], lon[row], lat[near], lon[near])
        seconds[row, near] = metres[row, near] / (ACCESS_KMH / 3.6)
    return whole_times(seconds, metres)
