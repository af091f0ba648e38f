"""A problem with prices on its visits instead of the rule that each is in one route: what any plan costs at least."""

import math
from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from optimiser.bounds.generous_routes import States, cheapest_route, count_served
from optimiser.facts import (
    CLOSE,
    DURATION,
    FIXED,
    FROM,
    LIMIT,
    OPEN,
    PER_M,
    PER_S,
    PLACE,
    SECOND,
    SKIP,
    START,
    TO,
    Facts,
    Floats,
    Ints,
    ProblemArrays,
    seconds_since,
)
from optimiser.inputs import Problem
from optimiser.objective import overtime_price
from optimiser.schedule import plan_of

_SLACK_S = 1
"""Plans may be off by a second, for rounding: the bound does not count on it."""


class Relaxation:
    """What is certain of one problem.

    Parameters
    ----------
    near_count : int
        From every visit so many are looked at one by one, the nearest; the more, the higher is the bound.

    Attributes
    ----------
    most : float array, (visits,)
        What each visit is worth at most: leaving it out costs that; infinite where it must be served.
    """

    def __init__(self, problem: Problem, arrays: ProblemArrays, near_count: int) -> None:
        self.facts = _loosened(problem, arrays)
        self.most = self.facts.visit_f[:, SKIP].copy()
        self.most[[problem.visits[k].skip_cost is None for k in arrays.visits]] = math.inf
        self.own = [np.flatnonzero(column) for column in np.isfinite(self.facts.assign).T]
        self._near_count = near_count
        self._idle, self._fixed, self._certain = _begun(problem, arrays)

    def work(self, slices: int) -> int:
        """How many steps one :meth:`judged` is, about."""
        return sum(slices * len(own) * min(self._near_count, len(own)) + len(own) ** 2 for own in self.own)

    def least_worth(self) -> tuple[float, Floats]:
        """The bound from the cheapest way to each visit, from anywhere and by anybody, and these prices."""
        worth = np.full(len(self.most), math.inf)
        for s, own in enumerate(self.own):
            places = self.facts.visit_i[own, PLACE]
            way = np.vstack([self._prices(s, places, places), self._prices(s, self.facts.shift_i[s, FROM], places)])
            np.fill_diagonal(way, math.inf)
            worth[own] = np.minimum(worth[own], way.min(axis=0) + self.facts.assign[own, s])
        worth = np.minimum(worth, self.most)
        return self._certain + float(worth.sum()), worth

    def judged(self, worth: Floats, slices: int, should_stop: Callable[[], bool]) -> tuple[float, Ints] | None:
        """The bound from these prices, and how often the routes that earn most serve each visit; None if stopped.

        Into the more slices a shift is cut, the higher is the bound, and the longer this takes.
        """
        if should_stop():
            return None
        states = States.of(max(map(len, self.own), default=0), slices)
        total, times = self._certain + float(worth.sum()), np.zeros(len(worth), dtype=np.int64)
        for s, (own, near) in enumerate(zip(self.own, self._near, strict=True)):
            if should_stop():
                return None
            least, i, b = cheapest_route(s, own, near, worth, self.facts, states)
            if least + self._fixed[s] < self._idle[s]:
                count_served(i, b, own, states, times)
            total += min(least + self._fixed[s], self._idle[s])
        return total, times

    @cached_property
    def _near(self) -> list[Ints]:
        return [self._nearest(own) for own in self.own]

    def _nearest(self, own: Ints) -> Ints:
        """For each of a shift's visits the nearest others."""
        places = self.facts.visit_i[own, PLACE]
        metres = self.facts.legs[places[:, None], places, 1].astype(float)
        metres[places[:, None] == places] = 0.0
        np.fill_diagonal(metres, math.inf)
        return np.argsort(metres, axis=1, kind="stable")[:, : max(0, min(self._near_count, len(own) - 1))]

    def _prices(self, s: int, origins: NDArray[np.int64], targets: NDArray[np.int64]) -> Floats:
        """What travel costs in shift `s`, row by origin and column by target."""
        seconds, metres = np.moveaxis(self.facts.legs[np.atleast_1d(origins)[:, None], targets], -1, 0)
        price = metres * self.facts.shift_f[s, PER_M] + seconds * self.facts.shift_f[s, PER_S]
        return np.where(np.atleast_1d(origins)[:, None] == targets, 0.0, price)


def _loosened(problem: Problem, arrays: ProblemArrays) -> Facts:
    """The facts, with every span of time a little wider and service no longer than it really is."""
    facts = arrays.facts
    visit_i, shift_i = facts.visit_i.copy(), facts.shift_i.copy()
    visit_i[:, DURATION] = [problem.visits[k].duration // SECOND for k in arrays.visits]
    wider = np.array([-_SLACK_S, _SLACK_S])
    visit_i[:, [OPEN, CLOSE]] += wider
    shift_i[:, [START, LIMIT]] += wider
    return facts._replace(
        visit_i=visit_i,
        shift_i=shift_i,
        windows=facts.windows + wider,
        setup=np.array([place.setup // SECOND for place in problem.places] or [0], dtype=np.int64),
    )


def _begun(problem: Problem, arrays: ProblemArrays) -> tuple[Floats, Floats, float]:
    """By shift, what it costs without a further visit and what it costs more with one; and what is certain to be paid.

    Who has a visit under way goes home in any case, has the fixed cost behind him, and pays what happened already.
    """
    facts = arrays.facts
    idle, fixed = np.zeros(len(arrays.shifts)), facts.shift_f[:, FIXED].copy()
    plan = plan_of(problem, arrays, {})
    back = {(route.engineer, route.shift): route.back for route in plan.routes}
    for s in arrays.prefixes:
        engineer = problem.engineers[arrays.shifts[s].engineer]
        at = back.get((engineer.id, engineer.shifts[arrays.shifts[s].shift].id))
        if at is not None:
            here, there = facts.shift_i[s, FROM], facts.shift_i[s, TO]
            seconds, metres = facts.legs[here, there] if here != there else (0, 0)
            idle[s] = metres * facts.shift_f[s, PER_M] + seconds * facts.shift_f[s, PER_S]
            idle[s] += overtime_price(facts.shift_f[s], seconds_since(arrays.start_at, at))
            fixed[s] = 0.0
    nobody = sum(problem.visits[k].skip_cost or 0.0 for k in arrays.nobody)
    return idle, fixed, plan.cost.total - plan.cost.skipped - float(idle.sum()) + nobody
