"""What to sample next, until the cheapest staffing that keeps the goal is known."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from scenarios.selection.answer import Selection, answered
from scenarios.selection.evidence import Evidence
from scenarios.selection.goal import Effort, Goal
from scenarios.selection.guess import Guess, Guesser
from scenarios.selection.looks import Looks
from scenarios.selection.space import Candidate, Space

Sample = tuple[Candidate, int]
"""A candidate and the number of a replication; the same number has the same random numbers for every candidate."""


class StaffingSearch:
    """Ask which samples to take, tell what they measured, until nothing more is asked.

    A candidate that keeps the goal makes those that cost as much or more uninteresting; one that misses it, those that
    have less of everything. The next to be sampled is the one from which most such is expected for each sample it
    will take; what is expected is guessed from those sampled so far (see `Guesser`). The guess may be wrong: it costs
    samples then, and never makes the answer wrong.

    Order and number of the samples depend on what was told and on how many were asked for at a time, and on nothing
    else: neither on a clock nor on which sample was done first.
    """

    def __init__(self, space: Space, goal: Goal, effort: Effort | None = None) -> None:
        self.space, self.goal, self.effort = space, goal, effort or Effort()
        looks = Looks(len(space), goal.confidence, self.effort.at_least, self.effort.at_most)
        self.evidence = Evidence(space, goal, looks)
        self._guesser = Guesser(space)
        self._queue: list[tuple[int, int]] = []
        self._asked: dict[tuple[int, int], float | None] = {}
        self._frontier: list[int] | None = None

    def ask(self, count: int) -> list[Sample]:
        """Name the samples to take now, `count` at most; fewer where more would be wasted.

        Nothing is left to ask when the answer is empty and everything asked for was told.
        """
        wanted = self._open()
        wanted[self._frontier if self._frontier is not None else self._first] = True
        self._queue = [pair for pair in self._queue if wanted[pair[0]]]
        while len(self._queue) < count and (number := self._next()) is not None:
            self._queue += [(number, replication) for replication in self._due(number)]
        batch = self._queue[: min(count, self._left())]
        self._queue = self._queue[len(batch) :]
        self._asked.update(dict.fromkeys(batch))
        return [(self.space.candidate(number), replication) for number, replication in batch]

    def tell(self, sample: Sample, value: float) -> None:
        """Say what a sample measured.

        Raises
        ------
        RoundsmanError
            Where it is no number: the replication had nothing to measure.
        """
        candidate, replication = sample
        self._asked[self.space.number(candidate), replication] = value
        # Taken in the order in which they were asked for, whichever was done first.
        while self._asked:
            first, known = next(iter(self._asked.items()))
            if known is None:
                break
            del self._asked[first]
            self.evidence.add(*first, known)

    @property
    def best(self) -> int | None:
        """The cheapest candidate that is known to keep the goal, by its number."""
        keeping = np.flatnonzero(self.evidence.low >= self.evidence.bound)
        if not keeping.size:
            return None
        own = np.array([number not in self.evidence.own for number in keeping])
        return int(keeping[np.lexsort((own, self.space.costs[keeping]))[0]])

    @property
    def open_count(self) -> int:
        """How many candidates may still change the answer."""
        return int(np.count_nonzero(self._open()))

    def answer(self) -> Selection:
        """Put together what is known by now."""
        return answered(self.evidence, self.goal, self.best)

    def _open(self) -> NDArray[np.bool_]:
        evidence = self.evidence
        marked = (evidence.low < evidence.bound) & (evidence.high >= evidence.bound + self.goal.indifference)
        # What is clearly worse than nearly good enough will be told from the goal soon: that is worth knowing.
        clear = [n for n in evidence.sampled if evidence.mean(n) < evidence.bound - self.goal.indifference]
        marked[clear] = evidence.high[clear] >= evidence.bound
        marked[list(evidence.given_up)] = False
        if (best := self.best) is not None:
            marked &= self.space.costs < self.space.costs[best]
        return marked

    def _left(self) -> int:
        if self.effort.samples_at_most is None:
            return len(self._queue)
        return max(0, self.effort.samples_at_most - self.evidence.samples_count - len(self._asked))

    def _due(self, number: int) -> range:
        count = self.evidence.count(number)
        return range(count, self.evidence.looks.next_size(count) or count)

    def _pending(self) -> list[int]:
        return list(dict.fromkeys(number for number, _ in [*self._asked, *self._queue]))

    def _next(self) -> int | None:
        pending = self._pending()
        marked = self._open()
        unseen = [number for number in self._first if not self.evidence.looked(number) and number not in pending]
        if unseen and marked.any():
            return unseen[0]
        if len(self.evidence.sampled) < min(len(self._first), 2):
            return None
        guess = self._guess()
        if not marked.any():
            return None if pending and self._frontier is None else self._next_of_frontier(guess, pending)
        self._believe(marked, pending, guess)
        return self._most_telling(marked, guess) if marked.any() else None

    @cached_property
    def _first(self) -> list[int]:
        """Name the candidates to begin with: the cheapest, the dearest and one in between."""
        order = np.argsort(self.space.costs, kind="stable")
        return list(dict.fromkeys(int(order[position]) for position in (0, -1, (len(order) - 1) // 2)))

    def _guess(self) -> Guess:
        numbers = self.evidence.sampled
        errors = [self.evidence.deviation(number) / self.evidence.looked(number) ** 0.5 for number in numbers]
        means = [self.evidence.mean(number) for number in numbers]
        return self._guesser.guess(np.array(numbers), np.array(means), np.array(errors))

    def _believe(self, marked: NDArray[np.bool_], pending: Sequence[int], guess: Guess) -> None:
        """Leave out what the samples under way will make uninteresting, if they say what is guessed."""
        for number in pending:
            if guess.mean[number] >= self.evidence.bound:
                marked &= self.space.costs < self.space.costs[number]
            else:
                marked &= ~self.space.below(number)

    def _most_telling(self, marked: NDArray[np.bool_], guess: Guess) -> int:
        numbers = np.flatnonzero(marked)
        distance = guess.mean[numbers] - self.evidence.bound
        chance = ndtr(distance / guess.deviation[numbers])
        costs = np.sort(self.space.costs[numbers])
        as_dear = len(numbers) - np.searchsorted(costs, self.space.costs[numbers])
        settled = chance * as_dear + (1 - chance) * self.space.count_below(marked)[numbers]
        needed, can_be_told = self._needed(numbers, np.hypot(distance, guess.deviation[numbers]))
        worth = np.where(can_be_told, settled, 0.5) / needed
        return int(numbers[np.argmax(np.round(worth, 6))])  # so that no last digit decides

    def _needed(
        self, numbers: NDArray[np.int64], distance: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Reckon how many more samples will tell candidates from the goal, and whether any number will."""
        evidence, looks = self.evidence, self.evidence.looks
        usual = evidence.usual_deviation()
        spread = np.array([evidence.deviation(n) if evidence.looked(n) else usual for n in numbers])
        radii = np.array([looks.radius(size) for size in looks.sizes])
        position = np.sum(radii[:, None] * spread[None, :] > distance[None, :], axis=0)
        sizes = np.array(looks.sizes)[np.minimum(position, len(radii) - 1)]
        counts = np.array([evidence.count(n) for n in numbers])
        soonest = np.array([looks.next_size(count) for count in counts])
        return np.maximum(sizes, soonest) - counts, position < len(radii)

    def _next_of_frontier(self, guess: Guess, pending: Sequence[int]) -> int | None:
        if self._frontier is None:
            self._frontier = self._along_frontier(guess)
        unseen = (n for n in self._frontier if not self.evidence.looked(n) and n not in pending)
        return next(unseen, None)

    def _along_frontier(self, guess: Guess) -> list[int]:
        """Choose candidates along the frontier, as it is guessed: each better than all that cost less."""
        order = np.lexsort((-guess.mean, self.space.costs))
        reached = np.maximum.accumulate(guess.mean[order])
        front = order[np.concatenate([[True], reached[1:] > reached[:-1]])]
        points = min(self.effort.frontier_points, len(front))
        chosen = front[np.unique(np.linspace(0, len(front) - 1, points).round().astype(int))] if points else front[:0]
        best = [self.best] if self.best is not None else []
        return list(dict.fromkeys([*best, *map(int, chosen)]))
