"""Documents of small days: a plain one to be bent by hand, and random ones with every rule of the format."""

from collections.abc import Sequence
from random import Random
from typing import Any

Document = dict[str, Any]
SKILLS = ("cctv", "network/fibre")


def at(minutes: float) -> str:
    """Minutes after midnight as a time of the day that is planned."""
    seconds = round(minutes * 60)
    day, rest = divmod(seconds, 86400)
    return f"2026-11-{23 + day}T{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}+08:00"


def window(opens: float, closes: float) -> Document:
    """A window between two hours of the day."""
    return {"open": at(60 * opens), "close": at(60 * closes)}


def plain_day(visits: Sequence[Document], **of_shift: Any) -> Document:
    """One engineer, from 8 to 17 o'clock at places in a row: ten minutes and ten kilometres from each to the next."""
    count = 6
    table = [[abs(a - b) for b in range(count)] for a in range(count)]
    shift = {"id": "mon", "start": at(8 * 60), "end": at(17 * 60), "from": "p0", "to": "p0", **of_shift}
    return {
        "format": "roundsman/1",
        "horizon": {"start": at(0), "end": at(24 * 60)},
        "travel": {
            "kind": "matrix",
            "seconds": [[600 * n for n in row] for row in table],
            "metres": [[10_000 * n for n in row] for row in table],
        },
        "places": [{"id": f"p{k}"} for k in range(count)],
        "engineers": [
            {
                "id": "e0",
                "cost_per_km": 1.0,
                "cost_per_travel_hour": 6.0,
                "cost_per_overtime_hour": 60.0,
                "shifts": [shift],
            }
        ],
        "visits": list(visits),
    }


def visit(name: str, place: str = "p1", hours: float = 1.0, skip_cost: float | None = 500.0, **more: Any) -> Document:
    """A visit that takes so many hours."""
    return {"id": name, "place": place, "duration": f"PT{round(hours * 60)}M", "skip_cost": skip_cost, **more}


def random_day(random: Random, visit_count: int = 14, engineer_count: int = 3) -> Document:
    """A day with more work than hands, in which each rule stands now and then; some are running already."""
    count = 6
    places: list[Document] = [{"id": f"p{k}"} for k in range(count)]
    for place in places:
        if random.random() < 0.3:
            place["setup"] = random.choice(("PT5M", "PT90S"))
    now = 60 * 8 + random.randint(0, 240) if random.random() < 0.4 else None
    engineers = [_engineer(f"e{k}", count, now, random) for k in range(engineer_count)]
    visits = [_visit(f"v{k}", count, engineers, random) for k in range(visit_count)]
    if now is not None:
        _set_under_way(visits, engineers, now, random)
    return {
        "format": "roundsman/1",
        "horizon": {"start": at(0), "end": at(24 * 60)},
        **({"now": at(now)} if now is not None else {}),
        "travel": {"kind": "matrix", "seconds": _table(count, 2400, random), "metres": _table(count, 30_000, random)},
        "places": places,
        "engineers": engineers,
        "visits": visits,
    }


def _table(count: int, most: int, random: Random) -> list[list[int]]:
    return [[0 if a == b else random.randint(0, most) for b in range(count)] for a in range(count)]


def _engineer(name: str, places: int, now: float | None, random: Random) -> Document:
    shifts = [_shift(f"{name}-0", places, 8 * 60, random)]
    if now is not None and random.random() < 0.3:
        shifts[0]["at"] = {"place": f"p{random.randrange(places)}", "time": at(now - random.randint(0, 30))}
    if random.random() < 0.3:
        shifts.append(_shift(f"{name}-1", places, 32 * 60, random))
    out = {
        "id": name,
        "cost_per_km": 1.2,
        "cost_per_travel_hour": 24.0,
        "cost_per_overtime_hour": 90.0,
        "shifts": shifts,
    }
    if random.random() < 0.8:
        out["skills"] = {skill: random.randint(1, 2) for skill in SKILLS if random.random() < 0.7}
    return out


def _shift(name: str, places: int, begin: int, random: Random) -> Document:
    begin += random.choice((0, 30))
    end = begin + random.choice((240, 330, 480))
    shift: Document = {
        "id": name,
        "start": at(begin),
        "end": at(end),
        "from": f"p{random.randrange(places)}",
        "to": f"p{random.randrange(places)}",
    }
    rare = {
        "overtime_limit": random.choice(("PT0S", "PT1H", "PT2H")),
        "fixed_cost": 12.5,
        "max_duration": random.choice(("PT4H", "PT6H30M")),
        "max_distance_m": random.choice((60_000, 90_000.5)),
        "max_stops": random.choice((2, 4)),
        "capacity": {"crates": random.choice((2, 4.5))},
    }
    shift |= {key: value for key, value in rare.items() if random.random() < 0.35}
    if random.random() < 0.5:
        shift["breaks"] = [
            {
                "earliest": at(begin + 60 + 90 * n),
                "latest": at(begin + 100 + 90 * n),
                "duration": random.choice(("PT0S", "PT30M")),
            }
            for n in range(random.randint(1, 2))
        ]
    return shift


def _visit(name: str, places: int, engineers: Sequence[Document], random: Random) -> Document:
    opens = sorted(random.sample(range(7 * 60, 18 * 60, 30), 2))
    windows = [{"open": at(o), "close": at(o + random.choice((60, 240)))} for o in opens]
    due = random.randint(8 * 60, 16 * 60)
    duration = random.choice(("PT0S", "PT30M", "PT1H", "PT45M0.5S", "PT2H"))
    out: Document = {"id": name, "place": f"p{random.randrange(places)}", "duration": duration}
    out["skip_cost"] = random.choice((None, 20.0, 100.0, 250.0))
    rare = {
        "windows": windows[: random.randint(1, 2)],
        "skills": {random.choice(SKILLS): random.randint(1, 3)},
        "onsite_by": at(due),
        "late_cost_per_hour": 120.0,
        "late_cost_cap": 50.0,
        "restore_by": at(due + 30),
        "restore_late_cost_per_hour": 60.0,
        "preference_costs": {"e0": 15.0},
    }
    out |= {key: value for key, value in rare.items() if random.random() < 0.5}
    rarer = {
        "excluded_engineers": [random.choice(engineers)["id"]],
        "delivered": {"crates": random.choice((0.5, 1, 2))},
        "collected": {"crates": random.choice((0.1, 1.5))},
        "late_cost_per_started_day": 30.0,
        "pin": _pin(random.choice(engineers), random),
    }
    return out | {key: value for key, value in rarer.items() if random.random() < 0.15}


def _pin(engineer: Document, random: Random) -> Document:
    pin = {"engineer": engineer["id"], "shift": engineer["shifts"][0]["id"], "start": at(random.randint(480, 720))}
    return {key: value for key, value in pin.items() if random.random() < 0.5}


def _set_under_way(visits: Sequence[Document], engineers: Sequence[Document], now: float, random: Random) -> None:
    for one, engineer in zip(visits, engineers, strict=False):
        if random.random() < 0.4 and now > 9 * 60 and "at" not in engineer["shifts"][0]:
            one["pin"] = {
                "engineer": engineer["id"],
                "shift": engineer["shifts"][0]["id"],
                "start": at(now - 10),
                "under_way": True,
            }
            for key in ("windows", "skills", "excluded_engineers", "delivered", "collected"):
                one.pop(key, None)
