"""Set partitioning: the best plan that can be put together from the routes seen.

One route at most per shift, every visit once or left out, at least cost: an integer program. Its linear relaxation
comes first; a route whose reduced cost exceeds the gap between the relaxation and the plan known cannot be part of a
better plan and is left out (reduced-cost fixing), so that hundreds remain of tens of thousands. The work is limited by
counts, not by seconds: the same routes give the same plan.
"""

import importlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, eye_array, hstack, vstack

from optimiser.search.pool import ROUTES, Pool

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, CpSolver

_TOLERANCE = 1e-6
_ASK_EVERY_S = 0.1
_LARGEST = 1e12  # prices become integers that add up to this


def prepare() -> None:
    """Import the solvers, which takes a second or two: whoever has to wait anyway calls this meanwhile."""
    importlib.import_module("scipy.optimize")
    importlib.import_module("ortools.sat.python.cp_model")


@dataclass(frozen=True)
class PartitioningParams:
    """How much work set partitioning may do.

    Attributes
    ----------
    most_routes : int
        Routes given to the linear relaxation.
    most_columns : int
        Routes given to the integer program.
    most_work : float
        Its work, in CP-SAT's deterministic time: about a second each.
    """

    most_routes: int = 12_000
    most_columns: int = 1000
    most_work: float = 4.0


@dataclass(frozen=True)
class Columns:
    """Routes as columns: of column k the visits ``item[begin[k]:begin[k + 1]]``, ``shift[k]`` and ``price[k]``."""

    item: NDArray[np.int32]
    begin: NDArray[np.int64]
    shift: NDArray[np.int64]
    price: NDArray[np.float64]

    def take(self, chosen: NDArray[np.int64]) -> "Columns":
        """Only the chosen columns."""
        lengths = np.diff(self.begin)[chosen]
        begin = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        spots = np.repeat(self.begin[chosen] - begin[:-1], lengths) + np.arange(begin[-1])
        return Columns(self.item[spots], begin, self.shift[chosen], self.price[chosen])

    def and_these(
        self, item: NDArray[np.int32], lengths: NDArray[np.int64], shift: NDArray[np.int64], price: NDArray[np.float64]
    ) -> "Columns":
        """With further columns."""
        begin = np.concatenate([self.begin, self.begin[-1] + np.cumsum(lengths)])
        return Columns(
            np.concatenate([self.item, item]),
            begin,
            np.concatenate([self.shift, shift]),
            np.concatenate([self.price, price]),
        )


def gather(pools: Sequence[Pool], most: int) -> Columns:
    """The routes of all pools, `most` of them: the latest, which are the best, and of every pool as many."""
    items, shifts, prices, lengths = [], [], [], []
    for pool in pools:
        last = int(pool.used[ROUTES])
        first = max(0, last - most // len(pools))
        items.append(pool.item[pool.begin[first] : pool.begin[last]])
        shifts.append(pool.shift[first:last])
        prices.append(pool.price[first:last])
        lengths.append(np.diff(pool.begin[first : last + 1]))
    begin = np.concatenate([[0], np.cumsum(np.concatenate(lengths))]).astype(np.int64)
    return Columns(np.concatenate(items), begin, np.concatenate(shifts), np.concatenate(prices))


def _matrix(columns: Columns, visits: int, shifts: int) -> csc_array:
    """Rows: every visit, then every shift."""
    count = len(columns.price)
    lengths = np.diff(columns.begin)
    rows = np.concatenate([columns.item.astype(np.int64), visits + columns.shift])
    cols = np.concatenate([np.repeat(np.arange(count), lengths), np.arange(count)])
    return csc_array((np.ones(len(rows)), (rows, cols)), shape=(visits + shifts, count))


def partition(
    columns: Columns,
    skip: NDArray[np.float64],
    shifts: int,
    known: float,
    params: PartitioningParams,
    limit_s: float | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> NDArray[np.int64] | None:
    """Choose routes.

    Parameters
    ----------
    columns : Columns
    skip : float array, (visits,)
        What leaving out each visit costs.
    shifts : int
    known : float
        The cost of the best plan known, without what the shifts cost that stay empty.
    params : PartitioningParams
    limit_s : float, optional
        Seconds that it may take besides; whoever wants the same plan again gives none.
    should_stop : callable, optional
        Asked now and then; once it answers True the best found so far counts.

    Returns
    -------
    array of int, or None
        The columns of a plan; a visit may stand in two of them, and is then to be dropped from one. None where the
        relaxation shows that no plan is cheaper than `known`, or none was found.
    """
    if not len(columns.price):
        return None
    # A route that costs more than leaving its visits out is in no best plan.
    kept = np.flatnonzero(columns.price < np.add.reduceat(skip[columns.item], columns.begin[:-1]))
    if not len(kept):
        return None
    columns = columns.take(kept)
    matrix = _matrix(columns, len(skip), shifts)
    relaxed = _relax(columns.price, matrix, skip, shifts, limit_s)
    if relaxed is None:
        return None
    reduced, bound = relaxed
    close = np.flatnonzero(reduced <= known - bound - _TOLERANCE)
    if known - bound <= _TOLERANCE or not len(close):
        return None
    if len(close) > params.most_columns:
        close = np.sort(close[np.argsort(reduced[close], kind="stable")[: params.most_columns]])
    picked = _choose(columns.price[close], matrix[:, close], skip, params, limit_s, should_stop or _never)
    return None if picked is None else kept[close[picked]]


def _with_skipping(matrix: csc_array, visits: int, shifts: int) -> csc_array:
    """The matrix with a further column per visit: leaving it out."""
    return csc_array(hstack([matrix, vstack([eye_array(visits), csc_array((shifts, visits))])], format="csc"))


def _relax(
    price: NDArray[np.float64], matrix: csc_array, skip: NDArray[np.float64], shifts: int, limit_s: float | None
) -> tuple[NDArray[np.float64], float] | None:
    """The reduced costs of the columns in the linear relaxation, and its value."""
    from scipy.optimize import linprog

    visits = len(skip)
    full = _with_skipping(matrix, visits, shifts)
    sign = np.concatenate([-np.ones(visits), np.ones(shifts)])  # each visit at least once, each shift at most
    answer = linprog(
        np.concatenate([price, skip]),
        A_ub=csc_array(full.multiply(sign[:, None])),
        b_ub=sign,
        bounds=(0, None),
        method="highs-ds",
        options={} if limit_s is None else {"time_limit": limit_s},
    )
    if answer.status != 0:
        return None
    return price - matrix.T @ (sign * answer.ineqlin.marginals), float(answer.fun)


def _never() -> bool:
    return False


def _solved(solver: "CpSolver", model: "CpModel", should_stop: Callable[[], bool]) -> int:
    """Solve in a thread, so that whoever waits here can still be interrupted."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        running = thread.submit(solver.solve, model)
        while not wait([running], timeout=_ASK_EVERY_S).done:
            if should_stop():
                solver.stop_search()
        return int(running.result())


def _choose(
    price: NDArray[np.float64],
    matrix: csc_array,
    skip: NDArray[np.float64],
    params: PartitioningParams,
    limit_s: float | None,
    should_stop: Callable[[], bool],
) -> NDArray[np.int64] | None:
    """The integer program over the columns left."""
    from ortools.sat.python import cp_model

    visits, count = len(skip), len(price)
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in range(count)]
    skipped = [model.new_bool_var("") for _ in range(visits)]
    rows = csr_array(matrix)
    for row in range(rows.shape[0]):
        those = [chosen[k] for k in rows.indices[rows.indptr[row] : rows.indptr[row + 1]]]
        if row < visits:
            model.add_at_least_one([*those, skipped[row]])
        else:
            model.add_at_most_one(those)
    scale = _LARGEST / max(1.0, float(price.sum() + skip.sum()))
    weights = [round(scale * x) for x in (*price.tolist(), *skip.tolist())]
    model.minimize(cp_model.LinearExpr.weighted_sum([*chosen, *skipped], weights))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1  # more of them would not give the same plan again
    solver.parameters.linearization_level = 2  # several times as fast here: the relaxation is what guides
    solver.parameters.max_deterministic_time = params.most_work
    if limit_s is not None:
        solver.parameters.max_time_in_seconds = limit_s
    if _solved(solver, model, should_stop) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return np.array([k for k in range(count) if solver.boolean_value(chosen[k])], dtype=np.int64)
