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
    return Duties(calendars).shifts(engineer, first, last)


_Ordered = tuple[tuple[datetime, timedelta], date, RosterShift]


class Duties:
    """Regular shifts, each laid down once, whatever days are asked about.

    Parameters
    ----------
    calendars : mapping of str to WorkingCalendar
        By id.
    """

    def __init__(self, calendars: Mapping[str, WorkingCalendar]) -> None:
        self._calendars = calendars
        self._known: dict[tuple[str, int, date], _Ordered | None] = {}

    def shifts(self, engineer: RosterEngineer, first: date, last: date) -> list[tuple[date, RosterShift]]:
        """As :func:`duty_shifts`; whoever has an engineer's id has the same duties."""
        days = days_between(first, last)
        found = (self._on(engineer, place, day) for place in range(len(engineer.duties)) for day in days)
        worked = sorted((each for each in found if each is not None), key=lambda each: each[0])
        return [(day, shift) for _, day, shift in worked]

    def _on(self, engineer: RosterEngineer, place: int, day: date) -> _Ordered | None:
        """The shift of a day, with what it is sorted by; None where the duty is not worked."""
        key = (engineer.id, place, day)
        if key not in self._known:
            self._known[key] = self._made(engineer, engineer.duties[place], day)
        return self._known[key]

    def _made(self, engineer: RosterEngineer, duty: Duty, day: date) -> _Ordered | None:
        calendar = self._calendars[duty.calendar]
        if not is_due(duty, day, calendar):
            return None
        shift = _shift(engineer, duty, day, calendar.zone)
        return ((shift.start.astimezone(UTC), shift.length), day, shift) if shift.length > timedelta(0) else None


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
