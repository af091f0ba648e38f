"""The tickets that the book holds open when a simulation begins: how each stands, and what will become of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from optimiser import ClockEvent, Ticket, standing
from scenarios.demand import Fate, Stream, fate_from, generator_of, is_answered, is_sorted, stream_like
from scenarios.service import Service

_HELD = {"customer": 1.0, "quote": 2.0, "part": 3.0, "workshop": 5.0, "unsaid": 1.0}
"""How many days what holds a ticket up lasts from now on, on average; exponential. Our assumption."""


@dataclass(frozen=True)
class OpenTicket:
    """A ticket that is open at the beginning.

    Attributes
    ----------
    ticket : Ticket
        With its history until then.
    fate : Fate
        Its times count from the beginning.
    is_answered, is_sorted : bool
        Whether the desk has answered, and whether it has nothing more to do.
    held : timedelta or None
        How long the clock stands, or the unit is in the workshop, from the beginning on; None: it is not held up.
    released_by : tuple of str
        The events with which that ends.
    """

    ticket: Ticket
    fate: Fate
    is_answered: bool
    is_sorted: bool
    held: timedelta | None
    released_by: tuple[str, ...]


def open_tickets(service: Service, begin: datetime, seed: int, replication: int) -> Iterator[OpenTicket]:
    """Tell which of the book's tickets are open at an instant, in the book's order.

    What the book says of later times is not known: neither tickets nor events. Whoever is on site at the instant is
    taken to leave without having repaired anything.
    """
    kinds = {unit.id: unit.kind for unit in service.book.units}
    for whole in service.book.tickets:
        if whole.reported_at >= begin or standing(whole, begin).state == "closed":
            continue
        ticket = replace(whole, history=tuple(event for event in whole.history if event.at <= begin))
        like = stream_like(service.demand, ticket, kinds.get(ticket.unit or ""))
        stands = standing(ticket, begin)
        held = None
        if stands.state == "waiting":
            since = stands.since or begin
            held = _held(service, like, ticket.id, stands.waits_for or "unsaid", begin - since, (seed, replication))
        fate = fate_from(ticket, like, begin, seed, replication)
        yield OpenTicket(ticket, fate, is_answered(ticket), is_sorted(ticket), held, _ends_of(ticket.history))


def _held(
    service: Service, like: Stream, ticket: str, waits_for: str, waited: timedelta, luck: tuple[int, int]
) -> timedelta:
    """How much longer a ticket is held up: for a part on order, what is left of its lead time; else by chance."""
    stock = service.stock.get(like.part or "")
    if waits_for == "part" and stock is not None:
        return max(timedelta(0), stock.lead_time - waited)
    days = generator_of(*luck, "held up", ticket).standard_exponential() * _HELD[waits_for]
    return timedelta(seconds=round(86_400 * days))


def _ends_of(history: Sequence[ClockEvent]) -> tuple[str, ...]:
    """The events that end what has begun in a history: a pause, a stay in the workshop."""
    paused: ClockEvent | None = None
    in_workshop = False
    for event in history:
        if event.kind == "paused":
            paused = paused or event
        elif event.kind == "resumed":
            paused = None
        elif event.kind in ("to_workshop", "from_workshop"):
            in_workshop = event.kind == "to_workshop"
    came = ("part_arrived",) if paused is not None and paused.waiting_for == "part" else ()
    back = ("from_workshop",) if in_workshop else ()
    return (*came, *back, *(("resumed",) if paused is not None else ()))
