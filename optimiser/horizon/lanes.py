"""The search: lanes that anneal side by side, and go on from the better one."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimiser.horizon.annealing import BEST, Memory, anneal, begin, new_memory
from optimiser.horizon.facts import CUSTOMER, DAY, ENGINEER, PARTS, WEEK, HorizonFacts
from optimiser.horizon.pricing import total_cost
from optimiser.horizon.state import COUNT, LOAD, State, empty_state
from optimiser.search.budget import Budget

LANES = 2
"""Always as many, so that a plan of so many iterations does not depend on the machine."""

HOT, COLD = 60.0, 0.4
"""The temperature at the beginning and at the end, in the book's currency."""

MIX_FROM = 0.5
"""From this share of the search on, lanes that meet go on from the best plan; before, each keeps its own."""


_SAME_COST = 1e-6  # sums of the same numbers in another order differ by less


@dataclass(eq=False)
class Lane:
    """One search: its state and what it remembers."""

    number: int
    state: State
    memory: Memory


class Search:
    """Searches for days and engineers.

    Parameters
    ----------
    facts : HorizonFacts
    seed, threads : int
    on_better : callable
        Told the cost of a better plan now and then, and how many blocks it places.
    """

    def __init__(self, facts: HorizonFacts, seed: int, threads: int, on_better: Callable[[float, int], None]) -> None:
        self.facts, self.threads, self.on_better = facts, threads, on_better
        self._told_cost = np.inf
        self.node_block = np.repeat(np.arange(len(facts.block)), facts.block[:, PARTS])
        self.lanes = [self._lane(number, seed) for number in range(LANES)]
        for lane in self.lanes:
            begin(self.facts, lane.state, lane.memory)
            # Nothing is done, but the kernels are there before time counts.
            anneal(0, COLD, self.node_block, self.facts, lane.state, lane.memory)

    def _lane(self, number: int, seed: int) -> Lane:
        state = empty_state(self.facts)
        return Lane(number, state, new_memory(seed, number, state))

    @property
    def best(self) -> Memory:
        """The best plan so far."""
        return min(self.lanes, key=lambda lane: (float(lane.memory.figure[BEST]), lane.number)).memory

    def run(self, budget: Budget, meetings: Sequence[float]) -> None:
        """Search until the last of these shares of the budget is used up; at each the lanes meet."""
        self._tell()
        if not len(self.facts.block):
            return
        with ThreadPoolExecutor(max(1, min(self.threads, LANES))) as pool:
            for meeting in meetings:
                list(pool.map(lambda lane, until=meeting: self._go(budget, lane, until), self.lanes))
                self._tell()
                if meeting >= MIX_FROM:
                    self.go_on_with(self.facts)

    def go_on_with(self, facts: HorizonFacts) -> None:
        """Let all lanes go on from the best plan, with other candidates if need be."""
        best, self.facts = self.best, facts
        plan = best.at.copy(), best.chosen.copy(), best.route.copy(), best.used.copy()
        for lane in self.lanes:
            _adopt(facts, plan, lane)

    def _go(self, budget: Budget, lane: Lane, until: float) -> None:
        while not budget.over() and (share := budget.share(lane.number)) < until:
            count = budget.chunk(lane.number, until)
            temperature = HOT * (COLD / HOT) ** share
            anneal(count, temperature, self.node_block, self.facts, lane.state, lane.memory)
            budget.done(lane.number, count)

    def _tell(self) -> None:
        best = self.best
        cost = float(best.figure[BEST])
        if cost < self._told_cost - _SAME_COST:
            self._told_cost = cost
            self.on_better(cost, int((best.at >= 0).sum()))


_Plan = tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]


def _adopt(facts: HorizonFacts, plan: _Plan, lane: Lane) -> None:
    """Let a lane go on from a plan: where each block is, at what price, the routes and what they take."""
    lane.state = state_of(facts, *plan)
    memory = lane.memory
    memory.at[:], memory.chosen[:], memory.route[:], memory.used[:] = plan
    memory.figure[:] = total_cost(facts, lane.state)
    # What could not be placed before may be with other candidates.
    begin(facts, lane.state, memory)


def state_of(
    facts: HorizonFacts,
    at: NDArray[np.int64],
    chosen: NDArray[np.float64],
    route: NDArray[np.int64],
    used: NDArray[np.int64],
) -> State:
    """The state of a plan, its loads added up anew."""
    state = empty_state(facts)
    state.at[:], state.chosen[:], state.route[:], state.used[:] = at, chosen, route, used
    np.add.at(state.day_load, facts.slot[:, DAY], used[:, LOAD])
    np.add.at(state.engineer_load, facts.slot[:, ENGINEER], used[:, LOAD])
    np.add.at(state.week_load, facts.slot[:, WEEK], used[:, LOAD])
    placed = np.flatnonzero(at >= 0)
    np.add.at(state.visits, (facts.block[placed, CUSTOMER], facts.slot[at[placed], ENGINEER]), 1)
    state.faces[:] = (state.visits > 0).sum(axis=1)
    return state


def nodes_in_order(memory: Memory, slot: int) -> Sequence[int]:
    """The nodes of a shift in the order in which they are driven."""
    return [int(node) for node in memory.route[slot, : memory.used[slot, COUNT]]]
