"""Requests to try, for the OpenAPI document: each with a summary, as OpenAPI wants examples."""

from typing import Any, Final

REQUEST_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "coordinates": {
        "summary": "Two vehicles, travel between coordinates",
        "description": "Skills, capacities, a break, a window, and a job that matters more than the others.",
        "value": {
            "vehicles": [
                {
                    "id": 1,
                    "description": "van with a ladder",
                    "start": [121.4737, 31.2304],
                    "end": [121.4737, 31.2304],
                    "capacity": [4],
                    "skills": [1, 14],
                    "time_window": [28800, 61200],
                    "breaks": [{"id": 1, "time_windows": [[41400, 46800]], "service": 1800}],
                },
                {"id": 2, "start": [121.5447, 31.2222], "capacity": [2], "skills": [14], "time_window": [28800, 61200]},
            ],
            "jobs": [
                {"id": 11, "location": [121.4363, 31.1886], "service": 3600, "skills": [1], "delivery": [1]},
                {"id": 12, "location": [121.4992, 31.2397], "setup": 300, "service": 1800, "priority": 50},
                {
                    "id": 13,
                    "description": "lift out of order",
                    "location": [121.5890, 31.2070],
                    "service": 5400,
                    "skills": [14],
                    "priority": 100,
                    "time_windows": [[32400, 36000]],
                },
            ],
            "options": {"g": True},
        },
    },
    "matrix": {
        "summary": "One vehicle and a matrix of its own",
        "description": "Places are rows of the matrix; the vehicle ends elsewhere than it begins.",
        "value": {
            "vehicles": [{"id": 0, "start_index": 0, "end_index": 3}],
            "jobs": [{"id": 7, "location_index": 1}, {"id": 8, "location_index": 2}],
            "matrices": {
                "car": {
                    "durations": [[0, 600, 900, 1500], [600, 0, 400, 1000], [900, 400, 0, 700], [1500, 1000, 700, 0]],
                    "distances": [[0, 5, 8, 14], [5, 0, 3, 9], [8, 3, 0, 6], [14, 9, 6, 0]],
                }
            },
        },
    },
    "plan": {
        "summary": "The plan mode: when to be where on a route that is given",
        "description": "Nothing is searched for; what the route cannot keep is reported as a violation.",
        "value": {
            "vehicles": [
                {
                    "id": 1,
                    "start_index": 0,
                    "end_index": 0,
                    "time_window": [0, 7200],
                    "steps": [{"type": "start"}, {"type": "job", "id": 8}, {"type": "job", "id": 7}, {"type": "end"}],
                }
            ],
            "jobs": [
                {"id": 7, "location_index": 1, "service": 600, "time_windows": [[0, 1200]]},
                {"id": 8, "location_index": 2, "service": 1200},
            ],
            "matrix": [[0, 600, 900], [600, 0, 400], [900, 400, 0]],
            "options": {"c": True},
        },
    },
}
"""By name, each with ``summary``, ``description`` and ``value``."""
