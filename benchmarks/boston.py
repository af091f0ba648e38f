"""A real morning of Boston's service tickets, as files that the import reads.

``python -m benchmarks.boston DATA OUT`` reads the tickets of Boston and the inspection records of Chicago in DATA and
writes to OUT: ``tickets.csv``, ``inspections.csv``, ``roster.csv``, ``mapping.toml``, the ``problem.json`` that the
import makes of them, and ``figures.json`` with what was counted on the way. What is real and what is assumed is told in
``docs/boston-day.md``.
"""

import csv
import gzip
import json
import math
import random
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from api.interop import import_problem
from benchmarks.boston_trades import RISKS, TRADES, mapping_text

MORNING = datetime(2015, 5, 7, 7, 30)
"""A Thursday with 579 tickets to plan, which is the median over the weekdays from February to September."""

OPENED_WITHIN, DUE_WITHIN = timedelta(days=14), timedelta(days=2)
RATE_OVER = timedelta(weeks=8)
NO_ADDRESS = ("42.3594", "-71.0587")
"""Where the city's own look-up puts what it cannot find; 1 608 tickets from every neighbourhood lie there."""

INHABITANTS_SHARE = 0.24  # Boston has about a quarter of Chicago's inhabitants, and is given as many food sites
SEED = 2015
TRAVEL_PER_VISIT_MIN, WORK_PER_SHIFT_MIN = 15, 480

TICKET_COLUMNS = (
    *("CASE_ENQUIRY_ID", "OPEN_DT", "TARGET_DT", "CLOSED_DT", "TYPE", "REASON", "QUEUE", "neighborhood"),
    *("LATITUDE", "LONGITUDE"),
)
ROSTER_COLUMNS = (
    *("id", "name", "skills", "lat", "lon", "start", "end", "breaks", "overtime_limit"),
    *("cost_per_km", "cost_per_travel_hour", "cost_per_overtime_hour"),
)


ALSO = {"housing": "rodents:1", "rodents": "housing:1", "electrical": "building:1", "building": "", "food": ""}
"""What the first engineer of a trade can do besides."""

YARDS = {"lights": (42.3446, -71.0613), "signals": (42.3446, -71.0613), "hydrants": (42.3312, -71.0749)}
"""The yards on Frontage Road and Harrison Avenue, to about a hundred metres; inspectors start near their homes."""

Ticket = dict[str, str]


def build(data: Path, out: Path) -> dict[str, Any]:
    """Write the Boston day's files, and the problem that the import makes of them.

    Parameters
    ----------
    data : Path
        The folder that holds ``boston311`` and ``chicago_inspections``.
    out : Path
        Where the files go; made where it is missing.

    Returns
    -------
    dict
        The problem document, also written to ``problem.json``.
    """
    out.mkdir(parents=True, exist_ok=True)
    tickets = read_tickets(data / "boston311" / "tickets_2015_jan_sep.csv.gz")
    centroids = neighbourhood_centroids(tickets)
    intervals = inspection_intervals(data / "chicago_inspections" / "inspections_2011_2013.csv.gz")
    inspections = draw_inspections(tickets, intervals)
    roster = draw_roster(tickets, inspections, centroids)
    moved = [with_place(ticket, centroids) for ticket in tickets if instant(ticket, "OPEN_DT") <= MORNING]
    _write_table(out / "tickets.csv", (*TICKET_COLUMNS, "LOCATED"), moved)
    _write_table(out / "inspections.csv", tuple(inspections[0]), inspections)
    _write_table(out / "roster.csv", ROSTER_COLUMNS, roster)
    (out / "mapping.toml").write_text(mapping_text(MORNING), encoding="utf-8")
    problem = import_problem(out / "mapping.toml")
    _write_json(out / "problem.json", problem)
    _write_json(out / "figures.json", figures(tickets, intervals, inspections, roster, problem))
    return problem


def read_tickets(path: Path) -> list[Ticket]:
    """Read all tickets, as text."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [{column: row[column] for column in TICKET_COLUMNS} for row in csv.DictReader(file)]


def instant(ticket: Ticket, column: str) -> datetime:
    """Read a time of a ticket; far in the future where there is none."""
    return datetime.fromisoformat(ticket[column]) if ticket[column] else datetime.max


def is_open(ticket: Ticket) -> bool:
    """Whether a ticket was open on the morning."""
    return instant(ticket, "OPEN_DT") <= MORNING < instant(ticket, "CLOSED_DT")


def is_recent(ticket: Ticket) -> bool:
    """Whether a ticket was opened in the last 14 days."""
    return instant(ticket, "OPEN_DT") >= MORNING - OPENED_WITHIN


def is_due(ticket: Ticket) -> bool:
    """Whether a ticket's target lies in the next two days."""
    return MORNING <= instant(ticket, "TARGET_DT") <= MORNING + DUE_WITHIN


def neighbourhood_centroids(tickets: Iterable[Ticket]) -> dict[str, tuple[float, float]]:
    """Take the median coordinates of each neighbourhood's tickets; "" is the whole city's."""
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for ticket in tickets:
        if (ticket["LATITUDE"], ticket["LONGITUDE"]) != NO_ADDRESS:
            for name in {"", ticket["neighborhood"]}:
                points[name].append((float(ticket["LATITUDE"]), float(ticket["LONGITUDE"])))
    return {
        name: (
            round(statistics.median(lat for lat, _ in found), 4),
            round(statistics.median(lon for _, lon in found), 4),
        )
        for name, found in points.items()
    }


def with_place(ticket: Ticket, centroids: dict[str, tuple[float, float]]) -> Ticket:
    """Move a ticket without an address to the middle of its neighbourhood, and say so."""
    if (ticket["LATITUDE"], ticket["LONGITUDE"]) != NO_ADDRESS:
        return {**ticket, "LOCATED": ""}
    lat, lon = centroids.get(ticket["neighborhood"], centroids[""])
    located = "no address: placed at the middle of the neighbourhood"
    return {**ticket, "LATITUDE": str(lat), "LONGITUDE": str(lon), "LOCATED": located}


def inspection_intervals(path: Path) -> dict[str, dict[str, float]]:
    """Find how long Chicago waits between two inspections of a site, by risk class.

    A site's first record says two years whatever the truth, so only records with an earlier one count.
    """
    days: dict[str, list[float]] = defaultdict(list)
    sites: dict[str, set[str]] = defaultdict(set)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            sites[row["Risk"]].add(row["License"])
            if float(row["firstRecord"]) == 0:
                days[row["Risk"]].append(float(row["timeSinceLast"]) * 365)
    return {
        risk: {
            "sites": len(sites[risk]),
            "intervals": len(days[risk]),
            "median_days": round(statistics.median(days[risk])),
        }
        for risk in sorted(days)
    }


def draw_inspections(tickets: Sequence[Ticket], intervals: dict[str, dict[str, float]]) -> list[Ticket]:
    """Draw food sites at addresses of tickets, each last inspected at some time within its class's interval."""
    generator = random.Random(SEED)
    addresses = [(t["LATITUDE"], t["LONGITUDE"]) for t in tickets if (t["LATITUDE"], t["LONGITUDE"]) != NO_ADDRESS]
    sites: list[Ticket] = []
    for risk, interval in intervals.items():
        for _ in range(round(interval["sites"] * INHABITANTS_SHARE)):
            lat, lon = generator.choice(addresses)
            days = int(interval["median_days"])
            last_on = MORNING.date() - timedelta(days=generator.randrange(days + 1))
            due_on = last_on + timedelta(days=days)
            dates = {"LAST_ON": last_on.isoformat(), "DUE_ON": due_on.isoformat()}
            sites.append({"SITE": f"{len(sites) + 1:04d}", "RISK": risk, **dates, "LATITUDE": lat, "LONGITUDE": lon})
    return sites


def closed_per_weekday(tickets: Iterable[Ticket], column: str) -> dict[str, float]:
    """Count how many tickets were closed per weekday in the eight weeks before, by type or department."""
    closed = Counter(t[column] for t in tickets if MORNING - RATE_OVER < instant(t, "CLOSED_DT") <= MORNING)
    weekdays = RATE_OVER.days * 5 / 7
    return {name: count / weekdays for name, count in closed.items()}


def hands_needed(tickets: Sequence[Ticket], inspections: Sequence[Ticket]) -> dict[str, int]:
    """Find how many engineers each skill has, so that they close about as many tickets a day as the city did."""
    minutes: dict[str, float] = defaultdict(float)
    for kind, rate in closed_per_weekday(tickets, "TYPE").items():
        minutes[TRADES[kind].skill] += rate * (TRADES[kind].duration_min + TRAVEL_PER_VISIT_MIN)
    for site in inspections:
        interval = datetime.fromisoformat(site["DUE_ON"]) - datetime.fromisoformat(site["LAST_ON"])
        per_weekday = 1 / (interval.days * 5 / 7)
        minutes["food"] += per_weekday * (RISKS[site["RISK"]].duration_min + TRAVEL_PER_VISIT_MIN)
    return {skill: math.ceil(needed / WORK_PER_SHIFT_MIN) for skill, needed in sorted(minutes.items())}


def draw_roster(
    tickets: Sequence[Ticket], inspections: Sequence[Ticket], centroids: dict[str, tuple[float, float]]
) -> list[Ticket]:
    """Give each skill its engineers: early and late shifts, a lunch break, a yard or a neighbourhood to start from."""
    busy = Counter(t["neighborhood"] for t in tickets if t["neighborhood"] in centroids and t["neighborhood"])
    neighbourhoods = [name for name, _ in busy.most_common()]
    roster: list[Ticket] = []
    for skill, count in hands_needed(tickets, inspections).items():
        for nth in range(count):
            home = neighbourhoods[len(roster) % len(neighbourhoods)]
            lat, lon = YARDS.get(skill) or centroids[home]
            early = nth % 2 == 0
            roster.append(
                {
                    "id": f"{skill}-{nth + 1}",
                    "name": f"Invented engineer, {'yard' if skill in YARDS else home}",
                    "skills": ";".join(filter(None, (f"{skill}:2", ALSO.get(skill) if nth == 0 else ""))),
                    "lat": str(lat),
                    "lon": str(lon),
                    "start": "07:00" if early else "08:00",
                    "end": "15:30" if early else "16:30",
                    "breaks": "11:00-12:30/PT30M" if early else "12:00-13:30/PT30M",
                    "overtime_limit": "PT1H",
                    "cost_per_km": "0.6",
                    "cost_per_travel_hour": "30",
                    "cost_per_overtime_hour": "75",
                }
            )
    return roster


def figures(
    tickets: Sequence[Ticket],
    intervals: dict[str, dict[str, float]],
    inspections: Sequence[Ticket],
    roster: Sequence[Ticket],
    problem: dict[str, Any],
) -> dict[str, Any]:
    """Count tickets before and after selection, in all and by department."""
    open_tickets = [ticket for ticket in tickets if is_open(ticket)]
    visits = Counter(visit["x_department"] for visit in problem["visits"])
    closed_that_day = Counter(
        t["REASON"] for t in open_tickets if instant(t, "CLOSED_DT") <= MORNING + timedelta(hours=16)
    )
    rates = closed_per_weekday(tickets, "REASON")
    return {
        "morning": MORNING.isoformat(),
        "opened_before": sum(instant(t, "OPEN_DT") <= MORNING for t in tickets),
        "tickets": _selection(open_tickets),
        "departments": {
            name: {
                **_selection([t for t in open_tickets if t["REASON"] == name]),
                "visits": visits[name],
                "closed_per_weekday": round(rates.get(name, 0.0), 1),
                "closed_by_the_city_that_day": closed_that_day[name],
            }
            for name in sorted({t["REASON"] for t in tickets})
        },
        "inspections": {"sites": len(inspections), "by_risk": intervals, "due": visits["Food inspections"]},
        "engineers": dict(Counter(each["id"].rpartition("-")[0] for each in roster)),
        "engineer_count": len(roster),
        "visits": len(problem["visits"]),
        "places": len(problem["places"]),
        "work_hours": round(sum(_minutes(visit["duration"]) for visit in problem["visits"]) / 60, 1),
    }


def _selection(open_tickets: Sequence[Ticket]) -> dict[str, int]:
    kept = [ticket for ticket in open_tickets if is_recent(ticket) or is_due(ticket)]
    return {
        "open": len(open_tickets),
        "open_past_target": sum(instant(t, "TARGET_DT") < MORNING for t in open_tickets),
        "opened_within_14_days": sum(map(is_recent, open_tickets)),
        "due_within_2_days": sum(map(is_due, open_tickets)),
        "kept": len(kept),
        "kept_past_target": sum(instant(t, "TARGET_DT") < MORNING for t in kept),
        "kept_without_target": sum(not t["TARGET_DT"] for t in kept),
        "kept_without_address": sum((t["LATITUDE"], t["LONGITUDE"]) == NO_ADDRESS for t in kept),
    }


def _minutes(duration: str) -> int:
    hours, _, minutes = duration.removeprefix("PT").rpartition("H")
    return int(hours or 0) * 60 + int(minutes.removesuffix("M") or 0)


def _write_table(path: Path, columns: Sequence[str], rows: Iterable[Ticket]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _write_json(path: Path, document: dict[str, Any]) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("python -m benchmarks.boston DATA OUT")
    build(Path(sys.argv[1]), Path(sys.argv[2]))
