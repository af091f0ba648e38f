"""The plan document: what stands where, how it is read and how it is written.

A plan that breaks rules is readable, for the checker to judge; one that speaks of other engineers, shifts or visits
than its problem is a plan of another problem, and faulty.
"""

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from numbers import Integral
from typing import Any

from optimiser.documents.findings import EnoughFaults, Findings, shown
from optimiser.documents.kinds import FAULTY, Anything, Choice, ListOf, MapOf, Number, Reference, Text, Time
from optimiser.documents.problem_document import FORMAT
from optimiser.documents.records import Field, Record
from optimiser.inputs import Problem
from optimiser.plan import Bound, Cost, Plan, Reason, Route, Stop, Unserved

_PARTS = ("distance", "travel_time", "overtime", "lateness", "skipped", "fixed", "preference")
_MOST = 1e15
# Eight numbers rounded to cents differ by less than this from the sum of the others.
_ROUNDING = 0.05


class _Plain(Number):
    """A number of either sign, also where it comes from an array."""

    def __init__(self, noun: str = "a number") -> None:
        super().__init__(noun, least=-_MOST, most=_MOST)

    def write(self, value: Any) -> Any:
        """Return a plain finite number."""
        if isinstance(value, Integral):
            return int(value)
        if not math.isfinite(value):
            raise ValueError(f"{value} cannot be written: a plan holds finite numbers")
        return float(value)


class _Money(_Plain):
    """A cost, written in cents."""

    def write(self, value: Any) -> Any:
        """Round to cents; never minus zero."""
        return round(float(super().write(value)), 2) + 0.0


_TIME, _MONEY, _NUMBER = Time(), _Money("a cost"), _Plain()


STOP = Record(
    "a stop",
    Stop,
    "A visit or a break, placed in time.",
    [
        Field("kind", Choice(["visit", "break"]), "What it is.", default="visit", always=True),
        Field("visit", Reference("visit"), "Which visit; needed unless it is a break."),
        Field("arrive", _TIME, "When the engineer is there."),
        Field("start", _TIME, "When service or the break starts.", required=True),
        Field("end", _TIME, "When it ends.", required=True),
    ],
)

ROUTE = Record(
    "a route",
    Route,
    "The stops of one shift, in order.",
    [
        Field("engineer", Reference("engineer"), "Whose it is.", required=True),
        Field("shift", Reference("shift"), "Which shift of that engineer.", required=True),
        Field("leave", _TIME, "When the engineer sets out."),
        Field("back", _TIME, "When the engineer is back; later than needed is paid."),
        Field("stops", ListOf(STOP, "a list of stops"), "In order.", required=True),
    ],
)

COST = Record(
    "a cost",
    Cost,
    "What a plan costs, by part, each rounded to cents.",
    [
        Field("total", _MONEY, "The sum of the parts.", required=True, kept=False),
        *(
            Field(part, _MONEY, f"The part that is {part.replace('_', ' ')}.", default=0.0, always=True)
            for part in _PARTS
        ),
    ],
)

BOUND = Record(
    "a bound",
    Bound,
    "What no plan of the problem can undercut.",
    [
        Field("lower", _MONEY, "Proven lower bound on the total.", required=True),
        Field("gap", _NUMBER, "(total − lower) ÷ total; worked out where it is absent.", default=0.0, always=True),
    ],
)

REASON = Record(
    "a reason",
    Reason,
    "Why a visit is not with one shift, and the nearest change that would fit it.",
    [
        Field("engineer", Reference("engineer"), "Whom it is about; null: all.", default=None, always=True),
        Field("shift", Reference("shift"), "Which shift it is about; null: all.", default=None, always=True),
        Field("code", Text("a code"), "Which reason; stable.", required=True),
        Field("numbers", MapOf(Text("a name with its unit"), _NUMBER), "What it is about.", always=True),
        Field("message", Text("a sentence", least=0, most=10_000), "The same for people.", default="", always=True),
        Field(
            "change",
            ListOf(MapOf(Text("a key"), Anything()), "a JSON Patch"),
            "A JSON Patch (RFC 6902) of the problem after which the visit fits into this plan.",
            always=True,
        ),
        Field("cost_change", _MONEY, "What the plan then costs more.", always=True),
    ],
)

UNSERVED = Record(
    "an unserved visit",
    Unserved,
    "A visit that is left out.",
    [
        Field("visit", Reference("visit"), "Which.", required=True),
        Field("reasons", ListOf(REASON, "a list of reasons"), "Why, for each shift.", always=True),
    ],
)

PLAN = Record(
    "a plan",
    Plan,
    "One plan of one problem. Every visit is in exactly one route or unserved.",
    [
        Field(
            "format",
            Choice([FORMAT], "wrong_format"),
            "Name and version of this format.",
            required=True,
            default=FORMAT,
            kept=False,
        ),
        Field("status", Choice(["feasible", "optimal"]), "`optimal` where `bound` proves it.", required=True),
        Field("cost", COST, "What it costs.", required=True),
        Field("bound", BOUND, "Null where none was computed.", always=True),
        Field("routes", ListOf(ROUTE, "a list of routes"), "One for each shift that is out.", required=True),
        Field("unserved", ListOf(UNSERVED, "a list of unserved visits"), "What is left out.", required=True),
    ],
)


def read_plan(document: Mapping[str, Any], problem: Problem) -> Plan:
    """Read a plan document of a problem.

    Parameters
    ----------
    document : mapping
        What :func:`optimiser.documents.parse` returns.
    problem : Problem
        The problem that it is a plan of.

    Returns
    -------
    Plan
        As the document states it, whether or not it keeps the rules.

    Raises
    ------
    FaultyInput
        With every fault of the document, in its order; ids that the problem does not have among them.
    """
    found = _known_ids(problem)
    draft: dict[str, Any] = {}
    with suppress(EnoughFaults):
        draft = PLAN.draft(document, (), found) or {}
        _check_routes(draft, problem, found)
        found.settle()
    found.raise_any(document)
    return _with_claims(PLAN.made(draft), document)


def _with_claims(plan: Plan, document: Mapping[str, Any]) -> Plan:
    """Keep a total that is not the sum of the parts, and work out a gap that the document leaves to its readers."""
    stated, total, bound = document["cost"]["total"], plan.cost.total, plan.bound
    if abs(stated - total) > max(_ROUNDING, 1e-4 * abs(total)):
        plan = replace(plan, claimed_total=stated)
    if bound and document["bound"].get("gap") is None and stated > 0:
        plan = replace(plan, bound=Bound(bound.lower, (stated - bound.lower) / stated))
    return plan


def _known_ids(problem: Problem) -> Findings:
    found = Findings()
    for i, engineer in enumerate(problem.engineers):
        found.declare("engineer", engineer.id, ("engineers", i))
        for j, shift in enumerate(engineer.shifts):
            found.declare("shift", shift.id, ("engineers", i, "shifts", j))
    for i, visit in enumerate(problem.visits):
        found.declare("visit", visit.id, ("visits", i))
    return found


def _check_routes(draft: Mapping[str, Any], problem: Problem, found: Findings) -> None:
    """A route is of a shift that its engineer has, and its visits say which they are."""
    owners = {shift.id: engineer.id for engineer in problem.engineers for shift in engineer.shifts}
    engineers = {engineer.id for engineer in problem.engineers}
    for i, route in enumerate(draft.get("routes", ())):
        if route is FAULTY:
            continue
        owner = owners.get(route.shift, route.engineer)
        if owner != route.engineer and route.engineer in engineers:
            message = f"{shown(route.engineer)} has no shift {shown(route.shift)}, {shown(owner)} has; mend either"
            found.add(("routes", i, "shift"), "unknown_shift", message, route.shift)
        for j, stop in enumerate(route.stops):
            if stop.kind == "visit" and stop.visit is None:
                at = "routes", i, "stops", j, "visit"
                found.add(at, "missing", "is missing from a stop of kind visit; give the id of the visit")


def write_plan(plan: Plan) -> dict[str, Any]:
    """Write a plan as a document.

    Costs are rounded to cents, a lower bound down to the cent below, so that it stays one.

    Parameters
    ----------
    plan : Plan
        With finite numbers.

    Returns
    -------
    dict

    Raises
    ------
    ValueError
        Where a number of the plan is not finite: that is a mistake of whoever made it.
    """
    bound = plan.bound and _rounded_bound(plan.bound, plan.cost.total)
    out: dict[str, Any] = PLAN.write(replace(plan, bound=bound))
    return out


def _rounded_bound(bound: Bound, total: float) -> Bound:
    if not math.isfinite(bound.lower) or not math.isfinite(total):
        raise ValueError(f"{bound} cannot be written: a plan holds finite numbers")
    # What is within a millionth of the next cent is that cent: 100 times 12.34 is 1233.9999….
    lower = math.floor(bound.lower * 100 + 1e-6) / 100
    return Bound(lower, round((total - lower) / total, 6) + 0.0 if total > 0 else 0.0)
