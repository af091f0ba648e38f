"""A study's report as a page that stands alone: no request leaves it, it runs nothing, and its policy forbids both."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from scenarios.report.answer import answer
from scenarios.report.backlog import backlog_plots
from scenarios.report.bars import LOAD, load_charts, splits
from scenarios.report.choice import Found, choice
from scenarios.report.frontier import frontier
from scenarios.report.judging import goal_told, verdict
from scenarios.report.reading import Reading
from scenarios.report.settings import assumptions, settings
from scenarios.report.tables import case_table, engineer_table, group_tables
from scenarios.report.waits import QUANTILES, wait_plots
from scenarios.report.whiskers import MAIN, difference_panels, policy_panels, service_panels
from scenarios.report.words import TAGS, Language, Words
from scenarios.service import Service
from scenarios.studies.result import StudyResult

FILES: dict[Language, str] = {"en": "report.html", "zh": "report.zh.html"}
"""What the pages are called in a study's folder."""

OPEN_COUNT = 8
"""Of more charts of one kind than this, the others are shown when asked for."""


def write_report(
    result: StudyResult,
    folder: str | Path,
    service: Service | None = None,
    found: Found | None = None,
) -> None:
    """Write the report of a study in both languages, as `report.html` and `report.zh.html`.

    Parameters
    ----------
    result : StudyResult
    folder : path
        Is made where it does not exist.
    service : Service, optional
        What was simulated; with it the report states the effort and the assumptions in numbers.
    found : Found, optional
        What a search for the cheapest staffing found, which is then shown first.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for language, name in FILES.items():
        page = report_page(result, language, service, found)
        (folder / name).write_text(page, encoding="utf-8", newline="\n")


def report_page(
    result: StudyResult,
    language: Language,
    service: Service | None = None,
    found: Found | None = None,
) -> str:
    """Write the report of a study as one HTML page.

    Parameters
    ----------
    result : StudyResult
    language : {"en", "zh"}
    service : Service, optional
        What was simulated.
    found : Found, optional
        What a search for the cheapest staffing found.

    Raises
    ------
    ValueError
        Where there is no such language.
    """
    if language not in TAGS:
        raise ValueError(f"no language {language!r}: choose one of {', '.join(TAGS)}")
    reading, words = Reading(result), Words(language)
    style = Markup(_source("report.css"))  # noqa: S704 -- it is our own
    return (
        _environment()
        .get_template("report.html")
        .render(
            reading=reading,
            study=result.study,
            result=result,
            words=words,
            t=words.say,
            style=style,
            policy=_policy(style),
            choice=choice(found, words) if found else None,
            answer=answer(reading, words),
            verdicts={case: verdict(reading, case) for case in reading.cases},
            goal=goal_told(reading, words),
            main=case_table(reading, words, MAIN),
            service_panels=service_panels(reading, words),
            difference_panels=difference_panels(reading, words),
            policy_panels=policy_panels(reading, words),
            frontier=frontier(reading, words),
            backlog=backlog_plots(reading, words),
            waits=wait_plots(reading, words),
            quantiles=case_table(reading, words, QUANTILES),
            loads=load_charts(reading, words),
            engineers=engineer_table(reading, words, LOAD),
            splits=splits(reading),
            settings=settings(reading, words, service),
            assumptions=assumptions(words, service),
            everything=group_tables(reading, words),
            open_count=OPEN_COUNT,
        )
    )


def _policy(style: str) -> str:
    """The content security policy: this style, no script, nothing from anywhere."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


@cache
def _source(name: str) -> str:
    return files("scenarios.report").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    """The templates."""
    return Environment(
        loader=PackageLoader("scenarios.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
