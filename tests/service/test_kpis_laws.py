"""Key figures of a larger house: they add up, and say what the whole book says."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from api.kpis.making import make_kpis
from api.kpis.question import Question
from api.masters.book import whole_book_of
from api.schemas.kpis import Kpis
from api.store.audit import Author
from api.store.tables import Ticket, TicketEvent
from optimiser import charges, on_time, penalties
from tests.service.conftest import Running
from tests.service.past import at, lay, ticket


def fill(house: Running, count: int, seed: int = 5) -> None:
    """Many tickets over a year, whose stories are drawn at random."""
    draw = random.Random(seed)
    rows: list[Any] = []
    for number in range(count):
        reported_at = at(1, month=1) + timedelta(minutes=draw.randrange(350 * 24 * 60))
        rows += ticket(
            f"t{number}",
            reported_at,
            *_story(draw, reported_at),
            severity=draw.choice("12"),
            customer=draw.choice((1, 2)),
            **({"fault": draw.choice(("leak", "noise", "smell"))} if draw.random() < 0.7 else {}),
            on_unit=draw.random() < 0.5,
        )
    with house.service.store.writing(Author("tests", house.clock)) as session:
        session.add_all(row for row in rows if isinstance(row, Ticket))
        session.flush()
        session.add_all(row for row in rows if isinstance(row, TicketEvent))


def _story(draw: random.Random, reported_at: datetime) -> Iterator[tuple[str, datetime]]:
    clock = reported_at
    kinds = ["responded", "arrived", draw.choice(("repair_failed", "restored", "cancelled", "arrived"))]
    for kind in kinds[: draw.randrange(4)]:
        clock += timedelta(minutes=draw.randrange(1, 360))
        yield kind, clock


@pytest.fixture
def full_house(running_on_sqlite: Running) -> Running:
    lay(running_on_sqlite)
    fill(running_on_sqlite, 300)
    return running_on_sqlite


def total(rows: list[Any], name: str) -> float:
    return round(sum(getattr(row, name) for row in rows), 2)


def asked(house: Running, first: date = date(2026, 1, 1), per: Any = None) -> Kpis:
    with house.service.store.reading() as session:
        return make_kpis(session, Question(("main", "north"), first, date(2026, 12, 31), "UTC", house.clock(), per))


def test_groups_and_months_add_up_to_the_whole(full_house: Running) -> None:
    whole, months = asked(full_house), asked(full_house, per="month")
    assert len(months.tickets) == 12
    assert whole.tickets[0].reported_count == 300
    for section, names in {
        "tickets": ("reported_count", "closed_count"),
        "tickets_by_status": ("count",),
        "on_time": ("met_count", "missed_count", "tickets_on_time_count", "tickets_late_count"),
        "on_time_by_policy": ("met_count", "missed_count"),
        "on_time_by_severity": ("tickets_on_time_count", "tickets_late_count"),
        "first_time_fix": ("visited_count", "fixed_count"),
        "penalties": ("count", "amount", "growing_amount"),
        "charges": ("count", "amount"),
    }.items():
        for name in names:
            assert total(getattr(whole, section), name) == total(getattr(months, section), name) > 0, (section, name)
    for name in ("met_count", "missed_count", "tickets_late_count"):
        assert (
            total(whole.on_time_by_policy, name) == total(whole.on_time_by_severity, name) == total(whole.on_time, name)
        )
    assert total(whole.tickets_by_status, "count") == 300


def test_what_is_told_is_what_the_whole_book_says(full_house: Running) -> None:
    told = asked(full_house)
    now = full_house.clock()
    with full_house.service.store.reading() as session:
        books = [whole_book_of(session, each) for each in ("main", "north")]
    kept = [each for book in books for each in on_time(book, now=now)]
    assert told.on_time[0].met_count == sum(each.met_count for each in kept)
    assert told.on_time[0].missed_count == sum(each.missed_count for each in kept)
    owed = [round(each.amount, 2) for book in books for each in penalties(book, now=now)]  # each to the cent
    assert total(told.penalties, "amount") == round(sum(owed), 2)
    paid = [each for book in books for one in book.tickets for each in charges(book, one, now=now)]
    assert total(told.charges, "amount") == sum(each.amount for each in paid)
    assert total([row for row in told.charges if row.kind == "second_trip"], "count") == sum(
        each.kind == "second_trip" for each in paid
    )


def test_the_number_of_queries_does_not_grow(full_house: Running) -> None:
    queries: list[str] = []
    event.listen(full_house.service.store.engine, "before_cursor_execute", lambda *told: queries.append(told[2]))
    counts = []
    for first in (date(2026, 12, 1), date(2026, 1, 1)):
        queries.clear()
        asked(full_house, first, per="month")
        counts.append(len(queries))
    assert counts[0] == counts[1] < 25
