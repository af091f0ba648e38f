"""A study that takes no time: what is lived through is a pure function of its chances."""

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np

from optimiser import Book, Fault, FaultyInput
from scenarios.measures.tally import Tally
from scenarios.service import Service
from scenarios.studies.study import Replications, Scenario, Study

SERVICE = Service(Book("tiny", "Asia/Shanghai", (), (), (), (), (), ()))


def as_it_is(service: Service) -> Service:
    return service


def grown(service: Service) -> Service:
    return replace(service, demand=replace(service.demand, growth=1.5 * service.demand.growth))


def study(**changes: Any) -> Study:
    """Two scenarios, two policies, three replications: 12 cases."""
    scenarios = [Scenario("as it is", "Nothing changes.", as_it_is), Scenario("growth", "Half as much again.", grown)]
    plain = Study(
        "tiny", "A tiny study", SERVICE, date(2026, 3, 2), 30, scenarios,
        policies=("optimiser", "first_come"), warm_up=5, replications=Replications(3, 3),
    )  # fmt: skip
    return replace(plain, **changes)


def live(
    service: Service,
    policy: str,
    first: date,
    days: int,
    seed: int,
    replication: int,
    *,
    on_day: Callable[[int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Tally:
    """Tickets of a Poisson process, some late: more where there are more, and where first come is first served."""
    chance = np.random.default_rng((seed, replication))
    tally = Tally(days)
    late_share = 0.1 * service.demand.growth + (0.1 if policy == "first_come" else 0.0)
    for day in range(days):
        tickets = int(chance.poisson(20))
        late = int((chance.random(tickets) < late_share).sum())
        tally.add(day, "on_time", tickets - late, tickets)
        tally.add(day, "on_time", tickets - late, tickets, "policy=gold")
        tally.add(day, "backlog", min(day, 10) + service.demand.growth * chance.random(), 1.0)
        tally.add_wait(day, 3600.0 * chance.exponential())
        if on_day is not None:
            on_day(day + 1)
    return tally


def refuse(*_given: object, **_asked: object) -> Tally:
    raise AssertionError("this was lived through before")


def faulty(service: Service, policy: str, *given: Any, **asked: Any) -> Tally:
    """One policy cannot be simulated."""
    if policy == "first_come":
        raise FaultyInput([Fault("sites[0]", "missing", "there is no site", 7)])
    return live(service, policy, *given, **asked)


def broken(service: Service, policy: str, first: date, days: int, seed: int, replication: int, **asked: Any) -> Tally:
    """The last replication goes wrong."""
    if replication == 2:
        raise ZeroDivisionError("nobody is there")
    return live(service, policy, first, days, seed, replication, **asked)


def stuck(service: Service, policy: str, first: date, days: int, seed: int, replication: int, **asked: Any) -> Tally:
    """The last replication lasts until it is told to stop."""
    if replication == 2:
        never = Event()
        while not asked["should_stop"]():
            never.wait(0.05)
        raise AssertionError("it was stopped, and nobody wants to know")
    return live(service, policy, first, days, seed, replication, **asked)


def deadly_once(marker: Path, *given: Any, **asked: Any) -> Tally:
    """Takes its worker down, the first time."""
    if not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return live(*given, **asked)
