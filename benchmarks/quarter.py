"""A quarter of inspections: a seeded service book of our own under the rules of the regime `elv_campus`."""

import math
import random
from datetime import UTC, date, datetime, time, timedelta

from optimiser.book import (
    OUR_ASSUMPTION,
    WEEKDAYS,
    Absence,
    Book,
    Calendar,
    ClockEvent,
    Contract,
    Duty,
    Hours,
    InspectionRule,
    Policy,
    RosterEngineer,
    Site,
    Span,
    Target,
    Ticket,
    Unit,
    Zone,
)

FIRST = date(2026, 3, 2)
DAYS = 91
SYSTEMS = ("cctv", "access", "network", "audio")
_LAT, _LON, _KM = 36.10, 120.30, 111.2
_ZONE = "Asia/Shanghai"
_WORK = "office hours"


def quarter_book(site_count: int = 400, engineer_count: int = 25, seed: int = 1, size_km: float = 45.0) -> Book:
    """Draw a city of campuses.

    Each has a customer call or visit every month (here a visit), maintenance every quarter, inspection and functional
    test every half-year, and the past two months of tickets. The same arguments give the same book.
    """
    chance = random.Random(seed)
    sites, contracts = _sites(site_count, size_km, chance)
    units = [unit for site in sites for unit in _units(site, chance)]
    return Book(
        f"quarter-{site_count}-{engineer_count}-{seed}",
        _ZONE,
        [_calendar()],
        [_policy()],
        [Zone("anywhere")],
        contracts,
        sites,
        [_engineer(number, size_km, chance) for number in range(engineer_count)],
        units,
        [_ticket(number, sites, chance) for number in range(3 * site_count)],
        [rule for site in sites for rule in _rules(site, chance)],
    )


def _calendar() -> Calendar:
    return Calendar(_WORK, _ZONE, [Hours(WEEKDAYS[:5], time(8, 30), time(17, 30))], region="CN")


def _policy() -> Policy:
    around_the_clock = Span(_WORK, within=timedelta(hours=8))
    return Policy("elv_campus", ["anywhere"], [Target("on_site", around_the_clock, source=OUR_ASSUMPTION)])


def _point(x_km: float, y_km: float) -> tuple[float, float]:
    lat = _LAT + y_km / _KM
    return round(lat, 6), round(_LON + x_km / (_KM * math.cos(math.radians(lat))), 6)


def _sites(count: int, size_km: float, chance: random.Random) -> tuple[list[Site], list[Contract]]:
    """Sites in districts; a customer has one to six of them, anywhere."""
    towns = [(chance.uniform(0.1, 0.9) * size_km, chance.uniform(0.1, 0.9) * size_km) for _ in range(8)]
    sites: list[Site] = []
    contracts: list[Contract] = []
    while len(sites) < count:
        customer = f"customer {len(contracts)}"
        contracts.append(Contract(f"contract {len(contracts)}", customer, "elv_campus", value=200_000.0))
        for _ in range(min(chance.choice((1, 1, 2, 2, 3, 4, 6)), count - len(sites))):
            town = chance.choice(towns)
            x_km, y_km = chance.gauss(town[0], 3.0), chance.gauss(town[1], 3.0)
            if chance.random() < 0.25:
                x_km, y_km = chance.uniform(0, size_km), chance.uniform(0, size_km)
            lat, lon = _point(x_km, y_km)
            sites.append(Site(f"s{len(sites)}", contracts[-1].id, lat, lon, setup=timedelta(minutes=5)))
    return sites, contracts


def _units(site: Site, chance: random.Random) -> list[Unit]:
    wanted = chance.sample(SYSTEMS, chance.choice((1, 1, 2, 2, 3)))
    return [Unit(f"{site.id} {system}", site.id, system, chance.randint(15, 55)) for system in wanted]


def _engineer(number: int, size_km: float, chance: random.Random) -> RosterEngineer:
    lat, lon = _point(chance.uniform(0.1, 0.9) * size_km, chance.uniform(0.1, 0.9) * size_km)
    skills = {system: float(chance.randint(1, 3)) for system in chance.sample(SYSTEMS, chance.choice((2, 3, 3, 4)))}
    skills |= {"maintenance": float(chance.choice((1, 2, 2)))}
    away = FIRST + timedelta(days=7 * chance.randint(0, 12))
    duty = Duty(
        _WORK, time(8, 30), time(17, 30), overtime_limit=timedelta(hours=1),
        break_earliest=time(11, 30), break_latest=time(13), break_duration=timedelta(hours=1),
    )  # fmt: skip
    return RosterEngineer(
        f"e{number}", lat, lon, skills, duties=[duty], absences=[Absence(away, away + timedelta(days=4), "leave")],
        cost_per_km=1.2, cost_per_travel_hour=24.0, cost_per_overtime_hour=90.0, hours_per_week=timedelta(hours=44),
    )  # fmt: skip


def _rules(site: Site, chance: random.Random) -> list[InspectionRule]:
    """Monthly, quarterly, half-yearly on the same day of the month: what coincides is one trip."""
    day, phase = chance.randint(1, 28), chance.randint(0, 5)
    made = [
        ("visit", 1, 1, timedelta(minutes=chance.choice((40, 50, 60))), timedelta(0), 7, 20),
        ("maintenance", 3, 2, timedelta(minutes=40), timedelta(minutes=1.5), 10, 60),
        ("functional test", 6, 3, timedelta(minutes=60), timedelta(minutes=2.5), 14, 140),
    ]
    rules = []
    for kind, months, level, once, each, tolerance, spacing in made:
        since = _month_day(2025, 1 + phase % months, day)
        named = [_month_day(2025, 1 + phase % months + k * months, day) for k in range(14)]
        done = [when for when in map(_next_working_day, named) if when < FIRST]
        rules.append(
            InspectionRule(
                f"{site.id} {kind}", site.id, f"FREQ=MONTHLY;INTERVAL={months}", since, once,
                duration_per_unit=each, kind=kind, level=level, last_done_on=done[-1] if done else None,
                tolerance_before=tolerance, tolerance_after=tolerance, spacing=spacing,
                skills={"maintenance": 1.0 if level < 3 else 2.0}, calendar=_WORK, source=OUR_ASSUMPTION,
            )
        )  # fmt: skip
    return rules


def _month_day(year: int, month: int, day: int) -> date:
    """A day of a month counted from January of a year; month 13 is the next January."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, day)


def _next_working_day(day: date) -> date:
    """The day itself, or the first after a weekend or the Spring Festival."""
    while day.weekday() >= 5 or date(2026, 2, 15) <= day <= date(2026, 2, 23):
        day += timedelta(days=1)
    return day


def _ticket(number: int, sites: list[Site], chance: random.Random) -> Ticket:
    """One that was reported and repaired in the two months before."""
    at = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) - timedelta(minutes=chance.randint(600, 86_000))
    repaired = ClockEvent("restored", at + timedelta(hours=chance.randint(2, 9)))
    minutes = chance.choice((30, 45, 60, 90, 120))
    return Ticket(
        f"t{number}", chance.choice(sites).id, at, "2", timedelta(minutes=minutes),
        skills={chance.choice(SYSTEMS): 1.0}, history=[repaired],
    )  # fmt: skip
