"""A study in which every field stands once, as JSON would give it, with its book inside."""

import copy
import json
from pathlib import Path
from typing import Any

Document = dict[str, Any]
BOOK: Document = json.loads((Path(__file__).parents[2] / "documents" / "small_book.json").read_text(encoding="utf-8"))
# The small book has an appointment that needs two people who teach, and each of its engineers does.

_CHANGES: Document = {
    "add_engineers": [
        {"like": "e0", "count": 2, "id": "north", "home": {"lat": 36.3, "lon": 120.4}, "on_call": False},
        {"like": "e1", "skills": {"cctv": 1}, "resident_at": "s2", "home": "s2"},
    ],
    "train": {"e1": {"teaching": 3}},
    "certificates_until": "2030-12-31",
    "move_home": {"e0": "s0", "e1": {"lat": 36.0, "lon": 120.0}},
    "shifts": [
        {
            "engineers": ["e0"],
            "duties": [{"calendar": "office", "from": "08:00", "until": "18:00", "break_duration": "PT30M"}],
        },
        {
            "from": "07:30:00",
            "until": "17:00",
            "calendar": "office",
            "break_earliest": "11:00",
            "break_latest": "12:00",
            "break_duration": "PT45M",
            "engineers": ["e1"],
        },
    ],
    "on_call": {
        "engineers": ["e0"],
        "working": "office",
        "from": "07:00",
        "until": "23:00",
        "turn": "day",
        "people": 1,
        "skills": {"cctv": 2},
        "pay_per_hour": 6,
        "pay_per_call": 70,
        "overtime_limit": "PT1H",
    },
    "overtime_limit": {"e0": "PT3H"},
    "territories": {"e1": ["s0", "s2"]},
    "promises": {
        "policy": "care",
        "kind": "on_site",
        "where": {"severity": ["1"], "zone": ["city"]},
        "calendar": "clock",
        "within": "PT2H",
        "late": {"per_hour": 100},
    },
    "prices": {"care": {"on_time_share": 0.9, "wait_cost_per_day": 4, "skip_costs": {"1": 5000}}},
    "stock": {"lens": {"level": 9, "lead_time": "P1D"}},
    "growth": {"pictures": 1.5},
    "remote_share": {"doors": 0.5},
    "new_customer": {"id": "s9", "like": "s0", "at": {"lat": 36.15, "lon": 120.45}, "demand": 2},
    "storm": {"from": "2026-12-10", "to": "2026-12-11", "factor": 3, "streams": ["doors"], "sites": ["s0"]},
    "flu": [{"on": "2026-12-12", "factor": 5}, {"on": "2026-12-13", "factor": 2}],
    "speed_factor": 0.9,
    "travel_cv": 0.3,
    "sick_share": 0.02,
    "replan_for": ["1"],
    "wages": {"per_day": 500, "skills": {"cctv": 50}},
}

_STUDY: Document = {
    "format": "roundsman-study/1",
    "name": "Do two do the work of three?",
    "id": "two-or-three",
    "line": "A small study.",
    "book": BOOK,
    "from": "2026-11-30",
    "days": 28,
    "open_tickets": "book",
    "warm_up": 7,
    "seed": 5,
    "goal": 0.95,
    "policies": ["optimiser", "nearest_first"],
    "replications": {
        "at_least": 3,
        "at_most": 9,
        "precision": [{"measure": "on_time", "half_width": 0.02, "group": "severity=1"}],
        "confidence": 0.9,
    },
    "operations": {
        "plan_before": "PT45M",
        "replan_for": ["1", "2"],
        "idle_at_home": True,
        "morning_iterations": 50,
        "replan_iterations": 20,
    },
    "reality": {
        "travel_cv": 0.25,
        "speed_factor": 0.95,
        "inspection_cv": 0.3,
        "sick_share": 0.01,
        "sick_days": 2,
        "flu": [{"from": "2026-12-01", "to": "2026-12-05", "factor": 2}],
    },
    "wages": {"per_day": 400, "skills": {"teaching": 30}},
    "stock": {"lens": {"level": 2, "lead_time": "P5D"}},
    "territories": {"e0": ["s0", "s1", "s2"]},
    "demand": [
        {
            "id": "pictures",
            "per_day": 2.5,
            "severity": "1",
            "kind": "fault",
            "complexity": "simple",
            "skills": {"cctv": 2},
            "unit_kind": "camera",
            "work": {"planned": "PT1H", "kind": "gamma", "cv": 0.6},
            "weekdays": [1, 1, 1, 1, 1, 0.5, 0],
            "hours": [1] * 24,
            "season": {"2026-12-01": 1.2},
            "dispersion": 1.5,
            "bunching": 1.2,
            "week_cv": 0.1,
            "remote_share": 0.3,
            "answer": "PT4M",
            "remote_work": "PT15M",
            "repeat_share": 0.1,
            "cancel_share": 0.05,
            "cancel_after": "PT6H",
            "part": "lens",
            "part_share": 0.2,
            "source": "our assumption",
        },
        {"id": "doors", "per_day": 1, "severity": "2", "work": "PT30M", "sites": {"s0": 2, "s1": 1}},
    ],
    "surges": [{"on": "2026-12-24", "factor": 0.2}],
    "growth": 1.1,
    "as_it_is": {"certificates_until": "2029-12-31"},
    "scenarios": [
        {"name": "everything", "line": "all at once", **_CHANGES},
        {"name": "one fewer", "drop_engineers": ["e1"]},
        {"name": "slow", "speed_factor": 0.8},
        {"name": "slow, one fewer", "combine": ["one fewer", "slow"], "growth": 1.2},
    ],
}


def whole_study() -> Document:
    """Give the study, to be damaged at will."""
    return copy.deepcopy(_STUDY)


def small_study(*scenarios: Document, **fields: Any) -> Document:
    """Give a study with these scenarios and little else."""
    study = whole_study()
    keys = ("format", "name", "book", "from", "days", "demand", "stock")
    return {key: study[key] for key in keys} | {"scenarios": [dict(each) for each in scenarios], **fields}
