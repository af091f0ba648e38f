"""The parts of a service, described: demand, reality, operations, stock, wages."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from optimiser import describing as of
from scenarios.demand import Stream, Surge, WorkTime
from scenarios.documents.study_kinds import (
    CV,
    FACTOR,
    SHARE,
    SOURCE,
    SOURCE_MEANING,
    WEIGHT,
    Either,
    Weights,
    names,
    whole,
)
from scenarios.service import Flu, Operations, Reality, Stock, Wages

SEVERITY = of.Reference("severity")


def _dates_in_order(draft: Mapping[str, Any], at: of.Steps, found: of.Findings) -> None:
    """Note days of which the last comes before the first."""
    first, last = draft.get("first"), draft.get("last")
    if first is not None and last is not None and last < first:
        message = f"{last} is before the first day, {first}; swap them, or mend the date"
        found.add((*at, "to"), "wrong_order", message, last.isoformat())


def _on_or_from(draft: Mapping[str, Any], at: of.Steps, found: of.Findings) -> None:
    """One day is given by `on`, several by `from` and `to`."""
    given = [name for name in ("on", "first", "last") if draft.get(name) is not None]
    if given not in (["on"], ["first", "last"]) and not any(found.is_noted((*at, key)) for key in ("on", "from", "to")):
        found.add(at, "one_of_two", "says no days, or says them twice; give either `on`, or `from` and `to`")


def _days(meaning: str) -> list[of.Field]:
    return [
        of.Field("on", of.DATE, f"{meaning}: a single day.", default=None),
        of.Field("from", of.DATE, f"{meaning}: the first day.", attribute="first", default=None),
        of.Field("to", of.DATE, f"{meaning}: the last day.", attribute="last", default=None),
    ]


def _surge(on: Any, first: Any, last: Any, factor: float, streams: Any = (), sites: Any = ()) -> Surge:
    return Surge(on or first, on or last, factor, tuple(streams), tuple(sites))


def _flu(on: Any, first: Any, last: Any, factor: float) -> Flu:
    return Flu(on or first, on or last, factor)


SURGE = of.Record(
    "a surge",
    _surge,
    "Days on which more, or less, is reported: a storm, a holiday. Give either `on`, or `from` and `to`.",
    [
        *_days("When"),
        of.Field("factor", FACTOR, "By what rates are multiplied on these days.", required=True),
        of.Field("streams", names("stream"), "Of which streams; none named: of all.", default=()),
        of.Field("sites", names("site"), "At which sites; none named: at all.", default=()),
    ],
    [_on_or_from, _dates_in_order],
)

FLU = of.Record(
    "a flu",
    _flu,
    "Days on which people fall ill more often. Give either `on`, or `from` and `to`.",
    [*_days("When"), of.Field("factor", FACTOR, "How many times as often.", required=True)],
    [_on_or_from, _dates_in_order],
)

WORK_TIME = of.Record(
    "a work time",
    WorkTime,
    "How long work takes: what is planned for it, and how the truth spreads around that.",
    [
        of.Field("planned", of.DURATION, "What a plan allows for; the mean of the truth.", required=True),
        of.Field(
            "kind",
            of.Choice(["lognormal", "gamma", "exponential", "fixed"]),
            "The distribution of the truth; `fixed` is always as planned.",
        ),
        of.Field("cv", CV, "Standard deviation over mean; not read for `exponential` and `fixed`."),
    ],
)


class _Work(Either):
    """A work time, or only the planned one."""

    def __init__(self) -> None:
        super().__init__({str: of.DURATION, dict: WORK_TIME})

    def read(self, value: Any, at: of.Steps, found: of.Findings) -> Any:
        """Take a duration as what is planned; the spread is at its default then."""
        read = super().read(value, at, found)
        if isinstance(read, timedelta):
            read = WorkTime(read)
        if isinstance(read, WorkTime) and read.planned < timedelta(seconds=1):
            found.add(at, "out_of_range", "work takes no time; give a second at least", value)
            return of.FAULTY
        return read


def _check_part(draft: Mapping[str, Any], at: of.Steps, found: of.Findings) -> None:
    if draft.get("part_share", 0) > 0 and draft.get("part") is None and not found.is_noted((*at, "part")):
        message = f"is missing where {draft['part_share']:g} of the tickets need a part; name it"
        found.add((*at, "part"), "missing", message)


def _check_bunching(draft: Mapping[str, Any], at: of.Steps, found: of.Findings) -> None:
    bunching, dispersion = draft.get("bunching", 1.0), draft.get("dispersion", 1.0)
    if bunching > dispersion and not any(found.is_noted((*at, key)) for key in ("bunching", "dispersion")):
        message = f"{bunching:g} is more than the dispersion, {dispersion:g}, of which it is a part; give at most that"
        found.add((*at, "bunching"), "out_of_range", message, bunching)


STREAM = of.Record(
    "a stream",
    Stream,
    "Tickets of one kind that are reported over time: how many, when, where, and what becomes of them. They come as a "
    "Poisson process whose rate follows hour, weekday and season.",
    [
        of.Field("id", of.Identity("stream"), "Its id, unique among streams.", required=True),
        of.Field("per_day", of.Number("a number", most=1e6), "How many come on an average day.", required=True),
        of.Field("severity", SEVERITY, "How bad its tickets are, as in the book's targets.", required=True),
        of.Field("kind", of.WORD, "`fault`, `complaint`, `question` …, as in the book's targets."),
        of.Field("complexity", of.WORD, "`simple`, `complex` …, as in the book's targets."),
        of.Field("skills", of.SKILLS, "Levels that the engineer needs, by skill."),
        of.Field("unit_kind", of.WORD, "Its tickets are about units of this kind, at sites that have some."),
        of.Field("work", _Work(), "How long a visit takes; a duration alone is the planned one.", required=True),
        of.Field(
            "sites",
            of.MapOf(of.Reference("site"), WEIGHT),
            "How often each site reports, as weights. None: in proportion to its units (of `unit_kind`), or all alike.",
        ),
        of.Field("weekdays", Weights(7), "Monday to Sunday, as weights."),
        of.Field("hours", Weights(24, 168), "Of local time, as weights; 168 of them: Monday 00 first."),
        of.Field(
            "season",
            of.MapOf(of.DATE, FACTOR),
            "From each day on, by what the rate is multiplied until the next; 1 before the first.",
        ),
        of.Field(
            "dispersion",
            of.Number("a number", least=1, most=1e4),
            "Variance over mean of the counts of one day; 1 is Poisson's.",
        ),
        of.Field(
            "bunching",
            of.Number("a number", least=1, most=1e4),
            "How much of `dispersion` comes from tickets that are reported together; 1: none, at most `dispersion`.",
        ),
        of.Field("week_cv", CV, "Coefficient of variation of a factor that the days of a week share."),
        of.Field("remote_share", SHARE, "How many are solved at the desk, without a trip."),
        of.Field("answer", of.DURATION, "Until the desk answers: mean of an exponential time."),
        of.Field(
            "remote_work",
            of.DURATION,
            "Until the desk has solved it, or knows that somebody must go: mean of an exponential time.",
        ),
        of.Field("repeat_share", of.Number("a share", most=0.95), "How many visits leave the fault as it is."),
        of.Field("cancel_share", SHARE, "How many are withdrawn unless somebody is on the way in time."),
        of.Field("cancel_after", of.DURATION, "What that time is: mean of an exponential time."),
        of.Field("part", of.WORD, "The part that a repair needs."),
        of.Field("part_share", SHARE, "In how many of the tickets it needs one."),
        of.Field("source", SOURCE, SOURCE_MEANING),
    ],
    [_check_part, _check_bunching],
)

REALITY = of.Record(
    "a reality",
    Reality,
    "How far the world keeps to plans.",
    [
        of.Field("travel_cv", CV, "Coefficient of variation of the time that a leg takes, around its plan."),
        of.Field(
            "speed_factor",
            of.Number("a factor", least=0.05, most=20),
            "How fast traffic is against what plans reckon with; 0.8 is a fifth slower.",
        ),
        of.Field("inspection_cv", CV, "Coefficient of variation of the time that inspections and appointments take."),
        of.Field("sick_share", SHARE, "How likely somebody who is well falls ill on a working day."),
        of.Field("sick_days", of.Number("a number of days", least=1, most=400), "How many days that lasts on average."),
        of.Field("flu", of.ListOf(FLU, "a list of flu spells", most=100), "When people fall ill more often."),
    ],
)

OPERATIONS = of.Record(
    "an operation",
    Operations,
    "How the day is run.",
    [
        of.Field("plan_before", of.DURATION, "How long before the first shift of a day its plan is made."),
        of.Field(
            "replan_for",
            names("severity"),
            "Severities whose tickets make the rest of the day be planned anew; none: the most severe of the policies.",
        ),
        of.Field("idle_at_home", of.Flag(), "Whether whoever has nothing to do waits at home, or at the last work."),
        of.Field("morning_iterations", whole(0, 10_000_000), "Effort of the morning's plan."),
        of.Field("replan_iterations", whole(0, 10_000_000), "Effort of each plan anew."),
    ],
)

STOCK = of.Record(
    "a stock",
    Stock,
    "A part on the shelf. A part without one is always there.",
    [
        of.Field("level", whole(0, 1_000_000), "How many there are at most.", required=True),
        of.Field("lead_time", of.DURATION, "How long one that was used takes to be replaced.", required=True),
    ],
)

WAGES = of.Record(
    "a wage",
    Wages,
    "What people cost whether or not they work, in the currency of the book.",
    [
        of.Field("per_day", of.COST, "Of each shift that somebody is rostered for, or away from as ill."),
        of.Field("skills", of.MapOf(of.Reference("skill"), of.COST), "What each skill adds to that."),
    ],
)
