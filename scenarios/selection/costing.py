"""What staffing costs: wages of those who are rostered, which are known without simulating anything."""

from collections.abc import Iterable
from datetime import date

from optimiser import shifts_of
from scenarios.service import Service


def wages_per_day(service: Service, first: date, last: date) -> float:
    """Average the wages of some days, as they are written down when the days are lived through.

    Whoever has a regular shift on a day is paid for the day, ill or not. What is paid for being on call, for overtime
    and for travel depends on what happens, and is not in it.

    Raises
    ------
    FaultyInput
        Where a calendar names an unknown time zone or region.
    """
    days = (last - first).days + 1
    shifts = shifts_of(service.book, first, last).shifts
    total = 0.0
    for engineer in service.book.engineers:
        on_duty = {shift.start.date() for shift in shifts.get(engineer.id, ()) if shift.kind in ("duty", "resident")}
        total += len(on_duty) * _wage(service, engineer.skills)
    return total / days


def _wage(service: Service, skills: Iterable[str]) -> float:
    return service.wages.per_day + sum(service.wages.skills.get(name, 0.0) for name in skills)
