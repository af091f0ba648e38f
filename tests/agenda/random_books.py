"""Books at random, small and sound: histories that can be true, rules of all kinds, roster and calendars at odds."""

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from optimiser.book import Absence, Appointment, Book, ClockEvent, Every, InspectionRule, RosterEngineer, Ticket, Unit

from .books import HOUR, appointment, at, book, engineer, rule, ticket

SITES = ("s1", "s2", "s3", "s4")
ACCESS = (None, "always", "working", "mornings", "fridays", "sundays")
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

moments = st.integers(0, 9 * 24 * 60).map(lambda minutes: at("00:00", 19) + minutes * MINUTE)
"""From the Thursday before the week to the Saturday in it."""

_STEPS = ("responded", "diagnosed", "arrived", "repair_failed", "loan_arrived", "to_workshop", "paused", "end", "other")


@st.composite
def histories(draw: st.DrawFn, since: datetime) -> list[ClockEvent]:
    """What has happened to a ticket: in order, nothing resumed that was not paused, nothing after its end."""
    events: list[ClockEvent] = []
    now, open_ = since, dict[str, str]()
    for step in draw(st.lists(st.sampled_from(_STEPS), max_size=6)):
        now += draw(st.integers(1, 2000)) * MINUTE
        kind, more = _event(draw, step, open_)
        if kind:
            events.append(ClockEvent(kind, now, **more))
        if step == "end":
            break
    return events


def _event(draw: st.DrawFn, step: str, open_: dict[str, str]) -> tuple[Any, dict[str, Any]]:
    closing = {"paused": "resumed", "loan_arrived": "loan_returned", "to_workshop": "from_workshop"}
    if step == "end":
        ends = ["cancelled"] if "paused" in open_ else ["restored", "solved_remotely", "cancelled"]
        return draw(st.sampled_from(ends)), {}
    if step == "other":
        if not open_:
            return None, {}
        return open_.pop(draw(st.sampled_from(sorted(open_)))), {}
    if step in closing:
        if step in open_:
            return None, {}
        open_[step] = closing[step]
    if step == "paused":
        return step, {"waiting_for": draw(st.sampled_from(["customer", "quote", "part", "workshop", None]))}
    return step, {"by": draw(st.sampled_from(["e1", "e2"]))} if step == "arrived" else {}


@st.composite
def tickets(draw: st.DrawFn, number: int) -> Ticket:
    reported_at = draw(moments)
    return ticket(
        f"t{number}",
        site=draw(st.sampled_from(SITES)),
        reported_at=reported_at,
        severity=draw(st.sampled_from(["major", "minor"])),
        duration=draw(st.sampled_from([0, 1, 2, 5])) * HOUR,
        unit=draw(st.sampled_from([None, "u1"])) if draw(st.booleans()) else None,
        owner=draw(st.sampled_from([None, "e1"])),
        skills=draw(st.sampled_from([{}, {"cctv": 2.0}, {"x": 1.0}])),
        history=draw(histories(reported_at)),
    )


@st.composite
def rules(draw: st.DrawFn, number: int) -> InspectionRule:
    every = draw(st.sampled_from(["FREQ=WEEKLY;BYDAY=MO", "FREQ=MONTHLY", Every(2, "weeks"), Every(1, "months")]))
    return rule(
        f"r{number}",
        site=draw(st.sampled_from(SITES)),
        recurrence=every,
        since=date(2026, 10, 1) + draw(st.integers(0, 60)) * DAY,
        last_done_on=draw(st.sampled_from([None, date(2026, 11, 2), date(2026, 11, 20)])),
        duration=draw(st.sampled_from([1, 3, 12])) * HOUR,
        level=draw(st.sampled_from([1, 2])),
        series=draw(st.sampled_from(["inspection", "fire"])),
        tolerance_before=draw(st.integers(0, 3)),
        tolerance_after=draw(st.integers(0, 3)),
        calendar=draw(st.sampled_from([None, "working", "fridays"])),
        preferred_engineer=draw(st.sampled_from([None, "e2"])),
        remote=draw(st.booleans()),
    )


@st.composite
def appointments(draw: st.DrawFn, number: int) -> Appointment:
    earliest = draw(moments)
    return appointment(
        f"a{number}",
        site=draw(st.sampled_from(SITES)),
        earliest=earliest,
        latest=earliest + draw(st.sampled_from([0, 2, 30])) * HOUR,
        engineers=draw(st.integers(1, 3)),
        remote=draw(st.booleans()),
        skip_cost=draw(st.sampled_from([None, 500.0])),
    )


@st.composite
def people(draw: st.DrawFn) -> list[RosterEngineer]:
    away = [Absence(date(2026, 11, 24), date(2026, 11, 25))] if draw(st.booleans()) else []
    return [
        engineer("e1", absences=away, hours_per_week=30 * HOUR),
        engineer("e2", lat=31.3, resident_at=draw(st.sampled_from([None, "s2"])), min_rest=11 * HOUR),
    ]


@st.composite
def books(draw: st.DrawFn) -> Book:
    """A book with some of everything."""
    return book(
        [draw(tickets(k)) for k in range(draw(st.integers(0, 4)))],
        [draw(rules(k)) for k in range(draw(st.integers(0, 3)))],
        [draw(appointments(k)) for k in range(draw(st.integers(0, 2)))],
        sites={number: {"access": draw(st.sampled_from(ACCESS))} for number in range(1, 5)},
        engineers=draw(people()),
        units=[Unit("u1", "s1", "camera", count=draw(st.integers(1, 9)), impact=8.0)],
    )
