"""What must hold between the parts of a problem, beyond each value being right by itself."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from optimiser.documents.dates import write_date
from optimiser.documents.findings import Findings, Steps, shown
from optimiser.documents.kinds import FAULTY
from optimiser.documents.records import Check
from optimiser.documents.values import LONGEST_DAYS, write_time
from optimiser.inputs import NOTHING, Engineer, Pin, Visit

PLACED_KINDS = ("great_circle", "roads", "osrm")
"""The kinds of travel that need coordinates."""

Draft = Mapping[str, Any]


def in_order(first: str, last: str, advice: str) -> Check:
    """Make a check that `last` is not before `first`."""

    def check(draft: Draft, at: Steps, found: Findings) -> None:
        if first in draft and last in draft and draft[last] < draft[first]:
            early, late = write_time(draft[last]), write_time(draft[first])
            found.add((*at, last), "wrong_order", f'"{early}" is before {first}, "{late}"; {advice}', early)

    return check


def check_horizon(draft: Draft, at: Steps, found: Findings) -> None:
    """A horizon ends after it starts, and within a year or so."""
    start, end = draft.get("start"), draft.get("end")
    if start is None or end is None:
        return
    if end <= start:
        message = f'"{write_time(end)}" is not after start, "{write_time(start)}"; swap them, or mend the date'
        found.add((*at, "end"), "wrong_order", message, write_time(end))
    elif (end - start).days > LONGEST_DAYS:
        message = f"the horizon is {(end - start).days} days long; give one of at most {LONGEST_DAYS}"
        found.add((*at, "end"), "out_of_range", message, write_time(end))


def check_breaks(draft: Draft, at: Steps, found: Findings) -> None:
    """A break can begin while its shift lasts, overtime included."""
    if "start" not in draft or "end" not in draft or draft["end"] < draft["start"]:
        return
    start, last = draft["start"], draft["end"] + draft.get("overtime_limit", NOTHING)
    for i, pause in enumerate(draft.get("breaks", ())):
        if pause is FAULTY:
            continue
        for key, at_fault, wrong in (
            ("latest", pause.latest < start, f'before the shift starts, "{write_time(start)}"'),
            ("earliest", pause.earliest > last, f'after the shift and its overtime, "{write_time(last)}"'),
        ):
            if at_fault:
                value = write_time(getattr(pause, key))
                message = f'"{value}" is {wrong}; move the break into its shift, or take it out'
                found.add((*at, "breaks", i, key), "outside_shift", message, value)


def check_day(draft: Draft, at: Steps, found: Findings) -> None:
    """A shift belongs to the date on which it starts, or to the eve of it."""
    if "start" not in draft or "dated" not in draft:
        return
    starts_on: date = draft["start"].date()
    if not NOTHING <= starts_on - draft["dated"] <= timedelta(days=1):
        day = write_date(draft["dated"])
        message = f'"{day}" is neither the date of start, "{write_date(starts_on)}", nor the day before; mend either'
        found.add((*at, "day"), "impossible_day", message, day)


def check_limit(draft: Draft, at: Steps, found: Findings) -> None:
    """A limit limits something; one of which something cannot be read may do so."""
    if not (found.last_is_in(at) or "working_time" in draft or "driving_time" in draft):
        message = "limits nothing; give it a working_time, a driving_time or both, or take it out"
        found.add(at, "no_limit", message)


def check_travel(document: Mapping[str, Any], found: Findings) -> None:
    """A matrix has the size of the places; other kinds of travel have the coordinates that they need."""
    travel, places = document.get("travel"), document.get("places")
    if not isinstance(travel, Mapping) or not isinstance(places, list | tuple):
        return
    kind = travel.get("kind")
    if kind == "matrix":
        for key in "seconds", "metres":
            _check_size(travel.get(key), len(places), ("travel", key), found)
    elif kind in PLACED_KINDS:
        for i, place in enumerate(places):
            if isinstance(place, Mapping):
                _check_coordinates(place, kind, ("places", i), found)


def _check_size(rows: Any, count: int, at: Steps, found: Findings) -> None:
    if not isinstance(rows, list | tuple):
        return
    advice = f"give {count} rows of {count}, in the order of places"
    if len(rows) != count:
        found.add(at, "wrong_size", f"{len(rows)} rows for {count} places; {advice}", len(rows))
    for i, row in enumerate(rows):
        if isinstance(row, list | tuple) and len(row) != count:
            found.add((*at, i), "wrong_size", f"{len(row)} numbers for {count} places; {advice}", len(row))


def _check_coordinates(place: Mapping[str, Any], kind: str, at: Steps, found: Findings) -> None:
    lacking = [key for key in ("lat", "lon") if place.get(key) is None]
    if lacking:
        message = f"the place {shown(place.get('id'))} has no {' and no '.join(lacking)}, which {kind} travel needs"
        found.add((*at, lacking[0]), "no_coordinates", f"{message}; give both, or a matrix")


def check_pins(draft: Draft, now_unreadable: bool, found: Findings) -> None:
    """A pin names a shift of its engineer, and one under way can be kept by some plan."""
    # Of two with one id, which is a fault of its own, the first is meant.
    engineers = {e.id: e for e in reversed(draft.get("engineers", ())) if e is not FAULTY}
    places = {place.id for place in draft.get("places", ()) if place is not FAULTY}
    owners = {shift.id: engineer for engineer in engineers.values() for shift in engineer.shifts}
    for i, visit in enumerate(draft.get("visits", ())):
        if visit is FAULTY or visit.pin is None:
            continue
        at = ("visits", i, "pin")
        owner = owners.get(visit.pin.shift)
        if visit.pin.engineer in engineers and owner and owner.id != visit.pin.engineer:
            message = (
                f"the shift {shown(visit.pin.shift)} is one of {shown(owner.id)}, not of {shown(visit.pin.engineer)}"
            )
            found.add((*at, "shift"), "impossible_pin", f"{message}; name a shift of the engineer", visit.pin.shift)
        if visit.pin.under_way:
            if not now_unreadable:
                _check_now(draft.get("now"), at, found)
            _check_keepable(visit, engineers.get(visit.pin.engineer) or owner, at, found)
            if owner is not None and visit.place in places:
                _check_shift(visit, owner, at, found)


def _check_now(now: datetime | None, at: Steps, found: Findings) -> None:
    """What is under way has begun, or somebody is on the way to it: its start may lie on either side of now."""
    if now is None:
        message = "true needs a `now` at which the visit is under way; give the problem a `now`, or take under_way out"
        found.add((*at, "under_way"), "impossible_pin", message, True)


def _check_keepable(visit: Visit, engineer: Engineer | None, at: Steps, found: Findings) -> None:
    pin = visit.pin or Pin()
    if pin.start is not None and visit.windows and not any(w.open <= pin.start <= w.close for w in visit.windows):
        start = write_time(pin.start)
        message = f'"{start}" is under way but lies in none of the windows of the visit; widen one to hold it'
        found.add((*at, "start"), "impossible_pin", message, start)
    if engineer is not None:
        _check_able(visit, engineer, at, found)


def _check_shift(visit: Visit, engineer: Engineer, at: Steps, found: Findings) -> None:
    shift = next(shift for shift in engineer.shifts if shift.id == (visit.pin or Pin()).shift)
    where = f"the visit is under way in the shift {shown(shift.id)}"
    if shift.serves_only is not None and visit.place not in shift.serves_only:
        message = f"{where}, which does not serve its place, {shown(visit.place)}; add the place, or mend the pin"
        found.add((*at, "shift"), "impossible_pin", message, shift.id)
    day = shift.day
    for skill, level in visit.skills.items():
        until = engineer.certificates.get(skill, day)
        if level > 0 and until < day:
            message = f'{where}, but the certificate of {shown(skill)} ended on "{until}"; mend the date or the pin'
            found.add((*at, "shift"), "impossible_pin", message, shift.id)


def _check_able(visit: Visit, engineer: Engineer, at: Steps, found: Findings) -> None:
    who = f"the visit is under way with {shown(engineer.id)}"
    if engineer.id in visit.excluded_engineers:
        found.add(at, "impossible_pin", f"{who}, whom it excludes; take either out", engineer.id)
    for skill, level in visit.skills.items():
        has = engineer.skills.get(skill, 0)
        if has < level:
            message = f"{who}, who has level {has} of {shown(skill)}, but it needs {level}; mend the level or the pin"
            found.add(at, "impossible_pin", message, engineer.id)
