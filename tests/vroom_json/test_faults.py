import time

import pytest

from api.interop.vroom import VroomSettings, answer_vroom, read_vroom
from optimiser import FaultyInput, GreatCircle, TableService

HOME = {"id": 1, "start": [8.7, 49.4], "end": [8.7, 49.4]}
JOB = {"id": 1, "location": [8.68, 49.41]}
SQUARE = [[0, 10], [10, 0]]


def faults_of(document):
    with pytest.raises(FaultyInput) as caught:
        read_vroom(document, GreatCircle(1.3, 50))
    return {fault.path: fault.message for fault in caught.value.faults}


def row(**fields):
    return {"id": 1, "start_index": 0, "end_index": 0, **fields}


def test_every_fault_of_shape_is_told_at_once_with_its_path_and_value():
    document = {
        "vehicles": [HOME | {"capacity": ["four"], "speed_factor": 0}],
        "jobs": [{"id": 1, "location": [8.68]}, {"location": [200, 49]}, JOB | {"priority": 101, "skills": [True]}],
    }
    found = faults_of(document)
    assert found["$.vehicles[0].capacity[0]"] == '"four" is no whole number; write one, as in 5'
    assert found["$.vehicles[0].speed_factor"].startswith("0 is too small; ")
    assert found["$.jobs[0].location"].startswith("[8.68] holds too few entries")
    assert found["$.jobs[1].id"] == "is missing; it is needed here"
    assert found["$.jobs[1].location"].endswith("a location is [longitude, latitude] in degrees")
    assert found["$.jobs[2].priority"].startswith("101 is too large; ")
    assert found["$.jobs[2].skills[0]"].startswith("true is no whole number; ")
    assert len(found) == 7


def test_every_fault_of_meaning_is_told_at_once():
    document = {
        "vehicles": [
            HOME | {"capacity": [4], "breaks": [{"id": 5}, {"id": 5}], "steps": [{"type": "job", "id": 9}]},
            {"id": 1, "costs": {"per_task_hour": 1}},
        ],
        "jobs": [JOB | {"delivery": [1, 2]}, {"id": 1, "setup_per_type": {"van": 3}}],
        "shipments": [{}],
    }
    assert set(faults_of(document)) == {
        "$.shipments",
        "$.jobs[1].id",
        "$.vehicles[1].id",
        "$.jobs[0].delivery",
        "$.jobs[1].location",
        "$.jobs[1].setup_per_type",
        "$.vehicles[0].breaks[1].id",
        "$.vehicles[0].steps[0].id",
        "$.vehicles[1]",
        "$.vehicles[1].costs.per_task_hour",
    }


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        pytest.param({"matrix": [[0, 1], [1]]}, "$.matrix[1]", id="ragged"),
        pytest.param({"matrix": [[0, 1.5], [1, 0]]}, "$.matrix[0][1]", id="no-whole-number"),
        pytest.param({"matrix": [[0, -1], [1, 0]]}, "$.matrix[0][1]", id="negative"),
        pytest.param({"matrices": {"bike": {"durations": SQUARE}}}, "$.vehicles[0].profile", id="other-profile"),
        pytest.param(
            {"matrices": {"car": {"durations": SQUARE, "distances": [[0]]}}},
            "$.matrices.car.distances",
            id="other-size",
        ),
        pytest.param({"matrix": [[0]]}, "$.jobs[0].location_index", id="no-such-row"),
    ],
)
def test_a_faulty_matrix_is_named(fields, path):
    assert path in faults_of({"vehicles": [row()], "jobs": [{"id": 1, "location_index": 1}], **fields})


@pytest.mark.parametrize(
    ("vehicle", "path"),
    [
        pytest.param({"costs": {"per_km": 1}}, "$.vehicles[0].costs", id="costs-and-per-km"),
        pytest.param({"max_distance": 5}, "$.vehicles[0].max_distance", id="costs-and-max-distance"),
        pytest.param({"breaks": [{"id": 1, "max_load": []}]}, "$.vehicles[0].breaks", id="max-load"),
    ],
)
def test_what_cannot_be_planned_together_is_refused(vehicle, path):
    tables = {"durations": SQUARE, "distances": SQUARE, "costs": SQUARE}
    assert list(faults_of({"vehicles": [row(**vehicle)], "jobs": [], "matrices": {"car": tables}})) == [path]


def test_vehicles_that_travel_differently_are_refused():
    found = faults_of({"vehicles": [HOME, HOME | {"id": 2, "speed_factor": 2.0}], "jobs": [JOB]})
    assert found["$.vehicles[1]"] == (
        "travels otherwise than the first vehicle (profile 'car', speed_factor 2); "
        "plan vehicles that travel differently in separate requests"
    )


def test_more_than_can_be_planned_is_refused():
    assert "$.jobs" in faults_of({"vehicles": [HOME], "jobs": [JOB] * 5001})
    assert "$.vehicles" in faults_of({"vehicles": [HOME] * 501, "jobs": []})


@pytest.mark.parametrize(
    "document", [None, [], "text", {}, {"jobs": []}], ids=["null", "list", "text", "empty", "jobs"]
)
def test_what_is_no_request_at_all_is_answered_as_an_input_error(document):
    answer = answer_vroom(document, time.monotonic)
    assert answer["code"] == 2
    assert answer["error"].startswith("$")


def test_travel_that_cannot_be_had_is_a_routing_error():
    nobody = TableService("http://127.0.0.1:9", retries=0)
    answer = answer_vroom({"vehicles": [HOME], "jobs": [JOB]}, time.monotonic, VroomSettings(travel=nobody))
    assert answer.keys() == {"code", "error"}
    assert answer["code"] == 3


def test_contradicting_steps_are_an_input_error():
    steps = [
        {"type": "job", "id": 1, "service_after": 100},
        {"type": "job", "id": 2, "service_before": 50},
    ]
    jobs = [{"id": 1, "location_index": 0}, {"id": 2, "location_index": 1}]
    vehicles = [{"id": 1, "start_index": 0, "steps": steps}]
    answer = answer_vroom(
        {"vehicles": vehicles, "jobs": jobs, "matrix": SQUARE, "options": {"c": True}}, time.monotonic
    )
    assert answer["code"] == 2
    assert answer["error"].startswith("$.vehicles[0].steps: ")
