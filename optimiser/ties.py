"""What ties shifts and visits to each other: rest between shifts, limits that they share, series of visits."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from optimiser.documents.series_checks import MOST_DAYS
from optimiser.facts import ENGINEER, LEFT, LIMIT, NEVER, SECOND, START, Ints, ShiftKey
from optimiser.inputs import Limit, Problem, Spent, Visit


def day_of(problem: Problem, key: ShiftKey) -> date:
    """The day to which a shift belongs."""
    return problem.engineers[key.engineer].shifts[key.shift].day


def listed(rows: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    """Rows of different lengths, one after the other, and where each begins."""
    flat = [x for row in rows for x in row]
    return np.array(flat, dtype=np.int64), np.cumsum([0, *map(len, rows)]).astype(np.int64)


def rivals(problem: Problem, shifts: Sequence[ShiftKey], shift_i: Ints) -> tuple[Ints, Ints]:
    """The other shifts of each shift's engineer that could overlap it or come too close to it, and the rest between.

    Between two that have begun it was as long as it was.
    """
    n, begun = len(shift_i), shift_i[:, LEFT] > -NEVER
    begin = np.where(begun, shift_i[:, LEFT], shift_i[:, START])
    days = [day_of(problem, key) for key in shifts]
    found: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    for s in range(n):
        least_s = -int(-problem.engineers[shifts[s].engineer].min_rest // SECOND)
        for r in range(s + 1, n):
            if shift_i[r, ENGINEER] != shift_i[s, ENGINEER]:
                break
            rest_s = 0 if days[r] == days[s] or (begun[r] and begun[s]) else least_s
            if begin[r] < shift_i[s, LIMIT] + rest_s and begin[s] < shift_i[r, LIMIT] + rest_s:
                found[s].append((r, rest_s))
                found[r].append((s, rest_s))
    shape = (n, max((len(x) for x in found), default=0))
    who, rest = np.full(shape, -1, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for s, pairs in enumerate(found):
        for k, (r, rest_s) in enumerate(pairs):
            who[s, k], rest[s, k] = r, rest_s
    return who, rest


def limits(problem: Problem, shifts: Sequence[ShiftKey]) -> tuple[Ints, Ints, Ints, Ints]:
    """group, cap, sharing and sharing_first of the facts."""
    if not any(e.limits for e in problem.engineers):
        nothing = np.zeros((0, 2), dtype=np.int64)
        return np.zeros((len(shifts), 0), dtype=np.int64), nothing, *listed([])
    group = np.full((len(shifts), 2), -1, dtype=np.int64)
    number: dict[Hashable, int] = {}
    caps: list[tuple[int, int]] = []
    sharing: list[list[int]] = []
    for s, key in enumerate(shifts):
        engineer, day = problem.engineers[key.engineer], day_of(problem, key)
        for column, per in enumerate(("day", "week")):
            if not any(limit.per == per for limit in engineer.limits):
                continue
            name = (key.engineer, per, day if per == "day" else day.isocalendar()[:2])
            g = number.setdefault(name, len(caps))
            if g == len(caps):
                own = [limit for limit in engineer.limits if limit.per == per]
                caps.append(_left(_cap(own), [each for each in engineer.spent if _in_span(per, each.on, day)]))
                sharing.append([])
            group[s, column] = g
            sharing[g].append(s)
    return group, np.array(caps, dtype=np.int64).reshape(-1, 2), *listed(sharing)


def _cap(own: Sequence[Limit]) -> tuple[int, int]:
    """The tightest of several limits, in seconds of working and driving."""
    working = [int(limit.working_time // SECOND) for limit in own if limit.working_time is not None]
    driving = [int(limit.driving_time // SECOND) for limit in own if limit.driving_time is not None]
    return min(working, default=NEVER), min(driving, default=NEVER)


def _left(cap: tuple[int, int], spent: Sequence[Spent]) -> tuple[int, int]:
    """What is left of a limit: never less than nothing."""
    working = sum(math.ceil(each.working_time / SECOND) for each in spent)
    driving = sum(math.ceil(each.driving_time / SECOND) for each in spent)
    return max(0, cap[0] - working), max(0, cap[1] - driving)


def _in_span(per: str, one: date, other: date) -> bool:
    """Whether two days count towards the same limit of a day or a week."""
    return one == other if per == "day" else one.isocalendar()[:2] == other.isocalendar()[:2]


class SeriesDays:
    """The days that stand in patterns, each as a bit, and the patterns of each series as sets of them."""

    def __init__(self, problem: Problem, shifts: Sequence[ShiftKey]) -> None:
        days = sorted({day for series in problem.series for pattern in series.patterns for day in pattern})
        if len(days) > MOST_DAYS:
            raise ValueError(f"{len(days)} different days stand in the patterns; {MOST_DAYS} are the most")
        self.bit = {day: k for k, day in enumerate(days)}
        self.problem = problem
        self.of = {name: g for g, series in enumerate(problem.series) for name in series.visits}
        self.day = np.array([self.bit.get(day_of(problem, key), -1) for key in shifts], dtype=np.int64)
        masks = [[sum(1 << self.bit[day] for day in set(p)) for p in series.patterns] for series in problem.series]
        self.pattern, self.pattern_first = listed([sorted(set(row)) for row in masks])

    def allowed(self, visit: str) -> NDArray[np.bool_]:
        """By shift: whether a visit of a series may be on its day, the rest of the series left aside."""
        g = self.of[visit]
        days: int = np.bitwise_or.reduce(self.pattern[self.pattern_first[g] : self.pattern_first[g + 1]])
        return np.asarray((self.day >= 0) & ((days >> self.day.clip(0) & 1) == 1))

    def members(self, chosen: Sequence[int]) -> tuple[Ints, Ints, Ints]:
        """series, member and member_first of the facts, for the chosen visits."""
        series = np.array([self.of.get(self.problem.visits[k].id, -1) for k in chosen], dtype=np.int64)
        rows = [np.flatnonzero(series == g).tolist() for g in range(len(self.problem.series))]
        return series, *listed(rows)

    def held(self, begun: Sequence[tuple[int, int]]) -> Ints:
        """The days taken by visits under way, given as (shift, index of the visit in the problem)."""
        held = np.zeros(len(self.problem.series), dtype=np.int64)
        for s, index in begun:
            g = self.of.get(self.problem.visits[index].id)
            if g is not None and self.day[s] >= 0:
                held[g] |= 1 << int(self.day[s])
        return held


def alike(problem: Problem, series: Ints, chosen: Sequence[int]) -> NDArray[np.uint8]:
    """Whether the chosen visits of each series differ in nothing but their names."""
    same = np.ones(len(problem.series), dtype=np.uint8)
    first: dict[int, Visit] = {}
    for g, index in zip(series.tolist(), chosen, strict=True):
        if g >= 0:
            bare = replace(problem.visits[index], id="", carried={})
            same[g] &= first.setdefault(g, bare) == bare
    return same
