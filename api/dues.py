"""What a service book owes, as tables for a terminal: calls, tickets, inspections, reports, what waits."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.page.names import carried_name
from api.printable import printable
from api.terminal import LATE_STYLE, plain_table
from optimiser import Agenda, Call, OnTime, on_time

_TOLD = {
    "respond": "answer",
    "assess": "assessment",
    "diagnose": "diagnosis",
    "solution": "solution named",
    "dispatch": "dispatch told",
    "part": "part there",
    "loan": "loan unit there",
    "on_site": "on site",
    "send": "someone sent",
    "restore": "restored",
    "workshop": "back from the workshop",
}
_WAITS = {
    "customer": "the customer",
    "quote": "a quote's approval",
    "part": "a part",
    "workshop": "the workshop",
    "unsaid": "something unsaid",
    "repair": "the repair",
    "access": "the site to open",
    "engineer": "somebody who is there and can do it",
    "later": "its time",
}


def due_parts(agenda: Agenda) -> list[RenderableType]:
    """Everything that is due, table after table; what is empty is left out."""
    zone = ZoneInfo(agenda.book.time_zone)
    tables = [
        calls_table(agenda, agenda.calls, "To be met without a visit"),
        _tickets(agenda, zone),
        _inspections(agenda),
        _appointments(agenda),
        _papers(agenda, zone),
        _waiting(agenda, zone),
        _kept(agenda),
    ]
    parts: list[RenderableType] = [table for table in tables if table.row_count]
    parts += [Text.assemble(("warning: ", "bold"), printable(sentence)) for sentence in agenda.warnings]
    return parts or [Text(f"Nothing is due from {agenda.first} to {agenda.last}.")]


def kept_shares(agenda: Agenda) -> list[OnTime]:
    """How many tickets were on time, by month, quarter and year, where a policy promises a share of them."""
    now = agenda.problem.now
    figures = [figure for per in ("month", "quarter", "year") for figure in on_time(agenda.book, now=now, per=per)]
    return [figure for figure in figures if figure.is_kept is not None]


def _table(title: str, *headings: str) -> Table:
    table = plain_table(title)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def calls_table(agenda: Agenda, calls: Sequence[Call], title: str) -> Table:
    """What is to be met from the desk, and by when, under a title."""
    zone = ZoneInfo(agenda.book.time_zone)
    table = _table(f"{title} ({len(calls)})", "By", "What", "Ticket", "Site")
    for call in calls:
        what = _TOLD.get(call.kind, call.kind)
        table.add_row(_by(call.done_by, zone, call.missed), what, printable(call.ticket), _site(agenda, call.site))
    return table


def _tickets(agenda: Agenda, zone: tzinfo) -> Table:
    rows = agenda.tickets_due
    table = _table(f"Tickets ({len(rows)})", "On site by", "Restored by", "Ticket", "Severity", "Site", "Stands")
    for row in rows:
        table.add_row(
            _by(row.onsite_by, zone, row.onsite_missed),
            _by(row.restore_by, zone, row.restore_missed),
            printable(row.ticket),
            printable(row.severity),
            _site(agenda, row.site),
            row.stands,
        )
    return table


def _inspections(agenda: Agenda) -> Table:
    table = _table(f"Inspections ({len(agenda.inspections)})", "Due", "Ready", "Inspection", "Kind", "Site", "Where")
    for each in sorted(agenda.inspections, key=lambda inspection: (inspection.due_on, inspection.id)):
        overdue = each.due_on < agenda.first
        table.add_row(
            Text(str(each.due_on), LATE_STYLE if overdue else ""),
            str(each.ready_on),
            printable(each.id),
            _kind(each.kind),
            _site(agenda, each.site),
            "desk" if each.remote else "on site",
        )
    return table


def _appointments(agenda: Agenda) -> Table:
    visits = {visit.id: visit for visit in agenda.problem.visits}
    booked = [(visits[id_], source) for id_, source in agenda.sources.items() if source.kind in ("appointment", "loan")]
    table = _table(f"Appointments and loan units ({len(booked)})", "From", "Until", "Visit", "Kind", "Site")
    for visit, source in booked:
        opens = min((window.open for window in visit.windows), default=None)
        closes = max((window.close for window in visit.windows), default=None)
        table.add_row(
            "" if opens is None else f"{opens:%Y-%m-%d %H:%M}",
            "" if closes is None else f"{closes:%Y-%m-%d %H:%M}",
            printable(visit.id),
            _kind(visit.kind),
            _site(agenda, source.site),
        )
    return table


def _papers(agenda: Agenda, zone: tzinfo) -> Table:
    overdue = sum(paper.overdue for paper in agenda.papers)
    counts = f"{len(agenda.papers)}, {overdue} overdue" if overdue else f"{len(agenda.papers)}"
    table = _table(f"Reports owed ({counts})", "By", "Report", "For", "Site", "Done")
    for paper in agenda.papers:
        what = "fault report" if paper.source.kind == "ticket" else "inspection report"
        table.add_row(
            _by(paper.due_at, zone, paper.overdue).append(" overdue" if paper.overdue else ""),
            what,
            printable(", ".join(paper.source.rules) or paper.source.id),
            _site(agenda, paper.source.site),
            f"{paper.done_at.astimezone(zone):%Y-%m-%d}",
        )
    return table


def _waiting(agenda: Agenda, zone: tzinfo) -> Table:
    table = _table(f"Waiting ({len(agenda.waiting)})", "What", "Id", "Site", "Waits for", "Since")
    for each in agenda.waiting:
        table.add_row(
            each.kind, printable(each.id), _site(agenda, each.site), _WAITS[each.waits_for], _by(each.since, zone)
        )
    return table


def _kept(agenda: Agenda) -> Table:
    table = _table(
        "On time, of the tickets of a month, a quarter, a year", "When", "On time", "Late", "Share", "Promised"
    )
    for figure in kept_shares(agenda):
        table.add_row(
            printable(figure.period),
            str(figure.tickets_on_time_count),
            str(figure.tickets_late_count),
            Text(f"{figure.tickets_share:.1%}", "" if figure.is_kept else LATE_STYLE),
            f"{figure.promised_share:.0%}",
        )
    return table


def _site(agenda: Agenda, id_: str) -> Text:
    """A site by its id, and by its name where the book carries one: ``s07 · East Gate``."""
    return printable(id_, next((carried_name(site.carried) for site in agenda.book.sites if site.id == id_), None))


def _kind(kind: str | None) -> Text:
    """``on site inspection``: a kind of work in words."""
    return printable(kind and kind.replace("_", " "))


def _by(at: datetime | None, zone: tzinfo, missed: bool = False) -> Text:
    """A deadline by the book's clocks; red where it was missed."""
    return Text("" if at is None else f"{at.astimezone(zone):%Y-%m-%d %H:%M}", LATE_STYLE if missed else "")
