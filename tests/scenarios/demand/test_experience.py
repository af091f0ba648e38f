"""What became of a book's tickets, as a stream to start from."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from optimiser import Ticket
from optimiser.book import Book, ClockEvent
from scenarios.demand import templates_of

START = datetime(2026, 12, 7, 8, tzinfo=UTC)


def ticket(number: int, *events: tuple[str, int]) -> Ticket:
    history = [ClockEvent(kind, START + timedelta(minutes=minutes)) for kind, minutes in events]  # type: ignore[arg-type]
    return Ticket(
        f"t{number}",
        "north",
        START,
        "2",
        timedelta(minutes=90),
        unit="n-cameras",
        skills={"cctv": 1.0},
        history=history,
    )


def test_shares_and_work_times_come_from_histories(book: Book) -> None:
    repaired = [ticket(n, ("arrived", 60), ("restored", 60 + 20 * (1 + n % 3))) for n in range(12)]
    twice = [ticket(20, ("arrived", 60), ("repair_failed", 100), ("arrived", 200), ("restored", 240))]
    others = [ticket(21, ("solved_remotely", 9)), ticket(22, ("cancelled", 30)), ticket(23), ticket(24, ("arrived", 5))]
    found = templates_of(replace(book, tickets=[*repaired, *twice, *others]))["fault 2"]
    assert (found.severity, found.kind, found.unit_kind, found.skills) == ("2", "fault", "camera", {"cctv": 1.0})
    assert found.remote_share == pytest.approx(1 / 15)
    assert found.cancel_share == pytest.approx(1 / 15)
    assert found.repeat_share == pytest.approx(1 / 14)
    assert found.work.planned == timedelta(minutes=40)
    assert found.work.cv == pytest.approx(0.39, abs=0.02)


def test_with_few_visits_work_is_as_planned(book: Book) -> None:
    found = templates_of(replace(book, tickets=[ticket(1, ("arrived", 1), ("restored", 2))]))["fault 2"]
    assert found.work.planned == timedelta(minutes=90)
    assert found.work.cv == 0.4
