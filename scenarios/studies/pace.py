"""How far a study is, and how long it still takes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

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


class Pace:
    """Learns from the cases so far how long the others take: policies differ much, replications little.

    Parameters
    ----------
    days : int
        How many days a case has.
    """

    def __init__(self, days: int) -> None:
        self._days = days
        self._waiting: set[Case] = set()
        self._done: set[Case] = set()
        self._lived: dict[Case, tuple[int, float]] = {}

    def expect(self, cases: Iterable[Case]) -> None:
        """Take note of cases that are to be lived through."""
        self._waiting.update(set(cases) - self._done)

    def heard(self, case: Case, days: int, seconds: float) -> None:
        """Take note of how far a case is, and how long that took."""
        self._lived[case] = (days, seconds)

    def finished(self, case: Case, seconds: float) -> None:
        """Take note of a case that was lived through, and how long that took."""
        self._waiting.discard(case)
        self._done.add(case)
        self._lived[case] = (self._days, seconds)

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
        return self._lived.get(case, (0, 0.0))[0]

    def _left_s(self, workers: int) -> float | None:
        paces = self._day_s()
        if not paces:
            return None if self._waiting else 0.0
        unknown = sum(paces.values()) / len(paces)
        left = [(self._days - self._days_of(case)) * paces.get(case.policy, unknown) for case in self._waiting]
        return max(sum(left) / workers, max(left, default=0.0))

    def _day_s(self) -> dict[str, float]:
        """How long a day takes under each policy that was tried so far."""
        days: defaultdict[str, int] = defaultdict(int)
        seconds: defaultdict[str, float] = defaultdict(float)
        for case, (lived, took) in self._lived.items():
            days[case.policy] += lived
            seconds[case.policy] += took
        return {policy: seconds[policy] / count for policy, count in days.items() if count}
