"""When the long validation fails: not where chance alone explains it."""

from dataclasses import replace

import pytest

from benchmarks.machine import this_machine
from scenarios.statistics import Interval
from tests.scenarios.simulation.cases import MMC
from tests.scenarios.simulation.claims import Claim, Span
from tests.scenarios.simulation.validate import FAMILIES, Checked, is_sound, page

CASE = MMC["M/M/2 at 0.8"]
INSIDE, OUTSIDE = (Claim("wait", theory, Interval(1.0, 0.5, 1.5, 20)) for theory in (1.2, 1.7))


def checked(outside, differing=0):
    return Checked(CASE, [OUTSIDE] * outside + [INSIDE] * (100 - outside), 1000, differing, 1.0)


@pytest.mark.parametrize(("outside", "differing", "sound"), [(0, 0, True), (5, 0, True), (6, 0, False), (0, 1, False)])
def test_more_misses_than_chance_allows_or_a_single_other_wait_are_a_failure(outside, differing, sound):
    assert is_sound([checked(outside, differing)]) is sound


def test_a_case_without_a_recursion_has_no_tickets_that_could_differ():
    assert is_sound([checked(0, None)])


def test_the_page_says_what_lies_outside():
    cases = [case for family in FAMILIES.values() for case in family]
    results = {case.name: replace(checked(0), case=case) for case in cases}
    assert "**0 of 1800 figures**" in page(this_machine(), results)
    results[CASE.name] = checked(1, 3)
    written = page(this_machine(), results)
    assert "**1 of 1800 figures**" in written and "**3 of 18000 tickets**" in written
    assert "| M/M/2 at 0.8 | 6 | 1000 | wait | 1.7 | 1 | 0.5 … 1.5 **outside** |" in written


def test_longer_spans_have_more_and_longer_batches():
    assert Span(2, 3, 5).longer(10) == Span(6, 30, 20)
    assert Span(2, 3, 5).days == 17
