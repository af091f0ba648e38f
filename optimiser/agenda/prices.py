"""What a visit costs in the search when it is left out, waits, or goes to another engineer than it should.

All of these are our assumption: a contract says what lateness costs, never what a plan should pay for leaving work out.
"""

import math
from datetime import UTC, datetime, timedelta

from optimiser.agenda.frame import Frame
from optimiser.book import Policy, Ticket
from optimiser.inputs import Visit

SKIP_COST = 300.0
"""For a ticket of a policy that names no price for its severity."""
LOAN_SKIP_COST = 100.0
"""For leaving a loan unit where it is."""
RISK_PRICE = 1.0
"""For each point of risk, from 0 to 10, of a ticket that is left out: among equals the riskier one is served."""
RISK_PRICE_PER_HOUR = 0.01
"""For each point of risk and hour late: among equals the riskier one is served first."""
NOT_OWNER_COST = 40.0
"""For giving a ticket to another engineer than the one who keeps the case."""
NOT_PREFERRED_COST = 20.0
"""For giving an inspection to another engineer than the preferred one."""
OVERDUE_PRICE_PER_DAY = 20.0
"""For each day that an inspection which is overdue waits, at least: it belongs on the first day there is."""


def skip_cost(policy: Policy, ticket: Ticket) -> float:
    """What the policy asks for leaving a ticket out, before any lateness."""
    return policy.skip_costs.get(ticket.severity, policy.skip_costs.get("", SKIP_COST))


def with_lateness(frame: Frame, visit: Visit) -> float | None:
    """Return the price of leaving a visit out with what it must cost after the horizon, when it is served at last.

    Without that, the longer a visit is overdue the cheaper it would be to leave it out once more.
    """
    if visit.skip_cost is None:
        return None
    at = frame.horizon.end
    waited = visit.wait_cost_per_day * len(frame.days)
    return visit.skip_cost + onsite_lateness(visit, at) + restore_lateness(visit, at) + waited


def onsite_lateness(visit: Visit, at: datetime) -> float:
    """What being on site no earlier than some time costs."""
    late = _late(visit.onsite_by, at)
    if late <= timedelta(0):
        return 0.0
    days = math.ceil(late / timedelta(days=1))
    price = visit.late_cost_per_hour * (late / timedelta(hours=1)) + visit.late_cost_per_started_day * days
    return price if visit.late_cost_cap is None else min(price, visit.late_cost_cap)


def restore_lateness(visit: Visit, at: datetime) -> float:
    """What beginning no earlier than some time costs because it ends late."""
    late = _late(visit.restore_by, at + visit.duration)
    return max(late / timedelta(hours=1), 0.0) * visit.restore_late_cost_per_hour


def _late(deadline: datetime | None, at: datetime) -> timedelta:
    return timedelta(0) if deadline is None else at.astimezone(UTC) - deadline.astimezone(UTC)
