"""Set partitioning: the best plan that can be put together from the routes seen.

One route at most per shift, every visit once or left out, at least cost: a mixed-integer program. Its linear relaxation comes first; a
route whose reduced cost exceeds the gap between the relaxation and the plan known cannot be part of a better plan and is left out
(reduced-cost fixing), so that hundreds remain of tens of thousands. The work is limited by counts, never by seconds: the
same routes give the same plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_array

from optimiser.search.pool import ITEMS, ROUTES, Pool


@dataclass(frozen=True)
class PartitioningParams:
    """How much work set partitioning may do.

    Attributes
    ----------
    most_columns : int
        Routes given to the mixed-integer program.
    most_nodes : int
        Nodes of its search tree.
    """

    most_columns: int = 1000
    most_nodes: int = 50


@dataclass(frozen=True)
class Columns:
    """Routes as columns: those of column k visit ``item[begin[k]:begin[k + 1]]`` in shift ``shift[k]`` at ``price[k]``."""

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


def gather(pools: Sequence[Pool]) -> Columns:
    """The routes of all pools."""
    items, shifts, prices, lengths = [], [], [], []
    for pool in pools:
        n = int(pool.used[ROUTES])
        items.append(pool.item[: pool.used[ITEMS]])
        shifts.append(pool.shift[:n])
        prices.append(pool.price[:n])
        lengths.append(np.diff(pool.begin[: n + 1]))
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
    columns: Columns, skip: NDArray[np.float64], shifts: int, known: float, empty: float, params: PartitioningParams,
    limit_s: float | None = None,
) -> NDArray[np.int64] | None:
    """Choose routes.

    Parameters
    ----------
    columns : Columns
    skip : float array, (visits,)
        What leaving out each visit costs.
    shifts : int
    known : float
        The cost of the best plan known.
    empty : float
        What the shifts cost that no column is chosen for (those on the road already).

    limit_s : float, optional
        Seconds that it may take besides; whoever wants the same plan again gives none.

    Returns
    -------
    array of int, or None
        The columns of a plan that is cheaper than `known`; a visit may stand in two of them, and is then to be dropped from one.
        None where the relaxation shows that there is none, or none was found.
    """
    if not len(columns.price):
        return None
    visits = len(skip)
    matrix = _matrix(columns, visits, shifts)
    saving = columns.price - np.add.reduceat(skip[columns.item], columns.begin[:-1])
    # Serving a visit saves its skip price; serving it twice saves it once. So: minimise Σ price x + Σ skip u, x covering or u.
    kept = np.flatnonzero(saving < 0)
    if not len(kept):
        return None
    columns, matrix = columns.take(kept), matrix[:, kept]
    reduced, bound = _relax(columns, matrix, skip, shifts)
    room = known - bound - empty
    close = np.flatnonzero(reduced <= room - 1e-6)
    if len(close) > params.most_columns:
        close = np.sort(close[np.argsort(reduced[close], kind="stable")[: params.most_columns]])
    if not len(close) or room <= 1e-6:
        return None
    picked = _solve(columns.price[close], matrix[:, close], skip, shifts, params, limit_s)
    return None if picked is None else kept[close[picked]]


def _relax(columns: Columns, matrix: csc_array, skip: NDArray[np.float64], shifts: int) -> tuple[NDArray[np.float64], float]:
    """The reduced costs of the columns in the linear relaxation, and its value."""
    visits = len(skip)
    rows = csc_array(matrix)
    cover, once = -rows[:visits], rows[visits:]
    slack = csc_array((-np.ones(visits), (np.arange(visits), np.arange(visits))), shape=(visits + shifts, visits))
    both = csc_array(_stack(cover, once))
    full = csc_array(_beside(both, slack))
    upper = np.concatenate([-np.ones(visits), np.ones(shifts)])
    price = np.concatenate([columns.price, skip])
    answer = linprog(price, A_ub=full, b_ub=upper, bounds=(0, None), method="highs-ds")
    if answer.status != 0:
        return np.zeros(len(columns.price)), -np.inf
    dual = answer.ineqlin.marginals
    return columns.price - both.T @ dual, float(answer.fun)


def _stack(a: csc_array, b: csc_array) -> csc_array:
    from scipy.sparse import vstack

    return vstack([a, b], format="csc")


def _beside(a: csc_array, b: csc_array) -> csc_array:
    from scipy.sparse import hstack

    return hstack([a, b], format="csc")


def _solve(
    price: NDArray[np.float64], matrix: csc_array, skip: NDArray[np.float64], shifts: int, params: PartitioningParams,
    limit_s: float | None,
) -> NDArray[np.int64] | None:
    """The mixed-integer program over the columns left."""
    visits, count = len(skip), len(price)
    slack = csc_array((np.ones(visits), (np.arange(visits), np.arange(visits))), shape=(visits + shifts, visits))
    full = _beside(csc_array(matrix), slack)
    lower = np.concatenate([np.ones(visits), np.zeros(shifts)])
    upper = np.concatenate([np.full(visits, np.inf), np.ones(shifts)])
    options = {"node_limit": params.most_nodes, "mip_rel_gap": 1e-6}
    if limit_s is not None:
        options["time_limit"] = limit_s
    answer = milp(
        np.concatenate([price, skip]),
        integrality=np.concatenate([np.ones(count), np.zeros(visits)]),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(full, lower, upper),
        options=options,
    )
    if answer.x is None:
        return None
    return np.flatnonzero(answer.x[:count] > 0.5)
