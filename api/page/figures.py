"""What the page shows, computed once: the totals, the late, the unserved with their reasons in order."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone

from api.page.days import ShownDay, shown_days
from api.page.formats import clock, dated
from api.page.names import carried_name, visit_name
from api.page.routes import MissedDeadline, ShownShift, Table, shown_shifts
from optimiser import Cost, Place, Plan, Problem, Reason, Unserved, Visit

COST_PARTS = ("distance", "travel_time", "overtime", "lateness", "skipped", "fixed", "preference")
"""In the order in which they are shown."""

REASON_LINES = 1500
"""How many reasons are spelled out on a page; beyond that each visit keeps its first few and counts the rest."""

DETAILED_VISITS = 400
"""How many unserved visits get their reasons; the rest, cheapest to skip, get one line each."""


@dataclass(frozen=True)
class Totals:
    """The figures at the top of the page."""

    cost: Cost
    visit_count: int
    served_count: int
    late_count: int
    unserved_count: int
    must_count: int
    travel_m: float
    travel_s: float
    onsite_s: float
    waiting_s: float
    working_s: float
    overtime_s: float
    engineers_used: int
    engineer_count: int


@dataclass(frozen=True)
class Rest:
    """The reasons of one kind that are counted instead of spelled out."""

    code: str
    count: int
    engineers: Sequence[str]


@dataclass(frozen=True)
class ShownUnserved:
    """A visit that is left out: the nearest change, the first reasons (cheapest change first), the rest counted."""

    visit: Visit
    best: Reason | None
    reasons: Sequence[Reason]
    rest: Sequence[Rest]

    @property
    def must(self) -> bool:
        """Whether leaving it out was not for sale."""
        return self.visit.skip_cost is None


@dataclass(frozen=True)
class Figures:
    """All that the page draws."""

    problem: Problem
    plan: Plan
    shifts: Sequence[ShownShift]
    totals: Totals
    missed: Sequence[MissedDeadline]
    unserved: Sequence[ShownUnserved]
    zone: timezone
    base_at: datetime
    days: Sequence[ShownDay] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    hues: Mapping[str, int] = field(default_factory=dict)

    @property
    def several_days(self) -> bool:
        """Whether times need their dates."""
        return len(self.days) > 1

    @property
    def day_range(self) -> str:
        """The day of the shifts, or the first and the last: ``2026-11-23 – 2026-11-27``."""
        dates = [day.day for day in self.days] or [self.base_at.date()]
        return " – ".join(dict.fromkeys([f"{dates[0]}", f"{dates[-1]}"]))

    def clock(self, at: datetime, day: date | None = None) -> str:
        """A moment as it is told under the heading of a day; elsewhere with its date, if there are several days."""
        if day is None and self.several_days:
            return dated(at, self.base_at, self.zone)
        return clock(at, self.base_at if day is None else self.midnight(day), self.zone)

    def midnight(self, day: date) -> datetime:
        """When a day begins."""
        return datetime.combine(day, time(), self.zone)

    def place_name(self, id_: str) -> str:
        """How a place is called on screen: the name that the document carries, else the id."""
        return carried_name(self.places[id_].carried) or id_

    def is_home(self, id_: str) -> bool:
        """Whether a place is where an engineer lives, as far as the document carries it."""
        return self.places[id_].carried.get("x_kind") == "home"

    def note(self, visit: Visit) -> str | None:
        """What is told of a visit beside its id: its name and where it is, as far as the document carries them."""
        name, place = visit_name(visit), carried_name(self.places[visit.place].carried)
        told = [name, None if place and name and place in name else place]
        return " · ".join(filter(None, told)) or None


def figures(problem: Problem, plan: Plan, seconds: Table, metres: Table) -> Figures:
    """Compute what is shown of a plan.

    Parameters
    ----------
    problem, plan
        The plan must be one of this problem.
    seconds, metres : n×n
        Travel between the problem's places, in their order.
    """
    shifts = shown_shifts(problem, plan, seconds, metres)
    missed = sorted(
        (one for shift in shifts for stop in shift.visits for one in stop.missed),
        key=lambda one: (-one.price, -one.late_s),
    )
    zone = local_zone(problem)
    base = min((shift.shift.start for shift in shifts), default=problem.horizon.start)
    return Figures(
        problem=problem,
        plan=plan,
        shifts=shifts,
        totals=totals(problem, plan, shifts),
        missed=missed,
        unserved=shown_unserved(problem, plan),
        zone=zone,
        base_at=base.astimezone(zone),
        days=shown_days(shifts, zone),
        hues={engineer.id: order for order, engineer in enumerate(problem.engineers)},
        places={place.id: place for place in problem.places},
    )


def local_zone(problem: Problem) -> timezone:
    """The offset in which times are shown: the one that most shifts start in, else that of the horizon."""
    starts = [shift.start for engineer in problem.engineers for shift in engineer.shifts]
    offsets = Counter(start.utcoffset() or timedelta(0) for start in starts or [problem.horizon.start])
    return timezone(offsets.most_common(1)[0][0])


def totals(problem: Problem, plan: Plan, shifts: Sequence[ShownShift]) -> Totals:
    """The figures at the top of the page."""
    must = {visit.id for visit in problem.visits if visit.skip_cost is None}
    return Totals(
        cost=plan.cost,
        visit_count=len(problem.visits),
        served_count=sum(len(shift.visits) for shift in shifts),
        late_count=sum(stop.late for shift in shifts for stop in shift.visits),
        unserved_count=len(plan.unserved),
        must_count=sum(unserved.visit in must for unserved in plan.unserved),
        travel_m=sum(shift.travel_m for shift in shifts),
        travel_s=sum(shift.travel_s for shift in shifts),
        onsite_s=sum(shift.onsite_s for shift in shifts),
        waiting_s=sum(shift.waiting_s for shift in shifts),
        working_s=sum(shift.working_s for shift in shifts),
        overtime_s=sum(shift.overtime_s for shift in shifts),
        engineers_used=len({shift.engineer.id for shift in shifts if not shift.idle}),
        engineer_count=len(problem.engineers),
    )


def shown_unserved(problem: Problem, plan: Plan) -> list[ShownUnserved]:
    """The visits that are left out: first those that must be served, then the dearest to skip."""
    visits = {visit.id: visit for visit in problem.visits}

    def dearest_first(unserved: Unserved) -> tuple[bool, float]:
        skip_cost = visits[unserved.visit].skip_cost
        return skip_cost is not None, -(skip_cost or 0.0)

    spelled = max(3, min(12, REASON_LINES // max(1, len(plan.unserved))))
    shown = []
    for rank, unserved in enumerate(sorted(plan.unserved, key=dearest_first)):
        reasons = sorted(unserved.reasons, key=cheapest_change)
        best = reasons[0] if reasons and reasons[0].cost_change is not None else None
        if rank < DETAILED_VISITS:
            shown.append(ShownUnserved(visits[unserved.visit], best, reasons[:spelled], counted(reasons[spelled:])))
        else:
            shown.append(ShownUnserved(visits[unserved.visit], best, (), ()))
    return shown


def cheapest_change(reason: Reason) -> tuple[bool, float]:
    """The order of reasons: those with a change first, by what it costs."""
    return reason.cost_change is None, reason.cost_change or 0.0


def counted(reasons: Sequence[Reason]) -> list[Rest]:
    """Reasons by kind, the most frequent first."""
    by_code: dict[str, list[str]] = {}
    for reason in reasons:
        by_code.setdefault(reason.code, []).append(reason.engineer or "")
    frequent = sorted(by_code.items(), key=lambda item: -len(item[1]))
    return [Rest(code, len(who), [engineer for engineer in dict.fromkeys(who) if engineer]) for code, who in frequent]
