"""Single cells: numbers, spans, amounts."""

import math
from contextlib import suppress
from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.interop.cells import (
    UnreadableCell,
    iso_duration,
    read_amounts,
    read_duration,
    read_id,
    read_names,
    read_number,
    read_skip_cost,
    read_text,
)


@pytest.mark.parametrize(
    "cell", ["", "1,5", "nan", "inf", "1e999", "1_000", "\uff11\uff12", "0x10", True, math.nan, 10**400, "#N/A"]
)
def test_what_is_no_finite_number_is_refused(cell: object) -> None:
    with pytest.raises(UnreadableCell):
        read_number(cell)


@given(st.integers(0, 366 * 86400))
def test_a_span_reads_back_as_it_was_written(seconds: int) -> None:
    span = timedelta(seconds=seconds)
    assert read_duration(iso_duration(span)) == span


@pytest.mark.parametrize("cell", ["PT1H30M", "1:30", "01:30:00", 90, 90.0, "90", time(1, 30), timedelta(minutes=90)])
def test_spans_read_in_each_of_their_forms(cell: object) -> None:
    assert read_duration(cell) == timedelta(minutes=90)


@pytest.mark.parametrize(
    "cell", ["P", "PT", "P1M", "P1Y", "-5", "quick", "PT9999999999999H", "P400D", 1e12, timedelta(-1)]
)
def test_what_is_no_span_of_sense_is_refused(cell: object) -> None:
    with pytest.raises(UnreadableCell):
        read_duration(cell)


def test_amounts_read_from_text_and_from_tables() -> None:
    assert read_amounts("cctv:2; network ;power:1.5") == read_amounts({"cctv": 2, "network": 1, "power": 1.5})
    assert read_amounts(";") == {}


@pytest.mark.parametrize("cell", ["cctv:2;cctv:1", ":2", "cctv:-1", "cctv:two", "=cmd:1"])
def test_amounts_that_contradict_or_make_no_sense_are_refused(cell: str) -> None:
    with pytest.raises(UnreadableCell):
        read_amounts(cell)


def test_names_keep_their_order_and_are_named_once() -> None:
    assert read_names("e2; e1;e2;") == ["e2", "e1"]


def test_must_is_a_skip_cost_that_nobody_can_pay() -> None:
    assert read_skip_cost("Must") is None
    assert read_skip_cost("12.5") == 12.5


@given(st.text(max_size=300))
def test_no_text_that_is_carried_along_could_run_in_a_spreadsheet(text: str) -> None:
    carried = read_text(text)
    assert carried.isprintable()
    if carried.startswith(("=", "+", "-", "@")):
        assert math.isfinite(float(carried))


@given(st.text(max_size=300))
def test_an_id_is_refused_or_kept_as_it_stands(text: str) -> None:
    with suppress(UnreadableCell):
        assert read_id(text) == text.strip()
