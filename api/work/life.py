"""The life of a ticket: its statuses, and which event leads from one to the next.

::

    reported ─> diagnosed ─> planned ─> customer_called ─> travelling ─> on_site ─> done ─> signed ─> followed_up
       │            │           │  ^                                        │
       │            │           │  └────────────── needs_visit, failed <────┤
       │            │           │                        ^                  │
       │            │           │                  in_workshop <────────────┤
       │            │           v                        v                  v
       │            │      waiting, waiting_for_customer, waiting_for_quote, waiting_for_part
       │            v
       └──> solved_remotely ─> followed_up            cancelled: from anywhere before the end

Any step of the upper row may be left out: whoever arrives need not have said that he was on the way. What waits goes
on, once it is resumed, from where it rested: reported, diagnosed, needs_visit, failed or in_workshop. A status is
nothing but its events, read in the order in which they happened: whatever is told late falls into its place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args

from optimiser import RoundsmanError

TicketStatus = Literal[
    "reported", "diagnosed", "planned", "customer_called", "travelling", "on_site", "done", "failed", "needs_visit",
    "in_workshop", "waiting", "waiting_for_customer", "waiting_for_quote", "waiting_for_part", "signed",
    "followed_up", "solved_remotely", "cancelled",
]  # fmt: skip

BookKind = Literal[
    "responded", "assessed", "diagnosed", "solution_named", "dispatched", "part_arrived", "loan_arrived", "arrived",
    "restored", "solved_remotely", "repair_failed", "loan_returned", "to_workshop", "from_workshop", "paused",
    "resumed", "cancelled", "report_written",
]  # fmt: skip
"""What moves, stops or meets deadlines: these events are a ticket's history in the book."""

LifeKind = Literal[
    "planned", "unplanned", "customer_called", "travelling", "visit_failed", "needs_visit", "signed", "followed_up"
]
"""What only its status knows."""

EventName = Literal[BookKind, LifeKind]
WaitsFor = Literal["customer", "quote", "part", "workshop"]

BOOK_KINDS: frozenset[str] = frozenset(get_args(BookKind))
OVER: frozenset[str] = frozenset({"done", "signed", "followed_up", "solved_remotely", "cancelled"})
WAITING: frozenset[str] = frozenset({"waiting", "waiting_for_customer", "waiting_for_quote", "waiting_for_part"})
ALL: frozenset[str] = frozenset(get_args(TicketStatus))
OPEN = ALL - OVER
_DESK = frozenset({"reported", "diagnosed", "needs_visit", "failed"})
_BOOKED = frozenset({"planned", "customer_called"})
_OUT = frozenset({"travelling", "on_site"})
_ACTIVE = _DESK | _BOOKED | _OUT
_REPAIRING = _ACTIVE | {"in_workshop"}


@dataclass(frozen=True)
class Told:
    """Something that happened to a ticket, as it is told."""

    kind: EventName
    at: datetime
    by: str | None = None
    waiting_for: WaitsFor | None = None
    data: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Standing:
    """How a ticket stands: its status, where it rests when nobody is on the way, and when it ended."""

    status: TicketStatus = "reported"
    rests: TicketStatus = "reported"
    closed_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to repair."""
        return self.status in OVER

    @property
    def waits(self) -> bool:
        """Whether its clock stands."""
        return self.status in WAITING


@dataclass(frozen=True)
class Move:
    """From which statuses an event may come, to which it leads (None: it stays), and where the ticket rests then."""

    from_: frozenset[str]
    to: TicketStatus | None = None
    rests: TicketStatus | None = None


MOVES: Mapping[EventName, Move] = {
    "responded": Move(OPEN),
    "assessed": Move(OPEN),
    "diagnosed": Move(OPEN),
    "solution_named": Move(OPEN),
    "dispatched": Move(OPEN),
    "part_arrived": Move(OPEN),
    "loan_arrived": Move(OPEN),
    "loan_returned": Move(ALL),
    "planned": Move(_DESK | _BOOKED, "planned"),
    "unplanned": Move(_BOOKED),
    "customer_called": Move(_ACTIVE, "customer_called"),
    "travelling": Move(_ACTIVE, "travelling"),
    "arrived": Move(_REPAIRING, "on_site", "needs_visit"),
    "visit_failed": Move(_ACTIVE, "failed", "failed"),
    "repair_failed": Move(_REPAIRING, "failed", "failed"),
    "needs_visit": Move(_ACTIVE, "needs_visit", "needs_visit"),
    "to_workshop": Move(OPEN, "in_workshop", "in_workshop"),
    "from_workshop": Move(ALL),
    "report_written": Move(ALL),
    "paused": Move(OPEN - WAITING, "waiting"),
    "resumed": Move(WAITING),
    "restored": Move(_REPAIRING, "done"),
    "solved_remotely": Move(_REPAIRING, "solved_remotely"),
    "cancelled": Move(OPEN, "cancelled"),
    "signed": Move(ALL),
    "followed_up": Move(ALL),
}
"""Every event, from where, to where. The exceptions are in :func:`after`."""


class NotPossible(RoundsmanError):
    """An event that cannot have happened to a ticket as it stood."""


def after(standing: Standing, told: Told) -> Standing:
    """Say how a ticket stands after an event.

    Raises
    ------
    NotPossible
        Where the event cannot follow.
    """
    move = MOVES[told.kind]
    if standing.status not in move.from_:
        raise NotPossible(f"{told.kind} at {_clock(told.at)} cannot follow on {standing.status}; {_hint(standing)}")
    rests = _rest(standing, told, move)
    if told.kind in ("restored", "solved_remotely", "cancelled"):
        return Standing(move.to or standing.status, rests, told.at)
    return replace(standing, status=_status(standing, told, move, rests), rests=rests)


def standing_of(events: Iterable[Told]) -> Standing:
    """Say how a ticket stands after its events, in the order in which they happened.

    Raises
    ------
    NotPossible
        Where one cannot follow on what came before it.
    """
    standing = Standing()
    for told in events:
        standing = after(standing, told)
    return standing


def _rest(standing: Standing, told: Told, move: Move) -> TicketStatus:
    if standing.is_over:
        return standing.rests
    if told.kind == "diagnosed" and standing.rests == "reported":
        return "diagnosed"
    if standing.rests == "in_workshop" and told.kind not in ("from_workshop", "arrived"):
        return "in_workshop"  # until it comes back
    if told.kind == "from_workshop":
        return "needs_visit"
    return move.rests or standing.rests


def _status(standing: Standing, told: Told, move: Move, rests: TicketStatus) -> TicketStatus:
    status = standing.status
    if told.kind == "paused":
        return _WAITS[told.waiting_for]
    if told.kind in ("resumed", "unplanned"):
        return rests
    if standing.is_over:
        return _after_the_end(status, told.kind)
    if standing.waits:
        return status  # what is said or fetched meanwhile does not make it go on
    if told.kind == "customer_called" and status in _OUT:
        return status
    if status in ("reported", "diagnosed", "in_workshop") and move.to is None:
        return rests
    return rests if rests == "in_workshop" and move.to is not None else move.to or status


def _after_the_end(status: TicketStatus, kind: EventName) -> TicketStatus:
    if kind == "signed" and status == "done":
        return "signed"
    return "followed_up" if kind == "followed_up" and status != "cancelled" else status


_WAITS: Mapping[str | None, TicketStatus] = {
    None: "waiting",
    "customer": "waiting_for_customer",
    "quote": "waiting_for_quote",
    "part": "waiting_for_part",
    "workshop": "waiting",
}


def _hint(standing: Standing) -> str:
    if standing.is_over:
        return "it is over: what comes back later is a new ticket"
    if standing.waits:
        return "tell first that it was resumed"
    able = sorted(kind for kind, move in MOVES.items() if standing.status in move.from_)
    return f"what can be told: {', '.join(able)}"


def _clock(at: datetime) -> str:
    return at.isoformat(sep=" ", timespec="minutes")
