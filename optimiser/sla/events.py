"""What each event of a ticket's history means for its clock: which promises it settles, and what ends the ticket."""

from collections.abc import Mapping
from typing import Literal

from optimiser.book import ClockEvent, EventKind, Target, TargetKind

ENDING: frozenset[EventKind] = frozenset({"restored", "solved_remotely"})
"""After these the customer's fault is gone; they settle every promise."""

SETTLED_BY: Mapping[TargetKind, frozenset[EventKind]] = {
    "respond": ENDING
    | {
        "responded", "assessed", "diagnosed", "solution_named", "dispatched", "part_arrived", "loan_arrived",
        "arrived", "to_workshop", "repair_failed",
    },
    "assess": ENDING | {"assessed", "diagnosed", "solution_named"},
    "diagnose": ENDING | {"diagnosed", "solution_named"},
    "solution": ENDING | {"solution_named"},
    "dispatch": ENDING | {"dispatched", "arrived", "to_workshop"},
    "part": ENDING | {"part_arrived"},
    "loan": ENDING | {"loan_arrived"},
    "on_site": ENDING | {"arrived", "to_workshop"},
    "send": ENDING | {"arrived", "to_workshop"},
    "restore": ENDING,
    "workshop": ENDING,
}  # fmt: skip
"""The events that settle a promise of each kind: what was promised, or what comes later and includes it.

Whoever arrives has answered, so that ``arrived`` settles ``respond``; nobody needs to be sent any more for what was
solved remotely. Coming back from the workshop settles nothing: the promise is that the unit works again.
"""

AFTER_THE_END: frozenset[EventKind] = frozenset({"loan_returned", "from_workshop", "report_written"})
"""What may still happen to a ticket that is restored, solved remotely or cancelled."""

NOT_HELD_UP: Mapping[TargetKind, Literal["customer", "quote", "part", "workshop"]] = {
    "part": "part",
    "workshop": "workshop",
}
"""A pause does not hold up the promise of the very thing that is waited for."""


def stopping_events(target: Target) -> frozenset[EventKind]:
    """Name the events that settle a promise, on time or not."""
    return SETTLED_BY[target.kind].union(target.also_met_by)


def stops(target: Target, event: ClockEvent) -> bool:
    """Tell whether an event stops the clock of a promise for good: it settles it, or the ticket is cancelled."""
    return event.kind == "cancelled" or event.kind in stopping_events(target)


def holds_up(kind: TargetKind, waiting_for: str | None) -> bool:
    """Tell whether a pause, given what is waited for, stops the clock of a promise."""
    return waiting_for is None or NOT_HELD_UP.get(kind) != waiting_for
