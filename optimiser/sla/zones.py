"""Which zone a site lies in: districts by name, polygons, circles as the crow flies."""

from collections.abc import Iterable, Sequence

from geopy.distance import great_circle

from optimiser.book import Site, Zone

_ON_EDGE = 1e-12


def zone_of(zones: Iterable[Zone], site: Site) -> Zone | None:
    """Find the zone of a site.

    Parameters
    ----------
    zones : iterable of Zone
        The zones of one policy, in its order.
    site : Site
        Where the site names a zone itself, that one of the zones is meant, wherever the site lies.

    Returns
    -------
    Zone or None
        The first that holds the site; None where none of them does, or where none is the one that the site names.
    """
    if site.zone is not None:
        return next((zone for zone in zones if zone.id == site.zone), None)
    return next((zone for zone in zones if holds(zone, site)), None)


def holds(zone: Zone, site: Site) -> bool:
    """Tell whether a site lies in a zone, by any of the zone's districts, polygon and circle.

    The edge of a polygon and of a circle belong to it. A zone that says nothing about where it is holds every site.
    """
    if not (zone.polygon or zone.districts or zone.circle):
        return True
    if site.district is not None and site.district in zone.districts:
        return True
    if zone.polygon and in_polygon(zone.polygon, site.lat, site.lon):
        return True
    circle = zone.circle
    if circle is None:
        return False
    metres = float(great_circle((circle.lat, circle.lon), (site.lat, site.lon)).m)
    return metres <= circle.radius_m


def in_polygon(corners: Sequence[tuple[float, float]], lat: float, lon: float) -> bool:
    """Tell whether a point in degrees lies in a polygon of (lat, lon) corners, or on its edge.

    Edges are straight on a map of latitude and longitude and take the short way round: a polygon may cross the
    antimeridian. The last corner is joined to the first, whether or not it repeats it.
    """
    ring = _unrolled(corners)
    return any(_in_ring(ring, lat, lon + turn) for turn in (0.0, 360.0, -360.0))


def _unrolled(corners: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Corners whose longitudes run on past 180°, so that no edge spans half the world."""
    ring: list[tuple[float, float]] = []
    for lat, lon in corners:
        before = ring[-1][1] if ring else lon
        ring.append((lat, lon - 360.0 * round((lon - before) / 360.0)))
    return ring


def _in_ring(ring: Sequence[tuple[float, float]], lat: float, lon: float) -> bool:
    """Count the edges that a ray to the east crosses: inside, the count is odd."""
    inside = False
    for (lat_a, lon_a), (lat_b, lon_b) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if _on_edge(lat_a, lon_a, lat_b, lon_b, lat, lon):
            return True
        if (lat_a > lat) != (lat_b > lat):
            crosses_at = lon_a + (lat - lat_a) * (lon_b - lon_a) / (lat_b - lat_a)
            inside ^= lon < crosses_at
    return inside


def _on_edge(lat_a: float, lon_a: float, lat_b: float, lon_b: float, lat: float, lon: float) -> bool:
    aside = (lon_b - lon_a) * (lat - lat_a) - (lat_b - lat_a) * (lon - lon_a)
    if abs(aside) > _ON_EDGE * max(1.0, abs(lon_b - lon_a) + abs(lat_b - lat_a)):
        return False
    return min(lat_a, lat_b) <= lat <= max(lat_a, lat_b) and min(lon_a, lon_b) <= lon <= max(lon_a, lon_b)
