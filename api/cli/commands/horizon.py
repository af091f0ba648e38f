"""``roundsman horizon``: a day and an engineer for every inspection of the weeks to come."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.text import Text

from api.cli.books import BookFile, FromOption, LoadedBook, NowOption, load_book
from api.cli.exits import OUR_BUG, of_document, say
from api.cli.files import STREAM, check_writable, made_folder, read_bytes, shown_name, write_bytes
from api.cli.interrupt import stoppable
from api.cli.layout import document_bytes
from api.cli.options import IterationsOption, JsonOption, SecondsOption, SeedOption, ThreadsOption
from api.cli.printing import print_json, print_parts
from optimiser import Fault, FaultyInput

if TYPE_CHECKING:
    from optimiser import HorizonParams, HorizonPlan, HorizonProgress, HorizonQuestion

_SECONDS = 60.0
_MOST_DAYS = 370
_MOST_NEAR = 14
_HORIZON, _PROBLEM = "horizon.json", "problem.json"


def horizon(
    book: BookFile,
    first: FromOption,
    days: Annotated[int, typer.Option("--days", min=1, max=_MOST_DAYS, metavar="N", help="So many days.")] = 91,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where the documents go.")] = Path(
        "out/horizon"
    ),
    near: Annotated[
        int, typer.Option("--near", min=0, max=_MOST_NEAR, metavar="N", help="Write the problem of the first N days.")
    ] = 1,
    promised: Annotated[
        str | None,
        typer.Option("--promised", metavar="HORIZON", help="What was planned before; its nearest days stay in place."),
    ] = None,
    now: NowOption = None,
    seconds: SecondsOption = None,
    iterations: IterationsOption = None,
    seed: SeedOption = 0,
    threads: ThreadsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Choose a day and an engineer for every inspection that is due, with room for the tickets to be expected.

    Writes horizon.json, and the first days as a problem, their tickets included, that solve turns into routes.
    """
    from optimiser import HorizonParams

    _check_free(book, output)
    loaded = load_book(book)
    now = _on_the_clocks(now, loaded)
    _check_now(now, first, days, near, loaded)
    made_folder(output)
    question = _asked(loaded, first, days, promised)
    params = HorizonParams(seconds=seconds or _SECONDS, iterations=iterations, seed=seed, threads=threads)
    plan = _planned(question, params)
    written = _written(loaded, plan, output, near, now)
    written += [f"warning: {sentence}" for sentence in question.warnings if f"warning: {sentence}" not in written]
    if as_json:
        from optimiser import write_horizon

        print_json(write_horizon(plan))
        return
    from api.horizons import horizon_parts

    print_parts(*horizon_parts(plan), Text("\n" + "\n".join(written)))


def _check_free(book: str, folder: Path) -> None:
    """See to it that neither document is written over the book."""
    for name in _HORIZON, _PROBLEM:
        if folder.is_dir():
            check_writable(str(folder / name), book)


def _check_now(now: datetime | None, first: date, days: int, near: int, loaded: LoadedBook) -> None:
    """Tell before the search, not after it, that the nearest days are over."""
    end = datetime.combine(
        first + timedelta(days=min(near, days)), datetime.min.time(), ZoneInfo(loaded.book.time_zone)
    )
    if near and now is not None and now.astimezone(UTC) >= end.astimezone(UTC):
        last = end.date() - timedelta(days=1)
        message = (
            f"{now.isoformat()} lies after {last}, the last day to make a problem of; begin later, or give --near 0"
        )
        raise FaultyInput([Fault("--now", "wrong_order", message, now.isoformat())])


def _asked(loaded: LoadedBook, first: date, days: int, promised: str | None) -> "HorizonQuestion":
    from optimiser import MatrixCache, horizon_question, parse, read_horizon

    before = None
    if promised is not None:
        with of_document(shown_name(promised)):
            before = read_horizon(parse(read_bytes(promised)), loaded.book)
    folder = Path() if loaded.source == STREAM else Path(loaded.source).parent
    with of_document(shown_name(loaded.source)):
        last = first + timedelta(days=days - 1)
        return horizon_question(loaded.book, first, last, promised=before, cache=MatrixCache(), base=folder)


def _planned(question: "HorizonQuestion", params: "HorizonParams") -> "HorizonPlan":
    """Search, and let the plan out if the checker passes it.

    Raises
    ------
    typer.Exit
        Where it does not: with all that it found on standard error.
    """
    from optimiser import check_horizon, plan_horizon

    with stoppable() as stop, _watching() as listener:
        plan = plan_horizon(question, params, clock=time.monotonic, on_progress=listener, should_stop=stop)
    violations = check_horizon(question, plan)
    if violations:
        said = "\n".join(f"{each.code}: {each.message}" for each in violations)
        say(f"internal error: please report it, with the book: the plan breaks its rules and was not written\n{said}")
        raise typer.Exit(OUR_BUG)
    return plan


@contextmanager
def _watching() -> "Iterator[Callable[[HorizonProgress], None] | None]":
    """Show how far the search is, where somebody watches."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    with console.status("choosing days and engineers (the first time on a machine, the search is compiled)") as status:

        def tell(now: "HorizonProgress") -> None:
            status.update(f"{now.elapsed_s:6.1f} s   cost {now.cost:,.0f}   {now.placed} of {now.count} placed")

        yield tell


def _written(loaded: LoadedBook, plan: "HorizonPlan", folder: Path, near: int, now: datetime | None) -> list[str]:
    """Write the documents, once both are made; says which they are."""
    from optimiser import near_days, write_horizon, write_problem

    made = {folder / _HORIZON: document_bytes(write_horizon(plan))}
    said = [f"Horizon: {folder / _HORIZON}"]
    if near:
        last = min(plan.first + timedelta(days=near - 1), plan.last)
        with of_document(shown_name(loaded.source)):
            gathered = near_days(loaded.book, plan, plan.first, last, now)
        path = folder / _PROBLEM
        made[path] = document_bytes(write_problem(gathered.problem))
        said.append(f"Problem: {path} ({plan.first} to {last}, with its tickets; roundsman solve plans its routes)")
        said += [f"warning: {sentence}" for sentence in gathered.warnings]
    for path, content in made.items():
        write_bytes(str(path), content)
    return said


def _on_the_clocks(now: datetime | None, loaded: LoadedBook) -> datetime | None:
    """A time without an offset is one on the book's clocks."""
    return now.replace(tzinfo=ZoneInfo(loaded.book.time_zone)) if now is not None and now.tzinfo is None else now
