"""What differs between two plans, visit by visit, each with why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from optimiser.explanation.kept import KeptPlan, keep
from optimiser.inputs import Problem, Visit
from optimiser.plan import Plan
from optimiser.replanning.causes import Causes, Why
from optimiser.replanning.standings import Standing, standings_of
from optimiser.travel import TravelTimes

SAME_TIME = timedelta(minutes=1)
"""A visit that starts this much earlier or later is not told as a change."""

_HOUR = timedelta(hours=1)
Kind = Literal["retimed", "reassigned", "dropped", "added"]


@dataclass(frozen=True)
class PlanChange:
    """One visit that stands elsewhere in a plan than in the one before.

    Attributes
    ----------
    visit : str
        Its id.
    kind : str
        ``retimed``: the same shift at another time; ``reassigned``: another shift; ``dropped``: no longer served;
        ``added``: served now.
    before, after : Standing or None
        Where it stood and stands.
    code : str
        Why; the codes are listed in :mod:`optimiser.replanning`.
    message : str
        The same in a sentence, with its figures.
    other : str or None
        The visit that the cause is about, where it is about one.
    numbers : mapping of str to float
        Figures of the sentence, unit in the name. ``undone_cost``: what the plan would cost more (negative: less) with
        this visit back at its old place and time, all others as they are; not there where that breaks a rule.
    cost : float
        What the change itself is priced at: see :attr:`optimiser.inputs.Visit.planned`.
    """

    visit: str
    kind: Kind
    before: Standing | None
    after: Standing | None
    code: str
    message: str
    other: str | None = None
    numbers: Mapping[str, float] = field(default_factory=dict)
    cost: float = 0.0


def changes_between(problem: Problem, before: Plan, after: Plan, travel: TravelTimes) -> tuple[PlanChange, ...]:
    """Tell every visit that stands elsewhere in a plan than in the one before, by the time at which it stood or stands.

    Parameters
    ----------
    problem : Problem
        That of `after`, with or without prices on changes.
    before : Plan
        Of this problem or of one like it. Visits that there are no longer are no changes, nor are those under way.
    after : Plan
    travel : TravelTimes
        Between the problem's places.

    Raises
    ------
    FaultyInput
        Where a route of `after` cannot be timed within the rules.
    """
    return changes_to(keep(problem, after, travel), before, after)


def changes_to(kept: KeptPlan, before: Plan, after: Plan) -> tuple[PlanChange, ...]:
    """As :func:`changes_between`, of a plan that is opened for questions already."""
    was, stands = standings_of(before), standings_of(after)
    moved = [(visit, kind) for visit in kept.problem.visits if (kind := _kind(visit, was, stands)) is not None]
    if not moved:
        return ()
    causes = Causes(before, after, kept)
    told = [_change(v, kind, was.get(v.id), stands.get(v.id), causes.why(v, kind)) for v, kind in moved]
    return tuple(sorted(told, key=_when))


def _kind(visit: Visit, was: Mapping[str, Standing], stands: Mapping[str, Standing]) -> Kind | None:
    """How the visit has moved; None where it has not, or is under way."""
    old, new = was.get(visit.id), stands.get(visit.id)
    if visit.pin and visit.pin.under_way:
        return None
    if old is None:
        return None if new is None else "added"
    if new is None:
        return "dropped"
    if (old.engineer, old.shift) != (new.engineer, new.shift):
        return "reassigned"
    return "retimed" if abs(new.start - old.start) > SAME_TIME else None


def _change(visit: Visit, kind: Kind, old: Standing | None, new: Standing | None, why: Why) -> PlanChange:
    cost = 0.0 if new is None else disruption_cost(visit, new)
    return PlanChange(visit.id, kind, old, new, why.code, why.message, why.other, why.numbers, cost)


def _when(change: PlanChange) -> tuple[float, str]:
    standing = change.before or change.after
    return (0.0 if standing is None else standing.start.timestamp()), change.visit


def disruption_cost(visit: Visit, standing: Standing) -> float:
    """What it costs that a visit stands there, and not where it was planned before."""
    planned = visit.planned
    if planned is None:
        return 0.0
    off = standing.start - planned.start
    per_hour = planned.later_cost_per_hour if off > timedelta(0) else planned.earlier_cost_per_hour
    beyond = max(timedelta(0), abs(off) - planned.free)
    return beyond / _HOUR * per_hour + (0.0 if standing.shift == planned.shift else planned.move_cost)
