"""Working time: calendars around the clock or with hours, holidays, make-up working days, time zones.

::

    clock ── instants and what a local clock shows, changes of the clock included
    regions ── public holidays and make-up working days, from a library
    days ── which days are working days, and their hours
    open_time ── open time as arrays, for one deadline or a hundred thousand
    laid_out ── open time year by year, as far as anybody asked
    working_calendar ── all of it, as others use it
"""

from optimiser.calendars.clock import known_time_zone, local_moment, local_span
from optimiser.calendars.days import DayKind
from optimiser.calendars.regions import known_region
from optimiser.calendars.working_calendar import WorkingCalendar, calendars_of

__all__ = [
    "DayKind",
    "WorkingCalendar",
    "calendars_of",
    "known_region",
    "known_time_zone",
    "local_moment",
    "local_span",
]
