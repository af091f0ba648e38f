"""The whole way from a book and some days to the problem of those days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from optimiser.agenda.appointments import AppointmentRoom
from optimiser.agenda.desk import Desk
from optimiser.agenda.entries import Agenda, Entry, Waiting
from optimiser.agenda.frame import DAY, Frame
from optimiser.agenda.inspections import InspectionRoom
from optimiser.agenda.loans import LoanRoom
from optimiser.agenda.names import Names
from optimiser.agenda.paperwork import papers_of_the_past
from optimiser.agenda.people import People
from optimiser.agenda.standing import standing
from optimiser.agenda.tickets import TicketRoom
from optimiser.book import Book
from optimiser.inputs import Place, Problem
from optimiser.recurrence import Inspection, inspections_due
from optimiser.roster import Roster, Rota, rota_of_days, shifts_of
from optimiser.sla import to_replace


def agenda_of(
    book: Book,
    first: date,
    last: date,
    now: datetime | None = None,
    inspections: Sequence[Inspection] | None = None,
    done: Mapping[str, date] | None = None,
    rota: Rota | None = None,
) -> Agenda:
    """Gather what is due in some days, and make it a problem that can be planned.

    Parameters
    ----------
    book : Book
    first, last : date
        The days, both included, as the book's time zone counts them.
    now : datetime, optional
        What was reported, and what happened, later is not known yet, and nothing is planned before it. Without it all
        that the book says is known.
    inspections : sequence of Inspection, optional
        Those to plan, on the days that they name; without it, all that are due.
    done : mapping of str to date, optional
        When each inspection rule was last done, where the book does not know it yet.
    rota : Rota, optional
        Who is on call; without it, it is planned month by month, so that each day gives the same answer whatever days
        the agenda is of.

    Returns
    -------
    Agenda

    Raises
    ------
    FaultyInput
        With every fault of the book that keeps it from being planned.
    """
    frame = Frame(book, first, last, now)
    rota = _rota(frame) if rota is None else rota
    roster = shifts_of(book, first, last, rota)
    due = list(inspections_due(book, first, last, done) if inspections is None else inspections)
    rooms = _Rooms(frame, roster, rota, due)
    entries = [_named(entry) for entry in rooms.entries]
    return Agenda(
        book=book,
        first=first,
        last=last,
        problem=_problem(frame, rooms, entries),
        sources={entry.visit.id: entry.source for entry in entries},
        calls=sorted(rooms.tickets.calls, key=lambda call: (call.done_by, call.ticket, call.kind)),
        waiting=rooms.waiting,
        remote=rooms.tickets.remote,
        closed=rooms.tickets.closed,
        reports={entry.visit.id: entry.report for entry in entries if entry.report is not None},
        clocks=rooms.tickets.clocks,
        inspections=due,
        papers=papers_of_the_past(frame, done or {}),
        warnings=_warnings(frame, rooms, roster),
    )


class _Rooms:
    """Everything that makes visits, in the order in which the visits stand in the problem."""

    def __init__(self, frame: Frame, roster: Roster, rota: Rota | None, due: Sequence[Inspection]) -> None:
        book, visits, places = frame.book, Names(), Names()
        self.sites = {site.id: places.give(site.id, "site") for site in book.sites}
        self.homes = {each.id: places.give(f"home of {each.id}", "home") for each in book.engineers}
        self.people = People(frame, roster.shifts, self.homes)
        desk = Desk(frame, self.people, self.sites)
        whole = frame, self.people
        self.tickets = TicketRoom(*whole, rota, self.sites, visits)
        self.appointments = AppointmentRoom(*whole, desk, self.sites, visits)
        self.inspections = InspectionRoom(*whole, desk, self.sites, visits)
        self.loans = LoanRoom(frame, self.sites, visits)
        self.tickets.add(frame.tickets)
        self.appointments.add(book.appointments)
        self.inspections.add(due)
        self.loans.add()
        self._all = self.tickets, self.appointments, self.inspections, self.loans

    @property
    def entries(self) -> list[Entry]:
        return [entry for room in self._all for entry in room.entries]

    @property
    def waiting(self) -> list[Waiting]:
        return [each for room in self._all for each in room.waiting]


def _named(entry: Entry) -> Entry:
    """Write into a visit what it came from, so that a plan of the document can be told back without the book."""
    source = {"kind": entry.source.kind, "id": entry.source.id}
    return replace(entry, visit=replace(entry.visit, carried={**entry.visit.carried, "x_source": source}))


def _rota(frame: Frame) -> Rota | None:
    """Plan the on-call rota of the agenda's months, and of those in which somebody took a case that is still open."""
    if frame.book.on_call is None:
        return None
    reports = [
        frame.day_of(ticket.reported_at)
        for ticket in frame.tickets.values()
        if ticket.owner is None and standing(ticket, frame.now).state == "open"
    ]
    nights = [day - DAY for day in reports]  # a night belongs to the day on which it began
    return rota_of_days(frame.book, {*frame.days, *reports, *nights})


def _problem(frame: Frame, rooms: _Rooms, entries: Sequence[Entry]) -> Problem:
    """Put the problem together; of the places only those are named that something needs."""
    book = frame.book
    engineers = rooms.people.engineers(rooms.tickets.positions, rooms.sites)
    visits = tuple(entry.visit for entry in entries)
    needed = {visit.place for visit in visits}
    for shift in (shift for engineer in engineers for shift in engineer.shifts):
        needed |= {shift.from_, shift.to, *(shift.serves_only or ())}
    sites = [Place(rooms.sites[s.id], s.lat, s.lon, s.setup, dict(s.carried)) for s in book.sites]
    homes = [Place(rooms.homes[e.id], e.lat, e.lon) for e in book.engineers]
    return Problem(
        horizon=frame.horizon,
        travel=book.travel,
        places=tuple(place for place in (*homes, *sites) if place.id in needed),
        engineers=tuple(engineers),
        visits=visits,
        now=frame.now,
        series=tuple(rooms.inspections.series),
        carried={"name": f"{book.id}, {frame.first} to {frame.last}"},
    )


def _warnings(frame: Frame, rooms: _Rooms, roster: Roster) -> list[str]:
    """What a person should know, each once."""
    flagged = to_replace(frame.promises, list(frame.tickets.values()), frame.now)
    said: Iterable[str] = (
        *(
            f"Replace unit {each.unit.id} at {each.unit.site}: the repair of {each.fault} has failed three times in a "
            f"row in its warranty (tickets {', '.join(each.tickets)})."
            for each in flagged
        ),
        *rooms.appointments.warnings,
        *rooms.inspections.warnings,
        *(gap.message for gap in roster.gaps),
        *roster.warnings,
        *frame.calendar_warnings,
    )
    return list(dict.fromkeys(said))
