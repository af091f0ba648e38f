"""What a ticket's history says: what was known when, when its clock stood still, and where it contradicts itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from optimiser.book import ClockEvent, EventKind, Ticket
from optimiser.errors import Fault
from optimiser.sla.events import AFTER_THE_END, ENDING


@dataclass(frozen=True)
class Pause:
    """A time in which the clock stands. ``end`` None: it still does. ``event`` says what is waited for."""

    start: datetime
    end: datetime | None
    event: ClockEvent


def known_events(ticket: Ticket, now: datetime | None) -> Sequence[ClockEvent]:
    """List what has happened to a ticket until ``now``; all of its history where that is None."""
    if now is None:
        return ticket.history
    now_s = now.timestamp()
    return [event for event in ticket.history if event.at.timestamp() <= now_s]


def pauses_of(events: Sequence[ClockEvent]) -> list[Pause]:
    """List the pauses in a history, in order; the last may still run."""
    pauses: list[Pause] = []
    begun: ClockEvent | None = None
    for event in events:
        if event.kind == "paused" and begun is None:
            begun = event
        elif event.kind == "resumed" and begun is not None:
            pauses.append(Pause(begun.at, event.at, begun))
            begun = None
    if begun is not None:
        pauses.append(Pause(begun.at, None, begun))
    return pauses


def end_of(events: Sequence[ClockEvent]) -> ClockEvent | None:
    """Find the event with which a ticket ended: restored, solved remotely or cancelled."""
    return next((event for event in events if event.kind in ENDING or event.kind == "cancelled"), None)


def went_to_workshop(events: Sequence[ClockEvent]) -> bool:
    """Tell whether the unit was ever taken to the workshop."""
    return any(event.kind == "to_workshop" for event in events)


def faults_of_history(ticket: Ticket, path: str) -> list[Fault]:
    """List where a ticket's history cannot be true, every contradiction once.

    Parameters
    ----------
    ticket : Ticket
        Its whole history is read, whatever the time is now.
    path : str
        Where the ticket stands: ``$.tickets[3]``.

    Returns
    -------
    list of Fault
        With the path of the event, ``$.tickets[3].history[1]``.
    """
    reader = _Reader(ticket)
    faults: list[Fault] = []
    for index, event in enumerate(ticket.history):
        faults += [
            Fault(f"{path}.history[{index}]", code, f"Ticket {ticket.id}: {message}", event.kind)
            for code, message in reader.read(event)
        ]
    return faults


_OPENS: dict[EventKind, EventKind] = {
    "resumed": "paused",
    "loan_returned": "loan_arrived",
    "from_workshop": "to_workshop",
}
"""What ends something, and what must have begun it."""
_CLOSES = {opening: closing for closing, opening in _OPENS.items()}


class _Reader:
    """Reads a history event by event and remembers what has begun and not ended."""

    def __init__(self, ticket: Ticket) -> None:
        self._reported_at = ticket.reported_at
        self._last: ClockEvent | None = None
        self._end: ClockEvent | None = None
        self._begun: dict[EventKind, ClockEvent] = {}

    def read(self, event: ClockEvent) -> Iterator[tuple[str, str]]:
        """Say what is wrong with the next event, as codes and messages."""
        yield from self._order(event)
        yield from self._ending(event)
        yield from self._pairing(event)
        if event.waiting_for is not None and event.kind != "paused":
            message = f"{event.kind} waits for {event.waiting_for}; only a pause waits for something: leave it out."
            yield "impossible_history", message
        if event.kind in ENDING or event.kind == "cancelled":
            self._end = self._end or event

    def _order(self, event: ClockEvent) -> Iterator[tuple[str, str]]:
        if event.at.timestamp() < self._reported_at.timestamp():
            message = (
                f"{event.kind} at {_clock(event.at)} comes before the report at {_clock(self._reported_at)}: "
                "correct one of the two."
            )
            yield "wrong_order", message
        elif self._last is not None and event.at.timestamp() < self._last.at.timestamp():
            message = (
                f"{event.kind} at {_clock(event.at)} stands after {self._last.kind} at {_clock(self._last.at)}: "
                "put the history in order of time."
            )
            yield "wrong_order", message
        self._last = event

    def _ending(self, event: ClockEvent) -> Iterator[tuple[str, str]]:
        if self._end is not None and event.kind not in AFTER_THE_END:
            message = (
                f"{event.kind} at {_clock(event.at)} comes after it was {_done(self._end)} at "
                f"{_clock(self._end.at)}: what comes back later is a new ticket."
            )
            yield "impossible_history", message
        elif event.kind in ENDING and "paused" in self._begun:
            message = (
                f"{_done(event)} at {_clock(event.at)} while paused since {_clock(self._begun['paused'].at)}: "
                "add the event that resumed it."
            )
            yield "impossible_history", message

    def _pairing(self, event: ClockEvent) -> Iterator[tuple[str, str]]:
        kind = event.kind
        if kind in _CLOSES:
            earlier = self._begun.get(kind)
            if earlier is not None:
                message = (
                    f"{kind} at {_clock(event.at)}, and so it is since {_clock(earlier.at)}: "
                    f"add what is missing between them, {_CLOSES[kind]}, or leave one out."
                )
                yield "impossible_history", message
            self._begun.setdefault(kind, event)
        elif kind in _OPENS and self._begun.pop(_OPENS[kind], None) is None:
            message = f"{kind} at {_clock(event.at)} without {_OPENS[kind]} before it: add that, or leave this out."
            yield "impossible_history", message


def _done(event: ClockEvent) -> str:
    return event.kind.replace("_", " ")


def _clock(at: datetime) -> str:
    return at.isoformat(sep=" ", timespec="minutes")
