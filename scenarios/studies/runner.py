"""Living through a study: rounds of cases, until there are enough replications."""

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path

from optimiser import FaultyInput
from scenarios.studies.asked import asked_of
from scenarios.studies.checking import study_faults
from scenarios.studies.crew import Crew, Underway, crew_of
from scenarios.studies.digest import case_key, digest
from scenarios.studies.lived import Case, Shelf, seconds_of
from scenarios.studies.living import Live
from scenarios.studies.pace import Pace, Progress
from scenarios.studies.result import StudyResult
from scenarios.studies.rows import DAYS, WAITS, CaseRows
from scenarios.studies.study import Study
from scenarios.studies.weighing import Weighing, in_order

_LOOK_S = 0.5


def run_study(
    study: Study,
    folder: str | Path | None = None,
    *,
    cluster: str | None = None,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    live: Live | None = None,
) -> StudyResult:
    """Live through all scenarios of a study, under all its policies, until there are enough replications.

    Every case that was lived through is kept at once, so that a study that was stopped or killed goes on where it
    was; one that was changed lives through what the change concerns. The numbers do not depend on where cases were
    lived through, nor on how many at a time.

    Parameters
    ----------
    study : Study
    folder : path, optional
        Where cases are kept, in ``cases/``; by default in memory, for this run.
    cluster : str, optional
        Address of the scheduler of a Dask cluster, as ``tcp://10.0.0.5:8786``; by default worker processes of our
        own are started on this machine.
    workers : int, optional
        How many of our own; by default one for each core.
    on_progress : callable, optional
        Told after each case, and about once a second.
    should_stop : callable, optional
        Asked after each case, and about twice a second; when it says yes, the result is of what has
        been lived through so far.
    live : callable, optional
        How a case is lived through: a pure function that can be pickled; by default `simulate`.

    Raises
    ------
    FaultyInput
        Where the study contradicts itself, a scenario cannot be made, or its service cannot be simulated.
    RoundsmanError
        Where a case goes wrong; the message names it. Cases that were lived through are kept.
    """
    if faults := study_faults(study):
        raise FaultyInput(faults)
    with ExitStack() as ends:

        def crew() -> Crew:
            return ends.enter_context(crew_of(study, live, cluster, workers))

        lived: MutableMapping[str, bytes] = {} if folder is None else Shelf(Path(folder) / "cases")
        return _Run(study, lived, crew, on_progress, should_stop).result()


class _Run:
    """One run of a study."""

    def __init__(
        self,
        study: Study,
        lived: MutableMapping[str, bytes],
        hire: Callable[[], Crew],
        on_progress: Callable[[Progress], None] | None,
        should_stop: Callable[[], bool] | None,
    ) -> None:
        self._study, self._lived, self._hire = study, lived, hire
        self._services = {each.name: each.change(study.service) for each in study.scenarios}
        self._digests = {name: digest(service) for name, service in self._services.items()}
        self._keys: dict[Case, str] = {}
        self._weighing = Weighing(study, lambda case: self._lived[self._keys[case]])
        self._pace = Pace(study.days)
        self._on_progress = on_progress or (lambda _progress: None)
        self._should_stop = should_stop or (lambda: False)

    def result(self) -> StudyResult:
        """Live through rounds of cases until there are enough."""
        count, is_complete = self._study.replications.at_least, False
        while not is_complete and self._live_through(self._cases(count)):
            wanted = self._weighing.replications_wanted(count)
            count, is_complete = wanted, wanted == count
        return self._found(is_complete)

    def _cases(self, count: int) -> list[Case]:
        """All cases with so many replications; those that are compared stand together."""
        return [
            Case(scenario.name, policy, replication)
            for replication in range(count)
            for scenario in self._study.scenarios
            for policy in self._study.policies
        ]

    def _live_through(self, cases: Sequence[Case]) -> bool:
        """Live through what is not kept from before; tell whether all of it was."""
        self._pace.expect(cases)
        keys = {case: self._key(case) for case in cases if case not in self._keys}
        for case, key in keys.items():
            if (packed := self._lived.get(key)) is not None:
                self._note(case, key, packed)
        if left := {case: key for case, key in keys.items() if case not in self._keys}:
            self._ask(left)
        return all(case in self._keys for case in cases)

    def _ask(self, keys: Mapping[Case, str]) -> None:
        """Have cases lived through, and keep each when it is done, until all are or somebody says stop."""
        if self._should_stop():
            return
        self._tell()
        self._crew.ask(keys, self._services)
        waiting = set(keys)
        while waiting and not self._should_stop():
            heard = self._crew.news(_LOOK_S)
            if isinstance(heard, Underway):
                self._pace.heard(*heard)
            elif heard is not None:
                self._lived[keys[heard.case]] = heard.packed
                self._note(heard.case, keys[heard.case], heard.packed)
                waiting.discard(heard.case)
            if heard is not None:
                self._tell()

    @cached_property
    def _crew(self) -> Crew:
        """Workers; none are started where all is kept from before."""
        return self._hire()

    def _tell(self) -> None:
        self._on_progress(self._pace.progress(self._crew.size))

    def _key(self, case: Case) -> str:
        study = self._study
        return case_key(
            self._digests[case.scenario], case.policy, study.first, study.days, study.seed, case.replication
        )

    def _note(self, case: Case, key: str, packed: bytes) -> None:
        self._keys[case] = key
        self._weighing.add(case)
        self._pace.finished(case, seconds_of(packed))

    def _found(self, is_complete: bool) -> StudyResult:
        keys = {case: self._keys[case] for case in in_order(self._study, self._keys)}
        compared = self._weighing.comparison()
        return StudyResult(
            asked_of(self._study),
            self._weighing.warm_up.days,
            compared.measures(),
            compared.differences(),
            compared.replications(),
            CaseRows(DAYS, keys, self._lived),
            CaseRows(WAITS, keys, self._lived),
            is_complete,
            self._weighing.warm_up.has_settled,
        )
