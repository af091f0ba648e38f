"""A day given out by hand, by a dispatcher who is careful and does not calculate."""

from collections.abc import Iterator, Sequence
from typing import Any

from optimiser import Promises, deadlines_of
from scenarios.demand import work_by_site
from scenarios.simulation.policies.fitting import is_able, sets_out_s
from scenarios.simulation.policies.own_sites import Member, shared_out
from scenarios.simulation.policies.waiting import FirstCome
from scenarios.simulation.presence import Presence, Step, Wait
from scenarios.simulation.work import Work
from scenarios.simulation.world import Today, World

_DAY_S = 86_400
_SOON_S = 7200
"""Whose shift begins within that long has sites like those who are on."""
_LEAST_H = 0.05
"""What a site counts at least, in hours of work a day, for its inspections and the look at it. Both our assumptions."""
_NEVER = 2**62


class ByHand(FirstCome):
    """Everybody on has own sites and works down the own list by deadline; what does not fit is handed over.

    Sites are shared out among those who are on, near their homes and in fair shares (see
    :func:`scenarios.simulation.policies.own_sites.shared_out`). At each call and report the dispatcher goes through
    all that waits, by deadline, then severity, then age, and puts it onto lists: that of the own engineer if it is
    reached there before its deadline and done within the shift, else that of the nearest who has such room. What nobody
    has room for is done in overtime, what is late by whoever gets there first; what need not be done before the next
    day is left to it. Nobody thinks of ways between visits, or of prices.
    """

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._promises = Promises(world.service.book)
        hours = work_by_site(world.service.demand, world.service.book)
        self._loads: dict[int, float] = {}
        for site in world.service.book.sites:
            node = world.ways.node(site.lat, site.lon)
            self._loads[node] = self._loads.get(node, 0.0) + max(_LEAST_H, hours.get(site.id, 0.0))
        self._due_s: dict[str, int] = {}
        self._able: dict[str, Sequence[Presence]] = {}
        self._shares: dict[tuple[str, ...], dict[int, list[str]]] = {}
        self._given: dict[str, Presence] = {}
        self._idle: set[str] = set()

    def rank(self, work: Work) -> Any:
        """By deadline, the most severe of equals, and of these the oldest."""
        if work.id not in self._due_s:
            self._due_s[work.id] = self._deadline_s(work)
        return self._due_s[work.id], work.rank, work.since_s

    def offers(self, presence: Presence) -> Iterator[Work]:
        """The own list."""
        return (work for _, _, work in self._queue if self._given.get(work.id) is presence)

    # -- a policy ------------------------------------------------------------------------------------------------------

    def morning(self, today: Today) -> None:
        """Take in all that waits."""
        self._due_s, self._able, self._shares, self._given = {}, {}, {}, {}
        self._idle &= self.world.presences.keys()
        super().morning(today)

    def reported(self, work: Work) -> None:
        """Look at all lists anew, and call whoever can set out at once."""
        self._due_s.pop(work.id, None)  # what waited for a part has a later deadline
        super().reported(work)
        self._look()
        self._call()

    def next(self, presence: Presence) -> Step:
        """Take the first on the own list that can be begun now; whoever has something to do by now is called."""
        self._idle.add(presence.shift.id)
        self._look()
        self._call()
        step = super().next(presence)
        if not isinstance(step, Wait):
            self._idle.discard(presence.shift.id)
        return step

    # -- the lists -----------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Put all that waits onto lists."""
        world = self.world
        on = {id_: _List(world, e, id_ in self._idle) for id_, e in world.presences.items() if not e.is_leaving}
        owners = self._owners([each.presence for each in on.values()])
        self._given = {}
        for (due_s, *_), _, work in self._queue:
            if work.id not in self._able:
                self._able[work.id] = [e for e in world.presences.values() if is_able(e, work, self._on)]
            able = [on[e.shift.id] for e in self._able[work.id] if e.shift.id in on]
            if (chosen := _choice(work, due_s, able, owners.get(work.node, ()))) is not None:
                chosen.take(work)
                self._given[work.id] = chosen.presence

    def _owners(self, presences: Sequence[Presence]) -> dict[int, list[str]]:
        """Whose each site is: among those who are on or soon will be; of those on call only where nobody else is."""
        now_s = self.world.now_s
        soon = [e for e in presences if e.start_s <= now_s + _SOON_S and now_s < e.end_s]
        crew = [e for e in soon if not _is_on_call(e)] or soon
        key = tuple(each.shift.id for each in crew)
        if crew and key not in self._shares:
            members = [Member(e.shift.id, e.home, max(1, e.end_s - e.start_s), e.serves) for e in crew]
            self._shares[key] = shared_out(self._loads, members, self.world.ways.seconds)
        return self._shares.get(key, {})

    def _call(self) -> None:
        """Call those who are free and have something to set out for now."""
        called: set[str] = set()
        for _, _, work in self._queue:
            presence = self._given.get(work.id)
            if presence is None or not presence.free or presence.shift.id in called:
                continue
            begin_s = self._begins_s(presence, work)
            if begin_s is not None and sets_out_s(self.world, presence, work, begin_s) == self.world.now_s:
                called.add(presence.shift.id)
                self.world.call(presence)

    def _deadline_s(self, work: Work) -> int:
        """By when somebody should begin, as far as anything says."""
        if work.ticket is None:
            return _NEVER if work.due_s is None else work.due_s - work.planned_s
        clock = deadlines_of(self._promises, self.world.ticket_of(work), self.world.timeline.instant(self.world.now_s))
        second = self.world.timeline.second
        going_s = _NEVER if clock.going is None or clock.going.at is None else second(clock.going.at)
        repair_s = _NEVER if clock.repair is None or clock.repair.at is None else second(clock.repair.at)
        return min(going_s, repair_s - work.planned_s)


class _List:
    """What one engineer is to do, one after the other, and where and when that ends."""

    def __init__(self, world: World, presence: Presence, is_idle: bool) -> None:
        self.presence = presence
        self._world = world
        self._node = presence.node
        self._free_s = max(world.now_s, presence.start_s, 0 if is_idle else presence.busy_until_s)
        self._pauses_s = sum(pause.length_s for pause in presence.pauses)
        self._driving_s = 0

    def way_s(self, work: Work) -> int:
        """The way to a piece of work from where the list ends."""
        return self._world.ways.seconds(self._node, work.node)

    def begins_s(self, work: Work) -> int | None:
        """When it would begin at the end of the list; None where it cannot."""
        begin_s = work.opens_s(self._free_s + self.way_s(work) + work.setup_s)
        if begin_s is None or self.home_s(work, begin_s) > self.presence.limit_s:
            return None
        presence, world = self.presence, self._world
        if presence.engineer.limits:
            on = world.timeline.dates[presence.day]
            driving_s = self._driving_s + self.way_s(work) + world.ways.seconds(work.node, presence.home)
            home_s = self.home_s(work, begin_s)
            if not world.hours.keeps_limits(presence, on, world.now_s, home_s, driving_s):
                return None
        return begin_s

    def home_s(self, work: Work, begin_s: int) -> int:
        """When its engineer would be home after it."""
        return begin_s + work.planned_s + self._world.ways.seconds(work.node, self.presence.home)

    def is_overtime(self, work: Work, begin_s: int) -> bool:
        """Whether it, and the breaks still owed, do not fit into the shift."""
        return self.home_s(work, begin_s) + self._pauses_s > self.presence.end_s

    def would_fit_another_day(self, work: Work) -> bool:
        """Whether a whole shift is long enough for it."""
        presence, ways = self.presence, self._world.ways
        both_s = ways.seconds(presence.home, work.node) + ways.seconds(work.node, presence.home)
        return both_s + work.setup_s + work.planned_s + self._pauses_s <= presence.end_s - presence.start_s

    def take(self, work: Work) -> None:
        """Put it at the end of the list."""
        begin_s = self.begins_s(work)
        if begin_s is not None:
            self._driving_s += self.way_s(work)
            self._node, self._free_s = work.node, begin_s + work.planned_s


def _choice(work: Work, due_s: int, able: Sequence[_List], owners: Sequence[str]) -> _List | None:
    """Whose list a piece of work goes onto; None: nobody's today."""
    best: tuple[tuple[Any, ...], _List] | None = None
    for at, each in enumerate(able):
        begin_s = each.begins_s(work)
        if begin_s is None:
            continue
        is_late, is_over = begin_s > due_s, each.is_overtime(work, begin_s)
        if is_over and due_s > each.presence.start_s + _DAY_S and each.would_fit_another_day(work):
            continue
        soonness = begin_s if is_late or each.presence.shift.id in owners else each.way_s(work)
        is_own = each.presence.shift.id in owners
        key = (is_late, _is_on_call(each.presence), is_over, is_late or not is_own, soonness, not is_own, at)
        if best is None or key < best[0]:
            best = key, each
    return None if best is None else best[1]


def _is_on_call(presence: Presence) -> bool:
    return presence.shift.carried.get("x_kind") == "on_call"
