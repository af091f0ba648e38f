"""Visits under way: the head of a route that has happened and can no longer be planned."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from optimiser.errors import ImpossiblePlan
from optimiser.inputs import Problem, Visit

SECOND = timedelta(seconds=1)
_SLACK_S = 1  # what rounding may cost


@dataclass(frozen=True)
class Prefix:
    """The visits under way at the head of a shift, in order, with their times.

    Attributes
    ----------
    visits : tuple of int
        Indices in the problem.
    arrive_s, start_s, end_s : tuple of int
        Seconds from the start of the horizon, one per visit.
    leave_s : int
        When the route left.
    metres, driving_s : int
        Travelled so far.
    """

    visits: tuple[int, ...]
    arrive_s: tuple[int, ...]
    start_s: tuple[int, ...]
    end_s: tuple[int, ...]
    leave_s: int
    metres: int
    driving_s: int


def fold(
    problem: Problem,
    members: Sequence[int],
    begins_s: int,
    from_place: int,
    place: Mapping[str, int],
    legs: NDArray[np.int32],
    setup: NDArray[np.int64],
) -> Prefix:
    """Time the visits under way of one shift.

    Parameters
    ----------
    members : sequence of int
        Indices of the visits; they are taken in the order of their pinned starts.
    begins_s : int
        When the route may leave `from_place`, in seconds from the start of the horizon.

    Raises
    ------
    ImpossiblePlan
        Where a visit is pinned to a start at which nobody can be there yet.
    """
    arrive: list[int] = []
    start: list[int] = []
    end: list[int] = []
    metres = driving_s = 0
    free_s, here, leave_s = begins_s, from_place, begins_s
    order = _in_order(problem, members)
    for index in order:
        visit, pinned_s = problem.visits[index], _pinned_s(problem, index)
        there = place[visit.place]
        travel_s, leg_m = (0, 0) if here == there else (int(x) for x in legs[here, there])
        setup_s = 0 if here == there else int(setup[there])
        soonest_s = free_s + travel_s + setup_s
        if not math.isinf(pinned_s) and pinned_s < soonest_s - _SLACK_S:
            raise ImpossiblePlan(_too_early(problem, visit, soonest_s))
        start_s = _first_start(problem, visit, soonest_s) if math.isinf(pinned_s) else int(pinned_s)
        if not start:
            leave_s = free_s = max(begins_s, start_s - setup_s - travel_s)
        arrive.append(min(start_s, free_s + travel_s))
        start.append(start_s)
        end.append(start_s + math.ceil(visit.duration / SECOND))
        metres += leg_m
        driving_s += travel_s
        free_s, here = end[-1], there
    return Prefix(order, tuple(arrive), tuple(start), tuple(end), leave_s, metres, driving_s)


def _pinned_s(problem: Problem, index: int) -> float:
    """When the visit began, if its pin says so; minus infinity if not."""
    pin = problem.visits[index].pin
    start = None if pin is None else pin.start
    return -math.inf if start is None else math.ceil(_second(problem, start))


def _second(problem: Problem, instant: datetime) -> float:
    """Seconds from the start of the horizon; in UTC, for clocks that are put forward between the two."""
    return (instant.astimezone(UTC) - problem.horizon.start.astimezone(UTC)) / SECOND


def _in_order(problem: Problem, members: Sequence[int]) -> tuple[int, ...]:
    """The visits in the order in which they began."""
    return tuple(sorted(members, key=lambda k: (_pinned_s(problem, k), k)))


def _too_early(problem: Problem, visit: Visit, soonest_s: int) -> str:
    soonest = (problem.horizon.start + soonest_s * SECOND).isoformat()
    begun = visit.pin.start.isoformat() if visit.pin and visit.pin.start else "unknown"
    return (
        f"visit {visit.id} is under way since {begun}, but whoever serves it can begin at {soonest} at the earliest; "
        "mend the start of its pin, the shift's start or `at`, or what is under way before it"
    )


def _first_start(problem: Problem, visit: Visit, soonest_s: int) -> int:
    """The first start at or after `soonest_s` that lies in a window; `soonest_s` itself where there is none."""
    for window in sorted(visit.windows, key=lambda window: window.open):
        if soonest_s <= math.floor(_second(problem, window.close)):
            return max(soonest_s, math.ceil(_second(problem, window.open)))
    return soonest_s


def held(problem: Problem, members: Sequence[int], quantities: Sequence[str]) -> NDArray[np.float64]:
    """Room that the visits under way take from the rest of the route: on its first leg and later, (quantities, 2).

    What the rest has delivered rode along from the start, so on the first leg it shares the van with the fullest moment
    so far.
    """
    out = np.zeros((len(quantities), 2))
    for q, name in enumerate(quantities):
        load = sum(problem.visits[k].delivered.get(name, 0.0) for k in members)
        fullest = load
        for k in _in_order(problem, members):
            visit = problem.visits[k]
            load += visit.collected.get(name, 0.0) - visit.delivered.get(name, 0.0)
            fullest = max(fullest, load)
        out[q] = (fullest, load)
    return out
