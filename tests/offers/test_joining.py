"""A visit that joins an open plan is as if the problem had always had it."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import numpy as np
import pytest

from optimiser.documents import read_problem
from optimiser.errors import FaultyInput
from optimiser.inputs import Place, Problem, Visit
from optimiser.offers import OpenPlan, legs_to, open_plan
from optimiser.offers.legs import legs_of
from optimiser.travel import TravelTimes, travel_times
from tests.explanation.applying import greedy_plan
from tests.explanation.days import random_day

from .opened_days import opened_days


def surveyed(opened: OpenPlan, name: str) -> list[np.ndarray]:
    """What a visit costs at every position, and what starts when."""
    survey = opened.grounds.survey(opened.grounds.true, opened.kept.index[name])
    return [survey.prices, survey.best, survey.found]


def bare(opened: OpenPlan, name: str) -> OpenPlan:
    """The problem without a visit that nobody serves, opened."""
    visits = tuple(visit for visit in opened.problem.visits if visit.id != name)
    series = tuple(replace(own, visits=tuple(v for v in own.visits if v != name)) for own in opened.problem.series)
    unserved = tuple(entry for entry in opened.plan.unserved if entry.visit != name)
    problem = replace(opened.problem, visits=visits, series=series)
    return open_plan(problem, replace(opened.plan, unserved=unserved), opened.travel)


def test_joining_is_as_good_as_opening_the_problem_with_the_visit() -> None:
    compared = 0
    for opened in opened_days():
        for name, u in opened.kept.index.items():
            if u in opened.kept.home or name in opened.kept.series:
                continue
            joined = bare(opened, name).with_visit(opened.kept.visit(u))
            for ours, theirs in zip(surveyed(joined, name), surveyed(opened, name), strict=True):
                assert np.array_equal(ours, theirs)
            assert set(joined.able(joined.kept.index[name])) == set(opened.able(u))
            compared += 1
    assert compared > 15


def city(seed: int) -> tuple[Problem, TravelTimes]:
    """A random day over a great circle."""
    random = Random(seed)
    document = random_day(random)
    document["travel"] = {"kind": "great_circle", "detour": 1.3, "speed_kmh": 25}
    for place in document["places"]:
        place |= {"lat": 36 + random.random() / 20, "lon": 120 + random.random() / 20}
    document.pop("now", None)
    for visit in document["visits"]:
        visit.pop("pin", None)
    problem = read_problem(document)
    return problem, travel_times(problem)


@pytest.mark.parametrize("seed", range(5))
def test_a_new_place_is_as_far_as_in_the_whole_table(seed: int) -> None:
    problem, travel = city(seed)
    opened = open_plan(problem, greedy_plan(problem, travel), travel)
    place = Place("new", 36.02, 120.03, setup=timedelta(minutes=3))
    visit = Visit("new", "new", timedelta(minutes=30), None, delivered={"spare": 1.0})
    joined = opened.with_visit(visit, place)
    whole = replace(problem, places=(*problem.places, place), visits=(*problem.visits, visit))
    wider = travel_times(whole)
    assert np.array_equal(joined.travel.seconds, wider.seconds)
    assert np.array_equal(joined.travel.metres, wider.metres)
    assert np.array_equal(legs_of(wider), legs_to(problem, place))
    again = open_plan(whole, opened.plan, wider)
    for ours, theirs in zip(surveyed(joined, "new"), surveyed(again, "new"), strict=True):
        assert np.array_equal(ours, theirs)


def test_the_open_plan_stays_as_it_was() -> None:
    problem, travel = city(1)
    opened = open_plan(problem, greedy_plan(problem, travel), travel)
    before = [array.copy() for array in opened.kept.arrays.facts]
    opened.with_visit(Visit("new", "new", timedelta(0), 1.0), Place("new", 36.0, 120.0))
    for array, kept in zip(opened.kept.arrays.facts, before, strict=True):
        assert np.array_equal(array, kept)


def test_every_id_that_cannot_be_is_named() -> None:
    problem, travel = city(2)
    opened = open_plan(problem, greedy_plan(problem, travel), travel)
    with pytest.raises(FaultyInput) as caught:
        opened.with_visit(Visit("v0", "nowhere", timedelta(0), 1.0), Place("p0", 36.0, 120.0))
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [
        ("$.visit.id", "duplicate_id"),
        ("$.place.id", "duplicate_id"),
        ("$.visit.place", "unknown_place"),
    ]


def test_a_given_matrix_knows_no_new_place() -> None:
    problem = opened_days()[0].problem
    with pytest.raises(FaultyInput) as caught:
        legs_to(problem, Place("new", 36.0, 120.0))
    assert [fault.code for fault in caught.value.faults] == ["no_travel"]
