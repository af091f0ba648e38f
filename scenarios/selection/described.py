"""The ``search`` table of a study, described."""

from collections.abc import Mapping
from typing import Any, get_args

from optimiser import describing as of
from scenarios.measures import MEASURES
from scenarios.selection.driving import BATCH
from scenarios.selection.goal import Effort
from scenarios.studies.study import PolicyName

MOST_CANDIDATES = 10_000
_MOST_AXES, _MOST_LEVELS, _MOST_REPLICATIONS = 12, 100, 10_000
_NAME = of.Text("a name", most=200)
_DUTIES: Any = next(field.kind for field in of.BOOK_RECORDS["engineers"].fields if field.key == "duties")
_HOURS = ("from", "until", "break_earliest", "break_latest")
KINDS_OF_AXIS = ("like", "keep", "train", "shifts")


def _ids(noun: str) -> of.ListOf:
    return of.ListOf(_NAME, noun, least=1, most=_MOST_LEVELS)


def _times() -> list[of.Field]:
    fields = {field.key: field for field in _DUTIES.item.fields}
    return [
        of.Field(key, fields[key].kind, fields[key].meaning, attribute=fields[key].attribute, default=None)
        for key in _HOURS
    ]


def given_times(draft: Mapping[str, Any]) -> dict[str, Any]:
    """Take the times of shifts that are said, by their names in a duty."""
    names = ("from_", *_HOURS[1:])
    return {name: draft[name] for name in names if draft.get(name) is not None}


def _check_shifts(draft: Mapping[str, Any], at: of.Steps, found: of.Findings) -> None:
    if draft.get("duties") is not None and given_times(draft):
        found.add(at, "one_of_two", "says working hours twice; give either `duties`, or single times")


LEVEL = of.Record(
    "a level",
    dict,
    "Working hours to choose among: single times of the shifts that there are, or `duties` in place of them; neither: "
    "they stay as they are.",
    [
        of.Field("name", _NAME, "What they are called.", required=True),
        of.Field("engineers", _ids("a list of engineers"), "Whose; none named: everybody's.", default=()),
        *_times(),
        of.Field("duties", _DUTIES, "All their duties.", default=None),
    ],
    [_check_shifts],
)


def _check_axis(draft: Mapping[str, Any], at: of.Steps, found: of.Findings) -> None:
    kinds = [key for key in KINDS_OF_AXIS if draft.get(key) is not None]
    if len(kinds) != 1 and not any(found.is_noted((*at, key)) for key in KINDS_OF_AXIS):
        message = f"says {' and '.join(kinds) or 'nothing to choose'}; give exactly one of {', '.join(KINDS_OF_AXIS)}"
        found.add(at, "one_of_two", message)
        return
    for kind, key in (("like", "counts"), ("train", "engineers")):
        if kind in kinds and draft.get(key) is None and not found.is_noted((*at, key)):
            found.add((*at, key), "missing", f"is missing beside `{kind}`; give a list")
    counts = draft.get("counts")
    if counts is not None and of.FAULTY not in counts and sorted(set(counts)) != list(counts):
        found.add((*at, "counts"), "wrong_order", "give each count once, the smallest first", list(counts))


AXIS = of.Record(
    "an axis",
    dict,
    "One decision: how many join (`like`), who stays (`keep`), who is taught (`train`), or who works when (`shifts`).",
    [
        of.Field("name", _NAME, "What is decided.", required=True),
        of.Field("like", _NAME, "An engineer whom those are like who may join.", default=None),
        of.Field(
            "counts",
            of.ListOf(of.Number("a count", most=1000, whole=True), "a list of counts", least=2, most=_MOST_LEVELS),
            "How many may join, the smallest first.",
            default=None,
        ),
        of.Field("skills", of.SKILLS, "All their skills, in place of those of the one they are like.", default=None),
        *_times(),
        of.Field("keep", _ids("a list of engineers"), "Who may leave, the last first.", default=None),
        of.Field("train", _NAME, "A skill that may be taught.", default=None),
        of.Field("level", of.Number("a level", most=1e6), "At which level.", default=1.0),
        of.Field("engineers", _ids("a list of engineers"), "Who is taught, the first first.", default=None),
        of.Field(
            "shifts", of.ListOf(LEVEL, "a list of levels", least=2, most=_MOST_LEVELS), "Working hours.", default=None
        ),
        of.Field("ordered", of.Flag(), "Whether each of the `shifts` serves as well as the one before.", default=False),
    ],
    [_check_axis],
)  # fmt: skip


def _check_effort(draft: Mapping[str, Any], at: of.Steps, found: of.Findings) -> None:
    least, most = (draft.get(key, getattr(Effort(), key)) for key in ("at_least", "at_most"))
    if least > most:
        message = f"at least {least} replications are more than at most {most}; swap them, or mend one"
        found.add(at, "wrong_order", message)


EFFORT = of.Record(
    "an effort",
    Effort,
    "How many times candidates are lived through.",
    [
        of.Field(
            "at_least", of.Number("a whole number", least=2, most=_MOST_REPLICATIONS, whole=True), "Each, at least."
        ),
        of.Field(
            "at_most", of.Number("a whole number", least=2, most=_MOST_REPLICATIONS, whole=True), "Each, at most."
        ),
        of.Field(
            "samples_at_most", of.Number("a whole number", least=1, most=10**9, whole=True), "All of them, at most."
        ),
        of.Field(
            "frontier_points",
            of.Number("a whole number", most=1000, whole=True),
            "How many are lived through only to show the frontier between cost and measure.",
        ),
    ],
    [_check_effort],
)


def _check_bounds(draft: Mapping[str, Any], at: of.Steps, found: of.Findings) -> None:
    bounds = [key for key in ("at_least", "at_most") if draft.get(key) is not None]
    if len(bounds) != 1 and not any(found.is_noted((*at, key)) for key in ("at_least", "at_most")):
        found.add(at, "one_of_two", "give exactly one of `at_least` and `at_most`")
        return
    measure = MEASURES.get(draft.get("measure", ""))
    wrong = {"more": "at_most", "less": "at_least"}.get(measure.better or "") if measure else None
    if wrong in bounds:
        right = "at_least" if wrong == "at_most" else "at_most"
        message = f"of {draft['measure']}, {measure.better} is better: any staffing keeps that; give `{right}`"  # type: ignore[union-attr]
        found.add((*at, wrong), "wrong_direction", message, draft[wrong])


_BOUND = of.Number("a number", least=-1e12, most=1e12)
SEARCH = of.Record(
    "a search",
    dict,
    "The cheapest staffing that keeps a measure, over all combinations of the levels of some axes.",
    [
        of.Field("measure", of.Choice(list(MEASURES), "unknown_measure"), "What must be kept.", required=True),
        of.Field("group", of.Text("a group", least=0), "Of which group of it; none: of everything.", default=""),
        of.Field("at_least", _BOUND, "It must be so much or more.", default=None),
        of.Field("at_most", _BOUND, "It must be so much or less.", default=None),
        of.Field("confidence", of.Number("a share", least=0.5, most=0.9999), "Of the whole answer.", default=0.95),
        of.Field(
            "indifference",
            of.Number("a number"),
            "Nobody minds to miss a cheaper staffing that keeps the bound by less than that.",
            default=0.0,
        ),
        of.Field("policy", of.Choice(get_args(PolicyName)), "How work is given out; null: the first.", default=None),
        of.Field("replications", EFFORT, "How much may be simulated.", default=Effort()),
        of.Field(
            "batch",
            of.Number("a whole number", least=1, most=10_000, whole=True),
            "How many cases at a time; what is sampled depends on it.",
            default=BATCH,
        ),
        of.Field("axes", of.ListOf(AXIS, "a list of axes", least=1, most=_MOST_AXES), "The decisions.", required=True),
    ],
    [_check_bounds],
)  # fmt: skip
SEARCH_RECORDS = (SEARCH, AXIS, LEVEL, EFFORT)
"""What stands in a search, for the reference page."""
