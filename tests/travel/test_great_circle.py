"""Great-circle travel: geopy measures single pairs, the judge measures whole problems, and we agree with both."""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from geopy.distance import great_circle
from hypothesis import given
from hypothesis import strategies as st

from optimiser.errors import FaultyInput
from optimiser.inputs import GreatCircle, Problem
from optimiser.travel import UNREACHABLE_S, travel_times
from optimiser.travel.great_circle import EARTH_RADIUS_M, metres_between

latitudes = st.floats(-90, 90) | st.sampled_from([-90.0, 0.0, 90.0])
longitudes = st.floats(-180, 180) | st.sampled_from([-180.0, 0.0, 180.0])
points = st.tuples(latitudes, longitudes)


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    return float(metres_between(*(np.array([x]) for x in (*a, *b)))[0])


@given(points, points)
def test_a_pair_measures_what_geopy_measures(a: tuple[float, float], b: tuple[float, float]) -> None:
    assert metres(a, b) == pytest.approx(great_circle(a, b).meters, abs=1e-3)


@given(points, points)
def test_a_pair_measures_the_same_both_ways_and_never_more_than_half_the_earth(
    a: tuple[float, float], b: tuple[float, float]
) -> None:
    assert metres(a, b) == pytest.approx(metres(b, a), abs=1e-3)
    assert 0 <= metres(a, b) <= np.pi * EARTH_RADIUS_M


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ((36.0, 120.0), (36.0, 120.0), 0.0),
        ((90.0, 10.0), (90.0, -170.0), 0.0),
        ((0.0, 179.9), (0.0, -179.9), 0.2 / 360 * 2 * np.pi * EARTH_RADIUS_M),
        ((0.0, 0.0), (0.0, 180.0), np.pi * EARTH_RADIUS_M),
        ((-90.0, 0.0), (90.0, 77.0), np.pi * EARTH_RADIUS_M),
    ],
    ids=["one point", "the pole by two names", "over the antimeridian", "antipodes", "pole to pole"],
)
def test_odd_places_on_the_globe_measure_right(a: tuple[float, float], b: tuple[float, float], expected: float) -> None:
    assert metres(a, b) == pytest.approx(expected, abs=1e-3)


@pytest.fixture(scope="module")
def judge(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("judge", shared / "bench" / "judge.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("seed", [1, 2])
def test_a_city_travels_as_the_judge_has_it_pair_by_pair(
    shared: Path, judge: ModuleType, problem_of: Callable[..., Problem], seed: int
) -> None:
    city = [
        sys.executable,
        str(shared / "bench" / "city.py"),
        "--visits",
        "100",
        "--engineers",
        "11",
        "--seed",
        str(seed),
    ]
    document = json.loads(subprocess.run(city, check=True, capture_output=True).stdout)
    places = {place["id"]: place for place in document["places"]}
    leg = judge.travel(document["travel"], places)
    times = travel_times(problem_of(GreatCircle(1.3, 30), [(p["lat"], p["lon"]) for p in places.values()]))
    expected = np.array([[leg(a, b) for b in places] for a in places])
    np.testing.assert_array_equal(times.seconds, expected[:, :, 0])
    np.testing.assert_array_equal(times.metres, expected[:, :, 1])


def test_seconds_follow_from_whole_metres_with_halves_to_even(problem_of: Callable[..., Problem]) -> None:
    line = [(0.0, i * 1e-5) for i in range(50)]  # 1.1 m apart; at 7.2 km/h every odd number of metres is a half second
    times = travel_times(problem_of(GreatCircle(1.0, 7.2), line))
    assert {m % 4 for m in times.metres[0].tolist()} == {0, 1, 2, 3}
    assert times.seconds[0].tolist() == [round(m / 2) for m in times.metres[0].tolist()]


def test_two_places_at_one_point_are_no_way_apart(problem_of: Callable[..., Problem]) -> None:
    times = travel_times(problem_of(GreatCircle(1.3, 30), [(36.0, 120.0), (36.0, 120.0)]))
    assert not times.seconds.any() and not times.metres.any()


def test_a_crawl_around_the_world_is_capped_rather_than_overflowing(problem_of: Callable[..., Problem]) -> None:
    times = travel_times(problem_of(GreatCircle(1.0, 0.001), [(0.0, 0.0), (0.0, 179.0)]))
    assert times.seconds.tolist() == [[0, UNREACHABLE_S], [UNREACHABLE_S, 0]]


@pytest.mark.parametrize("count", [0, 1])
def test_no_place_and_one_place_have_their_matrices(problem_of: Callable[..., Problem], count: int) -> None:
    times = travel_times(problem_of(GreatCircle(1.3, 30), [(36.0, 120.0)] * count))
    assert times.seconds.shape == times.metres.shape == (count, count)
    assert times.seconds.dtype == times.metres.dtype == np.int32


def test_every_missing_coordinate_is_named(problem_of: Callable[..., Problem]) -> None:
    with pytest.raises(FaultyInput) as caught:
        travel_times(problem_of(GreatCircle(1.3, 30), [(36.0, 120.0), (None, 120.0), (None, None)]))
    assert [fault.path for fault in caught.value.faults] == ["$.places[1].lat", "$.places[2].lat", "$.places[2].lon"]
