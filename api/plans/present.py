"""A plan as its day stands now: reports are believed, and of who reports nothing the plan is taken to be kept.

Both the quick questions and a replan start from it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from api.plans.overlay import Sources, still_to_do
from api.plans.whereabouts import Whereabouts
from api.store.day_state import DayState
from optimiser import (
    FaultyInput,
    ImpossiblePlan,
    MatrixCache,
    OpenPlan,
    Plan,
    Problem,
    Route,
    TravelTimes,
    Unserved,
    Visit,
    as_of,
    open_plan,
    travel_times,
)


def present(
    problem: Problem, plan: Plan, travel: TravelTimes, sources: Sources, state: DayState, now: datetime
) -> OpenPlan:
    """Open a plan as its day stands.

    Parameters
    ----------
    problem, plan, travel
        As the plan was made.
    sources : mapping of str to dict
        What each visit came from.
    state : DayState
    now : datetime
        Before the plan's days begin it is as it was made, but for what was promised and given away since.
    """
    left = still_to_do(problem, sources, state, max(now, problem.now or now))
    if len(left.places) > len(problem.places):
        travel = travel_times(left, cache=MatrixCache())
    began, kept_to = as_kept(left, plan, travel, state, now)
    return _settled(began, kept_to, travel)


def as_kept(problem: Problem, plan: Plan, travel: TravelTimes, state: DayState, now: datetime) -> tuple[Problem, Plan]:
    """Take what a plan has begun by now to be under way in the shifts of which nothing was reported.

    Parameters
    ----------
    problem : Problem
        As it stands now.
    plan : Plan
        The one that is out; its visits need not all be in the problem any more.

    Returns
    -------
    problem : Problem
    plan : Plan
        Only with what is still in the problem, each visit under way in the route of its shift or in none.
    """
    silent = Whereabouts(problem, state, now).silent
    routes = _routes(problem, plan)
    kept = [route for route in routes if route.shift in silent]
    others = [route for route in routes if route.shift not in silent]
    later, shown = as_of(problem, replace(plan, routes=tuple(kept)), travel, now)
    later = replace(later, visits=tuple(map(_let_in, later.visits)))
    try:
        open_plan(later, Plan((), (), plan.cost), travel)
    except ImpossiblePlan:  # the visits of a day cannot have begun as planned, as they are others than they were
        return replace(problem, now=now), replace(plan, routes=tuple(routes))
    return later, replace(plan, routes=(*shown.routes, *others))


def _let_in(visit: Visit) -> Visit:
    """Ask neither hours nor skills of a visit that has begun."""
    if visit.pin is None or not visit.pin.under_way or visit.pin.start is None:
        return visit
    return replace(visit, windows=(), skills={}, excluded_engineers=(), preference_costs={})


def _routes(problem: Problem, plan: Plan) -> list[Route]:
    """The routes of shifts that there still are, with the visits that are still to be begun."""
    free = {visit.id for visit in problem.visits if not (visit.pin and visit.pin.under_way)}
    shifts = {(engineer.id, shift.id) for engineer in problem.engineers for shift in engineer.shifts}
    return [
        replace(route, stops=tuple(stop for stop in route.stops if stop.visit is None or stop.visit in free))
        for route in plan.routes
        if (route.engineer, route.shift) in shifts
    ]


def _settled(problem: Problem, plan: Plan, travel: TravelTimes) -> OpenPlan:
    """Open a plan whose routes may be behind: each is timed anew, less the visits that can no longer be kept."""
    broken = _broken(problem, plan, travel)
    sound = [route for route in plan.routes if route.shift not in broken]
    opened = open_plan(problem, replace(plan, routes=tuple(sound)), travel)
    wanted = {route.shift: [stop.visit for stop in route.stops if stop.visit] for route in plan.routes}
    for (_, shift), s in opened.shift_of.items():
        if shift in broken:
            opened = _mended(opened, s, wanted[shift])
    timed = opened.with_sequences({s: opened.kept.sequence(s) for s in opened.shift_of.values()})
    routes = tuple(timed.stated.values())
    served = {stop.visit for route in routes for stop in route.stops}
    unserved = tuple(Unserved(visit.id) for visit in problem.visits if visit.id not in served)
    stated = replace(plan, routes=routes, unserved=unserved, cost=timed.price(routes), bound=None, status="feasible")
    return replace(timed, plan=stated)


def _broken(problem: Problem, plan: Plan, travel: TravelTimes) -> frozenset[str]:
    """The shifts whose routes cannot be kept as they are."""
    try:
        open_plan(problem, plan, travel)
    except FaultyInput as faulty:
        return frozenset(str(fault.value) for fault in faulty.faults if fault.code == "broken_route")
    return frozenset()


def _mended(opened: OpenPlan, s: int, wanted: Sequence[str]) -> OpenPlan:
    """Put visits into an empty route in their order, as far as each still fits."""
    for u in _known(opened, wanted):
        tried = opened.with_sequences({s: [*opened.kept.sequence(s), u]})
        if tried.kept.base[s] < float("inf"):
            opened = tried
    return opened


def _known(opened: OpenPlan, wanted: Sequence[str]) -> Iterator[int]:
    able = opened.kept.index
    yield from (able[visit] for visit in wanted if visit in able and able[visit] not in opened.kept.home)
