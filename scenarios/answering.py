"""A study and its search for the cheapest staffing, one after the other: all that a study asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scenarios.report import Found, write_report
from scenarios.selection import Search, Selection, StaffingSearch, run_selection
from scenarios.studies.pace import Progress
from scenarios.studies.result import StudyResult
from scenarios.studies.runner import run_study
from scenarios.studies.study import Study


@dataclass(frozen=True)
class Answer:
    """What a study led to.

    Attributes
    ----------
    study : Study
    result : StudyResult
        The scenarios, compared.
    found : Found or None
        The cheapest staffing; None where the study asks for none, or was stopped before.
    """

    study: Study
    result: StudyResult
    found: Found | None = None

    @property
    def selection(self) -> Selection | None:
        """What its search found, if it had one."""
        return None if self.found is None else self.found.selection

    def write(self, folder: Path) -> None:
        """Write tables and reports into a folder."""
        self.result.write(folder)
        if self.selection is not None:
            self.selection.write(folder)
        write_report(self.result, folder, self.study.service, self.found)


def answer_study(
    study: Study,
    folder: str | Path | None = None,
    *,
    cluster: str | None = None,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    on_lived: Callable[[StudyResult], object] | None = None,
    on_search: Callable[[StaffingSearch], object] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Answer:
    """Live through a study, then search for the cheapest staffing where it asks for that.

    Parameters
    ----------
    study : Study
    folder, cluster, workers, should_stop
        As in `run_study`, for both. A study that was stopped before it was complete is not searched.
    on_progress : callable, optional
        Told how far the study is, as in `run_study`.
    on_lived : callable, optional
        Told what the study led to, once, before its search begins.
    on_search : callable, optional
        Told how far the search is, as in `run_selection`.

    Raises
    ------
    FaultyInput, RoundsmanError
        As `run_study` and `run_selection`.
    """
    result = run_study(
        study, folder, cluster=cluster, workers=workers, on_progress=on_progress, should_stop=should_stop
    )
    search = study.search
    if not isinstance(search, Search) or not result.is_complete:
        return Answer(study, result)
    if on_lived is not None:
        on_lived(result)
    selection = run_selection(
        study, search, folder, cluster=cluster, workers=workers, on_progress=on_search, should_stop=should_stop
    )
    return Answer(study, result, Found(selection, search.measure, search.group))
