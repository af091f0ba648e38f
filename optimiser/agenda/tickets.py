"""Open tickets as visits, with the deadlines and prices of their policy; what cannot be planned yet is kept apart."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from optimiser.agenda.entries import Call, Entry, Source, Waiting
from optimiser.agenda.frame import Frame
from optimiser.agenda.names import Names
from optimiser.agenda.paperwork import report_of
from optimiser.agenda.people import People
from optimiser.agenda.prices import (
    NOT_OWNER_COST,
    RISK_PRICE,
    RISK_PRICE_PER_HOUR,
    skip_cost,
    with_lateness,
)
from optimiser.agenda.standing import Standing, standing
from optimiser.agenda.windows import is_whole, windows_within
from optimiser.book import ClockEvent, Ticket
from optimiser.inputs import Pin, Position, Visit
from optimiser.roster import Rota, owner_of
from optimiser.sla import Deadline, LatePrices, TicketClock, deadlines_of, late_prices, penalty, risk
from optimiser.sla.history import known_events

KEPT_BY_VISITS = ("on_site", "send", "restore", "workshop")
"""Promises that a visit keeps; the others are kept by what is said or sent."""
_HOURS_A_DAY = 24


class TicketRoom:
    """Makes visits of tickets.

    Attributes
    ----------
    entries : list of Entry
    waiting : list of Waiting
    calls : list of Call
    remote, closed : list of str
        Ids of tickets.
    clocks : dict of str to TicketClock
        Of every open ticket.
    positions : dict of str to Position
        Where those who are with a ticket now came there, by shift.
    """

    def __init__(
        self, frame: Frame, people: People, rota: Rota | None, places: Mapping[str, str], names: Names
    ) -> None:
        self._frame, self._people, self._places, self._names = frame, people, places, names
        self._rota = rota
        self.entries: list[Entry] = []
        self.waiting: list[Waiting] = []
        self.calls: list[Call] = []
        self.remote: list[str] = []
        self.closed: list[str] = []
        self.clocks: dict[str, TicketClock] = {}
        self.positions: dict[str, Position] = {}
        self._last_seen: dict[str | None, ClockEvent] = {}

    def add(self, tickets: Mapping[str, Ticket]) -> None:
        """Take tickets in."""
        self._last_seen = _arrivals(tickets.values(), self._frame.now)
        for ticket in tickets.values():
            stands = standing(ticket, self._frame.now)
            if stands.state == "closed":
                self.closed.append(ticket.id)
                continue
            clock = deadlines_of(self._frame.promises, ticket, self._frame.now)
            self.clocks[ticket.id] = clock
            self.calls += self._calls(clock, stands)
            if stands.state == "remote":
                self.remote.append(ticket.id)
            elif stands.state == "waiting":
                waits_for = stands.waits_for or "unsaid"
                self.waiting.append(Waiting("ticket", ticket.id, ticket.site, waits_for, stands.since))
            else:
                self._open(clock, stands)

    def _calls(self, clock: TicketClock, stands: Standing) -> list[Call]:
        """List the promises that no visit will keep: of a ticket that gets none, all of them."""
        return [
            Call(clock.ticket.id, clock.ticket.site, kind, self._frame.local(deadline.at), deadline.state == "missed")
            for kind, deadline in clock.deadlines.items()
            if deadline.is_running
            and deadline.at is not None
            and (kind not in KEPT_BY_VISITS or stands.state != "open")
        ]

    def _open(self, clock: TicketClock, stands: Standing) -> None:
        frame, ticket = self._frame, clock.ticket
        begins = max(ticket.reported_at, frame.horizon.start)
        site = frame.sites[ticket.site]
        windows = windows_within(frame, site, [(begins, frame.horizon.end)], ticket.duration)
        visit = self._priced(clock, self._visit(clock))
        here = self._under_way(visit, ticket.site, stands.on_site)
        if here is not None:
            visit = here
        elif not windows:
            later = ticket.reported_at >= frame.horizon.end
            self.waiting.append(Waiting("ticket", ticket.id, ticket.site, "later" if later else "access"))
            return
        elif not is_whole(frame, windows):
            visit = replace(visit, windows=tuple(windows))
        report = report_of(clock.policy, ticket.kind, "ticket")
        self.entries.append(Entry(visit, Source("ticket", ticket.id, ticket.site), report))

    def _visit(self, clock: TicketClock) -> Visit:
        ticket = clock.ticket
        owner = ticket.owner if self._rota is None else owner_of(self._frame.book, self._rota, ticket, self._frame.now)
        return Visit(
            id=self._names.give(ticket.id, "ticket"),
            place=self._places[ticket.site],
            duration=ticket.duration,
            skip_cost=skip_cost(clock.policy, ticket),
            kind="ticket",
            skills=dict(ticket.skills),
            preference_costs=self._people.preferring(owner, ticket.skills, ticket.site, NOT_OWNER_COST),
            wait_cost_per_day=clock.policy.wait_cost_per_day,
            carried={"severity": ticket.severity, **ticket.carried},
        )

    def _priced(self, clock: TicketClock, visit: Visit) -> Visit:
        """Give a visit its deadlines and what missing them costs; among equals, risk decides."""
        ticket = clock.ticket
        points = risk(ticket, self._frame.promises.unit_of(ticket))
        going, repair = clock.going, clock.repair
        if going is not None and going.at is not None:
            prices = late_prices(going.target.late, clock.contract)
            visit = replace(
                visit,
                onsite_by=self._frame.local(going.at),
                late_cost_per_hour=prices.per_hour + RISK_PRICE_PER_HOUR * points,
                late_cost_per_started_day=prices.per_started_day,
                late_cost_cap=self._cap(prices, going.at),
            )
        if repair is not None and repair.at is not None:
            visit = replace(
                visit,
                restore_by=self._frame.local(repair.at),
                restore_late_cost_per_hour=_per_hour(self._frame, repair, clock),
            )
        priced = with_lateness(self._frame, visit)
        return replace(visit, skip_cost=None if priced is None else priced + RISK_PRICE * points)

    def _cap(self, prices: LatePrices, deadline: datetime) -> float | None:
        """The cap on what is still to come: what is lost already must not make a late ticket one that can wait."""
        if prices.cap is None:
            return None
        now = self._frame.now or self._frame.horizon.start
        return prices.cap + penalty(prices._replace(cap=None), now.astimezone(UTC) - deadline.astimezone(UTC))

    def _under_way(self, visit: Visit, site: str, here: ClockEvent | None) -> Visit | None:
        """Hold a visit to whoever is there now, if that can be told: who, since when, in which shift."""
        frame = self._frame
        if frame.now is None or here is None or here.at < frame.horizon.start or self._last_seen.get(here.by) != here:
            return None
        shifts = [
            shift for shift in self._people.shifts_for(here.by or "", {}, site) if shift.start <= here.at <= shift.end
        ]
        if not shifts:
            return None
        shift, since = shifts[0], frame.local(here.at)
        self.positions[shift.id] = Position(visit.place, since)
        # Whoever is there has been let in: neither hours nor skills are asked any more.
        return replace(
            visit,
            windows=(),
            skills={},
            preference_costs={},
            duration=max(visit.duration, frame.now - since),
            pin=Pin(engineer=shift.engineer, shift=shift.id, start=since, under_way=True),
        )


def _arrivals(tickets: Iterable[Ticket], now: datetime | None) -> dict[str | None, ClockEvent]:
    """Find where everybody arrived last."""
    events = (event for ticket in tickets for event in known_events(ticket, now) if event.kind == "arrived")
    return {event.by: event for event in sorted(events, key=lambda event: event.at) if event.by is not None}


def _per_hour(frame: Frame, repair: Deadline, clock: TicketClock) -> float:
    """What each hour costs by which a repair ends late, so that it costs what it should at the end of the horizon.

    A visit's restore deadline has a price by the hour only: prices by the started day and caps are brought down to
    that. Where it cannot be late in the horizon, a day's price counts by its hours.
    """
    prices = late_prices(repair.target.late, clock.contract)
    ends = frame.later(frame.horizon.end, clock.ticket.duration)
    late_by = timedelta(0) if repair.at is None else ends - frame.local(repair.at)
    if late_by <= timedelta(0):
        return prices.per_hour + prices.per_started_day / _HOURS_A_DAY
    return penalty(prices, late_by) / (late_by / timedelta(hours=1))
