"""Rest after a day that is over: who came home late sets out later the day after."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from api.plans.time_spent import begun_on, times_of
from api.store.hours import plans_of_days, reports_of
from optimiser import Engineer, Problem, Shift

Over = Mapping[tuple[str, date], datetime]
"""When the work of a day was over, by engineer and day."""

_SHORTEST = timedelta(minutes=1)
"""A shift that rest takes away is kept that long: plans and pins may name it."""


def with_rest(session: Session, problem: Problem, first: date) -> Problem:
    """Let nobody set out before they have rested from the day before.

    The last report of a day counts. For the first day also, of who reported nothing the day before, when the published
    plan had them back; between days of the problem of which nothing was reported the search itself sees to the rest.

    Parameters
    ----------
    problem : Problem
        Of days from `first` on.
    first : date
    """
    resting = {each.id for each in problem.engineers if each.min_rest}
    if not resting:
        return problem
    eve = first - timedelta(days=1)
    last = max((shift.day for each in problem.engineers for shift in each.shifts), default=first)
    over = {**_planned_back(session, resting, eve), **_reported(session, resting, eve, last - timedelta(days=1))}
    return replace(problem, engineers=tuple(_rested(each, over) for each in problem.engineers))


def _planned_back(session: Session, engineers: set[str], on: date) -> Over:
    """When the published plan had everybody back from a day."""
    over = {}
    for (engineer, _), plan in plans_of_days(session, engineers, on, on).items():
        ends = [datetime.fromisoformat(route["back"]) for _, route in begun_on(plan, engineer, on) if route.get("back")]
        if ends:
            over[engineer, on] = max(ends)
    return over


def _reported(session: Session, engineers: set[str], first: date, last: date) -> Over:
    """The last that was reported of each day."""
    over: dict[tuple[str, date], datetime] = {}
    for row in reports_of(session, engineers, first, last):
        key = row.engineer_id or "", row.on
        for at in times_of(row):
            over[key] = max(at, over.get(key, at))
    return over


def _rested(engineer: Engineer, over: Over) -> Engineer:
    shifts = []
    for shift in engineer.shifts:
        back = over.get((engineer.id, shift.day - timedelta(days=1)))
        if back is None or shift.at is not None:
            shifts.append(shift)
        else:
            shifts.append(_later(shift, (back + engineer.min_rest).astimezone(shift.start.tzinfo)))
    return replace(engineer, shifts=tuple(shifts))


def _later(shift: Shift, from_: datetime) -> Shift:
    """The rest of a shift, with those of its breaks that can still begin in it."""
    if from_ <= shift.start:
        return shift
    if from_ >= shift.end - _SHORTEST:
        return replace(shift, start=shift.end - _SHORTEST, overtime_limit=timedelta(0), breaks=())
    breaks = (replace(each, earliest=max(each.earliest, from_)) for each in shift.breaks if each.latest >= from_)
    return replace(shift, start=from_, breaks=tuple(breaks))
