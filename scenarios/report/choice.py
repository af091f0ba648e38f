"""What a search for the cheapest staffing found: its answer, cost against the measure kept, and every verdict."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from scenarios.report import numbers
from scenarios.report.judging import COST, SERVICE
from scenarios.report.plots import Curve, Dot, Plot, path, upright
from scenarios.report.reading import ALL, Case, Estimate
from scenarios.report.scale import Scale, around
from scenarios.report.words import Words, unit_of
from scenarios.selection.answer import FEASIBLE, IMPLIED_FEASIBLE, Selection

_STYLES = {FEASIBLE: "c2", IMPLIED_FEASIBLE: "c2 hollow"}
"""How verdicts are drawn; what does not keep the goal, or is not known to, is grey."""


@dataclass(frozen=True)
class Found:
    """What a search found, and of which measure in which group."""

    selection: Selection
    measure: str = SERVICE
    group: str = ALL


@dataclass(frozen=True)
class Candidate:
    """A row of the table: one staffing, numbered by its cost."""

    number: int
    name: str
    cost: float
    estimate: Estimate | None
    replications: int
    verdict: str
    is_best: bool


@dataclass(frozen=True)
class Choice:
    """All that the page shows of a search."""

    measure: str
    title: str
    answer: Markup
    candidates: Sequence[Candidate]
    plot: Plot | None
    is_undecided: bool
    is_contradicted: bool
    samples_count: int
    grid_count: int

    @property
    def sampled(self) -> Sequence[Candidate]:
        """Those that were simulated."""
        return [each for each in self.candidates if each.estimate]


def choice(found: Found, words: Words) -> Choice:
    """Lay out what a search found, of candidates in the order of their costs."""
    selection, measure = found.selection, found.measure
    title = words.title(measure) + (f" · {words.group(found.group)}" if found.group else "")
    frame = selection.verdicts.sort_values("cost_per_day", kind="stable")
    rows = zip(range(1, len(frame) + 1), frame.to_dict("records"), strict=True)
    candidates = [_candidate(number, row, selection) for number, row in rows]
    return Choice(
        measure,
        title,
        _answer(found, title, words, candidates),
        candidates,
        _plot([each for each in candidates if each.estimate], found, title, words),
        bool(selection.cheaper_undecided),
        bool(selection.contradictions),
        selection.samples_count,
        selection.grid_count,
    )


def _candidate(number: int, row: dict[Any, Any], selection: Selection) -> Candidate:
    low, high = (float(row[end]) if math.isfinite(row[end]) else None for end in ("low", "high"))
    estimate = Estimate(float(row["mean"]), low, high) if math.isfinite(row["mean"]) else None
    is_best = selection.best is not None and tuple(row["candidate"]) == tuple(selection.best)
    return Candidate(
        number, row["name"], float(row["cost_per_day"]), estimate, int(row["replications"]), row["verdict"], is_best
    )


def _answer(found: Found, title: str, words: Words, candidates: Sequence[Candidate]) -> Markup:
    goal = found.selection.goal
    kept = words.say(
        "choice_floor" if goal.is_floor else "choice_ceiling",
        measure=title,
        bound=numbers.tick(goal.bound, unit_of(found.measure)),
    )
    level = f"{100 * goal.confidence:.4g}"
    best = next((each for each in candidates if each.is_best), None)
    if best is None:
        return words.say("choice_none", kept=kept, level=level)
    cost = numbers.plain(best.cost, unit_of(COST))
    return words.say("choice_best", kept=kept, level=level, name=words.quoted(best.name), cost=cost)


def _plot(sampled: Sequence[Candidate], found: Found, title: str, words: Words) -> Plot | None:
    """Draw the candidates that were sampled, and the bound that is to be kept."""
    bound, measure = found.selection.goal.bound, found.measure
    known = [(each, each.estimate) for each in sampled if each.estimate]
    if not known:
        return None
    across = around([each.cost for each, _ in known], count=6)
    most = 1.0 if unit_of(measure) == "share" else None
    heights = [bound, *(end for _, estimate in known for end in estimate.reach)]
    along = around(heights, least=0.0, most=most)
    return Plot(
        title=words.say("choice_title"),
        told=words.say("choice_told", measure=title),
        across=across.ticks(lambda step: numbers.tick(step, unit_of(COST))),
        along=upright(along.ticks(lambda step: numbers.tick(step, unit_of(measure)))),
        curves=[Curve(path([across.low, across.high], [bound, bound], across, along), "frontier")],
        dots=[_dot(each, estimate, measure, across, along, words) for each, estimate in known],
    )


def _dot(each: Candidate, estimate: Estimate, measure: str, across: Scale, along: Scale, words: Words) -> Dot:
    ends = estimate.interval
    style = _STYLES.get(each.verdict, "grey hollow")
    return Dot(
        Case(each.name, ""),
        across.at(each.cost),
        round(100 - along.at(estimate.mean), 2),
        None,
        (round(100 - along.at(ends[1]), 2), round(100 - along.at(ends[0]), 2)) if ends else None,
        str(each.number),
        f"{style} best" if each.is_best else style,
        f"{each.name}: {numbers.plain(each.cost, unit_of(COST))}, {words.value(estimate, measure)}",
    )
