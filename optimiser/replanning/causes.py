"""Why a visit stands elsewhere than before: found by putting it back, and by looking at what came in its way."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import numpy as np

from optimiser.explanation.bars import barred
from optimiser.explanation.kept import KeptPlan
from optimiser.explanation.placement import skip_price
from optimiser.explanation.sentences import cause_told, span
from optimiser.explanation.surveys import HARD, Grounds
from optimiser.explanation.trials import route_price
from optimiser.inputs import Pin, Visit, Window
from optimiser.plan import Plan
from optimiser.replanning.standings import Standing, standings_of

_NOTICED = timedelta(minutes=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Why:
    """A code, the sentence, and the figures in it: see :class:`~optimiser.replanning.PlanChange`."""

    code: str
    message: str
    other: str | None = None
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class _Way:
    """What came in a visit's way: the first part of the sentence, with its code."""

    code: str
    told: str
    other: str | None = None
    numbers: Mapping[str, float] = field(default_factory=dict)


class Causes:
    """Two plans, the later one opened for questions, and why its visits moved."""

    def __init__(self, before: Plan, after: Plan, kept: KeptPlan) -> None:
        self.problem, self.kept = kept.problem, kept
        self.grounds = Grounds(kept)
        self.was, self.stands = standings_of(before), standings_of(after)
        self.left_out = {entry.visit for entry in before.unserved}
        self.known = {visit.id for visit in self.problem.visits}
        self.order_before, self.order_after = _orders(before), _orders(after)
        self.index = {self._ids(s): s for s in range(len(self.kept.arrays.shifts))}

    def _ids(self, s: int) -> tuple[str, str]:
        engineer, shift = self.kept.who(s)
        return engineer.id, shift.id

    def why(self, visit: Visit, kind: str) -> Why:
        """Why the visit has moved in that way."""
        if kind == "added":
            return self._added(visit)
        old = self.was[visit.id]
        s = self.index.get((old.engineer, old.shift))
        if s is None:
            told = f"{old.engineer}, with whom it stood at {self._clock(old.start)}, has no shift {old.shift} any more."
            return Why("SHIFT_GONE", told)
        u = self.kept.index[visit.id]
        bar = barred(self.kept, u, s)
        if bar is not None:
            return Why("NOT_ALLOWED", f"{old.engineer} may no longer serve it. {cause_told(bar)}", None, bar.numbers)
        undone_cost = self._undone(u, s, old)
        way = self._in_the_way(visit, old)
        kept = f"{'Kept' if way is None else 'kept'} with {old.engineer} at {self._clock(old.start)}"
        if undone_cost == math.inf:
            told = f"{kept} it no longer fits." if way is None else f"{way.told}; {kept} it no longer fits."
            return Why("NO_LONGER_FITS", told) if way is None else Why(way.code, told, way.other, way.numbers)
        price = f"the plan would cost {abs(undone_cost):.2f} {'more' if undone_cost >= 0 else 'less'}"
        numbers = {"undone_cost": undone_cost}
        if way is None:
            return Why("CHEAPER", f"{kept}, {price}.", None, numbers)
        return Why(way.code, f"{way.told}; {kept}, {price}.", way.other, {**way.numbers, **numbers})

    def _added(self, visit: Visit) -> Why:
        u = self.kept.index[visit.id]
        s = self.kept.home[u]
        saved = self._without(u, s) - float(self.kept.base[s]) + skip_price(visit)
        code, told = "NEW_WORK", "It is new"
        if visit.id in self.left_out:
            code, told = "ROOM_FOUND", "The plan before left it out, and now there is room"
        if visit.skip_cost is None:
            return Why(code, f"{told}; it must be served.")
        price = f"the plan would cost {abs(saved):.2f} {'more' if saved >= 0 else 'less'}"
        return Why(code, f"{told}; without it {price}.", None, {"undone_cost": saved})

    # -- putting it back -----------------------------------------------------------------------------------------------

    def _undone(self, u: int, s: int, old: Standing) -> float:
        """What the plan costs more with the visit in the shift at its old time; infinite where that breaks a rule."""
        visit, kept, home = self.kept.visit(u), self.kept, self.kept.home.get(u)
        start_s = (old.start - kept.arrays.start_at).total_seconds()
        if not any(lo <= start_s <= hi for lo, hi in kept.builder.windows_of(visit)):
            return math.inf
        fixed = replace(visit, windows=(Window(old.start, old.start),), pin=_pin_of(visit))
        others = [v for v in kept.sequence(s) if v != u]
        with self.grounds.as_visit(u, fixed):
            back = min(self._price(s, [*others[:p], u, *others[p:]]) for p in range(len(others) + 1))
        if home == s:
            return back - float(kept.base[s])
        more = back - float(kept.base[s])
        return more - (skip_price(visit) if home is None else float(kept.base[home]) - self._without(u, home))

    def _without(self, u: int, s: int) -> float:
        return self._price(s, [v for v in self.kept.sequence(s) if v != u])

    def _price(self, s: int, visits: Sequence[int]) -> float:
        row = np.array([*visits, 0], dtype=np.int64)
        return float(route_price(row, len(visits), s, self.grounds.true, self.kept.driving, HARD, self.kept.room)[0])

    # -- what came in its way ------------------------------------------------------------------------------------------

    def _in_the_way(self, visit: Visit, old: Standing) -> _Way | None:
        """What has happened on the route where the visit stood, as far as it says why."""
        new = self.stands.get(visit.id)
        stayed = new is not None and (new.engineer, new.shift) == (old.engineer, old.shift)
        before = self.order_before[old.engineer, old.shift]
        after = self.order_after.get((old.engineer, old.shift), [])
        ahead = after[: after.index(visit.id)] if stayed else self._until(after, old)
        earlier = new is not None and stayed and new.start < old.start
        if earlier:
            return self._gone(before[: before.index(visit.id)], after)
        return self._taken(ahead, before, visit) or self._late(ahead, before)

    def _until(self, order: Sequence[str], old: Standing) -> list[str]:
        """The visits of a route that begin before an old standing ends."""
        return [name for name in order if self.stands[name].start < old.end]

    def _taken(self, ahead: Sequence[str], before: Sequence[str], visit: Visit) -> _Way | None:
        """A visit that was not on the route before and now stands ahead: a new one rather than one that moved."""
        newcomers = [name for name in ahead if name not in before and name != visit.id]
        if not newcomers:
            return None
        other = min(newcomers, key=lambda name: (name in self.was, -self.stands[name].start.timestamp()))
        standing = self.stands[other]
        what = f"{other}{'' if other in self.was else ', which is new,'} is served by {standing.engineer}"
        told = f"{what} from {self._clock(standing.start)} to {self._clock(standing.end)}"
        return _Way("PLACE_TAKEN", told, other)

    def _late(self, ahead: Sequence[str], before: Sequence[str]) -> _Way | None:
        """The first stop ahead that ends later than it did before."""
        for name in ahead:
            if name in before and self.stands[name].end - self.was[name].end > _NOTICED:
                late_s = (self.stands[name].end - self.was[name].end).total_seconds()
                end = self._clock(self.stands[name].end)
                told = f"{name} before it ends at {end}, {span(late_s)} later than planned"
                return _Way("BEHIND_LATE_STOP", told, name, {"late_s": late_s})
        return None

    def _gone(self, ahead_before: Sequence[str], after: Sequence[str]) -> _Way | None:
        """A stop that stood ahead and is no longer on the route."""
        for name in reversed(ahead_before):
            if name not in after:
                what = "is no longer to be done" if name not in self.known else "is no longer on the route"
                return _Way("STOP_GONE", f"{name} before it {what}", name)
        return None

    def _clock(self, moment: datetime) -> str:
        """A time as people read it, in the offset of the horizon's start; with its date where there are several."""
        horizon = self.problem.horizon
        local = moment.astimezone(self.kept.arrays.start_at.tzinfo)
        return f"{local:%H:%M}" if horizon.end - horizon.start <= 2 * _DAY else f"{local:%Y-%m-%d %H:%M}"


def _pin_of(visit: Visit) -> Pin | None:
    """The visit's pin without its start: the old one is tried."""
    return None if visit.pin is None else replace(visit.pin, start=None)


def _orders(plan: Plan) -> dict[tuple[str, str], list[str]]:
    """The visits of each route in order, by engineer and shift."""
    return {
        (route.engineer, route.shift): [stop.visit for stop in route.stops if stop.visit is not None]
        for route in plan.routes
    }
