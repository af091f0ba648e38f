"""Small services of every kind, drawn by hypothesis: all that can make a simulated day go wrong."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from optimiser import (
    Appointment,
    Book,
    Calendar,
    Contract,
    Duty,
    Every,
    GreatCircle,
    Hours,
    InspectionRule,
    OnCall,
    Policy,
    RosterEngineer,
    Site,
    Span,
    Target,
    Zone,
)
from scenarios.demand import Demand, Stream, Surge, WorkTime
from scenarios.service import Flu, Operations, Reality, Service, Stock, Wages

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
POLICIES = ("first_come", "nearest_first", "severity_first", "by_hand", "optimiser")
_SKILLS = ("cctv", "doors")
_BEGINNINGS = {  # a week like any other, and the nights in which the clocks change
    "UTC": (date(2026, 3, 2),),
    "Asia/Shanghai": (date(2026, 12, 7),),
    "Europe/Berlin": (date(2026, 3, 28), date(2026, 10, 24), date(2026, 10, 23)),
}
_EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SHIFTS = (  # begin and end: by day, in the evening, over midnight, around the clock
    (time(8), time(17)),
    (time(8), time(17)),
    (time(12), time(21)),
    (time(22), time(6)),
    (time(1, 30), time(5)),
    (time(0), time(0)),
)


@dataclass(frozen=True)
class Case:
    """A service and the days through which it lives."""

    service: Service
    first: date
    days: int
    seed: int


def _at(share: tuple[float, float]) -> tuple[float, float]:
    return 50.0 + 0.15 * share[0], 8.0 + 0.2 * share[1]


_SPOTS = st.tuples(st.sampled_from([0.0, 0.2, 0.5, 1.0]), st.sampled_from([0.0, 0.3, 1.0])).map(_at)


@st.composite
def _duties(draw: st.DrawFn) -> Duty:
    from_, until = draw(st.sampled_from(_SHIFTS))
    middle = time((from_.hour + 3) % 24, from_.minute)
    pause = draw(st.sampled_from([None, None, 20, 60]))
    breaks: dict[str, Any] = {}
    if pause is not None:
        latest = time((middle.hour + draw(st.sampled_from([0, 1]))) % 24, middle.minute)
        breaks = {"break_earliest": middle, "break_latest": latest, "break_duration": timedelta(minutes=pause)}
    limit = draw(st.sampled_from([0, 0, 1, 3])) * HOUR
    return Duty(draw(st.sampled_from(["clock", "clock", "office"])), from_, until, overtime_limit=limit, **breaks)


@st.composite
def _engineers(draw: st.DrawFn, first: date, sites: list[Site]) -> list[RosterEngineer]:
    engineers = []
    for k in range(draw(st.integers(1, 4))):
        lat, lon = draw(_SPOTS)
        skills = draw(st.fixed_dictionaries({}, optional=dict.fromkeys(_SKILLS, st.sampled_from([1.0, 2.0]))))
        until = draw(st.none() | st.sampled_from([first, first + DAY]))
        engineers.append(
            RosterEngineer(
                f"e{k}",
                lat,
                lon,
                skills=skills,
                certificates={} if until is None or not skills else {min(skills): until},
                duties=(draw(_duties()),),
                resident_at=draw(st.sampled_from([None, None, None, sites[0].id])),
                on_call=draw(st.booleans()),
                cost_per_km=0.5,
                cost_per_travel_hour=30.0,
                cost_per_overtime_hour=60.0,
            )
        )
    return engineers


@st.composite
def _rules(draw: st.DrawFn, first: date, sites: list[Site]) -> list[InspectionRule]:
    return [
        InspectionRule(
            f"r{k}",
            draw(st.sampled_from(sites)).id,
            Every(draw(st.integers(1, 9)), "days"),
            since=first - 30 * DAY,
            last_done_on=first - draw(st.integers(0, 9)) * DAY,
            duration=draw(st.sampled_from([30, 90, 90, 700, 1500])) * timedelta(minutes=1),
            level=k + 1,
            series=draw(st.sampled_from(["one", "other"])),
            tolerance_before=draw(st.integers(0, 1)),
            tolerance_after=draw(st.integers(0, 2)),
            skills=draw(st.sampled_from([{}, {"cctv": 1.0}])),
            remote=draw(st.sampled_from([False, False, True])),
        )
        for k in range(draw(st.integers(0, 3)))
    ]


@st.composite
def _appointments(draw: st.DrawFn, first: date, zone: str, sites: list[Site]) -> list[Appointment]:
    appointments = []
    for k in range(draw(st.integers(0, 2))):
        day = first + draw(st.integers(0, 2)) * DAY
        begins = datetime.combine(day, time(draw(st.sampled_from([2, 9, 14])), 30), ZoneInfo(zone)).astimezone(UTC)
        latest = begins + draw(st.sampled_from([0, 2])) * HOUR
        number = draw(st.integers(1, 2))
        site = draw(st.sampled_from(sites)).id
        appointments.append(Appointment(f"a{k}", site, "installation", HOUR, begins, latest, engineers=number))
    return appointments


@st.composite
def _books(draw: st.DrawFn) -> tuple[Book, date]:
    zone = draw(st.sampled_from(sorted(_BEGINNINGS)))
    first = draw(st.sampled_from(_BEGINNINGS[zone]))
    calendars = (
        Calendar("clock", zone),
        Calendar("office", zone, (Hours(_EVERY_DAY[:5], time(9), time(16)),)),
        Calendar("mornings", zone, (Hours(_EVERY_DAY, time(7), time(11, 30)),)),
    )
    sites = [
        Site(f"s{k}", "c", *draw(_SPOTS), setup=draw(st.sampled_from([0, 5])) * timedelta(minutes=1), access=access)
        for k, access in enumerate(draw(st.lists(st.sampled_from([None, None, "mornings"]), min_size=1, max_size=3)))
    ]
    on_call = OnCall("office", time(0), time(0), "day", pay_per_hour=5.0, pay_per_call=40.0, overtime_limit=2 * HOUR)
    targets = (
        Target("respond", Span("clock", HOUR)),
        Target("on_site", Span("clock", 4 * HOUR), where={"severity": ("1",)}),
        Target("restore", Span("office", working_days=1)),
    )
    policy = Policy("p", ("all",), targets, skip_costs={"1": 2000.0, "2": 500.0})
    book = Book(
        id="small",
        time_zone=zone,
        calendars=calendars,
        policies=(policy,),
        zones=(Zone("all"),),
        contracts=(Contract("c", "somebody", "p"),),
        sites=tuple(sites),
        engineers=tuple(draw(_engineers(first, sites))),
        rules=tuple(draw(_rules(first, sites))),
        appointments=tuple(draw(_appointments(first, zone, sites))),
        on_call=draw(st.sampled_from([None, on_call])),
        travel=GreatCircle(detour=1.3, speed_kmh=40.0),
    )
    return book, first


@st.composite
def _streams(draw: st.DrawFn) -> list[Stream]:
    streams = []
    for k in range(draw(st.integers(1, 2))):
        kind = draw(st.sampled_from(["fixed", "exponential", "lognormal"]))
        part = draw(st.sampled_from([None, "lock"]))
        work = WorkTime(draw(st.sampled_from([20, 60, 200])) * timedelta(minutes=1), kind)
        streams.append(
            Stream(
                f"t{k}",
                draw(st.sampled_from([1.0, 4.0, 12.0])),
                draw(st.sampled_from(["1", "2"])),
                work,
                skills=draw(st.sampled_from([{}, {}, {"cctv": 1.0}, {"doors": 2.0}])),
                remote_share=draw(st.sampled_from([0.0, 0.3])),
                repeat_share=draw(st.sampled_from([0.0, 0.4])),
                cancel_share=draw(st.sampled_from([0.0, 0.5])),
                cancel_after=draw(st.sampled_from([1, 8])) * HOUR,
                part=part,
                part_share=0.5 if part else 0.0,
                dispersion=draw(st.sampled_from([1.0, 3.0])),
            )
        )
    return streams


@st.composite
def cases(draw: st.DrawFn, most_days: int = 4) -> Case:
    """Draw a service with up to four engineers and three sites, and the days through which it lives."""
    book, first = draw(_books())
    surges = (Surge(first + DAY, first + DAY, draw(st.sampled_from([0.0, 3.0]))),) if draw(st.booleans()) else ()
    demand = Demand(draw(_streams()), surges, growth=draw(st.sampled_from([1.0, 1.5])))
    reality = Reality(
        travel_cv=draw(st.sampled_from([0.0, 0.5])),
        speed_factor=draw(st.sampled_from([1.0, 0.7])),
        inspection_cv=draw(st.sampled_from([0.0, 0.5])),
        sick_share=draw(st.sampled_from([0.0, 0.0, 0.2, 0.5])),
        sick_days=draw(st.sampled_from([1.0, 2.0])),
        flu=(Flu(first + DAY, first + DAY, 2.0),) if draw(st.booleans()) else (),
    )
    operations = Operations(
        plan_before=draw(st.sampled_from([timedelta(0), timedelta(minutes=30), 5 * HOUR])),
        idle_at_home=draw(st.booleans()),
        morning_iterations=40,
        replan_iterations=20,
    )
    stock = draw(st.sampled_from([{}, {"lock": Stock(0, 5 * HOUR)}, {"lock": Stock(1, 20 * HOUR)}]))
    own = draw(st.sampled_from([None, None, book.sites[-1].id]))
    territories = {} if own is None else {book.engineers[0].id: (own,)}
    service = Service(book, demand, reality, operations, stock, territories, Wages(200.0))
    return Case(service, first, draw(st.integers(1, most_days)), draw(st.integers(0, 99)))
