"""The search on simulated weeks: each sample is a case, lived through wherever there is room."""

from collections.abc import Callable, MutableMapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from itertools import groupby
from math import nan
from pathlib import Path

import numpy as np

from scenarios.changes import then
from scenarios.measures import readings
from scenarios.selection.answer import Selection
from scenarios.selection.asking import Search
from scenarios.selection.driving import select
from scenarios.selection.search import Sample, StaffingSearch
from scenarios.selection.space import Candidate
from scenarios.service import Service
from scenarios.statistics import warm_up
from scenarios.studies.crew import Crew, Ended, crew_of
from scenarios.studies.digest import case_key, digest
from scenarios.studies.lived import Case, Shelf, tally_in
from scenarios.studies.living import Live
from scenarios.studies.study import PolicyName, Study

_LOOK_S = 0.5
_SETTLES_LAST = "backlog"


def run_selection(
    study: Study,
    search: Search,
    folder: str | Path | None = None,
    *,
    cluster: str | None = None,
    workers: int | None = None,
    on_progress: Callable[[StaffingSearch], object] | None = None,
    should_stop: Callable[[], bool] | None = None,
    live: Live | None = None,
) -> Selection:
    """Find the cheapest staffing of a study's service that keeps a measure.

    Cases are kept as those of `run_study` are, and shared with them: what was stopped goes on where it was.

    Parameters
    ----------
    study : Study
        Its service, days, warm-up and seed. Where it says no warm-up, one is found from the first batch.
    search : Search
    folder : path, optional
        Where cases are kept, in ``cases/``; by default in memory, for this run.
    cluster, workers, live
        As in `run_study`.
    on_progress : callable, optional
        Called with the search after each batch.
    should_stop : callable, optional
        Asked about twice a second; when it says yes, the answer is what was known after the last whole batch.

    Raises
    ------
    FaultyInput
        Where a candidate cannot be simulated.
    RoundsmanError
        Where a case goes wrong, or has nothing of the measure.
    """
    with ExitStack() as ends:

        def crew() -> Crew:
            return ends.enter_context(crew_of(study, live, cluster, workers))

        lived: MutableMapping[str, bytes] = {} if folder is None else Shelf(Path(folder) / "cases")
        cases = _Cases(study, search, lived, crew, should_stop or (lambda: False))
        return select(
            search.space, cases.measured, search.goal, search.effort, batch=search.batch, on_progress=on_progress
        )


class _Cases:
    """Lives through samples, and measures them."""

    def __init__(
        self,
        study: Study,
        search: Search,
        lived: MutableMapping[str, bytes],
        hire: Callable[[], Crew],
        should_stop: Callable[[], bool],
    ) -> None:
        self._study, self._search, self._lived, self._hire = study, search, lived, hire
        self._should_stop = should_stop
        self._policy: PolicyName = search.policy or study.policies[0]
        self._services: dict[Candidate, tuple[Service, str]] = {}
        self._warm_up = study.warm_up

    def measured(self, samples: Sequence[Sample]) -> list[float] | None:
        """Measure samples, in their order; None where it was stopped."""
        keys = {sample: self._key(sample) for sample in samples}
        packed = {sample: kept for sample, key in keys.items() if (kept := self._lived.get(key)) is not None}
        left = [sample for sample in samples if sample not in packed]
        if left and not self._live_through(left, keys, packed):
            return None
        if self._warm_up is None:
            self._warm_up = _found_warm_up(packed)
        return [self._value(packed[sample], self._warm_up) for sample in samples]

    def _live_through(self, samples: Sequence[Sample], keys: dict[Sample, str], packed: dict[Sample, bytes]) -> bool:
        by_case = {self._case(sample): sample for sample in samples}
        services = {self._name(candidate): self._service(candidate)[0] for candidate, _ in samples}
        if self._should_stop():
            return False
        self._crew.ask(list(by_case), services)
        waiting = set(by_case)
        while waiting and not self._should_stop():
            heard = self._crew.news(_LOOK_S)
            if isinstance(heard, Ended):
                sample = by_case[heard.case]
                self._lived[keys[sample]] = packed[sample] = heard.packed
                waiting.discard(heard.case)
        return not waiting

    @cached_property
    def _crew(self) -> Crew:
        """Workers; none are started where all is kept from before."""
        return self._hire()

    def _name(self, candidate: Candidate) -> str:
        return self._search.space.name(candidate)

    def _case(self, sample: Sample) -> Case:
        return Case(self._name(sample[0]), self._policy, sample[1])

    def _service(self, candidate: Candidate) -> tuple[Service, str]:
        if candidate not in self._services:
            change = then(*(choice.change for choice in self._search.space.choices(candidate)))
            service = change(self._study.service)
            self._services[candidate] = service, digest(service)
        return self._services[candidate]

    def _key(self, sample: Sample) -> str:
        candidate, replication = sample
        study = self._study
        service = self._service(candidate)[1]
        return case_key(service, self._policy, study.first, study.days, study.seed, replication)

    def _value(self, packed: bytes, first_day: int) -> float:
        found = readings(tally_in(packed), first_day)
        return found.get((self._search.measure, self._search.group), nan)


def _found_warm_up(packed: dict[Sample, bytes]) -> int:
    """Find how long the warm-up of the first candidates is; the rest leave out as much."""
    series = {
        str(candidate): np.array([tally_in(packed[sample]).of(_SETTLES_LAST)[0] for sample in same])
        for candidate, same in groupby(sorted(packed), key=lambda sample: sample[0])
    }
    return warm_up(series).days
