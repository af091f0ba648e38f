"""The course of one type of ticket over days: level, weekdays, holidays, storms, and how much chance is left."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenarios.demand.estimates import dispersion, lower_tail, smoothed, upper_tail, wander
from scenarios.demand.watched import Bools, Floats, Watched

STORM_CHANCE = 1e-4
"""A day is set apart where no more than this was the chance of so many tickets, or of so few."""

_FIRST_CHANCE = 1e-2
"""So few days are left out while it is found out how much chance there is, lest storms hide behind themselves."""

_ROUNDS = 4  # of weekdays, holidays and level in turn; they hardly move after the second
_WEEKDAY_PRIOR = 1.0  # tickets at the mean of all weekdays
_FACTOR_PRIOR = 5.0  # tickets at what all types together have on such days
_BLOCKS, _BLOCK_H = 6, 4  # bunches are looked for within four hours


@dataclass(frozen=True)
class Course:
    """The course of one type.

    Attributes
    ----------
    level, foretold : array of float, one a week
        Tickets on a day of weekday factor 1: from all weeks, and from all but the week itself.
    weekdays : array of float, 7
        Factors of mean 1.
    holiday, storm : float
        Factors of holidays, and of the storms that are known.
    reach_w, week_cv, dispersion, bunching : float
        As in `estimates` and in a stream.
    apart : array of bool, one a day
        Days that were set apart: storms, outages and the like that nobody named.
    """

    level: NDArray[np.float64]
    foretold: NDArray[np.float64]
    weekdays: NDArray[np.float64]
    apart: Bools
    holiday: float = 1.0
    storm: float = 1.0
    reach_w: float = 2.0
    week_cv: float = 0.0
    dispersion: float = 1.0
    bunching: float = 1.0

    def factors(self, days: Watched) -> Floats:
        """Tell by what each day's level is multiplied: weekday, holiday, known storm."""
        return (
            self.weekdays[days.weekday]
            * np.where(days.holiday, self.holiday, 1.0)
            * np.where(days.storm, self.storm, 1.0)
        )

    def means(self, days: Watched) -> Floats:
        """Tell how many were to be expected on each day, by what the other weeks say."""
        return self.foretold[days.week] * self.factors(days)

    def variances(self, days: Watched) -> Floats:
        """Tell the variance of a day's count, weeks being good or bad."""
        means = self.means(days)
        return self.dispersion * means + (self.week_cv * means) ** 2


@dataclass(frozen=True)
class Special:
    """What all types together have on special days, against others; types with few tickets take it over."""

    holiday: float = 1.0
    storm: float = 1.0


def course_of(hourly: Floats, days: Watched, usual: Special, apart: Bools) -> Course:
    """Fit the course of one type, or of all together.

    Parameters
    ----------
    hourly : array of float, days × 24
    days : Watched
    usual : Special
    apart : array of bool, one a day
        Days that are set apart whatever this type had on them.
    """
    counts = hourly.sum(axis=1)
    fitted_on = days.used & ~days.storm & ~apart
    course = _usual_course(hourly, days, fitted_on, usual.holiday)
    for chance in (_FIRST_CHANCE, STORM_CHANCE):
        found = apart | (days.used & ~days.storm & _is_apart(counts, course, days, chance))
        course = _usual_course(hourly, days, days.used & ~days.storm & ~found, usual.holiday)
    storm = factor_near(counts, course, days, days.used & days.storm, usual.storm)
    return replace(course, storm=storm, apart=found)


def course_of_all(hourly: Floats, days: Watched) -> Course:
    """Fit the course of all types together: what holidays and storms do, and which days are to be set apart."""
    counts = hourly.sum(axis=1)
    usual = Special(_crude_factor(counts, days, days.holiday), _crude_factor(counts, days, days.storm))
    return course_of(hourly, days, usual, np.zeros(len(counts), dtype=bool))


def _crude_factor(counts: Floats, days: Watched, special: Bools) -> float:
    """What special days have against other days of the same weekdays."""
    usual = days.used & ~days.holiday & ~days.storm
    special = special & days.used
    per_weekday = days.by_weekday(counts, usual) / np.maximum(1, days.by_weekday(np.ones(len(counts)), usual))
    expected = per_weekday[days.weekday][special].sum()
    return float(counts[special].sum() / expected) if expected > 0 else 1.0


def factor_near(counts: Floats, course: Course, days: Watched, special: Bools, usual: float) -> float:
    """Tell what special days have against their weeks and weekdays; near `usual` where there are few tickets."""
    expected = (course.level[days.week] * course.weekdays[days.weekday])[special].sum()
    return float((counts[special].sum() + _FACTOR_PRIOR * usual) / (expected + _FACTOR_PRIOR))


def _usual_course(hourly: Floats, days: Watched, chosen: Bools, usual_holiday: float) -> Course:
    counts = hourly.sum(axis=1)
    level = np.full(int(days.week[-1]) + 1, max(1e-6, counts[chosen].mean()))
    course = Course(level, level, np.ones(7), np.zeros(len(counts), dtype=bool))
    for _ in range(_ROUNDS):
        course = replace(course, weekdays=_weekdays(counts, course, days, chosen & ~days.holiday))
        course = replace(course, holiday=factor_near(counts, course, days, chosen & days.holiday, usual_holiday))
        course = _with_level(counts, course, days, chosen)
    return replace(course, bunching=_bunching(hourly, days, chosen, course))


def _with_level(counts: Floats, course: Course, days: Watched, chosen: Bools) -> Course:
    exposures = days.by_week(course.factors(days), chosen)
    weekly = days.by_week(counts, chosen)
    spread = _within_weeks(counts, course, days, chosen)
    reach_w, week_cv = wander(weekly, exposures, spread)
    return replace(
        course,
        level=smoothed(weekly, exposures, reach_w, own=True),
        foretold=smoothed(weekly, exposures, reach_w, own=False),
        reach_w=reach_w,
        week_cv=week_cv,
        dispersion=spread,
    )


def _weekdays(counts: Floats, course: Course, days: Watched, chosen: Bools) -> Floats:
    seen = days.by_weekday(counts, chosen)
    expected = days.by_weekday(course.level[days.week], chosen)
    overall = seen.sum() / max(expected.sum(), 1e-9)
    factors = (seen + _WEEKDAY_PRIOR) / (expected + _WEEKDAY_PRIOR / max(overall, 1e-9))
    return np.asarray(factors / factors.mean())


def _within_weeks(counts: Floats, course: Course, days: Watched, chosen: Bools) -> float:
    weeks = int(days.week[-1]) + 1
    parts, shares = np.zeros((weeks, 7)), np.zeros((weeks, 7))
    where = (days.week[chosen], days.weekday[chosen])
    parts[where], shares[where] = counts[chosen], course.factors(days)[chosen]
    kept = shares.sum(axis=1) > 0
    return dispersion(parts[kept], shares[kept] / shares[kept].sum(axis=1, keepdims=True))


def _bunching(hourly: Floats, days: Watched, chosen: Bools, course: Course) -> float:
    blocks = hourly.reshape(len(hourly), _BLOCKS, _BLOCK_H).sum(axis=2)
    profile = np.array([blocks[chosen & (days.weekday == weekday)].sum(axis=0) + 1e-9 for weekday in range(7)])
    shares = (profile / profile.sum(axis=1, keepdims=True))[days.weekday]
    return min(course.dispersion, dispersion(blocks[chosen], shares[chosen]))


def _is_apart(counts: Floats, course: Course, days: Watched, chance: float) -> Bools:
    means, variances = course.means(days), course.variances(days)
    tails = np.minimum(upper_tail(counts, means, variances), lower_tail(counts, means, variances))
    found: Bools = tails < chance
    return found
