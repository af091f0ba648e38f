"""The nearest changes that would let a visit into a route: which bounds have to give way, and by how little."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
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
    DRIVEN,
    LEFT_AT,
    LONGEST,
    SHIFT_START,
    STARTED,
    WAY,
    WINDOW_OPEN,
    Ints,
)
from optimiser.facts import BREAK, BREAKS, EARLIEST, LATEST, LIMIT, MAX_DURATION, NEVER, START, seconds_since
from optimiser.inputs import NOTHING, Engineer, Limit, Shift, Visit

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


def _beyond(used_s: int, limit: timedelta | None) -> int:
    """By how much a limit is passed; nothing where it is kept, or there is none."""
    return 0 if limit is None else max(0, used_s - math.floor(limit / SECOND))


def _grown(limit: timedelta | None, over_s: int) -> timedelta | None:
    return limit if limit is None or not over_s else limit + timedelta(seconds=whole_minutes(over_s))


class Nearest:
    """Looks for changes around one plan."""

    def __init__(self, grounds: Grounds) -> None:
        self.grounds, self.plan = grounds, grounds.plan
        self.origin, self.now_s = self.plan.arrays.start_at, self.plan.arrays.now_s
        shift_i = grounds.true.shift_i
        self._used: dict[tuple[int, int], tuple[int, int]] = {}
        self._near = {s for s in range(len(shift_i)) if self._keeps_distance(s)}
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
            looks = (
                self._beyond, self._sooner_open, self._sooner_start, self._longer, self._other_break, self._less_rest
            )  # fmt: skip
            for look in looks:
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
        limits, raised_s = self._raised(s, self.over_limits(s, found))
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
            limits=limits,
            raised_s=raised_s,
            capacity=self.missing_room(u, s, int(found[AT])),
        )

    def over_limits(self, s: int, found: Ints) -> dict[int, tuple[int, int]]:
        """By how many seconds a route would pass each limit of its engineer on working and on driving."""
        prefix = self.plan.arrays.prefixes.get(s)
        worked = int(found[BACK]) - (int(found[LEFT_AT]) if prefix is None else prefix.leave_s)
        return self._over(s, worked, int(found[DRIVEN]) + self.plan.driven_s[s])

    def _over(self, s: int, worked_s: int, driven_s: int) -> dict[int, tuple[int, int]]:
        out = {}
        for k, limit in enumerate(self.plan.who(s)[0].limits):
            if (s, k) not in self._used:
                self._used[s, k] = self.plan.others.used(s, limit)
            worked, driven = self._used[s, k]
            out[k] = (_beyond(worked + worked_s, limit.working_time), _beyond(driven + driven_s, limit.driving_time))
        return {k: over for k, over in out.items() if max(over) > 0}

    def _raised(self, s: int, over: Mapping[int, tuple[int, int]]) -> tuple[dict[int, Limit], int]:
        """The limits that are passed, raised so that they are met, and by how much all together."""
        limits = self.plan.who(s)[0].limits
        raised = {
            k: replace(
                limits[k],
                working_time=_grown(limits[k].working_time, working),
                driving_time=_grown(limits[k].driving_time, driving),
            )
            for k, (working, driving) in over.items()
        }
        return raised, sum(whole_minutes(over_s) for pair in over.values() for over_s in pair)

    def beside_rest(self, shifts: Sequence[int]) -> list[int]:
        """The shifts of these that have to keep a distance from another route for rest."""
        return [s for s in shifts if s in self._near]

    def _keeps_distance(self, s: int) -> bool:
        engineer, others = self.plan.who(s)[0], self.plan.others
        tireless = replace(engineer, min_rest=NOTHING)
        return bool(engineer.min_rest) and others.bounds(s, engineer) != others.bounds(s, tireless)

    def missing_rest_s(self, u: int, s: int) -> int:
        """By how many seconds the rest has to be shorter for the visit to fit; nothing where that does not help."""
        if s not in self._near:
            return 0
        engineer, _ = self.plan.who(s)
        most = math.ceil(engineer.min_rest / SECOND / MINUTE_S)
        row = self.grounds.strict.shift_i[s].copy()
        low, high, answer = 1, most, 0
        while low <= high:
            middle = (low + high) // 2
            shorter = max(NOTHING, engineer.min_rest - middle * MINUTE_S * SECOND)
            self._rest(s, replace(engineer, min_rest=shorter))
            if self.grounds.survey(self.grounds.strict, u, [s]).best[s] < math.inf:
                answer, high = middle, middle - 1
            else:
                low = middle + 1
        self.grounds.strict.shift_i[s] = row
        return min(answer * MINUTE_S, math.floor(engineer.min_rest / SECOND))

    def _rest(self, s: int, engineer: Engineer) -> None:
        """Let a shift keep the distance that the rest of another version of its engineer asks for."""
        row = self.plan.free[s].copy()
        self.plan.bound(s, engineer, row)
        self.grounds.strict.shift_i[s, [START, LIMIT]] = row[[START, LIMIT]]

    def _less_rest(self, u: int, visit: Visit, shifts: Sequence[int]) -> Iterator[tuple[int, Change]]:  # noqa: ARG002
        """Let the engineer rest for less, every other rule kept."""
        near = self.beside_rest(shifts)
        fits = self.grounds.survey(self.grounds.unrested, u, near).best if near else ()
        for s in (s for s in near if fits[s] < math.inf):
            missing_s = self.missing_rest_s(u, s)
            if missing_s:
                yield s, Change(rest_s=missing_s)

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
        """By how many minutes a shift could start earlier on its day: not before now, nor in another route or begun."""
        engineer, shift = self.plan.who(s)
        start_s = int(self.grounds.true.shift_i[s, START])
        stated_s = math.ceil(seconds_since(self.origin, shift.start) - 1e-6)
        if shift.at is not None or s in self.plan.arrays.prefixes or start_s != stated_s:
            return 0
        midnight_s = start_s - math.floor((shift.start - shift.start.replace(hour=0, minute=0, second=0)) / SECOND)
        free_s, _ = self.plan.others.bounds(s, engineer)
        return (start_s - max(midnight_s, self.now_s, free_s, start_s - MOST_OVERTIME_S)) // MINUTE_S

    def _longer(self, u: int, visit: Visit, shifts: Sequence[int]) -> Iterator[tuple[int, Change]]:  # noqa: ARG002
        """Raise the longest duration, and limits on working time with it, every other rule kept."""
        grounds = self.grounds
        timed = [s for s in shifts if s in self._timed]
        fits = grounds.survey(grounds.untimed, u, timed).best < math.inf
        for s in (s for s in timed if fits[s]):
            base = int(grounds.strict.shift_i[s, MAX_DURATION])
            minutes = grounds.least_minutes(grounds.strict, LONGEST, 0, base, MINUTE_S, DAY_MINUTES, u, s)
            if minutes > 0:
                yield s, self._as_long(s, base + minutes * MINUTE_S)

    def _as_long(self, s: int, longest_s: int) -> Change:
        """What lets the route of a shift that has no visits under way last so long."""
        longest = self.plan.who(s)[1].max_duration
        over_s = 0 if longest is None else longest_s - math.floor(longest / SECOND)
        limits, raised_s = self._raised(s, self._over(s, longest_s, 0))
        return Change(duration_s=whole_minutes(over_s), limits=limits, raised_s=raised_s)

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
