"""The study document, described."""

from collections.abc import Mapping
from typing import Any, get_args

from optimiser import describing as of
from scenarios.documents.change_records import AS_IT_IS, SCENARIO
from scenarios.documents.history_reading import HISTORY
from scenarios.documents.service_records import OPERATIONS, REALITY, STOCK, STREAM, SURGE, WAGES
from scenarios.documents.study_kinds import FACTOR, Either, names, whole
from scenarios.measures.catalogue import MEASURES, group_parts
from scenarios.selection.described import SEARCH
from scenarios.studies.study import PolicyName, Precision, Replications

STUDY_FORMAT = "roundsman-study/1"
MOST_DAYS = 3660
MOST_REPLICATIONS = 10_000
MOST_SCENARIOS = 200
POLICY_NAMES = get_args(PolicyName)


class _MeasureName(of.Choice):
    """The name of a measure."""

    def __init__(self) -> None:
        super().__init__(list(MEASURES), "unknown_measure")

    def title(self) -> str:
        """Do not list all of them in a cell of a table."""
        return "the name of a measure"


class _Group(of.Text):
    """The name of a group of a measure."""

    def read(self, value: Any, at: of.Steps, found: of.Findings) -> Any:
        """Take a name that groups have."""
        name = super().read(value, at, found)
        if name is of.FAULTY:
            return name
        try:
            group_parts(name)
        except ValueError as wrong:
            found.add(at, "unknown_group", str(wrong), value)
            return of.FAULTY
        return name


PRECISION = of.Record(
    "a precision",
    Precision,
    "There are enough replications once the interval of a measure is no wider than this on either side.",
    [
        of.Field("measure", _MeasureName(), "Which measure.", required=True),
        of.Field("half_width", of.Number("a number", least=1e-9), "Half of the interval's width.", required=True),
        of.Field("group", _Group("a group", least=0), "Of which group of it, as `severity=1`; none: of everything."),
    ],
)


def _check_bounds(draft: Mapping[str, Any], at: of.Steps, found: of.Findings) -> None:
    default = Replications()
    least, most = draft.get("at_least", default.at_least), draft.get("at_most", default.at_most)
    if least > most and not any(found.is_noted((*at, key)) for key in ("at_least", "at_most")):
        key = "at_least" if "at_least" in draft else "at_most"
        message = f"at least {least} replications are more than at most {most}; swap them, or mend one"
        found.add((*at, key), "wrong_order", message, draft[key])


REPLICATIONS = of.Record(
    "a replication rule",
    Replications,
    "How many times each scenario is lived through under each policy: until all measures named are as precise as is "
    "asked, within these bounds.",
    [
        of.Field("at_least", whole(1, MOST_REPLICATIONS), "How many at least; an interval needs 2."),
        of.Field("at_most", whole(1, MOST_REPLICATIONS), "How many at most."),
        of.Field("precision", of.ListOf(PRECISION, "a list of precisions", most=100), "How precise; none: `at_most`."),
        of.Field("confidence", of.Number("a share", least=0.5, most=0.9999), "Of all intervals."),
    ],
    [_check_bounds],
)


class _BookGiven(Either):
    """The name of a regime or of a file, or a whole book, which is read where books are."""

    def __init__(self) -> None:
        super().__init__({str: of.Text("the name of a regime or of a file", most=1000), dict: of.Anything()})
        self.noun = "the name of a regime, the name of a file, or a book"

    def title(self) -> str:
        """Link to the format of books."""
        return "name of a regime or of a file, or a [book](book.md#book)"


class _SearchGiven(of.Anything):
    """A search, which is read when the service is known."""

    noun = "a search"

    def schema(self, shared: of.Schema) -> of.Schema:
        """Say what a search looks like."""
        return SEARCH.schema(shared)

    def title(self) -> str:
        """Link to it."""
        return "[Search](#search)"


def _check_warm_up(draft: Mapping[str, Any], at: of.Steps, found: of.Findings) -> None:
    days, warm_up = draft.get("days"), draft.get("warm_up")
    if days is not None and warm_up is not None and warm_up >= days:
        message = f"a warm-up of {warm_up} days leaves nothing of {days}; give fewer, or more days"
        found.add((*at, "warm_up"), "out_of_range", message, warm_up)


def _check_one_demand(draft: Mapping[str, Any], at: of.Steps, found: of.Findings) -> None:
    if draft.get("demand") and draft.get("demand_from") is not None:
        message = "demand is written out and fitted to a history; give either `demand` or `demand_from`"
        found.add((*at, "demand_from"), "one_of_two", message)


STUDY = of.Record(
    "a study",
    dict,
    "Scenarios × policies × replications: what would happen if.",
    [
        of.Field("format", of.Choice([STUDY_FORMAT], "wrong_format"), "Name and version of the format.", required=True),
        of.Field("name", of.Text("a name", most=200), "The question, in a few words.", required=True),
        of.Field(
            "id", of.Text("an id", most=200), "What results are filed under; null: made of the name.", default=None
        ),
        of.Field("line", of.Text("a line", least=0, most=1000), "More about it, on one line.", default="", kept=False),
        of.Field("book", _BookGiven(), "A regime of the library, a file, or a whole book.", required=True),
        of.Field("from", of.DATE, "The first simulated day.", required=True, attribute="first"),
        of.Field("days", whole(1, MOST_DAYS), "How many days each replication lives through.", required=True),
        of.Field(
            "open_tickets",
            of.Choice(["book", "none"]),
            "What is open when the first day begins: what the book holds open then, or nothing.",
            default="book",
        ),
        of.Field("warm_up", whole(0, MOST_DAYS), "Days to leave out at the beginning; null: found.", default=None),
        of.Field("seed", whole(0, 2**53 - 1), "Where chance begins; the same seed, the same numbers.", default=1),
        of.Field(
            "policies",
            of.ListOf(of.Choice(POLICY_NAMES), "a list of dispatch policies", least=1, most=len(POLICY_NAMES)),
            "How work is given out.",
            default=("optimiser",),
        ),
        of.Field("replications", REPLICATIONS, "How many times each case is lived through.", default=Replications()),
        of.Field("operations", OPERATIONS, "How the day is run.", default=OPERATIONS.build()),
        of.Field("reality", REALITY, "How far the world keeps to plans.", default=REALITY.build()),
        of.Field("wages", WAGES, "What people cost.", default=WAGES.build()),
        of.Field("stock", of.MapOf(of.Reference("part"), STOCK), "Parts on the shelf, by name.", default={}),
        of.Field(
            "territories",
            of.MapOf(of.Reference("engineer"), names("site", most=50_000)),
            "Sites that an engineer serves, by engineer; who is not named serves all.",
            default={},
        ),
        of.Field("demand", of.ListOf(STREAM, "a list of streams", most=1000), "What is reported.", default=()),
        of.Field("demand_from", HISTORY, "Demand fitted to a history, in place of `demand`.", default=None),
        of.Field("surges", of.ListOf(SURGE, "a list of surges", most=1000), "Days with more, or less.", default=()),
        of.Field("growth", FACTOR, "By what every rate is multiplied.", default=1.0),
        of.Field("as_it_is", AS_IT_IS, "What is changed in the book before anything is compared.", default=None),
        of.Field(
            "scenarios", of.ListOf(SCENARIO, "a list of scenarios", most=MOST_SCENARIOS), "What is asked.", default=()
        ),
        of.Field(
            "goal",
            of.Number("a share", most=1),
            "The share of tickets that is to be on time; null: what the SLA policies say.",
            default=None,
        ),
        of.Field("search", _SearchGiven(), "The cheapest staffing that keeps a measure; null: none.", default=None),
    ],
    [_check_warm_up, _check_one_demand],
)  # fmt: skip
