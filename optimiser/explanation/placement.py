"""Where a visit that a plan does not serve could go: its cheapest placements, everything else kept."""

import math
from dataclasses import dataclass

from optimiser.explanation.bars import barred
from optimiser.explanation.kept import KeptPlan
from optimiser.explanation.surveys import Grounds
from optimiser.facts import ONSITE_BY, seconds_since
from optimiser.inputs import Visit
from optimiser.plan import Cost, Route
from optimiser.schedule import price_routes, timed_route

PARTS = ("distance", "travel_time", "overtime", "lateness", "skipped", "fixed", "preference")


@dataclass(frozen=True)
class Placement:
    """One way to serve a visit.

    Attributes
    ----------
    engineer, shift : str
        Ids.
    position : int
        How many visits of the route come before it, those under way among them.
    route : Route
        The route with the visit, timed anew.
    cost_change : float
        What the whole plan costs more (negative: less), the skip price that it no longer pays included.
    cost : Cost
        The same by part.
    late_s : float
        By how much the visit itself starts late; 0 where it does not.
    late_change : int
        How many more visits of the route start late than before, this one among them.
    """

    engineer: str
    shift: str
    position: int
    route: Route
    cost_change: float
    cost: Cost
    late_s: float
    late_change: int


def skip_price(visit: Visit) -> float:
    """What leaving the visit out costs; nothing where it must be served, which costs cannot say."""
    return visit.skip_cost or 0.0


def placements(plan: KeptPlan, grounds: Grounds, visit_id: str, most: int) -> tuple[Placement, ...]:
    """The cheapest placements of a visit that the plan does not serve, over all shifts and positions."""
    u = plan.left_out(visit_id)
    able = [s for s in range(len(plan.base)) if barred(plan, u, s) is None]
    survey = grounds.survey(grounds.true, u, able)
    ranked = sorted(
        (float(price - plan.base[s]), s, p)
        for s in able
        for p, price in enumerate(survey.prices[s, : plan.counts[s] + 1])
        if price < math.inf
    )
    return tuple(_placement(plan, u, s, p, more) for more, s, p in ranked[:most])


def _placement(plan: KeptPlan, u: int, s: int, p: int, more: float) -> Placement:
    before = plan.sequence(s)
    after = [*before[:p], u, *before[p:]]
    old = timed_route(plan.problem, plan.arrays, s, before)
    new = timed_route(plan.problem, plan.arrays, s, after)
    if new is None:
        raise RuntimeError("a placement that was timed cannot be timed again")
    visit = plan.visit(u)
    (engineer, shift), prefix = plan.who(s), plan.arrays.prefixes.get(s)
    late = _late(plan, new)
    return Placement(
        engineer=engineer.id,
        shift=shift.id,
        position=p + (len(prefix.visits) if prefix else 0),
        route=new,
        cost_change=more - skip_price(visit),
        cost=_difference(plan, [new], [old] if old else []),
        late_s=late.get(visit.id, 0.0),
        late_change=len(late) - len(_late(plan, old) if old else {}),
    )


def _late(plan: KeptPlan, route: Route) -> dict[str, float]:
    """By how much the visits of a route start late, those that do."""
    facts = plan.arrays.facts
    out: dict[str, float] = {}
    for stop in route.stops:
        if stop.visit is not None and stop.visit in plan.index:
            due_s = facts.visit_f[plan.index[stop.visit]].tolist()[ONSITE_BY]
            late_s = seconds_since(plan.arrays.start_at, stop.start) - due_s
            if late_s > 0:
                out[stop.visit] = late_s
    return out


def _difference(plan: KeptPlan, new: list[Route], old: list[Route]) -> Cost:
    after, before = price_routes(plan.problem, plan.arrays, new), price_routes(plan.problem, plan.arrays, old)
    return Cost(**{part: getattr(after, part) - getattr(before, part) for part in PARTS})
