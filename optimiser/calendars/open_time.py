"""Open time as arrays: one search in sorted numbers answers for one instant or for a hundred thousand."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ticks = NDArray[np.int64]


@dataclass(frozen=True)
class OpenTime:
    """When a calendar is open, and when its working days close, in some years.

    Attributes
    ----------
    starts, ends : array of int64
        Open spans in order, apart from each other; microseconds since 1970.
    before : array of int64
        Open time before each span, and at the end all of it.
    days, closes : array of int64
        The working days as ordinals, and when each of them closes.
    """

    starts: Ticks
    ends: Ticks
    before: Ticks
    days: Ticks
    closes: Ticks

    def elapsed(self, at: Ticks) -> Ticks:
        """Open time that lies before the instants."""
        if not len(self.starts):
            return np.zeros_like(at)
        span = np.searchsorted(self.starts, at, side="right") - 1
        within = np.minimum(at, self.ends[span]) - self.starts[span]
        return np.where(span < 0, 0, self.before[span] + within)

    def reached(self, open_time: Ticks) -> Ticks | None:
        """When so much open time has passed: the first such instants; None where there is not so much."""
        if not len(self.starts) or (len(open_time) and open_time.max() > self.before[-1]):
            return None
        span = np.searchsorted(self.before[1:], open_time, side="left")
        return self.starts[span] + open_time - self.before[span]

    def closed(self, at: Ticks, day_count: int) -> Ticks | None:
        """When the `day_count`-th working day closes after the first one that has not closed yet; None: not in here."""
        day = np.searchsorted(self.closes, at, side="right") + day_count
        return self.closes[day] if not len(day) or day.max() < len(self.closes) else None


def open_time(spans: Sequence[tuple[int, int]], days: Sequence[int], closes: Sequence[int]) -> OpenTime:
    """Arrays of open spans, merged where they overlap or meet, and of working days with their closes."""
    pairs = np.array(sorted(spans), dtype=np.int64).reshape(-1, 2)
    starts, ends = pairs[:, 0], np.maximum.accumulate(pairs[:, 1]) if len(pairs) else pairs[:, 1]
    apart = np.ones(len(pairs) + 1, dtype=bool)
    apart[1:-1] = starts[1:] > ends[:-1]
    starts, ends = starts[apart[:-1]], ends[apart[1:]]
    before = np.concatenate([[0], np.cumsum(ends - starts)]).astype(np.int64)
    # A night may close after the day that follows it: the working day is over when all before it are.
    last = np.maximum.accumulate(np.array(closes, dtype=np.int64)) if closes else np.zeros(0, dtype=np.int64)
    return OpenTime(starts, ends, before, np.array(days, dtype=np.int64), last)
