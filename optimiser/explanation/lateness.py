"""Why a visit is late: what stands before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from optimiser.explanation.kept import KeptPlan
from optimiser.explanation.sentences import span
from optimiser.facts import prices_of, seconds_since
from optimiser.inputs import Visit
from optimiser.objective import lateness_price
from optimiser.plan import Plan, Route, Stop

SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Lateness:
    """By how much a visit is late, and why.

    Attributes
    ----------
    visit, engineer, shift : str
        Ids.
    onsite_by, restore_by : datetime, optional
        When it was due.
    start, end : datetime
        When service starts and ends in the plan.
    late_s, restore_late_s : float
        Seconds late in starting, and in ending.
    cost : float
        What that costs.
    before : str, optional
        The visit before it in the route; None where it is the first.
    free : datetime, optional
        When the engineer is free to come: the end of the stop before, or the departure.
    numbers : mapping of str to float
        ``travel_s`` from there, ``setup_s`` at the place, ``break_s`` and ``wait_s`` on the way,
        ``soonest_late_s``: how late the engineer would be by coming straight from the start of the shift.
    message : str
        The same in a sentence.
    """

    visit: str
    engineer: str
    shift: str
    onsite_by: datetime | None
    restore_by: datetime | None
    start: datetime
    end: datetime
    late_s: float
    restore_late_s: float
    cost: float
    before: str | None
    free: datetime | None
    numbers: Mapping[str, float]
    message: str


def lateness(kept: KeptPlan, plan: Plan, visit_id: str) -> Lateness | None:
    """Why a visit is late in the plan as it is timed there; None where it is not late or not served."""
    for route in plan.routes:
        for k, stop in enumerate(route.stops):
            if stop.visit == visit_id:
                return _lateness(kept, route, k, stop)
    return None


def _lateness(kept: KeptPlan, route: Route, k: int, stop: Stop) -> Lateness | None:
    visit = next(v for v in kept.problem.visits if v.id == stop.visit)
    late_s = _past(stop.start, visit.onsite_by)
    restore_late_s = _past(stop.end, visit.restore_by)
    if not late_s and not restore_late_s:
        return None
    origin = kept.arrays.start_at
    start_s, end_s = seconds_since(origin, stop.start), seconds_since(origin, stop.end)
    cost = float(lateness_price(np.array(prices_of(visit, origin)), start_s, end_s))
    before = next((s for s in reversed(route.stops[:k]) if s.kind == "visit"), None)
    free = before.end if before else route.leave
    numbers = _numbers(kept, route, k, visit, before)
    due = visit.onsite_by if late_s else visit.restore_by
    message = _told(stop, due, late_s or restore_late_s, cost, before, free, numbers)
    return Lateness(
        visit.id, route.engineer, route.shift, visit.onsite_by, visit.restore_by, stop.start, stop.end,
        late_s, restore_late_s, cost, before.visit if before else None, free, numbers, message,
    )  # fmt: skip


def _past(at: datetime, due: datetime | None) -> float:
    return max(0.0, (at - due) / SECOND) if due else 0.0


def _numbers(kept: KeptPlan, route: Route, k: int, visit: Visit, before: Stop | None) -> dict[str, float]:
    place = kept.builder.place
    s = next(
        s for s in range(len(kept.base)) if kept.who(s)[1].id == route.shift and kept.who(s)[0].id == route.engineer
    )
    _, shift = kept.who(s)
    home = shift.at.place if shift.at else shift.from_
    here = home
    if before is not None:
        here = next(v.place for v in kept.problem.visits if v.id == before.visit)
    legs, setup = kept.builder.legs, kept.builder.setup
    stop = route.stops[k]
    travel_s = 0.0 if here == visit.place else float(legs[place[here], place[visit.place], 0])
    setup_s = 0.0 if here == visit.place else float(setup[place[visit.place]])
    since = route.stops.index(before) if before else -1
    break_s = sum((pause.end - pause.start) / SECOND for pause in route.stops[since + 1 : k])
    begin = shift.at.time if shift.at else shift.start
    straight = (
        begin + (float(legs[place[home], place[visit.place], 0]) + (setup_s if home != visit.place else 0.0)) * SECOND
    )
    free = before.end if before else route.leave
    wait_s = (stop.start - free) / SECOND - travel_s - setup_s - break_s if free else 0.0
    numbers = {"travel_s": travel_s, "setup_s": setup_s, "break_s": break_s, "wait_s": max(0.0, wait_s)}
    return numbers | {"soonest_late_s": _past(max(straight, kept.problem.now or straight), visit.onsite_by)}


def _told(
    stop: Stop, due: datetime | None, late_s: float, cost: float, before: Stop | None, free: datetime | None,
    numbers: Mapping[str, float],
) -> str:  # fmt: skip
    verb, at = ("Starts", stop.start) if due is None or stop.start > due else ("Ends", stop.end)
    told = f"{verb} at {at:%H:%M}, {span(late_s)} after {due:%H:%M}, which costs {cost:.2f}."
    since = (
        f"{before.visit} ends at {before.end:%H:%M}"
        if before
        else f"the engineer leaves at {free:%H:%M}"
        if free
        else ""
    )
    steps = [f"{span(numbers[key])} of {name}" for key, name in _STEPS.items() if numbers[key]]
    told += f" Before it {since}" + (f", then {', '.join(steps)}." if steps else ".") if since else ""
    if numbers["soonest_late_s"]:
        told += f" Coming straight at the start of the shift would be {span(numbers['soonest_late_s'])} late already."
    return told


_STEPS = {"travel_s": "travel", "setup_s": "set-up", "break_s": "break", "wait_s": "waiting"}
