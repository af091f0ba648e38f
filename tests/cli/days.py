"""Problems as documents, small ones and odd ones."""

import copy
import re
from datetime import datetime, timedelta
from typing import Any

Document = dict[str, Any]
ZONE = "+08:00"


def at(clock: str, day: int = 23) -> str:
    """A time of the day that is planned."""
    return f"2026-11-{day}T{clock}:00{ZONE}"


def place(number: int) -> Document:
    """One of a grid of places, about a kilometre apart."""
    return {"id": f"p{number}", "lat": round(36.0 + number % 7 * 0.01, 4), "lon": round(120.3 + number // 7 * 0.01, 4)}


def engineer(number: int, **more: Any) -> Document:
    """An engineer who works from eight to five."""
    shift = {"id": f"e{number}-mon", "start": at("08:00"), "end": at("17:00"), "from": "p0", "to": "p0"}
    return {
        "id": f"e{number}",
        "skills": {"cctv": 1 + number % 2},
        "cost_per_km": 1.2,
        "cost_per_travel_hour": 24.0,
        "cost_per_overtime_hour": 90.0,
        "shifts": [{**shift, "overtime_limit": "PT1H", **more}],
    }


def visit(number: int, places: int, **more: Any) -> Document:
    """A visit of half an hour."""
    stated = {"id": f"v{number}", "kind": "ticket", "place": f"p{number % places}", "duration": "PT30M"}
    return {**stated, "skip_cost": 300.0, "onsite_by": at("12:00"), "late_cost_per_hour": 60.0, **more}


def day(visits: int = 6, engineers: int = 2, places: int = 5) -> Document:
    """A plain day."""
    return {
        "format": "roundsman/1",
        "horizon": {"start": at("00:00"), "end": at("00:00", 24)},
        "travel": {"kind": "great_circle", "detour": 1.3, "speed_kmh": 30},
        "places": [place(number) for number in range(places)],
        "engineers": [engineer(number) for number in range(engineers)],
        "visits": [visit(number, places) for number in range(visits)],
    }


def nobody_can() -> Document:
    """One visit asks for what no engineer has."""
    document = day()
    document["visits"][0]["skills"] = {"diving": 1}
    return document


def must_and_cannot() -> Document:
    """Nobody can do what must be done."""
    document = nobody_can()
    document["visits"][0]["skip_cost"] = None
    return document


def zero_durations() -> Document:
    """Visits that take no time, some at one place."""
    document = day(visits=12)
    for each in document["visits"]:
        each["duration"] = "PT0S"
    return document


def too_much() -> Document:
    """Ten times what the engineers can serve."""
    document = day(visits=160, engineers=1, places=30)
    for number, each in enumerate(document["visits"]):
        each.update(duration="PT30M", skip_cost=100.0 + number)
    return document


def clocks_go_back() -> Document:
    """A day of 25 hours: the offset is another one at its end."""
    document = day()
    document["horizon"] = {"start": "2026-10-25T00:00:00+02:00", "end": "2026-10-26T00:00:00+01:00"}
    for each in document["engineers"]:
        each["shifts"][0].update(start="2026-10-25T01:00:00+02:00", end="2026-10-25T09:00:00+01:00")
    for each in document["visits"]:
        each.update(onsite_by="2026-10-25T02:30:00+01:00", duration="PT15M")
        each["windows"] = [{"open": "2026-10-25T02:30:00+02:00", "close": "2026-10-25T02:30:00+01:00"}]
    return document


def over_midnight() -> Document:
    """Shifts from the evening to the next morning, with a break at midnight."""
    document = day()
    document["horizon"]["end"] = at("12:00", 24)
    pause = {"earliest": at("23:30"), "latest": at("00:30", 24), "duration": "PT30M"}
    for each in document["engineers"]:
        each["shifts"][0].update(start=at("20:00"), end=at("06:00", 24), breaks=[pause])
    for number, each in enumerate(document["visits"]):
        opens = datetime.fromisoformat(at("21:00")) + timedelta(hours=number)
        each.update(onsite_by=(opens + timedelta(minutes=30)).isoformat())
        each["windows"] = [{"open": opens.isoformat(), "close": (opens + timedelta(hours=2)).isoformat()}]
    return document


ODD_DAYS = {
    "no visits": day(visits=0),
    "no engineers": day(engineers=0),
    "engineers without shifts": {**day(), "engineers": [{"id": "e0", "shifts": []}]},
    "nothing at all": day(visits=0, engineers=0, places=0),
    "a visit that nobody can do": nobody_can(),
    "a visit that must be done and nobody can do": must_and_cannot(),
    "all visits at one place": day(visits=12, places=1),
    "zero durations": zero_durations(),
    "ten times more visits than can be served": too_much(),
    "a day on which clocks go back": clocks_go_back(),
    "shifts over midnight": over_midnight(),
}

_STEP = re.compile(r"\.([A-Za-z_]+)|\[(\d+)\]")
REMOVED = object()


def with_damage(path: str, value: Any) -> Document:
    """A plain day, something else at one path."""
    document = copy.deepcopy(day())
    steps = [int(index) if index else name for name, index in _STEP.findall(path)]
    inner: Any = document
    for step in steps[:-1]:
        inner = inner[step]
    if value is REMOVED:
        del inner[steps[-1]]
    else:
        inner[steps[-1]] = value
    return document
