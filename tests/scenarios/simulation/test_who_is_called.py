"""Who is called for a ticket must be able to take it on; who cannot must not keep it from the others."""

from dataclasses import replace
from datetime import time

from optimiser import Duty, RosterEngineer
from tests.scenarios.simulation.living import live
from tests.scenarios.simulation.queues import HERE, HOUR, queue, stream


def test_a_ticket_goes_to_those_whose_shift_is_long_enough_for_it_though_others_wait_longer():
    just_before_noon = [0.0] * 11 + [1.0] + [0.0] * 12
    service = queue([stream("a", 1 / 24, HOUR, "fixed", hours=just_before_noon)], [HERE] * 4)
    ends = (12, 12, 18, 18)
    duties = [Duty("always", time(8), time(end)) for end in ends]
    engineers = tuple(RosterEngineer(f"e{k}", *HERE, duties=(duty,)) for k, duty in enumerate(duties))
    visits = live(replace(service, book=replace(service.book, engineers=engineers)), "first_come", 10).visits
    assert len(visits) > 5
    assert {visit.begun_s - visit.reported_s for visit in visits} == {0}
    assert {visit.engineer for visit in visits} == {"e2", "e3"}
