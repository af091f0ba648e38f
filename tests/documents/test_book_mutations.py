"""Whatever is done to a book, it is read or refused: never anything else."""

import dataclasses
import json
import math
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.book import Book, Duty, Span
from optimiser.documents import book_schema, parse, read_book, write_book
from optimiser.documents.book_reference import book_fault_codes
from optimiser.documents.findings import FAULT_CODES
from optimiser.errors import FaultyInput

Document = dict[str, Any]
CODES = {*FAULT_CODES, *book_fault_codes()}
SCHEMA = jsonschema.Draft202012Validator(book_schema())

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["clock", "office", "city", "care", "c0", "s0", "s2", "u0", "u1", "e0", "mon", "paused", "UTC"])
    | st.sampled_from(["00:00", "23:59:59", "2026-11-23", "2199-12-31", "1970-01-01", "PT0S", "P400D", "PT1M"])
    | st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=YEARLY;COUNT=0", "RRULE:FREQ=MONTHLY", "CN-XX", ""])
    | st.sampled_from(["1970-01-01T00:00:00Z", "2199-12-31T23:59:59.999999-23:59", math.nan, 10**30, 1, 0, -1])
)
junk = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
)
steps = st.lists(st.integers(0, 50), min_size=1, max_size=8)
mutations = st.lists(st.tuples(steps, st.sampled_from(["drop", "put", "double"]), junk), min_size=1, max_size=4)


def mutate(document: Any, way: list[int], deed: str, value: Any) -> None:
    """Follow a way of arbitrary numbers into a document and do something where it ends."""
    for i, step in enumerate(way):
        keys = list(document) if isinstance(document, dict) else list(range(len(document)))
        if not keys:
            return
        key = keys[step % len(keys)]
        if i < len(way) - 1 and isinstance(document[key], dict | list) and document[key]:
            document = document[key]
            continue
        if deed == "drop":
            del document[key]
        elif deed == "double" and isinstance(document, list):
            document.append(document[key])
        else:
            document[key] = value
        return


def assert_told_well(refused: FaultyInput) -> None:
    """Every fault has a path, a known code and a short printable message."""
    assert refused.faults
    for fault in refused.faults:
        assert fault.path.startswith("$")
        assert fault.code in CODES
        assert 0 < len(fault.message) < 600
        assert str(fault).isprintable()


@settings(max_examples=300, deadline=None)
@given(changes=mutations)
def test_a_damaged_book_is_read_or_refused(
    new_book: Callable[[], Document], changes: list[tuple[list[int], str, Any]]
) -> None:
    document = new_book()
    for change in changes:
        mutate(document, *change)
    try:
        book = read_book(document)
    except FaultyInput as refused:
        assert_told_well(refused)
    else:
        assert isinstance(book, Book)
        assert SCHEMA.is_valid(document)
        assert read_book(parse(json.dumps(write_book(book)))) == book


@settings(deadline=None)
@given(document=junk)
def test_junk_is_refused(document: Any) -> None:
    try:
        read_book(document)
    except FaultyInput as refused:
        assert_told_well(refused)
    else:
        raise AssertionError("junk was read as a book")


clocks = st.times().map(lambda clock: clock.replace(microsecond=0))
spans = st.timedeltas(timedelta(0), timedelta(days=400)).map(lambda within: Span("clock", within=within)) | st.integers(
    1, 400
).map(lambda days: Span("clock", working_days=days))


@settings(max_examples=100, deadline=None)
@given(span=spans, from_=clocks, until=clocks, shares=st.floats(0, 1), cost=st.floats(0, 1e12))
def test_any_book_is_written_so_that_it_reads_back_equal(
    new_book: Callable[[], Document], span: Span, from_: time, until: time, shares: float, cost: float
) -> None:
    book = read_book(new_book())
    engineer = dataclasses.replace(book.engineers[0], duties=(Duty("office", from_, until),), cost_per_km=cost)
    policy = dataclasses.replace(book.policies[1], paperwork={"visit": span}, on_time_share=shares)
    changed = dataclasses.replace(book, engineers=(engineer,), policies=(book.policies[0], policy))
    assert read_book(parse(json.dumps(write_book(changed)))) == changed
