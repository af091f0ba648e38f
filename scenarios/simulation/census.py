"""No ticket disappears: all that are known are counted in the states in which they are, at every event."""

from collections import Counter

from scenarios.simulation.work import State, Work


class LostTicket(AssertionError):
    """A ticket that is in no state, or in two: a fault of the simulation, never of its input."""


class Census:
    """Counts tickets by state, and refuses what does not add up.

    Attributes
    ----------
    known_count : int
    counts : Counter of State
    """

    def __init__(self) -> None:
        self.known_count = 0
        self.counts: Counter[State] = Counter()

    def enter(self, work: Work) -> None:
        """Count a ticket that was just reported, or is open at the beginning."""
        self.known_count += 1
        self.counts[work.state] += 1
        self.check()

    def move(self, work: Work, state: State) -> None:
        """Change the state of a piece of work; tickets are counted."""
        if work.ticket is not None:
            self.counts[work.state] -= 1
            self.counts[state] += 1
            self.check()
        work.state = state

    def check(self) -> None:
        """Refuse a count that does not add up.

        Raises
        ------
        LostTicket
        """
        if sum(self.counts.values()) != self.known_count or min(self.counts.values(), default=0) < 0:
            raise LostTicket(f"{self.known_count} tickets are known, and they stand as {dict(self.counts)}")
