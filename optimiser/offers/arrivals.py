"""Who can be there first: for each engineer the earliest arrival that breaks no rule, and what it costs."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from optimiser.explanation.trials import AT, STARTED
from optimiser.facts import FROM, LATE_CAP, LATE_PER_DAY, LATE_PER_S, ONSITE_BY, SECOND
from optimiser.offers.opened import OpenPlan, difference
from optimiser.plan import Cost, Route

PER_S = 1e6
"""What a second later counts as against all costs: the earliest arrival is looked for, and of equals the cheapest."""


@dataclass(frozen=True)
class Arrival:
    """When one engineer can be at a visit, everything else kept in its order.

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


def first_there(opened: OpenPlan, visit_id: str, *, most: int = 10) -> tuple[Arrival, ...]:
    """Say who can be at a visit first, the earliest first: one arrival for each engineer who can come at all.

    What is under way is finished first, pins hold, and no later visit leaves its windows; lateness and overtime within
    its limit are allowed, and priced. An engineer on the way counts as still being at the stop before.

    Parameters
    ----------
    opened : OpenPlan
        Opened at the present, the visit in it: see :func:`~optimiser.offers.open_plan` and
        :meth:`~optimiser.offers.OpenPlan.with_visit`.
    visit_id : str
        A visit that the plan does not serve.
    most : int
        How many engineers are told.

    Raises
    ------
    FaultyInput
        Where there is no such visit, or the plan serves it.
    """
    u = opened.kept.left_out(visit_id)
    able = opened.able(u)
    with _at_once(opened, u):
        survey = opened.grounds.survey(opened.grounds.true, u, able)
        best: dict[str, tuple[float, int]] = {}
        for s in able:
            price = float(survey.best[s] - opened.kept.base[s])
            engineer = opened.kept.who(s)[0].id
            if price < best.get(engineer, (math.inf, 0))[0]:
                best[engineer] = (price, s)
        starts = {s: int(survey.found[s, STARTED]) for _, s in best.values()}
        ranked = sorted(best.values(), key=lambda pair: (starts[pair[1]], pair[0], pair[1]))
        return tuple(_arrival(opened, u, s, int(survey.found[s, AT])) for _, s in ranked[:most])


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


def _arrival(opened: OpenPlan, u: int, s: int, p: int) -> Arrival:
    kept = opened.kept
    sequence = kept.sequence(s)
    new = opened.timed(s, [*sequence[:p], u, *sequence[p:]])
    if new is None:
        raise RuntimeError("a placement that was timed cannot be timed again")
    route = opened.route(s)
    old = [route] if route else []
    cost = difference(opened.price([new]), opened.price(old))
    visit, (engineer, shift) = kept.visit(u), opened.ids(s)
    at = next(k for k, stop in enumerate(new.stops) if stop.visit == visit.id)
    visits = [stop.visit for stop in new.stops[:at] if stop.visit is not None]
    here = kept.visit(sequence[p - 1]).place if p else opened.problem.places[kept.arrays.facts.shift_i[s, FROM]].id
    travel_s, distance_m = opened.way(here, visit.place)
    arrive = new.stops[at].arrive or new.stops[at].start
    return Arrival(
        engineer=engineer,
        shift=shift,
        arrive=arrive,
        start=new.stops[at].start,
        after=visits[-1] if visits else None,
        leave=arrive - travel_s * SECOND,
        travel_s=travel_s,
        distance_m=distance_m,
        position=len(visits),
        route=new,
        cost_change=cost.total,
        cost=cost,
        made_late=opened.made_late_s([new], old),
    )
