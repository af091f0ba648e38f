"""How long it takes to work out the deadlines of many tickets, without histories and with long ones."""

import random
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from datetime import time as clock_time
from zoneinfo import ZoneInfo

from benchmarks import targets
from benchmarks.bench import Bench, say
from benchmarks.rows import Measure
from optimiser.book import (
    WEEKDAYS,
    Book,
    Calendar,
    Circle,
    ClockEvent,
    Contract,
    EventKind,
    Hours,
    Policy,
    Site,
    Span,
    Target,
    TargetKind,
    Ticket,
    Zone,
)
from optimiser.sla import deadlines

TICKET_COUNT = 100_000
SITE_COUNT = 5_000
_ZONE = ZoneInfo("Asia/Shanghai")
_START = datetime(2026, 1, 1, tzinfo=_ZONE)
_LAST_REPORT_S = 300 * 86_400
_NOW = _START + timedelta(days=400)
_KINDS: Sequence[TargetKind] = (
    "respond", "assess", "diagnose", "solution", "dispatch", "part", "loan", "on_site", "send", "restore", "workshop",
)  # fmt: skip
_SEVERITIES, _ZONES = ("1", "2", "3"), ("city", "suburbs", "rest")
_HISTORY: Sequence[EventKind] = (
    "responded", "paused", "resumed", "diagnosed", "paused", "resumed", "arrived", "restored",
)  # fmt: skip


def run(bench: Bench) -> None:
    """Time it with no histories and with eight events in each, two pauses among them; ten promises a ticket."""
    book = _book(random.Random(1))
    for instance, history in (("no histories", ()), ("8 events each", _HISTORY)):
        tickets = _tickets(random.Random(2), book, history)
        start = time.perf_counter()
        deadlines(book, tickets, _NOW)
        elapsed_s = time.perf_counter() - start
        say(f"    deadlines, {TICKET_COUNT} tickets, {instance}: {elapsed_s:.2f} s")
        bench.add(Measure("deadlines", f"{TICKET_COUNT} tickets, {instance}", elapsed_s, "s", targets.DEADLINES_S))


def _book(draw: random.Random) -> Book:
    """Three zones times three severities times all kinds of promises, a third of them on a calendar with holidays."""
    calendars = [
        Calendar("always", "Asia/Shanghai"),
        Calendar("office", "Asia/Shanghai", [Hours(WEEKDAYS[:5], clock_time(9), clock_time(17))], "CN"),
    ]
    zones = [
        Zone("city", circle=Circle(31.0, 121.0, 10_000.0)),
        Zone("suburbs", polygon=[(30.0, 120.0), (30.0, 122.0), (32.0, 122.0), (32.0, 120.0)]),
        Zone("rest"),
    ]
    sites = [
        Site(f"s{number}", "contract", 31.0 + draw.gauss(0, 0.5), 121.0 + draw.gauss(0, 0.5))
        for number in range(SITE_COUNT)
    ]
    contract = Contract("contract", "customer", "policy")
    return Book(
        "book", "Asia/Shanghai", calendars, [Policy("policy", _ZONES, _targets())], zones, [contract], sites, []
    )


def _targets() -> list[Target]:
    return [
        Target(kind, _span(kind, rank), {"severity": [severity], "zone": [zone]})
        for rank, severity in enumerate(_SEVERITIES, 1)
        for zone in _ZONES
        for kind in _KINDS
    ]


def _span(kind: TargetKind, rank: int) -> Span:
    if kind in ("solution", "restore", "workshop"):
        return Span("office", None, 2 + rank)
    calendar = "office" if kind in ("diagnose", "dispatch") else "always"
    return Span(calendar, timedelta(minutes=10 * rank * (1 + _KINDS.index(kind))))


def _tickets(draw: random.Random, book: Book, history: Sequence[EventKind]) -> list[Ticket]:
    tickets = []
    for number in range(TICKET_COUNT):
        at = reported_at = _START + timedelta(seconds=draw.randrange(_LAST_REPORT_S))
        events = []
        for kind in history:
            at += timedelta(seconds=draw.randrange(6 * 3600))
            events.append(ClockEvent(kind, at))
        site, severity = draw.choice(book.sites).id, draw.choice(_SEVERITIES)
        tickets.append(Ticket(f"t{number}", site, reported_at, severity, timedelta(hours=1), history=events))
    return tickets
