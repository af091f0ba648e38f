"""Rest after the day before a plan begins: who came home late sets out later."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from api.plans.time_spent import begun_on, times_of
from api.store.hours import plans_of_days, reports_of
from optimiser import Engineer, Problem, Shift

_SHORTEST = timedelta(minutes=1)
"""A shift that rest takes away is kept that long: plans and pins may name it."""


def with_rest(session: Session, problem: Problem, first: date) -> Problem:
    """Let nobody set out on the first day before they have rested from the day before.

    Days inside of the problem are the search's affair; it does not know what was before them. The last report counts,
    or, of who reported nothing, when the published plan had them back.

    Parameters
    ----------
    problem : Problem
        Of days from `first` on.
    first : date
    """
    resting = {each.id for each in problem.engineers if each.min_rest}
    if not resting:
        return problem
    back = dict(_back(session, resting, first - timedelta(days=1)))
    engineers = (_rested(each, back[each.id], first) if each.id in back else each for each in problem.engineers)
    return replace(problem, engineers=tuple(engineers))


def _back(session: Session, engineers: set[str], on: date) -> Iterator[tuple[str, datetime]]:
    """When everybody's work of a day was over."""
    for (engineer, _), plan in plans_of_days(session, engineers, on, on).items():
        ends = [datetime.fromisoformat(route["back"]) for _, route in begun_on(plan, engineer, on) if route.get("back")]
        if ends:
            yield engineer, max(ends)
    reported: dict[str, list[datetime]] = {}
    for row in reports_of(session, engineers, on, on):
        reported.setdefault(row.engineer_id or "", []).extend(times_of(row))
    yield from ((engineer, max(times)) for engineer, times in reported.items() if times)


def _rested(engineer: Engineer, back: datetime, first: date) -> Engineer:
    from_ = back + (engineer.min_rest or timedelta(0))
    shifts = tuple(
        _later(shift, from_.astimezone(shift.start.tzinfo)) if shift.day == first and shift.at is None else shift
        for shift in engineer.shifts
    )
    return replace(engineer, shifts=shifts)


def _later(shift: Shift, from_: datetime) -> Shift:
    """The rest of a shift, with those of its breaks that can still begin in it."""
    if from_ <= shift.start:
        return shift
    if from_ >= shift.end - _SHORTEST:
        return replace(shift, start=shift.end - _SHORTEST, overtime_limit=timedelta(0), breaks=())
    breaks = (replace(each, earliest=max(each.earliest, from_)) for each in shift.breaks if each.latest >= from_)
    return replace(shift, start=from_, breaks=tuple(breaks))
