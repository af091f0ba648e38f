"""Reads the roads of an OpenStreetMap extract: stretches between neighbouring nodes, with a speed each way."""

import math
import re
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import osmium

from optimiser.errors import TravelUnavailable
from optimiser.travel.roads.access import WITHOUT_DOORS, blocks, directions, is_car_ferry, is_drivable
from optimiser.travel.roads.speeds import FERRY_KMH, driven_kmh

MOST_STRETCHES = 2_000_000
"""A large city with its country around it takes some 300 000; as a graph, two million take gigabytes."""

SPACING_DEGREES = 0.002
"""Longer stretches, some 220 m, get nodes of our own."""

MOST_MARKS = 1000
FIRST_MARK = -(1 << 62)
"""The ids of our own nodes start here: far from those that maps and their editors use."""

_Nodes = set[int]
_CLOCK = re.compile(r"(\d{1,3}):(\d\d)(?::(\d\d))?", re.ASCII)


@dataclass
class Stretches:
    """Stretches of road, one per entry: from a node to the next node of the way.

    Attributes
    ----------
    tail, head : array of int
        The ids of the two nodes in OpenStreetMap.
    forward_kmh, backward_kmh : array of float
        How fast it is driven from tail to head, and from head to tail; 0 where that is not allowed.
    duration_s : array of float
        What a ferry's timetable says for its whole way, on each of its stretches; 0 for roads.
    way : array of int
        Which way of the file it is part of, counted from 0.
    doors : array of bool
        Whether places are reached from here.
    lat, lon : dict of int to float
        Where the nodes are, in degrees.
    """

    tail: "array[int]" = field(default_factory=lambda: array("q"))
    head: "array[int]" = field(default_factory=lambda: array("q"))
    forward_kmh: "array[float]" = field(default_factory=lambda: array("f"))
    backward_kmh: "array[float]" = field(default_factory=lambda: array("f"))
    duration_s: "array[float]" = field(default_factory=lambda: array("f"))
    way: "array[int]" = field(default_factory=lambda: array("q"))
    doors: "array[int]" = field(default_factory=lambda: array("b"))
    lat: dict[int, float] = field(default_factory=dict)
    lon: dict[int, float] = field(default_factory=dict)
    ways_count: int = 0
    marks_count: int = 0


@dataclass(frozen=True)
class _Drive:
    """What the tags of a way say to somebody who drives it."""

    forward_kmh: float
    backward_kmh: float
    duration_s: float
    doors: bool


def read_stretches(path: Path, *, ferries: bool = True) -> Stretches:
    """Read what can be driven out of an extract.

    Parameters
    ----------
    path : Path
        An ``.osm``, ``.osm.gz`` or ``.osm.pbf`` file.
    ferries : bool
        Whether to take ferries that carry cars.

    Raises
    ------
    TravelUnavailable
        Where the file cannot be read as OpenStreetMap data, or is too large.
    """
    stretches, blocked = Stretches(), _Nodes()
    try:
        reader = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
        for item in reader.with_filter(osmium.filter.KeyFilter("highway", "route", "barrier")):
            tags = {tag.k: tag.v for tag in item.tags}
            if isinstance(item, osmium.osm.Way):
                if (drive := _drive(tags, ferries)) is not None:
                    _add(stretches, item, drive, blocked)
            elif blocks(tags):
                blocked.add(item.id)
    except (RuntimeError, OSError, ValueError) as fault:
        message = f"the road extract {path} cannot be read: {fault}; download it again, or try --travel great_circle"
        raise TravelUnavailable(message) from fault
    return stretches


def _drive(tags: Mapping[str, str], ferries: bool) -> _Drive | None:
    if is_drivable(tags):
        forward, backward = directions(tags)
        return _Drive(
            driven_kmh(tags, "forward") if forward else 0.0,
            driven_kmh(tags, "backward") if backward else 0.0,
            duration_s=0.0,
            doors=tags["highway"] not in WITHOUT_DOORS,
        )
    if ferries and is_car_ferry(tags):
        forward, backward = directions(tags)
        return _Drive(FERRY_KMH * forward, FERRY_KMH * backward, _timetable_s(tags.get("duration", "")), doors=False)
    return None


def _timetable_s(text: str) -> float:
    """Seconds of ``00:20`` or ``1:05:00``; 0 where nothing can be read."""
    clock = _CLOCK.fullmatch(text)
    return int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3] or 0) if clock else 0.0


def _add(stretches: Stretches, way: osmium.osm.Way, drive: _Drive, blocked: _Nodes) -> None:
    """Add a way's stretches, broken where an extract's border has cut its nodes off or a barrier stops cars."""
    before: int | None = None
    for node in way.nodes:
        ref, location = node.ref, node.location
        if not location.valid() or ref in blocked:
            before = None
            continue
        stretches.lat[ref], stretches.lon[ref] = location.lat, location.lon
        if before is not None and before != ref:
            for tail, head in pairwise((before, *_marks(stretches, before, ref, drive.doors), ref)):
                _append(stretches, tail, head, drive)
        before = ref
    stretches.ways_count += 1
    if len(stretches.tail) > MOST_STRETCHES:
        raise ValueError(f"more than {MOST_STRETCHES} stretches of road; cut it to the region that is served")


def _append(stretches: Stretches, tail: int, head: int, drive: _Drive) -> None:
    stretches.tail.append(tail)
    stretches.head.append(head)
    stretches.forward_kmh.append(drive.forward_kmh)
    stretches.backward_kmh.append(drive.backward_kmh)
    stretches.duration_s.append(drive.duration_s)
    stretches.way.append(stretches.ways_count)
    stretches.doors.append(drive.doors)


def _marks(stretches: Stretches, tail: int, head: int, doors: bool) -> Iterator[int]:
    """Add nodes of our own along a long straight stretch, so that a place joins the road where it stands."""
    lat, lon = stretches.lat[tail], stretches.lon[tail]
    north, east = stretches.lat[head] - lat, stretches.lon[head] - lon
    degrees = math.hypot(north, east * math.cos(math.radians(lat)))
    if not doors or degrees <= SPACING_DEGREES or abs(east) > 180:  # an antimeridian is not worth the trouble
        return
    pieces = min(math.ceil(degrees / SPACING_DEGREES), MOST_MARKS)
    for piece in range(1, pieces):
        ref = FIRST_MARK + stretches.marks_count
        stretches.marks_count += 1
        stretches.lat[ref] = lat + north * piece / pieces
        stretches.lon[ref] = lon + east * piece / pieces
        yield ref
