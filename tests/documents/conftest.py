"""A small day in which every field of the problem document stands once, and a plan of it."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Document = dict[str, Any]


def at(clock: str, day: int = 23) -> str:
    """Write a time of the day that is planned."""
    return f"2026-11-{day}T{clock}:00+08:00"


_PROBLEM: Document = {
    "format": "roundsman/1",
    "horizon": {"start": at("00:00"), "end": at("00:00", 25), "note": "two days"},
    "now": at("09:00"),
    "travel": {"kind": "great_circle", "detour": 1.3, "speed_kmh": 30},
    "places": [
        {"id": "p0", "lat": 36.0671, "lon": 120.3826, "setup": "PT5M"},
        {"id": "p1", "lat": 36.1, "lon": 120.4, "name": "Harbour"},
        {"id": "p2", "lat": 36.2, "lon": 120.5},
    ],
    "engineers": [
        {
            "id": "e0",
            "skills": {"cctv": 2, "network": 1.5},
            "cost_per_km": 1.2,
            "cost_per_travel_hour": 24.0,
            "cost_per_overtime_hour": 90.0,
            "certificates": {"network": "2026-11-30"},
            "limits": [{"per": "day", "working_time": "PT10H"}, {"per": "week", "driving_time": "PT20H"}],
            "spent": [{"on": "2026-11-22", "working_time": "PT6H", "driving_time": "PT1H30M"}],
            "min_rest": "PT11H",
            "name": "Ada",
            "shifts": [
                {
                    "id": "e0-mon",
                    "start": at("08:00"),
                    "end": at("17:30"),
                    "from": "p2",
                    "to": "p2",
                    "overtime_limit": "PT2H",
                    "fixed_cost": 10,
                    "at": {"place": "p1", "time": at("08:45")},
                    "breaks": [{"earliest": at("11:30"), "latest": at("13:30"), "duration": "PT45M", "x_paid": True}],
                    "max_duration": "PT12H",
                    "max_distance_m": 90000,
                    "max_stops": 8,
                    "capacity": {"parcels": 4},
                    "serves_only": ["p0", "p1"],
                    "x_team": "north",
                },
                {
                    "id": "e0-tue",
                    "start": at("01:00", 24),
                    "end": at("06:00", 24),
                    "from": "p2",
                    "to": "p0",
                    "day": "2026-11-23",
                },
            ],
        },
        {"id": "e1", "shifts": [{"id": "e1-mon", "start": at("08:00"), "end": at("16:00"), "from": "p0", "to": "p0"}]},
    ],
    "visits": [
        {
            "id": "v0",
            "kind": "ticket",
            "place": "p1",
            "duration": "PT45M",
            "windows": [{"open": at("08:00"), "close": at("12:00")}, {"open": at("13:00"), "close": at("20:00")}],
            "skills": {"cctv": 1},
            "excluded_engineers": ["e1"],
            "preference_costs": {"e0": 15.0},
            "onsite_by": at("11:10"),
            "late_cost_per_hour": 120.0,
            "late_cost_per_started_day": 1.0,
            "late_cost_cap": 500,
            "restore_by": at("15:00"),
            "restore_late_cost_per_hour": 2.5,
            "skip_cost": 1200.0,
            "pin": {"engineer": "e0", "shift": "e0-mon", "start": at("08:50"), "under_way": True},
            "delivered": {"parcels": 1},
            "collected": {"parcels": 0.5},
            "wait_cost_per_day": 3.5,
            "planned": {
                "start": at("09:10"),
                "shift": "e9-gone",
                "free": "PT10M",
                "earlier_cost_per_hour": 8.0,
                "later_cost_per_hour": 12.0,
                "move_cost": 30.0,
            },
            "severity": 1,
        },
        {"id": "v1", "place": "p0", "duration": "PT0S", "skip_cost": None, "kind": "inspection"},
        {"id": "v2", "place": "p0", "duration": "PT20M", "skip_cost": 10, "x_anything": [1, {"a": None}]},
        {"id": "v3", "place": "p0", "duration": "PT6H", "skip_cost": 0},
        {"id": "v4", "place": "p0", "duration": "PT6H", "skip_cost": 0},
    ],
    "series": [
        {
            "id": "s0",
            "visits": ["v3", "v4"],
            "patterns": [["2026-11-23", "2026-11-24"], ["2026-11-24", "2026-11-25", "2026-11-27"]],
            "note": "a day each",
        }
    ],
    "name": "A small day",
    "x_source": "tests",
}

_PLAN: Document = {
    "format": "roundsman/1",
    "status": "feasible",
    "cost": {
        "total": 27.53,
        "distance": 10.5,
        "travel_time": 2.03,
        "overtime": 0.0,
        "lateness": 0.0,
        "skipped": 10.0,
        "fixed": 5.0,
        "preference": 0.0,
    },
    "bound": {"lower": 20.0, "gap": 0.27352},
    "routes": [
        {
            "engineer": "e0",
            "shift": "e0-mon",
            "leave": at("08:45"),
            "back": at("14:00"),
            "stops": [
                {"kind": "visit", "visit": "v0", "arrive": at("08:45"), "start": at("08:50"), "end": at("09:35")},
                {"kind": "break", "start": at("11:30"), "end": at("12:15")},
                {"kind": "visit", "visit": "v1", "arrive": at("13:00"), "start": at("13:05"), "end": at("13:05")},
            ],
        }
    ],
    "unserved": [
        {
            "visit": "v2",
            "reasons": [
                {
                    "engineer": "e1",
                    "shift": "e1-mon",
                    "code": "OVERTIME_LIMIT",
                    "numbers": {"missing_s": 1500},
                    "message": "Would be back 25 minutes too late.",
                    "change": [{"op": "replace", "path": "/engineers/1/shifts/0/overtime_limit", "value": "PT25M"}],
                    "cost_change": 41.5,
                }
            ],
        },
        {"visit": "v3", "reasons": []},
        {"visit": "v4", "reasons": []},
    ],
}


@pytest.fixture(scope="session")
def new_day() -> Callable[[], Document]:
    """Give a function that returns the problem document, to be damaged at will."""
    return lambda: copy.deepcopy(_PROBLEM)


@pytest.fixture(scope="session")
def new_plan() -> Callable[[], Document]:
    """Give a function that returns the plan document, to be damaged at will."""
    return lambda: copy.deepcopy(_PLAN)


@pytest.fixture
def day(new_day: Callable[[], Document]) -> Document:
    """Give one problem document."""
    return new_day()


@pytest.fixture
def plan(new_plan: Callable[[], Document]) -> Document:
    """Give one plan document."""
    return new_plan()


@pytest.fixture(scope="session")
def new_book() -> Callable[[], Document]:
    """Give a function that returns a book document in which every field stands once, to be damaged at will."""
    text = Path(__file__).with_name("small_book.json").read_text(encoding="utf-8")
    return lambda: json.loads(text)  # type: ignore[no-any-return]


@pytest.fixture
def book(new_book: Callable[[], Document]) -> Document:
    """Give one book document."""
    return new_book()
