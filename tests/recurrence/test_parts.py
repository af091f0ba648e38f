"""What is longer than a shift is divided into parts of whole devices that add up to it."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimiser.book import Unit
from optimiser.recurrence import Inspection, inspections_due, split_into_parts
from tests.recurrence.books import HOUR, book, rule

MINUTE = timedelta(minutes=1)
DAY = date(2026, 1, 5)


def big(
    counts: list[int], once: timedelta, each: timedelta, skip_cost: float = 300.0, *, named: bool = True
) -> Inspection:
    units = [Unit(f"unit{place}", "tower", "camera", count) for place, count in enumerate(counts)]
    one = rule(
        units=[unit.id for unit in units] if named else (), duration=once, duration_per_unit=each, skip_cost=skip_cost
    )
    return inspections_due(book(one, units=units), DAY, DAY)[0]


def test_what_fits_a_shift_stays_whole() -> None:
    whole = big([10], HOUR, 6 * MINUTE)
    assert split_into_parts(whole, 2 * HOUR) == [whole]


def test_a_campus_of_cameras_is_divided_evenly() -> None:
    whole = big([117, 18], HOUR, 10 * MINUTE)  # 23 h 30
    parts = split_into_parts(whole, 8 * HOUR)
    assert [part.id for part in parts] == [f"{whole.id}:{number}" for number in (1, 2, 3)]
    assert [(part.part, part.parts, part.whole) for part in parts] == [(n, 3, whole.id) for n in (1, 2, 3)]
    assert [part.duration for part in parts] == [470 * MINUTE] * 3
    assert parts[0].devices == (("unit0", 41),) and parts[2].devices == (("unit0", 29), ("unit1", 18))
    assert parts[0].units == ("unit0",) and parts[2].units == ("unit0", "unit1")
    assert split_into_parts(parts[0], HOUR) == [parts[0]]


def test_parts_of_a_whole_site_stay_about_the_whole_site() -> None:
    assert {part.units for part in split_into_parts(big([40], HOUR, HOUR, named=False), 8 * HOUR)} == {()}


def test_a_device_that_is_too_long_is_a_part_that_is_too_long() -> None:
    parts = split_into_parts(big([3], timedelta(0), 9 * HOUR), 8 * HOUR)
    assert [part.duration for part in parts] == [9 * HOUR] * 3


def test_work_before_the_devices_that_fills_a_shift_is_a_part_of_its_own() -> None:
    parts = split_into_parts(big([4], 8 * HOUR, HOUR), 8 * HOUR)
    assert [(part.duration, part.devices) for part in parts] == [(8 * HOUR, ()), (4 * HOUR, (("unit0", 4),))]


def test_what_counts_no_devices_is_divided_by_time() -> None:
    parts = split_into_parts(big([2], 17 * HOUR, timedelta(0)), 8 * HOUR)
    assert [part.duration for part in parts] == [340 * MINUTE] * 3
    assert {part.devices for part in parts} == {(("unit0", 2),)}


def test_parts_that_hold_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="more than 0"):
        split_into_parts(big([2], HOUR, HOUR), timedelta(0))


@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=5), st.integers(0, 600), st.integers(1, 120), st.integers(60, 600)
)
def test_parts_are_whole_devices_fit_and_add_up_and_are_as_few_as_can_be(
    counts: list[int], once: int, each: int, longest: int
) -> None:
    whole = big(counts, once * MINUTE, each * MINUTE)
    parts = split_into_parts(whole, longest * MINUTE)
    assert sum((part.duration for part in parts), timedelta(0)) == whole.duration
    assert sum(part.skip_cost for part in parts) == pytest.approx(whole.skip_cost)
    devices: Counter[str] = Counter()
    for part in parts:
        devices.update(dict(part.devices))
        held = sum(count for _, count in part.devices)
        assert part.duration == part.duration_once + held * part.duration_per_device
        assert part.duration <= longest * MINUTE or held <= 1 or (held == 0 and part.part == 1)
    assert devices == dict(whole.devices)
    assert len(parts) == _fewest(sum(counts), once, each, longest)


def _fewest(total: int, once: int, each: int, longest: int) -> int:
    """Fill one part after the other."""
    if once + total * each <= longest:
        return 1
    parts, room = 1, longest - once
    for number in range(total):
        if room < each and not (number == 0 and once == 0):
            parts, room = parts + 1, longest
        room -= each
    return parts


def test_the_same_work_in_parts_keeps_everything_else() -> None:
    whole = replace(big([40], HOUR, HOUR), preferred_engineer="li", checklist=("look",), skills={"cctv": 2.0})
    for part in split_into_parts(whole, 8 * HOUR):
        changed = {
            "id", "units", "duration", "skip_cost", "part", "parts", "devices", "duration_once", "whole",
        }  # fmt: skip
        for name in set(Inspection.__slots__) - changed:
            assert getattr(part, name) == getattr(whole, name)
