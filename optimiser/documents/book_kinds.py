"""Kinds of values that only a book has, and the ones that all its parts share."""

from typing import Any

from optimiser.documents.dates import Date, TimeOfDay
from optimiser.documents.findings import Findings, Steps
from optimiser.documents.kinds import FAULTY, Duration, Kind, ListOf, MapOf, Number, Schema, Text, Time

TIME, DURATION, DATE, CLOCK = Time(), Duration(), Date(), TimeOfDay()
COST = Number("a cost")
COUNT = Number("a whole number", least=1, most=1e6, whole=True)
PEOPLE = Number("a whole number", least=1, most=100, whole=True)
DAYS = Number("a whole number of days", most=3660, whole=True)
SHARE = Number("a share", most=1)
LAT, LON = Number("degrees", least=-90, most=90), Number("degrees", least=-180, most=180)
WORD = Text("a word")
SOURCE = Text("a source", least=0, most=2000)
SOURCE_MEANING = "Where the figure comes from; `our assumption` where no document states it."
SKILLS = MapOf(Text("the name of a skill"), Number("a level", most=1e6))


class Point(Kind):
    """A point on the map, as latitude and longitude in a list of two."""

    noun = "a point"

    def read(self, value: Any, at: Steps, found: Findings) -> Any:
        """Take two numbers of degrees, the latitude first."""
        if not isinstance(value, list | tuple) or len(value) != 2:
            return self.refuse(value, at, found, "[36.07, 120.38], the latitude first")
        lat, lon = LAT.read(value[0], (*at, 0), found), LON.read(value[1], (*at, 1), found)
        return FAULTY if lat is FAULTY or lon is FAULTY else (lat, lon)

    def write(self, value: Any) -> Any:
        """Write it as a list."""
        return list(value)

    def schema(self, shared: Schema) -> Schema:
        """Describe the list of two."""
        return {
            "type": "array",
            "prefixItems": [LAT.schema(shared), LON.schema(shared)],
            "minItems": 2,
            "maxItems": 2,
        }

    def title(self) -> str:
        """Say what stands where."""
        return "`[lat, lon]`"


def texts(noun: str, most: int = 1000) -> ListOf:
    """Make the kind of a list of words."""
    return ListOf(WORD, noun, most=most)
