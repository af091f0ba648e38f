"""Routes as GeoJSON (RFC 7946), for maps of any make: points for the stops, a line for the way."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from api.schemas.routes import RouteDocument, RoutePlace, RouteStop, StopSite

DECIMALS = 6
"""Of a degree: a tenth of a metre."""

Position = list[float]


def route_geojson(route: RouteDocument) -> dict[str, Any]:
    """Write a route as a feature collection.

    Parameters
    ----------
    route : RouteDocument

    Returns
    -------
    dict
        First the way, straight from stop to stop (it says the order, not the roads), then the places where it begins
        and ends, then a point for each stop to which somebody goes. Positions are longitude and latitude of WGS-84;
        every feature says its ``kind``: ``route``, ``start``, ``end`` or ``visit``. Breaks and desk work have no place
        and are not in it.
    """
    return _collection(_features(route))


def plan_geojson(routes: Sequence[RouteDocument]) -> dict[str, Any]:
    """Write the routes of a plan as one feature collection.

    Parameters
    ----------
    routes : sequence of RouteDocument
        Of any engineers and days.

    Returns
    -------
    dict
        As :func:`route_geojson`, one route after the other; every feature names its engineer and date.
    """
    return _collection([feature for route in routes for feature in _features(route)])


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    """The features with the box around them; without features there is no box."""
    collection: dict[str, Any] = {"type": "FeatureCollection"}
    positions = [position for feature in features for position in _positions(feature["geometry"])]
    if positions:
        lons, lats = zip(*positions, strict=True)
        collection["bbox"] = [min(lons), min(lats), max(lons), max(lats)]
    return collection | {"features": features}


def _positions(geometry: dict[str, Any]) -> list[Position]:
    """The positions of a point or a line."""
    coordinates = geometry["coordinates"]
    return [coordinates] if geometry["type"] == "Point" else coordinates


def _features(route: RouteDocument) -> list[dict[str, Any]]:
    """The way, its ends and its stops."""
    key = f"{route.engineer}/{route.date}"
    whose = {"engineer": route.engineer, "date": route.date.isoformat()}
    ends = [(kind, place) for kind, place in [("start", route.start), ("end", route.end)] if place is not None]
    located = [
        (number, stop, stop.site)
        for number, stop in enumerate(route.visits, start=1)
        if stop.site is not None and not stop.desk
    ]
    features = [_point(f"{key}/{kind}", _at(place), whose | _of_place(kind, place)) for kind, place in ends]
    features += [
        _point(f"{key}/{stop.id}", _at(site), whose | _of_stop(number, stop, site)) for number, stop, site in located
    ]
    way = list(_way(route))
    if len(way) < 2:
        return features
    line = {"type": "LineString", "coordinates": way}
    return [{"type": "Feature", "id": key, "geometry": line, "properties": whose | _of_route(route)}, *features]


def _way(route: RouteDocument) -> Iterable[Position]:
    """Positions along the route; who stays where he is draws no line."""
    places = [route.start, *(stop.site for stop in route.stops if not stop.desk), route.end]
    positions = [_at(place) for place in places if place is not None]
    yield from positions[:1]
    yield from (there for here, there in pairwise(positions) if here != there)


def _at(place: RoutePlace | StopSite) -> Position:
    """Longitude and latitude, in this order."""
    return [round(place.lon, DECIMALS), round(place.lat, DECIMALS)]


def _point(id_: str, position: Position, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": id_,
        "geometry": {"type": "Point", "coordinates": position},
        "properties": properties,
    }


def _of_route(route: RouteDocument) -> dict[str, Any]:
    return _given(
        kind="route",
        engineer_name=route.engineer_name,
        plan=route.plan,
        plan_version=route.plan_version,
        leave_at=_moment(route.leave_at),
        back_at=_moment(route.back_at),
        driving_s=route.driving_s,
        driving_m=route.driving_m,
        visit_count=len(route.visits),
    )


def _of_place(kind: str, place: RoutePlace) -> dict[str, Any]:
    return _given(kind=kind, name=place.name, address=place.address)


def _of_stop(number: int, stop: RouteStop, site: StopSite) -> dict[str, Any]:
    return _given(
        kind="visit",
        number=number,
        stop=stop.id,
        visit=stop.visit,
        site=site.id,
        name=site.title,
        address=site.address,
        customer=stop.customer,
        ticket=stop.ticket.id if stop.ticket else None,
        status=stop.status,
        arrive_at=_moment(stop.arrive_at),
        start_at=_moment(stop.start_at),
        end_at=_moment(stop.end_at),
        travel_s=stop.travel_s,
        travel_m=stop.travel_m,
    )


def _given(**properties: Any) -> dict[str, Any]:
    """The properties that there are."""
    return {name: value for name, value in properties.items() if value is not None}


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
