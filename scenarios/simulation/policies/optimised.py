"""The optimiser's policy: each morning the day is planned, and urgent tickets make the rest of it be planned anew."""

from collections import deque
from collections.abc import Sequence
from itertools import takewhile

from optimiser import (
    Cost,
    DisruptionPrices,
    Plan,
    Problem,
    SolveParams,
    Stop,
    Visit,
    solve,
    with_planned,
)
from scenarios.simulation.policies.fitting import begins_s, outlasts_break, sets_out_s
from scenarios.simulation.policies.rest_of_day import rest_of_day
from scenarios.simulation.presence import Go, Presence, Rest, Step, Wait
from scenarios.simulation.work import Work
from scenarios.simulation.world import Today, World

_PRICES = DisruptionPrices()
_NO_COST = Cost()
_PLACING_ITERATIONS = 10
"""So few that little moves: what is new goes where it is cheapest."""


class Optimised:
    """Plans as the service does: a plan in the morning, one anew for each urgent ticket, a place for every other.

    Whoever is on follows the plan stop by stop. What does not fit any more, as the day runs late, is left for the next
    plan.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self._urgent = frozenset(world.service.operations.replan_for) or _most_severe(world)
        self._today: Today | None = None
        self._plan = Plan((), (), _NO_COST)
        self._work: dict[str, Work] = {}
        self._stops: dict[str, deque[Stop]] = {}
        self._leave_s: dict[str, int] = {}

    def morning(self, today: Today) -> None:
        """Plan the day."""
        self._today, self._plan = today, Plan((), (), _NO_COST)
        self._work = {work.visit.id: work for work in self.world.waiting() if work.visit is not None}
        self._search(self.world.service.operations.morning_iterations)

    def reported(self, work: Work) -> None:
        """Plan anew for an urgent ticket; find a place for any other."""
        visit = self._visit_of(work)
        if visit is None or not self.world.presences:
            return
        work.visit = visit
        self._work[visit.id] = work
        if work.ticket is not None and work.ticket.severity in self._urgent:
            self.world.ledger.planned_anew()
            self._search(self.world.service.operations.replan_iterations)
        else:
            self._search(_PLACING_ITERATIONS)

    def gone(self, work: Work) -> None:
        """Forget a visit that nobody needs any more; stops are struck when their turn comes."""
        if work.visit is not None:
            self._work.pop(work.visit.id, None)

    def next(self, presence: Presence) -> Step:
        """Follow the plan."""
        world, stops = self.world, self._stops.get(presence.shift.id, deque())
        if not presence.has_left:
            _forget_missed(presence, world.now_s)
        while stops:
            rests = _rests_there(stops)
            if stops[0].visit is None and not rests:
                stops.popleft()
                if presence.pauses:
                    return Rest()
                continue
            work = self._work.get(stops[rests].visit or "")
            is_open = work is not None and work.state == "waiting"
            begin_s = begins_s(world, presence, work, rests) if work is not None and is_open else None
            if work is None or begin_s is None:
                del stops[rests]
                continue
            leave_s = sets_out_s(world, presence, work, begin_s, rests)
            if not presence.has_left:
                leave_s = max(leave_s, self._leave_s[presence.shift.id])
            if leave_s > world.now_s:
                return _before_leaving(presence, leave_s, world.now_s)
            if not rests and _is_due(presence, work, begin_s, stops, world.now_s):
                return Rest()
            for _ in range(rests + 1):
                stops.popleft()
            return Go(work, rests)
        return _stand_by(presence, world.now_s)

    # -- plans ---------------------------------------------------------------------------------------------------------

    def _search(self, iterations: int) -> None:
        """Plan all that waits, keeping what people were told where that pays."""
        problem = self._problem()
        if not problem.engineers:
            return
        now = problem.now or problem.horizon.start
        priced = with_planned(problem, self._plan, now, prices=_PRICES) if self._plan.routes else problem
        params = SolveParams(iterations=iterations, threads=1)
        travel = self.world.ways.times_of(problem)
        self._adopt(solve(priced, travel, params, clock=_standing, start=self._plan))

    def _problem(self) -> Problem:
        if self._today is None:
            raise RuntimeError("no day has begun")
        waiting = [work for work in self._work.values() if work.state == "waiting"]
        return rest_of_day(self.world, self._today, waiting)

    def _adopt(self, plan: Plan) -> None:
        """Have everybody follow a plan."""
        second = self.world.timeline.second
        self._plan = plan
        self._stops = {route.shift: deque(route.stops) for route in plan.routes}
        self._leave_s = {r.shift: second(r.leave) if r.leave is not None else 0 for r in plan.routes}
        for route in plan.routes:
            for stop in route.stops:
                if stop.visit is not None:
                    self.world.assign(self._work[stop.visit], route.engineer)
        for presence in self.world.presences.values():
            self.world.call(presence)

    def _visit_of(self, work: Work) -> Visit | None:
        """A ticket as a visit of today; None where it cannot be one."""
        if self._today is None:
            return None
        if work.ticket is None:
            return work.visit
        today, world = self._today, self.world
        now = world.timeline.instant(world.now_s)
        if now >= today.agenda.problem.horizon.end:
            return None
        return today.ahead.visit_of(world.ticket_of(work), now)


def _rests_there(stops: Sequence[Stop]) -> int:
    """How many breaks come next that are taken where the work after them is; 0 where the first is taken before."""
    breaks = list(takewhile(lambda stop: stop.visit is None, stops))
    if not breaks or len(breaks) == len(stops):
        return 0
    arrives = stops[len(breaks)].arrive
    return len(breaks) if arrives is not None and breaks[0].start >= arrives else 0


def _is_due(presence: Presence, work: Work, begin_s: int, stops: Sequence[Stop], now_s: int) -> bool:
    """Whether a break that is planned after the work would then begin too late, and may begin now."""
    is_planned = any(stop.visit is None for stop in stops)
    return is_planned and outlasts_break(presence, work, begin_s) and presence.pauses[0].earliest_s <= now_s


def _before_leaving(presence: Presence, leave_s: int, now_s: int) -> Step:
    """Wait until it is time to leave; a break that fits into that time is taken."""
    if presence.pauses:
        pause = presence.pauses[0]
        if max(now_s, pause.earliest_s) + pause.length_s <= leave_s:
            return Rest() if now_s >= pause.earliest_s else Wait(pause.earliest_s)
    return Wait(leave_s)


def _forget_missed(presence: Presence, now_s: int) -> None:
    """Owe no break that was to begin before anybody left."""
    while presence.pauses and presence.pauses[0].latest_s < now_s:
        presence.pauses.pop(0)


def _stand_by(presence: Presence, now_s: int) -> Step:
    if not presence.pauses:
        return Wait()
    earliest_s = presence.pauses[0].earliest_s
    return Rest() if now_s >= earliest_s else Wait(earliest_s)


def _most_severe(world: World) -> frozenset[str]:
    """The severities that each policy prices highest."""
    priced = [{k: v for k, v in policy.skip_costs.items() if k} for policy in world.service.book.policies]
    return frozenset(max(prices, key=prices.__getitem__) for prices in priced if prices)


def _standing() -> float:
    """A clock that stands: the effort of a search is counted in iterations."""
    return 0.0
