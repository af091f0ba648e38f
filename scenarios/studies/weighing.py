"""What the cases so far amount to: how long the warm-up is, and whether there are enough replications."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from scenarios.measures.readings import Readings, readings
from scenarios.statistics import WarmUp, enough, replications_needed, warm_up
from scenarios.studies.comparing import Comparison
from scenarios.studies.lived import Case, tally_in
from scenarios.studies.study import Study

_SETTLES_LAST = "backlog"


class Weighing:
    """Cases as they come, of which all that is remembered are the values of their measures.

    Parameters
    ----------
    study : Study
    packed_of : callable
        From a case that was added to what was lived through.
    """

    def __init__(self, study: Study, packed_of: Callable[[Case], bytes]) -> None:
        self._study, self._packed_of = study, packed_of
        self._series: dict[str, list[NDArray[np.float64]]] = {}
        self._unread: list[Case] = []
        self._read: dict[Case, Readings] = {}
        self._warm_up: WarmUp | None = None
        if study.warm_up is not None:
            self._warm_up = WarmUp(study.warm_up, has_settled=True, series=None)

    def add(self, case: Case) -> None:
        """Take note of a case that was lived through."""
        tally = tally_in(self._packed_of(case))
        if self._warm_up is not None:
            self._read[case] = readings(tally, self._warm_up.days)
            return
        setting = f"{_SETTLES_LAST} of {case.scenario!r} by {case.policy}"
        self._series.setdefault(setting, []).append(tally.of(_SETTLES_LAST)[0])
        self._unread.append(case)

    @property
    def warm_up(self) -> WarmUp:
        """How many days to leave out: as the study says, or else as many as any case needs.

        It is found when it is first asked for, from the cases that there are by then, and stays.
        """
        if self._warm_up is None:
            series = {name: np.array(runs) for name, runs in sorted(self._series.items())}
            self._warm_up = warm_up(series) if series else WarmUp(0, has_settled=False, series=None)
            unread, self._unread = self._unread, []
            self._series.clear()
            for case in unread:
                self.add(case)
        return self._warm_up

    def comparison(self) -> Comparison:
        """Put the measures of the cases side by side, in the order of the study."""
        _ = self.warm_up  # what was added before it was known is read now
        cases = in_order(self._study, self._read)
        return Comparison({case: self._read[case] for case in cases}, self._study.replications.confidence)

    def replications_wanted(self, count: int) -> int:
        """Tell how many replications all cases should have, given so many.

        All have as many as the one that needs most, so that each can be paired with each; never more than twice as
        many as there are, because a spread that was seen a few times foretells badly.
        """
        asked = self._study.replications
        comparison = self.comparison()
        wanted = count
        for precision in asked.precision:
            for values in comparison.values((precision.measure, precision.group)):
                if not enough(values, precision.half_width, asked.confidence, asked.at_least):
                    needed = replications_needed(values, precision.half_width, asked.confidence, asked.at_least)
                    wanted = max(wanted, needed, count + 1)
        return max(count, min(wanted, 2 * count, asked.at_most))


def in_order(study: Study, cases: Iterable[Case]) -> list[Case]:
    """Sort cases as the study has its scenarios and policies, whenever they were done."""
    scenarios = {each.name: number for number, each in enumerate(study.scenarios)}
    policies: dict[str, int] = {policy: number for number, policy in enumerate(study.policies)}
    return sorted(cases, key=lambda case: (scenarios[case.scenario], policies[case.policy], case.replication))
