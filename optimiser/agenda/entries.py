"""What an agenda holds: the problem, and what every part of it came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from optimiser.book import Book, Span
from optimiser.inputs import Problem, Visit
from optimiser.recurrence import Inspection
from optimiser.sla import TicketClock

SourceKind = Literal["ticket", "inspection", "appointment", "loan"]
"""What a visit can come from."""

WaitsFor = Literal["customer", "quote", "part", "workshop", "unsaid", "repair", "access", "engineer", "later"]
"""What stands between a piece of work and a visit: the reasons for a pause; the repair, until which a loan unit is
needed; a site that is closed on all its days; desk work that nobody with its skills is there for on its days; a day
after the last of the agenda."""


@dataclass(frozen=True)
class Source:
    """What a visit came from, in the words of the book.

    Attributes
    ----------
    kind : str
        What it is; the next field says which.
    id : str
        Of the ticket, of the inspection, of the appointment, or of the ticket for which a unit was lent.
    site : str
        Where it is owed, which may be another place than where it is done: desk work is done at home.
    rules : tuple of str
        The inspection rules that it serves, the highest level first.
    part, parts : int
        Which of how many visits that belong together.
    due_on : date or None
        The last day on which an inspection keeps its rule.
    desk : bool
        Whether it is desk work, which takes time and no trip.
    """

    kind: SourceKind
    id: str
    site: str
    rules: tuple[str, ...] = ()
    part: int = 1
    parts: int = 1
    due_on: date | None = None
    desk: bool = False


@dataclass(frozen=True)
class Call:
    """A promise that is kept without a visit and is still open: an answer, a diagnosis, a part that must be there.

    ``done_by`` is its deadline; ``missed`` says that it lies before now. ``before_trip_of`` names the engineer who
    leaves for the ticket before that: then it is due when they leave.
    """

    ticket: str
    site: str
    kind: str
    done_by: datetime
    missed: bool
    before_trip_of: str | None = None


@dataclass(frozen=True)
class TicketDue:
    """An open ticket, and by when somebody must be there and it must be restored.

    Attributes
    ----------
    stands : {"visit", "waiting", "remote"}
        What becomes of it in the agenda.
    onsite_by, restore_by : datetime or None
        None: not promised, met already, or its clock stands.
    onsite_missed, restore_missed : bool
        Whether the deadline lies before now.
    """

    ticket: str
    site: str
    severity: str
    stands: Literal["visit", "waiting", "remote"]
    onsite_by: datetime | None
    restore_by: datetime | None
    onsite_missed: bool = False
    restore_missed: bool = False


@dataclass(frozen=True)
class Waiting:
    """Work that is open and cannot be planned yet, and what it waits for; ``since`` when, where that is known."""

    kind: SourceKind
    id: str
    site: str
    waits_for: WaitsFor
    since: datetime | None = None


@dataclass(frozen=True)
class Report:
    """Which report is owed after a visit, counted from its end."""

    kind: str
    span: Span


@dataclass(frozen=True)
class Entry:
    """A visit, what it came from, and which report is owed after it."""

    visit: Visit
    source: Source
    report: Report | None = None


@dataclass(frozen=True)
class Paper:
    """A report that is owed: for what, after a visit that ended when, and by when.

    ``visit`` is None where the visit is over; ``overdue`` says that the report should have been written before now.
    """

    kind: str
    source: Source
    done_at: datetime
    due_at: datetime
    visit: str | None = None
    engineer: str | None = None
    overdue: bool = False


@dataclass(frozen=True)
class Agenda:
    """What is due in a span of days, ready to be planned.

    Attributes
    ----------
    book : Book
        What it was made from.
    first, last : date
        The days, both included.
    problem : Problem
        What the search plans.
    sources : mapping of str to Source
        What each visit of the problem came from.
    calls : sequence of Call
        Promises that are kept without a visit, the most urgent first.
    waiting : sequence of Waiting
        What is open and no visit yet.
    remote : sequence of str
        Ids of open tickets that never need a visit: questions, complaints.
    closed : sequence of str
        Ids of tickets that are over: restored, solved remotely, cancelled.
    reports : mapping of str to Report
        Which report is owed after a visit, where one is.
    clocks : mapping of str to TicketClock
        The deadlines of every open ticket.
    inspections : sequence of Inspection
        What is due, before it is divided into parts.
    papers : sequence of Paper
        Reports that are owed for what was done already, the first due first.
    warnings : sequence of str
        What a person should know: units to replace, days without cover, years without announced holidays.
    """

    book: Book
    first: date
    last: date
    problem: Problem
    sources: Mapping[str, Source]
    calls: Sequence[Call] = ()
    waiting: Sequence[Waiting] = ()
    remote: Sequence[str] = ()
    closed: Sequence[str] = ()
    reports: Mapping[str, Report] = field(default_factory=dict)
    clocks: Mapping[str, TicketClock] = field(default_factory=dict)
    inspections: Sequence[Inspection] = ()
    papers: Sequence[Paper] = ()
    warnings: Sequence[str] = ()

    @property
    def tickets_due(self) -> list[TicketDue]:
        """The open tickets, the most urgent first."""
        waiting = {each.id for each in self.waiting if each.kind == "ticket"}
        remote = set(self.remote)
        rows = [
            _due(clock, "remote" if id_ in remote else "waiting" if id_ in waiting else "visit")
            for id_, clock in self.clocks.items()
        ]
        return sorted(rows, key=_urgency)


def _due(clock: TicketClock, stands: Literal["visit", "waiting", "remote"]) -> TicketDue:
    ticket, going, repair = clock.ticket, clock.going, clock.repair
    return TicketDue(
        ticket=ticket.id,
        site=ticket.site,
        severity=ticket.severity,
        stands=stands,
        onsite_by=None if going is None else going.at,
        restore_by=None if repair is None else repair.at,
        onsite_missed=going is not None and going.state == "missed",
        restore_missed=repair is not None and repair.state == "missed",
    )


def _urgency(row: TicketDue) -> tuple[float, str]:
    deadlines = [at.timestamp() for at in (row.onsite_by, row.restore_by) if at is not None]
    return min(deadlines, default=float("inf")), row.ticket
