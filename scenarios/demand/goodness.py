"""How well a fitted demand fits, and where it does not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.stats import kstest

from scenarios.demand.chance import generator_of
from scenarios.demand.course import Course
from scenarios.demand.estimates import lower_tail, upper_tail
from scenarios.demand.history import Reports
from scenarios.demand.watched import Bools, Floats, Watched

TAIL = 0.025
"""On either side of a band that holds 95 of 100."""

_STEP = 1.5  # from one week to the next but one, a level that changes by more has stepped
_ONE_DAY = 0.4  # of a week's tickets, on one day


@dataclass(frozen=True)
class TypeFit:
    """How well the stream of one type fits.

    Attributes
    ----------
    type : str
    tickets : int
        How many were fitted on.
    per_day : float
    dispersion_before, dispersion_after : float
        Variance over mean of daily counts as they are; and of what is left of them, against the fitted variance. A
        good fit has 1 after.
    bunching, dispersion, week_cv : float
        Of the stream.
    weeks_share, days_share : float
        How many weeks, and days, lie in the 95 % band that all other weeks foretell.
    counts_p : float
        Of a Kolmogorov-Smirnov test: whether the daily counts follow the fitted distribution. Days of one week are not
        independent, so read it as a measure rather than a test.
    hours_p : float
        The same for the hours: time rescaled by the fitted rate, of one ticket a day, must be uniform.
    """

    type: str
    tickets: int
    per_day: float
    dispersion_before: float
    dispersion_after: float
    bunching: float
    dispersion: float
    week_cv: float
    weeks_share: float
    days_share: float
    counts_p: float
    hours_p: float


@dataclass(frozen=True)
class FailedWeek:
    """A week whose count lies outside what the other weeks foretell, and why."""

    type: str
    monday: date
    count: int
    mean: float
    why: str


@dataclass(frozen=True)
class Goodness:
    """How well a demand fits: by type, and the weeks that fail."""

    types: Sequence[TypeFit]
    failed: Sequence[FailedWeek]

    def text(self) -> str:
        """Write it as two tables."""
        head = f"{'type':32} tickets  per day  var/mean  after  bunch  week cv  weeks in  days in  counts p  hours p"
        lines = [
            f"{each.type[:32]:32} {each.tickets:7d} {each.per_day:8.2f} {each.dispersion_before:9.2f} "
            f"{each.dispersion_after:6.2f} {each.bunching:6.2f} {each.week_cv:8.2f} {each.weeks_share:9.0%} "
            f"{each.days_share:8.0%} {each.counts_p:9.3f} {each.hours_p:8.3f}"
            for each in self.types
        ]
        failed = [
            f"{each.type[:32]:32} {each.monday}  {each.count} came, {each.mean:.0f} foretold: {each.why}"
            for each in self.failed
        ]
        return "\n".join([head, *lines, "", "Weeks outside the band:", *(failed or ["none"])])


def goodness_of(
    reports: Reports,
    hourly: Mapping[str, Floats],
    courses: Mapping[str, Course],
    profiles: Mapping[str, Floats],
    days: Watched,
) -> Goodness:
    """Measure how well fitted courses and profiles fit; storms that were set apart are not looked at."""
    types, failed = [], []
    for kind, course in courses.items():
        chosen = days.used & ~course.apart
        counts = hourly[kind].sum(axis=1)
        types.append(_type_fit(kind, counts, course, days, chosen, _hours_p(reports, kind, profiles[kind], chosen)))
        failed += _failed_weeks(kind, counts, course, days, chosen)
    return Goodness(types, failed)


def _type_fit(kind: str, counts: Floats, course: Course, days: Watched, chosen: Bools, hours_p: float) -> TypeFit:
    means, variances = course.means(days)[chosen], course.variances(days)[chosen]
    seen = counts[chosen]
    weekly, week_means, week_variances = _weeks(counts, course, days, chosen)
    return TypeFit(
        type=kind,
        tickets=int(seen.sum()),
        per_day=float(seen.mean()),
        dispersion_before=float(seen.var(ddof=1) / max(seen.mean(), 1e-9)),
        dispersion_after=float(np.mean((seen - means) ** 2 / variances)),
        bunching=course.bunching,
        dispersion=course.dispersion,
        week_cv=course.week_cv,
        weeks_share=float(np.mean(_is_inside(weekly, week_means, week_variances))),
        days_share=float(np.mean(_is_inside(seen, means, variances))),
        counts_p=_counts_p(kind, seen, means, variances),
        hours_p=hours_p,
    )


def _weeks(counts: Floats, course: Course, days: Watched, chosen: Bools) -> tuple[Floats, Floats, Floats]:
    """Counts, means and variances of the weeks that have days."""
    has_days = days.by_week(np.ones(len(counts)), chosen) > 0
    means = days.by_week(course.means(days), chosen)[has_days]
    return days.by_week(counts, chosen)[has_days], means, course.dispersion * means + (course.week_cv * means) ** 2


def _is_inside(counts: Floats, means: Floats, variances: Floats) -> Bools:
    inside: Bools = (lower_tail(counts, means, variances) > TAIL) & (upper_tail(counts, means, variances) > TAIL)
    return inside


def _counts_p(kind: str, counts: Floats, means: Floats, variances: Floats) -> float:
    """Test the probabilities of counts, spread evenly over the steps of their distribution."""
    below, up_to = 1 - upper_tail(counts, means, variances), lower_tail(counts, means, variances)
    between = generator_of("goodness", kind).random(len(counts))
    return float(kstest(below + between * (up_to - below), "uniform").pvalue)


def _hours_p(reports: Reports, kind: str, profile: Floats, chosen: Bools) -> float:
    at = reports.table.loc[reports.table["type"] == kind, "at"]
    day = at.dt.normalize()
    index = ((day - np.datetime64(reports.first)) // np.timedelta64(1, "D")).to_numpy()
    hour = ((at - day) / np.timedelta64(1, "h")).to_numpy()
    order = generator_of("goodness", kind, "hours").permutation(np.flatnonzero(chosen[index]))
    one_a_day = order[np.unique(index[order], return_index=True)[1]]
    if not one_a_day.size:
        return 1.0
    shares = profile[(index[one_a_day] + reports.first.weekday()) % 7]
    by_then = np.concatenate([np.zeros((len(shares), 1)), np.cumsum(shares, axis=1)], axis=1)
    whole = hour[one_a_day].astype(int)
    rows = np.arange(len(shares))
    rescaled = by_then[rows, whole] + (hour[one_a_day] - whole) * shares[rows, whole]
    return float(kstest(np.clip(rescaled, 0, 1), "uniform").pvalue)


def _failed_weeks(kind: str, counts: Floats, course: Course, days: Watched, chosen: Bools) -> list[FailedWeek]:
    weeks = np.flatnonzero(days.by_week(np.ones(len(counts)), chosen) > 0)
    weekly, means, variances = _weeks(counts, course, days, chosen)
    return [
        FailedWeek(
            kind,
            days.mondays[weeks[at]],
            int(weekly[at]),
            float(means[at]),
            _why(at, weekly, means, counts[days.week == weeks[at]]),
        )
        for at in np.flatnonzero(~_is_inside(weekly, means, variances)).tolist()
    ]


def _why(at: int, weekly: Floats, means: Floats, of_days: Floats) -> str:
    """Say what is seen about a week that fails."""
    if weekly[at] > means[at] and of_days.max() > _ONE_DAY * of_days.sum():
        return f"{of_days.max():.0f} of them on one day"
    if 0 < at < len(weekly) - 1:
        before, after = weekly[at - 1] + 0.5, weekly[at + 1] + 0.5
        if max(before, after) > _STEP * min(before, after):
            return f"the level was changing: {weekly[at - 1]:.0f} the week before, {weekly[at + 1]:.0f} the week after"
    return "more than its neighbours" if weekly[at] > means[at] else "fewer than its neighbours"
