"""Policies that keep no plan: whoever is free takes from what waits."""

from bisect import insort
from collections.abc import Iterator
from typing import Any

from scenarios.simulation.policies.fitting import begins_s, is_able, outlasts_break, sets_out_s
from scenarios.simulation.presence import Go, Presence, Rest, Step, Wait
from scenarios.simulation.work import Work
from scenarios.simulation.world import Today, World


class FirstCome:
    """First come, first served, by whoever has been free for longest."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._queue: list[tuple[Any, str, Work]] = []
        self._on = 0

    # -- what differs from policy to policy ----------------------------------------------------------------------------

    def rank(self, work: Work) -> Any:
        """By what work is taken, the smallest first."""
        return work.since_s

    def liking(self, presence: Presence, work: Work) -> float:  # noqa: ARG002 -- others look at the work
        """Who is sent of several who are free, the smallest: whoever has waited longest."""
        return presence.free_since_s

    def may(self, presence: Presence, work: Work) -> bool:
        """Whether the work may be given to an engineer at all."""
        return is_able(presence, work, self._on)

    def offers(self, presence: Presence) -> Iterator[Work]:  # noqa: ARG002 -- others look at who asks
        """What somebody who is free may choose from, the first to be taken first."""
        return (work for _, _, work in self._queue)

    # -- a policy ------------------------------------------------------------------------------------------------------

    def morning(self, today: Today) -> None:
        """Take in all that waits."""
        self._on = today.on.toordinal()
        self._queue = sorted((self.rank(work), work.id, work) for work in self.world.waiting())
        for presence in self.world.presences.values():
            self.world.call(presence)

    def reported(self, work: Work) -> None:
        """Put work into the queue, and call whoever of those who are free is to take it."""
        insort(self._queue, (self.rank(work), work.id, work), key=lambda entry: entry[:2])
        free = [e for e in self.world.presences.values() if e.free and self._begins_s(e, work) is not None]
        if free:
            self.world.call(min(free, key=lambda presence: self.liking(presence, work)))

    def gone(self, work: Work) -> None:
        """Strike work from the queue."""
        self._queue = [entry for entry in self._queue if entry[2] is not work]

    def next(self, presence: Presence) -> Step:
        """Take the first in the queue that can be begun now."""
        now_s = self.world.now_s
        if presence.pauses and now_s >= presence.pauses[0].earliest_s:
            return Rest()
        opens_s: list[int] = [presence.pauses[0].earliest_s] if presence.pauses else []
        if now_s < presence.end_s:
            for work in self.offers(presence):
                begin_s = self._begins_s(presence, work)
                if begin_s is None:
                    continue
                leaves_s = sets_out_s(self.world, presence, work, begin_s)
                if leaves_s == now_s:
                    self.gone(work)
                    return Go(work)
                opens_s.append(leaves_s)
        return Wait(min(opens_s, default=None))

    def _begins_s(self, presence: Presence, work: Work) -> int | None:
        """When somebody who sets out now could begin; None where the work is not theirs, or does not fit any more."""
        if self.world.now_s >= presence.end_s or not self.may(presence, work):
            return None
        begin_s = begins_s(self.world, presence, work)
        return None if begin_s is None or outlasts_break(presence, work, begin_s) else begin_s


class SeverityFirst(FirstCome):
    """The most severe first; of equals, the first come."""

    def rank(self, work: Work) -> Any:
        """By severity, then by time."""
        return work.rank, work.since_s


class NearestFirst(FirstCome):
    """The first come is given to the nearest of those who are free."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._met: set[str] = set()
        self._rising: set[str] = set()

    def liking(self, presence: Presence, work: Work) -> float:
        """Travel from where somebody is."""
        return self.world.ways.seconds(presence.node, work.node)

    def morning(self, today: Today) -> None:
        """Take in all that waits; whoever begins now has not been met."""
        self._met &= self.world.presences.keys()
        super().morning(today)

    def next(self, presence: Presence) -> Step:
        """Take the first that nobody else who is free is nearer to; whoever begins waits for those who begin with them.

        Shifts begin one after the other in the same second, and who is first in the roster is not nearer for that.
        """
        if presence.shift.id not in self._met:
            self._met.add(presence.shift.id)
            self._rising.add(presence.shift.id)
            return Wait(self.world.now_s)
        self._rising.discard(presence.shift.id)
        return super().next(presence)

    def offers(self, presence: Presence) -> Iterator[Work]:
        """What is left to somebody when each of the others who are free has what they are nearest to."""
        free = [each for each in self.world.presences.values() if each.free or each is presence]
        for work in [work for _, _, work in self._queue]:
            begins = {each.shift.id: begin_s for each in free if (begin_s := self._begins_s(each, work)) is not None}
            able = [each for each in free if each.shift.id in begins]
            if not able:
                continue
            nearest = min(able, key=lambda each: self.liking(each, work))
            if nearest is presence:
                yield work
            elif sets_out_s(self.world, nearest, work, begins[nearest.shift.id]) == self.world.now_s:
                free.remove(nearest)
                if nearest.shift.id not in self._rising:
                    self.world.call(nearest)
