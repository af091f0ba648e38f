"""A queue that is lived through: its tally, and every visit as somebody who stands by would see it."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from scenarios.demand import Drawing
from scenarios.measures import Tally
from scenarios.service import Service
from scenarios.simulation import simulate
from tests.scenarios.simulation.queues import FIRST

SEED, REPLICATION = 1, 0
MIDNIGHT = datetime.combine(FIRST, time(), UTC)


class Seen(NamedTuple):
    """A visit; times are seconds from the beginning."""

    ticket: str
    site: str
    reported_s: int
    begun_s: int
    ended_s: int
    engineer: str


class Witness:
    """Sees every visit when it is over."""

    def __init__(self):
        self.visits: list[Seen] = []

    def watch(self, world):
        """Need nothing of the world."""

    def served(self, presence, work, leaves_s, arrives_s, begin_s, end_s):  # noqa: ARG002 -- all recorders are told so
        """See a visit."""
        self.visits.append(Seen(work.id, work.site, work.since_s, begin_s, end_s, presence.engineer.id))

    def went(self, presence, leaves_s, arrives_s):
        """See somebody go home to wait."""

    def rested(self, presence, begin_s, end_s):
        """See a break, of which there are none."""

    def left(self, presence):
        """See somebody go home."""


@dataclass(frozen=True)
class Lived:
    """What a run left behind."""

    tally: Tally
    visits: list[Seen]


def live(service: Service, policy: str, days: int) -> Lived:
    """Live through some days of a queue."""
    witness = Witness()
    tally = simulate(service, policy, FIRST, days, SEED, REPLICATION, recording=witness)
    return Lived(tally, witness.visits)


class Drawn(NamedTuple):
    """A ticket as it was drawn; times are seconds from the beginning."""

    ticket: str
    severity: str
    reported_s: int
    work_s: int


def drawn(service: Service, days: int) -> list[Drawn]:
    """Draw the tickets that come in on these days, without living through them."""
    drawing = Drawing(service.demand, service.book, SEED, REPLICATION)
    return [
        Drawn(
            each.ticket.id,
            each.ticket.severity,
            int((each.ticket.reported_at - MIDNIGHT).total_seconds()),
            int(each.fate.work[0].total_seconds()),
        )
        for day in range(days)
        for each in drawing.of_day(FIRST + timedelta(days=day))
    ]
