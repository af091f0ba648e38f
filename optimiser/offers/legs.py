"""Travel to one place more: a row and a column instead of the whole table."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from optimiser.errors import Fault, FaultyInput
from optimiser.inputs import GreatCircle, Matrix, Place, Problem
from optimiser.travel import MatrixCache, TravelTimes, travel_times
from optimiser.travel.great_circle import metres_between
from optimiser.travel.places import coordinates
from optimiser.travel.times import UNREACHABLE_M, UNREACHABLE_S

Legs = NDArray[np.int32]


def legs_to(problem: Problem, place: Place, *, cache: MatrixCache | None = None, base: Path | None = None) -> Legs:
    """Seconds and metres to a new place from all others, and back.

    Parameters
    ----------
    problem : Problem
        Without the place.
    place : Place
    cache : MatrixCache, optional
        Where matrices are kept: over roads, or by a table service, all travel is worked out with the place in it.
    base : Path, optional
        The folder that a road extract's path starts from.

    Returns
    -------
    int32 array, (places + 1, 2, 2)
        By place, the new one last: to the new place, and from it; seconds and metres.

    Raises
    ------
    FaultyInput
        Where travel is given as a matrix, which cannot know the place, or the place has no coordinates.
    """
    if isinstance(problem.travel, Matrix):
        message = (
            f'travel is given as a matrix, which has no row for the new place "{place.id}"; '
            "give a place of the problem, or a problem whose matrix has it"
        )
        raise FaultyInput([Fault("$.place", "no_travel", message, place.id)])
    if isinstance(problem.travel, GreatCircle):
        return _great_circle_legs(problem.travel, problem.places, place)
    wider = travel_times(replace(problem, places=(*problem.places, place)), cache=cache, base=base)
    return legs_of(wider)


def legs_of(wider: TravelTimes) -> Legs:
    """The legs of the last place of a table."""
    ways = [np.stack([table[:, -1], table[-1, :]], axis=-1) for table in (wider.seconds, wider.metres)]
    return np.stack(ways, axis=-1).astype(np.int32)


def _great_circle_legs(travel: GreatCircle, others: Sequence[Place], place: Place) -> Legs:
    """As the table of all places has them, to the metre: both are rounded alike."""
    lat, lon = coordinates([*others, place])
    here_lat, here_lon = lat[-1:], lon[-1:]
    ways = [metres_between(lat, lon, here_lat, here_lon), metres_between(here_lat, here_lon, lat, lon)]
    metres = np.rint(travel.detour * np.stack(ways, axis=-1))
    seconds = np.minimum(np.rint(metres / (travel.speed_kmh / 3.6)), UNREACHABLE_S)
    legs = np.stack([seconds, np.minimum(metres, UNREACHABLE_M)], axis=-1).astype(np.int32)
    legs[-1] = 0
    return legs


def widened(legs: Legs, more: Legs) -> Legs:
    """A table of legs with one place more, the last."""
    n = len(more) - 1
    out = np.empty((n + 1, n + 1, 2), dtype=np.int32)
    out[:n, :n] = legs[:n, :n]
    out[:, n], out[n, :] = more[:, 0], more[:, 1]
    return out
