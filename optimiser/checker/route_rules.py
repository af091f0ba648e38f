"""The rules about one route as a whole: one function a rule. Each yields what it finds wrong with a journey."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from optimiser.checker.breaks import breaks
from optimiser.checker.journey import Journey
from optimiser.checker.lookup import SLACK_S, TINY_S, Lookup, is_under_way
from optimiser.checker.verdict import Violation

Rule = Callable[[Lookup, Journey], Iterator[Violation]]
#: Loads are sums of floats: what a load may exceed a capacity by, as a share of all that is carried or can be.
LOAD_TOLERANCE_SHARE = 1e-9


def _found(journey: Journey, code: str, message: str, **numbers: float) -> Violation:
    """A violation that is about the whole route."""
    return Violation(code, message, engineer=journey.engineer.id, shift=journey.shift.id, numbers=numbers)


def departure(lookup: Lookup, journey: Journey) -> Iterator[Violation]:
    """Nobody leaves before the shift starts, nor before now unless to a visit that is under way."""
    soonest_s = journey.begin_s
    if not is_under_way(journey.calls[0].visit):
        soonest_s = max(soonest_s, lookup.now_s)
    if journey.leave_s is not None and journey.leave_s < soonest_s:
        message = (
            f"Shift {journey.shift.id} leaves at {lookup.clock(journey.leave_s)}, but can leave at "
            f"{lookup.clock(soonest_s)} at the earliest."
        )
        yield _found(journey, "LEAVES_TOO_EARLY", message, missing_s=soonest_s - journey.leave_s)


def pauses(lookup: Lookup, journey: Journey) -> Iterator[Violation]:
    """A break begins after the activity before it, ends after it begins, and does not begin before now."""
    for pause in journey.pauses:
        name = f"The {pause.stop.kind} of shift {journey.shift.id} at {lookup.clock(pause.start_s)}"
        if pause.start_s < lookup.now_s and not pause.begun:
            message = f"{name} starts before now, {lookup.clock(lookup.now_s)}."
            yield _found(journey, "STARTS_BEFORE_NOW", message, missing_s=lookup.now_s - pause.start_s)
        if pause.overlap_s > SLACK_S:
            message = f"{name} starts {pause.overlap_s:.0f} s before the activity before it is over."
            yield _found(journey, "BREAK_OVERLAPS", message, missing_s=pause.overlap_s)
        if pause.end_s < pause.start_s:
            message = f"{name} ends {pause.start_s - pause.end_s:.0f} s before it starts."
            yield _found(journey, "BREAK_OVERLAPS", message, missing_s=pause.start_s - pause.end_s)


def return_home(lookup: Lookup, journey: Journey) -> Iterator[Violation]:
    """Nobody is back before the way home can be done."""
    if journey.stated_back_s is None:
        return
    missing_s = journey.soonest_back_s - journey.stated_back_s
    if missing_s > SLACK_S:
        message = (
            f"Shift {journey.shift.id} is back at {lookup.clock(journey.stated_back_s)}, {missing_s:.0f} s before that "
            "is possible."
        )
        yield _found(journey, "BACK_TOO_EARLY", message, missing_s=missing_s)


def overtime(lookup: Lookup, journey: Journey) -> Iterator[Violation]:
    """Everybody is back by the end of the shift and its overtime limit."""
    limit_s = journey.shift.end.timestamp() + journey.shift.overtime_limit.total_seconds()
    over_s = journey.back_s - limit_s
    if over_s > TINY_S:
        back = lookup.clock(journey.back_s)
        message = f"Shift {journey.shift.id} is back at {back}, {over_s:.0f} s past its overtime limit."
        yield _found(journey, "OVERTIME_LIMIT", message, over_s=over_s)


def longest_time(lookup: Lookup, journey: Journey) -> Iterator[Violation]:
    """A route takes no longer from leaving to being back than the shift's ``max_duration``."""
    if journey.shift.max_duration is None:
        return
    limit_s, length_s = journey.shift.max_duration.total_seconds(), journey.back_s - journey.out_s
    if length_s > limit_s + TINY_S:
        message = (
            f"Shift {journey.shift.id} is out for {length_s:.0f} s, from {lookup.clock(journey.out_s)} to "
            f"{lookup.clock(journey.back_s)}; its longest is {limit_s:.0f} s."
        )
        yield _found(journey, "MAX_DURATION", message, duration_s=length_s, limit_s=limit_s)


def longest_way(lookup: Lookup, journey: Journey) -> Iterator[Violation]:
    """A route is no farther than the shift's ``max_distance_m``."""
    limit_m = journey.shift.max_distance_m
    if limit_m is not None and journey.metres > limit_m:
        message = f"Shift {journey.shift.id} travels {journey.metres:.0f} m; its longest way is {limit_m:g} m."
        yield _found(journey, "MAX_DISTANCE", message, distance_m=journey.metres, limit_m=limit_m)


def most_stops(lookup: Lookup, journey: Journey) -> Iterator[Violation]:
    """A route serves no more visits than the shift's ``max_stops``."""
    limit, count = journey.shift.max_stops, len(journey.calls)
    if limit is not None and count > limit:
        message = f"Shift {journey.shift.id} serves {count} visits; its most is {limit}."
        yield _found(journey, "MAX_STOPS", message, stops=count, limit=limit)


def capacity(lookup: Lookup, journey: Journey) -> Iterator[Violation]:
    """On no leg is there more in the van than its capacity."""
    delivered, collected = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
    for call in journey.calls:
        for quantity in {**call.visit.delivered, **call.visit.collected}:
            delivered[quantity].append(call.visit.delivered.get(quantity, 0.0))
            collected[quantity].append(call.visit.collected.get(quantity, 0.0))
    for quantity in delivered:
        limit = journey.shift.capacity.get(quantity, 0.0)
        load = _greatest_load(delivered[quantity], collected[quantity])
        carried = math.fsum(delivered[quantity]) + math.fsum(collected[quantity])
        if load > limit + LOAD_TOLERANCE_SHARE * max(limit, carried):
            message = f"Shift {journey.shift.id} carries {load:g} of {quantity}; it has room for {limit:g}."
            yield _found(journey, "CAPACITY", message, load=load, limit=limit)


def _greatest_load(delivered: Sequence[float], collected: Sequence[float]) -> float:
    """The greatest load of one quantity over all legs: what is still to deliver, and what was collected so far."""
    legs = range(len(delivered) + 1)
    return max(math.fsum((*delivered[leg:], *collected[:leg])) for leg in legs)


ROUTE_RULES: Sequence[Rule] = (
    departure,
    pauses,
    return_home,
    overtime,
    breaks,
    longest_time,
    longest_way,
    most_stops,
    capacity,
)
