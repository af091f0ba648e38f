"""In a worker: the cases of a study, lived through one after the other; the job of kind ``study``."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from api.jobs.kinds import Hearing, Outcome, Task
from api.store.tables import Study
from api.studies.folder import KeptFolder
from api.study_results import results_of

if TYPE_CHECKING:
    from scenarios import Progress, StudyResult
    from scenarios import Study as Asked


def live_through(task: Task) -> Outcome:
    """Live through the cases of a study that are not done yet, and say what they come to.

    Each case is kept as soon as it is done: whoever goes on with the study, after a stop or the end of a worker,
    begins with the next. Cases are lived through in processes of their own: in this one, urgent jobs are done.

    Raises
    ------
    FaultyInput
        Where the study cannot be simulated.
    """
    from scenarios import answer_study, read_study

    with task.store.reading() as session:
        row = session.get_one(Study, task.params["study"])
        document = row.document
    with TemporaryDirectory(prefix="roundsman-study-") as place:
        folder = KeptFolder(task.store, task.clock, row.id, Path(place))
        folder.fetch()
        news = _News(task.hearing, folder)
        study = read_study(document)
        task.hearing.tell(phase="living", cases=_least_cases(study))
        answer = answer_study(
            study,
            folder.path,
            cluster=task.params["cluster"],
            workers=task.params["workers"],
            on_progress=news.hear,
            on_lived=news.begin_search,
            on_search=lambda _search: news.keep(),
            should_stop=task.hearing.should_stop,
        )
        task.hearing.require_own()
        task.hearing.tell(phase="reports", cases_done=_lived_cases(answer.result), left_s=None)
        answer.write(folder.path)
        folder.keep()
    row.result = results_of(answer.result, answer.selection)
    return Outcome({"study": row.id}, [row])


def _least_cases(study: "Asked") -> int:
    return len(study.scenarios) * len(study.policies) * study.replications.at_least


def _lived_cases(result: "StudyResult") -> int:
    return len(result.replications[["scenario", "policy", "replication"]].drop_duplicates())


class _News:
    """Keeps each case when it is done, and tells how far the study is."""

    def __init__(self, hearing: Hearing, folder: KeptFolder) -> None:
        self._hearing, self._folder = hearing, folder

    def begin_search(self, result: "StudyResult") -> None:
        """Tell that the study is lived through, and its search begins."""
        self._hearing.require_own()
        self._hearing.tell(phase="staffing", cases_done=_lived_cases(result), left_s=None)

    def keep(self) -> None:
        """Keep the cases of a search."""
        self._hearing.require_own()
        self._folder.keep()

    def hear(self, progress: "Progress") -> None:
        """Take news of the runner."""
        self._hearing.require_own()
        self._folder.keep()
        self._hearing.tell(
            phase="living",
            cases=progress.expected,
            cases_done=progress.done,
            left_s=None if progress.left_s is None else round(progress.left_s, 1),
        )
