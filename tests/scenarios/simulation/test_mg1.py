"""M/G/1: ticket by ticket as Lindley's recursion says, and on average as Pollaczek and Khinchine do."""

import pytest

from tests.scenarios.simulation.cases import MG1


@pytest.mark.parametrize("name", MG1)
def test_every_ticket_waits_as_long_as_lindley_says_and_their_mean_is_pollaczeks(name):
    case = MG1[name]
    lived = case.live()
    assert case.differing(lived) == []
    assert [str(claim) for claim in case.claimed(lived) if not claim.holds] == []
