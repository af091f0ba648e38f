"""The simulated world: what there is to do, who is on, and what becomes of both."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

import simpy

from optimiser import Agenda, Book, ClockEvent, DaysAhead, Ticket, Visit
from scenarios.demand import Fate, Reported
from scenarios.service import Service
from scenarios.simulation.backlog import OpenTicket
from scenarios.simulation.census import Census
from scenarios.simulation.chances import Chances
from scenarios.simulation.hours import Hours
from scenarios.simulation.ledger import Ledger
from scenarios.simulation.presence import Presence, Step
from scenarios.simulation.shelf import Shelf
from scenarios.simulation.timeline import Timeline
from scenarios.simulation.ways import Ways
from scenarios.simulation.work import OVER, State, Windows, Work

_NEVER: Windows = ((0, -1),)


@dataclass(frozen=True)
class Today:
    """The day that is lived: as it is known, with who is ill, and what the agenda of the morning said."""

    day: int
    on: date
    ahead: DaysAhead
    agenda: Agenda


class Policy(Protocol):
    """How work is given out."""

    def morning(self, today: Today) -> None:
        """Look at a new day: its shifts, and all that is to be done."""

    def reported(self, work: Work) -> None:
        """Take in work that somebody must go for from now on."""

    def gone(self, work: Work) -> None:
        """Take note that nobody needs to go any more."""

    def next(self, presence: Presence) -> Step:
        """Say what an engineer who is free does now."""


class Recorder(Protocol):
    """Whoever writes down what engineers do."""

    def served(self, presence: Presence, work: Work, leaves_s: int, arrives_s: int, begin_s: int, end_s: int) -> None:
        """Take note of a visit."""

    def went(self, presence: Presence, leaves_s: int, arrives_s: int) -> None:
        """Take note of a way after which no work was done, to where somebody is now."""

    def rested(self, presence: Presence, begin_s: int, end_s: int) -> None:
        """Take note of a break."""

    def left(self, presence: Presence) -> None:
        """Take note that somebody is home."""


class World:
    """Everything that is, in one replication.

    Parameters
    ----------
    service : Service
    first : date
    days, seed, replication : int

    Attributes
    ----------
    env : simpy.Environment
        Its clock is in whole seconds since the first midnight.
    works : dict of str to Work
        What is not over, by id.
    presences : dict of str to Presence
        The shifts that are on or to come today, by id.
    done : dict of str to date
        When each inspection rule was last done.
    """

    def __init__(self, service: Service, first: date, days: int, seed: int, replication: int) -> None:
        self.service = service
        self.env = simpy.Environment()
        self.timeline = Timeline(first, days, service.book.time_zone)
        self.chances = Chances(service.reality, seed, replication)
        self.ways, self.shelf, self.hours = Ways(service.book), Shelf(service.stock), Hours()
        self.ledger, self.census = Ledger(service, self.timeline), Census()
        self.works: dict[str, Work] = {}
        self.presences: dict[str, Presence] = {}
        self.done: dict[str, date] = {}
        self.today: Today | None = None
        self._parts_done: Counter[str] = Counter()
        self.policy: Policy
        self.recorder: Recorder | None = None
        self._sites = {site.id: site for site in service.book.sites}
        self._ranks = ranks_of(service.book)

    @property
    def now_s(self) -> int:
        """The simulated second."""
        return int(self.env.now)

    def waiting(self) -> Iterator[Work]:
        """All that somebody could be sent for now."""
        return (work for work in self.works.values() if work.state == "waiting")

    # -- people and the rest of the work -------------------------------------------------------------------------------

    def left(self, presence: Presence) -> None:
        """Close a shift whose engineer is home."""
        self.presences.pop(presence.shift.id, None)
        self.hours.close(presence, self.timeline.dates[presence.day], self.now_s)
        self.ledger.worked(presence, max(0, self.now_s - presence.end_s) if presence.has_left else 0)
        if self.recorder is not None:
            self.recorder.left(presence)

    def windows_of(self, visit: Visit) -> Windows:
        """In which seconds a visit may begin; none: at any time."""
        return tuple((self.timeline.second(each.open), self.timeline.second(each.close)) for each in visit.windows)

    def did(self, work: Work) -> None:
        """Count an inspection, an appointment or a fetched loan unit as done."""
        today = self.timeline.dates[self.ledger.day]
        self.move(work, "done")
        self._parts_done[work.source] += 1  # an agenda of one day has but one part of what takes several
        if work.kind != "inspection" or self._parts_done[work.source] < work.parts:
            return
        del self._parts_done[work.source]
        for rule in work.rules:
            self.done[rule] = today
        if not work.was_late:
            self.ledger.inspected(work.due_s is None or self.now_s <= work.due_s)

    # -- tickets -------------------------------------------------------------------------------------------------------

    def report(self, reported: Reported) -> Work:
        """Let a ticket come in; the desk has it."""
        self.ledger.reported()
        return self._enter(reported.ticket, reported.fate)

    def take_over(self, given: OpenTicket) -> Work:
        """Let a ticket be known that is open at the beginning; what has happened to it is not counted again."""
        work = self._enter(given.ticket, given.fate)
        work.history = list(given.ticket.history)
        arrivals = [event for event in work.history if event.kind == "arrived"]
        work.visits_made = len(arrivals)
        work.reached_s = self.timeline.second(arrivals[0].at) if arrivals else None
        work.is_assigned = any(event.kind in ("dispatched", "arrived") for event in work.history)
        work.has_part = any(event.kind == "part_arrived" for event in work.history)
        return work

    def _enter(self, ticket: Ticket, fate: Fate) -> Work:
        site = self._sites[ticket.site]
        work = Work(
            id=ticket.id,
            kind="ticket",
            source=ticket.id,
            node=self.ways.node(site.lat, site.lon),
            place=site.id,
            since_s=self.timeline.second(ticket.reported_at),
            planned_s=int(ticket.duration.total_seconds()),
            setup_s=int(site.setup.total_seconds()),
            rank=self._ranks.get(ticket.severity, len(self._ranks)),
            site=site.id,
            skills=ticket.skills,
            ticket=ticket,
            fate=fate,
            state="desk",
        )
        self.works[work.id] = work
        self.census.enter(work)
        return work

    def close(self, work: Work) -> None:
        """Let nobody go for a ticket whose site has hours, until it is known when it may be served."""
        has_hours = work.ticket is not None and self._sites[work.site].access is not None
        if has_hours and work.state == "waiting":
            work.windows = _NEVER

    def ask_hours(self, work: Work) -> None:
        """Find out when a ticket may be served today, at a site that has hours."""
        if work.ticket is None or self._sites[work.site].access is None:
            return
        self.close(work)
        if self.today is not None and self.now_s < self.timeline.midnights_s[self.today.day + 1]:
            visit = self.today.ahead.visit_of(self.ticket_of(work), self.timeline.instant(self.now_s))
            if visit is not None:
                work.visit, work.windows = visit, self.windows_of(visit)

    def note(self, work: Work, *kinds: str, by: str | None = None, waiting_for: str | None = None) -> None:
        """Write events into a ticket's history."""
        if work.ticket is not None:
            at = self.timeline.instant(self.now_s)
            work.history += [ClockEvent(kind, at, waiting_for, by) for kind in kinds]  # type: ignore[arg-type]

    def assign(self, work: Work, engineer: str) -> None:
        """Tell the customer that somebody comes; once."""
        if not work.is_assigned:
            work.is_assigned = True
            self.note(work, "dispatched", by=engineer)

    def ticket_of(self, work: Work) -> Ticket:
        """The ticket with its history until now."""
        if work.ticket is None:
            raise ValueError(f"{work.id} is no ticket")
        return replace(work.ticket, history=tuple(work.history))

    def move(self, work: Work, state: State) -> None:
        """Change how a piece of work stands; what is over leaves the world."""
        self.census.move(work, state)
        if state in OVER:
            del self.works[work.id]
            if work.ticket is not None:
                self.ledger.over(work, self.ticket_of(work), self.now_s)

    def call(self, presence: Presence) -> None:
        """Have an engineer who waits ask again what to do; until then nobody else calls the same one."""
        if presence.free:
            presence.free = False
            presence.call.succeed()

    def travel_s(self, here: int, there: int, on: date) -> int:
        """How long a leg takes in a shift of a day."""
        return 0 if here == there else self.chances.travel_s(self.ways.seconds(here, there), on, (here, there))


def ranks_of(book: Book) -> dict[str, int]:
    """Rank severities, the most severe 0: by the highest price for leaving such a ticket out, then by name."""
    prices: dict[str, float] = {}
    for policy in book.policies:
        for target in policy.targets:
            for severity in target.where.get("severity", ()):
                prices.setdefault(severity, 0.0)
        for severity, price in policy.skip_costs.items():
            if severity:
                prices[severity] = max(price, prices.get(severity, 0.0))
    return {severity: rank for rank, severity in enumerate(sorted(prices, key=lambda name: (-prices[name], name)))}
