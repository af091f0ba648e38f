"""What one simulated run adds up to, day by day: the numerators and denominators of its measures.

A measure is a ratio of sums: 37 tickets on time of 40. Kept apart by day, the days of the warm-up can be left out
later, and any span of days be looked at; kept as sums, a thousand tickets take as much memory as one does.
"""

from array import array
from bisect import bisect_right
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

ALL = ""
"""The group that holds everything."""

WAIT_EDGES_S: NDArray[np.float64] = np.concatenate([[0.0], np.geomspace(15.0, 180 * 86_400.0, 480)])
"""Lower bounds of the bins in which waiting times are counted, in seconds: a first one below 15 s, then each 2.9 %
wider than the one before; the last holds all from 180 days on."""

_EDGES_S = WAIT_EDGES_S.tolist()
BIN_COUNT = len(_EDGES_S)
"""How many bins there are."""


def _zeros() -> "array[float]":
    return array("d")


def _counts() -> "array[int]":
    return array("I")


@dataclass
class Sums:
    """Parts and wholes of one measure and group, one of each per day from day 0 on; later days have none."""

    parts: "array[float]" = field(default_factory=_zeros)
    wholes: "array[float]" = field(default_factory=_zeros)

    def reach(self, day: int) -> None:
        """Make room up to a day."""
        missing = [0.0] * (day + 1 - len(self.parts))
        self.parts.extend(missing)
        self.wholes.extend(missing)


@dataclass
class Tally:
    """The sums of one run, by day.

    It is added to at every event of a simulation, so it keeps plain arrays: 16 bytes per day of a measure and group,
    4 bytes per waiting time.

    Attributes
    ----------
    days : int
        How many days were lived through; days count from 0.
    sums : mapping of (measure, group) to Sums
        The measure of a span of days is the sum of its parts over the sum of its wholes.
    waits : mapping of group to array of int
        Waiting times of tickets, from the report to somebody being there, each as its day times the number of bins of
        WAIT_EDGES_S plus its bin.
    """

    days: int = 0
    sums: dict[tuple[str, str], Sums] = field(default_factory=dict)
    waits: dict[str, "array[int]"] = field(default_factory=dict)

    def add(self, day: int, measure: str, part: float, whole: float, group: str = ALL) -> None:
        """Add to the sums of a measure on a day."""
        sums = self.sums.get((measure, group))
        if sums is None:
            sums = self.sums[measure, group] = Sums()
        if day >= len(sums.parts):
            sums.reach(day)
        sums.parts[day] += part
        sums.wholes[day] += whole

    def add_wait(self, day: int, seconds: float, group: str = ALL) -> None:
        """Count a waiting time of 0 or more."""
        codes = self.waits.get(group)
        if codes is None:
            codes = self.waits[group] = _counts()
        codes.append(day * BIN_COUNT + bisect_right(_EDGES_S, seconds) - 1)

    def of(self, measure: str, group: str = ALL) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give the parts and the wholes of a measure, day by day: zeros where nothing was added."""
        parts, wholes = np.zeros(self.days), np.zeros(self.days)
        sums = self.sums.get((measure, group))
        if sums is not None:
            parts[: len(sums.parts)] = sums.parts
            wholes[: len(sums.wholes)] = sums.wholes
        return parts, wholes

    def wait_counts(self, group: str = ALL) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Give the days, the bins and the counts of the waiting times of a group, in order, without empty bins."""
        codes, counts = np.unique(np.array(self.waits.get(group, ()), dtype=np.int64), return_counts=True)
        return codes // BIN_COUNT, codes % BIN_COUNT, counts.astype(np.int64)
