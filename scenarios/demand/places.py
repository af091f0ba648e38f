"""Where a stream's tickets come from: sites by weight, and units at them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from optimiser import Book, FaultyInput
from scenarios.demand.checking import unknown
from scenarios.demand.model import Demand, Stream

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Places:
    """The sites that a stream reports from, and their units.

    Parameters
    ----------
    stream : Stream
    book : Book

    Attributes
    ----------
    sites : list of str
        Their ids, in the book's order.
    """

    sites: Sequence[str]

    def __init__(self, stream: Stream, book: Book) -> None:
        units = _units_by_site(stream.unit_kind, book)
        weights = _site_weights(stream, book, units)
        self.sites = list(weights)
        self._by_then = _shares(list(weights.values()))
        # A ticket is about a unit only where its stream says of which kind.
        named = units if stream.unit_kind is not None else {}
        self._units = [list(named.get(site, {})) for site in self.sites]
        self._units_by_then = [_shares(list(named.get(site, {}).values())) for site in self.sites]

    @property
    def shares(self) -> Floats:
        """How much of what is reported comes from each of `sites`."""
        return np.diff(self._by_then, prepend=0.0)

    def draw_sites(self, uniforms: Floats) -> Ints:
        """Turn numbers between 0 and 1 into indices of `sites`."""
        return _inverse(self._by_then, uniforms)

    def draw_units(self, sites: Ints, uniforms: Floats) -> list[str | None]:
        """Turn numbers between 0 and 1 into units at these sites; None where the site has none."""
        return [
            self._units[site][int(_inverse(self._units_by_then[site], number))] if self._units[site] else None
            for site, number in zip(sites.tolist(), uniforms, strict=True)
        ]


def work_by_site(demand: Demand, book: Book) -> dict[str, float]:
    """Tell how many hours of work the tickets of each site make on an average day, those solved at the desk left out.

    Returns
    -------
    dict of str to float
        By the site's id; a site that reports nothing is not in it.
    """
    hours: dict[str, float] = {}
    for stream in demand.streams:
        a_day = stream.per_day * (1 - stream.remote_share) * (stream.work.planned / timedelta(hours=1))
        places = Places(stream, book)
        for site, share in zip(places.sites, places.shares.tolist(), strict=True):
            hours[site] = hours.get(site, 0.0) + a_day * share
    return hours


def at_sites(demand: Demand, book: Book) -> Demand:
    """Turn weights of districts into weights of the sites in them, all alike; weights of sites stay.

    Raises
    ------
    FaultyInput
        Where a name is neither a site nor a district with sites; with every such name.
    """
    districts: dict[str, list[str]] = {}
    for site in book.sites:
        districts.setdefault(site.district or "", []).append(site.id)
    members = {**districts, **{site.id: [site.id] for site in book.sites}}
    members.pop("", None)
    faults = [
        unknown(f"demand.streams[{index}].sites", name, members, "unknown_site", "a site or a district of the book")
        for index, stream in enumerate(demand.streams)
        for name in stream.sites
        if name not in members
    ]
    if faults:
        raise FaultyInput(faults)
    return replace(demand, streams=[replace(each, sites=_at_sites(each.sites, members)) for each in demand.streams])


def _at_sites(weights: Mapping[str, float], members: Mapping[str, Sequence[str]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, weight in weights.items():
        for site in members[name]:
            found[site] = found.get(site, 0.0) + weight / len(members[name])
    return found


def _units_by_site(kind: str | None, book: Book) -> dict[str, dict[str, int]]:
    """How many devices each unit has, of a kind or of any, by site."""
    found: dict[str, dict[str, int]] = {}
    for unit in book.units:
        if kind is None or unit.kind == kind:
            found.setdefault(unit.site, {})[unit.id] = unit.count
    return found


def _site_weights(stream: Stream, book: Book, units: Mapping[str, Mapping[str, int]]) -> dict[str, float]:
    ids = [site.id for site in book.sites]
    if stream.sites:
        return {site: float(stream.sites[site]) for site in ids if stream.sites.get(site, 0) > 0}
    devices = {site: float(sum(units.get(site, {}).values())) for site in ids}
    weights = devices if any(devices.values()) else dict.fromkeys(ids, 1.0)
    return {site: weight for site, weight in weights.items() if weight > 0}


def _shares(weights: Sequence[float]) -> Floats:
    """Weights as running sums that end at 1."""
    running: Floats = np.cumsum(weights, dtype=float)
    return running / running[-1] if running.size else running


def _inverse(running: Floats, uniforms: Floats) -> Ints:
    found = np.searchsorted(running, uniforms, side="right")
    return np.minimum(found, running.size - 1)
