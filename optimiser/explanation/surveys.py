"""Trying one visit in many shifts under other rules than the problem's: which bounds give way, at what price."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from optimiser.explanation.kept import NO_SPAN, KeptPlan
from optimiser.explanation.trials import FOUND, Floats, Ints, least_minutes, tolls, try_shifts
from optimiser.facts import (
    BREAKS,
    CLOSE,
    END,
    LATE_CAP,
    LATE_PER_S,
    LIMIT,
    MAX_DURATION,
    NEVER,
    ONSITE_BY,
    OPEN,
    OVERTIME_PER_S,
    RESTORE_BY,
    WINDOW,
    WINDOWS,
    Facts,
)
from optimiser.inputs import NOTHING, Visit

HOUR_S = 3600
MOST_OVERTIME_S = 12 * HOUR_S
"""How far past its limit a shift may be moved by a change: more is no longer the same shift."""

TOLL_PER_M = 0.1
TOLL_PER_STOP = float(HOUR_S)
HARD = tolls()
SOFT = tolls(TOLL_PER_M, TOLL_PER_STOP, TOLL_PER_STOP, 1.0)
"""Limits that timing does not see, in the seconds that passing them counts as."""


@dataclass(frozen=True, eq=False)
class Survey:
    """What one visit comes to in each shift: by position, and where it is best.

    Attributes
    ----------
    prices : float64 array, (shifts, positions)
    best : float64 array, (shifts,)
        Infinite where it does not fit.
    found : int64 array, (shifts, FOUND)
    """

    prices: Floats
    best: Floats
    found: Ints


class Grounds:
    """The facts of a plan under other rules. What is altered for one visit is put back: see :meth:`as_visit`."""

    def __init__(self, plan: KeptPlan) -> None:
        self.plan = plan
        self.true: Facts = plan.arrays.facts
        latest = [plan.others.bounds(s, plan.who(s)[0])[1] for s in range(len(plan.base))]
        self._latest_s = np.array(latest, dtype=np.int64)
        shifts, stops = plan.row.shape
        self.all = np.arange(shifts, dtype=np.int64)
        self._scratch = np.zeros(stops + 2, dtype=np.int64)
        self._prices = np.full((shifts, stops + 1), math.inf)
        self._found = np.zeros((shifts, FOUND), dtype=np.int64)
        self._nobody = np.zeros(shifts, dtype=np.int64)
        self._free_visit_f = np.zeros_like(self.true.visit_f)
        self._free_visit_f[:, [ONSITE_BY, RESTORE_BY, LATE_CAP]] = math.inf
        # The first call in a process loads the machine code: now, and not when somebody waits for a placement.
        nothing = np.zeros(0, dtype=np.int64)
        self._try(0, nothing, self._nobody, self.true, HARD, self._prices, self._found, np.zeros(shifts))

    def _without_prices(self, shift_i: Ints, shift_f: Floats | None = None) -> Facts:
        """Facts in which nothing costs, but what `shift_f` says."""
        free = np.zeros_like(self.true.shift_f) if shift_f is None else shift_f
        return self.true._replace(
            shift_i=shift_i, shift_f=free, visit_f=self._free_visit_f, assign=np.zeros_like(self.true.assign)
        )

    def _shift_i(self, far: bool = False, untimed: bool = False, unbroken: bool = False) -> Ints:
        out = self.true.shift_i.copy()
        if far:
            out[:, LIMIT] = np.minimum(out[:, LIMIT] + MOST_OVERTIME_S, np.maximum(self._latest_s, out[:, LIMIT]))
        if untimed:
            out[:, MAX_DURATION] = NEVER
        if unbroken:
            out[:, BREAKS] = 0
        return out

    def _overtime(self) -> Floats:
        """Prices that count the seconds past the limit."""
        out = np.zeros_like(self.true.shift_f)
        out[:, END], out[:, OVERTIME_PER_S] = self.true.shift_i[:, LIMIT], 1.0
        return out

    @cached_property
    def strict(self) -> Facts:
        """Every rule, no price."""
        return self._without_prices(self._shift_i())

    @cached_property
    def untimed(self) -> Facts:
        """No longest duration."""
        return self._without_prices(self._shift_i(untimed=True))

    @cached_property
    def unlimited(self) -> Facts:
        """No limits of a day or week on working time."""
        return self._without_prices(self._bound_shift_i(limits=()))

    @cached_property
    def unrested(self) -> Facts:
        """No rest between routes."""
        return self._without_prices(self._bound_shift_i(min_rest=NOTHING))

    def _bound_shift_i(self, **rules: Any) -> Ints:
        """The rows of shifts under other rules of their engineers."""
        out = self.plan.free.copy()
        for s in range(len(out)):
            self.plan.bound(s, replace(self.plan.who(s)[0], **rules), out[s])
        return out

    @cached_property
    def unbroken(self) -> Facts:
        """No breaks."""
        return self._without_prices(self._shift_i(unbroken=True))

    @cached_property
    def over(self) -> Facts:
        """The price is by how many seconds the limit of the shift is passed."""
        return self._without_prices(self._shift_i(far=True), self._overtime())

    @cached_property
    def over_untimed(self) -> Facts:
        """As `over`, and no longest duration."""
        return self._without_prices(self._shift_i(far=True, untimed=True), self._overtime())

    @cached_property
    def reach(self) -> Facts:
        """Nothing but travel and windows."""
        shift_i = self._shift_i(untimed=True, unbroken=True)
        shift_i[:, LIMIT] = NEVER // 2
        return self._without_prices(shift_i)

    def survey(
        self, facts: Facts, u: int, shifts: Sequence[int] | Ints | None = None, toll: Floats = HARD, empty: bool = False
    ) -> Survey:
        """Try a visit at every position of the shifts' routes, or in empty ones."""
        prices = np.full(self._prices.shape, math.inf)
        best = np.full(len(prices), math.inf)
        found = np.zeros(self._found.shape, dtype=np.int64)
        chosen = self.all if shifts is None else np.asarray(shifts, dtype=np.int64)
        if len(chosen):
            counts = self._nobody if empty else self.plan.counts
            self._try(u, chosen, counts, facts, toll, prices, found, best)
        return Survey(prices, best, found)

    def _try(
        self, u: int, shifts: Ints, counts: Ints, facts: Facts, toll: Floats, prices: Floats, found: Ints, best: Floats
    ) -> None:
        row, room = self.plan.row, self.plan.room
        driving, scratch = self.plan.driving, self._scratch
        try_shifts(u, shifts, row, counts, facts, driving, toll, room, scratch, prices, found, best)

    def least_minutes(
        self, facts: Facts, cell: int, where: int, base: int, step: int, most: int, u: int, s: int
    ) -> int:
        """By how many minutes one bound has to move at the least; -1 where `most` does not suffice."""
        if most < 1:
            return -1
        plan = self.plan
        return int(
            least_minutes(
                cell, where, base, step, most, u, s,
                plan.row, plan.counts, facts, plan.driving, HARD, plan.room, self._scratch, self._prices, self._found,
            )
        )  # fmt: skip

    @contextmanager
    def as_visit(self, u: int, visit: Visit) -> Iterator[None]:
        """Give visit `u` the windows and the pinned start of another version of it, for a while."""
        visit_i, windows = self.true.visit_i, self.true.windows
        kept = visit_i[u].copy()
        spans = self.plan.builder.windows_of(visit) or NO_SPAN
        first = len(windows) - len(spans)
        windows[first:] = spans
        visit_i[u, WINDOW], visit_i[u, WINDOWS] = first, len(spans)
        visit_i[u, OPEN], visit_i[u, CLOSE] = spans[0][0], spans[-1][1]
        try:
            yield
        finally:
            visit_i[u] = kept

    @contextmanager
    def in_window(self, u: int, open_s: int, close_s: int, *, may_pass: bool = False) -> Iterator[None]:
        """Give visit `u` one window; where its close may be passed, each second beyond it costs 1."""
        visit_i, row = self.true.visit_i, self._free_visit_f[u]
        kept = visit_i[u].copy()
        visit_i[u, WINDOWS], visit_i[u, OPEN] = 1, open_s
        visit_i[u, CLOSE] = NEVER // 2 if may_pass else close_s
        if may_pass:
            row[ONSITE_BY], row[LATE_PER_S] = close_s, 1.0
        try:
            yield
        finally:
            visit_i[u] = kept
            row[ONSITE_BY], row[LATE_PER_S] = math.inf, 0.0
