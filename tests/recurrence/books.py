"""Small books of inspection rules."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from optimiser.book import WEEKDAYS, Book, Calendar, Every, Hours, InspectionRule, Site, Unit

HOUR = timedelta(hours=1)
OFFICE = Calendar("office", "Asia/Shanghai", (Hours(WEEKDAYS[:5], time(9), time(18)),), "CN")
EVERY_DAY = Calendar("every_day", "UTC", (Hours(WEEKDAYS, time(0), time(0)),))


def rule(id_: str = "r", recurrence: str | Every = "FREQ=MONTHLY", **more: Any) -> InspectionRule:
    given: dict[str, Any] = {"site": "tower", "since": date(2026, 1, 5), "duration": HOUR}
    return InspectionRule(id_, recurrence=recurrence, **(given | more))


def book(*rules: InspectionRule, units: Sequence[Unit] = (), access: str | None = None) -> Book:
    names = {one.site for one in rules} | {unit.site for unit in units}
    return Book(
        "small",
        "Asia/Shanghai",
        calendars=[OFFICE, EVERY_DAY],
        policies=[],
        zones=[],
        contracts=[],
        sites=[Site(name, "contract", 36.07, 120.38, access=access) for name in sorted(names)],
        engineers=[],
        units=units,
        rules=rules,
    )
