"""The ways between the stops of a plan, kept beside it: whoever publishes it need not ask for travel again."""

from collections.abc import Mapping
from typing import Any

from optimiser import Plan, Problem, TravelTimes

Legs = Mapping[str, list[list[int]]]
"""By shift: seconds and metres to each stop from the one before, and at the end those of the way back."""


def legs_of(problem: Problem, plan: Plan, travel: TravelTimes) -> Legs:
    """Look up the ways of all routes; a break is where the stop before it was."""
    at = {place.id: k for k, place in enumerate(problem.places)}
    where = {visit.id: at[visit.place] for visit in problem.visits}
    shifts = {shift.id: shift for engineer in problem.engineers for shift in engineer.shifts}
    out: dict[str, list[list[int]]] = {}
    for route in plan.routes:
        shift = shifts[route.shift]
        here = at[shift.at.place if shift.at else shift.from_]
        legs = out[route.shift] = []
        for there in [*(where[stop.visit] if stop.visit else None for stop in route.stops), at[shift.to]]:
            target = here if there is None else there
            legs.append([int(travel.seconds[here, target]), int(travel.metres[here, target])])
            here = target
    return out


def driving_of(legs: Any) -> tuple[int, int]:
    """Add up the ways of one route: seconds and metres."""
    return sum(leg[0] for leg in legs), sum(leg[1] for leg in legs)
