"""Splitting a large problem: each lane gets the routes of one region, so that no two lanes work on the same ones.

Regions are drawn anew every time, by travel time to two visits far apart; no coordinates are needed.
"""

import numpy as np
from numpy.typing import NDArray

from optimiser.facts import ENGINEER, FROM, PLACE, Facts
from optimiser.search.lanes import Routes


def _pull(facts: Facts, routes: Routes, shifts: NDArray[np.int64], left: int, right: int) -> NDArray[np.float64]:
    """How much nearer each route lies to place `left` than to place `right`, in seconds."""
    nearer = facts.legs[:, left, 0].astype(float) - facts.legs[:, right, 0]
    places = facts.visit_i[:, PLACE]
    pull = np.zeros(len(shifts))
    for k, s in enumerate(shifts):
        own = routes.visits[s, : routes.counts[s]]
        pull[k] = nearer[places[own]].mean() if len(own) else nearer[facts.shift_i[s, FROM]]
    return pull


def split(facts: Facts, routes: Routes, parts: int, random: np.random.Generator) -> list[NDArray[np.bool_]]:
    """Divide the shifts into regions with about the same number of visits.

    Returns
    -------
    list of bool array, (shifts,)
        One per part.
    """
    regions = [np.arange(len(routes.counts))]
    places = facts.visit_i[:, PLACE]
    while len(regions) < parts:
        regions.sort(key=lambda r: -int(routes.counts[r].sum()))
        shifts = regions.pop(0)
        pivot = int(random.choice(places))
        left = (
            int(places[np.argmax(facts.legs[pivot, places, 0])])
            if random.random() < 0.5
            else int(random.choice(places))
        )
        order = np.argsort(_pull(facts, routes, shifts, left, pivot), kind="stable")
        load = np.cumsum(routes.counts[shifts[order]] + 0.01)
        middle = int(np.searchsorted(load, load[-1] / 2)) + 1 if len(load) else 0
        middle = min(max(1, middle), max(1, len(order) - 1))
        regions += [shifts[order[:middle]], shifts[order[middle:]]]
    masks = []
    for region in regions:
        mask = np.zeros(len(routes.counts), dtype=bool)
        mask[region] = True
        masks.append(mask)
    if facts.rivals.size or facts.group.size:  # an engineer's shifts stay together
        _, first, engineer = np.unique(facts.shift_i[:, ENGINEER], return_index=True, return_inverse=True)
        for mask in masks:
            mask[:] = mask[first[engineer]]
    return masks


def share_absent(
    facts: Facts, absent: NDArray[np.int64], masks: list[NDArray[np.bool_]], random: np.random.Generator
) -> list[NDArray[np.bool_]]:
    """Give every absent visit to one part that has a shift for it, at random; those of a series to the same one."""
    able = np.stack([(np.isfinite(facts.assign) & mask).any(axis=1) for mask in masks])
    lots = random.random(able.shape) * able
    owner = lots.argmax(axis=0)
    in_series = facts.series >= 0
    if in_series.any():
        owner[in_series] = random.integers(0, len(masks), len(facts.held))[facts.series[in_series]]
    shares = []
    for k in range(len(masks)):
        mine = np.zeros(len(facts.assign), dtype=bool)
        mine[absent] = owner[absent] == k
        shares.append(mine)
    return shares
