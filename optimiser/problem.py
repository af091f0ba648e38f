"""Puts a problem into arrays (:mod:`optimiser.facts`).

Visits that are under way do not move. They are folded into their shift: the shift then begins where and when the last
of them ends, and what they cost and use up is a constant of it (:mod:`optimiser.underway`). Visits that nobody may
serve never reach the search.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from itertools import pairwise

import numpy as np

from optimiser import ties, underway
from optimiser.errors import ImpossiblePlan
from optimiser.facts import (
    BREAK,
    BREAKS,
    DRIVING,
    EARLIER_PER_S,
    FROM,
    LATEST,
    LEFT,
    LIMIT,
    MAX_DURATION,
    MAX_METRES,
    MAX_STOPS,
    NEVER,
    SECOND,
    SKIP,
    SLOW,
    START,
    TO,
    Facts,
    Floats,
    Ints,
    ProblemArrays,
    ShiftKey,
    prices_of,
    seconds_since,
)
from optimiser.inputs import Engineer, Problem, Shift, Visit
from optimiser.serving import Serving
from optimiser.ties import SeriesDays
from optimiser.travel import UNREACHABLE_S, TravelTimes
from optimiser.underway import Prefix


def _ceil(x: float) -> int:
    return max(-NEVER, min(NEVER, math.ceil(x)))


def _floor(x: float) -> int:
    return max(-NEVER, min(NEVER, math.floor(x)))


def _turn(problem: Problem, engineer: Engineer) -> Callable[[int], tuple[bool, datetime, int]]:
    """By what an engineer's shifts are sorted: first what is under way and has begun, then by when they begin."""
    held = {v.pin.shift for v in problem.visits if v.pin and v.pin.under_way}
    shifts, now = engineer.shifts, problem.now

    def has_begun(shift: Shift) -> bool:
        return shift.id in held and (now is None or (shift.at.time if shift.at else shift.start) <= now)

    return lambda j: (not has_begun(shifts[j]), shifts[j].start, j)


class Builder:
    """Gathers the arrays of one problem; one method per group of them."""

    def __init__(self, problem: Problem, travel: TravelTimes) -> None:
        self.problem = problem
        # At a fixed offset: within one named zone, datetimes would subtract as the clock on the wall shows them.
        self.start_at = problem.horizon.start.astimezone(timezone(problem.horizon.start.utcoffset() or timedelta(0)))
        self.place = {p.id: k for k, p in enumerate(problem.places)}
        self.legs = np.ascontiguousarray(np.stack([travel.seconds, travel.metres], axis=-1), dtype=np.int32)
        if not self.legs.size:
            self.legs = np.zeros((1, 1, 2), dtype=np.int32)
        self.setup = np.array([_ceil(p.setup / SECOND) for p in problem.places] or [0], dtype=np.int64)
        self.now_s = _ceil(self.second(problem.now)) if problem.now else -NEVER
        self.shifts = [
            ShiftKey(i, j)
            for i, e in enumerate(problem.engineers)
            for j in sorted(range(len(e.shifts)), key=_turn(problem, e))
        ]
        self.series = SeriesDays(problem, self.shifts)
        self.serving = Serving(problem, self.shifts, self.series, self.start_at)
        self.quantities = sorted({q for v in problem.visits for q in (*v.delivered, *v.collected)})

    def second(self, instant: datetime) -> float:
        """Seconds from the start of the horizon, exactly."""
        return seconds_since(self.start_at, instant)

    def who(self, key: ShiftKey) -> tuple[Engineer, Shift]:
        """The engineer of a shift, and the shift."""
        engineer = self.problem.engineers[key.engineer]
        return engineer, engineer.shifts[key.shift]

    def windows_of(self, visit: Visit) -> list[tuple[int, int]]:
        """The spans in which service may start, now and the pin applied."""
        horizon = self.problem.horizon
        spans = [(w.open, w.close) for w in visit.windows] or [(horizon.start, horizon.end)]
        soonest, last = self.now_s, NEVER
        if visit.pin and visit.pin.start:
            soonest = max(soonest, _ceil(self.second(visit.pin.start)))
            last = soonest if soonest - self.second(visit.pin.start) < 1 else -NEVER
        merged: list[tuple[int, int]] = []
        for opens, closes in sorted((_ceil(self.second(a)), _floor(self.second(b))) for a, b in spans):
            lo, hi = max(opens, soonest), min(closes, last)
            if lo > hi:
                continue
            if merged and lo <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(hi, merged[-1][1]))
            else:
                merged.append((lo, hi))
        return merged

    def shift_rows(self) -> tuple[Ints, Floats, Ints, Floats]:
        """shift_i, shift_f, breaks and room, as if nothing were under way."""
        n = len(self.shifts)
        ints, floats = np.zeros((n, 12), dtype=np.int64), np.zeros((n, 5))
        room = np.zeros((n, len(self.quantities), 2))
        breaks: list[tuple[int, int, int]] = []
        for k, key in enumerate(self.shifts):
            engineer, shift = self.who(key)
            own = self.breaks_of(shift)
            at = shift.at
            begins = self.second(at.time if at else shift.start)
            ints[k] = (
                max(_ceil(begins), self.now_s),
                _floor(self.second(shift.end + shift.overtime_limit)),
                self.place[at.place if at else shift.from_],
                self.place[shift.to],
                len(breaks),
                len(own),
                NEVER if shift.max_duration is None else _floor(shift.max_duration / SECOND),
                NEVER if shift.max_distance_m is None else _floor(shift.max_distance_m),
                NEVER if shift.max_stops is None else shift.max_stops,
                -NEVER,
                bool(own) or shift.max_duration is not None,
                key.engineer,
            )
            floats[k] = (
                self.second(shift.end),
                engineer.cost_per_km / 1000,
                engineer.cost_per_travel_hour / 3600,
                engineer.cost_per_overtime_hour / 3600,
                shift.fixed_cost,
            )
            for q, name in enumerate(self.quantities):
                room[k, q] = shift.capacity.get(name, 0.0)
            breaks += own
        return ints, floats, np.array(breaks, dtype=np.int64).reshape(-1, 3), room

    def soonest(self, s: int, visit: Visit) -> int:
        """When the visit could begin as the first of shift `s`."""
        _, shift = self.who(self.shifts[s])
        here, there = self.place[shift.at.place if shift.at else shift.from_], self.place[visit.place]
        way_s = 0 if here == there else int(self.legs[here, there, 0] + self.setup[there])
        return _ceil(self.second(shift.at.time if shift.at else shift.start)) + way_s

    def breaks_of(self, shift: Shift) -> list[tuple[int, int, int]]:
        """The breaks that can still be taken."""
        rows = [
            (_ceil(self.second(b.earliest)), _floor(self.second(b.latest)), _ceil(b.duration / SECOND))
            for b in shift.breaks
        ]
        return [row for row in rows if row[LATEST] >= self.now_s]

    def visit_rows(
        self, chosen: Sequence[int], spans: Sequence[Sequence[tuple[int, int]]], must: float
    ) -> tuple[Ints, Floats, Ints]:
        """visit_i, visit_f and windows of the chosen visits."""
        ints, floats = np.zeros((len(chosen), 6), dtype=np.int64), np.zeros((len(chosen), 11))
        rows: list[tuple[int, int]] = []
        for k, (index, own) in enumerate(zip(chosen, spans, strict=True)):
            visit = self.problem.visits[index]
            ints[k] = (
                self.place[visit.place],
                _ceil(visit.duration / SECOND),
                len(rows),
                len(own),
                own[0][0],
                own[-1][1],
            )
            must_serve = visit.skip_cost is None or (visit.pin is not None and visit.pin.under_way)
            floats[k] = prices_of(visit, self.start_at)
            if must_serve:
                floats[k, SKIP] = must
            rows += own
        return ints, floats, np.array(rows, dtype=np.int64).reshape(-1, 2)

    def loads(self, chosen: Sequence[int]) -> tuple[Floats, Floats]:
        """What each chosen visit has delivered and collected, by quantity."""
        visits = [self.problem.visits[k] for k in chosen]
        shape = (len(chosen), len(self.quantities))
        delivered = np.array([[v.delivered.get(q, 0.0) for q in self.quantities] for v in visits], dtype=float)
        collected = np.array([[v.collected.get(q, 0.0) for q in self.quantities] for v in visits], dtype=float)
        return delivered.reshape(shape), collected.reshape(shape)

    def must_price(self, shift_i: Ints) -> float:
        """More than any plan can save by leaving out one visit that must be served."""
        problem = self.problem
        span = max([self.second(problem.horizon.end), *shift_i[:, LIMIT].tolist()], default=0.0)
        legs = self.legs.reshape(-1, 2)
        longest = legs[(legs < UNREACHABLE_S).all(axis=1)].max(axis=0, initial=0)
        per_leg = max(
            (longest[1] * e.cost_per_km / 1000 + longest[0] * e.cost_per_travel_hour / 3600 for e in problem.engineers),
            default=0.0,
        )
        total = sum(s.fixed_cost for e in problem.engineers for s in e.shifts)
        total += sum(e.cost_per_overtime_hour * len(e.shifts) * span / 3600 for e in problem.engineers)
        for v in problem.visits:
            over = max(0.0, span - self.second(v.onsite_by)) if v.onsite_by else 0.0
            late = v.late_cost_per_hour * over / 3600 + v.late_cost_per_started_day * (over / 86400 + 1)
            total += v.wait_cost_per_day * (span / 86400 + 1)
            total += (v.skip_cost or 0.0) + 2 * per_leg + max(v.preference_costs.values(), default=0.0)
            total += min(late, math.inf if v.late_cost_cap is None else v.late_cost_cap)
            over = max(0.0, span + v.duration / SECOND - self.second(v.restore_by)) if v.restore_by else 0.0
            total += v.restore_late_cost_per_hour * over / 3600
            if v.planned is not None:
                off_s = span + abs(self.second(v.planned.start))
                per_hour = v.planned.earlier_cost_per_hour + v.planned.later_cost_per_hour
                total += v.planned.move_cost + per_hour * off_s / 3600
        return 1000.0 + 2 * total


def _fold_under_way(builder: Builder, shift_i: Ints, breaks: Ints, room: Floats) -> dict[int, Prefix]:
    """Move the head of every shift with visits under way to where and when the last of them ends."""
    prefixes: dict[int, Prefix] = {}
    for s, members in sorted(_under_way_by_shift(builder).items()):
        _, shift = builder.who(builder.shifts[s])
        begins = _ceil(builder.second(shift.at.time if shift.at else shift.start))
        prefix = underway.fold(
            builder.problem, members, begins, int(shift_i[s, FROM]), builder.place, builder.legs, builder.setup
        )
        last = builder.problem.visits[prefix.visits[-1]]
        shift_i[s, START] = max(prefix.end_s[-1], builder.now_s)
        shift_i[s, FROM] = builder.place[last.place]
        shift_i[s, LEFT] = prefix.leave_s
        while shift_i[s, BREAKS] and breaks[shift_i[s, BREAK], LATEST] < prefix.end_s[-1]:
            shift_i[s, BREAK] += 1  # it can no longer be taken, so it is not owed
            shift_i[s, BREAKS] -= 1
        shift_i[s, LIMIT] = min(shift_i[s, LIMIT], prefix.leave_s + shift_i[s, MAX_DURATION])
        shift_i[s, MAX_DURATION] = NEVER
        shift_i[s, MAX_METRES] -= prefix.metres
        shift_i[s, MAX_STOPS] -= len(members)
        room[s] -= underway.held(builder.problem, members, builder.quantities)
        prefixes[s] = prefix
    _end_before_next(builder, prefixes, shift_i)
    return prefixes


def _end_before_next(builder: Builder, prefixes: Mapping[int, Prefix], shift_i: Ints) -> None:
    """Nobody is at work in two shifts: who has left with the next one is back from the one before."""
    out = sorted((builder.shifts[s].engineer, prefix.leave_s, s) for s, prefix in prefixes.items())
    for (one, _, before), (other, leave_s, after) in pairwise(out):
        if one != other:
            continue
        shift_i[before, START] = prefixes[before].end_s[-1]
        if leave_s < shift_i[before, START] + builder.legs[shift_i[before, FROM], shift_i[before, TO], 0]:
            engineer, shift = builder.who(builder.shifts[before])
            begun = [builder.problem.visits[prefixes[s].visits[-1]].id for s in (before, after)]
            leaves = (builder.start_at + leave_s * SECOND).isoformat()
            raise ImpossiblePlan(
                f"visits {begun[0]} and {begun[1]} are under way with {engineer.id} in two shifts, but from {shift.id} "
                f"nobody can be back before the other one leaves at {leaves}; take `under_way` out of "
                "the pin of the visit that is over, or pin both to one shift"
            )


def _drive_before(builder: Builder, prefixes: Mapping[int, Prefix], shift_i: Ints, group: Ints, cap: Ints) -> None:
    """Take what was driven to visits under way off the limits; enough is always left to finish them and go home.

    Where that is more than a limit, nothing else is done that would count towards it.
    """
    least = np.zeros_like(cap)
    for s, prefix in prefixes.items() if group.size else ():
        home_s = int(builder.legs[shift_i[s, FROM], shift_i[s, TO], 0])
        for g in group[s][group[s] >= 0]:
            cap[g, DRIVING] -= prefix.driving_s
            least[g] += (int(shift_i[s, START]) + home_s - prefix.leave_s, home_s)
    over = np.append((cap < least).any(axis=1), False)  # the last: of shifts without such a limit
    shift_i[over[group].any(axis=1), MAX_STOPS] = 0
    np.maximum(cap, least, out=cap)


def _under_way_by_shift(builder: Builder) -> dict[int, list[int]]:
    """The visits under way of each shift: the pinned one, or the engineer's that is on at the visit's start."""
    found: dict[int, list[int]] = {}
    for index, visit in enumerate(builder.problem.visits):
        pin = visit.pin
        if not (pin and pin.under_way and (pin.engineer or pin.shift or pin.start)):
            continue
        candidates = np.flatnonzero(builder.serving.may(visit)).tolist()
        at = pin.start or builder.problem.now
        on = [
            s
            for s in candidates
            if at and builder.who(builder.shifts[s])[1].start <= at <= builder.who(builder.shifts[s])[1].end
        ]
        there = [s for s in on if at and builder.soonest(s, visit) <= builder.second(at)]
        if candidates:
            found.setdefault((there or on or candidates)[0], []).append(index)
    return found


def arrays(problem: Problem, travel: TravelTimes) -> ProblemArrays:
    """Put a problem into arrays.

    Parameters
    ----------
    problem : Problem
    travel : TravelTimes
        Seconds and metres between the problem's places, in their order.
    """
    builder = Builder(problem, travel)
    shift_i, shift_f, breaks, room = builder.shift_rows()
    prefixes = _fold_under_way(builder, shift_i, breaks, room)
    moving = [k for k in range(len(problem.visits)) if not any(k in p.visits for p in prefixes.values())]
    spans = {k: builder.windows_of(problem.visits[k]) for k in moving}
    can = [k for k in moving if spans[k]]
    assign = builder.serving.prices(can, [spans[k] for k in can], shift_i)
    served = np.asarray(np.isfinite(assign).any(axis=1))
    chosen = [k for k, yes in zip(can, served, strict=True) if yes]
    must = builder.must_price(shift_i)
    visit_i, visit_f, windows = builder.visit_rows(chosen, [spans[k] for k in chosen], must)
    shift_i[np.isfinite(assign[served][visit_f[:, EARLIER_PER_S] > 0]).any(axis=0), SLOW] = True
    delivered, collected = builder.loads(chosen)
    open_to = np.isfinite(assign[served])
    who, rest = ties.rivals(problem, builder.shifts, shift_i)
    group, cap, sharing, sharing_first = ties.limits(problem, builder.shifts)
    _drive_before(builder, prefixes, shift_i, group, cap)
    series, member, member_first = builder.series.members(chosen)
    return ProblemArrays(
        start_at=builder.start_at,
        now_s=builder.now_s,
        facts=Facts(
            legs=builder.legs,
            setup=builder.setup,
            visit_i=visit_i,
            visit_f=visit_f,
            windows=windows,
            shift_i=shift_i,
            shift_f=shift_f,
            breaks=breaks,
            assign=np.ascontiguousarray(assign[served]),
            delivered=delivered,
            collected=collected,
            room=room,
            serves=np.nonzero(open_to)[1].astype(np.int64),
            first=np.concatenate([[0], np.cumsum(open_to.sum(axis=1))]).astype(np.int64),
            rivals=who,
            rest=rest,
            group=group,
            cap=cap,
            sharing=sharing,
            sharing_first=sharing_first,
            series=series,
            member=member,
            member_first=member_first,
            pattern=builder.series.pattern,
            pattern_first=builder.series.pattern_first,
            alike=ties.alike(problem, series, chosen),
            held=builder.series.held([(s, k) for s, prefix in prefixes.items() for k in prefix.visits]),
            day=builder.series.day,
        ),
        visits=tuple(chosen),
        nobody=tuple(sorted(set(moving) - set(chosen))),
        shifts=tuple(builder.shifts),
        prefixes=prefixes,
        must_price=must,
    )
