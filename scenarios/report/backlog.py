"""The backlog over the simulated days: for each scenario the mean of its replications, and how far they reach."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios.report import numbers
from scenarios.report.plots import Curve, Plot, band, path, upright
from scenarios.report.reading import ALL, Case, Reading
from scenarios.report.scale import Scale, around
from scenarios.report.words import Words

MEASURE = "backlog"
MOST_POINTS = 120
"""With more days than this, several of them are drawn as one, with their mean."""


class _Lived(NamedTuple):
    """Open tickets: a row for each day, a column for each replication."""

    days: Sequence[float]
    values: NDArray[np.float64]


def backlog_plots(reading: Reading, words: Words) -> Sequence[Plot]:
    """Draw one chart for each scenario, all on the same scales, with a line for each dispatch policy."""
    rows = reading.result.days
    rows = rows[(rows["measure"] == MEASURE) & (rows["group"] == ALL)]
    lived = {case: _lived(frame) for case, frame in reading.by_case(rows).items()}
    lived = {case: known for case, known in lived.items() if known.days}
    if not lived:
        return []
    days = max(1, max(int(known.days[-1]) for known in lived.values()))
    across = Scale(0, days, _steps(days))
    along = around([0.0, *(float(np.nanmax(known.values)) for known in lived.values())], least=0.0)
    return [
        _plot(reading, words, name, {case: lived[case] for case in lived if case.scenario == name}, across, along)
        for name in reading.scenarios
        if any(case.scenario == name for case in lived)
    ]


def _plot(reading: Reading, words: Words, name: str, lived: Mapping[Case, _Lived], across: Scale, along: Scale) -> Plot:
    ends = [f"{words.policy(case.policy)}: {np.nanmean(known.values[-1]):,.1f}" for case, known in lived.items()]
    return Plot(
        name,
        words.say("backlog_told", name=words.scenario(name), ends="; ".join(ends)),
        across.ticks(lambda step: f"{step:.0f}"),
        upright(along.ticks(lambda step: numbers.tick(step, "count"))),
        [curve for case, known in lived.items() for curve in _curves(reading, case, known, across, along)],
        shade=across.at(reading.result.warm_up),
    )


def _lived(frame: pd.DataFrame) -> _Lived:
    """Add up by days, or by several of them; what has no whole has no value."""
    days = frame["day"].to_numpy()
    names, columns = np.unique(frame["replication"].to_numpy(), return_inverse=True)
    size = math.ceil((int(days.max()) + 1) / MOST_POINTS)
    parts, wholes = (np.zeros((int(days.max()) // size + 1, len(names))) for _ in range(2))
    np.add.at(parts, (days // size, columns), frame["part"].to_numpy())
    np.add.at(wholes, (days // size, columns), frame["whole"].to_numpy())
    values = np.divide(parts, wholes, out=np.full(parts.shape, np.nan), where=wholes > 0)
    known = np.flatnonzero(np.isfinite(values).any(axis=1))
    return _Lived((known * float(size)).tolist(), values[known])


def _curves(reading: Reading, case: Case, lived: _Lived, across: Scale, along: Scale) -> Sequence[Curve]:
    hue = f"c{reading.hue(case.policy) % 7}"
    means = np.nanmean(lived.values, axis=1).tolist()
    line = Curve(path(lived.days, means, across, along), f"line {hue}")
    if lived.values.shape[1] < 2:
        return [line]
    low, high = np.nanmin(lived.values, axis=1).tolist(), np.nanmax(lived.values, axis=1).tolist()
    return [Curve(band(lived.days, low, high, across, along), f"band {hue}"), line]


def _steps(days: int) -> Sequence[float]:
    """Whole weeks where there are some, days else."""
    unit = 7 if days >= 14 else 1
    step = unit * max(1, math.ceil(days / unit / 5))
    return [float(day) for day in range(0, days + 1, step)]
