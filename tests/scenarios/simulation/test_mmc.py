"""M/M/c: ticket by ticket as the recursion of Kiefer and Wolfowitz says, and on average as Erlang does."""

from collections import Counter

import pytest

from tests.scenarios.simulation.cases import MMC
from tests.scenarios.simulation.living import live
from tests.scenarios.simulation.queues import HERE, MINUTE, queue, stream


@pytest.mark.parametrize("name", MMC)
def test_every_ticket_waits_as_long_as_the_recursion_says_and_their_mean_is_erlangs(name):
    case = MMC[name]
    lived = case.live()
    assert case.differing(lived) == []
    assert [str(claim) for claim in case.claimed(lived) if not claim.holds] == []


def test_tickets_of_one_second_call_as_many_engineers():
    service = queue([stream("a", 100.0, MINUTE, "fixed")], [HERE] * 20)
    visits = live(service, "first_come", 1).visits
    assert max(Counter(visit.reported_s for visit in visits).values()) > 1
    assert {visit.begun_s - visit.reported_s for visit in visits} == {0}
