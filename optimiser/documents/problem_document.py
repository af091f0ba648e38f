"""The problem document: what stands where, how it is read and how it is written."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from optimiser.documents.checks import (
    check_breaks,
    check_day,
    check_horizon,
    check_limit,
    check_pins,
    check_travel,
    in_order,
)
from optimiser.documents.dates import Date
from optimiser.documents.findings import EnoughFaults, Findings, shown
from optimiser.documents.kinds import (
    Choice,
    Identity,
    ListOf,
    MapOf,
    Number,
    Reference,
    Table,
    Text,
)
from optimiser.documents.problem_kinds import AMOUNTS, COST, DURATION, SKILLS, TIME
from optimiser.documents.problem_visits import VISIT
from optimiser.documents.records import Field, OneOf, Record
from optimiser.documents.series_checks import MOST_DAYS, MOST_PATTERNS, check_patterns, check_series
from optimiser.inputs import (
    Break,
    Engineer,
    GreatCircle,
    Horizon,
    Limit,
    Matrix,
    Place,
    Position,
    Problem,
    Roads,
    Series,
    Shift,
    Spent,
    TableService,
)

FORMAT = "roundsman/1"

HORIZON = Record(
    "a horizon",
    Horizon,
    "The span of time that is planned, at most 400 days.",
    [
        Field("start", TIME, "When it begins.", required=True),
        Field("end", TIME, "When it ends; after `start`.", required=True),
    ],
    [check_horizon],
)

GREAT_CIRCLE = Record(
    "a great circle",
    GreatCircle,
    "Travel as the crow flies: metres = round(`detour` × great-circle metres on a sphere of radius 6 371 009 m), "
    "seconds = round(metres ÷ (`speed_kmh` ÷ 3.6)). Every place needs coordinates.",
    [
        Field("kind", Choice(["great_circle"]), "Says that travel is this.", required=True),
        Field("detour", Number(most=100), "By how much ways are longer than the great circle.", required=True),
        Field("speed_kmh", Number(least=0.1, most=2000), "Speed in kilometres per hour.", required=True),
    ],
)

MATRIX = Record(
    "a matrix",
    Matrix,
    "Travel as given: `seconds[i][j]` and `metres[i][j]` from place i to place j, in the order of `places`. "
    "Travel within one place is 0 whatever the diagonal says.",
    [
        Field("kind", Choice(["matrix"]), "Says that travel is this.", required=True),
        Field("seconds", Table(), "Travel times, n rows of n.", required=True),
        Field("metres", Table(), "Distances, n rows of n.", required=True),
    ],
)

ROADS = Record(
    "a road network",
    Roads,
    "Travel over the roads of an OpenStreetMap extract. Every place needs coordinates.",
    [
        Field("kind", Choice(["roads"]), "Says that travel is this.", required=True),
        Field("extract", Text("a file name", most=4096), "File: `.osm`, `.osm.gz` or `.osm.pbf`.", required=True),
        Field("speed_factor", Number(least=0.01, most=100), "Driven speed as a multiple of what the roads allow."),
    ],
)

TABLE_SERVICE = Record(
    "a table service",
    TableService,
    "Travel as an OSRM-style table service answers it over HTTP. Every place needs coordinates.",
    [
        Field("kind", Choice(["osrm"]), "Says that travel is this.", required=True),
        Field(
            "url",
            Text("an address that begins with http:// or https://", most=4096, pattern="^https?://."),
            "Where the service is.",
            required=True,
        ),
        Field("profile", Text(pattern="^[A-Za-z0-9_.-]+$", noun="a word"), "Which of its profiles to ask for."),
        Field("timeout", DURATION, "How long to wait for one answer."),
        Field("retries", Number("a whole number", most=10, whole=True), "How often to ask again after a failure."),
    ],
)

TRAVEL = OneOf("travel", {"great_circle": GREAT_CIRCLE, "matrix": MATRIX, "roads": ROADS, "osrm": TABLE_SERVICE})

PLACE = Record(
    "a place",
    Place,
    "A point on the map: a customer's site, a home, a depot.",
    [
        Field("id", Identity("place"), "Its id, unique among places.", required=True),
        Field("lat", Number("degrees", least=-90, most=90), "Latitude (WGS 84); needed unless travel is a matrix."),
        Field("lon", Number("degrees", least=-180, most=180), "Longitude (WGS 84); needed unless travel is a matrix."),
        Field(
            "setup",
            DURATION,
            "Spent once per stay, on arriving from another place, before service starts. "
            "A route that begins at the place does not spend it.",
        ),
    ],
)

BREAK = Record(
    "a break",
    Break,
    "A pause between two activities, never within travel or service. It is owed by a route that is out during the "
    "whole span from `earliest` to `latest` + `duration`.",
    [
        Field("earliest", TIME, "It starts no earlier.", required=True),
        Field("latest", TIME, "It starts no later.", required=True),
        Field("duration", DURATION, "How long it lasts.", required=True),
    ],
    [in_order("earliest", "latest", "swap them, or mend the date")],
)

POSITION = Record(
    "a position",
    Position,
    "Where an engineer was last known to be, and when: the route begins there and then.",
    [
        Field("place", Reference("place"), "Where.", required=True),
        Field("time", TIME, "When.", required=True),
    ],
)

SHIFT = Record(
    "a shift",
    Shift,
    "One engineer, one working period. Its route leaves `from` no earlier than `start` and is back at `to` no later "
    "than `end` + `overtime_limit`.",
    [
        Field("id", Identity("shift"), "Its id, unique among the shifts of all engineers.", required=True),
        Field("start", TIME, "When work begins.", required=True),
        Field("end", TIME, "When work ends and overtime begins.", required=True),
        Field("from", Reference("place"), "Where the route begins.", required=True, attribute="from_"),
        Field("to", Reference("place"), "Where it ends.", required=True),
        Field("overtime_limit", DURATION, "How long after `end` the route may be back."),
        Field("fixed_cost", COST, "Paid for a route with a visit."),
        Field("at", POSITION, "Where the engineer was last known to be; the route begins there and then instead."),
        Field("breaks", ListOf(BREAK, "a list of breaks"), "In the order in which they are taken."),
        Field("max_duration", DURATION, "Longest time from leaving to being back; null: any."),
        Field("max_distance_m", Number("metres"), "Longest way in metres; null: any."),
        Field("max_stops", Number("a whole number", whole=True), "Most visits in the route; null: any."),
        Field("capacity", AMOUNTS, "Room in the van, by quantity. A quantity that is not named has none."),
        Field(
            "serves_only",
            ListOf(Reference("place"), "a list of ids of places"),
            "The places whose visits it may serve; null: any.",
        ),
        Field(
            "day",
            Date(),
            "The day to which it belongs, for limits, rest, certificates and patterns: the date on which it starts, by "
            "its own offset (null), or the day before, for hours after midnight that go on with a day's work.",
            attribute="dated",
        ),
    ],
    [in_order("start", "end", "swap them, or add a day to the end of a night shift"), check_breaks, check_day],
)

LIMIT = Record(
    "a limit",
    Limit,
    "What an engineer may work and drive in a day, or in a week from Monday to Sunday, all shifts of it together. "
    "A shift counts on the day to which it belongs.",
    [
        Field("per", Choice(["day", "week"]), "In what it limits.", required=True),
        Field("working_time", DURATION, "Longest time from leaving to being back, of all routes; null: any."),
        Field("driving_time", DURATION, "Longest time of travel; null: any."),
    ],
    [check_limit],
)

SPENT = Record(
    "time spent",
    Spent,
    "What an engineer has worked and driven on a day outside of the problem's routes: earlier in the week, or before "
    "the `at` of a shift. It counts towards the limits of that day and its week; where it alone exceeds one, no route "
    "may add to it, but for finishing what is under way.",
    [
        Field("on", Date(), "The day.", required=True),
        Field("working_time", DURATION, "Time from leaving to being back, or until `at`."),
        Field("driving_time", DURATION, "Time of travel in it."),
    ],
)

ENGINEER = Record(
    "an engineer",
    Engineer,
    "Who goes. An engineer may serve a visit when every skill that it names is there at the level named or above, "
    "and the visit does not exclude the engineer. A skill with a certificate counts only while that is valid.",
    [
        Field("id", Identity("engineer"), "The engineer's id, unique among engineers.", required=True),
        Field("skills", SKILLS, "Levels by skill."),
        Field("cost_per_km", COST, "Price of a kilometre."),
        Field("cost_per_travel_hour", COST, "Price of an hour of travel."),
        Field("cost_per_overtime_hour", COST, "Price of an hour past the end of a shift."),
        Field(
            "certificates",
            MapOf(Text("the name of a skill"), Date()),
            "Until when a skill counts: in shifts whose day is not after the date. Skills without one always count.",
        ),
        Field("limits", ListOf(LIMIT, "a list of limits"), "What the engineer may work and drive; all of them hold."),
        Field("spent", ListOf(SPENT, "a list of times spent"), "What counts towards the limits besides the routes."),
        Field(
            "min_rest",
            DURATION,
            "Lies at least between being back from one route and leaving on the next of another day.",
        ),
        Field("shifts", ListOf(SHIFT, "a list of shifts"), "When the engineer works.", required=True),
    ],
)

SERIES = Record(
    "a series",
    Series,
    "Visits whose days must go together: all different, and all in one of the patterns. A visit's day is that of the "
    "shift that serves it. Visits that are left out take no day; the days of the others still lie in one pattern.",
    [
        Field("id", Identity("series"), "Its id, unique among series.", required=True),
        Field(
            "visits",
            ListOf(Reference("visit"), "a list of ids of visits"),
            "Which; a visit is in one series at most.",
            required=True,
        ),
        Field(
            "patterns",
            ListOf(ListOf(Date(), "a list of dates"), "a list of patterns, each a list of dates"),
            f"The days to choose from, at least as many in each as there are visits; at most {MOST_PATTERNS} "
            f"patterns in a series, and {MOST_DAYS} different days in all series together.",
            required=True,
        ),
    ],
    [check_patterns],
)

PROBLEM = Record(
    "a problem",
    Problem,
    "One planning problem.",
    [
        Field("format", Choice([FORMAT], "wrong_format"), "Name and version of this format.", required=True),
        Field("horizon", HORIZON, "The span of time that is planned.", required=True),
        Field("now", TIME, "Nothing that is not under way starts, and nobody sets out, before it.", always=True),
        Field("travel", TRAVEL, "How long and how far it is from place to place.", required=True),
        Field("places", ListOf(PLACE, "a list of places"), "Every place that is named elsewhere.", required=True),
        Field("engineers", ListOf(ENGINEER, "a list of engineers"), "Who can go.", required=True),
        Field("visits", ListOf(VISIT, "a list of visits"), "What is to be done.", required=True),
        Field("series", ListOf(SERIES, "a list of series"), "Which of the visits belong together."),
    ],
)


def read_problem(document: Mapping[str, Any]) -> Problem:
    """Read a problem document.

    Parameters
    ----------
    document : mapping
        What :func:`optimiser.documents.parse` returns.

    Returns
    -------
    Problem

    Raises
    ------
    FaultyInput
        With every fault of the document, in its order.
    """
    found = Findings()
    draft: dict[str, Any] = {}
    with suppress(EnoughFaults):
        draft = PROBLEM.draft(document, (), found) or {}
        if draft:
            check_travel(document, found)
            check_pins(draft, "now" not in draft and document.get("now") is not None, found)
            check_series(draft, found)
            found.settle(_unreadable(document))
    found.raise_any(document)
    return Problem(**draft)


def _unreadable(document: Mapping[str, Any]) -> list[str]:
    """Say which kinds of things cannot be referred to because a list of them cannot be read: that is told once."""
    lists = {"place": "places", "engineer": "engineers", "visit": "visits"}
    kinds = [kind for kind, key in lists.items() if not isinstance(document.get(key), list | tuple)]
    if "engineer" in kinds or not all(map(_has_shifts, document["engineers"])):
        kinds.append("shift")
    return kinds


def _has_shifts(engineer: Any) -> bool:
    return isinstance(engineer, Mapping) and isinstance(engineer.get("shifts"), list | tuple)


def write_problem(problem: Problem) -> dict[str, Any]:
    """Write a problem as a document that reads back as an equal one.

    Parameters
    ----------
    problem : Problem
        Its costs, levels and amounts are finite.

    Returns
    -------
    dict
        What is at its default is left out.
    """
    out: dict[str, Any] = PROBLEM.write(problem)
    return out


def with_matrix(document: Mapping[str, Any], seconds: Any, metres: Any) -> dict[str, Any]:
    """Return the same problem document with its travel replaced by a matrix.

    Parameters
    ----------
    document : mapping
        A problem document.
    seconds, metres : sequence of sequence of int, or array
        n rows of n, in the order of ``places``.

    Raises
    ------
    ValueError
        Where a matrix is not n × n.
    """
    count = len(document["places"])
    for name, rows in ("seconds", seconds), ("metres", metres):
        if len(rows) != count or any(len(row) != count for row in rows):
            raise ValueError(f"{name} has {shown(len(rows))} rows; it needs {count} rows of {count}")
    return {**document, "travel": MATRIX.write(Matrix(seconds, metres))}
