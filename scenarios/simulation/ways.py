"""Travel between all places of a service, worked out once."""

from datetime import UTC, datetime

import numpy as np

from optimiser import Book, Horizon, MatrixCache, Place, Problem, TravelTimes, travel_times

Coordinates = tuple[float | None, float | None]
_ANY = datetime(2000, 1, 1, tzinfo=UTC)


class Ways:
    """Planned seconds and metres between nodes: the different points at which sites and homes lie.

    Attributes
    ----------
    times : TravelTimes
        In the order of the nodes.
    """

    def __init__(self, book: Book) -> None:
        points: list[Coordinates] = [(site.lat, site.lon) for site in book.sites]
        points += [(engineer.lat, engineer.lon) for engineer in book.engineers]
        self._node = {point: k for k, point in enumerate(dict.fromkeys(points))}
        self._points = list(self._node)
        places = tuple(Place(str(k), *point) for point, k in self._node.items())
        pure = Problem(Horizon(_ANY, _ANY), book.travel, places, (), ())
        self.times: TravelTimes = travel_times(pure, cache=MatrixCache())
        self._seconds: list[list[int]] = self.times.seconds.tolist()
        self._metres: list[list[int]] = self.times.metres.tolist()

    def node(self, lat: float | None, lon: float | None) -> int:
        """The node of a point at which a site or a home lies."""
        return self._node[lat, lon]

    def point(self, node: int) -> Coordinates:
        """Where a node lies: latitude and longitude."""
        return self._points[node]

    def seconds(self, here: int, there: int) -> int:
        """Planned seconds of travel."""
        return self._seconds[here][there]

    def metres(self, here: int, there: int) -> int:
        """Metres of the way."""
        return self._metres[here][there]

    def times_of(self, problem: Problem) -> TravelTimes:
        """The travel of a problem, in the order of its places."""
        nodes = [self.node(place.lat, place.lon) for place in problem.places]
        picked = np.ix_(nodes, nodes)
        return TravelTimes(self.times.seconds[picked], self.times.metres[picked])
