"""What a search answers: the cheapest staffing, what is known of every other, and the frontier."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from scenarios.selection.evidence import Evidence
from scenarios.selection.goal import Goal
from scenarios.selection.space import Candidate

FEASIBLE, INFEASIBLE = "feasible", "infeasible"
IMPLIED_FEASIBLE, IMPLIED_INFEASIBLE = "implied feasible", "implied infeasible"
UNDECIDED, NOT_NEEDED = "undecided", "not needed"
VERDICTS = (FEASIBLE, IMPLIED_FEASIBLE, INFEASIBLE, IMPLIED_INFEASIBLE, UNDECIDED, NOT_NEEDED)
"""By its own samples; by those of a candidate that is at most as good, or at least; not known; dearer than the best."""


@dataclass(frozen=True)
class Selection:
    """What a search answers. All intervals and verdicts are true together, with the goal's confidence.

    Attributes
    ----------
    goal : Goal
    best : Candidate or None
        The cheapest that is known to keep the goal; None: none is.
    best_name : str
    verdicts : DataFrame
        A row for each candidate: candidate, name, cost_per_day, mean, low, high, replications, verdict. The mean is
        missing where it was not sampled; an end of the interval is infinite where nothing bounds it.
    frontier : DataFrame
        Of the candidates sampled, each that measured better than all that cost less, by cost: the same columns.
    cheaper_undecided : tuple of Candidate
        What costs less than the best and is not known to miss the goal: it is as near to it as the goal's
        indifference, or the samples ran out.
    contradictions : tuple of (Candidate, Candidate)
        Where the first has more than the second of something and no less of anything, and measured worse. What is
        implied cannot be relied on there.
    samples_count : int
        How many samples were taken.
    grid_count : int
        How many a grid would take: every candidate with as many replications as decided the best one.
    """

    goal: Goal
    best: Candidate | None
    best_name: str
    verdicts: pd.DataFrame
    frontier: pd.DataFrame
    cheaper_undecided: tuple[Candidate, ...]
    contradictions: tuple[tuple[Candidate, Candidate], ...]
    samples_count: int
    grid_count: int

    def write(self, folder: str | Path) -> None:
        """Write the tables into a folder: ``staffing.csv``, what is known of each candidate, and ``frontier.csv``."""
        for table, name in ((self.verdicts, "staffing.csv"), (self.frontier, "frontier.csv")):
            table.drop(columns="candidate").to_csv(Path(folder) / name, index=False)


def answered(evidence: Evidence, goal: Goal, best: int | None) -> Selection:
    """Put an answer together from what samples say, and the number of the best candidate."""
    space = evidence.space
    verdicts = _verdicts(evidence, best)
    cheaper = verdicts.index[verdicts["verdict"] == UNDECIDED]
    pairs = evidence.contradictions(goal.confidence)
    busiest = max(map(evidence.looked, evidence.sampled), default=0)
    grid = len(space) * (evidence.looked(best) if best is not None and evidence.looked(best) else busiest)
    return Selection(
        goal=goal,
        best=None if best is None else space.candidate(best),
        best_name="" if best is None else space.name(space.candidate(best)),
        verdicts=verdicts,
        frontier=_frontier(verdicts, goal),
        cheaper_undecided=tuple(space.candidate(int(number)) for number in cheaper),
        contradictions=tuple((space.candidate(one), space.candidate(other)) for one, other in pairs),
        samples_count=evidence.samples_count,
        grid_count=grid,
    )


def _verdicts(evidence: Evidence, best: int | None) -> pd.DataFrame:
    space, sign = evidence.space, evidence.sign
    numbers = range(len(space))
    candidates = [space.candidate(number) for number in numbers]
    looked = set(evidence.sampled)
    low, high = (evidence.low, evidence.high) if sign > 0 else (-evidence.high, -evidence.low)
    return pd.DataFrame(
        {
            "candidate": candidates,
            "name": [space.name(candidate) for candidate in candidates],
            "cost_per_day": space.costs,
            "mean": [sign * evidence.mean(number) if number in looked else np.nan for number in numbers],
            "low": low,
            "high": high,
            "replications": [evidence.looked(number) for number in numbers],
            "verdict": [_verdict(evidence, number, best) for number in numbers],
        }
    )


def _verdict(evidence: Evidence, number: int, best: int | None) -> str:
    low, high = evidence.own.get(number, (-np.inf, np.inf))
    if low >= evidence.bound:
        return FEASIBLE
    if high < evidence.bound:
        return INFEASIBLE
    if evidence.low[number] >= evidence.bound:
        return IMPLIED_FEASIBLE
    if evidence.high[number] < evidence.bound:
        return IMPLIED_INFEASIBLE
    is_dearer = best is not None and evidence.space.costs[number] >= evidence.space.costs[best]
    return NOT_NEEDED if is_dearer else UNDECIDED


def _frontier(verdicts: pd.DataFrame, goal: Goal) -> pd.DataFrame:
    sampled = verdicts[verdicts["mean"].notna()]
    sampled = sampled.sort_values(["cost_per_day", "mean"], ascending=[True, not goal.is_floor], kind="stable")
    merit = sampled["mean"] if goal.is_floor else -sampled["mean"]
    is_better = merit > merit.cummax().shift(fill_value=-np.inf)
    return sampled[is_better].reset_index(drop=True)
