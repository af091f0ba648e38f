"""Regular shifts: duties on working days or on every day, in cycles, without absences."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from optimiser.book import Duty, RosterEngineer
from optimiser.calendars import WorkingCalendar, local_moment, local_span
from optimiser.inputs import Break
from optimiser.roster.shifts import RosterShift

ONE_DAY = timedelta(days=1)
_A_MONDAY = date(2001, 1, 1)  # cycles without a beginning are counted from here


def days_between(first: date, last: date) -> list[date]:
    """The days from `first` to `last`, both included."""
    return [first + ONE_DAY * k for k in range((last - first).days + 1)]


def duty_shifts(
    engineer: RosterEngineer, calendars: Mapping[str, WorkingCalendar], first: date, last: date
) -> list[tuple[date, RosterShift]]:
    """The shifts that an engineer would work if never away, each with the day on which it starts, in order.

    The day is by the clock of the duty's calendar. A shift of a night belongs to the day on which it begins. The ids
    are still empty.
    """
    found = [
        (day, _shift(engineer, duty, day, calendars[duty.calendar].zone))
        for duty in engineer.duties
        for day in days_between(first, last)
        if is_due(duty, day, calendars[duty.calendar])
    ]
    worked = [(day, shift) for day, shift in found if shift.length > timedelta(0)]
    return sorted(worked, key=lambda pair: (pair[1].start.astimezone(UTC), pair[1].length))


def is_due(duty: Duty, day: date, calendar: WorkingCalendar) -> bool:
    """Whether a duty is worked on a day: a working day, or any around the clock, that its cycle does not leave out."""
    if not (calendar.around_the_clock or calendar.is_working_day(day)):
        return False
    if not duty.cycle:
        return True
    return bool(duty.cycle[(day - (duty.since or _A_MONDAY)).days % len(duty.cycle)])


def _shift(engineer: RosterEngineer, duty: Duty, day: date, zone: ZoneInfo) -> RosterShift:
    start, end = local_span(day, duty.from_, duty.until, zone)
    return RosterShift(
        engineer=engineer.id,
        id="",
        start=start,
        end=end,
        overtime_limit=duty.overtime_limit,
        breaks=_breaks(duty, day, zone, start, end),
        kind="duty" if engineer.resident_at is None else "resident",
        serves_only_site=engineer.resident_at,
    )


def _breaks(duty: Duty, day: date, zone: ZoneInfo, start: datetime, end: datetime) -> Sequence[Break]:
    if duty.break_duration <= timedelta(0):
        return ()

    def moment(at: time) -> datetime:
        return local_moment(day if at >= duty.from_ else day + ONE_DAY, at, zone)

    earliest = start if duty.break_earliest is None else moment(duty.break_earliest)
    latest = end - duty.break_duration if duty.break_latest is None else moment(duty.break_latest)
    return (Break(earliest, max(earliest, latest), duty.break_duration),)
