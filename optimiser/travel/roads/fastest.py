"""Fastest ways through a road network: seconds, and the metres along the very same ways."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from optimiser.travel.roads.network import RoadNetwork

BATCH_ENTRIES = 4_000_000
"""How many nodes × sources are searched at once: a few dozen megabytes."""


def fastest_ways(network: RoadNetwork, nodes: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Search the fastest ways among some nodes with Dijkstra's algorithm.

    Parameters
    ----------
    network : RoadNetwork
        To search.
    nodes : numpy.ndarray of int, length n
        Between which; may repeat.

    Returns
    -------
    seconds, metres : numpy.ndarray of float64, n×n
        Infinite where there is no way.
    """
    sources, position = np.unique(nodes, return_inverse=True)
    seconds, metres = np.empty((len(sources),) * 2), np.empty((len(sources),) * 2)
    costs = network.sparse(network.seconds)
    lengths = _EdgeLengths(network)
    batch = max(1, BATCH_ENTRIES // max(1, len(network.lat)))
    for first in range(0, len(sources), batch):
        rows = slice(first, first + batch)
        found_s, before = dijkstra(costs, indices=sources[rows], return_predecessors=True)
        seconds[rows] = found_s[:, sources]
        for row, came_from in zip(range(first, first + len(before)), before, strict=True):
            metres[row] = lengths.along(came_from)[sources]
    metres[np.isinf(seconds)] = np.inf
    return seconds[np.ix_(position, position)], metres[np.ix_(position, position)]


class _EdgeLengths:
    """Adds up metres along the trees of fastest ways that the search leaves behind."""

    def __init__(self, network: RoadNetwork) -> None:
        size = np.int64(len(network.lat))
        key = network.tail.astype(np.int64) * size + network.head
        order = np.argsort(key)
        self._size, self._key, self._metres = size, key[order], network.metres[order]

    def along(self, before: NDArray[Any]) -> NDArray[np.float64]:
        """Metres from the tree's root to every node; 0 at the root and at nodes out of reach.

        Each round doubles how far towards the root a node has looked, so that a way of a thousand edges takes ten.
        """
        node = np.arange(self._size)
        jump = np.where(before < 0, node, before).astype(np.int64)
        metres = np.zeros(len(node))
        reached = before >= 0
        edge = np.searchsorted(self._key, jump[reached] * self._size + node[reached])
        metres[reached] = self._metres[edge]
        while True:
            further = jump[jump]
            if np.array_equal(further, jump):
                return metres
            metres += metres[jump]
            jump = further
