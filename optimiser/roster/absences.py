"""Who is away when: whole days, or from a time on the first day and until a time on the last."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from optimiser.book import Absence, RosterEngineer
from optimiser.calendars import local_moment
from optimiser.roster.hours import without
from optimiser.roster.shifts import RosterShift

Span = tuple[datetime, datetime]


def is_away(engineer: RosterEngineer, day: date, start: datetime, end: datetime) -> bool:
    """Whether an engineer is away in any part of hours that belong to a day.

    Where an absence states no time, it takes all hours of its days, those after midnight too; its times are by the
    clock of the hours.
    """
    return bool(_away(engineer, day, start, end))


def present(engineer: RosterEngineer, day: date, shift: RosterShift) -> list[RosterShift]:
    """What is left of a shift of a day beside absences: all of it, some parts, or nothing."""
    return beside(shift, _away(engineer, day, shift.start, shift.end))


def beside(shift: RosterShift, taken: Sequence[Span]) -> list[RosterShift]:
    """What is left of a shift without the time that is taken.

    Whoever leaves early has no overtime. A break of which a part lies in the time taken is taken there.
    """
    return [_part(shift, span) for span in without([(shift.start, shift.end)], taken)] if taken else [shift]


def missed(engineer: RosterEngineer, day: date, shift: RosterShift) -> list[RosterShift]:
    """What is missing of a shift of a day by absences."""
    there = [(each.start, each.end) for each in present(engineer, day, shift)]
    if not there:
        return [shift]
    return [_part(shift, span) for span in without([(shift.start, shift.end)], there)]


def _away(engineer: RosterEngineer, day: date, start: datetime, end: datetime) -> Sequence[Span]:
    spans = [_span(absence, day, start, end) for absence in engineer.absences]
    return [(a, b) for a, b in spans if max(_utc(a), _utc(start)) < min(_utc(b), _utc(end))]


def _span(absence: Absence, day: date, start: datetime, end: datetime) -> Span:
    """From when to when an absence is, as far as hours of a day can be in it; an empty span where it is of others."""
    zone = cast(ZoneInfo, start.tzinfo)
    begins, ends = start, end
    if absence.from_ is not None:
        begins = local_moment(absence.first, absence.from_, zone)
    elif day < absence.first:
        begins = end
    if absence.until is not None:
        ends = local_moment(absence.last, absence.until, zone)
    elif day > absence.last:
        ends = start
    return begins, ends


def _part(shift: RosterShift, span: Span) -> RosterShift:
    start, end = span
    if (_utc(start), _utc(end)) == (_utc(shift.start), _utc(shift.end)):
        return shift
    breaks = tuple(
        pause for pause in shift.breaks if pause.earliest >= start and _utc(pause.latest) + pause.duration <= _utc(end)
    )
    overtime = shift.overtime_limit if _utc(end) == _utc(shift.end) else timedelta(0)
    return replace(shift, start=start, end=end, breaks=breaks, overtime_limit=overtime)


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)
