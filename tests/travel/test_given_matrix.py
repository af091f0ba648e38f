"""A given matrix is taken over cell by cell."""

from collections.abc import Callable
from typing import Any

import pytest

from optimiser.errors import FaultyInput
from optimiser.inputs import Matrix, Problem
from optimiser.travel import UNREACHABLE_M, UNREACHABLE_S, travel_times

NOWHERE = (None, None)


def test_cells_are_taken_over_and_the_diagonal_is_zero(problem_of: Callable[..., Problem]) -> None:
    times = travel_times(problem_of(Matrix([[7, 20], [30, 7]], [[9, 200], [300, 9]]), [NOWHERE] * 2))
    assert times.seconds.tolist() == [[0, 20], [30, 0]]
    assert times.metres.tolist() == [[0, 200], [300, 0]]


def test_what_exceeds_a_sentinel_is_capped_to_it_alone(problem_of: Callable[..., Problem]) -> None:
    times = travel_times(problem_of(Matrix([[0, 10**12], [5, 0]], [[0, 7], [10**14, 0]]), [NOWHERE] * 2))
    assert times.seconds.tolist() == [[0, UNREACHABLE_S], [5, 0]]
    assert times.metres.tolist() == [[0, 7], [UNREACHABLE_M, 0]]


def test_no_places_need_no_cells(problem_of: Callable[..., Problem]) -> None:
    assert travel_times(problem_of(Matrix([], []), [])).seconds.shape == (0, 0)


@pytest.mark.parametrize("ragged", [[], [[0, 1]], [[0, 1], [1]], [[0, 1, 2], [1, 0, 2]]])
def test_a_matrix_of_another_size_is_a_fault(problem_of: Callable[..., Problem], ragged: Any) -> None:
    with pytest.raises(FaultyInput) as caught:
        travel_times(problem_of(Matrix(ragged, [[0, 1], [1, 0]]), [NOWHERE] * 2))
    assert [fault.path for fault in caught.value.faults] == ["$.travel.seconds"]
