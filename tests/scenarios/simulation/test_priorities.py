"""The most severe first, without taking anybody away from a visit: as Cobham says, class by class."""

import pytest

from tests.scenarios.simulation.cases import PRIORITIES


@pytest.mark.parametrize("name", PRIORITIES)
def test_each_class_waits_as_long_as_cobham_says(name):
    case = PRIORITIES[name]
    lived = case.live()
    assert case.recursion is None or case.differing(lived) == []
    assert [str(claim) for claim in case.claimed(lived) if not claim.holds] == []
