"""Large days in regions: every visit and every shift in just one, and what belongs together stays together."""

from dataclasses import replace

import numpy as np
import pytest

from api.plans.regions import joined, regions_of
from optimiser import (
    Cost,
    Pin,
    Plan,
    Problem,
    Route,
    Series,
    Unserved,
    read_problem,
    travel_times,
    write_problem,
)
from scenarios.library import demo_day


def day() -> Problem:
    return read_problem(demo_day())


@pytest.mark.parametrize("count", [2, 3, 5])
@pytest.mark.parametrize("seed", [0, 1])
def test_each_visit_and_each_engineer_is_in_one_region(count: int, seed: int) -> None:
    problem = day()
    travel = travel_times(problem)
    regions = regions_of(problem, travel, count, seed)
    assert 1 < len(regions) <= count
    visits = [visit.id for region in regions for visit in region.problem.visits]
    assert sorted(visits) == sorted(visit.id for visit in problem.visits)
    engineers = [engineer.id for region in regions for engineer in region.problem.engineers]
    assert sorted(engineers) == sorted(engineer.id for engineer in problem.engineers)
    at = {place.id: k for k, place in enumerate(problem.places)}
    for region in regions:
        read_problem(write_problem(region.problem))  # a sound problem of its own
        rows = [at[place.id] for place in region.problem.places]
        assert np.array_equal(region.travel.seconds, travel.seconds[np.ix_(rows, rows)])


def test_a_pinned_visit_is_where_its_engineer_is_and_a_series_is_together() -> None:
    problem = day()
    far, *others = [visit for visit in problem.visits if visit.pin is None]
    for engineer in problem.engineers:
        pinned = replace(far, pin=Pin(engineer=engineer.id))
        series = Series("s", [far.id, others[-1].id], [])
        visits = [pinned if visit.id == far.id else visit for visit in problem.visits]
        changed = replace(problem, visits=visits, series=[series])
        for region in regions_of(changed, travel_times(problem), 3, 0):
            ids = {visit.id for visit in region.problem.visits}
            here = engineer.id in {each.id for each in region.problem.engineers}
            assert (far.id in ids) == here
            assert (others[-1].id in ids) == here
            assert len(region.problem.series) == here


def test_what_has_no_coordinates_is_not_divided() -> None:
    problem = day()
    without = replace(problem, places=[replace(place, lat=None, lon=None) for place in problem.places])
    regions = regions_of(without, travel_times(problem), 3, 0)
    assert [region.problem for region in regions] == [without]


def test_plans_of_regions_are_joined() -> None:
    one = Plan([Route("e1", "s1", [])], [Unserved("v1")], Cost(distance=1.0))
    other = Plan([Route("e2", "s2", [])], [], Cost(distance=2.0))
    whole = joined([one, other])
    assert [route.shift for route in whole.routes] == ["s1", "s2"]
    assert [each.visit for each in whole.unserved] == ["v1"]
