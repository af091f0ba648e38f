"""The plan mode: when to be where on routes that are given, so that windows are missed as little as can be.

What may not be missed are the bounds of the steps themselves (``service_at`` and its like); windows of jobs, breaks
and the vehicle may, at a price of one a second. Among the best times those are taken that end soonest, then those that
leave last: a small integer program for each route that cannot keep all windows.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from api.interop.vroom.document import LATEST_S
from api.interop.vroom.itinerary import Itinerary, break_item, given_steps, items_of, setup_paid
from api.interop.vroom.question import Job, Request, Span, Vehicle
from api.interop.vroom.timing import Item, Moment, timed

_MOST_S = 20.0
"""How long one program may take; then the best times so far count. Only many steps with many windows come near."""


def given_itinerary(request: Request, vehicle: Vehicle) -> Itinerary | None:
    """Time the route that a vehicle is given.

    Returns
    -------
    Itinerary or None
        None where the steps' own bounds contradict each other.
    """
    steps = given_steps(request, vehicle)
    jobs = [step for step, _ in steps if isinstance(step, Job)]
    places = iter(items_of(vehicle, jobs, request.legs[vehicle.legs]))
    items = [next(places) if isinstance(step, Job) else break_item(step) for step, _ in steps]
    items.append(next(places))
    firm = [(given.soonest_s, given.latest_s) for _, given in steps]
    leaving, ending = _end_bounds(vehicle)
    strict = [
        item._replace(windows=_within(item.windows, span)) for item, span in zip(items, [*firm, ending], strict=True)
    ]
    paid = setup_paid(vehicle, jobs)
    times = timed(strict, max(vehicle.window[0], leaving[0])) if all(item.windows for item in strict) else None
    if times is not None and times.leave_s <= min(vehicle.window[1], leaving[1]):
        return Itinerary(vehicle, [step for step, _ in steps], times.leave_s, times.moments, paid)
    starts = _nearest(items, [leaving, *firm, ending], vehicle.window)
    if starts is None:
        return None
    return Itinerary(vehicle, [step for step, _ in steps], starts[0], _moments(items, starts), paid)


def _end_bounds(vehicle: Vehicle) -> tuple[Span, Span]:
    """The bounds of the steps at both ends of a route."""
    bounds = {step.kind: (step.soonest_s, step.latest_s) for step in vehicle.steps or ()}
    return bounds.get("start", (0, LATEST_S)), bounds.get("end", (0, LATEST_S))


def _within(windows: Sequence[Span], firm: Span) -> Sequence[Span]:
    cut = [(max(opens, firm[0]), min(closes, firm[1])) for opens, closes in windows]
    return [span for span in cut if span[0] <= span[1]]


def _moments(items: Sequence[Item], starts: Sequence[int]) -> list[Moment]:
    """How long one travels and waits, where it is known when everything begins; travel comes as soon as it can."""
    moments: list[Moment] = []
    free_s, left_s, begun = starts[0], 0, False
    for k, (item, start_s) in enumerate(zip(items, starts[1:], strict=True)):
        if not begun:
            left_s = next((i.way_s for i in items[k:] if i.way_s is not None), 0)
        driven_s = left_s if item.way_s is not None else min(left_s, start_s - free_s)
        moments.append(Moment(free_s + driven_s, start_s, driven_s))
        left_s, begun, free_s = left_s - driven_s, item.way_s is None, start_s + item.act_s
    return moments


class _Choice(NamedTuple):
    """One window that a step may be held to: which step, which span, and the number of its yes-or-no variable."""

    step: int
    span: Span
    chosen: int


class _Program:
    """The program of one route. Variables: the start of each step, how far it is off, then one for each window."""

    def __init__(self, items: Sequence[Item], firm: Sequence[Span], window: Span) -> None:
        windows: list[Sequence[Span]] = [(window,), *(item.windows for item in items)]
        self.steps = len(windows)
        busy_s = sum((item.way_s or 0) + item.act_s for item in items)
        self.base_s = max(0, min(span[0] for spans in windows for span in spans) - busy_s)
        self.choices = [
            _Choice(k, span, 2 * self.steps + n)
            for n, (k, span) in enumerate((k, span) for k, spans in enumerate(windows) for span in spans)
        ]
        self.count = 2 * self.steps + len(self.choices)
        self.span_s = self._longest(items, firm, windows)
        self.rows: list[list[tuple[int, float]]] = []
        self.least: list[float] = []
        self._order(items)
        self._windows()
        until_s = [min(float(b - self.base_s), self.span_s) for _, b in firm]
        after_s = [min(max(0.0, float(a - self.base_s)), until) for (a, _), until in zip(firm, until_s, strict=True)]
        rest = self.steps + len(self.choices)
        self.low = np.array([*after_s, *[0.0] * rest])
        self.high = np.array([*until_s, *[self.span_s] * self.steps, *[1.0] * len(self.choices)])

    def _longest(self, items: Sequence[Item], firm: Sequence[Span], windows: Sequence[Sequence[Span]]) -> float:
        """A time, from the base, by which everything can be over."""
        opens = [span[0] for spans in windows for span in spans] + [span[0] for span in firm]
        return float(max(opens) - self.base_s + sum((item.way_s or 0) + item.act_s for item in items) + 1)

    def row(self, terms: Sequence[tuple[int, float]], least: float) -> None:
        """Ask that a sum of variables, each times a number, is at least so much."""
        self.rows.append(list(terms))
        self.least.append(least)

    def _order(self, items: Sequence[Item]) -> None:
        """Each step after the one before, and each place after the place before with the breaks and the way between."""
        place, act_s, busy_s = 0, 0, 0
        for k, item in enumerate(items, start=1):
            before_s = act_s if k - 1 == place else items[k - 2].act_s
            self.row([(k, 1.0), (k - 1, -1.0)], before_s)
            if item.way_s is None:
                busy_s += item.act_s
            else:
                self.row([(k, 1.0), (place, -1.0)], act_s + busy_s + item.way_s)
                place, act_s, busy_s = k, item.act_s, 0

    def _windows(self) -> None:
        """A step is off its chosen window by as much as it is early or late."""
        big = 2 * self.span_s + 1
        for k in range(self.steps):
            self.row([(choice.chosen, 1.0) for choice in self.choices if choice.step == k], 1.0)
        for k, (opens, closes), chosen in self.choices:
            off = self.steps + k
            self.row([(k, 1.0), (off, 1.0), (chosen, -big)], opens - self.base_s - big)
            if closes - self.base_s < self.span_s:
                self.row([(k, -1.0), (off, 1.0), (chosen, -big)], self.base_s - closes - big)

    def solve(self, price: np.ndarray) -> np.ndarray | None:
        """The variables at which `price` is least."""
        cells = [(r, column, value) for r, terms in enumerate(self.rows) for column, value in terms]
        row, column, value = (np.array(part) for part in zip(*cells, strict=True))
        matrix = coo_array((value, (row, column)), shape=(len(self.rows), self.count)).tocsr()
        whole = np.zeros(self.count)
        if len(self.choices) > self.steps:  # else every step has one window, and nothing is to choose
            whole[2 * self.steps :] = 1
        found = milp(
            price,
            constraints=LinearConstraint(matrix, np.array(self.least)),
            bounds=Bounds(self.low, self.high),
            integrality=whole,
            options={"presolve": False, "time_limit": _MOST_S},
        )
        return None if found.x is None else np.asarray(found.x)


def _nearest(items: Sequence[Item], firm: Sequence[Span], window: Span) -> list[int] | None:
    """When each step begins, leaving first; None where the firm bounds cannot be kept."""
    program = _Program(items, firm, window)
    steps, price = program.steps, np.zeros(program.count)
    price[steps : 2 * steps] = 1.0
    found = program.solve(price)
    if found is None:
        return None
    off = round(float(found[steps : 2 * steps].sum()))
    program.row([(steps + k, -1.0) for k in range(steps)], -off)
    for price in (_ends_soonest(program), _leaves_last(program)):
        better = program.solve(price)
        if better is None:
            break
        found = better
        program.high[steps - 1] = round(float(found[steps - 1]))
    return [program.base_s + round(float(second)) for second in found[:steps]]


def _ends_soonest(program: _Program) -> np.ndarray:
    price = np.zeros(program.count)
    price[program.steps - 1] = 1.0
    return price


def _leaves_last(program: _Program) -> np.ndarray:
    """Leaving a second later delays no more than all steps by one, so it counts more than all of them."""
    price = np.zeros(program.count)
    price[: program.steps] = 1.0
    price[0] = -float(program.steps + 1)
    return price
