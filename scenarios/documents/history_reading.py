"""Demand that is fitted to a history: what a study says of it, and the demand that comes of that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimiser import Book, Fault, FaultyInput
from optimiser import describing as of
from scenarios.demand import Demand, Stream
from scenarios.documents.book_source import file_beside
from scenarios.documents.service_records import STREAM

if TYPE_CHECKING:
    from scenarios.demand import Reports

_FITTED = ("id", "per_day", "weekdays", "hours", "season", "dispersion", "bunching", "week_cv")
_SHOWN_COUNT = 5

TEMPLATE = of.Record(
    "a template",
    partial(Stream, "", 0.0),
    "What a history does not tell of the tickets of one type; the same as in a stream.",
    [replace(item, default=STREAM.default_of(item)) for item in STREAM.fields if item.key not in _FITTED],
    STREAM.checks,
)


@dataclass(frozen=True)
class History:
    """What a study says of a history.

    Attributes
    ----------
    file : str or None
        The name of a CSV file; None: the tickets of the book.
    at, type, site : str or None
        What its columns are called.
    first, last : date or None
        The days that were watched; None: from the first ticket to the last.
    left_out, holidays, storms : sequence of date
    streams : mapping of str to Stream
        What is not fitted, by type.
    others : Stream or None
        What is not fitted, of any other type.
    """

    file: str | None = None
    at: str | None = None
    type: str | None = None
    site: str | None = None
    first: date | None = None
    last: date | None = None
    left_out: Sequence[date] = ()
    holidays: Sequence[date] = ()
    storms: Sequence[date] = ()
    streams: Mapping[str, Stream] = field(default_factory=dict)
    others: Stream | None = None


def _check_columns(draft: Mapping[str, Any], at: of.Steps, found: of.Findings) -> None:
    if draft.get("file") is not None and draft.get("at") is None and not found.is_noted((*at, "at")):
        message = "is missing where a file is named; give the name of the column that says when it was reported"
        found.add((*at, "at"), "missing", message)


_COLUMN = of.Text("the name of a column", most=200)
_DATES = of.ListOf(of.DATE, "a list of dates", most=20_000)

HISTORY = of.Record(
    "a history",
    History,
    "Demand that is fitted to what was reported before: a stream for each type of ticket, with its course over weeks, "
    "weekdays and hours.",
    [
        of.Field("file", of.Text("the name of a file", most=1000), "A CSV file; null: the book's tickets."),
        of.Field("at", _COLUMN, "Its column that says when a ticket was reported; needed with a file."),
        of.Field("type", _COLUMN, "Its column that says of which type; null: all are `tickets`."),
        of.Field("site", _COLUMN, "Its column that says at which site, or in which district of sites."),
        of.Field("first", of.DATE, "The first day that was watched; null: that of the first ticket."),
        of.Field("last", of.DATE, "The last day that was watched; null: that of the last ticket."),
        of.Field("left_out", _DATES, "Days not to look at."),
        of.Field("holidays", _DATES, "Days that are known to be holidays, also ones to come."),
        of.Field("storms", _DATES, "Days that are known to be storms, also ones to come."),
        of.Field("streams", of.MapOf(of.Text("a type"), TEMPLATE), "What is not fitted, by type."),
        of.Field("others", TEMPLATE, "What is not fitted, of every type that is not named in `streams`."),
    ],
    [_check_columns],
)  # fmt: skip


def demand_of(history: History, book: Book, folder: Path | None, until: date) -> Demand:
    """Fit demand to a history.

    Parameters
    ----------
    history : History
    book : Book
    folder : Path or None
        Where its file lies.
    until : date
        The season is carried on until then.

    Raises
    ------
    FaultyInput
        Where there is no history, too little of it, or a type of which the study says nothing; with paths below
        ``$.demand_from``.
    """
    file = None if history.file is None else file_beside(history.file, folder, "$.demand_from.file")
    try:
        return _fitted(history, book, file, until)
    except FaultyInput as faulty:
        raise FaultyInput(replace(fault, path=_place(fault.path)) for fault in faulty.faults) from None


def _fitted(history: History, book: Book, file: Path | None, until: date) -> Demand:
    # Fitting loads pandas, which whoever reads other studies need not wait for.
    from scenarios.demand import Columns, at_sites, fit_demand, read_reports, reports_of, templates_of

    if file is None:
        reports, templates = reports_of(book), {**templates_of(book), **history.streams}
    else:
        columns = Columns(history.at or "", history.type, history.site)
        reports = read_reports(file, columns, book.time_zone, history.first, history.last)
        templates = dict(history.streams)
    fitted = fit_demand(
        reports,
        left_out=history.left_out,
        holidays=history.holidays,
        storms=history.storms,
        templates=_of_every_type(reports, templates, history),
    )
    return at_sites(fitted.until(until), book)


def _of_every_type(reports: "Reports", templates: Mapping[str, Stream], history: History) -> dict[str, Stream]:
    unsaid = [name for name in reports.types if name not in templates]
    if unsaid and history.others is None:
        some = ", ".join(map(of.shown, unsaid[:_SHOWN_COUNT])) + (" …" if len(unsaid) > _SHOWN_COUNT else "")
        message = f"says nothing of the types {some}; give severity, skills and work of each, or of all as `others`"
        raise FaultyInput([Fault("streams", "missing", message)])
    unheard = [name for name in history.streams if name not in reports.types]
    if unheard:
        hint = of.nearest(unheard[0], reports.types) or "look at the column of types"
        message = f"the history has no type {of.shown(unheard[0])}; {hint}"
        raise FaultyInput([Fault("streams", "unknown_type", message, unheard[0])])
    others = {name: history.others for name in unsaid if history.others is not None}
    return {**templates, **others}


def _place(path: str) -> str:
    """Say of a fault of the fitting where it is in the study."""
    if path.startswith("$"):
        return path
    name = path.removeprefix("columns.").split(".")[0].split("[")[0]
    known = {each.key for each in HISTORY.fields}
    return f"$.demand_from.{name}" if name in known else "$.demand_from.site" if name == "demand" else "$.demand_from"
