"""The histories of many tickets as arrays, checked: an entry for each event, in the order of the tickets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from optimiser.book import EventKind, Ticket
from optimiser.errors import Fault
from optimiser.sla.history import faults_of_history

Seconds = NDArray[np.int64]
Rows = NDArray[np.int64]

NONE_S = int(np.iinfo(np.int64).max)
"""Stands where there is no time: nothing promised, a clock that stands, one that was not stopped yet."""

EVENT_CODES: dict[EventKind, int] = {kind: code for code, kind in enumerate(get_args(EventKind))}
WAIT_CODES = {waiting_for: code for code, waiting_for in enumerate((None, "customer", "quote", "part", "workshop"))}


@dataclass(frozen=True)
class Pauses:
    """Pauses of different tickets: for each its row, begin, end (NONE_S: it still runs) and what is waited for."""

    rows: Rows
    begins_s: Seconds
    ends_s: Seconds
    waits: NDArray[np.int8]

    def chosen(self, mask: NDArray[np.bool_]) -> "Pauses":
        """Keep those under a mask."""
        return Pauses(self.rows[mask], self.begins_s[mask], self.ends_s[mask], self.waits[mask])


@dataclass(frozen=True)
class Happenings:
    """Events by the row of their ticket, each row's in order of time; `kinds` and `waits` are codes."""

    rows: Rows
    kinds: NDArray[np.int8]
    waits: NDArray[np.int8]
    times: NDArray[np.float64]

    def until(self, now: datetime | None) -> "Happenings":
        """Keep what is known at ``now``; all of it where that is None."""
        if now is None:
            return self
        known = self.times <= now.timestamp()
        return Happenings(self.rows[known], self.kinds[known], self.waits[known], self.times[known])

    def first_s(self, row_count: int) -> Seconds:
        """Tabulate when each kind of event first happened to each row: NONE_S where it has not."""
        table = np.full((row_count, len(EVENT_CODES)), NONE_S)
        np.minimum.at(table, (self.rows, self.kinds), whole_seconds(self.times))
        return table

    def pauses(self) -> list[Pauses]:
        """Gather the first pauses of all rows, the second ones, and so on."""
        starts, rows, ordinals = self._of("paused")
        ends, rows_ended, ordinals_ended = self._of("resumed")
        width = int(ordinals.max(initial=0)) + 1
        keys, keys_ended = rows * width + ordinals, rows_ended * width + ordinals_ended
        ends_s = np.full(len(rows), NONE_S)
        ends_s[np.searchsorted(keys, keys_ended)] = whole_seconds(self.times[ends])
        all_pauses = Pauses(rows, whole_seconds(self.times[starts]), ends_s, self.waits[starts])
        return [all_pauses.chosen(ordinals == ordinal) for ordinal in range(width)] if len(rows) else []

    def _of(self, kind: EventKind) -> tuple[Rows, Rows, Rows]:
        """Find the events of one kind, their rows, and the how manieth of its row each of them is."""
        found = np.flatnonzero(self.kinds == EVENT_CODES[kind])
        rows = self.rows[found]
        return found, rows, np.arange(len(rows)) - np.searchsorted(rows, rows)


def happenings_of(tickets: Sequence[Ticket]) -> tuple[Happenings, list[Fault]]:
    """Read the histories of tickets, and what contradicts itself in them.

    Whether a history makes sense depends on its kinds of events in their order, of which there are few, and on their
    times: each order is read closely once, the times are compared all at once.
    """
    rows: list[int] = []
    kinds: list[int] = []
    waits: list[int] = []
    times: list[float] = []
    sound: set[tuple[tuple[EventKind, str | None], ...]] = set()
    faulty: dict[int, list[Fault]] = {}
    for row, ticket in enumerate(tickets):
        if not ticket.history:
            continue
        order = tuple([(event.kind, event.waiting_for) for event in ticket.history])
        if order not in sound:
            faulty[row] = faults_of_history(ticket, f"$.tickets[{row}]")
            if not faulty[row]:
                sound.add(order)
        rows += [row] * len(order)
        kinds += [EVENT_CODES[kind] for kind, _ in order]
        waits += [WAIT_CODES[waiting_for] for _, waiting_for in order]
        times += [event.at.timestamp() for event in ticket.history]
    happened = Happenings(
        np.array(rows, dtype=np.int64), np.array(kinds, dtype=np.int8), np.array(waits, dtype=np.int8), np.array(times)
    )
    for row in _out_of_order(happened, tickets):
        faulty[row] = faults_of_history(tickets[row], f"$.tickets[{row}]")
    return happened, [fault for row in sorted(faulty) for fault in faulty[row]]


def _out_of_order(happened: Happenings, tickets: Sequence[Ticket]) -> list[int]:
    """Find the rows with an event before the one that it stands after, or before the report."""
    rows, times = happened.rows, happened.times
    backwards = np.flatnonzero((np.diff(times) < 0) & (np.diff(rows) == 0)) + 1
    firsts = np.flatnonzero(np.diff(rows, prepend=-1))
    reported = np.array([tickets[row].reported_at.timestamp() for row in rows[firsts]])
    early = firsts[times[firsts] < reported]
    return [int(row) for row in np.unique(rows[np.concatenate([backwards, early])])]


def whole_seconds(times: NDArray[np.float64]) -> Seconds:
    """Leave out what is less than a second."""
    return np.floor(times).astype(np.int64)
