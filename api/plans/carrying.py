"""The search prefers to send those who carry the parts: nobody has to fetch them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from api.plans.supply import Document, Supply
from api.store.stock import VAN
from optimiser import Engineer, Problem, Visit

FETCH_COST = 20.0
"""What the search pays for sending somebody without the parts where somebody else carries them."""


def preferring_vans(problem: Problem, sources: Mapping[str, Document], supply: Supply) -> Problem:
    """Let the search prefer, for each visit that needs parts, those who carry all of them, if anybody does."""
    visits = tuple(_preferring(visit, sources[visit.id], problem.engineers, supply) for visit in problem.visits)
    return replace(problem, visits=visits) if supply.asked else problem


def _preferring(visit: Visit, source: Document, engineers: Sequence[Engineer], supply: Supply) -> Visit:
    parts = supply.asked.get(source["id"]) if source["kind"] == "ticket" else None
    if parts is None:
        return visit
    carrying = {each.id for each in engineers if _carries(supply, each.id, parts)}
    if not any(each.id in carrying and _can_come(each, visit) for each in engineers):
        return visit
    costs = dict(visit.preference_costs)
    for each in engineers:
        if each.id not in carrying:
            costs[each.id] = costs.get(each.id, 0.0) + FETCH_COST
    return replace(visit, preference_costs=costs)


def _carries(supply: Supply, engineer: str, parts: Mapping[str, int]) -> bool:
    return all(supply.free.get((VAN, engineer, part), 0) >= count for part, count in parts.items())


def _can_come(engineer: Engineer, visit: Visit) -> bool:
    able = all(engineer.skills.get(skill, -1) >= level for skill, level in visit.skills.items())
    return able and bool(engineer.shifts) and engineer.id not in visit.excluded_engineers
