"""Causes and changes in sentences, each about the shift that is named before it."""

from collections.abc import Mapping

from optimiser.explanation.changes import Change, Subject
from optimiser.explanation.diagnosis import Cause

FITS, DEARER = "FITS", "DEARER_THAN_SKIPPING"


def span(seconds: float) -> str:
    """Seconds as people say them: ``25 min``, ``2 h 05 min``, ``40 s``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes = -(-whole // 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def amount(number: float) -> str:
    """A plain number without needless digits."""
    return f"{round(number, 6):g}"


def cause_told(cause: Cause) -> str:
    """What is in the way, with its values."""
    numbers = cause.numbers
    if cause.code == "NO_SKILL":
        return f"Lacks {_skills(numbers)}."
    if cause.code == "CERTIFICATE_EXPIRED":
        return f"Has no valid certificate any more: {_certificates(numbers)}."
    if cause.code == "SERIES_DAYS":
        return _SAME_DAY if "visits_that_day" in numbers else _NO_PATTERN
    if cause.code in _LIMITED:
        told = "in the day" if numbers["days"] == 1 else "in the week"
        return _LIMITED[cause.code].format(span(numbers["missing_s"]), told, span(numbers["limit_s"]))
    if cause.code == "REST":
        missing = f", {span(numbers['missing_s'])} of it" if "missing_s" in numbers else ""
        return f"Would leave less than {span(numbers['limit_s'])} of rest beside a route of another day{missing}."
    if cause.code == "VAN_FULL":
        return f"No room in the van: {_room(numbers)}."
    if cause.code == "PIN_CANNOT_HOLD":
        return (
            f"The visit is pinned here, but that cannot hold: {_lower(cause_told(cause.within or Cause('DAY_FULL')))}"
        )
    if cause.code in ("NOT_ON_SHIFT", "CANNOT_REACH"):
        return _TOLD_LATE[cause.code].format(span(numbers["missing_s"])) if numbers else _UNREACHABLE
    if cause.code == "DAY_FULL":
        return _full(numbers)
    if cause.code == FITS:
        otherwise = f"leaving it out {numbers['skip_cost']:.2f}" if "skip_cost" in numbers else "and must be served"
        return f"It fits and costs {numbers['cost']:.2f}, {otherwise}."
    return _TOLD[cause.code].format(**_in_words(numbers))


_SAME_DAY = "Another visit of its series is on that day."
_NO_PATTERN = "That day is in no pattern of its series together with the days of its other visits."
_LIMITED = {
    "WORKING_TIME_LIMIT": "Would work {} more {} than the limit of {}.",
    "DRIVING_TIME_LIMIT": "Would travel {} more {} than the limit of {}.",
}
_UNREACHABLE = "Cannot reach the place at all."
_TOLD_LATE = {
    "NOT_ON_SHIFT": "Not on shift when the visit may start: {} apart.",
    "CANNOT_REACH": "Cannot reach it within its windows even with an empty day: {} too late.",
}
_TOLD = {
    "EXCLUDED": "The visit excludes this engineer.",
    "SERVES_ONLY": "The shift does not serve the visit's place.",
    "PINNED_ELSEWHERE": "The visit is pinned to another engineer or shift.",
    "OVERTIME_LIMIT": "Would be back {missing_s} past the overtime limit of {limit_s}.",
    "BREAK": "Finds no room beside the break of {break_s}.",
    "ROUTE_DURATION": "The route would last {missing_s} longer than its limit of {limit_s}.",
    "ROUTE_DISTANCE": "The route would be {missing_m} longer than its limit of {limit_m}.",
    "ROUTE_STOPS": "The route would have {missing} visits more than its limit of {limit}.",
    "DEARER_THAN_SKIPPING": "It fits, but costs {cost} and leaving it out {skip_cost}.",
    "NO_ENGINEERS": "The problem has no engineers with shifts; add one.",
}


def _in_words(numbers: Mapping[str, float]) -> dict[str, str]:
    out = {}
    for key, number in numbers.items():
        if key.endswith("_s"):
            out[key] = span(number)
        elif key.endswith("_m"):
            out[key] = f"{number / 1000:.1f} km"
        else:
            out[key] = f"{number:.2f}" if "cost" in key else amount(number)
    return out


def _skills(numbers: Mapping[str, float]) -> str:
    names = [key.removesuffix("_needed_level") for key in numbers if key.endswith("_needed_level")]
    levels = [
        f"{k} at level {amount(numbers[f'{k}_needed_level'])} (has {amount(numbers[f'{k}_has_level'])})" for k in names
    ]
    return " and ".join(levels)


def _certificates(numbers: Mapping[str, float]) -> str:
    names = [(key.removesuffix("_late_days"), number) for key, number in numbers.items()]
    return " and ".join(f"that of {name} ended {_days(number)} before" for name, number in names)


def _days(count: float) -> str:
    return f"{count:g} day{'s' * (count != 1)}"


def _room(numbers: Mapping[str, float]) -> str:
    names = [key.removesuffix("_missing") for key in numbers if key.endswith("_missing")]
    return " and ".join(f"{amount(numbers[f'{k}_missing'])} {k} beyond {amount(numbers[f'{k}_limit'])}" for k in names)


def _full(numbers: Mapping[str, float]) -> str:
    count = int(numbers.get("visits", 0))
    told = f"The day is full: no room beside the {count} visit{'s' * (count != 1)} planned"
    if not count:
        told = "It does not fit even into the empty day, for several reasons at once"
    return f"{told}, short by {span(numbers['missing_s'])}." if "missing_s" in numbers else f"{told}."


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def change_told(change: Change, subject: Subject, cost_change: float) -> str:
    """What to try, and what the plan then costs."""
    steps = _steps(change, subject)
    more = f"{abs(cost_change):.2f} {'more' if round(cost_change, 2) >= 0 else 'less'}"
    doing = f"To fit it: {', '.join(steps)}" if steps else "Place it"
    return f"{doing}; the plan then costs {more}."


def _steps(change: Change, subject: Subject) -> list[str]:
    shift, out = subject.shift, []
    old = subject.engineer.skills
    out += [f"raise {name} from {amount(old.get(name, 0))} to {amount(new)}" for name, new in change.skills.items()]
    out += [f"renew the certificate of {name} until {end}" for name, end in change.certificates.items()]
    if change.served_place:
        out.append(f"let the shift serve {subject.visit.place}")
    if change.pattern:
        out.append(f"let its series be on {', '.join(map(str, change.pattern))}")
    if change.welcome:
        out.append("take the engineer off the excluded")
    if change.unpin:
        out.append(
            {"who": "pin it to nobody", "start": "take its pinned start out"}.get(change.unpin, "take its pin out")
        )
    spans = (
        (change.open_s, "open its window {} earlier"),
        (change.close_s, "close its window {} later"),
        (change.start_s, "start the shift {} earlier"),
        (change.pause_earlier_s, "let the break start {} earlier"),
        (change.pause_later_s, "let the break start {} later"),
    )
    out += [told.format(span(seconds)) for seconds, told in spans if seconds]
    if change.overtime_s:
        limit = change.of_shift(shift).overtime_limit.total_seconds()
        more = f" by {span(change.overtime_s)}" if shift.overtime_limit else ""
        out.append(f"raise the overtime limit{more} to {span(limit)}")
    if change.duration_s:
        out.append(f"raise the longest duration by {span(change.duration_s)}")
    out += _raised(change, subject)
    if change.rest_s:
        rest = change.of_engineer(subject.engineer).min_rest.total_seconds()
        out.append(f"shorten the least rest by {span(change.rest_s)} to {span(rest)}")
    if change.metres:
        out.append(f"raise the longest distance by {change.metres / 1000:.1f} km")
    if change.stops:
        out.append(f"raise the most stops by {change.stops}")
    out += [f"give the van room for {amount(more)} more {name}" for name, more in change.capacity.items()]
    if change.skip_cost is not None:
        out.append(f"raise its skip price to {change.skip_cost:.2f}")
    return out


def _raised(change: Change, subject: Subject) -> list[str]:
    """The limits of the engineer that are raised."""
    out = []
    for k, limit in change.limits.items():
        old = subject.engineer.limits[k]
        for name, most, before in (
            ("working time", limit.working_time, old.working_time),
            ("travel", limit.driving_time, old.driving_time),
        ):
            if most is not None and most != before:
                out.append(f"raise the limit on {name} in the {limit.per} to {span(most.total_seconds())}")
    return out
