"""The whole way from a book and some days to the problem of those days, once or for one day after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property

from optimiser.agenda.assembly import Rooms, assembled, named, names_of_places
from optimiser.agenda.entries import Agenda
from optimiser.agenda.frame import DAY, Frame, Reference
from optimiser.agenda.names import Names
from optimiser.agenda.people import People
from optimiser.agenda.standing import standing
from optimiser.agenda.tickets import TicketRoom
from optimiser.book import Absence, Book, Ticket
from optimiser.inputs import Visit
from optimiser.recurrence import Inspection, Recurrences
from optimiser.roster import MonthlyRotas, Roster, Rostering, Rota


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
    return Almanac(book).days(first, last, rota=rota).agenda(now, inspections=inspections, done=done)


class Almanac:
    """Makes the agendas of a book, one after the other, and keeps what they have in common.

    Whoever lives through a year of days makes one; it is for one thread.

    Parameters
    ----------
    book : Book
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        self.reference = Reference(book)

    @cached_property
    def rostering(self) -> Rostering:
        """Who is on when."""
        return Rostering(self.book)

    @cached_property
    def rotas(self) -> MonthlyRotas:
        """Who is on call when, as far as the book knows who is away."""
        return MonthlyRotas(self.book)

    @cached_property
    def recurrences(self) -> Recurrences:
        """Which inspections are due when."""
        return Recurrences(self.book)

    def days(
        self,
        first: date,
        last: date,
        *,
        rota: Rota | None = None,
        absences: Mapping[str, Sequence[Absence]] | None = None,
    ) -> "DaysAhead":
        """Look at some days.

        Parameters
        ----------
        first, last : date
            Both included.
        rota : Rota, optional
            As in :func:`agenda_of`.
        absences : mapping of str to sequence of Absence, optional
            Of engineers, by id: those that the book does not know of yet.
        """
        return DaysAhead(self, _with_absences(self.book, absences or {}), first, last, rota)


class DaysAhead:
    """Some days of a book: who is on, what is to be done, and what comes in during them.

    Attributes
    ----------
    book : Book
        With the absences that are known by now.
    """

    def __init__(self, almanac: Almanac, book: Book, first: date, last: date, rota: Rota | None) -> None:
        self.book = book
        self._almanac, self._first, self._last, self._rota = almanac, first, last, rota

    @cached_property
    def roster(self) -> Roster:
        """Who is on when, as :func:`optimiser.shifts_of` says; on call only where there is a rota."""
        return self._roster(self._rota)

    def agenda(
        self,
        now: datetime | None = None,
        *,
        tickets: Sequence[Ticket] | None = None,
        inspections: Sequence[Inspection] | None = None,
        done: Mapping[str, date] | None = None,
    ) -> Agenda:
        """As :func:`agenda_of`; with other `tickets` than those of the book, where these are given."""
        book = self.book if tickets is None else replace(self.book, tickets=tickets)
        frame = Frame(self._almanac.reference, book, self._first, self._last, now)
        rota, roster = self._on_call(frame)
        doings = {} if done is None else done
        due = self._almanac.recurrences.due(self._first, self._last, doings) if inspections is None else inspections
        rooms = Rooms(frame, roster, rota, list(due))
        return assembled(frame, rooms, roster, list(due), doings)

    def visit_of(self, ticket: Ticket, now: datetime) -> Visit | None:
        """Make one ticket a visit, as an agenda of these days would that knows of no other.

        Parameters
        ----------
        ticket : Ticket
        now : datetime

        Returns
        -------
        Visit or None
            None where it is none in these days: it is over, waits for something, or needs no visit.

        Raises
        ------
        FaultyInput
            Where all of the days are over, or the ticket's history contradicts itself.
        """
        book = replace(self.book, tickets=(ticket,))
        frame = Frame(self._almanac.reference, book, self._first, self._last, now)
        rota, roster = self._on_call(frame)
        people = self._people if rota is self._rota else People(frame, roster.shifts, self._places[1])
        room = TicketRoom(frame, people, rota, self._places[0], Names())
        room.add(frame.tickets)
        return named(room.entries[0]).visit if room.entries else None

    @cached_property
    def _places(self) -> tuple[dict[str, str], dict[str, str]]:
        return names_of_places(self.book)

    @cached_property
    def _people(self) -> People:
        frame = Frame(self._almanac.reference, self.book, self._first, self._last, None)
        return People(frame, self.roster.shifts, self._places[1])

    def _on_call(self, frame: Frame) -> tuple[Rota | None, Roster]:
        """The rota, planned where there is none yet, and the roster with it."""
        if self._rota is not None or self.book.on_call is None:
            return self._rota, self.roster
        rotas = self._almanac.rotas if self.book is self._almanac.book else MonthlyRotas(self.book)
        rota = rotas.of(_days_of_rota(frame))
        return rota, self._roster(rota)

    def _roster(self, rota: Rota | None) -> Roster:
        return self._almanac.rostering.shifts(self._first, self._last, rota, self.book.engineers)


def _with_absences(book: Book, absences: Mapping[str, Sequence[Absence]]) -> Book:
    if not absences:
        return book
    engineers = tuple(
        replace(each, absences=(*each.absences, *absences[each.id])) if each.id in absences else each
        for each in book.engineers
    )
    return replace(book, engineers=engineers)


def _days_of_rota(frame: Frame) -> set[date]:
    """The days for which an agenda asks who is on call: its own, and those on which an open case was taken."""
    reports = [
        frame.day_of(ticket.reported_at)
        for ticket in frame.tickets.values()
        if ticket.owner is None and standing(ticket, frame.now).state == "open"
    ]
    nights = [day - DAY for day in reports]  # a night belongs to the day on which it began
    return {*frame.days, *reports, *nights}
