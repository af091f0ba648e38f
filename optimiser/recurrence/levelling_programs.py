"""How many inspections of each kind go to which period: as a linear program (HiGHS), and as an integer one (CP-SAT).

Both first make the largest load as small as it can be; then as little as can be lies above the limit in all; then as
few are moved as that allows, by as few periods.
"""

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar

_SHARE_UNITS = 10_000
_EXCESS_PRICE = 1  # for a second above the limit; moving one inspection by a period costs 2
# In CP-SAT's deterministic time, about a second each: the same work for the same choices, whatever the machine does.
_MOST_WORK = 1.5


class Alike(NamedTuple):
    """What inspections have in common that are counted together."""

    seconds: int
    ideal: int
    options: tuple[int, ...]


Counts = dict[int, int]
"""How many of one kind go to which period."""


def relaxed(
    alikes: Sequence[Alike], sizes: Sequence[int], shares: Sequence[float], aim_s: float
) -> tuple[float, list[dict[int, float]]]:
    """Solve it with parts of inspections.

    Returns
    -------
    float
        The smallest that the largest load can be, in seconds, or `aim_s` where that is more.
    list of dict of int to float
        Of each kind, how much goes to which period.
    """
    columns = [(group, period) for group, alike in enumerate(alikes) for period in alike.options]
    program = _Relaxation(alikes, sizes, len(shares), columns)
    share_of = np.array(shares)
    largest_s = max(program.smallest_largest(share_of), aim_s, 0.0)
    moves = np.array([_move_price(alikes[group], period) for group, period in columns], dtype=np.float64)
    aims_s = max(aim_s, 0.0) * share_of
    amounts = program.fewest(moves, aims_s, largest_s * (1.0 + 1e-9) * share_of + 1e-3)
    shared: list[dict[int, float]] = [{} for _ in alikes]
    for (group, period), amount in zip(columns, amounts, strict=True):
        if amount > 0.0:
            shared[group][period] = float(amount)
    return largest_s, shared


class _Relaxation:
    """A column for each kind and period that it may go to; a row for each kind: all of it goes somewhere."""

    def __init__(
        self, alikes: Sequence[Alike], sizes: Sequence[int], period_count: int, columns: Sequence[tuple[int, int]]
    ) -> None:
        self._optimize: Any = importlib.import_module("scipy.optimize")
        self._sparse: Any = importlib.import_module("scipy.sparse")
        group = np.array([group for group, _ in columns])
        period = np.array([period for _, period in columns])
        seconds = np.array([alike.seconds for alike in alikes], dtype=np.float64)
        place = np.arange(len(columns))
        ones = np.ones(len(columns))
        self._everyone = self._sparse.csr_array((ones, (group, place)), shape=(len(alikes), len(columns)))
        self._loads = self._sparse.csr_array((seconds[group], (period, place)), shape=(period_count, len(columns)))
        self._sizes = np.array(sizes, dtype=np.float64)

    def smallest_largest(self, shares: NDArray[np.float64]) -> float:
        """Say how small the largest load for its share can be."""
        prices = np.append(np.zeros(self._loads.shape[1]), 1.0)
        answer = self._minimum(prices, -shares[:, None], np.zeros(len(shares)), np.array([np.inf]))
        return float(answer[-1])

    def fewest(
        self, moves: NDArray[np.float64], aims_s: NDArray[np.float64], most_s: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Move the fewest, once as little as can be lies above what is aimed at."""
        prices = np.append(moves, np.full(len(aims_s), float(_EXCESS_PRICE)))
        answer = self._minimum(prices, -np.eye(len(aims_s)), aims_s, np.maximum(most_s - aims_s, 0.0))
        return answer[: len(moves)]

    def _minimum(
        self,
        prices: NDArray[np.float64],
        relief: NDArray[np.float64],
        aims_s: NDArray[np.float64],
        most_relief: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        rows = self._sparse.hstack([self._loads, self._sparse.csr_array(relief)], format="csr")
        nothing = self._sparse.csr_array((self._everyone.shape[0], relief.shape[1]))
        everyone = self._sparse.hstack([self._everyone, nothing], format="csr")
        bounds = np.zeros((len(prices), 2))
        bounds[:, 1] = np.append(np.full(self._loads.shape[1], np.inf), most_relief)
        answer = self._optimize.linprog(prices, rows, aims_s, everyone, self._sizes, bounds, method="highs-ds")
        if answer.x is None:
            raise AssertionError(f"every inspection can stay where its ideal day is, but: {answer.message}")
        return np.asarray(answer.x, dtype=np.float64)


def _move_price(alike: Alike, period: int) -> int:
    return 0 if period == alike.ideal else 1 + abs(period - alike.ideal)


def exact(
    alikes: Sequence[Alike], sizes: Sequence[int], shares: Sequence[float], limit_s: float, known: Sequence[Counts]
) -> list[Counts]:
    """Solve it with whole inspections, from a choice that is known."""
    program = _IntegerProgram(alikes, sizes, shares, limit_s)
    largest, counts = program.minimum(program.largest, known)
    program.model.add(program.largest <= largest)
    return program.minimum(program.moves(), counts)[1]


class _IntegerProgram:
    def __init__(self, alikes: Sequence[Alike], sizes: Sequence[int], shares: Sequence[float], limit_s: float) -> None:
        self._cp: Any = importlib.import_module("ortools.sat.python.cp_model")
        self._alikes = alikes
        self.model: CpModel = self._cp.CpModel()
        self._counts: list[dict[int, IntVar]] = []
        self._excess: list[IntVar] = []
        loads: list[list[Any]] = [[] for _ in shares]
        for alike, size in zip(alikes, sizes, strict=True):
            variables = {period: self.model.new_int_var(0, size, "") for period in alike.options}
            self.model.add(sum(variables.values()) == size)
            self._counts.append(variables)
            for period, variable in variables.items():
                loads[period].append(variable * alike.seconds)
        parts = [max(round(share * _SHARE_UNITS), 1) for share in shares]
        total_s = sum(alike.seconds * size for alike, size in zip(alikes, sizes, strict=True))
        most = (total_s + 1) * _SHARE_UNITS // min(parts) + 1
        self._least, self._parts = min(int(limit_s), most), parts
        self.largest: Any = self.model.new_int_var(self._least, most, "")
        for load, part in zip(loads, parts, strict=True):
            self.model.add(sum(load) * _SHARE_UNITS <= self.largest * part)
            excess = self.model.new_int_var(0, total_s, "")
            self.model.add(sum(load) * _SHARE_UNITS <= excess * _SHARE_UNITS + self._least * part)
            self._excess.append(excess)

    def _largest_of(self, counts: Sequence[Counts]) -> int:
        loads = [0] * len(self._parts)
        for alike, by_period in zip(self._alikes, counts, strict=True):
            for period, count in by_period.items():
                loads[period] += alike.seconds * count
        needed = (-(-load * _SHARE_UNITS // part) for load, part in zip(loads, self._parts, strict=True))
        return max(self._least, *needed)

    def moves(self) -> Any:
        """Price what is not where its ideal day is, and what lies above the limit."""
        return sum(self._excess) * _EXCESS_PRICE + sum(
            variable * _move_price(alike, period)
            for alike, variables in zip(self._alikes, self._counts, strict=True)
            for period, variable in variables.items()
            if period != alike.ideal
        )

    def minimum(self, price: Any, known: Sequence[Counts]) -> tuple[int, list[Counts]]:
        """Minimise; say the largest load, in seconds, and the counts: those that are known where none were found."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for variables, one in zip(self._counts, known, strict=True):
            for period, variable in variables.items():
                self.model.add_hint(variable, one.get(period, 0))
        largest = self._largest_of(known)
        self.model.add_hint(self.largest, largest)
        self.model.minimize(price)
        solver = self._cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.max_deterministic_time = _MOST_WORK
        if solver.solve(self.model) not in (self._cp.OPTIMAL, self._cp.FEASIBLE):
            return largest, list(known)
        counts = [{period: solver.value(it) for period, it in variables.items()} for variables in self._counts]
        return solver.value(self.largest), counts
