"""What is promised, in the book document: zones, policies with targets and prices, contracts."""

from typing import get_args

from optimiser.book import TICKET_FACTS, Charge, Circle, Contract, EventKind, Late, Policy, Target, TargetKind, Zone
from optimiser.documents.book_checks import check_polygon, check_where, no_repeats
from optimiser.documents.book_kinds import (
    COST,
    DURATION,
    LAT,
    LON,
    SHARE,
    SOURCE,
    SOURCE_MEANING,
    WORD,
    Point,
    texts,
)
from optimiser.documents.book_times import SPAN
from optimiser.documents.kinds import ABSURD, Choice, Flag, Identity, ListOf, MapOf, Number, Reference, Text
from optimiser.documents.records import Field, Record

CIRCLE = Record(
    "a circle",
    Circle,
    "All that lies within `radius_m` of a point, as the crow flies.",
    [
        Field("lat", LAT, "Latitude of its middle (WGS 84).", required=True),
        Field("lon", LON, "Longitude of its middle (WGS 84).", required=True),
        Field("radius_m", Number("metres", most=2.1e7), "Its radius in metres.", required=True),
    ],
)

ZONE = Record(
    "a zone",
    Zone,
    "An area that promises differ by: what lies in its polygon, or in one of its districts, or in its circle. "
    "A zone without any of them holds every site.",
    [
        Field("id", Identity("zone"), "Its id, unique among zones.", required=True),
        Field("polygon", ListOf(Point(), "a list of points", most=5000), "Its corners, at least three, in order."),
        Field("districts", texts("a list of districts", 5000), "Names of districts; a site names its own."),
        Field("circle", CIRCLE, "A radius around a base."),
    ],
    [check_polygon],
)

LATE = Record(
    "a lateness price",
    Late,
    "What being late costs: the parts add up, to at most the caps.",
    [
        Field("per_hour", COST, "Price of an hour late, to the second."),
        Field("per_started_day", COST, "Price of each day late that has begun."),
        Field("contract_share_per_day", SHARE, "Share of the contract's value for each day late that has begun."),
        Field("cap", COST, "Most that it costs; null: no limit."),
        Field("cap_contract_share", SHARE, "Most that it costs, as a share of the contract's value; null: no limit."),
        Field("source", SOURCE, SOURCE_MEANING),
    ],
)

_TARGET_KINDS = (
    "What is promised: the first answer, a first assessment, a remote diagnosis, a solution named, someone dispatched "
    "and the customer told, the spare part there, a loan unit there, someone on site, someone sent (on site at the "
    "latest; the earlier of both holds), the repair, the repair in the workshop."
)

TARGET = Record(
    "a target",
    Target,
    "One promise. Of the targets of one kind in a policy, the first that matches a ticket holds.",
    [
        Field("kind", Choice(get_args(TargetKind)), _TARGET_KINDS, required=True),
        Field("span", SPAN, "By when, counted from the report.", required=True),
        Field(
            "where",
            MapOf(Choice(TICKET_FACTS), ListOf(WORD, "a list of words", least=1, most=1000)),
            "For which tickets: facts about them, each with the values for which it holds. Nothing: for all.",
        ),
        Field("late", LATE, "What missing it costs; null: nothing."),
        Field(
            "also_met_by",
            ListOf(Choice(get_args(EventKind)), "a list of kinds of events", most=100),
            "Events that keep the promise besides the usual ones: `loan_arrived` for “restored, or a loan unit”.",
        ),
        Field("source", SOURCE, SOURCE_MEANING),
    ],
    [check_where],
)

CHARGE = Record(
    "a charge",
    Charge,
    "What a customer pays for a trip.",
    [
        Field(
            "kind",
            Choice(["call_out", "second_trip", "transport"]),
            "A call-out, a second trip for the same fault, or the transport of large equipment.",
            required=True,
        ),
        Field("amount", COST, "How much.", required=True),
        Field("zone", Reference("zone"), "In which zone; null: in any."),
        Field("at_most", DURATION, "The longest stay that it covers; null: any."),
        Field("source", SOURCE, SOURCE_MEANING),
    ],
)

POLICY = Record(
    "a policy",
    Policy,
    "What a kind of contract promises.",
    [
        Field("id", Identity("policy"), "Its id, unique among policies.", required=True),
        Field(
            "zones",
            ListOf(Reference("zone"), "a list of ids of zones", most=1000),
            "The first that holds a site is the site's; none: nothing differs by zone.",
            required=True,
        ),
        Field("targets", ListOf(TARGET, "a list of targets", most=1000), "What is promised.", required=True),
        Field("on_time_share", SHARE, "The share of tickets that must be on time; null: none is stated."),
        Field(
            "skip_costs",
            MapOf(Text("a severity", least=0), COST),
            'Price of leaving a ticket out of a plan, by severity; `""`: any other severity.',
        ),
        Field("paperwork", MapOf(WORD, SPAN), "When a report is owed after a visit, by kind of visit."),
        Field("charges", ListOf(CHARGE, "a list of charges", most=1000), "What the customer pays for trips."),
        Field(
            "rating_points",
            MapOf(WORD, Number("points", least=-ABSURD)),
            "What each rating by the customer counts for the engineer.",
        ),
        Field("wait_cost_per_day", COST, "Price of each day that a visit waits."),
        Field("severities", MapOf(Text("a severity"), Text("a sentence", most=2000)), "What each severity means."),
        Field("follow_up", SPAN, "When the customer is called after each visit; null: not promised."),
        Field("signed_slip", Flag(), "Whether each visit ends with a slip that the customer signs."),
        Field("sources", MapOf(WORD, SOURCE), "Where figures without a source of their own come from, by field."),
    ],
    [no_repeats("zones", "zone")],
)

CONTRACT = Record(
    "a contract",
    Contract,
    "One customer's contract.",
    [
        Field("id", Identity("contract"), "Its id, unique among contracts.", required=True),
        Field("customer", WORD, "Who the customer is.", required=True),
        Field("policy", Reference("policy"), "What it promises.", required=True),
        Field("value", COST, "What it is worth, in the currency of all costs."),
        Field("service_class", WORD, "`A`, `B` …: a fact that targets may ask for."),
        Field("terms", WORD, "`yearly`, `by_call` …: a fact that targets may ask for."),
    ],
)
