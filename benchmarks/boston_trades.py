"""What the work in Boston asks for and is worth, and the mapping file that says so to the import.

Everything here is assumed: the tickets tell neither how long the work takes nor what being late costs.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Trade:
    """What a type of work asks for and is worth: our assumptions, none of them in the data.

    Attributes
    ----------
    skill, level : str, int
        Who can do it.
    duration_min : int
        How long it takes on site.
    late_per_hour : float
        What an hour past its target costs.
    left_out : float
        What leaving it for another day costs besides the lateness which that brings.
    """

    skill: str
    level: int
    duration_min: int
    late_per_hour: float
    left_out: float


TRADES = {
    "Traffic Signal Repair": Trade("signals", 1, 45, 20.0, 120.0),
    "Traffic Signal Inspection": Trade("signals", 1, 30, 20.0, 120.0),
    "Fire Hydrant": Trade("hydrants", 1, 45, 15.0, 120.0),
    "Heat - Excessive  Insufficient": Trade("housing", 2, 45, 12.0, 120.0),
    "Unsanitary Conditions - Food": Trade("food", 1, 45, 10.0, 100.0),
    "Unsanitary Conditions - Establishment": Trade("food", 1, 45, 10.0, 100.0),
    "Egress": Trade("building", 2, 45, 10.0, 100.0),
    "Electrical": Trade("electrical", 1, 40, 6.0, 80.0),
    "Plumbing": Trade("plumbing", 1, 40, 6.0, 80.0),
    "Building Inspection Request": Trade("building", 1, 40, 4.0, 60.0),
    "Exceeding Terms of Permit": Trade("building", 2, 40, 4.0, 60.0),
    "Zoning": Trade("building", 2, 40, 3.0, 60.0),
    "Bed Bugs": Trade("housing", 1, 45, 4.0, 60.0),
    "Pest Infestation - Residential": Trade("housing", 1, 45, 4.0, 60.0),
    "Unsatisfactory Living Conditions": Trade("housing", 1, 50, 4.0, 60.0),
    "Rodent Activity": Trade("rodents", 1, 30, 3.0, 50.0),
    "Street Light Outages": Trade("lights", 1, 30, 2.0, 50.0),
    "General Lighting Request": Trade("lights", 1, 30, 2.0, 50.0),
}
RISKS = {
    "Risk 1 (High)": Trade("food", 2, 75, 6.0, 90.0),
    "Risk 2 (Medium)": Trade("food", 1, 60, 4.0, 70.0),
    "Risk 3 (Low)": Trade("food", 1, 45, 2.0, 50.0),
}


def mapping_text(now: datetime) -> str:
    """Write the mapping file. Its tables come from `TRADES` and `RISKS`, so that each assumption stands once."""
    return _MAPPING.format(
        now=now.isoformat(),
        ticket_duration=_values("TYPE", {k: f'"PT{t.duration_min}M"' for k, t in TRADES.items()}),
        ticket_skills=_values("TYPE", {k: f'"{t.skill}:{t.level}"' for k, t in TRADES.items()}),
        ticket_late=_values("TYPE", {k: t.late_per_hour for k, t in TRADES.items()}),
        ticket_skip=_values("TYPE", {k: t.left_out for k, t in TRADES.items()}),
        risk_duration=_values("RISK", {k: f'"PT{t.duration_min}M"' for k, t in RISKS.items()}),
        risk_skills=_values("RISK", {k: f'"{t.skill}:{t.level}"' for k, t in RISKS.items()}),
        risk_late=_values("RISK", {k: t.late_per_hour for k, t in RISKS.items()}),
        risk_skip=_values("RISK", {k: t.left_out for k, t in RISKS.items()}),
    )


def _values(column: str, table: dict[str, Any]) -> str:
    return f'{{ column = "{column}", values = {{ ' + ", ".join(f'"{k}" = {v}' for k, v in table.items()) + " } }"


_MAPPING = """\
format = "roundsman-import/1"
time_zone = "America/New_York"
now = {now}
deferral = "P1D"

[travel]
kind = "great_circle"
detour = 1.4
speed_kmh = 25

[roster]
file = "roster.csv"

[[visits]]
file = "tickets.csv"
kind = "ticket"
prefix = "t"
dates = ["%Y-%m-%d %H:%M:%S"]
keep = {{ open = true, opened_within = "P14D", due_within = "P2D" }}

[visits.fields]
id = "CASE_ENQUIRY_ID"
lat = "LATITUDE"
lon = "LONGITUDE"
opened = "OPEN_DT"
closed = "CLOSED_DT"
onsite_by = "TARGET_DT"
name = "TYPE"
note = "LOCATED"
x_department = "REASON"
x_neighbourhood = "neighborhood"
duration = {ticket_duration}
skills = {ticket_skills}
late_cost_per_hour = {ticket_late}
skip_cost = {ticket_skip}

[[visits]]
file = "inspections.csv"
kind = "inspection"
prefix = "i"
keep = {{ due_within = "P2D" }}

[visits.fields]
id = "SITE"
lat = "LATITUDE"
lon = "LONGITUDE"
onsite_by = "DUE_ON"
name = "RISK"
note = {{ value = "invented site: drawn from the addresses of tickets" }}
x_last_on = "LAST_ON"
x_department = {{ value = "Food inspections" }}
windows = {{ value = "09:00-16:00" }}
duration = {risk_duration}
skills = {risk_skills}
late_cost_per_hour = {risk_late}
skip_cost = {risk_skip}
"""
