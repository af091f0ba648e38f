"""``roundsman simulate``: what would happen if: a study of staffing scenarios, lived through and compared."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from api.cli.exits import INTERRUPTED, of_document, say
from api.cli.files import made_folder
from api.cli.interrupt import stoppable
from api.cli.options import JsonOption
from api.cli.printing import console, print_json, print_parts
from api.cli.warming import warm_up
from api.cli.watching import ProgressForm
from api.cli.watching_studies import watching_study
from api.printable import printable
from optimiser import Fault, FaultyInput

if TYPE_CHECKING:
    from scenarios import Answer, Study

_MOST_WORKERS, _MOST_REPLICATIONS, _MOST_SEED = 1024, 10_000, 2**32 - 1
_STOPPING = "stopping when the cases under way allow; what is complete is kept; Ctrl-C again gives up at once"


def simulate(
    study: Annotated[
        str | None, typer.Argument(metavar="STUDY", help="A study document (TOML), or the name of one of the library.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FOLDER", help="Where tables and reports go.  [default: out/NAME]"),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar="ADDRESS", help="A dask scheduler whose workers share the work."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers", min=1, max=_MOST_WORKERS, metavar="N", help="So many processes here.  [default: all cores]"
        ),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(
            "--replications", min=1, max=_MOST_REPLICATIONS, metavar="N", help="So many of each case, however precise."
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option("--seed", min=0, max=_MOST_SEED, metavar="N", help="Other chances.  [default: the study's]"),
    ] = None,
    progress: Annotated[
        ProgressForm,
        typer.Option("--progress", help="auto: a bar on a terminal; json: a JSON line for each case, on stderr."),
    ] = ProgressForm.AUTO,
    as_json: JsonOption = False,
    listed: Annotated[
        bool, typer.Option("--list", help="Name the studies of the library, a line each, and do nothing else.")
    ] = False,
) -> None:
    """Live through weeks under each scenario of a study, and compare: measures, intervals, differences.

    Writes tables (CSV, Parquet) and a report in English and Chinese. Run again, a study goes on where it was stopped.
    """
    if listed:
        _list()
        return
    asked = _changed(_read(study), replications, seed)
    _warn(asked)
    folder = made_folder(output or Path("out") / asked.id)
    answer = _answered(asked, folder, cluster, workers, progress)
    answer.write(folder)
    if as_json:
        print_json(_data(answer))
    else:
        _print(answer, folder)


def _list() -> None:
    from scenarios import library

    width = max(map(len, library.studies()), default=0)
    for name in library.studies():
        print(f"{name:{width}}  {library.study_question(name)}")


def _read(source: str | None) -> "Study":
    """Read a study from a file, or from the library."""
    if source is None:
        message = "name a study: a TOML document, or one of the library (roundsman simulate --list)"
        raise FaultyInput([Fault("STUDY", "missing", message)])
    from scenarios import library, load_study

    if _is_name(source):
        return load_study(library.study_path(source))
    with of_document(source):
        return load_study(Path(source))


def _warn(study: "Study") -> None:
    """Say on standard error what is strange about a study that can be run."""
    from scenarios import study_warnings

    for warning in study_warnings(study):
        say(f"warning: {printable(f'{warning.path}: {warning.message}').plain}")


def _is_name(source: str) -> bool:
    """Whether this names a study of the library, or tries to: not a file, and not written as one."""
    return Path(source).suffix == "" and not Path(source).is_file()


def _changed(study: "Study", replications: int | None, seed: int | None) -> "Study":
    """Put in what the command line says otherwise than the study."""
    if replications is not None:
        told = replace(study.replications, at_least=replications, at_most=replications, precision=())
        study = replace(study, replications=told)
    return study if seed is None else replace(study, seed=seed)


def _answered(
    study: "Study", folder: Path, cluster: str | None, workers: int | None, progress: ProgressForm
) -> "Answer":
    """Live through the cases that are not in the folder yet, and search for staffing where that is asked for.

    Raises
    ------
    typer.Exit
        Where it was stopped before there was a case.
    """
    from scenarios import answer_study

    warm_up()
    with stoppable(_STOPPING) as stop, watching_study(progress) as watch:
        answer = answer_study(
            study,
            folder,
            cluster=cluster,
            workers=workers,
            on_progress=watch.hear,
            on_lived=watch.begin_search,
            on_search=watch.hear_search,
            should_stop=stop,
        )
    if not answer.result.is_complete:
        say(f"stopped; the cases that were done are in {folder}: run the same again to go on")
    if answer.result.measures.empty:
        raise typer.Exit(INTERRUPTED)
    return answer


def _data(answer: "Answer") -> dict[str, object]:
    from api.study_results import results_of

    study = answer.study
    return {
        "id": study.id,
        "name": study.name,
        **results_of(answer.result, answer.selection),
    }


def _print(answer: "Answer", folder: Path) -> None:
    from api.terminal_study import how_lived, study_tables
    from scenarios import answer_sentences

    out = console()
    print_parts(Text(f"{printable(answer.study.name).plain}\n", "bold"))
    for sentence in [*answer_sentences(answer.result, found=answer.found), how_lived(answer.result)]:
        text = printable(sentence.replace("\u202f", " "))  # the thin space that pages put before a per cent sign
        out.print(text.append("\n"), soft_wrap=not out.is_terminal)
    print_parts(*study_tables(answer.result, out.width))
    print_parts(Text(f"\nReport: {folder / 'report.html'} (open it in a browser; report.zh.html is in Chinese)"))
