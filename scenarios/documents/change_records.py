"""What a scenario may change, described."""

from collections.abc import Mapping
from typing import Any

from optimiser import describing as of
from scenarios.documents.service_records import FLU, SURGE
from scenarios.documents.study_kinds import (
    CV,
    FACTOR,
    SHARE,
    Either,
    Nothing,
    OneOrMore,
    fields_of,
    kind_of,
    names,
    whole,
)

ENGINEER, SITE, STREAM, POLICY = (of.Reference(kind) for kind in ("engineer", "site", "stream", "policy"))
_DUTIES = kind_of(of.BOOK_RECORDS["engineers"], "duties")
_TARGET = kind_of(of.BOOK_RECORDS["policies"], "targets").item


def _given(**fields: Any) -> dict[str, Any]:
    """Keep what is said, by attribute."""
    return {name: value for name, value in fields.items() if value is not None}


POINT = of.Record(
    "a point",
    lambda lat, lon: (lat, lon),
    "A point on the map (WGS 84).",
    [
        of.Field("lat", of.LAT, "Its latitude.", required=True),
        of.Field("lon", of.LON, "Its longitude.", required=True),
    ],
)
HOME = Either({str: SITE, dict: POINT})

NEW_ENGINEERS = of.Record(
    "a new engineer",
    _given,
    "Engineers who join, like one who is there: with their skills, duties, prices and limits, and their home where no "
    "other is given. Nobody is resident only for being like a resident.",
    [
        of.Field("like", ENGINEER, "Who they are like.", required=True),
        of.Field("count", whole(1, 200), "How many.", default=1),
        of.Field(
            "id", of.Text("an id", most=150), "What one is called; several are called `id-1`, `id-2` …", default=None
        ),
        of.Field("home", HOME, "Where they set out from: a point, or the id of a site.", default=None),
        of.Field("skills", of.SKILLS, "All their skills, in place of those they would have.", default=None),
        of.Field("resident_at", SITE, "The site where they stay.", default=None),
        of.Field("on_call", of.Flag(), "Whether they take turns in being on call.", default=None),
    ],
)


def _check_shifts(draft: Mapping[str, Any], at: of.Steps, found: of.Findings) -> None:
    times = [name for name, value in draft.items() if name not in ("engineers", "duties") and value is not None]
    if (draft.get("duties") is None) != bool(times) and not found.last_is_in(at):
        message = (
            "says nothing of working hours, or says it twice; give either `duties`, or `from`, `until` and the like"
        )
        found.add(at, "one_of_two", message)


NEW_SHIFTS = of.Record(
    "a new shift",
    _given,
    "Other working hours: either single times of the shifts that there are, or `duties` in place of them.",
    [
        of.Field("engineers", names("engineer", most=5000), "Whose; none named: everybody's.", default=()),
        *fields_of(_DUTIES.item, "calendar", "from", "until", "break_earliest", "break_latest", "break_duration"),
        of.Field("duties", _DUTIES, "All their duties.", default=None),
    ],
    [_check_shifts],
)


NEW_ROTA = of.Record(
    "a new rota",
    _given,
    "Other hours, turns, people, skills or pay on call; what is not given stays. A book without a rota needs "
    "`working`, `from` and `until`.",
    [
        of.Field("engineers", names("engineer", most=5000), "Who of the book takes turns; nobody else.", default=None),
        *fields_of(
            of.ON_CALL,
            "working", "from", "until", "turn", "people", "skills", "pay_per_hour", "pay_per_call", "overtime_limit",
        ),
    ],
)  # fmt: skip


def _check_promise(draft: Mapping[str, Any], at: of.Steps, found: of.Findings) -> None:
    spans = [name for name in ("within", "working_days") if draft.get(name) is not None]
    if len(spans) > 1 or (not spans and draft.get("late") is None and not found.last_is_in(at)):
        found.add(at, "one_of_two", "give exactly one of `within` and `working_days`, or only `late`")


NEW_PROMISE = of.Record(
    "a new promise",
    _given,
    "Another deadline, or another price of missing it, for some tickets under a policy. Other tickets keep theirs.",
    [
        of.Field("policy", POLICY, "Which policy.", required=True),
        of.Field("kind", kind_of(_TARGET, "kind"), "Which of its promises.", required=True),
        of.Field(
            "where", kind_of(_TARGET, "where"), "Which tickets, as in a target of the book; none: all.", default={}
        ),
        of.Field("calendar", of.Reference("calendar"), "On which calendar; null: as it was.", default=None),
        *fields_of(kind_of(_TARGET, "span"), "within", "working_days"),
        *fields_of(_TARGET, "late"),
    ],
    [_check_promise],
)

NEW_PRICES = of.Record(
    "a new price list",
    _given,
    "Other prices of a policy; what is not given stays.",
    [*fields_of(of.BOOK_RECORDS["policies"], "on_time_share", "wait_cost_per_day", "skip_costs")],
)

NEW_STOCK = of.Record(
    "a new stock",
    _given,
    "How many of a part are kept; what is not given stays.",
    [
        of.Field("level", whole(0, 1_000_000), "How many there are at most.", default=None),
        of.Field("lead_time", of.DURATION, "How long one that was used takes to be replaced.", default=None),
    ],
)

NEW_CUSTOMER = of.Record(
    "a new customer",
    _given,
    "A customer with a site, units, inspection rules and a contract like those of one who is there.",
    [
        of.Field("id", of.Text("an id", most=100), "Id of the new site, and of its contract.", required=True),
        of.Field("like", SITE, "The site that it is like.", required=True),
        of.Field("at", POINT, "Where it is; null: where that one is.", default=None),
        of.Field("demand", FACTOR, "How many tickets it reports for each of that one.", default=1.0),
    ],
)

NEW_WAGES = of.Record(
    "a new wage",
    _given,
    "What people cost; what is not given stays.",
    [
        of.Field("per_day", of.COST, "Of each shift that somebody is rostered for.", default=None),
        of.Field("skills", of.MapOf(of.Reference("skill"), of.COST), "What each skill adds to that.", default=None),
    ],
)

_BY_STREAM = of.MapOf(STREAM, FACTOR)
_LEVELS = of.MapOf(of.Reference("skill"), of.Number("a level", most=1e6))

CHANGE_FIELDS = [
    of.Field("add_engineers", OneOrMore(NEW_ENGINEERS, "a list of new engineers"), "Who joins.", default=None),
    of.Field("drop_engineers", names("engineer", most=500), "Who leaves.", default=None),
    of.Field("train", of.MapOf(ENGINEER, _LEVELS), "Which skill, at which level, who is taught.", default=None),
    of.Field("certificates_until", of.DATE, "Certificates that end sooner are renewed until then.", default=None),
    of.Field("move_home", of.MapOf(ENGINEER, HOME), "Who sets out from elsewhere: a point, or a site.", default=None),
    of.Field("shifts", OneOrMore(NEW_SHIFTS, "a list of new shifts"), "Who works at other times.", default=None),
    of.Field("on_call", Either({dict: NEW_ROTA, bool: Nothing()}), "Another rota; `false`: none at all.", default=None),
    of.Field(
        "overtime_limit",
        Either({str: of.DURATION, dict: of.MapOf(ENGINEER, of.DURATION)}),
        "How long overtime may last after regular shifts: of everybody, or by engineer.",
        default=None,
    ),
    of.Field(
        "territories",
        of.MapOf(ENGINEER, names("site", most=50_000)),
        "Which sites an engineer serves, and no others; an empty list: all.",
        default=None,
    ),
    of.Field("promises", OneOrMore(NEW_PROMISE, "a list of new promises"), "Other deadlines.", default=None),
    of.Field("prices", of.MapOf(POLICY, NEW_PRICES), "Other prices, by policy.", default=None),
    of.Field("stock", of.MapOf(of.Reference("part"), NEW_STOCK), "Other stocks, by part.", default=None),
    of.Field(
        "growth",
        Either({float: FACTOR, dict: _BY_STREAM}),
        "By what all rates are multiplied, in place of the study's own growth; or so many times as many of a stream.",
        default=None,
    ),
    of.Field(
        "remote_share",
        Either({float: SHARE, dict: of.MapOf(STREAM, SHARE)}),
        "How many tickets are solved at the desk: of all streams, or by stream.",
        default=None,
    ),
    of.Field("new_customer", OneOrMore(NEW_CUSTOMER, "some new customers"), "Who comes as a customer.", default=None),
    of.Field("storm", OneOrMore(SURGE, "a list of surges"), "Days on which more, or less, is reported.", default=None),
    of.Field("flu", OneOrMore(FLU, "a list of flu spells"), "Days on which people fall ill more often.", default=None),
    of.Field(
        "speed_factor",
        of.Number("a factor", least=0.05, most=20),
        "How fast traffic is against what plans reckon with.",
        default=None,
    ),
    of.Field("travel_cv", CV, "Coefficient of variation of the time that a leg takes.", default=None),
    of.Field("sick_share", SHARE, "How likely somebody who is well falls ill on a working day.", default=None),
    of.Field("replan_for", names("severity"), "Severities for which the day is planned anew.", default=None),
    of.Field("wages", NEW_WAGES, "What people cost.", default=None),
]  # fmt: skip

CHANGE_RECORDS = (
    NEW_ENGINEERS,
    NEW_SHIFTS,
    NEW_ROTA,
    NEW_PROMISE,
    NEW_PRICES,
    NEW_STOCK,
    NEW_CUSTOMER,
    NEW_WAGES,
    POINT,
)
"""What stands inside a scenario, for the reference page."""

AS_IT_IS = of.Record(
    "a starting point",
    _given,
    "What is changed in the book before anything is compared: the scenario `as it is` has it, and so have all others.",
    CHANGE_FIELDS,
)
SCENARIO = of.Record(
    "a scenario",
    _given,
    "A named change to the service as it is; everything that is said in it is changed together.",
    [
        of.Field("name", of.Identity("scenario"), "What it is called, unique among scenarios.", required=True),
        of.Field("line", of.Text("a line", least=0, most=500), "What it is, on one line.", default=""),
        of.Field("combine", names("scenario", most=50), "Other scenarios whose changes it makes too.", default=()),
        *CHANGE_FIELDS,
    ],
)
