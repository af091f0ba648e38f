"""What the problem document says of visits."""

from optimiser.documents.checks import in_order
from optimiser.documents.kinds import Flag, Identity, ListOf, MapOf, Name, Reference, Text
from optimiser.documents.problem_kinds import AMOUNTS, COST, DURATION, SKILLS, TIME
from optimiser.documents.records import Field, Record
from optimiser.inputs import Pin, Planned, Visit, Window

WINDOW = Record(
    "a window",
    Window,
    "Bounds on the start of service: `open` ≤ start ≤ `close`.",
    [
        Field("open", TIME, "Service starts no earlier.", required=True),
        Field("close", TIME, "Service starts no later; may be met.", required=True),
    ],
    [in_order("open", "close", "swap them, or mend the date")],
)

PIN = Record(
    "a pin",
    Pin,
    "Holds a visit to an engineer, a shift or a start. One under way cannot be left out.",
    [
        Field("engineer", Reference("engineer"), "Who serves it."),
        Field("shift", Reference("shift"), "In which shift; one of `engineer`'s where both are given."),
        Field("start", TIME, "When service starts."),
        Field(
            "under_way",
            Flag(),
            "It has begun, or its engineer is on the way: it may start before `now`, which the problem then gives.",
        ),
    ],
)

PLANNED = Record(
    "a planned time",
    Planned,
    "Where and when a visit stood in a plan that people were told of, and what it costs to depart from that. "
    "The price of leaving it out is the visit's `skip_cost`.",
    [
        Field("start", TIME, "When service was to start.", required=True),
        Field("shift", Name("the id of a shift"), "In which shift; it may be one that has gone.", required=True),
        Field("free", DURATION, "By how much it may start earlier or later without a price."),
        Field("earlier_cost_per_hour", COST, "Price of an hour by which it starts earlier than that."),
        Field("later_cost_per_hour", COST, "Price of an hour by which it starts later than that."),
        Field("move_cost", COST, "Added when another shift serves it."),
    ],
)

VISIT = Record(
    "a visit",
    Visit,
    "Work at one place: a ticket or an inspection. It is served once, by one engineer, or left out at its price.",
    [
        Field("id", Identity("visit"), "Its id, unique among visits.", required=True),
        Field("kind", Text("a word"), "`ticket` or `inspection`, or a word of your own; shown, not used."),
        Field("place", Reference("place"), "Where.", required=True),
        Field("duration", DURATION, "How long service takes.", required=True),
        Field("windows", ListOf(WINDOW, "a list of windows"), "Service starts in one of them; none: in the horizon."),
        Field("skills", SKILLS, "Levels that the engineer needs, by skill. Level 0 asks for nothing."),
        Field("excluded_engineers", ListOf(Reference("engineer"), "a list of ids of engineers"), "Who may not come."),
        Field("preference_costs", MapOf(Reference("engineer"), COST), "Added when that engineer serves it."),
        Field("onsite_by", TIME, "Starting later is late."),
        Field("late_cost_per_hour", COST, "Price of an hour late on site, to the second."),
        Field("late_cost_per_started_day", COST, "Price of each day late that has begun, 1 for the first second."),
        Field("late_cost_cap", COST, "Most that being late on site costs; null: no limit."),
        Field("restore_by", TIME, "Ending later is late."),
        Field("restore_late_cost_per_hour", COST, "Price of an hour late in ending."),
        Field("skip_cost", COST, "Price of leaving it out; null: it must be served.", required=True, nullable=True),
        Field("pin", PIN, "What holds it."),
        Field("delivered", AMOUNTS, "Rides from the start of the route to the visit, by quantity."),
        Field("collected", AMOUNTS, "Rides from the visit to the end of the route, by quantity."),
        Field(
            "wait_cost_per_day",
            COST,
            "Price of each day from the one on which its first window opens (without windows, on which the horizon "
            "starts; both by the offset of the horizon's start) to the day of the shift that serves it.",
        ),
        Field("planned", PLANNED, "Where and when it stood in a plan before."),
    ],
)
