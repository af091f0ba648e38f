"""Faults of a demand: all at once, each with its path and what to do."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from optimiser import FaultyInput
from optimiser.book import Book
from scenarios.demand import Demand, Drawing, Stream, Surge, WorkTime, at_sites, demand_faults


def test_a_demand_without_faults_has_none(book: Book, stream: Stream) -> None:
    assert demand_faults(Demand([stream], [Surge(date(2026, 1, 1), date(2026, 1, 2), 2.0, ("faults",))]), book) == []


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("per_day", -1.0, "out_of_range"),
        ("per_day", float("nan"), "out_of_range"),
        ("dispersion", 0.5, "out_of_range"),
        ("bunching", 9.0, "out_of_range"),
        ("week_cv", -0.1, "out_of_range"),
        ("remote_share", 1.1, "out_of_range"),
        ("weekdays", (1,) * 6, "wrong_length"),
        ("weekdays", (0,) * 7, "no_weight"),
        ("hours", (1,) * 25, "wrong_length"),
        ("hours", (-1,) + (1,) * 23, "out_of_range"),
        ("sites", {"nroth": 1.0}, "unknown_site"),
        ("sites", {"north": 0.0}, "no_weight"),
        ("unit_kind", "cameras", "unknown_unit_kind"),
        ("season", {date(2026, 1, 1): -2.0}, "out_of_range"),
        ("cancel_after", timedelta(seconds=-1), "out_of_range"),
        ("part", None, "missing"),
        ("work", WorkTime(timedelta(0)), "out_of_range"),
        ("work", WorkTime(timedelta(hours=1), "normal"), "unknown_choice"),  # type: ignore[arg-type]
    ],
    ids=lambda each: str(each)[:24],
)
def test_a_fault_of_a_stream_is_found_at_its_path(
    book: Book, stream: Stream, field: str, value: Any, code: str
) -> None:
    faults = demand_faults(Demand([stream, replace(stream, **{"id": "other", "bunching": 1.0, field: value})]), book)
    assert [fault.code for fault in faults] == [code]
    assert faults[0].path.startswith(f"demand.streams[1].{field}")


def test_the_nearest_known_name_is_told(book: Book, stream: Stream) -> None:
    surge = Surge(date(2026, 1, 1), date(2026, 1, 1), 2.0, ("fualts",), ("suoth",))
    faults = demand_faults(Demand([stream], [surge]), book)
    assert [fault.path for fault in faults] == ["demand.surges[0].streams", "demand.surges[0].sites"]
    assert "'faults'" in faults[0].message
    assert "'south'" in faults[1].message


def test_drawing_refuses_with_all_faults_at_once(book: Book, stream: Stream) -> None:
    surge = Surge(date(2026, 1, 2), date(2026, 1, 1), -1.0)
    with pytest.raises(FaultyInput) as refusal:
        Drawing(Demand([stream, stream, replace(stream, id="x", per_day=-1.0)], [surge], growth=-1.0), book, 1, 0)
    paths = {fault.path for fault in refusal.value.faults}
    assert paths == {
        "demand.growth", "demand.streams", "demand.streams[2].per_day", "demand.surges[0].factor",
        "demand.surges[0].last",
    }  # fmt: skip


def test_a_book_without_sites_cannot_report(book: Book, stream: Stream) -> None:
    faults = demand_faults(Demand([stream]), replace(book, sites=()))
    assert [fault.code for fault in faults] == ["no_sites"]


def test_weights_of_districts_become_weights_of_their_sites(book: Book, stream: Stream) -> None:
    demand = Demand([replace(stream, sites={"Pankow": 4.0, "Spandau": 1.0, "north": 1.0})])
    assert at_sites(demand, book).streams[0].sites == {"north": 3.0, "south": 2.0, "west": 1.0}


def test_a_district_without_sites_is_a_fault(book: Book, stream: Stream) -> None:
    with pytest.raises(FaultyInput, match="did you mean 'Spandau'"):
        at_sites(Demand([replace(stream, sites={"Spandow": 4.0})]), book)
