"""The test that matters: weeks that the fit has not seen, against the bands that it foretells."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from scipy.stats import poisson

from optimiser import Fault, FaultyInput
from scenarios.demand.counting import draw_counts, expected_counts
from scenarios.demand.fitting import fit_demand
from scenarios.demand.history import Reports
from scenarios.demand.model import Demand, Stream
from scenarios.demand.rates import monday_of
from scenarios.demand.watched import Floats

LEAST_MEAN = 5.0
"""Cells with less are left out: a band around one ticket says little."""

_TAIL = 0.025
_NOT_IN_95 = 2 * _TAIL


@dataclass(frozen=True)
class HeldOut:
    """What came in weeks that were left out, against what was foretold.

    Attributes
    ----------
    cells : DataFrame
        One row for a type, a day that was left out and a block of its hours, with a foretold mean of 5 or more:
        ``type``, ``day``, ``weekday``, ``block``, ``count``, ``mean``, ``low``, ``high``, and the bands of two seasonal
        Poisson processes: ``month_low``, ``month_high`` with a level for each month and a rate for each hour of the
        week, and ``poisson_low``, ``poisson_high`` with the fitted means.
    """

    cells: pd.DataFrame

    def summary(self, by: str | None = None) -> pd.DataFrame:
        """Summarise the cells, all together or by one of their columns.

        Returns
        -------
        DataFrame
            ``cells``, and for the fit (``fit_``), the seasonal Poisson (``month_``) and the Poisson with the fitted
            means (``poisson_``): ``share`` inside the band, ``score``, its mean interval score.
        """
        groups = [("all", self.cells)] if by is None else list(self.cells.groupby(by))
        return pd.DataFrame([{by or "what": name, **_summary(cells)} for name, cells in groups])


def interval_score(counts: Floats, low: Floats, high: Floats) -> Floats:
    """Score bands that shall hold 95 of 100: their width, and 40 times by how much they were missed. Lower is better.

    References
    ----------
    T. Gneiting, A. E. Raftery (2007), Strictly proper scoring rules, prediction, and estimation, Journal of the
    American Statistical Association 102, 359-378. doi:10.1198/016214506000001437
    """
    missed = np.maximum(0, low - counts) + np.maximum(0, counts - high)
    return np.asarray(high - low + 2 / _NOT_IN_95 * missed)


def hold_out(
    reports: Reports,
    *,
    every: int = 4,
    nth: int = 3,
    block_h: int = 4,
    holidays: Collection[date] = (),
    storms: Collection[date] = (),
    seed: int = 1,
    replications: int = 2000,
) -> HeldOut:
    """Leave out one week of so many, fit on the others, and compare.

    Parameters
    ----------
    reports : Reports
    every, nth : int
        Of each `every` weeks, the one with index `nth` is left out.
    block_h : int
        Hours in a block.
    holidays, storms : collection of date
        As for :func:`~scenarios.demand.fitting.fit_demand`.
    seed, replications : int
        For the simulated bands.

    Raises
    ------
    FaultyInput
        Where the history is too short, or no block of hours is foretold to have 5 tickets.
    """
    out = [day for day in reports.days if (monday_of(day) - monday_of(reports.first)).days // 7 % every == nth]
    if not out:
        message = f"has no week with index {nth} of every {every}; give more weeks"
        raise FaultyInput([Fault("history", "short_history", message)])
    fitted = fit_demand(reports, left_out=out, holidays=holidays, storms=storms)
    kept = [day for day in reports.days if day not in set(out)]
    tables = [
        _foretold(reports, fitted.demand, stream, (kept, out), block_h, seed, replications)
        for stream in fitted.demand.streams
    ]
    if all(table.empty for table in tables):
        message = f"no type is foretold to have {LEAST_MEAN:g} tickets in {block_h} hours; take longer blocks"
        raise FaultyInput([Fault("history", "too_few_tickets", message, block_h)])
    return HeldOut(pd.concat([table for table in tables if not table.empty], ignore_index=True))


def _foretold(
    reports: Reports,
    demand: Demand,
    stream: Stream,
    days: tuple[list[date], list[date]],
    block_h: int,
    seed: int,
    replications: int,
) -> pd.DataFrame:
    """The cells of one stream with their bands; none where too little is to be expected."""
    kept, out = days
    means = expected_counts(demand, stream, out, block_h)
    if means.max() < LEAST_MEAN:
        return pd.DataFrame()
    table = _cells(stream.id, out, _observed(reports, stream.id, out, block_h), means)
    drawn = draw_counts(replace(demand, streams=[stream]), out, seed, replications, block_h)[stream.id]
    low, high = np.quantile(drawn, [_TAIL, 1 - _TAIL], axis=0, method="inverted_cdf")
    table["low"], table["high"] = low.ravel(), high.ravel()
    by_month = _monthly_means(reports, stream.id, kept, out, block_h)
    for name, expected in (("month", by_month), ("poisson", means)):
        table[f"{name}_low"], table[f"{name}_high"] = poisson.ppf([[_TAIL], [1 - _TAIL]], expected.ravel())
    return table[table["mean"] >= LEAST_MEAN]


def _cells(kind: str, days: list[date], counts: Floats, means: Floats) -> pd.DataFrame:
    blocks = means.shape[1]
    return pd.DataFrame(
        {
            "type": kind,
            "day": np.repeat(np.array(days, dtype="datetime64[D]"), blocks),
            "weekday": np.repeat([day.weekday() for day in days], blocks),
            "block": np.tile(np.arange(blocks), len(days)),
            "count": counts.ravel(),
            "mean": means.ravel(),
        }
    )


def _observed(reports: Reports, kind: str, days: list[date], block_h: int) -> Floats:
    index = [(day - reports.first).days for day in days]
    counts: Floats = reports.hourly(kind)[index].reshape(len(days), -1, block_h).sum(axis=2).astype(float)
    return counts


def _monthly_means(reports: Reports, kind: str, kept: list[date], out: list[date], block_h: int) -> Floats:
    """What a seasonal Poisson process foretells: a mean for each block of the week, times a level for each month."""
    counts = _observed(reports, kind, kept, block_h)
    weekday = np.array([day.weekday() for day in kept])
    week = np.array([counts[weekday == each].mean(axis=0) for each in range(7)])
    months = np.array([(day.year, day.month) for day in kept])
    levels = {}
    for month in {(day.year, day.month) for day in [*kept, *out]}:
        chosen = (months == month).all(axis=1)
        expected = week[weekday[chosen]].sum()
        levels[month] = counts[chosen].sum() / expected if expected > 0 else 1.0
    return np.array([week[day.weekday()] * levels[day.year, day.month] for day in out])


def _summary(cells: pd.DataFrame) -> dict[str, float]:
    found: dict[str, float] = {"cells": len(cells)}
    counts = cells["count"].to_numpy()
    for name, prefix in (("fit", ""), ("month", "month_"), ("poisson", "poisson_")):
        low, high = cells[f"{prefix}low"].to_numpy(), cells[f"{prefix}high"].to_numpy()
        found[f"{name}_share"] = float(np.mean((low <= counts) & (counts <= high)))
        found[f"{name}_width"] = float(np.mean(high - low))
        found[f"{name}_score"] = float(np.mean(interval_score(counts, low, high)))
    return found
