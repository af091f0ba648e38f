"""What there is to do, in the book document: sites, units, tickets, inspection rules, appointments."""

from collections.abc import Mapping
from typing import Any, get_args

from optimiser.book import Appointment, ClockEvent, EventKind, Every, InspectionRule, Site, Ticket, Unit
from optimiser.documents.book_checks import no_repeats
from optimiser.documents.book_kinds import (
    COST,
    COUNT,
    DATE,
    DAYS,
    DURATION,
    LAT,
    LON,
    PEOPLE,
    SHARE,
    SKILLS,
    SOURCE,
    SOURCE_MEANING,
    TIME,
    WORD,
    texts,
)
from optimiser.documents.book_times import INTERVAL
from optimiser.documents.checks import in_order
from optimiser.documents.findings import Findings, Steps
from optimiser.documents.kinds import Choice, Flag, Identity, Kind, ListOf, Number, Reference, Schema, Text
from optimiser.documents.records import Field, Record

SITE = Record(
    "a site",
    Site,
    "A customer's place.",
    [
        Field("id", Identity("site"), "Its id, unique among sites.", required=True),
        Field("contract", Reference("contract"), "The contract that covers it.", required=True),
        Field("lat", LAT, "Latitude (WGS 84).", required=True),
        Field("lon", LON, "Longitude (WGS 84).", required=True),
        Field("district", WORD, "The district where it lies, for zones that list districts."),
        Field("zone", Reference("zone"), "Its zone, whatever the zones say; one of its policy's."),
        Field("setup", DURATION, "Spent once per stay, before service starts."),
        Field("access", Reference("calendar"), "When visits may start there; null: at any time."),
    ],
)

UNIT = Record(
    "a unit",
    Unit,
    "A device, or several of one kind, at a site.",
    [
        Field("id", Identity("unit"), "Its id, unique among units.", required=True),
        Field("site", Reference("site"), "Where it is.", required=True),
        Field("kind", WORD, "What it is.", required=True),
        Field("count", COUNT, "How many there are of it."),
        Field("serial", WORD, "Its serial number."),
        Field("warranty_until", DATE, "The last day of its warranty; null: none."),
        Field("impact", Number("a number", most=10), "How much depends on it."),
        Field("large", Flag(), "Taking it to the workshop needs transport, which some contracts charge."),
    ],
)

CLOCK_EVENT = Record(
    "a clock event",
    ClockEvent,
    "Something that happened to a ticket and moves, stops or meets its deadlines.",
    [
        Field("kind", Choice(get_args(EventKind)), "What happened.", required=True),
        Field("at", TIME, "When.", required=True),
        Field("waiting_for", Choice(["customer", "quote", "part", "workshop"]), "What a pause waits for."),
        Field("by", WORD, "Who did it."),
    ],
)

TICKET = Record(
    "a ticket",
    Ticket,
    "What a customer reported, and what has happened since.",
    [
        Field("id", Identity("ticket"), "Its id, unique among tickets.", required=True),
        Field("site", Reference("site"), "Where.", required=True),
        Field("reported_at", TIME, "When it was reported: deadlines count from here.", required=True),
        Field("severity", Text("a severity"), "How bad it is: a fact that targets may ask for.", required=True),
        Field("duration", DURATION, "How long a visit for it would take.", required=True),
        Field("kind", WORD, "`fault`, `complaint`, `question` …: a fact that targets may ask for."),
        Field("unit", Reference("unit"), "Which unit it is about."),
        Field("fault", WORD, "What is broken, in a word, so that repeats are seen."),
        Field("complexity", WORD, "`simple`, `complex` …: a fact that targets may ask for."),
        Field("skills", SKILLS, "Levels that the engineer needs, by skill."),
        Field("likelihood", SHARE, "How likely the worst is."),
        Field("remote", Flag(), "It is answered from the desk and never a trip, as a question is."),
        Field("owner", Reference("engineer"), "Who keeps the case until it is solved."),
        Field("history", ListOf(CLOCK_EVENT, "a list of clock events", most=1000), "What has happened, in order."),
    ],
)


class Recurrence(Kind):
    """A rule of RFC 5545 as text, or an interval after the last time."""

    noun = "a recurrence"
    _rule = Text("a recurrence rule, as in FREQ=MONTHLY;BYDAY=1MO", most=1000)

    def read(self, value: Any, at: Steps, found: Findings) -> Any:
        """Take text as a rule and an object as an interval."""
        if isinstance(value, Mapping):
            return INTERVAL.read(value, at, found)
        if not isinstance(value, str):
            return self.refuse(value, at, found, '"FREQ=MONTHLY;BYDAY=1MO" or {"count": 3, "unit": "months"}')
        return self._rule.read(value, at, found)

    def write(self, value: Any) -> Any:
        """Write it as what it is."""
        return INTERVAL.write(value) if isinstance(value, Every) else value

    def schema(self, shared: Schema) -> Schema:
        """Describe both forms."""
        return {"oneOf": [self._rule.schema(shared), INTERVAL.schema(shared)]}

    def title(self) -> str:
        """Name both forms."""
        return f"recurrence rule of RFC 5545 or {INTERVAL.title()}"


RULE = Record(
    "an inspection rule",
    InspectionRule,
    "What recurs at a site, on its units or on the whole of it.",
    [
        Field("id", Identity("rule"), "Its id, unique among rules.", required=True),
        Field("site", Reference("site"), "Where.", required=True),
        Field(
            "recurrence",
            Recurrence(),
            "A rule of RFC 5545, counted from `since`, or so long after `last_done_on`.",
            required=True,
        ),
        Field("since", DATE, "The day from which it counts.", required=True),
        Field("duration", DURATION, "How long it takes, apart from its units."),
        Field("units", ListOf(Reference("unit"), "a list of ids of units", most=10_000), "On which units."),
        Field("duration_per_unit", DURATION, "How much longer it takes for each device of its units."),
        Field("kind", WORD, "`inspection`, `training`, `call` …: what is done."),
        Field("series", WORD, "Rules of one series on the same units nest by `level`."),
        Field(
            "level",
            Number("a whole number", least=1, most=100, whole=True),
            "A rule with a higher level includes the lower ones that are due with it.",
        ),
        Field("last_done_on", DATE, "When it was last done; null: not yet."),
        Field("last_report_on", DATE, "When a report on it was last written; before `last_done_on`: one is owed."),
        Field("tolerance_before", DAYS, "Days by which it may come earlier than ideal."),
        Field("tolerance_after", DAYS, "Days by which it may come later than ideal."),
        Field("spacing", DAYS, "Days that must at least lie between two of them."),
        Field("skills", SKILLS, "Levels that the engineer needs, by skill."),
        Field("checklist", texts("a list of things to do"), "What is done, point by point."),
        Field("preferred_engineer", Reference("engineer"), "Who should do it."),
        Field("remote", Flag(), "Desk work: it takes time and no trip."),
        Field("calendar", Reference("calendar"), "On whose working days it is done; null: as its site is open."),
        Field("skip_cost", COST, "Price of leaving one out of a plan."),
        Field("until", DATE, "The last day on which it may be due; null: it goes on."),
        Field("source", SOURCE, SOURCE_MEANING),
    ],
    [no_repeats("units", "unit")],
)

APPOINTMENT = Record(
    "an appointment",
    Appointment,
    "Work of any other kind. It starts between `earliest` and `latest`; both the same: at a fixed time.",
    [
        Field("id", Identity("appointment"), "Its id, unique among appointments.", required=True),
        Field("site", Reference("site"), "Where.", required=True),
        Field("kind", WORD, "`installation`, `training`, `cut_over` …: what is done.", required=True),
        Field("duration", DURATION, "How long it takes.", required=True),
        Field("earliest", TIME, "It starts no earlier.", required=True),
        Field("latest", TIME, "It starts no later.", required=True),
        Field("skills", SKILLS, "Levels that each engineer needs, by skill."),
        Field("engineers", PEOPLE, "How many engineers are needed."),
        Field("remote", Flag(), "Desk work: it takes time and no trip."),
        Field("skip_cost", COST, "Price of leaving it out; null: it must be served."),
        Field("source", SOURCE, SOURCE_MEANING),
    ],
    [in_order("earliest", "latest", "swap them, or mend the date")],
)
