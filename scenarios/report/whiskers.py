"""Charts of dots with whiskers, a row for each case: a measure in each group, and what each case changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from scenarios.measures.catalogue import group_name, group_parts
from scenarios.report import numbers
from scenarios.report.judging import COST, SERVICE, goal_of
from scenarios.report.reading import ALL, Case, Estimate, Reading
from scenarios.report.scale import Scale, Tick, around
from scenarios.report.words import Words, unit_of

MAIN = (SERVICE, "wait_p90_h", "utilisation", "overtime_h", "backlog", "penalty", COST, "cost_per_visit")
"""The measures of the first table, which differences are drawn of."""


@dataclass(frozen=True)
class Whisker:
    """A dot with its interval: how far along, in per cent, and whether it is filled."""

    at: float
    low: float | None
    high: float | None
    hue: int
    is_filled: bool = True


@dataclass(frozen=True)
class Row:
    """One case: its dot, and what stands beside it."""

    case: Case
    whisker: Whisker | None
    estimate: Estimate | None
    value: str
    interval: str


@dataclass(frozen=True)
class Panel:
    """A chart of dots with whiskers on one scale; `line` and `goal` are where vertical lines stand, in per cent."""

    title: str
    unit: str
    rows: Sequence[Row]
    ticks: Sequence[Tick]
    line: float | None = None
    goal: float | None = None

    @property
    def blocks(self) -> Sequence[Sequence[Row]]:
        """The rows of each scenario together."""
        return [list(rows) for _, rows in groupby(self.rows, key=lambda row: row.case.scenario)]


def service_panels(reading: Reading, words: Words) -> Sequence[Panel]:
    """The share on time of each case: of all tickets, then of each severity of each SLA policy, on one scale."""
    groups = [ALL, *(group for group in reading.groups(SERVICE) if "severity=" in group)]
    known = {group: _estimates(reading, group) for group in groups}
    known = {group: estimates for group, estimates in known.items() if estimates}
    ends = [end for estimates in known.values() for estimate in estimates.values() for end in estimate.reach]
    goals = [share for group in known if (share := goal_of(reading, group)) is not None]
    scale = around([*ends, *goals], least=0.0, most=1.0)
    return [_service_panel(reading, words, group, estimates, scale) for group, estimates in known.items()]


def _estimates(reading: Reading, group: str) -> Mapping[Case, Estimate]:
    found = ((case, reading.of(case, SERVICE, group)) for case in reading.cases)
    return {case: estimate for case, estimate in found if estimate}


def _service_panel(
    reading: Reading, words: Words, group: str, estimates: Mapping[Case, Estimate], scale: Scale
) -> Panel:
    rows = []
    for case in reading.cases:
        estimate = estimates.get(case)
        value = words.value(estimate, SERVICE) if estimate else words.say("unknown")
        interval = words.interval(estimate, SERVICE) if estimate else ""
        whisker = _whisker(scale, estimate, reading.hue(case.policy)) if estimate else None
        rows.append(Row(case, whisker, estimate, value, interval))
    title = words.say("all_tickets") if group == ALL else words.group(_plainly(reading, group))
    goal = goal_of(reading, group)
    ticks = scale.ticks(lambda step: numbers.tick(step, "share").rstrip("\u202f%"))
    return Panel(title, words.unit(SERVICE), rows, ticks, goal=None if goal is None else scale.at(goal))


def _plainly(reading: Reading, group: str) -> str:
    """A group without its SLA policy, where there is but one."""
    parts = group_parts(group)
    policies = {group_parts(each).get("policy") for each in reading.groups(SERVICE)} - {None}
    if len(policies) == 1 and len(parts) > 1:
        parts.pop("policy", None)
    return group_name(**parts)


def difference_panels(reading: Reading, words: Words) -> Sequence[Panel]:
    """What each scenario changes of the main measures, under the same dispatch policy."""
    pairs = [(case, reading.as_it_is(case.policy)) for case in reading.cases if case.scenario != reading.scenarios[0]]
    return _panels(reading, words, pairs)


def policy_panels(reading: Reading, words: Words) -> Sequence[Panel]:
    """What each dispatch policy changes of the main measures against the first, in the same scenario."""
    pairs = [(case, Case(case.scenario, reading.policies[0])) for case in reading.cases]
    return _panels(reading, words, [(case, to) for case, to in pairs if case != to])


def _panels(reading: Reading, words: Words, pairs: Sequence[tuple[Case, Case]]) -> Sequence[Panel]:
    panels = []
    for measure in MAIN:
        found = [(case, reading.difference(case, to, measure)) for case, to in pairs]
        known = [(case, change) for case, change in found if change]
        if known:
            panels.append(_difference_panel(reading, words, measure, known))
    return panels


def _difference_panel(reading: Reading, words: Words, measure: str, changes: Sequence[tuple[Case, Estimate]]) -> Panel:
    scale = around([0.0, *(end for _, change in changes for end in change.reach)], count=3)
    unit = unit_of(measure)
    reach = max(abs(end) for _, change in changes for end in (change.mean, *change.reach))
    rows = [
        Row(
            case,
            _whisker(scale, change, reading.hue(case.policy), is_filled=change.is_told_apart),
            change,
            words.change(change, measure, reach),
            words.change_interval(change, measure, reach),
        )
        for case, change in changes
    ]
    ticks = scale.ticks(lambda step: numbers.tick(step, unit).rstrip("\u202f%"))
    return Panel(words.title(measure), words.points(measure), rows, ticks, scale.at(0.0))


def _whisker(scale: Scale, estimate: Estimate, hue: int, *, is_filled: bool = True) -> Whisker:
    low, high = (scale.at(end) for end in estimate.interval) if estimate.interval else (None, None)
    return Whisker(scale.at(estimate.mean), low, high, hue, is_filled)
