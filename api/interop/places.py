"""Places: what lies at the same coordinates is one place."""

from datetime import timedelta
from typing import Any

from api.interop.cells import iso_duration

DECIMALS = 6  # of a degree: a tenth of a metre


class PlaceBook:
    """Gives every pair of coordinates one place, in the order in which they are first met."""

    def __init__(self) -> None:
        self._places: dict[tuple[float, float], dict[str, Any]] = {}
        self._setups: dict[str, timedelta] = {}

    def at(self, lat: float, lon: float, *, name: str | None = None, setup: timedelta | None = None) -> str:
        """Find or make the place at some coordinates.

        Parameters
        ----------
        lat, lon : float
            Degrees.
        name : str, optional
            What the place is called; the first name given stays.
        setup : timedelta, optional
            What arriving there takes before service; the longest given counts.

        Returns
        -------
        str
            The place's id.
        """
        key = (round(lat, DECIMALS) + 0.0, round(lon, DECIMALS) + 0.0)
        place = self._places.setdefault(key, {"id": f"p{len(self._places)}", "lat": key[0], "lon": key[1]})
        if name:
            place.setdefault("name", name)
        if setup and setup > self._setups.get(place["id"], timedelta(0)):
            self._setups[place["id"]] = setup
            place["setup"] = iso_duration(setup)
        return str(place["id"])

    def document(self) -> list[dict[str, Any]]:
        """Write the places of a problem document."""
        return list(self._places.values())
