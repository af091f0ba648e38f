"""Travel of a request: its own matrices, or the service's travel between its coordinates."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from api.interop.vroom.document import DocumentIn, MatricesIn
from api.interop.vroom.question import Legs, Point, RoadTravel, Whole
from optimiser import Fault, Horizon, Place, Problem, travel_times

UNREACHABLE = 100_000_000
"""Seconds (or metres, or cost) from which on a leg counts as one that cannot be travelled."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Tables:
    """The matrices that a request brings, looked at once.

    Attributes
    ----------
    given : bool
        Whether it brings any; then places are rows of them, and otherwise coordinates.
    size : int or None
        How many places they know; None where they are faulty.
    """

    def __init__(self, document: DocumentIn, faults: list[Fault]) -> None:
        self.faults = faults
        self.given = document.matrix is not None or document.matrices is not None
        self.size: int | None = None
        self.tables: dict[str, Mapping[str, Whole | None]] = {}
        self.shared: Mapping[str, Whole | None] | None = None
        if document.matrices is not None:
            for profile, matrices in document.matrices.items():
                self.tables[profile] = self._read(matrices, f"$.matrices.{profile}")
        elif document.matrix is not None:
            self.shared = {"durations": self._square(document.matrix, "$.matrix"), "distances": None, "costs": None}

    def _read(self, matrices: MatricesIn, path: str) -> Mapping[str, Whole | None]:
        return {
            name: None if rows is None else self._square(rows, f"{path}.{name}")
            for name, rows in (
                ("durations", matrices.durations),
                ("distances", matrices.distances),
                ("costs", matrices.costs),
            )
        }

    def _square(self, rows: Sequence[Any], path: str) -> Whole | None:
        """Put rows into an array; None, and a fault, where they are no square of whole numbers."""
        count = len(rows)
        for k, row in enumerate(rows):
            if not isinstance(row, list) or len(row) != count:
                found = f"has {len(row)} cells" if isinstance(row, list) else f"is {str(row)[:40]!r}"
                message = f"{found}; a matrix of {count} rows needs {count} whole numbers in each"
                self.faults.append(Fault(f"{path}[{k}]", "wrong_size", message, None))
                return None
            for j, cell in enumerate(row):
                if type(cell) is not int or cell < 0:
                    message = f"is {str(cell)[:40]!r}; a cell is a whole number of at least 0"
                    self.faults.append(Fault(f"{path}[{k}][{j}]", "wrong_value", message, cell))
                    return None
        if self.size is not None and self.size != count:
            message = f"has {count} rows where another matrix has {self.size}; all speak of the same places"
            self.faults.append(Fault(path, "wrong_size", message, count))
            return None
        self.size = count
        table = np.array([[min(cell, UNREACHABLE) for cell in row] for row in rows], np.int64).reshape(count, count)
        np.fill_diagonal(table, 0)
        return table

    def of(self, profile: str, path: str) -> Mapping[str, Whole | None] | None:
        """The matrices of a vehicle's profile; a fault where the request has none for it."""
        found = self.shared or self.tables.get(profile)
        if found is None:
            known = ", ".join(self.tables) or "none"
            message = f"is {profile!r}, for which the request has no matrices (it has: {known}); add them"
            self.faults.append(Fault(f"{path}.profile", "unknown", message, profile))
        return found


def given_legs(tables: Mapping[str, Whole | None], speed_factor: float) -> Legs | None:
    """Travel by matrices at a speed; None where the durations are faulty."""
    durations = tables["durations"]
    if durations is None:
        return None
    return Legs(_at_speed(durations, speed_factor), tables["distances"], tables["costs"])


def _at_speed(seconds: Whole, speed_factor: float) -> Whole:
    if speed_factor == 1.0:
        return seconds
    scaled = np.minimum(np.rint(seconds / speed_factor), UNREACHABLE).astype(np.int64)
    return np.where(seconds >= UNREACHABLE, UNREACHABLE, scaled)


def road_legs(travel: RoadTravel, points: Sequence[Point], speed_factors: Iterable[float]) -> dict[float, Legs]:
    """Travel between coordinates, by speed factor.

    Raises
    ------
    TravelUnavailable, FaultyInput
        As :func:`optimiser.travel_times`.
    """
    places = [Place(str(k), lat, lon) for k, (lon, lat) in enumerate(points)]
    horizon = Horizon(_EPOCH, _EPOCH + timedelta(days=1))
    found = travel_times(Problem(horizon, travel, places, [], []))
    seconds, metres = found.seconds.astype(np.int64), found.metres.astype(np.int64)
    return {factor: Legs(_at_speed(seconds, factor), metres, None) for factor in speed_factors}
