"""Cases are told apart by everything that determines them, in every process alike."""

import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.service import Operations, Reality, Wages
from scenarios.studies.digest import digest, edition
from tests.scenarios.studies.tiny import SERVICE

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.dates() | st.timedeltas(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@dataclass(frozen=True)
class Here:
    value: object


@dataclass(frozen=True)
class There:
    value: object


@settings(max_examples=50)
@given(PLAIN, PLAIN)
def test_equal_values_have_one_name_and_others_another(one: object, other: object) -> None:
    assert (digest(one) == digest(other)) == (repr(one) == repr(other))


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ([1, 2], (1, 2)),
        ({"a": 1}, MappingProxyType({"a": 1})),
        (frozenset("abc"), frozenset("cba")),
        (np.array([1, 2]), [1, 2]),
        (np.float64(0.1), 0.1),
        (Here((1,)), Here([1])),
    ],
    ids=["tuple", "mapping", "set", "array", "scalar", "dataclass"],
)
def test_how_a_value_is_held_does_not_count(one: object, same: object) -> None:
    assert digest(one) == digest(same)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Here(1), There(1)),
        (1, "1"),
        (date(2026, 3, 2), "2026-03-02"),
        (datetime(2026, 3, 2, tzinfo=ZoneInfo("Asia/Shanghai")), datetime(2026, 3, 2, tzinfo=ZoneInfo("Asia/Tokyo"))),
        (timedelta(1), 86_400),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    ],
    ids=["class", "number", "date", "zone", "duration", "order"],
)
def test_what_could_make_other_numbers_counts(one: object, other: object) -> None:
    assert digest(one) != digest(other)


@pytest.mark.parametrize(
    "changed",
    [
        replace(SERVICE, book=replace(SERVICE.book, time_zone="Asia/Tokyo")),
        replace(SERVICE, reality=Reality(travel_cv=0.3)),
        replace(SERVICE, operations=Operations(morning_iterations=401)),
        replace(SERVICE, wages=Wages(skills={"lift": 10.0})),
        replace(SERVICE, territories={"e1": ["s1"]}),
    ],
    ids=["book", "reality", "effort", "wages", "territories"],
)
def test_every_part_of_a_service_counts(changed: object) -> None:
    assert digest(changed) != digest(SERVICE)


def test_what_has_no_stable_name_is_an_error_rather_than_another_name_each_time() -> None:
    with pytest.raises(TypeError, match="a object cannot"):
        digest(Here(object()))


def test_names_are_the_same_in_another_process() -> None:
    program = (
        "from scenarios.studies.digest import digest, edition\n"
        "from tests.scenarios.studies.tiny import SERVICE\n"
        "print(digest(SERVICE, frozenset('abcdef')), edition())"
    )
    printed = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert printed.split() == [digest(SERVICE, frozenset("abcdef")), edition()]
