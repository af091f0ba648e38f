"""Pages for paper and phone: one language, no script, nothing from anywhere else."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from markupsafe import Markup

from api.page.page import environment, policy, raw
from api.page.paper_words import PAPER_WORDS
from api.page.words import LANGUAGES, TAGS, Language, known_language


def paper(template: str, title: str, named: Mapping[str, str], zone: ZoneInfo, language: str, **shown: object) -> str:
    """Write a page for paper.

    Parameters
    ----------
    template : str
        Its file.
    title : str
        The key of its title.
    named : mapping of str to str
        What the title names.
    zone : ZoneInfo
        The zone that times are shown in.
    language : {"en", "zh"}
        The page's only language.
    **shown
        What the template draws.

    Returns
    -------
    str
        The page, to be written as UTF-8.

    Raises
    ------
    ValueError
        Where there is no such language.
    """
    chosen = known_language(language)
    style = raw("paper.css")
    return (
        environment()
        .get_template(template)
        .render(
            style=style,
            policy=policy(style, ""),  # the only script that may run is the empty one
            tag=TAGS[chosen],
            chosen=chosen,
            titles={known: PAPER_WORDS[known][title].format(**named) for known in LANGUAGES},
            t=partial(_text, chosen),
            day=partial(_day, chosen),
            moment=partial(_moment, zone),
            **shown,
        )
    )


def _text(language: Language, key: str, **values: object) -> Markup:
    """A text in the page's language, its values escaped."""
    return Markup(PAPER_WORDS[language][key]).format(**values)  # noqa: S704 our own words


def _day(language: Language, day: date) -> Markup:
    """``Mon 2026-11-23``."""
    return _text(language, f"day_{day.weekday()}", day=day.isoformat())


def _moment(zone: ZoneInfo, at: datetime | None) -> str:
    """``2026-11-23 09:10``, or nothing where it is not known."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at is not None else ""
