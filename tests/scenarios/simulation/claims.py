"""What theory says of a queue, beside what the simulation says of it with its interval."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.measures import WAIT_EDGES_S
from scenarios.service import Service
from scenarios.statistics import Interval, mean_interval
from tests.scenarios.simulation.living import Drawn, Lived, Seen, drawn, live

Floats = NDArray[np.float64]
CONFIDENCE = 0.99


@dataclass(frozen=True)
class Span:
    """How long a queue is lived through: some days until it has settled, then batches of days.

    Batches must be long enough for their means to be as good as independent: several times as long as the queue
    takes to forget, 1 / (mu (1 - sqrt(load))^2) in M/M/1, 1555 services at a load of 0.95.
    """

    settling: int
    batch: int
    batches: int = 5

    @property
    def days(self) -> int:
        """All of them."""
        return self.settling + self.batch * self.batches

    def longer(self, times: int) -> "Span":
        """Make it many more batches, each so many times as long."""
        return Span(3 * self.settling, times * self.batch, 20)

    def sums(self, by_day: Floats) -> Floats:
        """Add up each batch."""
        return by_day[self.settling :].reshape(self.batches, self.batch).sum(axis=1)


@dataclass(frozen=True)
class Claim:
    """A figure that theory knows, and its interval from a simulation."""

    figure: str
    theory: float
    found: Interval

    @property
    def holds(self) -> bool:
        """Whether theory lies inside."""
        return self.found.low <= self.theory <= self.found.high

    def __str__(self) -> str:
        found = self.found
        return f"{self.figure}: {self.theory:.5g} foretold, {found.mean:.5g} [{found.low:.5g}, {found.high:.5g}] found"


Recursion = Callable[[Sequence[Drawn]], NDArray[np.int64]]
"""Tells how long each of some tickets waits, in seconds."""


@dataclass(frozen=True)
class Case:
    """A queue, how long it is lived through, and what theory claims of it.

    Attributes
    ----------
    claims : callable
        What theory says, beside what a reader found.
    recursion : callable or None
        What says to the second how long each ticket waits, where that is known.
    """

    name: str
    service: Service
    policy: str
    span: Span
    claims: Callable[["Reader"], Iterator[Claim]]
    recursion: Recursion | None = None

    def live(self) -> Lived:
        """Live through it."""
        return live(self.service, self.policy, self.span.days)

    def claimed(self, lived: Lived) -> list[Claim]:
        """Hold it against theory."""
        return list(self.claims(Reader(lived, self.span)))

    def differing(self, lived: Lived) -> list[Drawn | Seen]:
        """Give the visits that began or ended at another second than the recursion says, or were not made at all."""
        tickets = drawn(self.service, self.span.days)
        begins = [each.reported_s + wait_s for each, wait_s in zip(tickets, self.recursion(tickets), strict=True)]
        told = {each.ticket: (begin, begin + each.work_s) for each, begin in zip(tickets, begins, strict=True)}
        wrong: list[Drawn | Seen] = [v for v in lived.visits if told.pop(v.ticket, None) != (v.begun_s, v.ended_s)]
        end_s = self.span.days * 86_400
        return wrong + [each for each in tickets if told.get(each.ticket, (end_s, end_s))[1] < end_s]


class Reader:
    """Reads intervals out of what was lived, batch by batch."""

    def __init__(self, lived: Lived, span: Span):
        self._lived, self._span = lived, span

    def ratio(self, figure: str, theory: float, measure: str, group: str = "", *, unit: float = 1.0) -> Claim:
        """Claim a measure of the tally, in some unit of it."""
        parts, wholes = map(self._span.sums, self._lived.tally.of(measure, group))
        return Claim(figure, theory, mean_interval(parts / wholes / unit, CONFIDENCE))

    def longer(self, wait_s: float, share: Callable[[float], float]) -> Claim:
        """Claim how many wait so long or longer, from the next bound on of the bins in which waits are counted.

        Waits are whole seconds, differences of two roundings; 60 or more are in truth more than 59.5.
        """
        bound = int(np.searchsorted(WAIT_EDGES_S, wait_s))
        whole_s = np.ceil(WAIT_EDGES_S[bound])
        days, bins, counts = self._lived.tally.wait_counts()
        size = self._span.days
        late = np.bincount(days, weights=counts * (bins >= bound), minlength=size)
        batches = self._span.sums(late) / self._span.sums(np.bincount(days, weights=counts, minlength=size))
        found = mean_interval(batches, CONFIDENCE, within=(0.0, 1.0))
        return Claim(f"share that waits {whole_s:.0f} s or longer", share(whole_s - 0.5), found)

    def sent(self, engineers: Sequence[str], sites: Sequence[str], shares: Floats) -> Iterator[Claim]:
        """Claim how many of all visits each engineer makes to each site."""
        counts = Counter((v.engineer, v.site, v.begun_s // 86_400) for v in self._lived.visits)
        days = range(self._span.days)
        whole = self._span.sums(np.array([sum(counts[e, s, d] for e in engineers for s in sites) for d in days]))
        for engineer, row in zip(engineers, shares, strict=True):
            for site, share in zip(sites, row, strict=True):
                own = self._span.sums(np.array([counts[engineer, site, day] for day in days]))
                yield Claim(f"visits of {engineer} to {site}", share, mean_interval(own / whole, CONFIDENCE))
