"""Services that are queues: engineers on around the clock, nothing promised, no time on the road.

In a queue of c engineers a visit takes c minutes on average, so that a day has 1440 times the load tickets whatever c.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta

from optimiser import Book, Calendar, Contract, Duty, GreatCircle, Policy, RosterEngineer, Site
from scenarios.demand import Demand, Stream, WorkTime
from scenarios.service import Operations, Reality, Service

FIRST = date(2026, 3, 2)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ALWAYS = Calendar("always", "UTC")
ROUND_THE_CLOCK = Duty("always", time(0), time(0), overtime_limit=timedelta(days=30))
NO_TRAVEL = GreatCircle(detour=1.0, speed_kmh=1e9)
HERE = (0.0, 0.0)


def stream(name: str, per_hour: float, mean: timedelta, kind: str = "exponential", cv: float = 1.0, **more) -> Stream:
    """Tickets of which all need a visit, at once."""
    work, severity = WorkTime(mean, kind, cv), more.pop("severity", name)
    return Stream(name, 24 * per_hour, severity, work, answer=timedelta(0), remote_work=timedelta(0), **more)


def queue(
    streams: Sequence[Stream],
    homes: Sequence[tuple[float, float]],
    sites: Sequence[tuple[float, float]] = (HERE,),
    **operations,
) -> Service:
    """One engineer at each home, one site at each place; the first stream is the most severe."""
    book = Book(
        id="queue",
        time_zone="UTC",
        calendars=(ALWAYS,),
        policies=(Policy("p", (), (), skip_costs={s.severity: 1000.0 - k for k, s in enumerate(streams)}),),
        zones=(),
        contracts=(Contract("c", "somebody", "p"),),
        sites=tuple(Site(f"s{k}", "c", *at) for k, at in enumerate(sites)),
        engineers=tuple(RosterEngineer(f"e{k}", *at, duties=(ROUND_THE_CLOCK,)) for k, at in enumerate(homes)),
        travel=NO_TRAVEL,
    )
    return Service(book, Demand(tuple(streams)), Reality(travel_cv=0.0), Operations(**operations))


def alike(servers: int, load: float, kind: str = "exponential", cv: float = 1.0) -> Service:
    """One stream, and servers at one place: M/M/c, or another distribution of service; each has chances of its own."""
    name = f"{servers} {kind} {cv:g} at {load:g}"
    return queue([stream(name, 60 * load, servers * MINUTE, kind, cv)], [HERE] * servers)


def spread_out(
    atom_rates_per_h: Sequence[float],
    mean: timedelta,
    homes: Sequence[tuple[float, float]],
    sites: Sequence[tuple[float, float]],
) -> Service:
    """Units that wait at home, and calls from afar: who is sent depends on the way, which takes no time."""
    weights = {f"s{k}": rate for k, rate in enumerate(atom_rates_per_h)}
    service = queue([stream("a", sum(atom_rates_per_h), mean, sites=weights)], homes, sites, idle_at_home=True)
    road = GreatCircle(detour=1.0, speed_kmh=30.0)
    at_once = replace(service.reality, speed_factor=1e9)
    return replace(service, book=replace(service.book, travel=road), reality=at_once)
