"""The service book, as frozen dataclasses: what is owed to whom, by when, and who there is to do it.

A problem (:mod:`optimiser.inputs`) is what the search plans; a book is what it is made of. Contracts promise, by their
policy, deadlines for tickets; inspection rules recur; the roster says who is on when.

::

    Book ── Calendar                  when time counts
     ├── Zone, Policy ── Target       what is promised: deadlines, by when, on which calendar, at what price
     ├── Contract ── Site ── Unit     to whom, where, on what
     ├── Ticket ── ClockEvent         what was reported, and what has happened since
     ├── InspectionRule               what recurs
     ├── Appointment                  work of any other kind
     └── RosterEngineer ── Duty, Absence      who there is, and when
          └── OnCall, Cover           the rota; who must be where around the clock
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from optimiser.book.people import Absence, Cover, Duty, OnCall, RosterEngineer
from optimiser.book.promises import (
    OUR_ASSUMPTION,
    TICKET_FACTS,
    Charge,
    Circle,
    Contract,
    Late,
    Policy,
    Target,
    TargetKind,
    Zone,
)
from optimiser.book.times import WEEKDAYS, Calendar, Carried, Hours, Span, Weekday
from optimiser.book.work import Appointment, ClockEvent, EventKind, Every, InspectionRule, Site, Ticket, Unit
from optimiser.inputs import GreatCircle, Travel

__all__ = [
    "OUR_ASSUMPTION", "TICKET_FACTS", "WEEKDAYS", "Absence", "Appointment", "Book", "Calendar", "Carried", "Charge",
    "Circle", "ClockEvent", "Contract", "Cover", "Duty", "EventKind", "Every", "Hours", "InspectionRule", "Late",
    "OnCall", "Policy", "RosterEngineer", "Site", "Span", "Target", "TargetKind", "Ticket", "Unit", "Weekday", "Zone",
]  # fmt: skip


@dataclass(frozen=True)
class Book:
    """All of it. ``time_zone`` is where days begin and end."""

    id: str
    time_zone: str
    calendars: Sequence[Calendar]
    policies: Sequence[Policy]
    zones: Sequence[Zone]
    contracts: Sequence[Contract]
    sites: Sequence[Site]
    engineers: Sequence[RosterEngineer]
    units: Sequence[Unit] = ()
    tickets: Sequence[Ticket] = ()
    rules: Sequence[InspectionRule] = ()
    appointments: Sequence[Appointment] = ()
    on_call: OnCall | None = None
    covers: Sequence[Cover] = ()
    travel: Travel = field(default_factory=lambda: GreatCircle(detour=1.3, speed_kmh=30.0))
    format: str = "roundsman-book/1"
    carried: Carried = field(default_factory=dict)
