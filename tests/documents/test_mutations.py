"""Whatever is done to a document, it is read or refused: never anything else."""

import json
import math
from collections.abc import Callable
from typing import Any

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.documents import parse, plan_schema, problem_schema, read_plan, read_problem, write_plan, write_problem
from optimiser.documents.findings import FAULT_CODES
from optimiser.errors import FaultyInput
from optimiser.inputs import Problem

Document = dict[str, Any]
PROBLEM_SCHEMA, PLAN_SCHEMA = (jsonschema.Draft202012Validator(schema()) for schema in (problem_schema, plan_schema))

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(
        ["p0", "p1", "e0", "e1-mon", "v0", "PT0S", "PT1M", "P1Y", "2026-11-23T12:00:00Z", "matrix", math.nan, 10**30]
    )
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


def assert_told_well(refused: FaultyInput, document: Any) -> None:
    """Every fault has a path, a known code and a short printable message."""
    assert refused.faults
    for fault in refused.faults:
        assert fault.path.startswith("$")
        assert fault.code in FAULT_CODES
        assert 0 < len(fault.message) < 600
        assert str(fault).isprintable()


@settings(max_examples=300, deadline=None)
@given(changes=mutations)
def test_a_damaged_problem_is_read_or_refused(
    new_day: Callable[[], Document], changes: list[tuple[list[int], str, Any]]
) -> None:
    document = new_day()
    for change in changes:
        mutate(document, *change)
    try:
        problem = read_problem(document)
    except FaultyInput as refused:
        assert_told_well(refused, document)
    else:
        assert isinstance(problem, Problem)
        assert PROBLEM_SCHEMA.is_valid(document)
        assert read_problem(parse(json.dumps(write_problem(problem)))) == problem


@settings(max_examples=200, deadline=None)
@given(changes=mutations)
def test_a_damaged_plan_is_read_or_refused(
    new_day: Callable[[], Document], new_plan: Callable[[], Document], changes: list[tuple[list[int], str, Any]]
) -> None:
    problem, document = read_problem(new_day()), new_plan()
    for change in changes:
        mutate(document, *change)
    try:
        plan = read_plan(document, problem)
    except FaultyInput as refused:
        assert_told_well(refused, document)
    else:
        assert PLAN_SCHEMA.is_valid(document)
        again = write_plan(plan)
        assert write_plan(read_plan(parse(json.dumps(again)), problem)) == again


@settings(deadline=None)
@given(document=junk)
def test_junk_is_refused(document: Any) -> None:
    try:
        read_problem(document)
    except FaultyInput as refused:
        assert_told_well(refused, document)
    else:
        raise AssertionError("junk was read as a problem")


@given(text=st.text() | st.binary())
def test_any_text_is_an_object_or_refused(text: str | bytes) -> None:
    try:
        assert isinstance(parse(text), dict)
    except FaultyInput as refused:
        assert_told_well(refused, None)
