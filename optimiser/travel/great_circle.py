"""Travel as the crow flies: the formula of :class:`geopy.distance.great_circle`, over whole matrices at once.

geopy measures one pair in tens of microseconds and is the oracle of the tests; a thousand places are a million pairs.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimiser.travel.times import TravelTimes, whole_times

EARTH_RADIUS_M = 6_371_009.0


def metres_between(
    lat_from: NDArray[Any], lon_from: NDArray[Any], lat_to: NDArray[Any], lon_to: NDArray[Any]
) -> NDArray[np.float64]:
    """Measure great-circle metres between points in degrees.

    Parameters
    ----------
    lat_from, lon_from, lat_to, lon_to : numpy.ndarray
        Shapes that broadcast against each other: two rows give pairs, a column and a row give a table.

    Returns
    -------
    numpy.ndarray of float64
        In the broadcast shape. Right at the poles, across the antimeridian and for equal points.
    """
    a, b = np.radians(lat_from), np.radians(lat_to)
    turn = np.radians(np.asarray(lon_to) - np.asarray(lon_from))
    sin_a, cos_a, sin_b, cos_b = np.sin(a), np.cos(a), np.sin(b), np.cos(b)
    sin_turn, cos_turn = np.sin(turn), np.cos(turn)
    across = np.hypot(cos_b * sin_turn, cos_a * sin_b - sin_a * cos_b * cos_turn)
    along = sin_a * sin_b + cos_a * cos_b * cos_turn
    metres: NDArray[np.float64] = EARTH_RADIUS_M * np.arctan2(across, along)
    return metres


def great_circle_times(
    lat: NDArray[np.float64], lon: NDArray[np.float64], detour: float, speed_kmh: float
) -> TravelTimes:
    """Travel among points in degrees at one speed.

    Parameters
    ----------
    lat, lon : numpy.ndarray of float64
        One entry per place.
    detour : float
        Metres driven per great-circle metre.
    speed_kmh : float
        Greater than 0.
    """
    seconds, metres = np.empty((len(lat), len(lat))), np.empty((len(lat), len(lat)))
    for row in range(len(lat)):  # seconds follow from whole metres, as the document format has it
        metres[row] = np.rint(detour * metres_between(lat[row], lon[row], lat, lon))
        seconds[row] = metres[row] / (speed_kmh / 3.6)
    return whole_times(seconds, metres)
