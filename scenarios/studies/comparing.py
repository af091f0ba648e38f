"""From the readings of each replication to means, and to differences of what met the same chances."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from scenarios.measures.catalogue import MEASURES
from scenarios.measures.readings import Readings
from scenarios.statistics import Interval, mean_interval, paired
from scenarios.studies.lived import Case

Figure = tuple[str, str]
"""A measure and a group."""

Setting = tuple[str, str]
"""A scenario and a dispatch policy."""

_ORDER = {name: number for number, name in enumerate(MEASURES)}
_INTERVAL = {"mean": "float64", "low": "float64", "high": "float64", "replications": "int64"}


class Comparison:
    """The readings of all cases, side by side.

    Parameters
    ----------
    read : mapping of Case to Readings
        In the order of the study.
    confidence : float
        Of the intervals.
    """

    def __init__(self, read: Mapping[Case, Readings], confidence: float) -> None:
        self._confidence = confidence
        self._values: dict[Setting, dict[Figure, dict[int, float]]] = {}
        for (scenario, policy, replication), readings in read.items():
            figures = self._values.setdefault((scenario, policy), {})
            for figure in sorted(readings, key=_rank):
                figures.setdefault(figure, {})[replication] = readings[figure]

    def replications(self) -> pd.DataFrame:
        """List each value: scenario, policy, replication, measure, group, value."""
        rows = [
            (*setting, replication, *figure, value)
            for setting, figures in self._values.items()
            for figure in sorted(figures, key=_rank)
            for replication, value in figures[figure].items()
        ]
        kinds = {"scenario": "str", "policy": "str", "replication": "int64", "measure": "str", "group": "str"}
        return _frame(rows, kinds | {"value": "float64"})

    def measures(self) -> pd.DataFrame:
        """Give the mean of each figure in each setting, with its interval."""
        rows = [
            (*setting, *figure, *_told(self._mean(figure, list(values.values()))))
            for setting, figures in self._values.items()
            for figure, values in sorted(figures.items(), key=lambda each: _rank(each[0]))
        ]
        return _frame(rows, dict.fromkeys(("scenario", "policy", "measure", "group"), "str") | _INTERVAL)

    def differences(self) -> pd.DataFrame:
        """Compare each scenario with the first under the same policy, and each policy with the first in its scenario.

        Values are paired by replication; what one of the two has not, as waiting times of tickets that there were
        none of, is left out.
        """
        rows = [
            (*setting, *to, *figure, *_told(paired(*pairs, self._confidence)))
            for setting, to in self._pairs()
            for figure, pairs in self._common(setting, to)
        ]
        names = ("scenario", "policy", "to_scenario", "to_policy", "measure", "group")
        return _frame(rows, dict.fromkeys(names, "str") | _INTERVAL)

    def values(self, figure: Figure) -> Iterator[Sequence[float]]:
        """Give the values of a figure, setting by setting, where there are any."""
        for figures in self._values.values():
            if figure in figures:
                yield list(figures[figure].values())

    def _mean(self, figure: Figure, values: Sequence[float]) -> Interval:
        measure = MEASURES.get(figure[0])
        within = (-math.inf, math.inf) if measure is None else (0.0, measure.most)
        return mean_interval(values, self._confidence, within)

    def _pairs(self) -> Iterator[tuple[Setting, Setting]]:
        scenarios = list(dict.fromkeys(scenario for scenario, _ in self._values))
        policies = list(dict.fromkeys(policy for _, policy in self._values))
        for scenario, policy in self._values:
            for to in ((scenarios[0], policy), (scenario, policies[0])):
                if to != (scenario, policy) and to in self._values:
                    yield (scenario, policy), to

    def _common(self, setting: Setting, to: Setting) -> Iterator[tuple[Figure, tuple[list[float], list[float]]]]:
        mine, others = self._values[setting], self._values[to]
        for figure in sorted(mine.keys() & others.keys(), key=_rank):
            first, second = mine[figure], others[figure]
            both = [replication for replication in first if replication in second]
            if both:
                yield figure, ([first[each] for each in both], [second[each] for each in both])


def _rank(figure: Figure) -> tuple[int, str, str]:
    """In the order of the catalogue; what it does not know comes last."""
    return (_ORDER.get(figure[0], len(_ORDER)), *figure)


def _told(interval: Interval) -> tuple[float, float, float, int]:
    low, high = (math.nan if each is None else each for each in (interval.low, interval.high))
    return interval.mean, low, high, interval.count


def _frame(rows: Sequence[tuple[Any, ...]], kinds: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)
