"""The clock of one ticket: every deadline that it has, when it was met, how long it stood still."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from optimiser.book import Book, ClockEvent, Contract, Policy, Site, Span, Target, TargetKind, Ticket, Zone
from optimiser.errors import FaultyInput
from optimiser.sla.events import holds_up, stops
from optimiser.sla.history import end_of, faults_of_history, known_events, pauses_of, went_to_workshop
from optimiser.sla.promises import Promises

State = Literal["open", "paused", "met", "missed", "cancelled"]
"""How it stands with a deadline: still to be met; its clock stands; met; passed, whether or not it was met later; the
ticket was cancelled before it had passed."""

NOTHING = timedelta(0)


@dataclass(frozen=True)
class Deadline:
    """One promise for one ticket.

    Attributes
    ----------
    target : Target
        What is promised, on which calendar, at what price.
    at : datetime or None
        By when; to the whole second. None while its clock stands: until it goes on nobody can say.
    state : str
        How it stands: see State.
    stopped_at : datetime or None
        When its clock stopped for good: the promise was kept, on time or not, or the ticket was cancelled.
    paused : timedelta
        Open time of its calendar that was paused so far, by which it moved.
    """

    target: Target
    at: datetime | None
    state: State
    stopped_at: datetime | None = None
    paused: timedelta = NOTHING

    @property
    def is_running(self) -> bool:
        """Whether something is still to be done for it: open or paused, or missed and not made good since."""
        return self.state in ("open", "paused") or (self.state == "missed" and self.stopped_at is None)

    def late_by(self, now: datetime | None = None) -> timedelta:
        """Measure how late it was kept, or is so far at ``now``: zero where it is not missed."""
        until = self.stopped_at or now
        if self.state != "missed" or self.at is None or until is None:
            return NOTHING
        return max(instant(until) - instant(self.at), NOTHING)


@dataclass(frozen=True)
class TicketClock:
    """All deadlines of one ticket, as they stand at one time.

    Attributes
    ----------
    deadlines : mapping of str to Deadline
        By kind of promise, in the policy's order; kinds that are not promised are missing. Where the unit went to the
        workshop and the policy promises ``workshop``, it stands here in place of ``restore``.
    ended : ClockEvent or None
        With which the ticket ended: restored, solved remotely or cancelled.
    paused_since : datetime or None
        Since when its clock stands.
    """

    ticket: Ticket
    site: Site
    contract: Contract
    policy: Policy
    zone: Zone | None
    deadlines: Mapping[TargetKind, Deadline]
    ended: ClockEvent | None = None
    paused_since: datetime | None = None

    @property
    def going(self) -> Deadline | None:
        """The running deadline for being on site: the earlier of ``on_site`` and ``send``."""
        running = [
            self.deadlines[kind] for kind in _GOING if kind in self.deadlines and self.deadlines[kind].is_running
        ]
        dated = [deadline for deadline in running if deadline.at is not None]
        return min(dated, key=_at_s, default=running[0] if running else None)

    @property
    def repair(self) -> Deadline | None:
        """The running deadline for being repaired, on site or in the workshop."""
        found = self.deadlines.get("workshop") or self.deadlines.get("restore")
        return found if found is not None and found.is_running else None


_GOING: tuple[TargetKind, ...] = ("on_site", "send")


def _at_s(deadline: Deadline) -> float:
    return float("inf") if deadline.at is None else deadline.at.timestamp()


def deadlines_of(book: Book | Promises, ticket: Ticket, now: datetime | None = None) -> TicketClock:
    """Work out the deadlines of one ticket.

    A deadline counts from the report, on the calendar that its promise names. While the clock is paused it stands: the
    deadline moves later by what was paused of the calendar's open time. A pause after the deadline moves nothing, nor
    does waiting for a part move the promise of that part, or the workshop that of the workshop. Times count in whole
    seconds.

    Parameters
    ----------
    book : Book or Promises
        With the ticket's site, contract and policy. The ticket itself need not be in it.
    ticket : Ticket
        What has happened after ``now`` is not looked at.
    now : datetime, optional
        Without it everything in the history is known, and what was not done yet is not late yet.

    Raises
    ------
    FaultyInput
        Where the site is in no zone of its policy, or the history contradicts itself.
    """
    promises = Promises.of(book)
    if faults_of_history(ticket, "$"):
        raise FaultyInput(faults_of_history(ticket, _path(promises.book, ticket)))
    ground = promises.ground(ticket.site)
    events = known_events(ticket, now)
    pauses = pauses_of(events)
    return TicketClock(
        ticket,
        ground.site,
        ground.contract,
        ground.policy,
        ground.zone,
        {
            target.kind: _deadline(promises, target, ticket, events, now)
            for target in holding(promises.targets(ticket), went_to_workshop(events))
        },
        end_of(events),
        pauses[-1].start if pauses and pauses[-1].end is None else None,
    )


def holding(targets: Sequence[Target], in_workshop: bool) -> list[Target]:
    """Choose between ``restore`` and ``workshop``: where both are promised, the latter once the unit is taken there."""
    left_out = "restore" if in_workshop and any(target.kind == "workshop" for target in targets) else "workshop"
    return [target for target in targets if target.kind != left_out]


def _deadline(
    promises: Promises, target: Target, ticket: Ticket, events: Sequence[ClockEvent], now: datetime | None
) -> Deadline:
    """Count one promise out, pause by pause, until it is settled or now."""
    due = promises.calendar(target.span.calendar).deadline(instant(ticket.reported_at), target.span)
    at, zone = instant(due), due.tzinfo
    stop = next((event for event in events if stops(target, event)), None)
    last = stop.at if stop is not None else now
    halt = None if last is None else instant(last)
    pausing = promises.pausing_calendar(target.span)
    paused = NOTHING
    for pause in pauses_of(events):
        begin = instant(pause.start)
        if begin >= at or (stop is not None and begin >= instant(stop.at)):
            break
        if not holds_up(target.kind, pause.event.waiting_for):
            continue
        if pause.end is None and stop is None:
            so_far = pausing.elapsed(begin, halt) if halt is not None else NOTHING
            return Deadline(target, None, "paused", None, paused + so_far)
        ends = (pause.end, None if stop is None else stop.at)
        end = min(instant(moment) for moment in ends if moment is not None)
        open_time = pausing.elapsed(begin, end)
        paused += open_time
        at = instant(pausing.deadline(at, Span(target.span.calendar, open_time))) if open_time else at
    return _judged(target, at.astimezone(zone), stop, halt, paused)


def _judged(
    target: Target, at: datetime, stop: ClockEvent | None, halt: datetime | None, paused: timedelta
) -> Deadline:
    """Say how it stands with a deadline, given when its clock stopped, or now."""
    if halt is not None and halt > instant(at):
        state: State = "missed"
    elif stop is None:
        state = "open"
    else:
        state = "cancelled" if stop.kind == "cancelled" else "met"
    stopped_at = halt.astimezone(at.tzinfo) if stop is not None and halt is not None else None
    return Deadline(target, at, state, stopped_at, paused)


def instant(at: datetime) -> datetime:
    """Put a time in UTC, to the whole second: there, times compare and subtract right across clock changes."""
    return at.astimezone(UTC).replace(microsecond=0)


def _path(book: Book, ticket: Ticket) -> str:
    """Where a ticket stands in its book, by its id; it may be a new one that is in none."""
    index = next((index for index, known in enumerate(book.tickets) if known.id == ticket.id), None)
    return "$.ticket" if index is None else f"$.tickets[{index}]"
