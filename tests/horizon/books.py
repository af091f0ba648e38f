"""Small books and questions, made by hand or drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from optimiser.book import (
    WEEKDAYS,
    Book,
    Calendar,
    Contract,
    Hours,
    InspectionRule,
    Policy,
    RosterEngineer,
    Site,
    Zone,
)
from optimiser.horizon import HorizonParams, HorizonPlan, HorizonQuestion, horizon_travel, plan_horizon
from optimiser.recurrence import Inspection
from optimiser.roster import RosterShift

MONDAY = date(2026, 3, 2)
OFFICE = "office hours"
BARE = HorizonParams(iterations=600, room_share=0.0)


def day(number: int) -> date:
    """The day that comes so many days after the first Monday."""
    return MONDAY + timedelta(days=number)


def site(id_: str, x_km: float = 0.0, customer: str = "k", **more: Any) -> Site:
    """A site so many kilometres north of all homes."""
    return Site(id_, f"contract of {customer}", 36.0 + x_km / 111.2, 120.0, **more)


def engineer(id_: str, x_km: float = 0.0, **more: Any) -> RosterEngineer:
    return RosterEngineer(id_, 36.0 + x_km / 111.2, 120.0, **{"skills": {}, **more})


def rule(id_: str, at: str, **more: Any) -> InspectionRule:
    return InspectionRule(id_, at, "FREQ=MONTHLY", MONDAY, **more)


def inspection(id_: str, at: str, ready: int, due: int, hours: float = 1.0, **more: Any) -> Inspection:
    """Due between two days, ideally in the middle of them."""
    given: dict[str, Any] = {"rules": (), "units": (), "kind": "inspection", "skip_cost": 100.0} | more
    ideal = more.pop("ideal", (ready + due) // 2)
    given.pop("ideal", None)
    return Inspection(
        id=id_, site=at, ready_on=day(ready), ideal_on=day(ideal), due_on=day(due), duration=timedelta(hours=hours),
        **given,
    )  # fmt: skip


def shift(who: str, number: int, hours: float = 8.0, **more: Any) -> RosterShift:
    start = datetime.combine(day(number), time(8), UTC)
    return RosterShift(who, f"{who} {day(number)}", start, start + timedelta(hours=hours), **more)


def book(
    sites: Sequence[Site], engineers: Sequence[RosterEngineer], rules: Sequence[InspectionRule] = (), **more: Any
) -> Book:
    customers = dict.fromkeys(each.contract for each in sites)
    contracts = [Contract(id_, id_.removeprefix("contract of "), "p") for id_ in customers]
    calendar = Calendar(OFFICE, "UTC", [Hours(WEEKDAYS[:5], time(8), time(17))])
    given: dict[str, Any] = {"calendars": [calendar]} | more
    return Book(
        "small", "UTC", policies=[Policy("p", ["z"], [])], zones=[Zone("z")], contracts=contracts, sites=sites,
        engineers=engineers, rules=rules, **given,
    )  # fmt: skip


def question(
    of: Book,
    inspections: Sequence[Inspection],
    shifts: Sequence[RosterShift] | None = None,
    days: int = 5,
    done: Mapping[str, date] | None = None,
    promised: HorizonPlan | None = None,
) -> HorizonQuestion:
    """Ask about the first days; without shifts everybody works eight hours on each of them."""
    if shifts is None:
        shifts = [shift(each.id, number) for each in of.engineers for number in range(days)]
    travel = horizon_travel(of)
    return HorizonQuestion(of, MONDAY, day(days - 1), inspections, shifts, travel, done or {}, promised)


def planned(asked: HorizonQuestion, **params: Any) -> HorizonPlan:
    """Plan with few iterations; everything but what is named is as in `BARE`."""
    return plan_horizon(asked, replace(BARE, **params), clock=lambda: 0.0)


def days_of(plan: HorizonPlan) -> dict[str, int]:
    """The number of the day of each inspection."""
    return {choice.inspection: (choice.day - MONDAY).days for choice in plan.choices}


def who(plan: HorizonPlan) -> dict[str, str]:
    return {choice.inspection: choice.engineer for choice in plan.choices}
