"""What a customer pays for trips: call-outs, the second trip for the same fault, transport of large equipment."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from optimiser.book import Book, Charge, ClockEvent, EventKind, Ticket
from optimiser.sla.history import known_events
from optimiser.sla.promises import Ground, Promises
from optimiser.sla.repeats import same_fault

_STAY_ENDS: frozenset[EventKind] = frozenset({"restored", "repair_failed", "to_workshop", "cancelled"})
ChargeKind = Literal["call_out", "second_trip", "transport"]


@dataclass(frozen=True)
class Charged:
    """One amount that a customer pays, for something that happened ``at`` some time."""

    ticket: str
    kind: ChargeKind
    at: datetime
    amount: float


def charges(
    book: Book | Promises, ticket: Ticket, others: Iterable[Ticket] | None = None, now: datetime | None = None
) -> list[Charged]:
    """List what the customer pays for the trips of one ticket, in order of time.

    Every ``arrived`` is a trip. The first for a fault is a call-out; each later one, on this ticket or on one of the
    same fault, is a second trip. Going to the workshop is a transport where the unit is large. The charge for the
    ticket's zone holds, or one for no zone in particular; what the policy has no charge for is free, except that a
    second trip without a price of its own is a call-out.

    A charge with ``at_most`` pays for a stay of at most so long: each further one that begins costs as much again (our
    reading). A stay lasts until the repair is done, given up or taken to the workshop; before that is known, for the
    ticket's duration.

    Parameters
    ----------
    others : iterable of Ticket, optional
        Among which there may be earlier trips for the same fault: the tickets of the book, unless given.
    """
    promises = Promises.of(book)
    ground = promises.ground(ticket.site)
    unit = promises.unit_of(ticket)
    events = known_events(ticket, now)
    candidates = promises.book.tickets if others is None else others
    earlier = [
        event.at.timestamp()
        for other in candidates
        if other.id != ticket.id and same_fault(ticket, other)
        for event in known_events(other, now)
        if event.kind == "arrived"
    ]
    charged = list(_trips(ground, ticket, events, min(earlier, default=math.inf)))
    transport = charge_for(ground, "transport")
    if transport is not None and unit is not None and unit.large:
        moves = [event for event in events if event.kind == "to_workshop"]
        charged += [Charged(ticket.id, "transport", event.at, transport.amount) for event in moves]
    return sorted(charged, key=lambda one: one.at.timestamp())


def charge_for(ground: Ground, kind: ChargeKind) -> Charge | None:
    """Find the first charge of a kind for the zone at hand."""
    zone_id = None if ground.zone is None else ground.zone.id
    return next((c for c in ground.policy.charges if c.kind == kind and c.zone in (None, zone_id)), None)


def _trips(ground: Ground, ticket: Ticket, events: Sequence[ClockEvent], earlier_s: float) -> Iterator[Charged]:
    """Charge every trip; ``earlier_s`` is the first trip for the same fault on another ticket."""
    went = False
    for index, event in enumerate(events):
        if event.kind != "arrived":
            continue
        kind: ChargeKind = "second_trip" if went or earlier_s < event.at.timestamp() else "call_out"
        went = True
        charge = charge_for(ground, kind) or charge_for(ground, "call_out")
        if charge is not None:
            stay = _stay(ticket, event, events[index + 1 :])
            yield Charged(ticket.id, kind, event.at, charge.amount * _times(charge, stay))


def _stay(ticket: Ticket, arrived: ClockEvent, later: Iterable[ClockEvent]) -> timedelta:
    """Measure how long somebody stayed, or will: until something ended the stay, but not past the next trip."""
    for event in later:
        if event.kind == "arrived":
            break
        if event.kind in _STAY_ENDS:
            return timedelta(seconds=event.at.timestamp() - arrived.at.timestamp())
    return ticket.duration


def _times(charge: Charge, stay: timedelta) -> int:
    return 1 if not charge.at_most else max(1, math.ceil(stay / charge.at_most))
