"""What engineers have worked and driven already: earlier in the week, and today until where their routes go on.

Reports are believed; of who reported nothing the published plan is taken to have been kept.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from api.plans.legs import driving_of
from api.store.hours import plans_of_days, reports_of
from api.store.tables import Plan, VisitState
from optimiser import Engineer, Problem, Shift, Spent

_NOTHING = timedelta(0)


def with_earlier_days(session: Session, problem: Problem, first: date) -> Problem:
    """Let what was worked and driven in the week before the first day count towards the limits of that week.

    Parameters
    ----------
    problem : Problem
        Of days from `first` on.
    first : date
    """
    limited = {each.id for each in problem.engineers if any(limit.per == "week" for limit in each.limits)}
    monday, eve = first - timedelta(days=first.weekday()), first - timedelta(days=1)
    if eve < monday or not limited:
        return problem
    spent = _spent(session, limited, monday, eve)
    engineers = tuple(
        replace(each, spent=(*each.spent, *spent[each.id])) if each.id in spent else each for each in problem.engineers
    )
    return replace(problem, engineers=engineers)


def spent_until_there(
    engineer: Engineer, shifts: Sequence[Shift], rows: Mapping[str, Sequence[VisitState]]
) -> Engineer:
    """Count what an engineer has done by now in the shifts whose routes go on from elsewhere than their beginning.

    Parameters
    ----------
    engineer : Engineer
    shifts : sequence of Shift
        The engineer's, as they go on.
    rows : mapping of str to sequence of VisitState
        What was reported, by shift.
    """
    if not engineer.limits:
        return replace(engineer, shifts=tuple(shifts))
    found = [
        _until(heard, shift.day, shift.at.time)
        for shift in shifts
        if shift.at is not None and (heard := _heard(rows.get(shift.id, ())))
    ]
    days = {each.on for each in found}
    kept = (each for each in engineer.spent if each.on not in days)
    return replace(engineer, shifts=tuple(shifts), spent=(*kept, *found))


def begun_on(plan: Plan, engineer: str, on: date) -> Iterator[tuple[date, Mapping[str, Any]]]:
    """The routes with stops that a plan lets an engineer begin on a day, each with the day to which it belongs.

    Those of a night belong to the day before.
    """
    days = {
        shift["id"]: date.fromisoformat(shift["day"]) if "day" in shift else on
        for each in plan.problem["engineers"]
        if each["id"] == engineer
        for shift in each["shifts"]
        if datetime.fromisoformat(shift["start"]).date() == on
    }
    for route in plan.document["routes"]:
        if route["engineer"] == engineer and route["shift"] in days and route["stops"]:
            yield days[route["shift"]], route


def times_of(row: VisitState) -> list[datetime]:
    """The times that were reported of a visit."""
    return [at for at in (row.travelling_at, row.arrived_at, row.ended_at) if at is not None]


def _heard(rows: Iterable[VisitState]) -> list[VisitState]:
    """Those of which a time was reported."""
    return [row for row in rows if times_of(row)]


def _spent(session: Session, engineers: set[str], first: date, last: date) -> dict[str, list[Spent]]:
    """What some engineers did on some days, by engineer, each with at most one entry a shift."""
    spent: dict[str, list[Spent]] = {}
    reported: dict[tuple[str, date], dict[str, list[VisitState]]] = {}
    for row in _heard(reports_of(session, engineers, first, last)):
        reported.setdefault((row.engineer_id or "", row.on), {}).setdefault(row.shift_id or "", []).append(row)
    for (engineer, on), shifts in sorted(reported.items()):
        spent.setdefault(engineer, []).extend(_until(rows, on) for rows in shifts.values())
    for (engineer, on), plan in sorted(plans_of_days(session, engineers, first, last).items(), key=lambda it: it[0]):
        if (engineer, on) not in reported:
            spent.setdefault(engineer, []).extend(_planned(plan, engineer, on))
    return spent


def _until(rows: Sequence[VisitState], on: date, until: datetime | None = None) -> Spent:
    """From the first report of a shift to the last one, or to an earlier time; the way home is not reported."""
    times = [at for row in rows for at in times_of(row)]
    end = max(times) if until is None else until
    driving = _NOTHING
    for row in rows:
        if row.travelling_at is not None:
            driving += max(_NOTHING, min(row.arrived_at or end, end) - row.travelling_at)
    return Spent(on, max(_NOTHING, end - min(times)), driving)


def _planned(plan: Plan, engineer: str, on: date) -> Iterable[Spent]:
    """The routes that an engineer began on a day as they were planned."""
    for day, route in begun_on(plan, engineer, on):
        if route.get("leave"):
            legs = plan.matter.get("legs", {}).get(route["shift"], ())
            length = datetime.fromisoformat(route["back"]) - datetime.fromisoformat(route["leave"])
            yield Spent(day, length, timedelta(seconds=driving_of(legs)[0]))
