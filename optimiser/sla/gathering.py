"""What a table of deadlines is counted from: which rows share a span, and when their clocks were stopped."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from optimiser.book import Span, Target, TargetKind, Ticket
from optimiser.sla.clock import holding
from optimiser.sla.events import stopping_events
from optimiser.sla.happenings import EVENT_CODES, NONE_S, Happenings, Rows, Seconds, whole_seconds
from optimiser.sla.promises import Promises

KINDS: tuple[TargetKind, ...] = get_args(TargetKind)
"""The columns of a table."""

NO_SPAN = -1
_CANCELLED, _TO_WORKSHOP = EVENT_CODES["cancelled"], EVENT_CODES["to_workshop"]


@dataclass(frozen=True)
class Gathered:
    """What is promised to whom; rows are tickets, columns are kinds of promises.

    Attributes
    ----------
    starts_s : array of int64
        When each row was reported.
    spans : list of Span
        All that are promised, each once.
    span_of : array of int32
        Which of them is promised, by row and column; NO_SPAN where nothing is.
    stopped_s : array of int64
        When each clock stopped for good; NONE_S where it did not.
    cancelled : array of bool
        Whether it was a cancellation that stopped it.
    """

    starts_s: Seconds
    spans: list[Span]
    span_of: NDArray[np.int32]
    stopped_s: Seconds
    cancelled: NDArray[np.bool_]


def gathered(promises: Promises, tickets: Sequence[Ticket], happened: Happenings) -> Gathered:
    """Find what is promised for each ticket, given what has happened to it."""
    starts = np.array([ticket.reported_at.timestamp() for ticket in tickets], dtype=np.float64)
    shape = (len(tickets), len(KINDS))
    span_of = np.full(shape, NO_SPAN, dtype=np.int32)
    out = Gathered(whole_seconds(starts), [], span_of, np.full(shape, NONE_S), np.zeros(shape, dtype=np.bool_))
    numbers: dict[Span, int] = {}
    first_s = happened.first_s(len(tickets))
    for targets, rows in _alike(promises, tickets):
        in_workshop = first_s[rows, _TO_WORKSHOP] != NONE_S
        for went, chosen in ((False, rows[~in_workshop]), (True, rows[in_workshop])):
            for target in holding(targets, went):
                span_of[chosen, KINDS.index(target.kind)] = numbers.setdefault(target.span, len(numbers))
                _stop(out, chosen, target, first_s)
    out.spans.extend(numbers)
    return out


def _alike(promises: Promises, tickets: Sequence[Ticket]) -> list[tuple[tuple[Target, ...], Rows]]:
    """Put the rows together for which the same targets hold: they are handed one and the same tuple."""
    rows: dict[int, list[int]] = defaultdict(list)
    targets: dict[int, tuple[Target, ...]] = {}
    for row, ticket in enumerate(tickets):
        owed = promises.targets(ticket)
        targets[id(owed)] = owed
        rows[id(owed)].append(row)
    return [(targets[key], np.array(chosen, dtype=np.int64)) for key, chosen in rows.items()]


def _stop(out: Gathered, rows: Rows, target: Target, first_s: Seconds) -> None:
    """Stop the clocks of one promise; what settles it in the second of a cancellation came before that."""
    codes = [EVENT_CODES[kind] for kind in stopping_events(target)]
    settled_s, cancelled_s = first_s[rows][:, codes].min(axis=1), first_s[rows, _CANCELLED]
    column = KINDS.index(target.kind)
    out.stopped_s[rows, column] = np.minimum(settled_s, cancelled_s)
    out.cancelled[rows, column] = cancelled_s < settled_s
