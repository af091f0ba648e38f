"""What a retraced journey costs, by part."""

import math
from collections.abc import Iterable
from dataclasses import fields
from datetime import date

from optimiser.checker.journey import Call, Journey
from optimiser.checker.lookup import Lookup, instant_s
from optimiser.inputs import Shift, Visit
from optimiser.plan import Cost

HOUR_S = 3600.0
DAY_S = 86400.0


def price(lookup: Lookup, journey: Journey) -> Cost:
    """The cost of one journey."""
    engineer, shift = journey.engineer, journey.shift
    preferences = (call.visit.preference_costs.get(engineer.id, 0.0) for call in journey.calls)
    waiting = (_wait_cost(lookup, call.visit, journey.day) for call in journey.calls)
    return Cost(
        distance=journey.metres / 1000 * engineer.cost_per_km,
        travel_time=journey.travel_s / HOUR_S * engineer.cost_per_travel_hour,
        overtime=max(0.0, journey.back_s - shift.end.timestamp()) / HOUR_S * engineer.cost_per_overtime_hour,
        lateness=sum(_respond_cost(call) + _restore_cost(call) for call in journey.calls),
        fixed=shift.fixed_cost,
        preference=sum(preferences) + sum(waiting) + sum(_disruption_cost(call, shift) for call in journey.calls),
    )


def price_of_skipping(visits: Iterable[Visit]) -> Cost:
    """The cost of leaving visits out; one that must be served has no price."""
    return Cost(skipped=sum(visit.skip_cost or 0.0 for visit in visits))


def total_of(costs: Iterable[Cost]) -> Cost:
    """Costs added part by part."""
    costs = list(costs)
    return Cost(**{part.name: sum(getattr(cost, part.name) for cost in costs) for part in fields(Cost)})


def onsite_late_s(call: Call) -> float:
    """By how many seconds a visit starts after its ``onsite_by``."""
    return max(0.0, call.true_start_s - instant_s(call.visit.onsite_by, math.inf))


def restore_late_s(call: Call) -> float:
    """By how many seconds a visit ends after its ``restore_by``."""
    return max(0.0, call.true_end_s - instant_s(call.visit.restore_by, math.inf))


def _wait_cost(lookup: Lookup, visit: Visit, day: date) -> float:
    """What a visit costs for every day from the one on which it may first be served to the day of its shift."""
    opens = min((window.open for window in visit.windows), default=lookup.problem.horizon.start)
    return max(0, (day - lookup.day_of(opens)).days) * visit.wait_cost_per_day


def _disruption_cost(call: Call, shift: Shift) -> float:
    """What it costs that a visit is not with the shift, and does not start at the time, that people were told of."""
    planned = call.visit.planned
    if planned is None:
        return 0.0
    off_s = call.true_start_s - planned.start.timestamp()
    per_hour = planned.later_cost_per_hour if off_s > 0 else planned.earlier_cost_per_hour
    beyond_s = max(0.0, abs(off_s) - planned.free.total_seconds())
    return beyond_s / HOUR_S * per_hour + (0.0 if shift.id == planned.shift else planned.move_cost)


def _respond_cost(call: Call) -> float:
    """What being late on site costs: by the second and by the day begun, up to a cap."""
    visit, late_s = call.visit, onsite_late_s(call)
    cost = late_s / HOUR_S * visit.late_cost_per_hour + math.ceil(late_s / DAY_S) * visit.late_cost_per_started_day
    return cost if visit.late_cost_cap is None else min(cost, visit.late_cost_cap)


def _restore_cost(call: Call) -> float:
    """What ending after ``restore_by`` costs."""
    return restore_late_s(call) / HOUR_S * call.visit.restore_late_cost_per_hour
