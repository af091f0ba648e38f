"""The rules about one visit of a route: one function a rule. Each yields what it finds wrong with a call."""

import math
from collections.abc import Callable, Iterator, Sequence

from optimiser.checker.journey import Call, Journey
from optimiser.checker.lookup import SLACK_S, Lookup, is_under_way
from optimiser.checker.verdict import Violation

Rule = Callable[[Lookup, Journey, Call], Iterator[Violation]]


def _found(journey: Journey, call: Call, code: str, message: str, **numbers: float) -> Violation:
    """A violation that is about one visit."""
    return Violation(code, message, call.visit.id, journey.engineer.id, journey.shift.id, numbers)


def now(lookup: Lookup, journey: Journey, call: Call) -> Iterator[Violation]:
    """No visit starts before now, unless it is under way."""
    if _before_now(lookup, call):
        message = (
            f"Visit {call.visit.id} starts at {lookup.clock(call.start_s)}, before now, {lookup.clock(lookup.now_s)}."
        )
        yield _found(journey, call, "STARTS_BEFORE_NOW", message, missing_s=lookup.now_s - call.start_s)


def reach(lookup: Lookup, journey: Journey, call: Call) -> Iterator[Violation]:
    """A visit starts when the engineer is done with the activity before it, is there, and has set up.

    One that starts before now is not named here again: nobody sets out before now, so that it is always too early.
    """
    if call.short_s <= SLACK_S or _before_now(lookup, call):
        return
    shift, start = journey.shift.id, lookup.clock(call.start_s)
    if math.isinf(call.short_s):
        message = f"Shift {shift} cannot arrive at visit {call.visit.id} when the plan says so: it starts at {start}."
        yield _found(journey, call, "ARRIVAL_IMPOSSIBLE", message)
    elif call.reach_short_s <= SLACK_S:
        message = (
            f"Visit {call.visit.id} starts at {start}, {call.short_s:.0f} s before shift {shift} has set up, "
            f"which takes {call.leg.setup_s:g} s."
        )
        yield _found(journey, call, "SETUP_CUT_SHORT", message, missing_s=call.short_s, setup_s=call.leg.setup_s)
    else:
        message = f"Visit {call.visit.id} starts at {start}, {call.short_s:.0f} s before shift {shift} can."
        yield _found(journey, call, "STARTS_TOO_EARLY", message, missing_s=call.short_s)


def _before_now(lookup: Lookup, call: Call) -> bool:
    """Whether a visit starts before now without being under way."""
    return call.start_s < lookup.now_s and not is_under_way(call.visit)


def windows(lookup: Lookup, journey: Journey, call: Call) -> Iterator[Violation]:
    """Service starts in one of the windows; the close may be met."""
    bounds = lookup.windows_s(call.visit)
    if any(open_s <= call.start_s and call.true_start_s <= close_s for open_s, close_s in bounds):
        return
    spans = ", ".join(f"{lookup.clock(open_s)} to {lookup.clock(close_s)}" for open_s, close_s in bounds)
    message = f"Visit {call.visit.id} starts at {lookup.clock(call.true_start_s)}, outside its windows: {spans}."
    yield _found(journey, call, "OUTSIDE_WINDOWS", message)


def skills(lookup: Lookup, journey: Journey, call: Call) -> Iterator[Violation]:
    """The engineer has every skill that the visit names, at the level named, and certified on the shift's day."""
    for skill, level in call.visit.skills.items():
        has, engineer = journey.engineer.skills.get(skill, 0), journey.engineer.id
        until = journey.engineer.certificates.get(skill, journey.day)
        if has < level:
            message = f"Visit {call.visit.id} needs {skill} at level {level:g}; engineer {engineer} has level {has:g}."
            yield _found(journey, call, "MISSING_SKILL", message, needed_level=level, level=has)
        elif level > 0 and until < journey.day:
            late_days = (journey.day - until).days
            message = (
                f"Visit {call.visit.id} needs {skill}, of which engineer {engineer}'s certificate ended on {until}; "
                f"shift {journey.shift.id} is on {journey.day}."
            )
            yield _found(journey, call, "CERTIFICATE_EXPIRED", message, late_days=late_days)


def excluded(lookup: Lookup, journey: Journey, call: Call) -> Iterator[Violation]:
    """The visit does not exclude the engineer."""
    if journey.engineer.id in call.visit.excluded_engineers:
        message = f"Visit {call.visit.id} excludes engineer {journey.engineer.id}."
        yield _found(journey, call, "EXCLUDED_ENGINEER", message)


def served_places(lookup: Lookup, journey: Journey, call: Call) -> Iterator[Violation]:
    """The shift serves the visit's place."""
    places = journey.shift.serves_only
    if places is not None and call.visit.place not in places:
        message = f"Visit {call.visit.id} is at {call.visit.place}, which shift {journey.shift.id} does not serve."
        yield _found(journey, call, "SERVES_ONLY", message)


def service(lookup: Lookup, journey: Journey, call: Call) -> Iterator[Violation]:
    """Service lasts at least the visit's duration."""
    duration_s, length_s = call.visit.duration.total_seconds(), call.end_s - call.start_s
    if length_s < duration_s - SLACK_S:
        message = f"Visit {call.visit.id} is served for {length_s:g} s; it needs {duration_s:g} s."
        yield _found(journey, call, "CUT_SHORT", message, missing_s=duration_s - length_s)


def pins(lookup: Lookup, journey: Journey, call: Call) -> Iterator[Violation]:
    """A visit is with the engineer and the shift, and at the time, that its pin names."""
    pin = call.visit.pin
    if pin is None:
        return
    if pin.engineer not in (None, journey.engineer.id):
        message = f"Visit {call.visit.id} is pinned to engineer {pin.engineer}, not {journey.engineer.id}."
        yield _found(journey, call, "PIN_ENGINEER", message)
    if pin.shift not in (None, journey.shift.id):
        message = f"Visit {call.visit.id} is pinned to shift {pin.shift}, not {journey.shift.id}."
        yield _found(journey, call, "PIN_SHIFT", message)
    if pin.start is not None:
        off_s = call.start_s - pin.start.timestamp()
        if abs(off_s) > SLACK_S:
            message = (
                f"Visit {call.visit.id} is pinned to {lookup.clock(pin.start.timestamp())}, "
                f"but starts at {lookup.clock(call.start_s)}."
            )
            yield _found(journey, call, "PIN_START", message, off_s=off_s)


VISIT_RULES: Sequence[Rule] = (now, reach, windows, skills, excluded, served_places, service, pins)
