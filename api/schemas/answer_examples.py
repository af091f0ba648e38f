"""What important questions are answered, for the API's pages: of the one world that all examples are of."""

from collections.abc import Mapping
from typing import Any

_ANSWERS: Mapping[str, Any] = {
    "create_ticket": {
        "id": "T-4711",
        "status": "reported",
        "severity": "1",
        "name": "the camera over the counter is dark",
        "site": "hb-zhongshan",
        "unit": "cam-17",
        "customer": "harbour-bank",
        "territory": "qingdao",
        "reported_at": "2026-12-07T00:00:00Z",
        "closed_at": None,
        "respond_by": None,
        "onsite_by": "2026-12-07T04:30:00Z",
        "restore_by": "2026-12-09T09:30:00Z",
        "revision": 1,
        "note": None,
        "kind": "fault",
        "fault": None,
        "complexity": None,
        "contact": {"name": "Ms Sun", "phone": "+86 532 5555 0101"},
        "contract": "hb-2026",
        "duration": "PT1H",
        "skills": {},
        "likelihood": None,
        "remote": False,
        "owner": None,
        "parts": [],
        "paused_since": None,
        "promises": [
            {
                "kind": "on_site",
                "at": "2026-12-07T04:30:00Z",
                "state": "open",
                "stopped_at": None,
                "paused_s": 0.0,
                "late_s": 0.0,
            },
            {
                "kind": "restore",
                "at": "2026-12-09T09:30:00Z",
                "state": "open",
                "stopped_at": None,
                "paused_s": 0.0,
                "late_s": 0.0,
            },
        ],
        "events": [],
        "warnings": [],
    },
    "read_tickets": {
        "items": [
            {
                "id": "T-4711",
                "status": "planned",
                "severity": "2",
                "name": "the camera over the counter is dark",
                "site": "hb-zhongshan",
                "unit": "cam-17",
                "customer": "harbour-bank",
                "territory": "qingdao",
                "reported_at": "2026-12-07T00:00:00Z",
                "closed_at": None,
                "respond_by": None,
                "onsite_by": None,
                "restore_by": "2026-12-09T09:30:00Z",
                "revision": 11,
            }
        ],
        "next": None,
    },
    "find_first_there": {
        "plan": "plan-01a2012065c0b929b14dee",
        "items": [
            {
                "engineer": "wang",
                "shift": "wang 2026-12-07 duty",
                "arrive_at": "2026-12-07T00:39:29Z",
                "start_at": "2026-12-07T00:39:29Z",
                "leave_at": "2026-12-07T00:30:00Z",
                "after": None,
                "travel_s": 569,
                "travel_m": 4743,
                "position": 0,
                "cost_change": 0.0,
                "cost": {
                    "distance": 0.0,
                    "travel_time": 0.0,
                    "overtime": 0.0,
                    "lateness": 0.0,
                    "skipped": 0.0,
                    "fixed": 0.0,
                    "preference": 0.0,
                },
                "made_late": {},
                "left_out": [],
            }
        ],
        "reasons": [],
    },
    "find_slots": {
        "items": [
            {
                "opens_at": "2026-12-07T02:00:00Z",
                "closes_at": "2026-12-07T04:00:00Z",
                "engineer": "wang",
                "shift": "wang 2026-12-07 duty",
                "start_at": "2026-12-07T02:00:00Z",
                "price": 0.0,
                "cost": {
                    "distance": 0.0,
                    "travel_time": 0.0,
                    "overtime": 0.0,
                    "lateness": 0.0,
                    "skipped": 0.0,
                    "fixed": 0.0,
                    "preference": 0.0,
                },
            }
        ],
        "days_without_plan": [],
    },
    "read_route": {
        "engineer": "wang",
        "engineer_name": "Wang Lei",
        "date": "2026-12-07",
        "plan": "plan-01a2012065c0b929b14dee",
        "plan_version": 1,
        "revision": 1,
        "time_zone": "Asia/Shanghai",
        "stops": [
            {
                "id": "T-4711",
                "kind": "visit",
                "start_at": "2026-12-07T08:39:29+08:00",
                "end_at": "2026-12-07T09:39:29+08:00",
                "visit": "T-4711",
                "arrive_at": "2026-12-07T08:39:29+08:00",
                "changed_at": "2026-12-07T00:00:00Z",
                "travel_s": 569,
                "travel_m": 4743,
                "site": {
                    "id": "hb-zhongshan",
                    "lat": 36.0645,
                    "lon": 120.3213,
                    "name": "Zhongshan Road branch",
                    "address": "1 Zhongshan Road, Qingdao",
                    "contact": {"name": "Mr Li", "phone": "+86 532 5555 0102"},
                    "access_note": "Ring at the back door before nine.",
                },
                "customer": "Harbour Bank",
                "ticket": {
                    "id": "T-4711",
                    "severity": "2",
                    "name": "the camera over the counter is dark",
                    "contact": {"name": "Ms Sun", "phone": "+86 532 5555 0101"},
                    "restore_by": "2026-12-09T17:30:00+08:00",
                },
                "units": [{"id": "cam-17", "kind": "camera", "serial": "SN-0017"}],
            }
        ],
        "leave_at": "2026-12-07T08:30:00+08:00",
        "back_at": "2026-12-07T10:33:58+08:00",
        "start": {"lat": 36.0823, "lon": 120.3554},
        "end": {"lat": 36.0823, "lon": 120.3554},
        "driving_s": 1138,
        "driving_m": 9486,
    },
    "read_plan": {
        "id": "plan-01a2012065c0b929b14dee",
        "kind": "days",
        "territory": "qingdao",
        "first": "2026-12-07",
        "last": "2026-12-07",
        "state": "published",
        "version": 1,
        "origin": "solve",
        "parent": None,
        "based_on": {},
        "cost": {
            "total": 11.38,
            "distance": 11.38,
            "travel_time": 0.0,
            "overtime": 0.0,
            "lateness": 0.0,
            "skipped": 0.0,
            "fixed": 0.0,
            "preference": 0.0,
        },
        "figures": {
            "visit_count": 2,
            "served_count": 2,
            "unserved_count": 0,
            "must_unserved_count": 0,
            "late_count": 0,
            "engineer_count": 1,
            "engineers_used_count": 1,
            "travel_s": 1138,
            "travel_m": 9486,
            "late_s": 0,
            "work_s": 6300,
            "working_s": 7438,
            "overtime_s": 0,
            "shift_s": 32400,
            "on_time_share": 1.0,
            "travel_share": 0.152998,
            "utilisation_share": 0.229568,
        },
        "created_at": "2026-12-07T00:00:01Z",
        "created_by": "account-01a2012065c0b929b14dee",
        "published_at": "2026-12-07T00:00:00Z",
        "published_by": "account-01a2012065c0b929b14dee",
        "revision": 7,
        "plan": {
            "format": "roundsman/1",
            "status": "feasible",
            "cost": {
                "total": 11.38,
                "distance": 11.38,
                "travel_time": 0.0,
                "overtime": 0.0,
                "lateness": 0.0,
                "skipped": 0.0,
                "fixed": 0.0,
                "preference": 0.0,
            },
            "bound": None,
            "routes": [
                {
                    "engineer": "wang",
                    "shift": "wang 2026-12-07 duty",
                    "leave": "2026-12-07T08:30:00+08:00",
                    "back": "2026-12-07T10:33:58+08:00",
                    "stops": [
                        {
                            "kind": "visit",
                            "visit": "T-4711",
                            "arrive": "2026-12-07T08:39:29+08:00",
                            "start": "2026-12-07T08:39:29+08:00",
                            "end": "2026-12-07T09:39:29+08:00",
                        },
                        {
                            "kind": "visit",
                            "visit": "cam-17-quarterly:2026-01-15",
                            "arrive": "2026-12-07T09:39:29+08:00",
                            "start": "2026-12-07T09:39:29+08:00",
                            "end": "2026-12-07T10:24:29+08:00",
                        },
                    ],
                }
            ],
            "unserved": [],
        },
        "matter": {
            "sources": {
                "T-4711": {
                    "kind": "ticket",
                    "id": "T-4711",
                    "site": "hb-zhongshan",
                    "rules": [],
                    "part": 1,
                    "parts": 1,
                    "due_on": None,
                    "desk": False,
                },
                "cam-17-quarterly:2026-01-15": {
                    "kind": "inspection",
                    "id": "cam-17-quarterly:2026-01-15",
                    "site": "hb-zhongshan",
                    "rules": ["cam-17-quarterly"],
                    "part": 1,
                    "parts": 1,
                    "due_on": "2026-01-22",
                    "desk": False,
                },
            },
            "legs": {"wang 2026-12-07 duty": [[569, 4743], [0, 0], [569, 4743]]},
            "waiting": [
                {"kind": "appointment", "id": "training-1", "site": "hb-zhongshan", "waits_for": "later", "since": None}
            ],
            "tickets": [
                {
                    "ticket": "T-4711",
                    "site": "hb-zhongshan",
                    "severity": "2",
                    "stands": "visit",
                    "onsite_by": None,
                    "restore_by": "2026-12-09T17:30:00+08:00",
                    "onsite_missed": False,
                    "restore_missed": False,
                }
            ],
            "warnings": [],
            "parts": [],
        },
    },
    "read_warnings": {
        "items": [
            {
                "id": 12,
                "kind": "restore_near",
                "territory": "qingdao",
                "subject": {"kind": "ticket", "id": "T-4711"},
                "due_at": "2026-12-09T09:30:00Z",
                "message": "Ticket T-4711 (severity 2, hb-zhongshan) must be restored by Wed 9 Dec 17:30: replan",
                "data": {},
                "raised_at": "2026-12-09T05:30:00Z",
                "cleared_at": None,
                "seen_by": None,
            }
        ],
        "next": None,
    },
}
"""By operation."""


def add_answer_example(operation: dict[str, Any]) -> None:
    """Give an operation's good answer its example, where there is one."""
    example = _ANSWERS.get(operation["operationId"])
    if example is None:
        return
    good = next(answer for status, answer in operation["responses"].items() if status.startswith("2"))
    good["content"]["application/json"]["example"] = example
