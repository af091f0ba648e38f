"""A service small enough to try every staffing of it many times: a queue around the clock, with two types of people."""

from datetime import date, time, timedelta

from optimiser import Book, Calendar, Contract, Duty, GreatCircle, Policy, RosterEngineer, Site
from scenarios.demand import Demand, Stream, WorkTime
from scenarios.service import Operations, Reality, Service, Wages
from scenarios.studies.study import Study

FIRST, DAYS, WARM_UP = date(2026, 3, 2), 5, 1
ALWAYS = Duty("always", time(0), time(0), overtime_limit=timedelta(days=30))


def _stream(name: str, per_day: float, skills: dict[str, float]) -> Stream:
    nothing = timedelta(0)
    work = WorkTime(timedelta(hours=2), "exponential")
    return Stream(name, per_day, name, work, skills=skills, answer=nothing, remote_work=nothing)


def service() -> Service:
    """One who can do everything, and one who can mend lifts not at all."""
    book = Book(
        id="small",
        time_zone="UTC",
        calendars=(Calendar("always", "UTC"),),
        policies=(Policy("p", (), (), skip_costs={"doors": 1000.0, "lifts": 900.0}),),
        zones=(),
        contracts=(Contract("c", "somebody", "p"),),
        sites=(Site("s", "c", 0.0, 0.0),),
        engineers=(
            RosterEngineer("all", 0.0, 0.0, {"doors": 1, "lifts": 1}, duties=(ALWAYS,)),
            RosterEngineer("doors", 0.0, 0.0, {"doors": 1}, duties=(ALWAYS,)),
        ),
        travel=GreatCircle(detour=1.0, speed_kmh=1e9),
    )
    streams = (_stream("doors", 12, {"doors": 1}), _stream("lifts", 8, {"lifts": 1}))
    wages = Wages(300, {"doors": 50, "lifts": 150})
    return Service(book, Demand(streams), Reality(travel_cv=0.0), Operations(), wages=wages)


def study() -> Study:
    """Some days, first come first served."""
    return Study("small", "Small", service(), FIRST, DAYS, (), ("first_come",), WARM_UP, seed=7)


SEARCH = {
    "measure": "wait_h",
    "at_most": 0.8,
    "indifference": 0.2,
    "replications": {"at_least": 5, "at_most": 34, "frontier_points": 0},
    "axes": [
        {"name": "all-rounders", "like": "all", "counts": [0, 1]},
        {"name": "for doors", "like": "doors", "counts": [0, 1]},
        {"name": "lift course", "train": "lifts", "engineers": ["doors"]},
    ],
}
