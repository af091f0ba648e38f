"""A small campus service with a plain book: promises with prices, a few engineers, two kinds of tickets."""

from datetime import date, time, timedelta
from typing import Any

from optimiser import (
    Book,
    Calendar,
    Contract,
    Duty,
    GreatCircle,
    Policy,
    RosterEngineer,
    Site,
    Span,
    Target,
    Ticket,
    Zone,
)
from optimiser.book.promises import Late
from scenarios.demand import Demand, Stream, WorkTime
from scenarios.service import Operations, Reality, Service, Wages
from tests.scenarios.simulation.small_services import Case

HOUR = timedelta(hours=1)
MONDAY = date(2026, 3, 2)
_DAY_SHIFT = Duty(
    "clock",
    time(8),
    time(18),
    overtime_limit=2 * HOUR,
    break_earliest=time(11),
    break_latest=time(13),
    break_duration=timedelta(minutes=45),
)
_WORKING_HOURS = (0.0,) * 7 + (1.0,) * 10 + (0.0,) * 7


def campus_book(engineer_count: int = 5, tickets: tuple[Ticket, ...] = ()) -> Book:
    """Engineers who live around a town with twelve sites; every other one has the rarer skill."""
    targets = (
        Target("on_site", Span("clock", 2 * HOUR), where={"severity": ("major",)}, late=Late(per_hour=100.0)),
        Target("on_site", Span("clock", 6 * HOUR), late=Late(per_hour=30.0)),
    )
    return Book(
        id="campus",
        time_zone="UTC",
        calendars=(Calendar("clock", "UTC"),),
        policies=(Policy("care", ("all",), targets, skip_costs={"major": 3000.0, "minor": 800.0}),),
        zones=(Zone("all"),),
        contracts=(Contract("c", "somebody", "care"),),
        sites=tuple(Site(f"s{k}", "c", 50.0 + 0.04 * (k % 4), 8.0 + 0.06 * (k // 4)) for k in range(12)),
        engineers=tuple(
            RosterEngineer(
                f"e{k}",
                50.0 + 0.03 * k,
                8.0 + 0.05 * (k % 3),
                skills={"doors": 1.0, "cctv": float(k % 2)},
                duties=(_DAY_SHIFT,),
                cost_per_km=0.6,
                cost_per_travel_hour=30.0,
                cost_per_overtime_hour=70.0,
            )
            for k in range(engineer_count)
        ),
        tickets=tickets,
        travel=GreatCircle(detour=1.3, speed_kmh=35.0),
    )


def campus(days: int, growth: float = 1.0, **reality: Any) -> Case:
    """A case of that service with some 25 tickets a day."""
    work = WorkTime(HOUR, "lognormal", 0.5)
    streams = (
        Stream("pictures", 8.0, "major", work, skills={"cctv": 1.0}, hours=_WORKING_HOURS, repeat_share=0.05),
        Stream("locks", 16.0, "minor", work, skills={"doors": 1.0}, hours=_WORKING_HOURS, cancel_share=0.05),
    )
    demand, operations = Demand(streams, growth=growth), Operations(morning_iterations=200, replan_iterations=50)
    service = Service(campus_book(), demand, Reality(**reality), operations, wages=Wages(300.0))
    return Case(service, MONDAY, days, 1)
