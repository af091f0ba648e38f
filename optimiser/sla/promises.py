"""What a book promises for a ticket: its contract, policy, zone, and the targets that match it."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import time
from typing import Union

from optimiser.book import WEEKDAYS, Book, Contract, Hours, Policy, Site, Span, Target, Ticket, Unit, Zone
from optimiser.calendars import WorkingCalendar
from optimiser.errors import Fault, FaultyInput
from optimiser.sla.zones import zone_of

Facts = Mapping[str, str | None]
"""What a target's ``where`` may ask about a ticket: TICKET_FACTS, None where nothing is known."""


@dataclass(frozen=True)
class Ground:
    """What holds at a site: its contract, policy and zone. ``zone`` is None only where the policy has no zones."""

    site: Site
    contract: Contract
    policy: Policy
    zone: Zone | None


class Promises:
    """A book, indexed for questions about its tickets.

    Parameters
    ----------
    book : Book
        Its ids must refer to things that exist, as in every book that was read from a document. Whoever asks about
        many tickets one by one makes this once and hands it in where a book is asked for.
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        self.sites = {site.id: site for site in book.sites}
        self.units = {unit.id: unit for unit in book.units}
        self.contracts = {contract.id: contract for contract in book.contracts}
        self.policies = {policy.id: policy for policy in book.policies}
        self._zones = {zone.id: zone for zone in book.zones}
        self._calendars = {calendar.id: calendar for calendar in book.calendars}
        self._working: dict[str, WorkingCalendar] = {}
        self._pausing: dict[str, WorkingCalendar] = {}
        self._grounds: dict[str, Ground] = {}
        self._targets: dict[tuple[str | None, ...], tuple[Target, ...]] = {}

    @classmethod
    def of(cls, book: Union[Book, "Promises"]) -> "Promises":
        """Index a book, unless that is done already."""
        return book if isinstance(book, Promises) else cls(book)

    def with_book(self, book: Book) -> "Promises":
        """Index another book that promises the same: one with other tickets, say. What is known already is kept.

        Parameters
        ----------
        book : Book
            With the same sites, units, contracts, policies, zones and calendars.
        """
        other = copy(self)
        other.book = book
        return other

    def unit_of(self, ticket: Ticket) -> Unit | None:
        """Find the unit that a ticket is about."""
        return None if ticket.unit is None else self.units[ticket.unit]

    def ground(self, site_id: str) -> Ground:
        """Find what holds at a site.

        Raises
        ------
        FaultyInput
            Where the site lies in no zone of its policy.
        """
        known = self._grounds.get(site_id)
        if known is None:
            site = self.sites[site_id]
            contract = self.contracts[site.contract]
            policy = self.policies[contract.policy]
            zone = zone_of([self._zones[zone_id] for zone_id in policy.zones], site)
            if zone is None and policy.zones:
                raise FaultyInput([_no_zone(self.book.sites.index(site), site, policy)])
            known = self._grounds[site_id] = Ground(site, contract, policy, zone)
        return known

    def targets(self, ticket: Ticket) -> tuple[Target, ...]:
        """List what is promised for a ticket: of each kind the first target that matches, in the policy's order.

        Both ``restore`` and ``workshop`` may be among them; the ticket's history says which of them holds.
        """
        ground = self.ground(ticket.site)
        facts = facts_of(ticket, ground)
        key = (ground.policy.id, *facts.values())
        if key not in self._targets:
            first: dict[str, Target] = {}
            for target in ground.policy.targets:
                if matches(target, facts):
                    first.setdefault(target.kind, target)
            self._targets[key] = tuple(first.values())
        return self._targets[key]

    def calendar(self, calendar_id: str) -> WorkingCalendar:
        """Get a calendar of the book, ready to count with."""
        if calendar_id not in self._working:
            self._working[calendar_id] = WorkingCalendar(self._calendars[calendar_id])
        return self._working[calendar_id]

    def pausing_calendar(self, span: Span) -> WorkingCalendar:
        """Get the calendar on which pauses of a promise are counted: that of its span.

        Where working days are promised on a calendar without hours, whole working days are its open time: a pause over
        the weekend must not move the deadline.
        """
        calendar = self._calendars[span.calendar]
        if span.within is not None or calendar.hours:
            return self.calendar(span.calendar)
        if calendar.id not in self._pausing:
            whole_days = [Hours(WEEKDAYS[:5], time(0), time(0))]
            self._pausing[calendar.id] = WorkingCalendar(replace(calendar, hours=whole_days))
        return self._pausing[calendar.id]

    def faults_of_zones(self) -> list[Fault]:
        """List the sites that lie in no zone of their policy."""
        faults: list[Fault] = []
        for site in self.book.sites:
            try:
                self.ground(site.id)
            except FaultyInput as faulty:
                faults += faulty.faults
        return faults


def facts_of(ticket: Ticket, ground: Ground) -> Facts:
    """Gather what a policy may ask about a ticket, in the order of TICKET_FACTS."""
    return {
        "severity": ticket.severity,
        "zone": None if ground.zone is None else ground.zone.id,
        "kind": ticket.kind,
        "service_class": ground.contract.service_class,
        "complexity": ticket.complexity,
        "terms": ground.contract.terms,
    }


def matches(target: Target, facts: Facts) -> bool:
    """Tell whether a target is for a ticket with these facts; one that is not known matches no value."""
    return all(facts[name] in values for name, values in target.where.items())


def _no_zone(index: int, site: Site, policy: Policy) -> Fault:
    """Say that a site has no zone; it names one of another policy, or lies outside all of them."""
    zones = ", ".join(policy.zones)
    if site.zone is not None:
        message = f"Site {site.id} names zone {site.zone}; policy {policy.id} has {zones}: name one of them."
        return Fault(f"$.sites[{index}].zone", "no_zone", message, site.zone)
    message = (
        f"Site {site.id} at {site.lat:g}, {site.lon:g}"
        + (f" in district {site.district}" if site.district else "")
        + f" lies in no zone of policy {policy.id} ({zones}): widen one, or name the site's zone in the site."
    )
    return Fault(f"$.sites[{index}]", "no_zone", message, site.id)
