"""The nearest changes that would let a visit into a route: which bounds have to give way, and by how little."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from optimiser.explanation.changes import Change
from optimiser.explanation.surveys import MOST_OVERTIME_S, SOFT, Grounds, Survey
from optimiser.explanation.trials import (
    AT,
    BACK,
    BREAK_EARLIEST,
    BREAK_LATEST,
    LEFT_AT,
    LONGEST,
    SHIFT_START,
    STARTED,
    WAY,
    WINDOW_OPEN,
    Ints,
)
from optimiser.facts import BREAK, BREAKS, EARLIEST, LATEST, MAX_DURATION, NEVER, START, seconds_since
from optimiser.inputs import Shift, Visit

MINUTE_S = 60
DAY_MINUTES = 24 * 60
SECOND = timedelta(seconds=1)
EVER = NEVER // 2

Found = dict[int, list[Change]]


def whole_minutes(seconds: float) -> int:
    """The seconds of the minutes that hold so many seconds; nothing for none or less."""
    return MINUTE_S * math.ceil(max(0.0, seconds) / MINUTE_S)


def _closed_later(window: int, close_s: int, start_s: int) -> Change:
    return Change(window=window, close_s=whole_minutes(start_s - close_s))


def _as_it_is(start_s: int) -> Change:  # noqa: ARG001
    return Change()


class Nearest:
    """Looks for changes around one plan."""

    def __init__(self, grounds: Grounds) -> None:
        self.grounds, self.plan = grounds, grounds.plan
        self.origin, self.now_s = self.plan.arrays.start_at, self.plan.arrays.now_s
        shift_i = grounds.true.shift_i
        self._timed = {s for s in range(len(shift_i)) if shift_i[s, MAX_DURATION] < NEVER}

    def changes(self, u: int, visit: Visit, shifts: Sequence[int]) -> Found:
        """Find, for each shift, changes after which the visit fits at some position; the smallest first.

        Parameters
        ----------
        u : int
            The visit by its index in the arrays, which hold its windows as they are in `visit`.
        visit : Visit
            The visit, or a version of it with another pin.
        shifts : sequence of int
            Where to look. Whether the engineer may serve the visit is left aside.
        """
        found: Found = {s: [] for s in shifts}
        fits = self.grounds.survey(self.grounds.strict, u, shifts).best < math.inf
        for s in shifts:
            if fits[s]:
                found[s].append(Change())
        blocked = [s for s in shifts if not fits[s]]
        if blocked:
            for look in (self._beyond, self._sooner_open, self._sooner_start, self._longer, self._other_break):
                for s, change in look(u, visit, blocked):
                    found[s].append(change)
            for s, change in self._any_time(u, visit, [s for s in blocked if not found[s]]):
                found[s].append(change)
        for own in found.values():
            own.sort(key=lambda change: change.size_s)
        return found

    def windows(self, visit: Visit) -> list[tuple[int, int]]:
        """The windows as the problem states them, in its order; none where the start is pinned."""
        if visit.pin and visit.pin.start:
            return []
        horizon = self.plan.problem.horizon
        spans = [(w.open, w.close) for w in visit.windows] or [(horizon.start, horizon.end)]
        return [(math.ceil(seconds_since(self.origin, a)), math.floor(seconds_since(self.origin, b))) for a, b in spans]

    def _beyond(self, u: int, visit: Visit, shifts: Sequence[int]) -> Iterator[tuple[int, Change]]:
        """Close the window later, and pass the shift's limits: together as little as possible."""
        grounds = self.grounds
        timed = [s for s in shifts if s in self._timed]
        windows = self.windows(visit)
        for facts, where in ((grounds.over, shifts), (grounds.over_untimed, timed)):
            for k, (open_s, close_s) in enumerate(windows):
                with grounds.in_window(u, max(open_s, self.now_s), close_s, may_pass=True):
                    survey = grounds.survey(facts, u, where, SOFT)
                yield from self._read(survey, u, where, partial(_closed_later, k, close_s))
            if not windows:
                survey = grounds.survey(facts, u, where, SOFT)
                yield from self._read(survey, u, where, _as_it_is)

    def _any_time(self, u: int, visit: Visit, shifts: Sequence[int]) -> Iterator[tuple[int, Change]]:
        """Where nothing else fits: start whenever the route has room, and move the nearest end of a window there."""
        windows = self.windows(visit)
        if not (shifts and windows):
            return
        with self.grounds.in_window(u, -EVER, EVER):
            survey = self.grounds.survey(self.grounds.over_untimed, u, shifts, SOFT)

        def nearest(at: int) -> Change:
            sooner = [Change(window=k, open_s=whole_minutes(lo - at)) for k, (lo, hi) in enumerate(windows) if at <= hi]
            later = [_closed_later(k, hi, at) for k, (lo, hi) in enumerate(windows) if at >= lo]
            return min(sooner + later, key=lambda change: change.spans_s)

        yield from self._read(survey, u, shifts, nearest)

    def _read(
        self, survey: Survey, u: int, shifts: Sequence[int], moved: Callable[[int], Change]
    ) -> Iterator[tuple[int, Change]]:
        """From where a visit was best placed under softer rules to what has to give way for that."""
        for s in shifts:
            if survey.best[s] < math.inf:
                yield s, self._relaxed(u, s, survey.found[s], moved(int(survey.found[s, STARTED])))

    def _relaxed(self, u: int, s: int, found: Ints, moved: Change) -> Change:
        """The change of the window, and by how much the limits of the shift have to grow besides."""
        _, shift = self.plan.who(s)
        prefix = self.plan.arrays.prefixes.get(s)
        leave_s = int(found[LEFT_AT]) if prefix is None else prefix.leave_s
        duration_s = metres = stops = 0
        if shift.max_duration is not None:
            duration_s = whole_minutes(int(found[BACK]) - leave_s - math.floor(shift.max_duration / SECOND))
        if shift.max_distance_m is not None:
            metres = max(0, math.ceil(found[WAY] + (prefix.metres if prefix else 0) - shift.max_distance_m))
        if shift.max_stops is not None:
            begun = len(prefix.visits) if prefix else 0
            stops = max(0, int(self.plan.counts[s]) + 1 + begun - shift.max_stops)
        return replace(
            moved,
            overtime_s=whole_minutes(int(found[BACK]) - self.limit_s(shift)),
            duration_s=duration_s,
            metres=metres,
            stops=stops,
            capacity=self.missing_room(u, s, int(found[AT])),
        )

    def limit_s(self, shift: Shift) -> int:
        """When the shift's route has to be back at the latest."""
        return math.floor(seconds_since(self.origin, shift.end + shift.overtime_limit) + 1e-6)

    def missing_room(self, u: int, s: int, position: int) -> dict[str, float]:
        """By how much of each quantity the van is too small with visit `u` at a position."""
        facts, plan = self.grounds.true, self.plan
        route = plan.sequence(s)
        route.insert(position, u)
        out = {}
        for q, name in enumerate(plan.builder.quantities):
            first, later = (float(x) for x in facts.room[s, q])
            aboard = float(sum(facts.delivered[v, q] for v in route))
            carried = aboard + float(sum(facts.collected[v, q] for v in route))
            missing = aboard - first
            for v in route:
                aboard += float(facts.collected[v, q] - facts.delivered[v, q])
                missing = max(missing, aboard - later)
            if carried > 0 and missing > 1e-9 * max(1.0, later, carried):
                out[name] = missing
        return out

    def _sooner_open(self, u: int, visit: Visit, shifts: Sequence[int]) -> Iterator[tuple[int, Change]]:
        """Open a window earlier, every other rule kept."""
        grounds = self.grounds
        for k, (open_s, close_s) in enumerate(self.windows(visit)):
            with grounds.in_window(u, -EVER, close_s):
                fits = grounds.survey(grounds.strict, u, shifts).best < math.inf
            with grounds.in_window(u, open_s, close_s):
                for s in (s for s in shifts if fits[s]):
                    most = (open_s - int(grounds.true.shift_i[s, START])) // MINUTE_S + 1
                    minutes = grounds.least_minutes(grounds.strict, WINDOW_OPEN, 0, open_s, -MINUTE_S, most, u, s)
                    if minutes > 0:
                        yield s, Change(window=k, open_s=minutes * MINUTE_S)

    def _sooner_start(self, u: int, visit: Visit, shifts: Sequence[int]) -> Iterator[tuple[int, Change]]:  # noqa: ARG002
        """Start the shift earlier, every other rule kept."""
        facts = self.grounds.strict
        most = {s: self._minutes_before(s) for s in shifts}
        able = [s for s in shifts if most[s] > 0]
        kept = facts.shift_i[:, START].copy()
        for s in able:
            facts.shift_i[s, START] -= most[s] * MINUTE_S
        fits = self.grounds.survey(facts, u, able).best < math.inf
        facts.shift_i[:, START] = kept
        for s in (s for s in able if fits[s]):
            minutes = self.grounds.least_minutes(facts, SHIFT_START, 0, int(kept[s]), -MINUTE_S, most[s], u, s)
            if minutes > 0:
                yield s, Change(start_s=minutes * MINUTE_S)

    def _minutes_before(self, s: int) -> int:
        """By how many minutes a shift could start earlier: not before now, nor in another route, nor once it began."""
        _, shift = self.plan.who(s)
        start_s = int(self.grounds.true.shift_i[s, START])
        stated_s = math.ceil(seconds_since(self.origin, shift.start) - 1e-6)
        if shift.at is not None or s in self.plan.arrays.prefixes or start_s != stated_s:
            return 0
        soonest = max(self.now_s, int(self.plan.soonest_s[s]), start_s - MOST_OVERTIME_S)
        return (start_s - soonest) // MINUTE_S

    def _longer(self, u: int, visit: Visit, shifts: Sequence[int]) -> Iterator[tuple[int, Change]]:  # noqa: ARG002
        """Raise the longest duration, every other rule kept."""
        grounds = self.grounds
        timed = [s for s in shifts if s in self._timed]
        fits = grounds.survey(grounds.untimed, u, timed).best < math.inf
        for s in (s for s in timed if fits[s]):
            base = int(grounds.strict.shift_i[s, MAX_DURATION])
            minutes = grounds.least_minutes(grounds.strict, LONGEST, 0, base, MINUTE_S, DAY_MINUTES, u, s)
            if minutes > 0:
                yield s, Change(duration_s=minutes * MINUTE_S)

    def _other_break(self, u: int, visit: Visit, shifts: Sequence[int]) -> Iterator[tuple[int, Change]]:  # noqa: ARG002
        """Give one break more play, every other rule kept."""
        grounds = self.grounds
        resting = [s for s in shifts if self.plan.who(s)[1].breaks]
        fits = grounds.survey(grounds.unbroken, u, resting).best < math.inf
        for s in (s for s in resting if fits[s]):
            first, count = (int(x) for x in grounds.true.shift_i[s, [BREAK, BREAKS]])
            past = len(self.plan.who(s)[1].breaks) - count  # those that can no longer be taken come first
            for k in range(count):
                yield from self._moved_break(u, s, first + k, past + k)

    def _moved_break(self, u: int, s: int, where: int, pause: int) -> Iterator[tuple[int, Change]]:
        row = self.grounds.true.breaks[where]
        most = MOST_OVERTIME_S // MINUTE_S

        def minutes(cell: int, column: int, step: int) -> int:
            return self.grounds.least_minutes(self.grounds.strict, cell, where, int(row[column]), step, most, u, s)

        later, sooner = minutes(BREAK_LATEST, LATEST, MINUTE_S), minutes(BREAK_EARLIEST, EARLIEST, -MINUTE_S)
        if later > 0:
            yield s, Change(pause=pause, pause_later_s=later * MINUTE_S)
        if sooner > 0:
            yield s, Change(pause=pause, pause_earlier_s=sooner * MINUTE_S)
