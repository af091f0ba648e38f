"""``roundsman show``: a plan as a page that stands alone."""

from enum import StrEnum
from typing import Annotated

import typer

from api.cli.exits import say
from api.cli.files import STREAM, check_writable, write_bytes
from api.cli.loading import load_plan, load_problem
from api.cli.options import PlanFile, ProblemFile, TravelOption


class Language(StrEnum):
    """The language in which the page opens; it holds both."""

    ENGLISH = "en"
    CHINESE = "zh"


def show(
    problem: ProblemFile,
    plan: PlanFile,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="PAGE.html", help="Where the page goes; - is standard output.")
    ],
    language: Annotated[
        Language, typer.Option("--language", help="In which language the page opens.")
    ] = Language.ENGLISH,
    travel: TravelOption = None,
) -> None:
    """Write a plan as one page: Gantt, map, costs, what is late, what is left out and why. It needs no network."""
    check_writable(output, problem, plan)
    loaded = load_problem(problem, great_circle=travel is not None)
    stated = load_plan(plan, loaded)
    times = loaded.travel()
    from api.page import render

    page = render(loaded.problem, stated.plan, times.seconds, times.metres, language=language.value)
    write_bytes(output, page.encode(errors="xmlcharrefreplace"))
    if output != STREAM:
        say(f"{output}: open it in a browser")
