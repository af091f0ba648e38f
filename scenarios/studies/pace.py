"""How far a study is, and how long it still takes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from scenarios.studies.lived import Case


@dataclass(frozen=True)
class Progress:
    """How far a study is.

    Attributes
    ----------
    done, expected : int
        Cases that were lived through, and those that there will be as far as is known: more where the asked precision
        turns out to need more replications.
    days_done, days_expected : int
        The same in days, those of unfinished cases included.
    left_s : float or None
        About how long the rest takes; None while nothing is known of that.
    """

    done: int
    expected: int
    days_done: int
    days_expected: int
    left_s: float | None


class _Lived(NamedTuple):
    """Days that were lived through of a case, and how long they took."""

    days: int
    seconds: float


_NOTHING = _Lived(0, 0.0)


class Pace:
    """Learns from the cases so far how long the others take: policies differ much, replications little.

    What a case took until it was first heard of is left out: in a worker's first case that is loading and compiling.

    Parameters
    ----------
    days : int
        How many days a case has.
    """

    def __init__(self, days: int) -> None:
        self._days = days
        self._waiting: set[Case] = set()
        self._done: set[Case] = set()
        self._first: dict[Case, _Lived] = {}
        self._lived: dict[Case, _Lived] = {}

    def expect(self, cases: Iterable[Case]) -> None:
        """Take note of cases that are to be lived through."""
        self._waiting.update(set(cases) - self._done)

    def heard(self, case: Case, days: int, seconds: float) -> None:
        """Take note of how far a case is, and how long that took."""
        self._lived[case] = _Lived(days, seconds)
        self._first.setdefault(case, self._lived[case])

    def finished(self, case: Case, seconds: float) -> None:
        """Take note of a case that was lived through, and how long that took."""
        self._waiting.discard(case)
        self._done.add(case)
        self._lived[case] = _Lived(self._days, seconds)

    def progress(self, workers: int) -> Progress:
        """Tell how far the study is.

        Parameters
        ----------
        workers : int
            How many cases are lived through at a time.
        """
        expected = len(self._done) + len(self._waiting)
        days_done = self._days * len(self._done) + sum(self._days_of(case) for case in self._waiting)
        return Progress(len(self._done), expected, days_done, expected * self._days, self._left_s(workers))

    def _days_of(self, case: Case) -> int:
        return self._lived.get(case, _NOTHING).days

    def _left_s(self, workers: int) -> float | None:
        paces = self._day_s()
        if not paces:
            return None if self._waiting else 0.0
        unknown = sum(paces.values()) / len(paces)
        left = [(self._days - self._days_of(case)) * paces.get(case.policy, unknown) for case in self._waiting]
        return max(sum(left) / workers, max(left, default=0.0))

    def _day_s(self) -> dict[str, float]:
        """How long a day takes under each policy of which that is known."""
        since_heard = _pace(
            (case.policy, lived, self._first.get(case, _NOTHING)) for case, lived in self._lived.items()
        )
        whole = _pace((case.policy, self._lived[case], _NOTHING) for case in self._done)
        return whole | since_heard


def _pace(spans: Iterable[tuple[str, _Lived, _Lived]]) -> dict[str, float]:
    """Seconds a day by policy, between what was lived at the end of each span and at its beginning."""
    days: defaultdict[str, int] = defaultdict(int)
    seconds: defaultdict[str, float] = defaultdict(float)
    for policy, end, begin in spans:
        days[policy] += end.days - begin.days
        seconds[policy] += end.seconds - begin.seconds
    return {policy: seconds[policy] / count for policy, count in days.items() if count}
