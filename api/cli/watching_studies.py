"""What a person, or a program, sees on standard error of a study that goes on."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from api.cli.watching import ProgressForm

if TYPE_CHECKING:
    from scenarios import Progress, StaffingSearch

Listener = Callable[["Progress"], None]
_SearchListener = Callable[["StaffingSearch"], None]


class StudyWatch:
    """Shows how far a study is, then how far its search is: never both at once."""

    def __init__(self, form: ProgressForm, shown: ExitStack) -> None:
        self._form, self._shown = form, shown
        self.hear: Listener | None = shown.enter_context(_watching_cases(form))
        """To be called with each news of the study; None: nobody watches."""
        self._hear_search: _SearchListener | None = None

    def begin_search(self, _result: object) -> None:
        """Show the search from now on."""
        self._shown.close()
        self._hear_search = self._shown.enter_context(_watching_search(self._form))

    def hear_search(self, search: "StaffingSearch") -> None:
        """Take news of the search."""
        if self._hear_search is not None:
            self._hear_search(search)


@contextmanager
def watching_study(form: ProgressForm) -> Iterator[StudyWatch]:
    """Show a study and its search while they go on: bars, JSON lines, or nothing."""
    with ExitStack() as shown:
        yield StudyWatch(form, shown)


@contextmanager
def _watching_cases(form: ProgressForm) -> Iterator[Listener | None]:
    """A bar with the time left, JSON lines, or nothing."""
    if form is ProgressForm.JSON:
        yield _json_line
    elif form is ProgressForm.AUTO and Console(stderr=True).is_terminal:
        with _bar() as listener:
            yield listener
    else:
        yield None


@contextmanager
def _watching_search(form: ProgressForm) -> Iterator[_SearchListener | None]:
    """A moving line, JSON lines, or nothing."""
    if form is ProgressForm.JSON:
        yield lambda search: _line({"staffings_open": search.open_count})
    elif form is ProgressForm.AUTO and Console(stderr=True).is_terminal:
        with Bar(TextColumn("{task.description}"), TimeElapsedColumn(), console=Console(stderr=True)) as bar:
            task = bar.add_task("searching for the cheapest staffing", total=None)
            yield lambda search: bar.update(task, description=f"{search.open_count} staffings are still open")
    else:
        yield None


def _json_line(now: "Progress") -> None:
    line = {
        "cases": now.expected,
        "cases_done": now.done,
        "days": now.days_expected,
        "days_done": now.days_done,
        "left_s": None if now.left_s is None else round(now.left_s, 1),
    }
    _line(line)


def _line(line: Mapping[str, object]) -> None:
    with suppress(OSError):  # whoever stops listening still gets the tables
        print(json.dumps(line), file=sys.stderr, flush=True)


@contextmanager
def _bar() -> Iterator[Listener]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:3.0f} %"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}"),
    )
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("getting ready", total=None, left="")

        def tell(now: "Progress") -> None:
            words = f"{now.done} of {now.expected} cases"
            left = "" if now.left_s is None else f"{_span(now.left_s)} left"
            bar.update(task, completed=now.days_done, total=now.days_expected, description=words, left=left)

        yield tell


def _span(seconds: float) -> str:
    """``40 s``, ``3 min``, ``2 h 05 min``: roughly how long."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02d} min"
