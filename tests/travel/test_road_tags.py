"""What the tags of OpenStreetMap say to somebody who drives."""

import pytest

from optimiser.travel.roads.access import blocks, directions, is_car_ferry, is_drivable
from optimiser.travel.roads.speeds import CLASS_KMH, driven_kmh, posted_kmh


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("50", 50),
        ("50 km/h", 50),
        ("30 mph", 48.28),
        ("30mph", 48.28),
        ("none", 130),
        ("walk", 7),
        ("DE:urban", 50),
        ("AT:zone:30", 30),
        ("FR:zone30", 30),
        ("GB:nsl_single", 96.56),
        ("50; 70", 50),
        ("999", 150),
        ("0", None),
        ("signals", None),
        ("fast", None),
        ("-5", None),
        ("٣٠", None),
        ("", None),
    ],
)
def test_a_posted_limit_reads_as_kilometres_per_hour(value: str, expected: float | None) -> None:
    limit = posted_kmh(value)
    assert limit is None if expected is None else limit == pytest.approx(expected, abs=0.01)


def test_a_limit_for_one_direction_holds_for_that_one_only() -> None:
    tags = {"highway": "secondary", "maxspeed": "70", "maxspeed:forward": "50"}
    assert (driven_kmh(tags, "forward"), driven_kmh(tags, "backward")) == (50, 70)


def test_a_road_without_a_usable_limit_is_driven_as_its_class_is() -> None:
    assert driven_kmh({"highway": "secondary", "maxspeed": "variable"}, "forward") == CLASS_KMH["secondary"]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "residential"}, True),
        ({"highway": "motorway"}, True),
        ({"highway": "footway"}, False),
        ({"highway": "construction"}, False),
        ({"building": "yes"}, False),
        ({"highway": "service", "area": "yes"}, False),
        ({"highway": "service", "access": "private"}, False),
        ({"highway": "service", "access": "no", "motor_vehicle": "destination"}, True),
        ({"highway": "residential", "motor_vehicle": "no", "motorcar": "yes"}, True),
        ({"highway": "residential", "access": "yes", "motor_vehicle": "no"}, False),
        ({"highway": "track"}, False),
        ({"highway": "track", "motor_vehicle": "yes"}, True),
        ({"highway": "pedestrian", "access": "delivery"}, True),
    ],
)
def test_cars_drive_where_the_most_specific_tag_lets_them(tags: dict[str, str], expected: bool) -> None:
    assert is_drivable(tags) is expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "residential"}, (True, True)),
        ({"highway": "residential", "oneway": "yes"}, (True, False)),
        ({"highway": "residential", "oneway": "-1"}, (False, True)),
        ({"highway": "residential", "oneway": "reversible"}, (False, False)),
        ({"highway": "residential", "oneway": "sometimes"}, (True, True)),
        ({"highway": "tertiary", "junction": "roundabout"}, (True, False)),
        ({"highway": "motorway"}, (True, False)),
        ({"highway": "motorway", "oneway": "no"}, (True, True)),
        ({"highway": "motorway_link"}, (True, True)),
    ],
)
def test_a_way_is_driven_in_the_directions_it_allows(tags: dict[str, str], expected: tuple[bool, bool]) -> None:
    assert directions(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"barrier": "bollard"}, True),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, False),
        ({"barrier": "gate"}, False),
        ({"barrier": "gate", "access": "private"}, True),
        ({"highway": "crossing", "access": "no"}, False),
    ],
)
def test_a_barrier_stops_cars_unless_it_opens_for_them(tags: dict[str, str], expected: bool) -> None:
    assert blocks(tags) is expected


def test_a_ferry_counts_only_where_it_says_that_it_takes_cars() -> None:
    assert is_car_ferry({"route": "ferry", "motorcar": "yes"})
    assert not is_car_ferry({"route": "ferry", "foot": "yes"})
    assert not is_car_ferry({"route": "bus", "motorcar": "yes"})
