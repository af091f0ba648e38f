"""The road network: a networkx graph, and the same graph as the arrays that scipy searches and the cache keeps."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from optimiser.errors import TravelUnavailable
from optimiser.travel.great_circle import metres_between
from optimiser.travel.roads.extract import Stretches, read_stretches


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """A road network. Nodes and edges are counted from 0.

    Attributes
    ----------
    lat, lon : numpy.ndarray of float64
        Where each node is, in degrees.
    doors : numpy.ndarray of bool
        Whether places are reached from the node: not so on motorways and ferries.
    tail, head : numpy.ndarray of int32
        The nodes that each edge leads from and to; at most one edge leads from one node to another.
    seconds, metres : numpy.ndarray of float64
        Of each edge; both greater than 0.
    """

    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    doors: NDArray[np.bool_]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    seconds: NDArray[np.float64]
    metres: NDArray[np.float64]

    def graph(self) -> "nx.DiGraph[int]":
        """The network in networkx: nodes with ``lat``, ``lon``, ``doors``; edges with ``seconds``, ``metres``."""
        graph: nx.DiGraph[int] = nx.DiGraph()
        rows = zip(self.lat.tolist(), self.lon.tolist(), self.doors.tolist(), strict=True)
        graph.add_nodes_from((i, {"lat": lat, "lon": lon, "doors": doors}) for i, (lat, lon, doors) in enumerate(rows))
        edges = zip(self.tail.tolist(), self.head.tolist(), self.seconds.tolist(), self.metres.tolist(), strict=True)
        graph.add_edges_from((a, b, {"seconds": seconds, "metres": metres}) for a, b, seconds, metres in edges)
        return graph

    @classmethod
    def of_graph(cls, graph: "nx.DiGraph[Any]") -> Self:
        """The arrays of a graph as :meth:`graph` makes it, its nodes counted anew in their order."""
        number = {node: i for i, node in enumerate(graph)}
        nodes, edges = [data for _, data in graph.nodes(data=True)], list(graph.edges(data=True))
        return cls(
            lat=np.array([node["lat"] for node in nodes], np.float64),
            lon=np.array([node["lon"] for node in nodes], np.float64),
            doors=np.array([node["doors"] for node in nodes], np.bool_),
            tail=np.array([number[a] for a, _, _ in edges], np.int32),
            head=np.array([number[b] for _, b, _ in edges], np.int32),
            seconds=np.array([edge["seconds"] for _, _, edge in edges], np.float64),
            metres=np.array([edge["metres"] for _, _, edge in edges], np.float64),
        )

    def sparse(self, weight: NDArray[np.float64]) -> "csr_array[Any]":
        """The network as the sparse matrix that scipy searches, with one weight per edge."""
        return csr_array((weight, (self.tail, self.head)), shape=(len(self.lat), len(self.lat)))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What :meth:`of_arrays` reads back."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self | None:
        """Read back :meth:`arrays`; None where they do not describe a network."""
        node_kinds = {"lat": np.float64, "lon": np.float64, "doors": np.bool_}
        edge_kinds = {"tail": np.int32, "head": np.int32, "seconds": np.float64, "metres": np.float64}
        if set(arrays) != {*node_kinds, *edge_kinds}:
            return None
        for kinds in node_kinds, edge_kinds:
            shapes = {arrays[name].shape for name in kinds}
            if len(shapes) != 1 or any(arrays[name].ndim != 1 or arrays[name].dtype != kinds[name] for name in kinds):
                return None
        ends = np.concatenate((arrays["tail"], arrays["head"]))
        if ends.size and not (ends.min() >= 0 and ends.max() < len(arrays["lat"])):
            return None
        return cls(**arrays)


def read_network(path: Path, *, ferries: bool = True) -> RoadNetwork:
    """Read the largest part of an extract's road network in which every node reaches every other.

    Parameters
    ----------
    path : Path
        An ``.osm``, ``.osm.gz`` or ``.osm.pbf`` file.
    ferries : bool
        Whether to take ferries that carry cars.

    Raises
    ------
    TravelUnavailable
        Where the file cannot be read, or holds no roads.
    """
    graph = road_graph(read_stretches(path, ferries=ferries))
    if not graph.number_of_edges():
        raise TravelUnavailable(f"the road extract {path} holds no roads for cars; take one that covers the places")
    return RoadNetwork.of_graph(largest_part(graph))


def largest_part(graph: "nx.DiGraph[int]") -> "nx.DiGraph[int]":
    """The largest strongly connected component: islands, cut-off stubs and one-way traps left out."""
    largest = max(nx.strongly_connected_components(graph), key=len)
    return graph.subgraph(sorted(largest))


def road_graph(stretches: Stretches) -> "nx.DiGraph[int]":
    """Join stretches into a graph; of parallel ones between two nodes the fastest is kept."""
    refs = np.array(list(stretches.lat), np.int64)
    order = np.argsort(refs)
    lat = np.array(list(stretches.lat.values()))[order]
    lon = np.array(list(stretches.lon.values()))[order]
    tail = np.searchsorted(refs[order], np.array(stretches.tail, np.int64))
    head = np.searchsorted(refs[order], np.array(stretches.head, np.int64))
    metres = np.maximum(metres_between(lat[tail], lon[tail], lat[head], lon[head]), 0.01)  # no edge is free
    doors = np.zeros(len(lat), np.bool_)
    for ends in tail, head:
        doors[ends[np.array(stretches.doors, np.bool_)]] = True
    ways = [
        _one_way(tail, head, _seconds(stretches, metres, stretches.forward_kmh), metres),
        _one_way(head, tail, _seconds(stretches, metres, stretches.backward_kmh), metres),
    ]
    tail, head, seconds, metres = (np.concatenate(parts) for parts in zip(*ways, strict=True))
    fastest = _fastest_of_parallel(tail, head, seconds)
    from_, to = (ends[fastest].astype(np.int32) for ends in (tail, head))
    return RoadNetwork(lat, lon, doors, from_, to, seconds[fastest], metres[fastest]).graph()


def _seconds(stretches: Stretches, metres: NDArray[np.float64], kmh: Any) -> NDArray[np.float64]:
    """Seconds per stretch in one direction; infinite where it is not allowed. Ferries share their way's timetable."""
    driven_kmh = np.array(kmh, np.float64)
    with np.errstate(divide="ignore"):
        seconds = metres / (driven_kmh / 3.6)
    way, timetable_s = np.array(stretches.way, np.int64), np.array(stretches.duration_s, np.float64)
    whole_way_m = np.bincount(way, metres, minlength=stretches.ways_count)
    sailed = timetable_s * metres / whole_way_m[way]
    return np.where((timetable_s > 0) & (driven_kmh > 0), sailed, seconds)


def _one_way(tail: NDArray[Any], head: NDArray[Any], seconds: NDArray[Any], metres: NDArray[Any]) -> list[NDArray[Any]]:
    allowed = np.isfinite(seconds)
    return [column[allowed] for column in (tail, head, seconds, metres)]


def _fastest_of_parallel(tail: NDArray[Any], head: NDArray[Any], seconds: NDArray[Any]) -> NDArray[np.int64]:
    """Which edges to keep: the fastest from each node to each other."""
    order = np.lexsort((seconds, head, tail))
    first = np.ones(len(order), np.bool_)
    first[1:] = (np.diff(tail[order]) != 0) | (np.diff(head[order]) != 0)
    return order[first]
