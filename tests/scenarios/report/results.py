"""Results of studies that nobody simulated, drawn at random in the shape that studies have."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from scenarios.measures import WAIT_EDGES_S
from scenarios.selection.answer import Selection
from scenarios.selection.goal import Goal
from scenarios.studies.asked import Asked, Named
from scenarios.studies.result import StudyResult
from scenarios.studies.study import Replications

GROUPS = ("", "policy=gold severity=A", "policy=gold severity=B", "policy=silver severity=C")
LEVELS = {
    "on_time": 0.9, "wait_h": 5.0, "wait_p50_h": 3.0, "wait_p90_h": 9.0, "wait_p95_h": 14.0, "wait_p99_h": 30.0,
    "utilisation": 0.74, "travel_share": 0.31, "overtime_h": 4.2, "backlog": 31.0, "penalty": 312.0,
    "cost_per_day": 5612.0, "cost_per_visit": 81.3, "replans": 3.1,
}  # fmt: skip
NAMES = ("as it is", "two more engineers", "one engineer less", "train three in lifts")
MEASURES = ["scenario", "policy", "measure", "group", "mean", "low", "high", "replications"]
DIFFERENCES = ["scenario", "policy", "to_scenario", "to_policy", *MEASURES[2:]]


def drawn_result(
    names: Sequence[str] = NAMES,
    policies: Sequence[str] = ("optimiser", "nearest_first"),
    replications: int = 6,
    days: int = 42,
    engineers: Sequence[str] = tuple(f"e{k}" for k in range(9)),
    without: Sequence[str] = (),
    name: str = "Do we need two more engineers?",
    goals: Mapping[str, float] | None = None,
) -> StudyResult:
    """Draw a result: the better a scenario, the dearer, and the first dispatch policy is the best."""
    random = np.random.default_rng(7)
    values, day_rows, wait_rows = [], [], []
    for s, scenario in enumerate(names):
        for p, policy in enumerate(policies):
            better = 0.0 if s == 0 else 0.2 * np.sin(2 * s) - 0.25 * p if p else 0.2 * np.sin(2 * s)
            for r in range(replications):
                case = (scenario, policy, r)
                values += _values(case, better, engineers, random, without)
                day_rows += _days(case, better, days, random)
                wait_rows += _waits(case, better, days, random)
    keys = ["scenario", "policy", "replication"]
    lived = pd.DataFrame(values, columns=[*keys, "measure", "group", "value"])
    return StudyResult(
        Asked("s1", name, date(2026, 11, 23), days, [Named(each, f"what {each} means") for each in names], policies,
              7, Replications(), 42, goals=goals or {}),
        7,
        _summed(lived),
        _compared(lived, names, policies),
        lived,
        pd.DataFrame(day_rows, columns=[*keys, "day", "measure", "group", "part", "whole"]).astype(
            dict.fromkeys(("scenario", "policy", "measure", "group"), "category")),
        pd.DataFrame(wait_rows, columns=[*keys, "day", "group", "bin", "count"]),
    )  # fmt: skip


def _values(case, better, engineers, random, without):  # type: ignore[no-untyped-def]
    rows = []
    for measure, level in LEVELS.items():
        if measure in without:
            continue
        for group in GROUPS if measure in ("on_time", "wait_h", "wait_p90_h") else GROUPS[:1]:
            spread = 0.01 * level * random.normal()
            rise = (0.3 if measure in ("on_time", "cost_per_day", "cost_per_visit") else -0.8) * better * level
            value = level + rise + spread - (0.04 * GROUPS.index(group) if measure == "on_time" else 0.0)
            rows.append((*case, measure, group, min(value, 0.995) if measure == "on_time" else value))
    for k, engineer in enumerate(engineers):
        rows.append((*case, "load_h", f"engineer={engineer}", 7.5 - 0.35 * k + random.normal() * 0.1))
    return rows


def _days(case, better, days, random):  # type: ignore[no-untyped-def]
    level = 40 * (1 - better) * (1 - np.exp(-np.arange(days) / 4)) + np.cumsum(random.normal(size=days))
    return [(*case, day, "backlog", "", max(0.0, float(level[day])), 1.0) for day in range(days)]


def _waits(case, better, days, random):  # type: ignore[no-untyped-def]
    seconds = random.lognormal(np.log(4 * 3600 * (1 - better)), 0.9, size=(days, 12))
    bins = np.searchsorted(WAIT_EDGES_S, seconds, side="right") - 1
    return [(*case, day, "", int(each), 1) for day in range(days) for each in bins[day]]


def _summed(lived: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for key, frame in lived.groupby(["scenario", "policy", "measure", "group"], sort=False):
        rows.append((*key, *_interval(frame["value"].to_numpy())))
    return pd.DataFrame(rows, columns=MEASURES)


def _compared(lived: pd.DataFrame, names: Sequence[str], policies: Sequence[str]) -> pd.DataFrame:
    if lived.empty:
        return pd.DataFrame(columns=DIFFERENCES)
    wide = lived.pivot_table(index=["measure", "group", "replication"], columns=["scenario", "policy"], values="value")
    pairs = [((s, p), (names[0], p)) for s in names[1:] for p in policies]
    pairs += [((s, p), (s, policies[0])) for s in names for p in policies[1:]]
    rows = []
    for first, second in pairs:
        change = wide[first] - wide[second]
        for (measure, group), values in change.groupby(level=["measure", "group"]):
            rows.append((*first, *second, measure, group, *_interval(values.to_numpy())))
    return pd.DataFrame(rows, columns=DIFFERENCES)


def _interval(values):  # type: ignore[no-untyped-def]
    count = len(values)
    half = 2.2 * values.std(ddof=1) / np.sqrt(count) if count > 1 else np.nan
    return values.mean(), values.mean() - half, values.mean() + half, count


def drawn_selection(size: int = 8) -> Selection:
    """What a search could have found over so many staffings, each dearer than the one before."""
    costs = [5000.0 + 130 * k for k in range(size)]
    means = [0.9 + 0.014 * k if k % 3 != 1 else np.nan for k in range(size)]
    lows = [0.88 + 0.014 * k for k in range(size)]
    verdicts = ["infeasible" if low < 0.93 else "feasible" for low in lows]
    verdicts[1], verdicts[4], verdicts[-1] = "implied infeasible", "implied feasible", "not needed"
    best = verdicts.index("feasible")
    frame = pd.DataFrame({
        "candidate": [(k,) for k in range(size)], "name": [f"{k} more engineers" for k in range(size)],
        "cost_per_day": costs, "mean": means, "low": lows, "high": [low + 0.04 for low in lows],
        "replications": [0 if np.isnan(mean) else 12 for mean in means], "verdict": verdicts,
    })  # fmt: skip
    return Selection(
        Goal(0.95), (best,), f"{best} more engineers", frame, frame.dropna(subset=["mean"]), ((2,),), (), 60, 96
    )
