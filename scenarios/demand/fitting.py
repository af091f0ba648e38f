"""From a history to a description of demand that can be drawn from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from optimiser import Fault, FaultyInput
from scenarios.demand.course import Course, Special, course_of, course_of_all
from scenarios.demand.goodness import Goodness, goodness_of
from scenarios.demand.history import Reports
from scenarios.demand.model import Demand, Stream, Surge, WorkTime
from scenarios.demand.profiles import profiles_of
from scenarios.demand.watched import Floats, Watched, watched

LEAST_DAYS = 14
"""With less than two weeks nothing can be said of weekdays."""

_WEEK, _YEAR = timedelta(weeks=1), timedelta(weeks=52)
_AN_HOUR = WorkTime(timedelta(hours=1))


@dataclass(frozen=True)
class FittedDemand:
    """What was fitted.

    Attributes
    ----------
    demand : Demand
        A stream for each type; holidays and storms are surges.
    courses : mapping of str to Course
        What the streams were made of, by type.
    goodness : Goodness
        How well it fits, and where it does not.
    """

    demand: Demand
    courses: Mapping[str, Course]
    goodness: Goodness

    def until(self, last: date) -> Demand:
        """Carry the season on until a day: as a year before, where the history has one; else as it was at the end."""
        streams = [replace(stream, season=_carried_on(stream.season, last)) for stream in self.demand.streams]
        return replace(self.demand, streams=streams)


def fit_demand(
    reports: Reports,
    *,
    left_out: Collection[date] = (),
    holidays: Collection[date] = (),
    storms: Collection[date] = (),
    templates: Mapping[str, Stream] | None = None,
) -> FittedDemand:
    """Fit a stream to each type of a history.

    Parameters
    ----------
    reports : Reports
    left_out : collection of date
        Days not to look at; weeks that are left out get their level from their neighbours.
    holidays, storms : collection of date
        Days that are known to be special, also ones to come; each type gets one factor for holidays and one for
        storms, from those in the history. Days that nobody names are found too: those of which there was no more than
        one chance in 10 000, for a type or for all together, are set apart and become surges of their own.
    templates : mapping of str to Stream, optional
        What is not fitted, by type: severity, skills, work, fates; each stream takes the name of its type. By default
        an hour of work, of severity ``"1"``.

    Raises
    ------
    FaultyInput
        Where the history has fewer than 14 days to fit on, or no tickets on them.
    """
    days = watched(reports.days, left_out, holidays, storms)
    hourly = {kind: reports.hourly(kind).astype(float) for kind in reports.types}
    _refuse_too_little(hourly, days)
    together = course_of_all(np.sum(list(hourly.values()), axis=0), days)
    usual = Special(together.holiday, together.storm)
    courses = {kind: course_of(counts, days, usual, together.apart) for kind, counts in hourly.items()}
    profiles = _profiles(hourly, courses, days)
    streams, surges = [], []
    for kind, course in courses.items():
        template = (templates or {}).get(kind, Stream(kind, 0.0, "1", _AN_HOUR))
        streams.append(_stream(template, kind, course, profiles[kind], days, reports))
        surges += _known_surges(kind, course, holidays, storms)
        surges += _found_surges(kind, course, days, hourly[kind].sum(axis=1))
    goodness = goodness_of(reports, hourly, courses, profiles, days)
    return FittedDemand(Demand(streams, surges), courses, goodness)


def _profiles(hourly: Mapping[str, Floats], courses: Mapping[str, Course], days: Watched) -> dict[str, Floats]:
    usual = {kind: days.used & ~days.holiday & ~days.storm & ~course.apart for kind, course in courses.items()}
    return profiles_of(hourly, usual, {kind: course.bunching for kind, course in courses.items()}, days)


def _carried_on(season: Mapping[date, float], last: date) -> dict[date, float]:
    """Repeat the last 52 weeks of a season; they end and begin on the same weekdays."""
    found = dict(season)
    monday = max(found) + _WEEK
    while monday <= last and monday - _YEAR in found:
        found[monday] = found[monday - _YEAR]
        monday += _WEEK
    return found


def _refuse_too_little(hourly: Mapping[str, Floats], days: Watched) -> None:
    used = int(days.used.sum())
    if used < LEAST_DAYS:
        days_told = "1 day" if used == 1 else f"{used} days"
        advice = f"give {LEAST_DAYS} at least, better some months, or describe demand by hand"
        message = f"has {days_told} to fit on; {advice}"
        raise FaultyInput([Fault("history", "short_history", message, used)])
    if not any(counts[days.used].any() for counts in hourly.values()):
        raise FaultyInput([Fault("history", "no_history", "has no tickets on the days to fit on; leave out fewer")])


def _stream(template: Stream, kind: str, course: Course, profile: Floats, days: Watched, reports: Reports) -> Stream:
    per_day = float(course.level.mean())
    return replace(
        template,
        id=kind,
        per_day=per_day,
        weekdays=tuple(course.weekdays.tolist()),
        hours=tuple(profile.ravel().tolist()),
        season=dict(zip(days.mondays, (course.level / per_day).tolist(), strict=True)),
        dispersion=course.dispersion,
        bunching=course.bunching,
        week_cv=course.week_cv,
        sites=template.sites or _site_weights(reports, kind),
    )


def _site_weights(reports: Reports, kind: str) -> dict[str, float]:
    sites = reports.table.loc[reports.table["type"] == kind, "site"]
    return {str(site): float(count) for site, count in sites[sites != ""].value_counts().items()}


def _known_surges(kind: str, course: Course, holidays: Collection[date], storms: Collection[date]) -> list[Surge]:
    known = [(day, course.holiday) for day in holidays] + [(day, course.storm) for day in storms]
    return [Surge(day, day, factor, (kind,)) for day, factor in sorted(known)]


def _found_surges(kind: str, course: Course, days: Watched, counts: Floats) -> list[Surge]:
    """Make surges of the days that were set apart, one of each run of them."""
    expected = course.level[days.week] * course.factors(days)
    return [
        Surge(days.days[run[0]], days.days[run[-1]], float(counts[run].sum() / expected[run].sum()), (kind,))
        for run in _runs(np.flatnonzero(course.apart).tolist())
    ]


def _runs(indices: Sequence[int]) -> list[list[int]]:
    """Group indices that follow one another."""
    runs: list[list[int]] = []
    for index in indices:
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs
