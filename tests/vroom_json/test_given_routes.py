"""The plan mode: routes that are given, timed so that they break as little as can be."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.interop.vroom import answer_vroom
from tests.vroom_json.referee import check_answer

SQUARE = [[0, 100, 150], [100, 0, 40], [150, 40, 0]]


def planned(jobs, steps, matrix=SQUARE, **vehicle):
    vehicles = [{"id": 1, "start_index": 0, "end_index": 0, "steps": steps, **vehicle}]
    document = {"jobs": jobs, "vehicles": vehicles, "matrix": matrix, "options": {"c": True}}
    return answer_vroom(document, time.monotonic)


def job(number, place=1, **fields):
    return {"id": number, "location_index": place, **fields}


def steps_of(*numbers):
    return [{"type": "start"}, *({"type": "job", "id": k} for k in numbers), {"type": "end"}]


def causes(found):
    return {violation["cause"]: violation.get("duration") for violation in found["violations"]}


@settings(max_examples=60, deadline=None)
@example([(0, 0, [(0, 0)]), (0, 0, [(0, 0)])], (8, 0))
@given(
    st.lists(
        st.tuples(
            st.integers(0, 20),
            st.integers(0, 9),
            st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), min_size=1, max_size=2),
        ),
        min_size=1,
        max_size=4,
    ),
    st.tuples(st.integers(0, 30), st.integers(0, 60)),
)
def test_no_other_times_are_off_by_less_nor_of_those_end_sooner(drawn, window):
    place = {k + 1: way for k, (way, _, _) in enumerate(drawn)}
    matrix = [[0 if i == j else place.get(j, 7) for j in range(len(drawn) + 1)] for i in range(len(drawn) + 1)]
    jobs = [
        job(k, k, service=service, time_windows=[[a, a + length] for a, length in windows])
        for k, (_, service, windows) in enumerate(drawn, start=1)
    ]
    shift = [window[0], sum(window)]
    answer = planned(jobs, steps_of(*place), matrix, time_window=shift)
    legs = [*place.values(), 7]
    best, end_s = least_off([[shift], *(j["time_windows"] for j in jobs), [shift]], legs, [0, *(d[1] for d in drawn)])
    route = answer["routes"][0]
    assert sum(v["duration"] for v in answer["summary"]["violations"]) == best
    assert route["steps"][-1]["arrival"] + route["steps"][-1]["waiting_time"] == end_s
    for before, after, leg in zip(route["steps"][:-1], route["steps"][1:], legs, strict=True):
        begun_s = before["arrival"] + before["waiting_time"]
        assert after["arrival"] == begun_s + before["service"] + leg
        assert after["waiting_time"] >= 0


def least_off(windows, legs, acts, latest=400):
    """Every start of every step is tried: how far a route is off at least, and when it can then end soonest."""

    def off(k, second):
        return min(max(0, a - second, second - b) for a, b in windows[k])

    cost = [off(0, second) for second in range(latest)]
    for k, (leg, act) in enumerate(zip(legs, acts, strict=True), start=1):
        for second in range(1, latest):
            cost[second] = min(cost[second], cost[second - 1])
        gap = leg + act
        cost = [float("inf") if s < gap else cost[s - gap] + off(k, s) for s in range(latest)]
    return min(cost), cost.index(min(cost))


def test_a_route_that_keeps_everything_is_timed_as_one_that_was_searched_for():
    jobs = [job(1, service=30, setup=20, time_windows=[[500, 600]]), job(2, 2, service=10)]
    pauses = [{"id": 4, "service": 60, "time_windows": [[300, 900]]}]
    steps = [{"type": "start"}, {"type": "job", "id": 1}, {"type": "job", "id": 2}, {"type": "break", "id": 4}]
    answer = planned(jobs, steps, breaks=pauses, time_window=[0, 5000])
    assert answer["routes"][0]["steps"][0]["arrival"] == 400
    assert answer["summary"]["waiting_time"] == 0
    document = {
        "jobs": jobs,
        "matrix": SQUARE,
        "vehicles": [{"id": 1, "start_index": 0, "end_index": 0, "breaks": pauses, "time_window": [0, 5000]}],
    }
    check_answer(document, answer)


def test_what_a_route_breaks_is_told_by_step_by_route_and_in_all():
    jobs = [
        job(1, skills=[3], delivery=[2], time_windows=[[0, 50]]),
        job(2, 2, delivery=[2]),
        job(3, 2),
    ]
    pauses = [{"id": 4, "service": 60, "time_windows": [[0, 900]], "max_load": [3]}, {"id": 5}]
    steps = [{"type": "break", "id": 4}, *steps_of(1, 2, 3)[1:]]
    answer = planned(jobs, steps, breaks=pauses, capacity=[3], max_tasks=2, max_travel_time=200, time_window=[0, 900])
    route = answer["routes"][0]
    expected = [
        {"load"},
        {"load", "max_load"},
        {"delay", "skills"},
        set(),
        {"max_tasks"},
        {"max_tasks", "max_travel_time"},
    ]
    assert [set(causes(step)) for step in route["steps"]] == expected
    assert causes(route) == causes(answer["summary"])
    assert causes(route)["delay"] == 110
    assert set(causes(route)) == set().union(*expected) | {"missing_break"}


def test_a_step_begins_when_it_must_and_its_window_gives_way():
    jobs = [job(1, time_windows=[[0, 50]])]
    answer = planned(jobs, [{"type": "job", "id": 1, "service_at": 1000}])
    step = answer["routes"][0]["steps"][1]
    assert step["arrival"] + step["waiting_time"] == 1000
    assert step["violations"] == [{"cause": "delay", "duration": 950}]
    assert answer["routes"][0]["steps"][0]["arrival"] == 900


def test_jobs_and_vehicles_without_steps_stay_at_home():
    document = {
        "jobs": [job(1), job(2, description="spare")],
        "vehicles": [
            {"id": 1, "start_index": 0, "steps": steps_of(1)[:2]},
            {"id": 2, "end_index": 0, "profile": "bike"},
        ],
        "matrices": {"car": {"durations": SQUARE}, "bike": {"durations": SQUARE}},
        "options": {"c": True},
    }
    answer = answer_vroom(document, time.monotonic)
    assert [route["vehicle"] for route in answer["routes"]] == [1]
    assert answer["unassigned"] == [{"id": 2, "type": "job", "location_index": 1, "description": "spare"}]


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_vehicles_that_travel_differently_may_be_timed_together(factor):
    document = {
        "jobs": [job(1), job(2)],
        "vehicles": [
            {"id": 1, "start_index": 0, "steps": steps_of(1)[:2]},
            {"id": 2, "start_index": 0, "steps": steps_of(2)[:2], "speed_factor": factor},
        ],
        "matrix": SQUARE,
        "options": {"c": True},
    }
    durations = [route["duration"] for route in answer_vroom(document, time.monotonic)["routes"]]
    assert durations == [100, 100 / factor]
