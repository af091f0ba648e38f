"""Which slots can be offered to a customer, and what each would cost."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from optimiser.explanation.trials import AT
from optimiser.facts import LIMIT, START
from optimiser.inputs import Visit, Window
from optimiser.offers.opened import OpenPlan, difference
from optimiser.plan import Cost, Route


@dataclass(frozen=True)
class Slot:
    """A window that can be promised, with the cheapest way to keep the promise.

    Attributes
    ----------
    window : Window
        Service starts in it.
    engineer, shift : str
        Ids.
    position : int
        How many visits of the route come before it, those under way among them.
    start : datetime
        When service would start as the plan stands now; the promise is the window.
    route : Route
        The route with the visit.
    cost_change : float
        What the whole plan costs more (negative: less).
    cost : Cost
        The same by part.
    """

    window: Window
    engineer: str
    shift: str
    position: int
    start: datetime
    route: Route
    cost_change: float
    cost: Cost


def raster(from_: datetime, until: datetime, length: timedelta) -> tuple[Window, ...]:
    """Cut a span of time into windows of one length, one after the other; a rest that is shorter is left out.

    Raises
    ------
    ValueError
        Where the length is not positive.
    """
    if length <= timedelta(0):
        raise ValueError(f"slots last longer than nothing, not {length}")
    count = max(0, math.floor((until - from_) / length))
    return tuple(Window(from_ + k * length, from_ + (k + 1) * length) for k in range(count))


def slots(opened: OpenPlan, visit_id: str, windows: Sequence[Window], *, most: int | None = None) -> tuple[Slot, ...]:
    """Say which windows can be offered for a visit, the cheapest first, each with its cheapest placement.

    A window counts as far as it lies in the visit's own windows and after now. Windows in which nobody can come are
    left out.

    Parameters
    ----------
    opened : OpenPlan
        With the visit in it, and what is held for others: see :func:`~optimiser.offers.hold`.
    visit_id : str
        A visit that the plan does not serve.
    windows : sequence of Window
        Those to be looked at: see :func:`raster`.
    most : int, optional
        How many are told.

    Raises
    ------
    FaultyInput
        Where there is no such visit, or the plan serves it.
    """
    u = opened.kept.left_out(visit_id)
    visit, able = opened.kept.visit(u), opened.able(u)
    found = []
    for k, window in enumerate(windows):
        best = _best(opened, u, able, replace(visit, windows=tuple(_within(visit, window))))
        if best is not None:
            found.append((best[0], k, best))
    found.sort(key=lambda one: one[:2])
    chosen = [_slot(opened, u, windows[k], best) for _, k, best in found[:most]]
    return tuple(sorted(chosen, key=lambda slot: slot.cost_change))


_Best = tuple[float, int, int, Visit]


def _within(visit: Visit, window: Window) -> Iterator[Window]:
    """What of a window lies in the visit's own."""
    for own in visit.windows or (window,):
        opens, closes = max(own.open, window.open), min(own.close, window.close)
        if opens <= closes:
            yield Window(opens, closes)


def _best(opened: OpenPlan, u: int, able: Sequence[int], visit: Visit) -> _Best | None:
    """The cheapest shift and position for a version of the visit; None where nobody can come."""
    kept, grounds = opened.kept, opened.grounds
    spans = kept.builder.windows_of(visit) if visit.windows else []
    if not spans:
        return None
    shift_i = kept.arrays.facts.shift_i
    on = [s for s in able if shift_i[s, START] <= spans[-1][1] and spans[0][0] <= shift_i[s, LIMIT]]
    with grounds.as_visit(u, visit):
        survey = grounds.survey(grounds.true, u, on)
    prices = [(float(survey.best[s] - kept.base[s]), s) for s in on]
    price, s = min(prices, default=(math.inf, 0))
    return (price, s, int(survey.found[s, AT]), visit) if price < math.inf else None


def _slot(opened: OpenPlan, u: int, window: Window, best: _Best) -> Slot:
    _, s, p, visit = best
    sequence = opened.kept.sequence(s)
    with opened.grounds.as_visit(u, visit):
        new = opened.timed(s, [*sequence[:p], u, *sequence[p:]])
    if new is None:
        raise RuntimeError("a placement that was timed cannot be timed again")
    old = opened.route(s)
    cost = difference(opened.price([new]), opened.price([old] if old else []))
    visits = [stop.visit for stop in new.stops if stop.visit is not None]
    start = next(stop.start for stop in new.stops if stop.visit == visit.id)
    engineer, shift = opened.ids(s)
    return Slot(window, engineer, shift, visits.index(visit.id), start, new, cost.total, cost)
