"""Where the parts come from that a plan's visits need: the van of who goes, else depots, else nowhere.

::

    visits of tickets that ask for parts, in the order of the plan
        ─> van of the engineer ─> depots, the nearest to where the engineer begins first ─> missing: a warning
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from geopy.distance import great_circle

from api.plans.supply import DepotPlace, Document, Supply
from api.store.stock import DEPOT, VAN, Lying


@dataclass(frozen=True)
class Taken:
    """So many of a part in one place."""

    kind: str
    id: str
    name: str | None
    count: int


@dataclass(frozen=True)
class PartPlanned:
    """A part that a visit needs, and where it is to be taken.

    Attributes
    ----------
    on : date
        The day on which the engineer goes.
    count, missing : int
        How many are needed, and how many of them are nowhere.
    warning : str, optional
        Says in a sentence that some are missing.
    """

    visit: str
    ticket: str
    engineer: str
    on: date
    part: str
    count: int
    take: tuple[Taken, ...]
    missing: int
    warning: str | None = None


@dataclass(frozen=True)
class _Need:
    visit: str
    ticket: str
    engineer: str
    on: date
    begins: Document


def parts_planned(
    supply: Supply, problem: Document, plan: Document, sources: Mapping[str, Document]
) -> list[PartPlanned]:
    """Say for each visit of a plan where its parts come from; what one takes, none after it has.

    Parameters
    ----------
    supply : Supply
    problem, plan : mapping
        As documents write them.
    sources : mapping of str to mapping
        What each visit came from.
    """
    free = dict(supply.free)
    planned = []
    for need in _needs(supply, problem, plan, sources):
        for part, count in supply.asked[need.ticket].items():
            take = tuple(_taken(supply, free, need, part, count))
            missing = count - sum(each.count for each in take)
            found = PartPlanned(need.visit, need.ticket, need.engineer, need.on, part, count, take, missing)
            planned.append(replace(found, warning=_warning(found)) if missing else found)
    return planned


def _needs(supply: Supply, problem: Document, plan: Document, sources: Mapping[str, Document]) -> list[_Need]:
    """The first visit of each ticket that asks for parts, in the order of time."""
    zone = ZoneInfo(supply.time_zone)
    shifts = {shift["id"]: shift for engineer in problem["engineers"] for shift in engineer["shifts"]}
    places = {place["id"]: place for place in problem["places"]}
    stops = [
        (stop["start"], route, stop["visit"])
        for route in plan["routes"]
        for stop in route["stops"]
        if stop.get("visit")
    ]
    stops.sort(key=lambda each: (datetime.fromisoformat(each[0]), each[1]["shift"]))
    needs: dict[str, _Need] = {}
    for _, route, visit in stops:
        source, shift = sources[visit], shifts[route["shift"]]
        if source["kind"] == "ticket" and source["id"] in supply.asked:
            on = datetime.fromisoformat(shift["start"]).astimezone(zone).date()
            need = _Need(visit, source["id"], route["engineer"], on, places.get(shift["from"], {}))
            needs.setdefault(source["id"], need)
    return list(needs.values())


def _taken(supply: Supply, free: dict[Lying, int], need: _Need, part: str, count: int) -> Iterator[Taken]:
    """Take parts from the van, then from depots, as many as there are."""
    depots = sorted(supply.depots, key=lambda depot: (_metres(depot, need.begins), depot.id))
    holders = [(VAN, need.engineer, None), *((DEPOT, depot.id, depot.name) for depot in depots)]
    for kind, id_, name in holders:
        there = min(count, max(0, free.get((kind, id_, part), 0)))
        if there:
            free[kind, id_, part] -= there
            count -= there
            yield Taken(kind, id_, name, there)


def _metres(depot: DepotPlace, place: Document) -> float:
    if place.get("lat") is None:
        return 0.0
    metres: float = great_circle((depot.lat, depot.lon), (place["lat"], place["lon"])).m
    return metres


def _warning(found: PartPlanned) -> str:
    van = sum(each.count for each in found.take if each.kind == VAN)
    depots = [f"depot {each.name or each.id} has {each.count} free" for each in found.take if each.kind == DEPOT]
    there = [f"{found.engineer}'s van has {van or 'none'} free", *(depots or ["no depot has any"])]
    return (
        f"{found.ticket} needs {found.count} x {found.part}; {', '.join(there)}: {found.missing} "
        f"{'is' if found.missing == 1 else 'are'} missing"
    )


def with_parts(matter: Document, planned: Sequence[PartPlanned]) -> dict[str, Any]:
    """Write into a plan's matter where its parts come from, and warn; what was written before is replaced."""
    before = {each["warning"] for each in matter.get("parts", ()) if each.get("warning")}
    warnings = [each for each in matter.get("warnings", ()) if each not in before]
    warnings += [each.warning for each in planned if each.warning]
    return {**matter, "parts": [_written(each) for each in planned], "warnings": warnings}


def _written(planned: PartPlanned) -> dict[str, Any]:
    return asdict(planned) | {"on": planned.on.isoformat()}
