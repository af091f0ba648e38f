"""Takes out the nodes that only give a road its shape, so that searches pass junctions alone."""

from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from optimiser.travel.roads.network import RoadNetwork


def contracted(network: RoadNetwork, kept: NDArray[np.int64]) -> tuple[RoadNetwork, NDArray[np.int64]]:
    """Join the two stretches at each node where a road merely goes on.

    Parameters
    ----------
    network : RoadNetwork
        All of whose nodes reach each other.
    kept : numpy.ndarray of int
        Nodes that stay whatever they are: those where places join the network. May repeat.

    Returns
    -------
    smaller : RoadNetwork
        In which the fastest ways among its nodes are as fast and as long as before.
    nodes : numpy.ndarray of int
        What `kept` are called in it.
    """
    graph = network.graph()
    staying = set(kept.tolist())
    for node in range(len(network.lat)):
        if node not in staying and _merely_goes_on(graph, node):
            _join(graph, node)
    number = {node: i for i, node in enumerate(graph)}
    return RoadNetwork.of_graph(graph), np.array([number[node] for node in kept.tolist()], np.int64)


def _merely_goes_on(graph: "nx.DiGraph[Any]", node: int) -> bool:
    """Tell whether a node has two neighbours, with the road leading through in one direction or in both."""
    before, after = set(graph.pred[node]), set(graph.succ[node])
    if len(before) == len(after) == 1:
        return before != after
    return len(before) == 2 and before == after


def _join(graph: "nx.DiGraph[Any]", node: int) -> None:
    through = [
        (a, b, into["seconds"] + out["seconds"], into["metres"] + out["metres"])
        for a, into in graph.pred[node].items()
        for b, out in graph.succ[node].items()
        if a != b
    ]
    graph.remove_node(node)
    for a, b, seconds, metres in through:
        other = graph.get_edge_data(a, b)
        if other is None or seconds < other["seconds"]:
            graph.add_edge(a, b, seconds=seconds, metres=metres)
