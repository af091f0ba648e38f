"""A plan as its day stands now: reports are believed, and of who reports nothing the plan is taken to be kept.

Both the quick questions and a replan start from it.
"""

from collections.abc import Collection, Sequence
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
    with_way_home,
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
    silent, free = Whereabouts(left, state, now).silent, _free(left)
    changed = [route.shift for route in plan.routes if route.shift not in silent or not free.issuperset(_visits(route))]
    try:
        return _settled(*as_kept(left, plan, travel, state, now), travel, changed)
    except ImpossiblePlan:  # the visits of a day cannot have begun as planned, as they are others than they were
        return _settled(*as_told(left, plan, now), travel, [route.shift for route in plan.routes])


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
    routes = as_told(problem, plan, now)[1].routes
    kept = tuple(route for route in routes if route.shift in silent)
    later, shown = as_of(problem, replace(plan, routes=kept), travel, now)
    others = (route for route in routes if route.shift not in silent)
    visits = tuple(map(_let_in, later.visits))
    return replace(later, visits=visits), replace(plan, routes=(*shown.routes, *others))


def as_told(problem: Problem, plan: Plan, now: datetime) -> tuple[Problem, Plan]:
    """The same where only reports are believed: what nobody said has begun is still to be done."""
    free = _free(problem)
    shifts = {(engineer.id, shift.id) for engineer in problem.engineers for shift in engineer.shifts}
    routes = tuple(
        replace(route, stops=tuple(stop for stop in route.stops if stop.visit is None or stop.visit in free))
        for route in plan.routes
        if (route.engineer, route.shift) in shifts
    )
    return replace(problem, now=now), replace(plan, routes=routes)


def _free(problem: Problem) -> frozenset[str]:
    """The visits that nobody has begun."""
    return frozenset(visit.id for visit in problem.visits if not (visit.pin and visit.pin.under_way))


def _visits(route: Route) -> list[str]:
    return [stop.visit for stop in route.stops if stop.visit is not None]


def _let_in(visit: Visit) -> Visit:
    """Ask neither hours nor skills of a visit that has begun."""
    if visit.pin is None or not visit.pin.under_way or visit.pin.start is None:
        return visit
    return replace(visit, windows=(), skills={}, excluded_engineers=(), preference_costs={})


def _settled(problem: Problem, plan: Plan, travel: TravelTimes, changed: Collection[str]) -> OpenPlan:
    """Open a plan whose routes may be behind: these are timed anew, less the visits that can no longer be kept."""
    problem = with_way_home(problem, travel)
    opened, broken = _opened(problem, plan, travel)
    shift_of = {shift: s for (_, shift), s in opened.shift_of.items()}
    for route in plan.routes:
        if route.shift in broken:
            opened = _mended(opened, shift_of[route.shift], _visits(route))
    stale = [shift_of[shift] for shift in {*changed, *broken} if shift in shift_of]
    timed = opened.with_sequences({s: opened.kept.sequence(s) for s in stale})
    routes = tuple(timed.stated.values())
    served = {stop.visit for route in routes for stop in route.stops}
    unserved = tuple(Unserved(visit.id) for visit in problem.visits if visit.id not in served)
    stated = replace(plan, routes=routes, unserved=unserved, cost=timed.price(routes), bound=None, status="feasible")
    return replace(timed, plan=stated)


def _opened(problem: Problem, plan: Plan, travel: TravelTimes) -> tuple[OpenPlan, frozenset[str]]:
    """Open a plan, less the routes that cannot be kept as they are; and name the shifts of these."""
    broken: frozenset[str] = frozenset()
    while True:  # without a route that is broken, another one of the same engineer may be
        try:
            sound = tuple(route for route in plan.routes if route.shift not in broken)
            return open_plan(problem, replace(plan, routes=sound), travel), broken
        except FaultyInput as faulty:
            more = {str(fault.value) for fault in faulty.faults if fault.code == "broken_route"} - broken
            if not more:
                raise
            broken |= more


def _mended(opened: OpenPlan, s: int, wanted: Sequence[str]) -> OpenPlan:
    """Put visits into an empty route in their order, as far as each still fits."""
    for visit in wanted:
        u = opened.kept.index.get(visit)
        if u is None or u in opened.kept.home:
            continue
        tried = opened.with_sequences({s: [*opened.kept.sequence(s), u]})
        if tried.kept.base[s] < float("inf"):
            opened = tried
    return opened
