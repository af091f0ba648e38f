"""One HTML page that stands alone: no request leaves it, and its policy forbids any."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache, partial
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from api.page import formats
from api.page.figures import COST_PARTS, Figures, figures
from api.page.gantt import Gantt, gantt
from api.page.map import route_map
from api.page.names import engineer_name
from api.page.reasons import Changes, kind, sentence
from api.page.remarks import Remarks
from api.page.routes import Table
from api.page.words import LANGUAGES, TAGS, WORDS, Language, known_language
from optimiser import Plan, Problem, Reason

NOTHING_REMARKED = Remarks()

OPEN_ROUTES = 12
"""With more routes than this their tables start closed."""

OPEN_REASONS = 6
"""With more unserved visits than this their reasons start closed."""


def render(
    problem: Problem,
    plan: Plan,
    seconds: Table,
    metres: Table,
    language: str = "en",
    remarks: Remarks = NOTHING_REMARKED,
) -> str:
    """Write a plan as one HTML page.

    Parameters
    ----------
    problem, plan
        The plan must be one of this problem (the checker says whether it is).
    seconds, metres : n×n
        Travel between the problem's places, in their order.
    language : {"en", "zh"}
        Which language the page opens in; it holds both.
    remarks : Remarks, optional
        What a person should look at before the plan is published.

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
    shown = figures(problem, plan, seconds, metres)
    chart = gantt(shown)
    style = _style(chart)
    script = Markup(source("page.js"))
    return (
        environment()
        .get_template("page.html")
        .render(
            shown=shown,
            remarks=remarks,
            called=partial(_called, {engineer.id: engineer_name(engineer) for engineer in problem.engineers}),
            totals=shown.totals,
            gantt=chart,
            map=route_map(shown),
            style=style,
            script=script,
            policy=policy(style, script),
            tag=TAGS[chosen],
            titles={known: WORDS[known]["title"].format(day=shown.day_range) for known in LANGUAGES},
            chosen=chosen,
            costs=[(part, getattr(plan.cost, part)) for part in COST_PARTS],
            clock=partial(_clock, shown),
            described=Changes(problem).described,
            offset=formats.offset(shown.zone),
            open_routes=sum(not shift.idle for shift in shown.shifts) <= OPEN_ROUTES,
            open_reasons=len(shown.unserved) <= OPEN_REASONS,
        )
    )


def policy(style: str, script: str) -> str:
    """The content security policy: this style and this script, nothing from anywhere else."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def both(key: str, **values: object) -> Markup:
    """A text in every language, of which the page shows one."""
    return _in_each(lambda language: Markup(WORDS[language][key]).format(**values))


def _in_each(text: Callable[[Language], str]) -> Markup:
    """One element for each language."""
    spans = [Markup('<span lang="{}">{}</span>').format(TAGS[language], text(language)) for language in LANGUAGES]
    return Markup("").join(spans)


def _called(names: Mapping[str, str], engineer: str) -> str:
    """The name of an engineer, by id; the id of one who is not in the problem any more."""
    return names.get(engineer, engineer)


def _reason(reason: Reason) -> Markup:
    return _in_each(lambda language: sentence(reason, language))


def _kind(code: str) -> Markup:
    return _in_each(lambda language: kind(code, language))


def _clock(shown: Figures, at: datetime | None, day: date | None = None) -> Markup:
    return escape(shown.clock(at, day)) if at else Markup("")


def _day_name(day: date, text: str | None = None) -> Markup:
    """``Mon 11-23``: a day with its weekday."""
    return both(f"day_{day.weekday()}", day=text or f"{day:%m-%d}")


def _hue(index: int) -> str:
    """The classes that colour a route: seven colours, three dashes."""
    return f"c{index % 7} d{index // 7 % 3}"


def _style(chart: Gantt) -> Markup:
    """The style sheet, with the measures of this chart: inline styles would need a weaker policy."""
    measures = f"@media screen{{.axis,.lane{{min-width:{chart.width_px}px}}}}\n.lane{{--hours:{chart.hours}}}\n"
    return Markup(source("page.css") + measures)


def _per_cent(x: float) -> str:
    return f"{x:.3f}".rstrip("0").rstrip(".") + "%"


def _digest(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


@cache
def source(name: str) -> str:
    """The text of a file that pages are made of."""
    return files("api.page").joinpath("templates", name).read_text(encoding="utf-8")


def raw(*names: str) -> Markup:
    """The texts of some files, one after the other, as they are."""
    return Markup("".join(map(source, names)))


@cache
def environment() -> Environment:
    """The templates, with what they may call."""
    environment = Environment(
        loader=PackageLoader("api.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "money": formats.money,
        "headline": formats.headline,
        "signed": formats.signed_money,
        "km": formats.km,
        "hours": formats.hours,
        "span": formats.span,
        "plain": formats.plain,
        "per_cent": _per_cent,
        "share": _share,
        "hue": _hue,
        "engineer_name": engineer_name,
    }
    environment.globals |= {"t": both, "reason_text": _reason, "kind_text": _kind, "day_name": _day_name}
    return environment


def _share(part: float, whole: float) -> str:
    """A part of a whole in per cent."""
    return f"{part / whole:.0%}" if whole > 0 else "–"
