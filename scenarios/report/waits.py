"""How long tickets wait: the share that still waits after so long, and quantiles."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios.measures.tally import WAIT_EDGES_S
from scenarios.report import numbers
from scenarios.report.plots import Curve, Plot, path, upright
from scenarios.report.reading import ALL, Case, Reading
from scenarios.report.scale import Scale, Tick
from scenarios.report.words import Words

QUANTILES = ("wait_h", "wait_p50_h", "wait_p90_h", "wait_p95_h", "wait_p99_h")
_HOUR, _DAY = 3600.0, 86_400.0
_STEPS = (
    *((count * 60.0, "min", count) for count in (1, 15)),
    *((count * _HOUR, "h", count) for count in (1, 4)),
    *((count * _DAY, "d", count) for count in (1, 4, 14, 60)),
)
"""Round waiting times, about equally far from each other on the scale of their logarithms."""


def wait_plots(reading: Reading, words: Words) -> Sequence[Plot]:
    """Draw one chart for each scenario, with a line for each dispatch policy and a grey one for how it is."""
    rows = reading.result.waits
    rows = rows[(rows["group"] == ALL) & (rows["day"] >= reading.result.warm_up)]
    still = {case: _still(frame) for case, frame in reading.by_case(rows).items()}
    if not still:
        return []
    across = _span(still)
    return [plot for name in reading.scenarios if (plot := _plot(reading, words, name, still, across)) and plot.curves]


Still = Mapping[Case, NDArray[np.float64]]
"""The share of tickets that waits longer than each of WAIT_EDGES_S."""


def _plot(reading: Reading, words: Words, name: str, still: Still, across: Scale) -> Plot:
    along = Scale(0.0, 1.0, [0.0, 0.25, 0.5, 0.75, 1.0])
    cases = [case for case in still if case.scenario == name]
    curves = [Curve(_line(still[case], across, along), f"line c{reading.hue(case.policy) % 7}") for case in cases]
    now = reading.as_it_is(reading.policies[0])
    if curves and name != now.scenario and now in still:
        curves.insert(0, Curve(_line(still[now], across, along), "line now"))
    quantile = QUANTILES[2]
    told = [
        f"{words.policy(case.policy)}: {words.value(known, quantile)}"
        for case in cases
        if (known := reading.of(case, quantile))
    ]
    return Plot(
        name,
        words.say("wait_told", name=words.scenario(name), waits="; ".join(told)),
        _ticks(words, across),
        upright(along.ticks(lambda step: numbers.tick(step, "share"))),
        curves,
    )


def _ticks(words: Words, across: Scale) -> Sequence[Tick]:
    inside = [step for step in _STEPS if across.low <= math.log(step[0]) <= across.high]
    return [Tick(across.at(math.log(seconds)), words.say(f"in_{unit}", count=count)) for seconds, unit, count in inside]


def _still(frame: pd.DataFrame) -> NDArray[np.float64]:
    edges = len(WAIT_EDGES_S)
    counts = np.bincount(frame["bin"].to_numpy().clip(0, edges - 1), weights=frame["count"].to_numpy(), minlength=edges)
    over = counts[::-1].cumsum()[::-1]
    return np.asarray(over / counts.sum(), dtype=np.float64)


def _span(still: Still) -> Scale:
    """From a minute, at most, to where nearly nobody waits any more."""
    last = max(int(np.flatnonzero(shares > 0.002).max(initial=1)) for shares in still.values())
    first = min(int(np.flatnonzero(shares > 0.998).max(initial=1)) for shares in still.values())
    low = max(60.0, min(float(WAIT_EDGES_S[max(1, first)]), _HOUR))
    high = max(float(WAIT_EDGES_S[min(last + 1, len(WAIT_EDGES_S) - 1)]), 4 * low)
    return Scale(math.log(low), math.log(high), [])


def _line(shares: NDArray[np.float64], across: Scale, along: Scale) -> str:
    """The curve over the axis; every third bin is enough, as each is only 3 % wider than the one before."""
    edges = np.log(np.maximum(WAIT_EDGES_S, 1.0))
    inside = np.flatnonzero((edges >= across.low) & (edges <= across.high))
    chosen = sorted({*inside[::3].tolist(), *inside[-1:].tolist()})
    return path([float(edges[k]) for k in chosen], [float(shares[k]) for k in chosen], across, along)
