"""How much of each day tickets are expected to take."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from optimiser.book import Book, Ticket
from optimiser.horizon.params import DEFAULT_ROOM_SHARE, MOST_ROOM_SHARE, HorizonParams

if TYPE_CHECKING:
    from optimiser.roster import RosterShift

MIN_DAYS = 28
"""A past shorter than this says too little about what to expect."""

TRAVEL_PER_TICKET = timedelta(minutes=40)
"""What going to a ticket is expected to take: our assumption."""


def expected_room(book: Book, first: date, shifts: "Sequence[RosterShift]", params: HorizonParams) -> list[float]:
    """Estimate the share of working time that tickets will take on each weekday, Monday first.

    The past tickets of the book, reported before `first`, are spread over the weekdays on which they were reported
    (those of days off go to all days alike) and set against the working time of the shifts ahead.

    Returns
    -------
    list of float
        Seven shares. `params.room_share` where it is given; `DEFAULT_ROOM_SHARE` where the book knows less than
        `MIN_DAYS` of the past.
    """
    if params.room_share is not None:
        return [params.room_share] * 7
    past = [ticket for ticket in book.tickets if ticket.reported_at.date() < first and not _was_remote(ticket)]
    begin = min((ticket.reported_at.date() for ticket in past), default=first)
    weeks = (first - begin).days / 7
    hours_ahead = _hours_per_weekday(shifts)
    if weeks * 7 < MIN_DAYS or not hours_ahead:
        return [DEFAULT_ROOM_SHARE] * 7
    taken: dict[int, float] = dict.fromkeys(hours_ahead, 0.0)
    elsewhere = 0.0
    for ticket in past:
        hours = (ticket.duration + TRAVEL_PER_TICKET) / timedelta(hours=1)
        weekday = ticket.reported_at.weekday()
        if weekday in hours_ahead:
            taken[weekday] += hours
        else:
            elsewhere += hours
    spread = elsewhere / len(hours_ahead)
    return [_share((taken.get(day, 0.0) + spread) / weeks, hours_ahead.get(day)) for day in range(7)]


def _was_remote(ticket: Ticket) -> bool:
    return ticket.remote or any(event.kind == "solved_remotely" for event in ticket.history)


def _hours_per_weekday(shifts: "Sequence[RosterShift]") -> dict[int, float]:
    """Working hours of all engineers together on a mean Monday, Tuesday …, of those on which anybody works."""
    total: dict[int, float] = {}
    days: dict[int, set[date]] = {}
    for shift in shifts:
        weekday = shift.start.weekday()
        total[weekday] = total.get(weekday, 0.0) + shift.length / timedelta(hours=1)
        days.setdefault(weekday, set()).add(shift.start.date())
    return {weekday: total[weekday] / len(days[weekday]) for weekday in days}


def _share(hours: float, capacity: float | None) -> float:
    return DEFAULT_ROOM_SHARE if not capacity else min(MOST_ROOM_SHARE, hours / capacity)
