"""Deadlines of many tickets at once, as arrays: one count per calendar span instead of one per ticket."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from optimiser.book import Book, Span, TargetKind, Ticket
from optimiser.errors import Fault, FaultyInput
from optimiser.sla.clock import State
from optimiser.sla.events import holds_up
from optimiser.sla.gathering import KINDS, NO_SPAN, Gathered, gathered
from optimiser.sla.happenings import NONE_S, WAIT_CODES, Pauses, Rows, Seconds, happenings_of
from optimiser.sla.open_seconds import OpenSeconds
from optimiser.sla.promises import Promises

STATES: tuple[State | None, ...] = (None, "open", "paused", "met", "missed", "cancelled")
"""What the codes in a table's ``states`` mean; None: nothing is promised."""

_OPEN, _PAUSED, _MET, _MISSED, _CANCELLED = range(1, 6)


@dataclass(frozen=True)
class DeadlineTable:
    """Deadlines of many tickets: a row for each ticket, a column for each kind of promise, in the order of `kinds`.

    Attributes
    ----------
    at_s : array of int64
        By when, in seconds since 1970, UTC; NONE_S where nothing is promised or the clock stands.
    stopped_s : array of int64
        When the clock stopped for good, settled or cancelled; NONE_S where it did not.
    paused_s : array of int64
        Open time that was paused so far.
    states : array of int8
        How it stands, as an index into STATES.
    """

    tickets: tuple[str, ...]
    kinds: tuple[TargetKind, ...]
    at_s: NDArray[np.int64]
    stopped_s: NDArray[np.int64]
    paused_s: NDArray[np.int64]
    states: NDArray[np.int8]

    def state(self, row: int, kind: TargetKind) -> State | None:
        """Say how it stands with one deadline; None where nothing is promised."""
        return STATES[int(self.states[row, self.kinds.index(kind)])]

    def at(self, row: int, kind: TargetKind) -> datetime | None:
        """Give one deadline, in UTC; None where nothing is promised or the clock stands."""
        at_s = int(self.at_s[row, self.kinds.index(kind)])
        return None if at_s == NONE_S else datetime.fromtimestamp(at_s, UTC)


def deadlines(book: Book | Promises, tickets: Sequence[Ticket], now: datetime | None = None) -> DeadlineTable:
    """Work out the deadlines of many tickets, by the rules of :func:`optimiser.sla.clock.deadlines_of`.

    Parameters
    ----------
    book : Book or Promises
        With the tickets' sites, contracts and policies.
    tickets : sequence of Ticket
        In the order of the rows.
    now : datetime, optional
        Without it all of the histories is known, and what was not done yet is not late yet.

    Raises
    ------
    FaultyInput
        Where sites are in no zone of their policy, or histories contradict themselves: all of them at once.
    """
    promises = Promises.of(book)
    happened, faults = happenings_of(tickets)
    faults = [*_faults_of_zones(promises, tickets), *faults]
    if faults:
        raise FaultyInput(faults)
    known = happened.until(now)
    table = _Counting(gathered(promises, tickets, known), promises, now)
    table.count()
    for pauses in known.pauses():
        table.move(pauses)
    return table.judged(tuple(ticket.id for ticket in tickets))


def _faults_of_zones(promises: Promises, tickets: Iterable[Ticket]) -> list[Fault]:
    faults: list[Fault] = []
    for site_id in dict.fromkeys(ticket.site for ticket in tickets):
        try:
            promises.ground(site_id)
        except FaultyInput as faulty:
            faults += faulty.faults
    return faults


class _Counting:
    """A table on its way: spans are counted out, moved by the first pauses, the second and so on, then judged."""

    def __init__(self, given: Gathered, promises: Promises, now: datetime | None) -> None:
        self._given = given
        self._promises = promises
        self._now_s = NONE_S if now is None else math.floor(now.timestamp())
        shape = (len(given.starts_s), len(KINDS))
        self._at_s = np.full(shape, NONE_S, dtype=np.int64)
        self._stopped_s = given.stopped_s
        self._paused_s = np.zeros(shape, dtype=np.int64)
        self._stands = np.zeros(shape, dtype=bool)
        self._open_seconds: dict[int, OpenSeconds] = {}

    def count(self) -> None:
        """Count every span out, as if no clock ever stood."""
        for number, span in enumerate(self._given.spans):
            rows, columns = np.nonzero(self._given.span_of == number)
            calendar = self._promises.calendar(span.calendar)
            self._at_s[rows, columns] = calendar.deadlines(self._given.starts_s[rows], span)

    def move(self, pauses: Pauses) -> None:
        """Move the deadlines by what was paused; earlier pauses of the same rows must have come before."""
        for column, kind in enumerate(KINDS):
            at_s, stopped_s = self._at_s[pauses.rows, column], self._stopped_s[pauses.rows, column]
            held = np.array([holds_up(kind, waiting_for) for waiting_for in WAIT_CODES])[pauses.waits]
            counts = held & (at_s != NONE_S) & (pauses.begins_s < at_s) & (pauses.begins_s < stopped_s)
            stands = counts & (pauses.ends_s == NONE_S) & (stopped_s == NONE_S)
            self._stands[pauses.rows[stands], column] = True
            ends_s = np.where(stands, self._now_s, np.minimum(pauses.ends_s, stopped_s))
            numbers = np.where(counts, self._given.span_of[pauses.rows, column], NO_SPAN)
            for number in np.unique(numbers[counts]):
                of_span = numbers == number
                span = self._given.spans[number]
                self._add(pauses.rows[of_span], column, span, pauses.begins_s[of_span], ends_s[of_span])

    def _add(self, rows: Rows, column: int, span: Span, begins_s: Seconds, ends_s: Seconds) -> None:
        """Add pauses to their deadlines; one that runs until a time that is not known counts nothing yet."""
        counter = self._counter(span)
        open_s = counter.elapsed(begins_s, np.where(ends_s == NONE_S, begins_s, ends_s))
        self._paused_s[rows, column] += open_s
        self._at_s[rows, column] = counter.moved(self._at_s[rows, column], open_s)

    def _counter(self, span: Span) -> OpenSeconds:
        calendar = self._promises.pausing_calendar(span)
        return self._open_seconds.setdefault(id(calendar), OpenSeconds(calendar))

    def judged(self, tickets: tuple[str, ...]) -> DeadlineTable:
        """Say how it stands with every deadline."""
        states = np.where(self._at_s == NONE_S, 0, _OPEN).astype(np.int8)
        promised = states == _OPEN
        stopped = promised & (self._stopped_s != NONE_S)
        states[stopped] = _MET
        states[stopped & self._given.cancelled] = _CANCELLED
        halts_s = np.where(stopped | (self._now_s == NONE_S), self._stopped_s, self._now_s)
        states[promised & (halts_s != NONE_S) & (halts_s > self._at_s)] = _MISSED
        states[self._stands] = _PAUSED
        at_s = np.where(self._stands, NONE_S, self._at_s)
        stopped_s = np.where(promised, self._stopped_s, NONE_S)
        return DeadlineTable(tickets, KINDS, at_s, stopped_s, self._paused_s, states)
