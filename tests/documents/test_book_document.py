"""A good book document is read as it is meant, and written so that it reads back equal."""

import dataclasses
import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import jsonschema
import pytest

import optimiser.book
from optimiser.book import Book, Every, Span
from optimiser.documents import BOOK_FORMAT, book_schema, parse, read_book, write_book
from optimiser.documents.book_document import BOOK
from optimiser.documents.book_reference import book_fault_codes, book_reference
from optimiser.documents.findings import FAULT_CODES
from optimiser.documents.kinds import Kind, ListOf, MapOf
from optimiser.documents.records import OneOf, Record
from optimiser.errors import FaultyInput
from optimiser.inputs import GreatCircle, Roads

LEAST = {
    "format": BOOK_FORMAT,
    "id": "least",
    "time_zone": "UTC",
    **{key: [] for key in ("calendars", "zones", "policies", "contracts", "sites", "engineers")},
}


def records_in(kind: Kind, seen: dict[Any, Record]) -> dict[Any, Record]:
    """Find the record of each dataclass within a kind."""
    for inner in (getattr(kind, "item", None), getattr(kind, "value", None)):
        if isinstance(kind, ListOf | MapOf) and inner is not None:
            records_in(inner, seen)
    if isinstance(kind, OneOf):
        for record in kind.records.values():
            records_in(record, seen)
    if isinstance(kind, Record) and kind.build not in seen:
        seen[kind.build] = kind
        for field in kind.fields:
            records_in(field.kind, seen)
    return seen


def keys_of(value: Any) -> set[str]:
    """Collect the keys of all objects in a document."""
    if isinstance(value, dict):
        return {*value, *(key for item in value.values() for key in keys_of(item))}
    return {key for item in value for key in keys_of(item)} if isinstance(value, list) else set()


def test_promises_are_read_as_they_are_meant(book: dict[str, Any]) -> None:
    read = read_book(book)
    policy = read.policies[0]
    target = policy.targets[0]
    assert read.time_zone == "Asia/Shanghai"
    assert (target.kind, target.span) == ("on_site", Span("clock", within=timedelta(hours=4)))
    assert target.where == {"zone": ("city",), "severity": ("1", "2")}
    assert target.late is not None
    assert (target.late.per_hour, target.late.cap, target.late.contract_share_per_day) == (80, 5000, 0.005)
    assert policy.targets[2].span == Span("office", working_days=3)
    assert policy.paperwork == {"inspection": Span("office", working_days=3)}
    assert policy.skip_costs == {"1": 4000, "": 800}
    assert policy.rating_points["dissatisfied"] == -5
    assert (read.zones[0].polygon[1], read.zones[1].districts) == ((36.0, 120.6), ("Jimo", "Jiaozhou"))
    assert read.contracts[1].service_class is None


def test_times_dates_and_durations_are_read_as_they_are_meant(book: dict[str, Any]) -> None:
    read = read_book(book)
    hours = read.calendars[1].hours[0]
    assert (hours.days[0], hours.from_, hours.until) == ("mon", time(8, 30), time(12))
    assert read.calendars[1].open_on == (date(2026, 12, 26), date(2027, 2, 20))
    assert read.tickets[0].reported_at == datetime(2026, 11, 20, 8, 45, tzinfo=UTC)
    assert [event.kind for event in read.tickets[0].history] == ["responded", "paused", "resumed"]
    assert read.engineers[0].duties[1].cycle == (1, 1, 0)
    assert read.engineers[0].certificates == {"cctv": date(2027, 3, 31)}
    assert read.covers[0].shift == timedelta(hours=12)


def test_a_recurrence_is_a_rule_or_an_interval(book: dict[str, Any]) -> None:
    first, second = read_book(book).rules
    assert first.recurrence == "FREQ=MONTHLY;BYDAY=1MO"
    assert second.recurrence == Every(3, "months")
    assert second.last_done_on == date(2026, 9, 15)
    assert second.last_report_on == date(2026, 9, 17)


def test_what_nobody_reads_is_carried_along(book: dict[str, Any]) -> None:
    read = read_book(book)
    assert read.carried == {"name": "A small book"}
    assert read.zones[0].carried == {"x_colour": "red"}
    assert read.sites[0].carried == {"name": "Gate"}
    assert read.appointments[0].carried == {"x_room": 7}


def test_a_book_is_written_so_that_it_reads_back_equal(book: dict[str, Any]) -> None:
    read = read_book(book)
    assert read_book(parse(json.dumps(write_book(read)))) == read
    assert write_book(read) == book


def test_a_book_of_nothing_is_a_book() -> None:
    read = read_book(LEAST)
    assert read.travel == GreatCircle(detour=1.3, speed_kmh=30.0)
    assert (read.on_call, read.tickets) == (None, ())
    assert write_book(read) == LEAST


def test_null_is_the_default_of_what_is_optional(book: dict[str, Any]) -> None:
    for key in ("units", "tickets", "rules", "appointments", "on_call", "covers", "travel"):
        book[key] = None
    assert read_book(book) == read_book({key: item for key, item in book.items() if item is not None})


def test_travel_may_go_over_roads(book: dict[str, Any]) -> None:
    book["travel"] = {"kind": "roads", "extract": "city.osm.pbf"}
    assert read_book(book).travel == Roads("city.osm.pbf")


def test_a_matrix_is_no_travel_of_a_book(book: dict[str, Any]) -> None:
    book["travel"] = {"kind": "matrix", "seconds": [], "metres": []}
    with pytest.raises(FaultyInput, match=r"\$\.travel\.kind: .*great_circle"):
        read_book(book)


def test_the_document_has_every_field_of_every_dataclass() -> None:
    records = records_in(BOOK, {})
    for name in optimiser.book.__all__:
        made = getattr(optimiser.book, name)
        if dataclasses.is_dataclass(made) and made is not Every:
            fields = {field.name for field in dataclasses.fields(made)} - {"carried"}
            assert fields == {field.name for field in records[made].fields}, name


def test_the_small_book_of_these_tests_has_every_field_once(book: dict[str, Any]) -> None:
    records = records_in(BOOK, {})
    travel = {"extract", "speed_factor", "url", "profile", "timeout", "retries"}
    assert {field.key for record in records.values() for field in record.fields} - travel <= keys_of(book)


def test_a_good_book_keeps_to_the_schema_and_a_faulty_one_does_not(book: dict[str, Any]) -> None:
    schema = jsonschema.Draft202012Validator(book_schema())
    jsonschema.Draft202012Validator.check_schema(book_schema())
    assert schema.is_valid(book)
    assert schema.is_valid(LEAST)
    for key, value in {"tickets": "none", "time_zone": 8, "zones": [{"id": "z", "polygon": [[1, 2, 3]]}]}.items():
        assert not schema.is_valid({**book, key: value})
    del book["tickets"][0]["severity"]
    assert not schema.is_valid(book)


def test_the_reference_names_every_field_and_every_code() -> None:
    page, schema = book_reference(), book_schema()
    fields = {key for part in (schema, *schema["$defs"].values()) for key in part["properties"]}
    assert not [name for name in (*fields, *book_fault_codes()) if f"`{name}`" not in page]
    assert not {*book_fault_codes()} & {*FAULT_CODES}


def test_every_link_of_the_reference_leads_somewhere() -> None:
    page = book_reference()
    links = {part.split(")")[0] for part in page.split("](#")[1:]}
    assert links <= {line.removeprefix("## ").lower() for line in page.splitlines() if line.startswith("## ")}


def test_a_large_book_is_read_whole(book: dict[str, Any]) -> None:
    site, ticket = book["sites"][0], book["tickets"][0]
    book["sites"] += [{**site, "id": f"site{i}"} for i in range(2000)]
    book["tickets"] = [
        {**ticket, "id": f"t{i}", "site": f"site{i % 2000}", "unit": None, "severity": "2"} for i in range(20_000)
    ]
    read = read_book(book)
    assert isinstance(read, Book)
    assert len({ticket.id for ticket in read.tickets}) == 20_000
