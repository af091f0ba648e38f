"""The ways along a route."""

from collections.abc import Sequence
from itertools import pairwise

from optimiser.inputs import Problem, Shift
from optimiser.travel import TravelTimes


class Ways:
    """Travel between the places of a problem, by what is there."""

    def __init__(self, problem: Problem, travel: TravelTimes) -> None:
        self.travel = travel
        self.row = {place.id: k for k, place in enumerate(problem.places)}
        self.place_of = {visit.id: visit.place for visit in problem.visits}

    def between(self, here: str, there: str) -> tuple[int, int]:
        """Seconds and metres from one place to another."""
        if here == there:
            return 0, 0
        i, j = self.row[here], self.row[there]
        return int(self.travel.seconds[i, j]), int(self.travel.metres[i, j])

    def along(self, shift: Shift, visits: Sequence[str]) -> list[tuple[int, int]]:
        """Seconds and metres of each leg, from where a shift begins, by these visits, to where it ends."""
        begin = shift.at.place if shift.at else shift.from_
        return [self.between(a, b) for a, b in pairwise([begin, *(self.place_of[name] for name in visits), shift.to])]
