"""How fast a road is driven: its class, and the limit that it posts."""

import re
from collections.abc import Mapping

CLASS_KMH: Mapping[str, float] = {
    "motorway": 110,
    "motorway_link": 60,
    "trunk": 90,
    "trunk_link": 50,
    "primary": 65,
    "primary_link": 40,
    "secondary": 55,
    "secondary_link": 40,
    "tertiary": 45,
    "tertiary_link": 35,
    "unclassified": 40,
    "residential": 30,
    "road": 30,
    "living_street": 10,
    "service": 15,
    # Below: only where a tag opens them to cars, see `optimiser.travel.roads.access`.
    "track": 15,
    "pedestrian": 7,
}
"""What is driven on a road that posts no limit, in km/h, by the value of its ``highway`` tag."""

FERRY_KMH = 20.0
"""A ferry that states no duration, with a share of the wait for it."""

UNLIMITED_KMH = 130.0
WALK_KMH = 7.0
MILE_KM = 1.609344
KNOT_KM = 1.852
SLOWEST_KMH, FASTEST_KMH = 3.0, 150.0

# What national codes such as "DE:urban" mean, roughly: countries differ by 10 to 20 km/h.
IMPLIED_KMH: Mapping[str, float] = {
    "urban": 50,
    "rural": 80,
    "trunk": 100,
    "motorway": 120,
    "living_street": 10,
    "bicycle_road": 30,
    "school": 30,
    "nsl_single": 60 * MILE_KM,
    "nsl_dual": 70 * MILE_KM,
}

_LIMIT = re.compile(r"(\d{1,3}(?:\.\d{1,2})?) ?(km/h|kmh|kph|mph|knots)?", re.ASCII)
_NATIONAL = re.compile(r"[A-Z]{2}(?:-[A-Z]{1,3})?:(?:zone:?)?(\d{1,3}|[a-z_]+)", re.ASCII)
_UNIT_KM: Mapping[str, float] = {"mph": MILE_KM, "knots": KNOT_KM}


def posted_kmh(value: str) -> float | None:
    """Read the value of a ``maxspeed`` tag.

    Parameters
    ----------
    value : str
        ``50``, ``30 mph``, ``none``, ``walk``, ``DE:urban``, ``DE:zone:30``; of several (``50;70``) the lowest counts.

    Returns
    -------
    float or None
        In km/h; None where it says nothing that can be used (``signals``, ``variable``, nonsense).
    """
    limits = [limit for part in value.split(";") if (limit := _one_limit(part.strip())) is not None]
    return min(limits, default=None)


def _one_limit(text: str) -> float | None:
    if text == "none":
        return UNLIMITED_KMH
    if text == "walk":
        return WALK_KMH
    if national := _NATIONAL.fullmatch(text):
        meaning = national[1]
        return _plausible(float(meaning)) if meaning.isdigit() else IMPLIED_KMH.get(meaning)
    if limit := _LIMIT.fullmatch(text):
        return _plausible(float(limit[1]) * _UNIT_KM.get(limit[2] or "", 1.0))
    return None


def _plausible(kmh: float) -> float | None:
    return min(kmh, FASTEST_KMH) if kmh >= SLOWEST_KMH else None


def driven_kmh(tags: Mapping[str, str], direction: str) -> float:
    """Say how fast a road of a known class is driven in one direction.

    Parameters
    ----------
    tags : mapping of str to str
        Of the way; ``highway`` is a key of `CLASS_KMH`.
    direction : {"forward", "backward"}
        Along the order of the way's nodes, or against it.

    Returns
    -------
    float
        km/h: the posted limit for this direction, or for both, or what is usual on a road of this class.
    """
    for key in (f"maxspeed:{direction}", "maxspeed"):
        limit = posted_kmh(tags.get(key, ""))
        if limit is not None:
            return limit
    return CLASS_KMH[tags["highway"]]
