"""The days of a history, as arrays: which weekday and week each is, which are fitted on, which are special."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from scenarios.demand.rates import monday_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Watched:
    """The days of a history.

    Attributes
    ----------
    days : list of date
    weekday, week : array of int, one a day
        Monday is 0; weeks count from 0 and begin on Mondays.
    used : array of bool
        Whether a day is fitted on.
    holiday : array of bool
    storm : array of bool
        Whether a day is known as a storm; such days are never fitted on as if they were usual ones.
    """

    days: list[date]
    weekday: Ints
    week: Ints
    used: Bools
    holiday: Bools
    storm: Bools

    @property
    def mondays(self) -> list[date]:
        """Where each week begins."""
        first = monday_of(self.days[0])
        return [first + timedelta(weeks=week) for week in range(int(self.week[-1]) + 1)]

    def by_week(self, values: Floats, chosen: Bools) -> Floats:
        """Add up values of chosen days, week by week."""
        return _added(self.week, np.where(chosen, values, 0.0), int(self.week[-1]) + 1)

    def by_weekday(self, values: Floats, chosen: Bools) -> Floats:
        """Add up values of chosen days, weekday by weekday."""
        return _added(self.weekday, np.where(chosen, values, 0.0), 7)


def watched(
    days: list[date], left_out: Collection[date], holidays: Collection[date], storms: Collection[date]
) -> Watched:
    """Lay out the days of a history."""
    first = monday_of(days[0])

    def among(chosen: Collection[date]) -> Bools:
        known = set(chosen)
        return np.array([day in known for day in days])

    return Watched(
        days=days,
        weekday=np.array([day.weekday() for day in days]),
        week=np.array([(day - first).days // 7 for day in days]),
        used=~among(left_out),
        holiday=among(holidays),
        storm=among(storms),
    )


def _added(groups: Ints, values: Floats, count: int) -> Floats:
    sums: Floats = np.bincount(groups, weights=values, minlength=count).astype(float)
    return sums
