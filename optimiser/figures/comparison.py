"""How two plans differ."""

from dataclasses import dataclass, fields

from optimiser.figures.plan_figures import PlanFigures, RouteFigures, ServedVisit
from optimiser.plan import Cost


@dataclass(frozen=True)
class VisitChange:
    """A visit that both plans serve, each in its way."""

    before: ServedVisit
    after: ServedVisit

    @property
    def start_change_s(self) -> float:
        """By how many seconds it starts later (negative: sooner)."""
        return (self.after.start - self.before.start).total_seconds()


@dataclass(frozen=True)
class RouteChange:
    """The figures of a shift's route in both plans; None where it serves nobody."""

    engineer: str
    shift: str
    before: RouteFigures | None
    after: RouteFigures | None


@dataclass(frozen=True)
class PlanComparison:
    """How a second plan differs from a first.

    Attributes
    ----------
    before, after : PlanFigures
        Of the first and of the second.
    cost_change : float
        What the second costs more (negative: less).
    cost : Cost
        The same by part.
    only_before, only_after : tuple of str
        Visits that only one of them serves.
    reassigned : tuple of VisitChange
        Visits with another engineer or in another shift.
    retimed : tuple of VisitChange
        Visits of the same shift that start at another time.
    routes : tuple of RouteChange
        The shifts whose figures differ.
    """

    before: PlanFigures
    after: PlanFigures
    cost_change: float
    cost: Cost
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    reassigned: tuple[VisitChange, ...]
    retimed: tuple[VisitChange, ...]
    routes: tuple[RouteChange, ...]


def compare(before: PlanFigures, after: PlanFigures) -> PlanComparison:
    """Compare two plans by their figures; their problems may differ.

    Parameters
    ----------
    before, after : PlanFigures
        See :func:`~optimiser.figures.figures_of`.
    """
    both = [VisitChange(one, after.visits[name]) for name, one in before.visits.items() if name in after.visits]
    moved = [change for change in both if _who(change.before) != _who(change.after)]
    stayed = [change for change in both if _who(change.before) == _who(change.after)]
    parts = {part.name: getattr(after.cost, part.name) - getattr(before.cost, part.name) for part in fields(Cost)}
    return PlanComparison(
        before=before,
        after=after,
        cost_change=after.cost.total - before.cost.total,
        cost=Cost(**parts),
        only_before=tuple(name for name in before.visits if name not in after.visits),
        only_after=tuple(name for name in after.visits if name not in before.visits),
        reassigned=tuple(moved),
        retimed=tuple(change for change in stayed if change.start_change_s),
        routes=_routes(before, after),
    )


def _who(one: ServedVisit) -> tuple[str, str]:
    return one.engineer, one.shift


def _routes(before: PlanFigures, after: PlanFigures) -> tuple[RouteChange, ...]:
    old = {(route.engineer, route.shift): route for route in before.routes}
    new = {(route.engineer, route.shift): route for route in after.routes}
    keys = dict.fromkeys([*old, *new])
    return tuple(RouteChange(*key, old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key))
