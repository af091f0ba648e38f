"""Which zone a site lies in."""

from dataclasses import replace

import pytest
from geopy.distance import great_circle
from hypothesis import given
from hypothesis import strategies as st

from optimiser.book import Circle, Site, Zone
from optimiser.errors import FaultyInput
from optimiser.sla import deadlines, deadlines_of, faults_of_promises, holds, in_polygon, zone_of
from tests.sla.books import book, ticket

SITE = Site("site", "contract", 31.0, 121.0, district="Pudong")
HERE = Zone("here", circle=Circle(31.0, 121.0, 1000.0))
DISTRICT = Zone("district", districts=("Minhang", "Pudong"))
ELSEWHERE = Zone("elsewhere", polygon=((0, 0), (0, 1), (1, 1)))
REST = Zone("rest")

degrees = st.floats(-5, 5).map(lambda value: round(value, 3))


def test_the_first_zone_that_holds_a_site_is_its_zone():
    assert zone_of([ELSEWHERE, DISTRICT, HERE, REST], SITE) is DISTRICT
    assert zone_of([HERE, DISTRICT], SITE) is HERE
    assert zone_of([ELSEWHERE, REST], SITE) is REST
    assert zone_of([ELSEWHERE], SITE) is None


def test_a_site_may_name_its_zone_wherever_it_lies():
    assert zone_of([HERE, ELSEWHERE], replace(SITE, zone="elsewhere")) is ELSEWHERE
    assert zone_of([HERE, REST], replace(SITE, zone="elsewhere")) is None


def test_a_zone_holds_what_any_of_its_parts_holds():
    zone = Zone("zone", polygon=((0, 0), (0, 1), (1, 1)), districts=("Minhang",), circle=Circle(10, 10, 500))
    assert holds(zone, Site("a", "c", 0.2, 0.7))
    assert holds(zone, Site("b", "c", 10.001, 10))
    assert holds(zone, Site("c", "c", 50, 50, "Minhang"))
    assert not holds(zone, Site("d", "c", 50, 50, "Pudong"))
    assert not holds(zone, Site("e", "c", 50, 50))


@given(degrees, degrees, st.floats(1, 2_000_000))
def test_a_circle_holds_what_lies_within_its_radius(lat, lon, radius_m):
    zone = Zone("zone", circle=Circle(1.0, 2.0, radius_m))
    assert holds(zone, Site("s", "c", lat, lon)) == (great_circle((1, 2), (lat, lon)).m <= radius_m)


@given(degrees, degrees)
def test_a_rectangle_holds_what_lies_between_its_sides(lat, lon):
    corners = ((-1, -2), (-1, 3), (2, 3), (2, -2))
    assert in_polygon(corners, lat, lon) == (-1 <= lat <= 2 and -2 <= lon <= 3)


@given(degrees, degrees, st.sampled_from([-175.0, 0.0, 110.0, 179.5]), st.booleans(), st.integers(0, 5))
def test_a_hollow_is_outside_wherever_the_polygon_lies_and_begins(lat, lon, east, backwards, first):
    """A U, its opening to the north; near 180° it reaches across the antimeridian."""
    shape = [(0, 0), (0, 3), (3, 3), (3, 2), (1, 2), (1, 1), (3, 1), (3, 0)]
    moved = [(north, (away + east + 180) % 360 - 180) for north, away in shape]
    turned = moved[first:] + moved[:first]
    corners = turned[::-1] if backwards else turned
    inside = 0 < lat < 3 and 0 < lon < 3 and not (lat > 1 and 1 < lon < 2)
    near_an_edge = any(abs(lat - edge) < 0.002 for edge in (0, 1, 3)) or any(
        abs(lon - edge) < 0.002 for edge in (0, 1, 2, 3)
    )
    if not near_an_edge:
        assert in_polygon(corners, lat, (lon + east + 180) % 360 - 180) == inside


def test_a_polygon_across_the_antimeridian_holds_both_of_its_sides_from_whichever_corner_it_begins():
    corners = [(0.0, 179.0), (0.0, -179.0), (2.0, -179.0), (2.0, 179.0)]
    for first in range(4):
        ring = corners[first:] + corners[:first]
        assert all(in_polygon(ring, 1.0, lon) for lon in (179.5, 180.0, -180.0, -179.5))
        assert not any(in_polygon(ring, 1.0, lon) for lon in (178.5, -178.5, 0.0))


def test_corners_and_edges_belong_to_a_polygon_closed_or_not():
    corners = [(0.0, 0.0), (0.0, 2.0), (2.0, 2.0)]
    for ring in (corners, [*corners, corners[0]]):
        assert in_polygon(ring, 0, 0) and in_polygon(ring, 1, 1) and in_polygon(ring, 0, 1) and in_polygon(ring, 1, 2)
        assert not in_polygon(ring, 1, 0.5) and not in_polygon(ring, 0, 2.001)


def test_a_site_in_no_zone_of_its_policy_is_one_clear_fault():
    given_book = book(
        policy_fields={"zones": ["elsewhere", "here"]},
        zones=[HERE, ELSEWHERE, REST],
        sites=[
            Site("near", "contract", 31.0, 121.0),
            Site("far", "contract", 40.0, 121.0, "Pudong"),
            Site("named", "contract", 31.0, 121.0, zone="rest"),
        ],
    )
    far, named = faults_of_promises(given_book)
    assert (far.path, far.code) == ("$.sites[1]", "no_zone")
    assert "40, 121" in far.message and "Pudong" in far.message and "elsewhere, here" in far.message
    assert (named.path, named.code, named.value) == ("$.sites[2].zone", "no_zone", "rest")
    with pytest.raises(FaultyInput) as alone:
        deadlines_of(given_book, ticket(site="far"))
    assert alone.value.faults == (far,)
    with pytest.raises(FaultyInput) as together:
        deadlines(given_book, [ticket(site="named"), ticket(site="far"), ticket(site="far")])
    assert together.value.faults == (named, far)


def test_a_policy_without_zones_asks_for_none():
    assert faults_of_promises(book()) == []
    assert deadlines_of(book(), ticket()).zone is None
