"""A plan opened once for quick questions and for edits by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property

from optimiser.explanation.bars import barred
from optimiser.explanation.kept import KeptPlan, keep
from optimiser.explanation.surveys import Grounds
from optimiser.facts import SECOND
from optimiser.inputs import Place, Problem, Visit
from optimiser.offers.altering import altered
from optimiser.offers.joining import joined
from optimiser.offers.legs import Legs
from optimiser.offers.present import as_of
from optimiser.plan import Cost, Plan, Route
from optimiser.schedule import price_routes, timed_route
from optimiser.travel import TravelTimes

PARTS = tuple(part.name for part in fields(Cost))


@dataclass(frozen=True, eq=False)
class OpenPlan:
    """A plan opened for questions and edits; one thread asks at a time.

    Nothing that is asked changes it: what is added or moved comes back as another one.

    Attributes
    ----------
    problem : Problem
        With what was joined to it.
    plan : Plan
        As it was given; what was inserted since stands in `kept` alone.
    kept : KeptPlan
        Its sequences in arrays.
    stated : mapping of (str, str) to Route
        The route of each engineer and shift: as the plan states it, or timed anew where it was altered.
    """

    problem: Problem
    plan: Plan
    kept: KeptPlan
    stated: Mapping[tuple[str, str], Route]

    @cached_property
    def grounds(self) -> Grounds:
        """The facts for trying."""
        return Grounds(self.kept)

    @property
    def travel(self) -> TravelTimes:
        """Between the problem's places, those joined among them."""
        legs = self.kept.builder.legs
        return TravelTimes(legs[..., 0], legs[..., 1])

    @cached_property
    def shift_of(self) -> Mapping[tuple[str, str], int]:
        """The index of each shift in the arrays, by the ids of engineer and shift."""
        pairs = ((s, self.kept.who(s)) for s in range(len(self.kept.base)))
        return {(engineer.id, shift.id): s for s, (engineer, shift) in pairs}

    def ids(self, s: int) -> tuple[str, str]:
        """The ids of the engineer and of the shift."""
        engineer, shift = self.kept.who(s)
        return engineer.id, shift.id

    def route(self, s: int) -> Route | None:
        """The route of a shift as it stands; None where there is none."""
        return self.stated.get(self.ids(s))

    def able(self, u: int) -> list[int]:
        """The shifts that may serve a visit, times left aside."""
        return [s for s in range(len(self.kept.base)) if barred(self.kept, u, s) is None]

    def timed(self, s: int, sequence: Sequence[int]) -> Route | None:
        """The route of a shift with these visits, at its cheapest; None where it breaks a rule or is empty."""
        return timed_route(self.problem, self.kept.arrays, s, sequence)

    def with_visit(self, visit: Visit, place: Place | None = None, *, legs: Legs | None = None) -> "OpenPlan":
        """Return the same with one visit more, which is served by nobody yet.

        Parameters
        ----------
        visit : Visit
            With an id that the problem does not have, at one of the problem's places or at `place`.
        place : Place, optional
            A place that the problem does not have.
        legs : int32 array, (places + 1, 2, 2), optional
            Seconds and metres to the place and from it; worked out by :func:`~optimiser.offers.legs.legs_to` where they
            are not given.

        Raises
        ------
        FaultyInput
            Where an id is there already, the place is unknown, or there is no way to know the travel to it.
        """
        kept = joined(self.kept, visit, place, legs)
        return OpenPlan(kept.problem, self.plan, kept, self.stated)

    def with_sequences(self, sequences: Mapping[int, Sequence[int]]) -> "OpenPlan":
        """Return the same with other visits in some shifts, by index; a route that breaks a rule is priced infinite."""
        kept = altered(self.kept, sequences)
        stated = dict(self.stated)
        for s in sequences:
            stated.pop(self.ids(s), None)
            route = timed_route(self.problem, kept.arrays, s, kept.sequence(s))
            if route is not None:
                stated[self.ids(s)] = route
        return OpenPlan(self.problem, self.plan, kept, stated)

    def way(self, here: str, there: str) -> tuple[int, int]:
        """Seconds and metres between two places, by id."""
        if here == there:
            return 0, 0
        builder = self.kept.builder
        seconds, metres = builder.legs[builder.place[here], builder.place[there]].tolist()
        return seconds, metres

    def price(self, routes: Sequence[Route]) -> Cost:
        """What these routes cost, and leaving out every visit that is in none of them."""
        return price_routes(self.problem, self.kept.arrays, routes)

    def late_s(self, route: Route) -> dict[str, float]:
        """By how many seconds the visits of a route start late, those that do; what is under way left aside."""
        out = {}
        for stop in route.stops:
            u = self.kept.index.get(stop.visit or "")
            due = None if u is None else self.kept.visit(u).onsite_by
            if stop.visit is not None and due is not None and stop.start > due:
                out[stop.visit] = (stop.start - due) / SECOND
        return out

    def made_late_s(self, after: Sequence[Route], before: Sequence[Route]) -> dict[str, float]:
        """By how many seconds more than before visits start late in these routes."""
        late = {name: late_s for route in before for name, late_s in self.late_s(route).items()}
        now = {name: late_s for route in after for name, late_s in self.late_s(route).items()}
        return {name: late_s - late.get(name, 0.0) for name, late_s in now.items() if late_s > late.get(name, 0.0)}


def difference(after: Cost, before: Cost) -> Cost:
    """One cost less another, by part."""
    return Cost(**{part: getattr(after, part) - getattr(before, part) for part in PARTS})


def open_plan(problem: Problem, plan: Plan, travel: TravelTimes, *, now: datetime | None = None) -> OpenPlan:
    """Open a plan for questions and edits.

    Parameters
    ----------
    problem : Problem
    plan : Plan
        Of the problem. Its sequences are kept; whatever is tried is timed at its cheapest.
    travel : TravelTimes
        Between the problem's places, in their order.
    now : datetime, optional
        The present, where it is later than the problem's ``now``: see :func:`~optimiser.offers.as_of`.

    Raises
    ------
    FaultyInput
        Where a route of the plan cannot be timed within the rules.
    ImpossiblePlan
        Where the plan cannot have begun as it says.
    """
    if now is not None and (problem.now is None or now > problem.now):
        problem, plan = as_of(problem, plan, travel, now)
    stated = {(route.engineer, route.shift): route for route in plan.routes}
    return OpenPlan(problem, plan, keep(problem, plan, travel), stated)
