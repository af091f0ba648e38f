"""What is promised: zones, policies with their targets and prices, contracts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from optimiser.book.times import Carried, Span
from optimiser.book.work import EventKind

OUR_ASSUMPTION = "our assumption"
"""The source of a figure that no document states."""


@dataclass(frozen=True)
class Circle:
    """All that lies within ``radius_m`` metres, as the crow flies, of a point."""

    lat: float
    lon: float
    radius_m: float


@dataclass(frozen=True)
class Zone:
    """An area that promises differ by: one or more of a polygon of (lat, lon), districts by name, a circle.

    A zone without any of them holds every site: the rest of the world.
    """

    id: str
    polygon: Sequence[tuple[float, float]] = ()
    districts: Sequence[str] = ()
    circle: Circle | None = None
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True)
class Late:
    """What being late costs: the parts add up, to at most the cap."""

    per_hour: float = 0.0
    per_started_day: float = 0.0
    contract_share_per_day: float = 0.0
    cap: float | None = None
    cap_contract_share: float | None = None
    source: str = ""


TargetKind = Literal[
    "respond", "assess", "diagnose", "solution", "dispatch", "part", "loan", "on_site", "send", "restore", "workshop"
]
"""What can be promised: the first answer, a first assessment, a remote diagnosis, a solution named, someone dispatched
and the customer told, the spare part there, a loan unit there, on site, someone sent at the latest (counted as
``on_site``; the earlier deadline holds), repaired, repaired in the workshop."""

TICKET_FACTS = ("severity", "zone", "kind", "service_class", "complexity", "terms")


@dataclass(frozen=True)
class Target:
    """One promise: which tickets it is for, by when, and what being late costs.

    ``where`` maps some of TICKET_FACTS to the values for which it holds (severity "1", zone "city" …). Of the targets
    of one kind in a policy, the first that matches a ticket holds. ``also_met_by`` names events that keep the promise
    besides the usual ones: ``loan_arrived`` where the contract says "restored, or a loan unit".
    """

    kind: TargetKind
    span: Span
    where: Mapping[str, Sequence[str]] = field(default_factory=dict)
    late: Late | None = None
    also_met_by: Sequence[EventKind] = ()
    source: str = ""


@dataclass(frozen=True)
class Charge:
    """What a customer pays for a trip: a call-out, the second one for the same fault, transport of large equipment."""

    kind: Literal["call_out", "second_trip", "transport"]
    amount: float
    zone: str | None = None
    at_most: timedelta | None = None
    source: str = ""


@dataclass(frozen=True)
class Policy:
    """What a kind of contract promises.

    Attributes
    ----------
    zones : sequence of str
        Ids of zones, the first that holds a site is the site's.
    targets : sequence of Target
    on_time_share : float or None
        The share of tickets that must be on time, all their deadlines met.
    skip_costs : mapping of str to float
        What leaving a ticket out of a plan costs, by severity; ``""`` for any other. Ours to choose: a price in the
        search.
    paperwork : mapping of str to Span
        When a report is owed after a visit, by kind of visit: ``inspection``, ``ticket``, ``call`` …
    charges : sequence of Charge
    rating_points : mapping of str to float
        What a customer's rating counts for the engineer.
    severities : mapping of str to str
        What each severity means, in a sentence.
    follow_up : Span or None
        When the customer is called after each visit, to ask how it went; None: not promised.
    signed_slip : bool
        Whether each visit ends with a slip that the customer signs.
    sources : mapping of str to str
        Where figures that have no source of their own come from, by field: ``on_time_share``, ``paperwork`` …
    """

    id: str
    zones: Sequence[str]
    targets: Sequence[Target]
    on_time_share: float | None = None
    skip_costs: Mapping[str, float] = field(default_factory=dict)
    paperwork: Mapping[str, Span] = field(default_factory=dict)
    charges: Sequence[Charge] = ()
    rating_points: Mapping[str, float] = field(default_factory=dict)
    wait_cost_per_day: float = 0.0
    severities: Mapping[str, str] = field(default_factory=dict)
    follow_up: Span | None = None
    signed_slip: bool = False
    sources: Mapping[str, str] = field(default_factory=dict)
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True)
class Contract:
    """One customer's contract: its policy, value, service class (``A``, ``B`` …) and terms (``yearly`` …)."""

    id: str
    customer: str
    policy: str
    value: float = 0.0
    service_class: str | None = None
    terms: str | None = None
    carried: Carried = field(default_factory=dict)
