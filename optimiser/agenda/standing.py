"""How a ticket stands by now: over, waiting, a matter for the telephone, with somebody on site, or to be visited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from optimiser.agenda.entries import WaitsFor
from optimiser.book import ClockEvent, EventKind, Ticket
from optimiser.sla.history import end_of, known_events, pauses_of

State = Literal["closed", "remote", "waiting", "open"]

_LEFT: frozenset[EventKind] = frozenset({"arrived", "paused", "repair_failed", "to_workshop"})
"""After the last of these, whoever arrived before it is gone again."""


@dataclass(frozen=True)
class Standing:
    """How a ticket stands.

    ``waits_for`` and ``since`` belong to what waits. ``on_site`` is the arrival of whoever has not left yet, as far as
    the history says.
    """

    state: State
    waits_for: WaitsFor | None = None
    since: datetime | None = None
    on_site: ClockEvent | None = None


def standing(ticket: Ticket, now: datetime | None) -> Standing:
    """Tell how a ticket stands; with no now, by all of its history.

    A ticket that is answered from the desk, as a question or a complaint is, is never visited; nor is one whose visit
    would take no time.
    """
    events = known_events(ticket, now)
    if end_of(events) is not None:
        return Standing("closed")
    if ticket.remote or ticket.duration <= timedelta(0):
        return Standing("remote")
    pauses = pauses_of(events)
    if pauses and pauses[-1].end is None:
        return Standing("waiting", pauses[-1].event.waiting_for or "unsaid", pauses[-1].start)
    taken = _in_workshop(events)
    if taken is not None:
        return Standing("waiting", "workshop", taken.at)
    moves = [event for event in events if event.kind in _LEFT]
    here = moves[-1] if moves and moves[-1].kind == "arrived" else None
    return Standing("open", on_site=here)


def _in_workshop(events: Sequence[ClockEvent]) -> ClockEvent | None:
    """The event since which the unit is in the workshop."""
    moves = [event for event in events if event.kind in ("to_workshop", "from_workshop")]
    return moves[-1] if moves and moves[-1].kind == "to_workshop" else None
