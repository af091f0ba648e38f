"""The same fault on the same unit again: units to replace, second trips."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from optimiser.book import Book, ClockEvent, Ticket, Unit
from optimiser.sla.events import ENDING
from optimiser.sla.history import known_events
from optimiser.sla.promises import Promises

FAILED_COUNT = 3
"""The failed repairs in a row after which a unit in its warranty is to be replaced."""


@dataclass(frozen=True)
class Replacement:
    """A unit to be replaced: `FAILED_COUNT` repairs of the same fault failed in a row, the last of them ``at``.

    ``tickets`` are the tickets whose repairs these were, in order of time, each once.
    """

    unit: Unit
    fault: str
    at: datetime
    tickets: tuple[str, ...]


def to_replace(
    book: Book | Promises, tickets: Iterable[Ticket] | None = None, now: datetime | None = None
) -> list[Replacement]:
    """Flag the units whose repair has failed three times in a row, for the same fault and in their warranty.

    A ``repair_failed`` counts wherever it was noted: on one ticket or on several of the same fault on the same unit.
    What was repaired in between, ``restored`` or ``solved_remotely``, begins the count anew. The third failure must
    come on the last day of the warranty at the latest, by the book's time zone. Tickets that name no unit or no fault
    flag nothing; a unit that stands for several devices is flagged as a whole.

    Returns
    -------
    list of Replacement
        Each unit and fault once, at the earliest, in the order of time.
    """
    promises = Promises.of(book)
    zone = ZoneInfo(promises.book.time_zone)
    flagged: list[Replacement] = []
    for (unit_id, fault), attempts in _attempts(promises.book.tickets if tickets is None else tickets, now).items():
        unit, failed = promises.units[unit_id], list[tuple[ClockEvent, Ticket]]()
        for event, ticket in attempts:
            failed = [*failed, (event, ticket)] if event.kind == "repair_failed" else []
            if len(failed) < FAILED_COUNT or unit.warranty_until is None:
                continue
            if event.at.astimezone(zone).date() <= unit.warranty_until:
                names = tuple(dict.fromkeys(ticket.id for _, ticket in failed))
                flagged.append(Replacement(unit, fault, event.at, names))
            break
    return sorted(flagged, key=lambda replacement: replacement.at.timestamp())


def _attempts(
    tickets: Iterable[Ticket], now: datetime | None
) -> dict[tuple[str, str], list[tuple[ClockEvent, Ticket]]]:
    """Gather the repairs, failed or not, of each fault on each unit, in order of time."""
    attempts: dict[tuple[str, str], list[tuple[ClockEvent, Ticket]]] = defaultdict(list)
    for ticket in tickets:
        if ticket.unit is not None and ticket.fault is not None:
            attempts[ticket.unit, ticket.fault] += [
                (event, ticket)
                for event in known_events(ticket, now)
                if event.kind == "repair_failed" or event.kind in ENDING
            ]
    for of_one_fault in attempts.values():
        of_one_fault.sort(key=lambda attempt: attempt[0].at.timestamp())
    return attempts


def same_fault(ticket: Ticket, other: Ticket) -> bool:
    """Tell whether two tickets are about the same fault: at one site, on the same unit where one is named."""
    return ticket.fault is not None and (ticket.site, ticket.unit, ticket.fault) == (
        other.site,
        other.unit,
        other.fault,
    )
