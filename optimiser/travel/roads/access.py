"""Who may drive where: which ways and gates are open to cars, and in which direction."""

from collections.abc import Mapping

from optimiser.travel.roads.speeds import CLASS_KMH

OPEN = frozenset({"yes", "permissive", "designated", "destination", "customers", "delivery", "permit", "official"})
"""Access values that let an engineer in: the site lies there, and its customer expects the visit."""

CLOSED = frozenset(
    {"no", "private", "agricultural", "forestry", "emergency", "military", "psv", "bus", "use_sidepath", "restricted"}
)

ONLY_WHERE_OPENED = frozenset({"track", "pedestrian"})
"""Classes that no car uses unless a tag opens them."""

BLOCKING = frozenset(
    {"bollard", "block", "chain", "cycle_barrier", "debris", "jersey_barrier", "kerb", "log", "motorcycle_barrier"}
    | {"planter", "stile", "turnstile", "kissing_gate", "full-height_turnstile", "bus_trap", "sump_buster", "wall"}
)
"""Barriers that stop a car although nothing is said about access; gates and the like are taken to open."""

WITHOUT_DOORS = frozenset({"motorway", "motorway_link", "trunk_link", "ferry"})
"""Nobody stops here: a place beside a motorway is reached from another road."""

# The most specific key that is present decides.
_ACCESS_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")


def stated_access(tags: Mapping[str, str]) -> str | None:
    """Say what the tags let cars do: the value of the most specific access tag, or None."""
    return next((tags[key] for key in _ACCESS_KEYS if key in tags), None)


def is_drivable(tags: Mapping[str, str]) -> bool:
    """Tell whether an engineer may drive along a way."""
    highway, access = tags.get("highway", ""), stated_access(tags)
    if highway not in CLASS_KMH or tags.get("area") == "yes" or tags.get("service") == "emergency_access":
        return False
    if access in CLOSED:
        return False
    return access in OPEN if highway in ONLY_WHERE_OPENED else True


def is_car_ferry(tags: Mapping[str, str]) -> bool:
    """Tell whether a way is a ferry that says that it takes cars."""
    return tags.get("route") == "ferry" and stated_access(tags) in OPEN


def blocks(tags: Mapping[str, str]) -> bool:
    """Tell whether a node stops cars: a bollard, a gate that is private."""
    access = stated_access(tags)
    if "barrier" not in tags or access in OPEN:
        return False
    return access in CLOSED or tags["barrier"] in BLOCKING


def directions(tags: Mapping[str, str]) -> tuple[bool, bool]:
    """Say in which directions a drivable way may be driven.

    Returns
    -------
    forward, backward : bool
        Along the order of the way's nodes, and against it. Motorways and roundabouts are one-way unless tagged
        otherwise; a reversible lane, open now one way and now the other, counts for neither.
    """
    oneway = tags.get("oneway", "")
    if oneway in ("yes", "true", "1"):
        return True, False
    if oneway in ("-1", "reverse"):
        return False, True
    if oneway in ("reversible", "alternating"):
        return False, False
    if oneway == "no":
        return True, True
    implied = tags.get("junction") in ("roundabout", "circular") or tags.get("highway") == "motorway"
    return True, not implied
