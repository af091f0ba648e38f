"""The frames of a study, ready to be looked up: which cases there are, and what each measure came to."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from scenarios.studies.result import StudyResult

ALL = ""
"""The group that holds everything."""


class Case(NamedTuple):
    """A scenario under a dispatch policy."""

    scenario: str
    policy: str


@dataclass(frozen=True)
class Estimate:
    """A mean with its interval, which one replication does not have."""

    mean: float
    low: float | None = None
    high: float | None = None

    @property
    def interval(self) -> tuple[float, float] | None:
        """From where to where, if that is known."""
        return None if self.low is None or self.high is None else (self.low, self.high)

    @property
    def reach(self) -> tuple[float, float]:
        """What a chart has to show of it."""
        return self.interval or (self.mean, self.mean)

    @property
    def turned(self) -> "Estimate":
        """The estimate of the opposite: what costs 3 more saves −3."""
        low, high = self.interval or (None, None)
        return Estimate(-self.mean, None if high is None else -high, None if low is None else -low)

    @property
    def is_told_apart(self) -> bool:
        """Of a difference: whether its interval leaves zero out."""
        return self.interval is not None and (self.interval[0] > 0 or self.interval[1] < 0)


@dataclass(frozen=True)
class Reading:
    """What a report looks up in a result.

    Attributes
    ----------
    result : StudyResult
    """

    result: StudyResult

    @cached_property
    def cases(self) -> Sequence[Case]:
        """In the order of the study; only those that were lived through."""
        study = self.result.study
        known = [Case(scenario.name, policy) for scenario in study.scenarios for policy in study.policies]
        lived = {case for case, _, _ in self._measures}
        return [case for case in known if case in lived]

    @cached_property
    def scenarios(self) -> Sequence[str]:
        """Names of the scenarios that were lived through."""
        return list(dict.fromkeys(case.scenario for case in self.cases))

    @cached_property
    def policies(self) -> Sequence[str]:
        """Names of the dispatch policies."""
        return list(dict.fromkeys(case.policy for case in self.cases))

    def number(self, scenario: str) -> int:
        """By what number a scenario is called in charts: the first, which changes nothing, is 0."""
        return self.scenarios.index(scenario)

    def hue(self, policy: str) -> int:
        """Which colour a dispatch policy has."""
        return self.policies.index(policy)

    def as_it_is(self, policy: str) -> Case:
        """What a case is compared with: the first scenario, under the same policy."""
        return Case(self.scenarios[0], policy)

    @property
    def goals(self) -> Mapping[str, float]:
        """The share of tickets that is to be on time, by group; nothing where none is stated."""
        return self.result.study.goals

    def of(self, case: Case, measure: str, group: str = ALL) -> Estimate | None:
        """What a measure came to; None where it was not measured."""
        return self._measures.get((case, measure, group))

    def difference(self, case: Case, to: Case, measure: str, group: str = ALL) -> Estimate | None:
        """By how much a case has more of a measure than another; None where that is not known."""
        if found := self._differences.get((case, to, measure, group)):
            return found
        found = self._differences.get((to, case, measure, group))
        return found and found.turned

    def has(self, measure: str) -> bool:
        """Whether any case has a measure."""
        return any(self.of(case, measure) for case in self.cases)

    def groups(self, measure: str) -> Sequence[str]:
        """In which groups a measure was taken, everything first."""
        return self._groups.get(measure, ())

    @cached_property
    def counts(self) -> Mapping[Case, int]:
        """How many replications each case has."""
        found = self.result.measures.groupby(["scenario", "policy"])["replications"].max()
        return {Case(str(scenario), str(policy)): int(count) for (scenario, policy), count in found.items()}

    def replications(self) -> tuple[int, int]:
        """How many replications the cases have: the fewest, and the most."""
        return (min(self.counts.values()), max(self.counts.values())) if self.counts else (0, 0)

    def by_case(self, frame: pd.DataFrame) -> Mapping[Case, pd.DataFrame]:
        """Take a frame apart by its cases."""
        parts = frame.groupby(["scenario", "policy"], observed=True, sort=False)
        found = {Case(str(scenario), str(policy)): rows for (scenario, policy), rows in parts}
        return {case: found[case] for case in self.cases if case in found}

    @cached_property
    def _measures(self) -> Mapping[tuple[Case, str, str], Estimate]:
        frame = self.result.measures
        keys = ["scenario", "policy", "measure", "group"]
        return {(Case(a, b), c, d): value for (a, b, c, d), value in _estimates(frame, keys)}

    @cached_property
    def _groups(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, set[str]] = {}
        for _, measure, group in self._measures:
            found.setdefault(measure, set()).add(group)
        return {measure: sorted(groups) for measure, groups in found.items()}

    @cached_property
    def _differences(self) -> Mapping[tuple[Case, Case, str, str], Estimate]:
        frame = self.result.differences
        keys = ["scenario", "policy", "to_scenario", "to_policy", "measure", "group"]
        return {(Case(a, b), Case(c, d), e, f): value for (a, b, c, d, e, f), value in _estimates(frame, keys)}


def _estimates(frame: pd.DataFrame, keys: Sequence[str]) -> Iterable[tuple[tuple[str, ...], Estimate]]:
    """Each row's key and estimate; rows without a mean say nothing."""
    columns = [frame[name].tolist() for name in (*keys, "mean", "low", "high")]
    for *key, mean, low, high in zip(*columns, strict=True):
        if (known := _known(mean)) is not None:
            yield tuple(key), Estimate(known, _known(low), _known(high))


def _known(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)
