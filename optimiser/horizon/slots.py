"""The shifts that inspections may be given to, as columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from optimiser.horizon.question import SHIFT_KINDS, HorizonQuestion

if TYPE_CHECKING:
    from optimiser.roster import RosterShift

NONE = -1
_UNLIMITED_S = 2**40

Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Slots:
    """One entry for each shift, in order of engineer and start.

    Attributes
    ----------
    shifts : sequence of RosterShift
    engineer, day, week : int64 array
        Numbers of the engineer (in the book's order), of the day from the first, and of the engineer's week.
    home : int64 array
        The place from which it goes out: a home, or the site of a resident engineer.
    capacity_s, stretch_s, room_s, drive_limit_s : int64 array
        Working time without breaks, the longest of it between two breaks, what of it is left free for tickets, how long
        may be driven.
    after : int64 array
        The same engineer's shift on the next working day, else `NONE`.
    week_limit_s : int64 array, one entry per engineer's week
    """

    shifts: "Sequence[RosterShift]"
    engineer: Whole
    home: Whole
    day: Whole
    week: Whole
    capacity_s: Whole
    stretch_s: Whole
    room_s: Whole
    drive_limit_s: Whole
    after: Whole
    week_limit_s: Whole


def slots_of(question: HorizonQuestion, room: Sequence[float]) -> Slots:
    """Number the shifts of the horizon.

    Parameters
    ----------
    room : sequence of float
        The share that is left for tickets on each weekday, Monday first.
    """
    number = {engineer.id: k for k, engineer in enumerate(question.book.engineers)}
    shifts = [shift for shift in question.shifts if _usable(shift, question, number)]
    shifts.sort(key=lambda shift: (number[shift.engineer], shift.start))
    engineers = [question.book.engineers[number[shift.engineer]] for shift in shifts]
    days = [question.index_of(shift.start.date()) for shift in shifts]
    capacity = [shift.worked for shift in shifts]
    weeks = [(number[shift.engineer], shift.start.date().isocalendar()[:2]) for shift in shifts]
    week_numbers = {week: k for k, week in enumerate(dict.fromkeys(weeks))}
    week_limits = [question.book.engineers[engineer].hours_per_week for engineer, _ in week_numbers]
    return Slots(
        shifts,
        _whole([number[shift.engineer] for shift in shifts]),
        _whole(_homes(question, shifts, number)),
        _whole(days),
        _whole([week_numbers[week] for week in weeks]),
        _whole([_seconds(span) for span in capacity]),
        _whole([_seconds(shift.longest_stretch) for shift in shifts]),
        _whole([_seconds(c * room[s.start.weekday()]) for c, s in zip(capacity, shifts, strict=True)]),
        _whole([_limit(engineer.driving_per_day) for engineer in engineers]),
        _after([number[shift.engineer] for shift in shifts], days),
        _whole([_limit(limit) for limit in week_limits]),
    )


def _homes(question: HorizonQuestion, shifts: "Sequence[RosterShift]", number: Mapping[str, int]) -> list[int]:
    row = {site.id: k for k, site in enumerate(question.book.sites)}
    return [
        len(row) + number[shift.engineer] if shift.serves_only_site is None else row[shift.serves_only_site]
        for shift in shifts
    ]


def _usable(shift: "RosterShift", question: HorizonQuestion, number: Mapping[str, int]) -> bool:
    inside = question.first <= shift.start.date() <= question.last
    return inside and shift.kind in SHIFT_KINDS and shift.engineer in number and shift.worked > timedelta(0)


def _after(engineers: Sequence[int], days: Sequence[int]) -> Whole:
    """Find the shift of each engineer on the day after; days on which nobody works at all are passed over."""
    working = sorted(set(days))
    following = dict(pairwise(working))
    first_of: dict[tuple[int, int], int] = {}
    for slot, key in enumerate(zip(engineers, days, strict=True)):
        first_of.setdefault(key, slot)
    return _whole([first_of.get((e, following.get(d, NONE)), NONE) for e, d in zip(engineers, days, strict=True)])


def _limit(span: timedelta | None) -> int:
    return _UNLIMITED_S if span is None else _seconds(span)


def _seconds(span: timedelta) -> int:
    return round(span.total_seconds())


def _whole(numbers: Sequence[int]) -> Whole:
    return np.array(numbers, dtype=np.int64).reshape(-1)
