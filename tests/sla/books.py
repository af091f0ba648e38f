"""Small service books to count on: one customer, one policy, what a test says about them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from optimiser.book import (
    WEEKDAYS,
    Book,
    Calendar,
    ClockEvent,
    Contract,
    Hours,
    Policy,
    Site,
    Span,
    Target,
    Ticket,
    Unit,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

ROUND = Calendar("round", "UTC")
OFFICE = Calendar("office", "UTC", [Hours(WEEKDAYS[:5], time(9), time(17))])
WEEK = Calendar("week", "UTC")
CHINA = Calendar("china", "Asia/Shanghai", [Hours(WEEKDAYS[:5], time(9), time(17))], "CN")
BERLIN = Calendar("berlin", "Europe/Berlin", [Hours(WEEKDAYS, time(0), time(0))])


def hours(count: float, calendar: str = "round") -> Span:
    return Span(calendar, timedelta(hours=count))


def working_days(count: int, calendar: str = "office") -> Span:
    return Span(calendar, None, count)


def policy(*targets: Target, **fields: Any) -> Policy:
    return Policy("policy", fields.pop("zones", ()), targets, **fields)


def book(*targets: Target, **fields: Any) -> Book:
    """A book with one site, ``site``, under ``policy``; `fields` are the book's, and ``policy_fields``."""
    given = policy(*targets, **fields.pop("policy_fields", {}))
    usual: dict[str, Any] = {
        "calendars": [ROUND, OFFICE, WEEK, CHINA, BERLIN],
        "policies": [given],
        "zones": [],
        "contracts": [Contract("contract", "customer", "policy", 100_000.0, "A", "yearly")],
        "sites": [Site("site", "contract", 31.0, 121.0)],
        "engineers": [],
        "units": [Unit("unit", "site", "camera", warranty_until=date(2026, 12, 31), impact=4.0)],
    }
    return Book("book", "UTC", **{**usual, **fields})


def ticket(*history: ClockEvent, at: datetime = MONDAY, **fields: Any) -> Ticket:
    usual: dict[str, Any] = {"id": "ticket", "site": "site", "severity": "1", "duration": HOUR}
    return Ticket(**{**usual, "reported_at": at, "history": history, **fields})


def events(start: datetime, *said: tuple[str, timedelta]) -> Sequence[ClockEvent]:
    """Events by name and time after `start`; ``paused:part`` says what is waited for."""
    out = []
    for name, after in said:
        kind, _, waiting_for = name.partition(":")
        out.append(ClockEvent(kind, start + after, waiting_for or None))  # type: ignore[arg-type]
    return out
