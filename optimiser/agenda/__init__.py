"""The agenda: from a book and some days to the problem of those days, and what each of its visits came from.

::

    frame ── the book by id, its calendars, the days
    names, prices, windows ── ids, what leaving out costs, when work may start
    people ── engineers, shifts          desk ── who does desk work
    standing ── how a ticket stands
    tickets, appointments, inspections, loans ── visits
    calling ── calls owed before visits
    paperwork, follow_ups ── reports and calls owed after visits
    assembly ── all of it
    almanac ── the whole way, for one day after the other
"""

from optimiser.agenda.almanac import Almanac, DaysAhead, agenda_of
from optimiser.agenda.calling import calls_before_trips
from optimiser.agenda.entries import Agenda, Call, Entry, Paper, Report, Source, TicketDue, Waiting
from optimiser.agenda.follow_ups import follow_ups_of
from optimiser.agenda.paperwork import paperwork_of
from optimiser.agenda.standing import standing

__all__ = [
    "Agenda", "Almanac", "Call", "DaysAhead", "Entry", "Paper", "Report", "Source", "TicketDue", "Waiting", "agenda_of",
    "calls_before_trips", "follow_ups_of", "paperwork_of", "standing",
]  # fmt: skip
