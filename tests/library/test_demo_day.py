"""The bundled demo day is sound, lies in Qingdao, and invents nobody real."""

from datetime import timedelta

import pytest

from optimiser.documents import read_problem
from optimiser.inputs import Problem
from scenarios.library import demo_day, path


@pytest.fixture(scope="module")
def day() -> Problem:
    return read_problem(demo_day())


def test_it_is_part_of_the_package() -> None:
    assert path().is_file()


def test_every_place_lies_in_qingdao_and_is_used(day: Problem) -> None:
    assert all(
        35.58 <= place.lat <= 37.15 and 119.5 <= place.lon <= 121.0 for place in day.places if place.lat and place.lon
    )
    homes = {place for engineer in day.engineers for shift in engineer.shifts for place in (shift.from_, shift.to)}
    assert homes | {visit.place for visit in day.visits} == {place.id for place in day.places}
    assert len({(place.lat, place.lon) for place in day.places}) == len(day.places)


def test_every_customer_and_engineer_is_marked_as_invented(day: Problem) -> None:
    for visit in day.visits:
        assert str(visit.carried["name"]).startswith("Invented customer ")
        assert str(visit.carried["note"]).startswith("invented")
    assert all("(invented)" in str(engineer.carried["name"]) for engineer in day.engineers)


def test_leaving_out_costs_more_than_starting_late(day: Problem) -> None:
    for visit in day.visits:
        if visit.skip_cost is not None and visit.onsite_by is not None:
            late = day.horizon.end - visit.onsite_by
            cost = late / timedelta(hours=1) * visit.late_cost_per_hour
            assert visit.skip_cost > min(cost, visit.late_cost_cap or cost)


def test_it_shows_what_the_software_is_for(day: Problem) -> None:
    levels = [
        {name: engineer.skills.get(name, 0) for visit in day.visits for name in visit.skills}
        for engineer in day.engineers
    ]
    hopeless = [v for v in day.visits if not any(all(has[s] >= n for s, n in v.skills.items()) for has in levels)]
    assert len(hopeless) == 1
    assert sum(visit.skip_cost is None for visit in day.visits) == 1
    assert any(visit.pin for visit in day.visits)
    assert any(visit.preference_costs for visit in day.visits)
    assert any(visit.excluded_engineers for visit in day.visits)
    assert any(len(visit.windows) > 1 for visit in day.visits)
    assert any(place.setup for place in day.places)
    assert any(visit.collected for visit in day.visits) and any(visit.delivered for visit in day.visits)
    assert {visit.kind for visit in day.visits} == {"ticket", "inspection"}
    assert any(shift.end.date() > shift.start.date() for engineer in day.engineers for shift in engineer.shifts)
