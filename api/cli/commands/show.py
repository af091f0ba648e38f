"""``roundsman show``: a plan, or the year of a service book, as a page that stands alone."""

from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

from api.cli.books import load_book, read_day
from api.cli.exits import of_document, say
from api.cli.files import STREAM, check_writable, shown_name, write_bytes
from api.cli.loading import PROBLEM_FORMAT, load_plan, load_problem
from api.cli.options import TravelOption
from optimiser import Fault, FaultyInput


class Language(StrEnum):
    """The language in which the page opens; it holds both."""

    ENGLISH = "en"
    CHINESE = "zh"


def show(
    source: Annotated[str, typer.Argument(metavar="PROBLEM|BOOK", help="A document; - is standard input.")],
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="PAGE.html", help="Where the page goes; - is standard output.")
    ],
    plan: Annotated[
        str | None, typer.Argument(metavar="[PLAN]", help="The plan of a problem; not given with a book.")
    ] = None,
    language: Annotated[
        Language, typer.Option("--language", help="In which language the page opens.")
    ] = Language.ENGLISH,
    first: Annotated[
        date | None,
        typer.Option(
            "--from", parser=read_day, metavar="DATE", help="Of a book: a day of the first month.  [default: now]"
        ),
    ] = None,
    travel: TravelOption = None,
) -> None:
    """Write one page that needs no network: of a plan its Gantt, map, costs, what is late, what is left out and why.

    Of a service book: the hours of inspections that are due in each month of a year, before and after smoothing.
    """
    check_writable(output, *filter(None, (source, plan)))
    if plan is None:
        page = _year_page(source, first or date.today(), language)  # noqa: DTZ011 - where the user is
    else:
        page = _plan_page(source, plan, language, great_circle=travel is not None)
    write_bytes(output, page.encode(errors="xmlcharrefreplace"))
    if output != STREAM:
        say(f"{output}: open it in a browser")


def _plan_page(problem: str, plan: str, language: Language, *, great_circle: bool) -> str:
    loaded = load_problem(problem, great_circle=great_circle)
    stated = load_plan(plan, loaded)
    times = loaded.travel()
    from api.page import render

    return render(loaded.problem, stated.plan, times.seconds, times.metres, language=language.value)


def _year_page(source: str, first: date, language: Language) -> str:
    try:
        loaded = load_book(source)
    except FaultyInput as faulty:
        # Whoever forgets the plan of a problem is not told what the problem lacks to be a book.
        if any(fault.path == "$.format" and fault.value == PROBLEM_FORMAT for fault in faulty.faults):
            message = "a problem is shown with a plan of it: give the plan as well"
            raise FaultyInput([Fault("PLAN", "missing", message)]) from None
        raise
    from api.page import render_year

    with of_document(shown_name(source)):
        return render_year(loaded.book, first, language=language.value)
