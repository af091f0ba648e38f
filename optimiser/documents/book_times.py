"""When time counts, in the book document: calendars, their hours, spans of time on them."""

from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any
from zoneinfo import available_timezones

from optimiser.book import WEEKDAYS, Calendar, Every, Hours, Span
from optimiser.documents.book_checks import check_days, check_hours, check_span
from optimiser.documents.book_kinds import CLOCK, COUNT, DATE, DURATION
from optimiser.documents.findings import Findings, Steps, shown
from optimiser.documents.kinds import FAULTY, Choice, Identity, ListOf, Number, Reference, Text
from optimiser.documents.records import Field, Record


class _TimeZone(Text):
    """The name of a time zone that is known."""

    example = '"Asia/Shanghai"'

    def read(self, value: Any, at: Steps, found: Findings) -> Any:
        """Take the name of a zone of the tz database."""
        name = super().read(value, at, found)
        if name is FAULTY or _calendars().known_time_zone(name):
            return name
        hint = found.guess(name, _time_zones()) or "give a name of the tz database, as in Asia/Shanghai"
        found.add(at, "unknown_time_zone", f"no time zone is called {shown(name)}; {hint}", name)
        return FAULTY


class _Region(Text):
    """The code of a region whose holidays are known."""

    def read(self, value: Any, at: Steps, found: Findings) -> Any:
        """Take the code of a country, with a subdivision or without."""
        code = super().read(value, at, found)
        if code is FAULTY or _calendars().known_region(code):
            return code
        upper = code.upper()
        hint = f"did you mean {shown(upper)}?" if _calendars().known_region(upper) else _REGION_HINT
        message = f"no holidays are known for {shown(code)}; {hint}"
        found.add(at, "unknown_region", message, code)
        return FAULTY


@lru_cache(maxsize=1)
def _time_zones() -> list[str]:
    return sorted(available_timezones())


def _calendars() -> ModuleType:
    # Working calendars load numpy, which whoever reads other documents need not wait for.
    return import_module("optimiser.calendars")


_REGION_HINT = "give a code as CN or US-MA, or null and list the days in closed_on and open_on"
TIME_ZONE = _TimeZone("the name of a time zone", most=100)
REGION = _Region("the code of a country or of a subdivision", most=20)

HOURS = Record(
    "opening hours",
    Hours,
    "Hours of some weekdays, the same on each of them.",
    [
        Field("days", ListOf(Choice(WEEKDAYS), "a list of weekdays", least=1), "On which weekdays.", required=True),
        Field("from", CLOCK, "When they begin.", required=True, attribute="from_"),
        Field("until", CLOCK, "When they end; not after `from`: on the next day, as `00:00` is.", required=True),
    ],
)

CALENDAR = Record(
    "a calendar",
    Calendar,
    "When time counts: around the clock where no `hours` are given, else in these hours of working days. Without "
    "hours, Monday to Friday are still its working days.",
    [
        Field("id", Identity("calendar"), "Its id, unique among calendars.", required=True),
        Field("time_zone", TIME_ZONE, "Whose days and clock these are: a name of the tz database.", required=True),
        Field("hours", ListOf(HOURS, "a list of opening hours", most=100), "When it is open; none: around the clock."),
        Field("region", REGION, "Whose public holidays and make-up working days hold; null: no holidays."),
        Field("closed_on", ListOf(DATE, "a list of dates"), "Days that are no working days, whatever else holds."),
        Field("open_on", ListOf(DATE, "a list of dates"), "Days that are working days, whatever else holds."),
    ],
    [check_hours, check_days],
)

SPAN = Record(
    "a span",
    Span,
    "A length of time on a calendar: `within` so much of its open time, or so many `working_days`; exactly one of "
    "them.",
    [
        Field("calendar", Reference("calendar"), "On which calendar it is counted.", required=True),
        Field("within", DURATION, "So much open time; around the clock: real time."),
        Field(
            "working_days",
            Number("a whole number of days", least=1, most=400, whole=True),
            "So many working days; it ends when the last of them closes.",
        ),
    ],
    [check_span],
)

INTERVAL = Record(
    "an interval",
    Every,
    "So long after it was last done.",
    [
        Field("count", COUNT, "How many.", required=True),
        Field("unit", Choice(["days", "weeks", "months"]), "Of what.", required=True),
    ],
)
