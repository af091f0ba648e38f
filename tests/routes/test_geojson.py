"""Routes on other people's maps."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from api.interop.geojson import plan_geojson, route_geojson
from api.schemas.routes import RouteDocument

from .samples import break_stop, mixed_route, route, ticket_stop
from .strategies import routes


def check_rfc_7946(collection: dict[str, Any]) -> None:
    """What RFC 7946 asks of a feature collection of points and lines."""
    assert collection["type"] == "FeatureCollection"
    positions = []
    for feature in collection["features"]:
        assert feature.keys() == {"type", "id", "geometry", "properties"} and feature["type"] == "Feature"
        geometry = feature["geometry"]
        line = geometry["coordinates"] if geometry["type"] == "LineString" else [geometry["coordinates"]]
        assert geometry["type"] == "Point" or len(line) >= 2
        assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in line)
        positions += line
    if positions:
        west, south, east, north = collection["bbox"]
        assert all(west <= lon <= east and south <= lat <= north for lon, lat in positions)
    else:
        assert "bbox" not in collection


@settings(max_examples=40)
@given(st.lists(routes(), max_size=2))
def test_any_plan_is_valid_geojson(some: list[RouteDocument]) -> None:
    collection = plan_geojson(some)
    check_rfc_7946(collection)
    assert json.loads(json.dumps(collection, allow_nan=False)) == collection
    assert collection["features"] == [feature for one in some for feature in route_geojson(one)["features"]]


def test_the_way_leads_from_home_through_all_stops_and_back() -> None:
    features = route_geojson(mixed_route())["features"]
    assert [feature["properties"]["kind"] for feature in features] == ["route", "start", "end", *["visit"] * 4]
    way = features[0]["geometry"]["coordinates"]
    assert way == [[121.44, 31.2], *(one["geometry"]["coordinates"] for one in features[3:]), [121.44, 31.2]]
    assert features[0]["properties"]["driving_m"] == 61400


def test_longitude_comes_first() -> None:
    (feature,) = [one for one in route_geojson(mixed_route())["features"] if one["properties"].get("number") == 1]
    assert feature["geometry"]["coordinates"] == [121.505, 31.235]
    assert feature["properties"]["start_at"] == "2026-11-23T00:00:00+00:00"
    assert "arrive_at" not in route_geojson(route(ticket_stop(0, arrive_at=None)))["features"][-1]["properties"]


def test_who_goes_nowhere_draws_no_line() -> None:
    lazy = route(break_stop())
    assert [one["properties"]["kind"] for one in route_geojson(lazy)["features"]] == ["start", "end"]
    assert route_geojson(route(start=None, end=None))["features"] == []


def test_ids_of_features_are_unique_in_a_plan() -> None:
    plan = plan_geojson([mixed_route(), route(ticket_stop(1), engineer="e2")])
    ids = [feature["id"] for feature in plan["features"]]
    assert len(set(ids)) == len(ids)
