"""A very large day in regions: problems of their own with the engineers who live there, and their plans joined."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2

from optimiser import Cost, Plan, Problem, TravelTimes, Visit

_NO_COST = Cost()


@dataclass(frozen=True)
class Region:
    """One part of a problem, with the travel between its places."""

    problem: Problem
    travel: TravelTimes


def regions_of(problem: Problem, travel: TravelTimes, count: int, seed: int) -> list[Region]:
    """Divide a problem by where its engineers start; each visit goes to the region whose engineers are nearest.

    All shifts of an engineer stay together, and all visits of a series; a visit that is pinned goes with its engineer.

    Parameters
    ----------
    count : int
        How many regions, at most.

    Returns
    -------
    list of Region
        A single one where places have no coordinates, or there is nothing to divide.
    """
    points = _points(problem)
    count = min(count, len(problem.engineers))
    if points is None or count < 2:
        return [Region(problem, travel)]
    at = {place.id: k for k, place in enumerate(problem.places)}
    homes = points[[at[engineer.shifts[0].from_] if engineer.shifts else 0 for engineer in problem.engineers]]
    centres, region_of_engineer = kmeans2(homes, count, minit="++", seed=seed, missing="warn")
    sites = points[[at[visit.place] for visit in problem.visits]]
    nearest = np.argmin(((sites[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2), axis=1)
    engineers = {each.id: int(region) for each, region in zip(problem.engineers, region_of_engineer, strict=True)}
    visits = _tied(problem, {v.id: int(r) for v, r in zip(problem.visits, nearest, strict=True)}, engineers)
    used = sorted(set(engineers.values()))
    spare = {region: region if region in used else used[0] for region in range(count)}
    return [_region(problem, travel, k, engineers, {id_: spare[r] for id_, r in visits.items()}) for k in used]


def joined(plans: Sequence[Plan]) -> Plan:
    """Put the plans of regions together, to be gone on from: what they cost as a whole is not worked out."""
    routes = [route for plan in plans for route in plan.routes]
    return Plan(routes, [each for plan in plans for each in plan.unserved], _NO_COST)


def _points(problem: Problem) -> NDArray[np.float64] | None:
    """Places on a plane on which distances near each other are right; None where one has no coordinates."""
    if any(place.lat is None or place.lon is None for place in problem.places):
        return None
    lat = np.array([place.lat for place in problem.places], dtype=float)
    lon = np.array([place.lon for place in problem.places], dtype=float)
    return np.stack([lat, lon * np.cos(np.radians(lat.mean()))], axis=1)


def _tied(problem: Problem, visits: dict[str, int], engineers: Mapping[str, int]) -> dict[str, int]:
    """Move visits to where they must be: with the engineer of their pin, with the first visit of their series."""
    shifts = {shift.id: engineer.id for engineer in problem.engineers for shift in engineer.shifts}
    for series in problem.series:
        held = [_pinned_to(visit, shifts) for visit in problem.visits if visit.id in series.visits]
        first = next((engineers[name] for name in held if name in engineers), visits[series.visits[0]])
        visits |= dict.fromkeys(series.visits, first)
    for visit in problem.visits:
        name = _pinned_to(visit, shifts)
        if name in engineers:
            visits[visit.id] = engineers[name]
    return visits


def _pinned_to(visit: Visit, shifts: Mapping[str, str]) -> str:
    if visit.pin is None:
        return ""
    return visit.pin.engineer or shifts.get(visit.pin.shift or "", "")


def _region(
    problem: Problem, travel: TravelTimes, k: int, engineers: Mapping[str, int], visits: Mapping[str, int]
) -> Region:
    staff = [each for each in problem.engineers if engineers[each.id] == k]
    names = {each.id for each in staff}
    own = [_without_strangers(each, names) for each in problem.visits if visits[each.id] == k]
    needed = {visit.place for visit in own}
    for shift in (shift for each in staff for shift in each.shifts):
        needed |= {shift.from_, shift.to, *(shift.serves_only or ())} | ({shift.at.place} if shift.at else set())
    kept = [i for i, place in enumerate(problem.places) if place.id in needed]
    ids = {visit.id for visit in own}
    series = [each for each in problem.series if each.visits and each.visits[0] in ids]
    places = [problem.places[i] for i in kept]
    part = replace(problem, places=places, engineers=staff, visits=own, series=series)
    rows = np.ix_(kept, kept)
    return Region(part, TravelTimes(travel.seconds[rows], travel.metres[rows]))


def _without_strangers(visit: Visit, names: set[str]) -> Visit:
    """Drop what a visit says of engineers of other regions."""
    return replace(
        visit,
        excluded_engineers=[each for each in visit.excluded_engineers if each in names],
        preference_costs={name: cost for name, cost in visit.preference_costs.items() if name in names},
    )
