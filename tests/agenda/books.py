"""Small books, made of few words: a firm in Shanghai with two engineers and four sites."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from optimiser.book import (
    Appointment,
    Book,
    Calendar,
    ClockEvent,
    Contract,
    Duty,
    Hours,
    InspectionRule,
    Late,
    Policy,
    RosterEngineer,
    Site,
    Span,
    Target,
    Ticket,
    Unit,
    Zone,
)

ZONE = timezone(timedelta(hours=8))
MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)
HOUR = timedelta(hours=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


def at(clock: str, day: int = 23) -> datetime:
    """A time in November 2026; day 23 is a Monday."""
    return datetime.combine(date(2026, 11, day), time.fromisoformat(clock), ZONE)


def event(kind: Any, clock: str, day: int = 23, **more: Any) -> ClockEvent:
    return ClockEvent(kind, at(clock, day), **more)


def ticket(id_: str = "t1", **more: Any) -> Ticket:
    stated: dict[str, Any] = {"site": "s1", "reported_at": at("07:00"), "severity": "major", "duration": HOUR}
    return Ticket(id_, **{**stated, **more})


def rule(id_: str = "r1", **more: Any) -> InspectionRule:
    stated: dict[str, Any] = {
        "site": "s2",
        "recurrence": "FREQ=MONTHLY;BYMONTHDAY=25",
        "since": date(2026, 11, 1),
        "duration": HOUR,
        "tolerance_before": 1,
        "tolerance_after": 1,
    }
    return InspectionRule(id_, **{**stated, **more})


def appointment(id_: str = "a1", **more: Any) -> Appointment:
    stated: dict[str, Any] = {
        "site": "s3",
        "kind": "training",
        "duration": HOUR,
        "earliest": at("10:00"),
        "latest": at("14:00"),
    }
    return Appointment(id_, **{**stated, **more})


def engineer(id_: str, **more: Any) -> RosterEngineer:
    stated: dict[str, Any] = {
        "lat": 31.23,
        "lon": 121.47,
        "skills": {"cctv": 2.0},
        "duties": [Duty("working", time(9), time(17), overtime_limit=HOUR)],
        "cost_per_km": 1.0,
        "cost_per_travel_hour": 30.0,
        "cost_per_overtime_hour": 60.0,
    }
    return RosterEngineer(id_, **{**stated, **more})


def site(number: int, **more: Any) -> Site:
    return Site(f"s{number}", **{"contract": "c1", "lat": 31.2 + number / 100, "lon": 121.5, **more})


CALENDARS = (
    Calendar("always", "Asia/Shanghai"),
    Calendar("working", "Asia/Shanghai", [Hours(WEEKDAYS, time(9), time(17))]),
    Calendar("mornings", "Asia/Shanghai", [Hours(WEEKDAYS, time(9), time(12))]),
    Calendar("fridays", "Asia/Shanghai", [Hours(("fri",), time(9), time(12))]),
    Calendar("sundays", "Asia/Shanghai", [Hours(("sun",), time(9), time(12))]),
)
POLICY = Policy(
    "p1",
    ["all"],
    [
        Target("respond", Span("always", timedelta(minutes=30))),
        Target("diagnose", Span("working", HOUR)),
        Target("on_site", Span("always", 4 * HOUR), {"severity": ["major"]}, Late(per_hour=100.0, cap=500.0)),
        Target("send", Span("working", working_days=1), late=Late(contract_share_per_day=0.005)),
        Target("restore", Span("always", 24 * HOUR), late=Late(per_hour=20.0)),
        Target("workshop", Span("working", working_days=5)),
        Target("loan", Span("always", 48 * HOUR)),
    ],
    skip_costs={"major": 1000.0, "": 200.0},
    paperwork={"inspection": Span("working", working_days=3), "ticket": Span("working", working_days=1)},
)


def book(
    tickets: Sequence[Ticket] = (),
    rules: Sequence[InspectionRule] = (),
    appointments: Sequence[Appointment] = (),
    sites: Mapping[int, Mapping[str, Any]] | None = None,
    policy: Policy = POLICY,
    **more: Any,
) -> Book:
    """A book with what is given; `sites` says what is special about some of the four."""
    stated: dict[str, Any] = {
        "calendars": CALENDARS,
        "policies": [policy],
        "zones": [Zone("all")],
        "contracts": [Contract("c1", "customer", "p1", value=100_000.0)],
        "sites": [site(number, **(sites or {}).get(number, {})) for number in range(1, 5)],
        "engineers": [engineer("e1"), engineer("e2", lat=31.3)],
        "units": [Unit("u1", "s1", "camera", impact=8.0, warranty_until=date(2027, 1, 1))],
    }
    return Book(
        "small",
        "Asia/Shanghai",
        tickets=tickets,
        rules=rules,
        appointments=appointments,
        **{**stated, **more},
    )
