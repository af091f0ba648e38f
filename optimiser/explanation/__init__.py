"""Why a visit is left out, why one is late, who else could serve it, and what would have to change.

Everything is found by trying: each route is timed exactly, with all its breaks, and every change that is told was made
first.

====================  ==================================================================================
Code of a reason      Why the visit is not with the shift, and its numbers
====================  ==================================================================================
FITS                  it would fit and pay: ``cost``, ``skip_cost`` where it may be left out
DEARER_THAN_SKIPPING  it fits, but costs more than leaving it out: ``cost``, ``skip_cost``
NO_SKILL              skills are missing: ``<skill>_needed_level``, ``<skill>_has_level`` for each
CERTIFICATE_EXPIRED   certificates have ended by the shift's day: ``<skill>_late_days`` for each
EXCLUDED              the visit excludes the engineer
SERVES_ONLY           the shift does not serve the visit's place
PINNED_ELSEWHERE      the visit is pinned to another engineer or shift
PIN_CANNOT_HOLD       the visit is pinned here, or to a start, and cannot be: the numbers say by how much
SERIES_DAYS           the day does not go with those of its series: ``visits_that_day``, or ``patterns`` without it
NOT_ON_SHIFT          the shift is over before the visit may start, or begins after: ``missing_s``
CANNOT_REACH          too late for its windows even with an empty day: ``missing_s``, none where no road leads there
OVERTIME_LIMIT        back after the end of the shift and its overtime limit: ``missing_s``, ``limit_s``
ROUTE_DURATION        the route would last too long: ``missing_s``, ``limit_s``
ROUTE_DISTANCE        the route would be too far: ``missing_m``, ``limit_m``
ROUTE_STOPS           the route would have too many visits: ``missing``, ``limit``
VAN_FULL              no room in the van: ``<quantity>_missing``, ``<quantity>_limit`` for each
WORKING_TIME_LIMIT    more work in the day or week than a limit allows: ``missing_s``, ``limit_s``, ``days``
DRIVING_TIME_LIMIT    more travel in the day or week than a limit allows: ``missing_s``, ``limit_s``, ``days``
REST                  too little rest beside a route of another day: ``missing_s`` where it is known, ``limit_s``
BREAK                 only the breaks are in the way: ``break_s``
DAY_FULL              the engineer could, but not besides what is planned: ``visits``, ``missing_s`` where it is known
NO_ENGINEERS          nobody has a shift
====================  ==================================================================================
"""

from optimiser.explanation.diagnosis import CODES
from optimiser.explanation.explainer import MOST_CHANGES, Alternative, Explainer
from optimiser.explanation.lateness import Lateness
from optimiser.explanation.placement import Placement
from optimiser.inputs import Problem
from optimiser.plan import Plan, Reason
from optimiser.travel import TravelTimes

__all__ = ["CODES", "MOST_CHANGES", "Alternative", "Explainer", "Lateness", "Placement", "explain", "place", "reasons"]


def place(problem: Problem, plan: Plan, visit_id: str, travel: TravelTimes, *, most: int = 5) -> tuple[Placement, ...]:
    """Say where a visit that the plan does not serve could go: see :meth:`Explainer.place`."""
    return Explainer(problem, plan, travel).place(visit_id, most=most)


def reasons(problem: Problem, plan: Plan, visit_id: str, travel: TravelTimes) -> tuple[Reason, ...]:
    """Say why a visit is left out: see :meth:`Explainer.reasons`."""
    return Explainer(problem, plan, travel).reasons(visit_id)


def explain(problem: Problem, plan: Plan, travel: TravelTimes, *, most_changes: int | None = None) -> Plan:
    """Fill a plan's unserved with their reasons: see :meth:`Explainer.explained`."""
    return Explainer(problem, plan, travel).explained(most_changes=most_changes)
