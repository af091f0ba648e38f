"""Questions about a plan that is there: why a visit stands where it does, what else there was, how two plans differ."""

from typing import Any

from api.errors import not_found
from api.plans.amending import cost_document, rounded
from api.plans.figures import figures_document
from api.plans.opened import OpenedPlan
from api.plans.plain import plain
from api.schemas.edits import Compared, VisitAsked
from optimiser import PlanFigures, Route, VisitChange, compare, figures_of

_MOST_PLACEMENTS = 5


def explained(asked: OpenedPlan, visit: str) -> VisitAsked:
    """Say where a visit stands in a plan as it was made, why, and what else there would be.

    Raises
    ------
    Refused
        Where the plan has no such visit.
    """
    matter = asked.matter
    known = next((each for each in matter.problem.visits if each.id == visit), None)
    if known is None:
        raise not_found("visit", visit)
    source = matter.sources.get(visit)
    route = next((each for each in matter.plan.routes if any(stop.visit == visit for stop in each.stops)), None)
    explainer = asked.explainer
    if route is None:
        reasons = [plain(each) for each in explainer.reasons(visit)]
        placements = [_placement(each) for each in explainer.place(visit, most=_MOST_PLACEMENTS)]
        return VisitAsked(visit=visit, source=source, served=False, reasons=reasons, placements=placements)
    under_way = known.pin is not None and known.pin.under_way
    return VisitAsked(
        visit=visit,
        source=source,
        served=True,
        engineer=route.engineer,
        shift=route.shift,
        **_stop(route, visit),
        alternatives=[] if under_way else [plain(each) for each in explainer.alternatives(visit)],
        lateness=plain(explainer.lateness(visit)),
    )


def _stop(route: Route, visit: str) -> dict[str, Any]:
    visits = [stop for stop in route.stops if stop.visit is not None]
    position = next(k for k, stop in enumerate(visits) if stop.visit == visit)
    stop = visits[position]
    return {"start": stop.start.isoformat(), "end": stop.end.isoformat(), "position": position}


def _placement(placement: Any) -> dict[str, Any]:
    return {
        "engineer": placement.engineer,
        "shift": placement.shift,
        "position": placement.position,
        "cost_change": rounded(placement.cost_change),
        "late_s": placement.late_s,
        "late_change": placement.late_change,
    }


def compared(first: OpenedPlan, second: OpenedPlan) -> Compared:
    """Say how a second plan differs from a first."""
    before, after = (figures_of(each.matter.problem, each.matter.plan, each.matter.travel) for each in (first, second))
    found = compare(before, after)
    return Compared(
        cost_change=rounded(found.cost_change),
        cost=cost_document(found.cost),
        before=_figures(before),
        after=_figures(after),
        only_before=list(found.only_before),
        only_after=list(found.only_after),
        reassigned=[_change(change) for change in found.reassigned],
        retimed=[_change(change) for change in found.retimed],
        routes=[plain(route) for route in found.routes],
    )


def _change(change: VisitChange) -> dict[str, Any]:
    return {"visit": change.before.visit, **plain(change), "start_change_s": change.start_change_s}


def _figures(figures: PlanFigures) -> dict[str, Any]:
    return figures_document(figures) | {"cost": cost_document(figures.cost)}
