"""Who there is to do it, in the book document: engineers with duties, the on-call rota, cover around the clock."""

from optimiser.book import Absence, Cover, Duty, OnCall, RosterEngineer
from optimiser.documents.book_checks import check_absence, check_break, check_cover, check_cycle, dates_in_order
from optimiser.documents.book_kinds import (
    CLOCK,
    COST,
    DATE,
    DURATION,
    LAT,
    LON,
    PEOPLE,
    SKILLS,
    SOURCE,
    SOURCE_MEANING,
    TIME,
)
from optimiser.documents.kinds import Choice, Flag, Identity, ListOf, MapOf, Number, Reference, Text
from optimiser.documents.records import Field, Record

_WORKS = Number("a whole number", most=1, whole=True)

DUTY = Record(
    "a duty",
    Duty,
    "Regular shifts on the working days of a calendar, or on every day where the calendar is around the clock.",
    [
        Field("calendar", Reference("calendar"), "On whose working days, and in whose time zone.", required=True),
        Field("from", CLOCK, "When a shift begins.", required=True, attribute="from_"),
        Field("until", CLOCK, "When it ends; not after `from`: on the next day.", required=True),
        Field(
            "cycle",
            ListOf(_WORKS, "a list of 1 and 0", most=366),
            "Which days are worked, over and over: `[1, 1, 0]` is two days of work and one of rest. None: every day.",
        ),
        Field("since", DATE, "The first day of the cycle."),
        Field("overtime_limit", DURATION, "How long after its end a route may be back."),
        Field("break_earliest", CLOCK, "The break starts no earlier; null: at any time in the shift."),
        Field("break_latest", CLOCK, "The break starts no later; null: so that it is over with the shift."),
        Field("break_duration", DURATION, "How long the break is; nothing: there is none."),
        Field("source", SOURCE, SOURCE_MEANING),
    ],
    [check_cycle, check_break],
)

ABSENCE = Record(
    "an absence",
    Absence,
    "Days on which somebody is away, or a part of a day: home at 13:00, or here at 10:00 only.",
    [
        Field("first", DATE, "The first day away.", required=True),
        Field("last", DATE, "The last day away.", required=True),
        Field(
            "from",
            CLOCK,
            "From when on the first day, by the clock of the shifts that it cuts; null: all of it.",
            attribute="from_",
        ),
        Field("until", CLOCK, "Until when on the last day, by the same clock; null: all of it."),
        Field("reason", Text("a reason", least=0), "Why; shown, not used."),
    ],
    [dates_in_order("first", "last", "swap them, or mend the date"), check_absence],
)

ENGINEER = Record(
    "an engineer",
    RosterEngineer,
    "Somebody who does the work.",
    [
        Field("id", Identity("engineer"), "The engineer's id, unique among engineers.", required=True),
        Field("lat", LAT, "Latitude of the home (WGS 84).", required=True),
        Field("lon", LON, "Longitude of the home (WGS 84).", required=True),
        Field("skills", SKILLS, "Levels by skill."),
        Field(
            "certificates",
            MapOf(Text("the name of a skill"), DATE),
            "The last day on which a skill counts, by skill; a skill that is not named counts always.",
        ),
        Field("duties", ListOf(DUTY, "a list of duties", most=14), "When the engineer works."),
        Field("absences", ListOf(ABSENCE, "a list of absences", most=1000), "When the engineer is away."),
        Field(
            "resident_at",
            Reference("site"),
            "The site where the engineer stays during duty; nothing else is theirs, and an absence is covered.",
        ),
        Field("on_call", Flag(), "Whether the engineer takes turns in being on call."),
        Field("cost_per_km", COST, "Price of a kilometre."),
        Field("cost_per_travel_hour", COST, "Price of an hour of travel."),
        Field("cost_per_overtime_hour", COST, "Price of an hour past the end of a shift."),
        Field("hours_per_day", DURATION, "Longest working time in a day; null: any."),
        Field("hours_per_week", DURATION, "Longest working time, Monday to Sunday; null: any."),
        Field("driving_per_day", DURATION, "Longest time driving in a day; null: any."),
        Field("driving_per_week", DURATION, "Longest time driving, Monday to Sunday; null: any."),
        Field(
            "min_rest",
            DURATION,
            "Shortest rest between the routes of two days. Standing by without being called is rest.",
        ),
    ],
)

ON_CALL = Record(
    "a rota",
    OnCall,
    "Hours in which somebody is on call, except where the calendar `working` is open. A night on call belongs to the "
    "day before it until 6:00, for turns, limits and rest alike.",
    [
        Field("working", Reference("calendar"), "When nobody need be on call.", required=True),
        Field("from", CLOCK, "When on-call begins each day.", required=True, attribute="from_"),
        Field("until", CLOCK, "When it ends; not after `from`: on the next day.", required=True),
        Field("turn", Choice(["day", "week", "month"]), "How long one turn is."),
        Field("people", PEOPLE, "How many are on call at a time."),
        Field("skills", SKILLS, "Levels that who is on call needs, by skill."),
        Field("pay_per_hour", COST, "Paid for an hour of standing by."),
        Field("pay_per_call", COST, "Paid for going out once."),
        Field(
            "overtime_limit",
            DURATION,
            "By how much a case may outlast the on-call hours; the engineer's own duty then begins later.",
        ),
        Field("source", SOURCE, SOURCE_MEANING),
    ],
)

COVER = Record(
    "a cover",
    Cover,
    "A named event at which somebody must be at a site around the clock.",
    [
        Field("id", Identity("cover"), "Its id, unique among covers.", required=True),
        Field("site", Reference("site"), "Where.", required=True),
        Field("start", TIME, "When it begins.", required=True),
        Field("end", TIME, "When it ends; after `start`.", required=True),
        Field("people", PEOPLE, "How many must be there at a time."),
        Field("skills", SKILLS, "Levels that each of them needs, by skill."),
        Field("shift", DURATION, "How long one of them stays before the next takes over."),
        Field("source", SOURCE, SOURCE_MEANING),
    ],
    [check_cover],
)
