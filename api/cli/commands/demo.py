"""``roundsman demo``: a bundled day, planned and shown."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from api.cli.exits import of_document
from api.cli.files import write_bytes
from api.cli.layout import document_bytes
from api.cli.loading import load_problem
from api.cli.options import SecondsOption
from api.cli.planning import SearchOptions, planned
from api.cli.printing import print_parts, print_plan
from optimiser import Fault, FaultyInput

_SECONDS = 5.0


def demo(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where problem, plan and page go.")
    ] = Path("out/demo"),
    seconds: SecondsOption = None,
) -> None:
    """Plan the bundled day: a Monday in Qingdao, real places and invented customers. Prints it and writes its page."""
    from api.page import render
    from optimiser import write_plan
    from scenarios import library

    folder = _made(output)
    problem_file, plan_file, page_file = (folder / name for name in ("problem.json", "plan.json", "plan.html"))
    write_bytes(str(problem_file), library.path().read_bytes())
    loaded = load_problem(str(problem_file))
    travel = loaded.travel()
    plan = planned(loaded, travel, SearchOptions(seconds=seconds or _SECONDS))
    write_bytes(str(plan_file), document_bytes(write_plan(plan)))
    write_bytes(str(page_file), render(loaded.problem, plan, travel.seconds, travel.metres).encode())
    print_plan(loaded.problem, plan, travel)
    print_parts(Text(f"\nProblem: {problem_file}\nPlan:    {plan_file}\nPage:    {page_file} (open it in a browser)"))


def _made(folder: Path) -> Path:
    with of_document(str(folder)):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            message = "a file stands in the way of this folder; name another one"
            raise FaultyInput([Fault("--output", "bad_output", message, str(folder))]) from None
    return folder
