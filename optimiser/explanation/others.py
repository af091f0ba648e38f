"""What an engineer's other routes leave to each shift: time between them, rest, and what is left of limits."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from optimiser.facts import FROM, NEVER, PLACE, SECOND, TO, ProblemArrays, seconds_since
from optimiser.inputs import Engineer, Limit, Problem
from optimiser.plan import Plan, Route
from optimiser.schedule import timed_route
from optimiser.travel.times import TravelTimes


@dataclass(frozen=True)
class Out:
    """One route: when it leaves and is back, in seconds of the arrays, and for how long it travels."""

    leave_s: int
    back_s: int
    driving_s: int


class Others:
    """Answers for each shift what the routes of its engineer's other shifts leave to it.

    An engineer is handed in wherever the answer depends on a rest or a limit, so that changed ones can be asked about.

    Parameters
    ----------
    problem : Problem
    arrays : ProblemArrays
    out : mapping of int to Out
        The routes of engineers with more than one shift, by shift.
    """

    def __init__(self, problem: Problem, arrays: ProblemArrays, out: Mapping[int, Out]) -> None:
        self.out = dict(out)
        keys, self._begun = arrays.shifts, frozenset(arrays.prefixes)
        self.day: Sequence[date] = [problem.engineers[key.engineer].shifts[key.shift].day for key in keys]
        turns: dict[int, list[int]] = {}
        for s, key in enumerate(keys):
            turns.setdefault(key.engineer, []).append(s)  # in the order of the arrays, which the search keeps to
        self.turns = turns
        self._turn = [self.turns[key.engineer] for key in keys]
        self._spent = [problem.engineers[key.engineer].spent for key in keys]

    def bounds(self, s: int, engineer: Engineer) -> tuple[int, int]:
        """When a route may leave, and when it has to be back: those before are back, those after not yet out."""
        soonest, latest, before = -NEVER, NEVER, True
        rest_s = math.ceil(engineer.min_rest / SECOND)
        for other in self._turn[s]:
            before = before and other != s
            route = self.out.get(other)
            if other == s or route is None:
                continue
            both_begun = s in self._begun and other in self._begun
            between_s = 0 if self.day[other] == self.day[s] or both_begun else rest_s
            if before:
                soonest = max(soonest, route.back_s + between_s)
            else:
                latest = min(latest, route.leave_s - between_s)
        return soonest, latest

    def left(self, s: int, engineer: Engineer) -> tuple[int, int]:
        """The seconds of working and of driving that all limits leave to a route; NEVER where they do not bind."""
        working = driving = NEVER
        for limit in engineer.limits:
            (worked, driven), (works, drives) = self._spent_on(s, limit), self._planned(s, limit)
            if limit.working_time is not None:
                working = min(working, max(0, math.floor(limit.working_time / SECOND) - worked) - works)
            if limit.driving_time is not None:
                driving = min(driving, max(0, math.floor(limit.driving_time / SECOND) - driven) - drives)
        return working, driving

    def used(self, s: int, limit: Limit) -> tuple[int, int]:
        """The seconds of working and of driving that count towards a limit of this shift's besides its own route."""
        (worked, driven), (works, drives) = self._spent_on(s, limit), self._planned(s, limit)
        return worked + works, driven + drives

    def _spent_on(self, s: int, limit: Limit) -> tuple[int, int]:
        """What was worked and driven before the plan begins, as far as it counts towards a limit of this shift's."""
        before = [each for each in self._spent[s] if _span(limit, each.on) == _span(limit, self.day[s])]
        worked = sum(math.ceil(each.working_time / SECOND) for each in before)
        return worked, sum(math.ceil(each.driving_time / SECOND) for each in before)

    def _planned(self, s: int, limit: Limit) -> tuple[int, int]:
        """What the engineer's other routes work and drive, as far as it counts towards a limit of this shift's."""
        span = _span(limit, self.day[s])
        shared = [o for o in self._turn[s] if o != s and o in self.out and _span(limit, self.day[o]) == span]
        routes = [self.out[other] for other in shared]
        return sum(own.back_s - own.leave_s for own in routes), sum(own.driving_s for own in routes)


def _span(limit: Limit, day: date) -> tuple[int, ...]:
    """Names the day or the week in which a limit counts what happens on `day`."""
    return (day.toordinal(),) if limit.per == "day" else tuple(day.isocalendar()[:2])


def others_of(
    problem: Problem, arrays: ProblemArrays, plan: Plan, sequences: Mapping[int, Sequence[int]], driven_s: Sequence[int]
) -> Others:
    """The routes of all engineers with more than one shift: as the plan states them where their visits can keep to
    that, else each at its cheapest beside the others.

    Parameters
    ----------
    sequences : mapping of int to sequence of int
        The movable visits of each shift, in order.
    driven_s : sequence of int
        By shift: seconds of travel to what is under way.
    """
    stated = {(route.engineer, route.shift): route for route in plan.routes}
    others = Others(problem, arrays, {})
    for e, turns in others.turns.items():
        if len(turns) < 2:
            continue
        engineer = problem.engineers[e]
        for s in turns:
            own, told = sequences.get(s, ()), stated.get((engineer.id, engineer.shifts[arrays.shifts[s].shift].id))
            out = route_out(arrays, s, told, own, driven_s[s])
            if out is not None and timed_route(problem, arrays, s, own, out.leave_s, out.back_s) is not None:
                others.out[s] = out
        for s in (s for s in turns if s not in others.out):
            own, bounds = sequences.get(s, ()), others.bounds(s, engineer)
            route = timed_route(problem, arrays, s, own, *bounds) or timed_route(problem, arrays, s, own)
            out = route_out(arrays, s, route, own, driven_s[s])
            if out is not None:
                others.out[s] = out
    return others


def route_out(arrays: ProblemArrays, s: int, route: Route | None, visits: Sequence[int], driven_s: int) -> Out | None:
    """When a route with these movable visits is out, and for how long it travels; None where there is none."""
    if route is None or route.leave is None or route.back is None:
        return None
    leave_s, back_s = seconds_since(arrays.start_at, route.leave), seconds_since(arrays.start_at, route.back)
    return Out(math.floor(leave_s), math.ceil(back_s), driven_s + _driving_s(arrays, s, visits))


def _driving_s(arrays: ProblemArrays, s: int, visits: Sequence[int]) -> int:
    """Seconds of travel along the movable visits of a shift, from where it begins to where it ends."""
    facts = arrays.facts
    places = [int(facts.shift_i[s, FROM]), *(int(facts.visit_i[v, PLACE]) for v in visits), int(facts.shift_i[s, TO])]
    return sum(int(facts.legs[a, b, 0]) for a, b in pairwise(places) if a != b)


def driven_before(problem: Problem, arrays: ProblemArrays, travel: TravelTimes) -> list[int]:
    """By shift: seconds of travel to what is under way; nothing where nothing is."""
    row = {place.id: k for k, place in enumerate(problem.places)}
    out = []
    for s, key in enumerate(arrays.shifts):
        shift, prefix = problem.engineers[key.engineer].shifts[key.shift], arrays.prefixes.get(s)
        here = shift.at.place if shift.at else shift.from_
        way = [row[here], *(row[problem.visits[k].place] for k in (prefix.visits if prefix else ()))]
        out.append(sum(int(travel.seconds[a, b]) for a, b in pairwise(way) if a != b))
    return out
