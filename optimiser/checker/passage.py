"""How a leg of travel, and the set-up that follows it, fit between two visits.

Breaks split the time between two visits into gaps. The leg lies in one of them, the set-up in the same gap after it or
in a later one: neither is ever interrupted.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from optimiser.checker.lookup import SLACK_S


@dataclass(frozen=True, slots=True)
class Gap:
    """A span without activity. It may be negative where a plan lets two activities overlap."""

    free_s: float
    until_s: float


@dataclass(frozen=True, slots=True)
class Leg:
    """What has to happen before a visit: travel, then set-up, and what the plan says about when.

    Attributes
    ----------
    travel_s, metres, setup_s : float
        How long and how far.
    soonest_s : float
        Nobody sets out before this moment.
    leave_s, arrive_s : float or None
        When the travel begins and ends, where the plan states it.
    """

    travel_s: float
    metres: float
    setup_s: float
    soonest_s: float
    leave_s: float | None
    arrive_s: float | None


def best_passage(leg: Leg, gaps: Sequence[Gap]) -> tuple[float, float | None]:
    """Fit a leg into the gaps.

    Returns
    -------
    short_s : float
        By how many seconds the leg is too long where it fits best; infinite where the stated times leave no gap to it.
    leave_s : float or None
        The latest departure that keeps the plan's times; None where there is none.
    """
    ways = list(_ways(leg, gaps))
    short_s = min((short for short, _ in ways), default=math.inf)
    return short_s, max((leave for short, leave in ways if short <= SLACK_S), default=None)


def _ways(leg: Leg, gaps: Sequence[Gap]) -> Iterator[tuple[float, float]]:
    """Every way of placing travel and set-up in the gaps: by how much it is short, and when it leaves at the latest."""
    for number in _gaps_for_travel(leg, gaps):
        gap = gaps[number]
        here_s = max(gap.free_s, leg.soonest_s, -math.inf if leg.leave_s is None else leg.leave_s) + leg.travel_s
        if leg.arrive_s is None:
            ready_s = here_s + leg.setup_s
            yield ready_s - gap.until_s, gap.until_s - leg.setup_s - leg.travel_s
            late_s, leave_s = here_s - gap.until_s, gap.until_s - leg.travel_s
        else:
            late_s, leave_s = here_s - leg.arrive_s, leg.arrive_s - leg.travel_s
            yield max(late_s, leg.arrive_s + leg.setup_s - gap.until_s), leave_s
        if leg.setup_s:
            for later in gaps[number + 1 :]:
                yield max(late_s, later.free_s + leg.setup_s - later.until_s), leave_s


def _gaps_for_travel(leg: Leg, gaps: Sequence[Gap]) -> list[int]:
    """The gaps that the stated departure and arrival leave to the travel: any of them where nothing is stated."""
    numbers = list(range(len(gaps)))
    if leg.leave_s is not None:
        numbers = [n for n in numbers if gaps[n].free_s <= leg.leave_s + SLACK_S][-1:]
    if leg.arrive_s is not None:
        numbers = [n for n in numbers if leg.arrive_s <= gaps[n].until_s][:1]
    return numbers
