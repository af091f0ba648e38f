"""Work that outlasts its shift: whoever is at it finishes, and goes home."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from optimiser.facts import SECOND
from optimiser.inputs import Problem, Shift
from optimiser.travel import UNREACHABLE_S, TravelTimes
from optimiser.underway import fold


def with_way_home(problem: Problem, travel: TravelTimes) -> Problem:
    """Let overtime last until whoever is at work is home, where what is under way takes longer than its shift allows.

    Nothing else fits into that time. So what has begun is kept by an engineer whose work overruns, or whose day was cut
    short while it was going on.

    Parameters
    ----------
    problem : Problem
        Visits that have begun are under way, each pinned to its shift.
    travel : TravelTimes
        Between its places, in their order.

    Raises
    ------
    ImpossiblePlan
        Where a visit is pinned to a start at which nobody can be there yet.
    """
    begun: defaultdict[str, list[int]] = defaultdict(list)
    for k, visit in enumerate(problem.visits):
        if visit.pin and visit.pin.under_way and visit.pin.shift:
            begun[visit.pin.shift].append(k)
    if not begun:
        return problem
    homes = _Homes(problem, travel)
    engineers = tuple(
        replace(
            each, shifts=tuple(homes.reached(own, begun[own.id]) if own.id in begun else own for own in each.shifts)
        )
        for each in problem.engineers
    )
    return replace(problem, engineers=engineers)


class _Homes:
    """Says when engineers who are at work can be home."""

    def __init__(self, problem: Problem, travel: TravelTimes) -> None:
        self._problem = problem
        self._legs = np.stack([travel.seconds, travel.metres], axis=-1)
        self._place = {place.id: k for k, place in enumerate(problem.places)}
        self._setup = np.array([math.ceil(place.setup / SECOND) for place in problem.places], dtype=np.int64)

    def reached(self, shift: Shift, members: Sequence[int]) -> Shift:
        """The shift, with overtime as long as the way home needs, and the breaks that are still owed before it."""
        begins_at = shift.at.time if shift.at else shift.start
        from_ = self._place[shift.at.place if shift.at else shift.from_]
        prefix = fold(self._problem, members, self._second(begins_at), from_, self._place, self._legs, self._setup)
        here = self._place[self._problem.visits[prefix.visits[-1]].place]
        way_s = int(self._legs[here, self._place[shift.to], 0])
        if way_s >= UNREACHABLE_S:
            return shift
        owed = (pause.duration for pause in shift.breaks if self._second(pause.latest) >= prefix.end_s[-1])
        home_s = max(prefix.end_s[-1], self._second(self._problem.now or begins_at)) + way_s
        home = self._problem.horizon.start.astimezone(UTC) + home_s * SECOND + sum(owed, timedelta(0))
        return replace(shift, overtime_limit=max(shift.overtime_limit, home - shift.end.astimezone(UTC)))

    def _second(self, at: datetime) -> int:
        return math.ceil((at.astimezone(UTC) - self._problem.horizon.start.astimezone(UTC)) / SECOND)
