"""From what was gathered to the agenda: all rooms, the problem, the warnings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from optimiser.agenda.appointments import AppointmentRoom
from optimiser.agenda.desk import Desk
from optimiser.agenda.entries import Agenda, Entry, Waiting
from optimiser.agenda.frame import Frame
from optimiser.agenda.inspections import InspectionRoom
from optimiser.agenda.loans import LoanRoom
from optimiser.agenda.names import Names
from optimiser.agenda.paperwork import papers_of_the_past
from optimiser.agenda.people import People
from optimiser.agenda.tickets import TicketRoom
from optimiser.book import Book
from optimiser.inputs import Place, Problem
from optimiser.recurrence import Inspection
from optimiser.roster import Roster, Rota
from optimiser.sla import to_replace


def assembled(
    frame: Frame,
    rooms: "Rooms",
    roster: Roster,
    due: Sequence[Inspection],
    done: Mapping[str, date],
) -> Agenda:
    """Put an agenda together from rooms that have taken everything in."""
    entries = [named(entry) for entry in rooms.entries]
    return Agenda(
        book=frame.book,
        first=frame.first,
        last=frame.last,
        problem=_problem(frame, rooms, entries),
        sources={entry.visit.id: entry.source for entry in entries},
        calls=sorted(rooms.tickets.calls, key=lambda call: (call.done_by, call.ticket, call.kind)),
        waiting=rooms.waiting,
        remote=rooms.tickets.remote,
        closed=rooms.tickets.closed,
        reports={entry.visit.id: entry.report for entry in entries if entry.report is not None},
        clocks=rooms.tickets.clocks,
        inspections=due,
        papers=papers_of_the_past(frame, done),
        warnings=_warnings(frame, rooms, roster),
    )


class Rooms:
    """Everything that makes visits, in the order in which the visits stand in the problem."""

    def __init__(self, frame: Frame, roster: Roster, rota: Rota | None, due: Sequence[Inspection]) -> None:
        book, visits = frame.book, Names()
        self.sites, self.homes = names_of_places(book)
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
        """All visits, with what they came from."""
        return [entry for room in self._all for entry in room.entries]

    @property
    def waiting(self) -> list[Waiting]:
        """All that is no visit yet."""
        return [each for room in self._all for each in room.waiting]


def names_of_places(book: Book) -> tuple[dict[str, str], dict[str, str]]:
    """The ids of a problem's places: of each site, and of each engineer's home."""
    places = Names()
    sites = {site.id: places.give(site.id, "site") for site in book.sites}
    return sites, {each.id: places.give(f"home of {each.id}", "home") for each in book.engineers}


def named(entry: Entry) -> Entry:
    """Write into a visit what it came from, so that a plan of the document can be told back without the book."""
    source = {"kind": entry.source.kind, "id": entry.source.id}
    return replace(entry, visit=replace(entry.visit, carried={**entry.visit.carried, "x_source": source}))


def _problem(frame: Frame, rooms: Rooms, entries: Sequence[Entry]) -> Problem:
    """Put the problem together; of the places only those are named that something needs."""
    book = frame.book
    engineers = rooms.people.engineers(rooms.tickets.positions, rooms.sites)
    visits = tuple(entry.visit for entry in entries)
    needed = {visit.place for visit in visits}
    for shift in (shift for engineer in engineers for shift in engineer.shifts):
        needed |= {shift.from_, shift.to, *(shift.serves_only or ())}
    sites = [Place(rooms.sites[s.id], s.lat, s.lon, s.setup, dict(s.carried)) for s in book.sites]
    homes = [Place(rooms.homes[e.id], e.lat, e.lon, carried={"x_kind": "home"}) for e in book.engineers]
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


def _warnings(frame: Frame, rooms: Rooms, roster: Roster) -> list[str]:
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
