"""The nearest of those who are free goes, also in the morning, when all begin in the same second."""

from dataclasses import replace
from datetime import timedelta

import pytest

from scenarios.demand import Demand, Stream, WorkTime
from tests.scenarios.simulation.lives import live
from tests.scenarios.simulation.services import HOUR, campus


@pytest.mark.parametrize("turned", [False, True], ids=["as in the roster", "roster turned round"])
def test_what_waits_in_the_morning_is_taken_by_the_nearest(turned: bool) -> None:
    case = campus(days=1)
    early = (0.0,) * 5 + (1.0,) + (0.0,) * 18
    at_night = Stream(
        "a", 4.0, "major", WorkTime(HOUR, "fixed"), hours=early, sites={"s0": 1.0, "s11": 1.0},
        answer=timedelta(0), remote_work=timedelta(0),
    )  # fmt: skip
    engineers = case.service.book.engineers[:: -1 if turned else 1]
    book = replace(case.service.book, engineers=engineers)
    service = replace(case.service, book=book, demand=Demand((at_night,)))
    _, watching = live(replace(case, service=service), "nearest_first")
    first = min(visit.presence.start_s for visit in watching.visits)
    at_once = [each for each in watching.visits if each.work.since_s < first and each.presence.visits_count]
    free = {each.presence.engineer.id: each.presence.home for each in at_once}
    assert len(at_once) > 1
    ways = watching.world.ways
    by_age = sorted(at_once, key=lambda each: (each.work.since_s, each.work.id))
    everybody = {each.id: ways.node(each.lat, each.lon) for each in engineers}
    for visit in by_age[: len(everybody)]:
        chosen = visit.presence.engineer.id
        nearest_s = min(ways.seconds(home, visit.work.node) for home in everybody.values())
        assert ways.seconds(free[chosen], visit.work.node) == nearest_s
        del everybody[chosen]
