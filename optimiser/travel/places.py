"""Where the places are, as arrays."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from optimiser.errors import Fault, FaultyInput
from optimiser.inputs import Place


def coordinates(places: Sequence[Place]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Latitudes and longitudes in degrees, in the order of the places.

    Raises
    ------
    FaultyInput
        Where a place has no coordinates.
    """
    faults = [
        Fault(f"$.places[{i}].{name}", "no_coordinates", f"place {place.id} has no {name}, and travel is no matrix")
        for i, place in enumerate(places)
        for name in ("lat", "lon")
        if getattr(place, name) is None
    ]
    if faults:
        raise FaultyInput(faults)
    lat = np.array([place.lat for place in places], np.float64)
    return lat, np.array([place.lon for place in places], np.float64)
