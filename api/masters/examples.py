"""One example of each kind of master, for the API's pages; together they make a sound book."""

from collections.abc import Mapping
from typing import Any

EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "territories": {"id": "qingdao", "name": "Qingdao"},
    "customers": {
        "id": "harbour-bank",
        "name": "Harbour Bank",
        "contacts": [{"name": "Ms Sun", "phone": "+86 532 5555 0101", "role": "facility manager"}],
    },
    "calendars": {
        "id": "working_hours",
        "time_zone": "Asia/Shanghai",
        "hours": [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "08:30", "until": "17:30"}],
        "region": "CN",
    },
    "zones": {"id": "city", "circle": {"lat": 36.0671, "lon": 120.3826, "radius_m": 25000}},
    "policies": {
        "id": "gold",
        "zones": ["city"],
        "targets": [
            {
                "kind": "on_site",
                "span": {"calendar": "working_hours", "within": "PT4H"},
                "where": {"severity": ["1"]},
                "late": {"per_hour": 80},
            },
            {"kind": "restore", "span": {"calendar": "working_hours", "working_days": 2}},
        ],
        "skip_costs": {"": 500},
        "paperwork": {"ticket": {"calendar": "working_hours", "working_days": 3}},
    },
    "contracts": {"id": "hb-2026", "customer": "harbour-bank", "policy": "gold", "value": 120000, "from": "2026-01-01"},
    "sites": {
        "id": "hb-zhongshan",
        "contract": "hb-2026",
        "lat": 36.0645,
        "lon": 120.3213,
        "territory": "qingdao",
        "name": "Zhongshan Road branch",
        "address": "1 Zhongshan Road, Qingdao",
        "contact": {"name": "Mr Li", "phone": "+86 532 5555 0102"},
        "access_note": "Ring at the back door before nine.",
    },
    "units": {"id": "cam-17", "site": "hb-zhongshan", "kind": "camera", "serial": "SN-0017", "model": "Dome 4"},
    "engineers": {
        "id": "wang",
        "lat": 36.0823,
        "lon": 120.3554,
        "territory": "qingdao",
        "name": "Wang Lei",
        "skills": {"cctv": 2},
        "duties": [{"calendar": "working_hours", "from": "08:30", "until": "17:30"}],
        "cost_per_km": 1.2,
        "tools": ["ladder"],
    },
    "rules": {
        "id": "cam-17-quarterly",
        "site": "hb-zhongshan",
        "recurrence": {"count": 3, "unit": "months"},
        "since": "2026-01-15",
        "units": ["cam-17"],
        "duration": "PT45M",
        "tolerance_before": 7,
        "tolerance_after": 7,
        "skills": {"cctv": 1},
        "checklist": ["clean the lens", "check the recording"],
    },
    "appointments": {
        "id": "training-1",
        "site": "hb-zhongshan",
        "kind": "training",
        "duration": "PT2H",
        "earliest": "2026-12-10T09:00:00+08:00",
        "latest": "2026-12-10T10:00:00+08:00",
    },
    "covers": {
        "id": "regatta",
        "site": "hb-zhongshan",
        "start": "2026-12-20T08:00:00+08:00",
        "end": "2026-12-21T08:00:00+08:00",
    },
    "parts": {"id": "psu-12v", "name": "Power supply 12 V", "price": 45},
    "depots": {"id": "main", "territory": "qingdao", "lat": 36.1, "lon": 120.37, "name": "Main store"},
    "subcontractors": {"id": "north", "name": "North Cabling", "phone": "+86 532 5555 0199"},
}
