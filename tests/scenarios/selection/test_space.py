"""Candidates: their numbers, their costs, and which is at least as good as which."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scenarios.selection.toys import space

SPACES = st.lists(st.tuples(st.integers(1, 4), st.booleans()), min_size=1, max_size=3).map(
    lambda axes: space(*([10.0 * n for n in range(count)] for count, _ in axes), ordered=[is_so for _, is_so in axes])
)


@given(SPACES)
def test_numbers_and_candidates_say_the_same(of):
    assert [of.number(of.candidate(number)) for number in range(len(of))] == list(range(len(of)))


@given(SPACES, st.data())
def test_above_and_below_mirror_each_other(of, data):
    one, other = (data.draw(st.integers(0, len(of) - 1)) for _ in range(2))
    assert of.above(one)[other] == of.below(other)[one]
    assert of.above(one)[one]
    assert one == other or not (of.above(one)[other] and of.below(one)[other])


@given(SPACES, st.data())
def test_what_is_above_something_above_is_above(of, data):
    one = data.draw(st.integers(0, len(of) - 1))
    for other in np.flatnonzero(of.above(one)):
        assert np.all(of.above(one)[of.above(int(other))])


@given(SPACES, st.data())
def test_sums_along_orders_count_what_is_below(of, data):
    marked = np.array(data.draw(st.lists(st.booleans(), min_size=len(of), max_size=len(of))))
    assert list(of.count_below(marked)) == [np.count_nonzero(marked & of.below(n)) for n in range(len(of))]


def test_levels_without_order_say_nothing_of_each_other():
    of = space([0, 100], [0, 5, 7], ordered=[True, False])
    early = of.number((0, 1))
    assert {of.candidate(n) for n in np.flatnonzero(of.above(early))} == {(0, 1), (1, 1)}


def test_a_candidate_costs_what_its_levels_cost_and_the_service_itself():
    of = space([0, 500], [0, 630, 1260])
    assert of.costs[of.number((1, 2))] == pytest.approx(1760)
    assert of.name((1, 2)) == "1 of a0, 2 of a1"
