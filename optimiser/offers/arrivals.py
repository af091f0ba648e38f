"""Who can be there first: for each engineer the earliest arrival that breaks no rule, and what it costs."""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from optimiser.explanation.kept import KeptPlan
from optimiser.explanation.surveys import Survey
from optimiser.explanation.trials import AT, STARTED
from optimiser.facts import FROM, LATE_CAP, LATE_PER_DAY, LATE_PER_S, ONSITE_BY, SECOND
from optimiser.offers.altering import price_of
from optimiser.offers.opened import OpenPlan, difference
from optimiser.plan import Cost, Route

PER_S = 1e6
"""What a second later counts as against all costs: the earliest arrival is looked for, and of equals the cheapest."""


@dataclass(frozen=True)
class Arrival:
    """When one engineer can be at a visit, all that is kept in its order.

    Attributes
    ----------
    engineer, shift : str
        Ids.
    arrive, start : datetime
        When the engineer is there, and when service starts: after the set-up, within a window.
    after : str, optional
        The visit after which the engineer comes; None straight from where the shift begins.
    leave : datetime
        When the engineer leaves for it.
    travel_s, distance_m : int
        The way from there.
    position : int
        How many visits of the route come before it, those under way among them.
    route : Route
        The route with the visit, the later stops pushed.
    cost_change : float
        What the whole plan costs more (negative: less).
    cost : Cost
        The same by part.
    made_late : mapping of str to float
        By how many seconds more than before visits start late, this one among them.
    left_out : tuple of str
        Visits of the route that no longer fit and are left out; their skip prices are in the cost.
    """

    engineer: str
    shift: str
    arrive: datetime
    start: datetime
    after: str | None
    leave: datetime
    travel_s: int
    distance_m: int
    position: int
    route: Route
    cost_change: float
    cost: Cost
    made_late: Mapping[str, float] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


def first_there(opened: OpenPlan, visit_id: str, *, most: int = 10) -> tuple[Arrival, ...]:
    """Say who can be at a visit first, the earliest first.

    What is under way is finished first, pins hold, and no visit that is kept leaves its windows; lateness and overtime
    within its limit are allowed, and priced. Each engineer is told with every later visit kept and, where that is
    sooner, also coming at once and leaving out the cheapest visits that then no longer fit.

    Parameters
    ----------
    opened : OpenPlan
        Opened at the present, the visit in it: see :func:`~optimiser.offers.open_plan` and
        :meth:`~optimiser.offers.OpenPlan.with_visit`.
    visit_id : str
        A visit that the plan does not serve.
    most : int
        How many engineers are told for each of the two ways.

    Raises
    ------
    FaultyInput
        Where there is no such visit, or the plan serves it.
    """
    u = opened.kept.left_out(visit_id)
    able = opened.able(u)
    with _at_once(opened, u):
        beside = opened.grounds.survey(opened.grounds.true, u, able)
        alone = opened.grounds.survey(opened.grounds.true, u, able, empty=True)
        told = [
            _arrival(opened, u, s, _inserted(opened.kept, u, s, int(beside.found[s, AT])))
            for s in _soonest(opened, able, beside)[:most]
        ]
        for s in _soonest(opened, able, alone)[:most]:
            if beside.best[s] == math.inf or alone.found[s, STARTED] < beside.found[s, STARTED]:
                sequence = coming_at_once(opened.kept, u, s)
                told += [_arrival(opened, u, s, sequence)] if sequence else []
    return tuple(sorted(told, key=lambda one: (one.start, one.cost_change)))


def _soonest(opened: OpenPlan, able: Sequence[int], survey: Survey) -> list[int]:
    """The shift of each engineer in which the visit starts first, the earliest first; of equals the cheapest."""
    kept = opened.kept
    fitting = [s for s in able if survey.best[s] < math.inf]
    ranked = sorted(fitting, key=lambda s: (survey.found[s, STARTED], survey.best[s] - kept.base[s], s))
    first: dict[int, int] = {}
    for s in ranked:
        first.setdefault(kept.arrays.shifts[s].engineer, s)
    return list(first.values())


def _inserted(kept: KeptPlan, u: int, s: int, p: int) -> list[int]:
    sequence = kept.sequence(s)
    return [*sequence[:p], u, *sequence[p:]]


def coming_at_once(kept: KeptPlan, u: int, s: int) -> list[int] | None:
    """The visits of a shift, `u` first, less the cheapest that no longer fit; None where one cannot be left out."""
    sequence = kept.sequence(s)
    stay = {v for v in sequence if kept.visit(v).skip_cost is None or kept.visit(v).pin is not None}

    def fits(chosen: set[int]) -> bool:
        return price_of(kept, s, [u, *(v for v in sequence if v in chosen)]) < math.inf

    if not fits(stay):
        return None
    for v in sorted({*sequence} - stay, key=lambda v: -(kept.visit(v).skip_cost or 0.0)):
        stay |= {v} if fits(stay | {v}) else set()
    return [u, *(v for v in sequence if v in stay)]


@contextmanager
def _at_once(opened: OpenPlan, u: int) -> Iterator[None]:
    """Let every second count until a visit starts; its own prices come back afterwards."""
    row = opened.kept.arrays.facts.visit_f[u]
    own = row.copy()
    row[ONSITE_BY], row[LATE_PER_S], row[LATE_PER_DAY], row[LATE_CAP] = opened.kept.arrays.now_s, PER_S, 0.0, math.inf
    try:
        yield
    finally:
        row[:] = own


def _arrival(opened: OpenPlan, u: int, s: int, sequence: Sequence[int]) -> Arrival:
    kept = opened.kept
    new, route = opened.timed(s, sequence), opened.route(s)
    if new is None:
        raise RuntimeError("a placement that was timed cannot be timed again")
    old = [route] if route else []
    cost = difference(opened.price([new]), opened.price(old))
    visit, (engineer, shift) = kept.visit(u), opened.ids(s)
    at = next(k for k, stop in enumerate(new.stops) if stop.visit == visit.id)
    before = [stop.visit for stop in new.stops[:at] if stop.visit is not None]
    p = sequence.index(u)
    here = kept.visit(sequence[p - 1]).place if p else opened.problem.places[kept.arrays.facts.shift_i[s, FROM]].id
    travel_s, distance_m = opened.way(here, visit.place)
    arrive = new.stops[at].arrive or new.stops[at].start
    return Arrival(
        engineer=engineer,
        shift=shift,
        arrive=arrive,
        start=new.stops[at].start,
        after=before[-1] if before else None,
        leave=arrive - travel_s * SECOND,
        travel_s=travel_s,
        distance_m=distance_m,
        position=len(before),
        route=new,
        cost_change=cost.total,
        cost=cost,
        made_late=opened.made_late_s([new], old),
        left_out=tuple(kept.visit(v).id for v in kept.sequence(s) if v not in sequence),
    )
