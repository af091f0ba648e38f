"""A tally as two tables and back: what is written to files, and what charts and later readings start from."""

from array import array
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios.measures.tally import BIN_COUNT, Sums, Tally

DAY_COLUMNS = {"day": "int64", "measure": "str", "group": "str", "part": "float64", "whole": "float64"}
WAIT_COLUMNS = {"day": "int64", "group": "str", "bin": "int64", "count": "int64"}


def day_rows(tally: Tally) -> pd.DataFrame:
    """Lay out the sums of a run.

    Returns
    -------
    DataFrame
        day, measure, group, part, whole; sorted by measure, group and day; without rows of two zeros.
    """
    blocks = []
    for (measure, group), sums in sorted(tally.sums.items(), key=itemgetter(0)):
        parts, wholes = np.array(sums.parts), np.array(sums.wholes)
        days = np.flatnonzero((parts != 0.0) | (wholes != 0.0))
        blocks.append((days, [measure] * len(days), [group] * len(days), parts[days], wholes[days]))
    return _stacked(blocks, DAY_COLUMNS)


def wait_rows(tally: Tally) -> pd.DataFrame:
    """Lay out the waiting times of a run.

    Returns
    -------
    DataFrame
        day, group, bin, count; sorted by group, day and bin. Bins are those of WAIT_EDGES_S.
    """
    blocks = []
    for group in sorted(tally.waits):
        days, bins, counts = tally.wait_counts(group)
        blocks.append((days, [group] * len(days), bins, counts))
    return _stacked(blocks, WAIT_COLUMNS)


def tally_of(days: int, sums: pd.DataFrame, waits: pd.DataFrame) -> Tally:
    """Make a tally of its rows again.

    Parameters
    ----------
    days : int
        How many days were lived through.
    sums, waits : DataFrame
        As `day_rows` and `wait_rows` gave them, in any order and with any further columns; the rows of several runs
        together add up to the tally of all of them.
    """
    tally = Tally(days)
    for (measure, group), rows in sums.groupby(["measure", "group"]):
        parts, wholes = (np.bincount(rows["day"], rows[column]) for column in ("part", "whole"))
        tally.sums[str(measure), str(group)] = Sums(array("d", parts.tolist()), array("d", wholes.tolist()))
    for group, rows in waits.groupby("group"):
        codes = np.repeat(rows["day"] * BIN_COUNT + rows["bin"], rows["count"])
        tally.waits[str(group)] = array("I", codes.tolist())
    return tally


def _stacked(blocks: Sequence[tuple[Sequence[Any] | NDArray[Any], ...]], columns: Mapping[str, str]) -> pd.DataFrame:
    """Put blocks of columns, of which there may be none, one below the other."""
    stacked = {
        name: pd.Series([value for block in blocks for value in block[at]], dtype=kind)
        for at, (name, kind) in enumerate(columns.items())
    }
    return pd.DataFrame(stacked)
