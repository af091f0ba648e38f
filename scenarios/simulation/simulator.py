"""One replication: weeks of a service, lived through."""

from collections.abc import Callable
from datetime import date

from scenarios.demand import Drawing
from scenarios.measures import Tally
from scenarios.service import Service
from scenarios.simulation.backlog import open_tickets
from scenarios.simulation.mornings import Mornings
from scenarios.simulation.policies import POLICIES
from scenarios.simulation.replay import Recording
from scenarios.simulation.world import World


class Stopped(Exception):
    """A replication that was told to stop before its end."""


def simulate(
    service: Service,
    policy: str,
    first: date,
    days: int,
    seed: int,
    replication: int,
    *,
    on_day: Callable[[int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    recording: Recording | None = None,
) -> Tally:
    """Live through some days of a service, beginning with the tickets that its book holds open then.

    Parameters
    ----------
    service : Service
    policy : str
        How work is given out: see :data:`scenarios.studies.study.PolicyName`.
    first : date
        The first day.
    days : int
    seed, replication : int
        With the same two, the same tickets come in, the same people fall ill and the same traffic holds them up,
        whatever the service and the policy make of it.
    on_day : callable, optional
        Told after each day how many are over.
    should_stop : callable, optional
        Asked after each day.
    recording : Recording, optional
        Writes down the days that it is for.

    Returns
    -------
    Tally

    Raises
    ------
    Stopped
        Where `should_stop` answered True.
    FaultyInput
        Where the book cannot be planned.
    """
    world = World(service, first, days, seed, replication)
    if recording is not None:
        recording.watch(world)
        world.recorder = recording
    world.policy = POLICIES[policy](world)
    open_ = list(open_tickets(service, world.timeline.instant(0), seed, replication))
    mornings = Mornings(world, Drawing(service.demand, service.book, seed, replication), open_)
    world.env.process(mornings.live())
    for day, midnight_s in enumerate(world.timeline.midnights_s[1:], start=1):
        world.env.run(until=midnight_s)
        if on_day is not None:
            on_day(day)
        if should_stop is not None and should_stop():
            raise Stopped(f"stopped after {day} of {days} days")
    for work in [each for each in world.works.values() if each.ticket is not None]:
        world.ledger.over(work, world.ticket_of(work), world.now_s)
    world.ledger.midnight([each.since_s for each in world.works.values() if each.ticket is not None], world.now_s)
    return world.ledger.tally
